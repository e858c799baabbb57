"""``zicht rerun``: a result comes out again byte for byte, and what was touched is named."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from api.commands.rerun import rerun
from scenarios import Scenario, run
from scenarios.rerun import read_crate, run_again
from scenarios.run import after
from twin.crate import CRATE
from twin.errors import InvalidInputError
from twin.state import Twin

SCENARIO = {
    "name": "Zee +1 m /met een schuine streep/erin",
    "baseline": "strand",
    "drivers": {"sea_level_rise": {"metres": 1.0}},
    "processes": ["sea-level-rise"],
}
RAISED = {
    "name": "eerst",
    "baseline": "strand",
    "drivers": {"sea_level_rise": {"metres": 2.0}},
    "interventions": [{"kind": "dike-reinforcement", "dike": "dijk"}],
    "processes": ["sea-level-rise"],
}


@pytest.fixture
def beach(small_surface: xr.Dataset) -> Twin:
    import geopandas as gpd
    from shapely import LineString

    dike = gpd.GeoDataFrame(
        {"id": ["dijk"], "crest_level": [3.5], "kind": ["primary"]},
        geometry=[LineString([(60085, 545000), (60085, 545300)])],
        crs="EPSG:28992",
    )
    return Twin.from_datasets(small_surface, features={"dikes": dike}, name="strand")


@pytest.fixture
def home(beach: Twin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZICHT_DATA", str(tmp_path / "data"))
    beach.save(tmp_path / "data" / "twins" / "bewaard")
    return tmp_path


@pytest.fixture
def result(beach: Twin, home: Path) -> Path:
    return run(SCENARIO, beach).save(home / "result")


def zipped(folder: Path, target: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, inside + path.relative_to(folder).as_posix())
    return target


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("form", ["folder", "crate", "crate alone", "zip", "zip with a folder"])
def test_every_byte_comes_out_again(
    result: Path, home: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = home / "alone"
    alone.mkdir()
    shutil.copy(result / CRATE, alone / "metadata.json")
    crate = {
        "folder": result,
        "crate": result / CRATE,
        "crate alone": alone / "metadata.json",
        "zip": zipped(result, home / "r.zip"),
        "zip with a folder": zipped(result, home / "s.zip", "result/"),
    }[form]
    assert rerun(crate, None, None, as_json=True)
    found = told(capsys)
    assert found["equal"] is True
    assert found["reasons"] == []
    assert set(found["files"].values()) == {"equal"}
    assert {"indicators.json", "result.zarr/zarr.json"} <= set(found["files"])


def test_a_chunk_that_was_tampered_with_is_named(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chunk = next(
        path for path in sorted(result.glob("result.zarr/inundation_level/c/**/*")) if path.is_file()
    )
    body = bytearray(chunk.read_bytes())
    body[-1] ^= 1
    chunk.write_bytes(bytes(body))
    (result / "indicators.json").unlink()
    assert not rerun(result, None, None, as_json=True)
    found = told(capsys)
    wrong = {name: what for name, what in found["files"].items() if what != "equal"}
    assert wrong == {
        chunk.relative_to(result).as_posix(): "changed since it was written",
        "indicators.json": "missing",
    }


def test_other_code_and_libraries_are_the_reason(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crate = json.loads((result / CRATE).read_text())
    for entity in crate["@graph"]:
        if entity["@id"] == "#zicht":
            entity["identifier"] = "0" * 64
        if entity["@id"] == "#numpy":
            entity["softwareVersion"] = "1.0.0"
        if entity["@id"] == "indicators.json":
            entity["sha256"] = "f" * 64
        if entity["@id"] == "result.zarr/sea_level/zarr.json":
            entity["@id"] = "result.zarr/of_another_version/zarr.json"
    (result / CRATE).write_text(json.dumps(crate))
    assert not rerun(result, None, None, as_json=True)
    found = told(capsys)
    assert {name: what for name, what in found["files"].items() if what != "equal"} == {
        "indicators.json": "different",
        "result.zarr/of_another_version/zarr.json": "different",
        "result.zarr/sea_level/zarr.json": "not in the crate",
    }
    assert found["reasons"][0].startswith("the code is another")
    assert any(reason.startswith("numpy is ") and "1.0.0" in reason for reason in found["reasons"])


def test_the_new_result_may_be_kept(result: Path, home: Path) -> None:
    assert rerun(result, home / "again", None, as_json=True)
    first, second = (
        json.loads((folder / "manifest.json").read_text()) for folder in (result, home / "again")
    )
    assert {name for name in first if first[name] != second[name]} <= {"provenance.json", CRATE}


def test_a_run_on_an_earlier_scenario_starts_from_the_first_twin(beach: Twin, home: Path) -> None:
    changed = after(Scenario.load(RAISED), beach)
    assert changed.digest != beach.digest
    folder = run(SCENARIO, changed).save(home / "second")
    recorded = read_crate(folder)
    assert (recorded.base, recorded.twin) == (beach.digest, changed.digest)
    assert run_again(recorded, beach, home / "again").equal
    assert rerun(folder, None, None, as_json=True)


def test_twice_after_each_other_remembers_both(beach: Twin) -> None:
    twice = after(Scenario.load(SCENARIO), after(Scenario.load(RAISED), beach))
    assert [scenario["name"] for scenario in json.loads(twice.attributes["after"])] == [
        "eerst",
        SCENARIO["name"],
    ]
    assert twice.attributes["base_digest"] == beach.digest


def test_a_twin_that_is_not_here_is_asked_for(result: Path, home: Path, beach: Twin) -> None:
    shutil.rmtree(home / "data")
    with pytest.raises(InvalidInputError, match="no twin here has it"):
        rerun(result, None, None, as_json=True)
    beach.save(home / "elsewhere")
    assert rerun(result, None, str(home / "elsewhere"), as_json=True)
    beach.with_(surface={"ground_level": beach.surface["ground_level"].values + 1}).save(home / "other")
    with pytest.raises(InvalidInputError, match="is another twin"):
        rerun(result, None, str(home / "other"), as_json=True)


def test_a_crate_that_is_not_there_is_told_plainly(home: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_crate(home / "nothing")
    assert [problem.message for problem in caught.value.problems] == ["is not there"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"@graph": [{"@id": "./"}]}', "\x00", '{"@graph": 3}'])
def test_what_is_no_crate_is_refused(home: Path, content: str) -> None:
    (home / "x.json").write_text(content)
    with pytest.raises(InvalidInputError, match="is no crate of a result"):
        read_crate(home / "x.json")
    with pytest.raises(InvalidInputError, match="is no crate of a result"):
        read_crate(zipped(home / "data", home / "x.zip"))


def test_zip_with_a_password_is_refused(result: Path, home: Path) -> None:
    content = bytearray(zipped(result, home / "result.zip").read_bytes())
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(head), content):
            content[found.start() + flags] |= 1
    (home / "closed.zip").write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"is no crate of a result .*encrypted"):
        read_crate(home / "closed.zip")


def test_exit_codes(result: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.cli import _exit_code

    def code(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["zicht", "rerun", *arguments])
        before = signal.getsignal(signal.SIGTERM)
        try:
            return _exit_code()
        finally:
            signal.signal(signal.SIGTERM, before)

    assert code(str(result)) == 0
    (result / "indicators.json").write_text("{}")
    assert code(str(result), "--json") == 1
    assert code(str(home / "nothing")) == 2
