"""The choice of levels as the page reads it: the page must be able to add areas up and choose by itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from api.jobs.page_files import page_files_of, write_page_files
from scenarios.run import run
from terrain.exporters.base import export, exporters
from terrain.exporters.water_level_choice import (
    HEADER,
    has_water_level_choice,
    read_water_level_choice,
    write_water_level_choice,
)
from tests.unit.scenarios.polders.choice.two_polders import two_polders
from twin.errors import InvalidInputError, StoreError
from twin.progress import silent
from twin.store import Result

PARAMETERS = {"lowest": -0.2, "highest": 0.8, "step": 0.2, "start": 2030}


@pytest.fixture(scope="module")
def result() -> Result:
    asked = {"name": "choice", "horizon": 2045, "processes": [{"water-level-choice": PARAMETERS}]}
    return run(asked, two_polders())


@pytest.fixture(scope="module")
def document(result: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("choice")
    stored = Result.open(
        result.save(folder / "result")
    )  # what the page reads is written from a stored result
    write_water_level_choice(stored, folder)
    packed = gzip.decompress((folder / f"{HEADER}.gz").read_bytes())
    assert packed == (folder / HEADER).read_bytes()
    return read_water_level_choice(folder)


def together(document: dict[str, Any], effect: int, options: list[int]) -> float:
    """What the page does: a sum, or a mean by the weights; what is null does not count."""
    rows = [
        (document["weights"][area][effect], values["value"])
        for area, option in enumerate(options)
        if (values := document["values"][area][option][effect]) is not None
    ]
    if document["effects"][effect]["sum"] == "total":
        return sum(value for _, value in rows)
    return sum(weight * value for weight, value in rows) / sum(weight for weight, _ in rows)


def test_it_says_what_it_is_about(document: dict[str, Any]) -> None:
    assert (document["format"], document["version"]) == ("zicht-water-level-choice", 1)
    assert (document["twin"], document["horizon"], document["start"]) == ("strips", 2045, 2030)
    assert document["relation"] == "van-den-akker"
    assert [area["id"] for area in document["areas"]] == ["peat", "sand"]
    peat = document["areas"][0]
    assert (peat["summer_level"], peat["winter_level"]) == (-0.5, -0.6)
    assert peat["ground_level"] == pytest.approx(0.1, abs=0.02)
    assert 0.0 < peat["land_area"] <= 500_000.0
    assert document["options"][0] == {"raise": 0.0, "policy": "indexatie", "drains": "none"}


def test_shapes_agree(document: dict[str, Any]) -> None:
    areas, options, effects = (len(document[name]) for name in ("areas", "options", "effects"))
    assert {len(document[name]) for name in ("values", "reasons", "weights", "hindrances")} == {areas}
    assert (
        {len(row) for row in document["values"]} == {len(row) for row in document["hindrances"]} == {options}
    )
    assert {len(cell) for row in document["values"] for cell in row} == {effects}
    for name in ("reasons", "weights"):
        assert {len(row) for row in document[name]} == {effects}


def test_what_is_null_has_a_reason_and_what_has_a_value_has_a_range(document: dict[str, Any]) -> None:
    nulls = 0
    for area, row in enumerate(document["values"]):
        for cell in row:
            for effect, values in enumerate(cell):
                if document["reasons"][area][effect]:
                    assert document["weights"][area][effect] == 0.0
                else:
                    assert values is not None
                nulls += values is None
                if values is not None:
                    assert values["low"] <= values["value"] <= values["high"]
    assert nulls  # the sand has no greenhouse gas of peat


def test_levels_above_the_ground_are_not_offered(document: dict[str, Any]) -> None:
    for area, row in enumerate(document["hindrances"]):
        for option, text in zip(document["options"], row, strict=True):
            # ground 0.5 m and 1 m above the level, with relief of 0.2 m upward
            assert bool(text) == (option["raise"] > (0.5, 1.0)[area]), (area, option)
    used = {
        (area, option)
        for front in document["fronts"]
        for point in front["points"]
        for area, option in enumerate(point["options"])
    } | set(enumerate(document["optimum"]["options"]))
    assert not any(document["hindrances"][area][option] for area, option in used)


def test_the_page_adds_up_to_what_the_process_answers(result: Result, document: dict[str, Any]) -> None:
    chosen = document["optimum"]["options"]
    for number, effect in enumerate(document["effects"]):
        told = result.indicators.get(f"water-level-choice.{effect['id']}")
        if told is not None and told["value"] is not None:
            assert together(document, number, chosen) == pytest.approx(told["value"], rel=1e-8)
            change = together(document, number, chosen) - together(document, number, [0, 0])
            said = result.indicators[f"water-level-choice.{effect['id']}_change"]["value"]
            assert change == pytest.approx(said, abs=1e-6 * abs(told["value"]))


def test_points_of_fronts_are_the_values_of_their_options(document: dict[str, Any]) -> None:
    numbers = {effect["id"]: number for number, effect in enumerate(document["effects"])}
    assert document["fronts"]
    for front in document["fronts"]:
        assert front["exact"] == (front["tolerance"] == [0.0, 0.0])
        for point in front["points"]:
            for name, value in zip(front["objectives"], point["values"], strict=True):
                assert together(document, numbers[name], point["options"]) == pytest.approx(
                    value, rel=1e-7, abs=1e-9
                )


def test_the_page_finds_the_same_optimum(document: dict[str, Any]) -> None:
    weights, chosen = document["optimum"]["weights"], []
    for area, cells in enumerate(document["values"]):
        scores = []
        for option, cell in enumerate(cells):
            score = float("inf") if document["hindrances"][area][option] else 0.0
            for number, effect in enumerate(document["effects"]):
                if effect["objective"] and effect["scale"] and cell[number] is not None:
                    whole = 1.0
                    if effect["sum"] == "mean":
                        whole = sum(row[number] for row in document["weights"])
                    share = document["weights"][area][number] / whole
                    sign = -1.0 if effect["better"] == "higher" else 1.0
                    score += weights[effect["id"]] * sign * share * cell[number]["value"] / effect["scale"]
            scores.append(score)
        least = min(scores)
        chosen.append(next(at for at, score in enumerate(scores) if score <= least + 1e-7))
    assert chosen == document["optimum"]["options"]


def test_a_service_writes_it_beside_a_result_and_says_where(result: Result, tmp_path: Path) -> None:
    result.write_into(tmp_path)
    write_page_files(result, tmp_path, silent)
    members, links = page_files_of(tmp_path, "/v1/jobs/abc/results/files")
    assert set(members) == {"water-level-choice"}
    assert members["water-level-choice"]["href"].endswith("/files/water-level-choice/water-level-choice.json")
    assert [link["rel"] for link in links] == ["enclosure"]


def test_it_is_found_and_refuses_what_it_cannot_show(result: Result, tmp_path: Path) -> None:
    assert "water-level-choice" in exporters()
    export(result, "water-level-choice", tmp_path / "page")
    assert (tmp_path / "page" / HEADER).is_file()
    bare = Result(result.dataset)
    assert not has_water_level_choice(bare)
    with pytest.raises(InvalidInputError, match="no choice of levels"):
        export(bare, "water-level-choice", tmp_path / "bare")
    other = json.loads((tmp_path / "page" / HEADER).read_text("utf-8")) | {"version": 2}
    (tmp_path / "page" / HEADER).write_text(json.dumps(other), "utf-8")
    with pytest.raises(StoreError, match="version 1"):
        read_water_level_choice(tmp_path / "page")
