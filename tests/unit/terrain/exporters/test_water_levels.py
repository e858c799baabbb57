"""Water levels as the page reads them: every number comes back, and what is not known stays unknown."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scenarios.run import run
from terrain.exporters.base import export, exporters
from terrain.exporters.water_levels import has_water_levels, read_water_levels
from tests.unit.scenarios.polders.raised_polder import HORIZON, peat_halves
from twin.errors import InvalidInputError, StoreError
from twin.store import Result

RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.3, "start": 2030}


@pytest.fixture(scope="module")
def result() -> Result:
    content = {
        "name": "x", "horizon": HORIZON, "interventions": [RAISE], "processes": ["water-level-raise"]
    }  # fmt: skip
    twin = peat_halves()
    ground = twin.surface["ground_level"].values.copy()
    ground[40:60, 10:20] = np.nan
    return run(content, twin.with_(surface={"ground_level": ground}))


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page") / "water-levels"
    export(result, "water-levels", folder)
    return folder


def test_every_number_comes_back_to_half_a_step(result, written):
    header, arrays = read_water_levels(written)
    scales = {f"{each['case']}.{each['name']}": each["scale"] for each in header["arrays"]}
    names = {"monthly": "groundwater"}
    assert len(scales) == 20
    for key, scale in scales.items():
        case, _, name = key.partition(".")
        given = result.dataset[f"parcel_{names.get(name, name)}"].sel(polder_case=case).values
        assert arrays[key].shape == given.shape
        np.testing.assert_allclose(arrays[key], given, atol=0.51 * scale, rtol=0)
        assert scale <= (0.01 if name in ("monthly", "ghg", "glg", "lowest") else 0.001)
    for name in ("peat_thickness", "deep_head", "spacing"):
        given = result.dataset[f"land_{name}"].values
        np.testing.assert_allclose(arrays[f"parcel.{name}"], given, atol=0.001)
    np.testing.assert_array_equal(arrays["parcel.cells"], result.dataset["parcel_cells"])
    np.testing.assert_array_equal(arrays["column"], result.dataset["parcel_column"])


def test_blocks_lie_at_whole_numbers_of_their_items(written):
    header, _ = read_water_levels(written)
    entries = [header["column"], *header["parcel"], *header["arrays"]]
    assert all(entry["offset"] % (4 if entry["type"] == "int32" else 2) == 0 for entry in entries)
    offsets = [entry["offset"] for entry in entries]
    assert offsets == sorted(set(offsets))


def test_the_header_tells_what_the_film_is_about(result, written):
    header, arrays = read_water_levels(written)
    assert (header["format"], header["version"]) == ("zicht-water-levels", 1)
    assert header["years"] == [2025, 2030, 2035, HORIZON]
    assert (header["start"], header["horizon"], header["relation"]) == (2025, HORIZON, "van-den-akker")
    assert header["course_years"] == list(range(2025, HORIZON + 1))
    grid = result.grid
    assert header["grid"] == {name: getattr(grid, name) for name in ("x0", "y0", "dx", "dy", "nx", "ny")}
    west, east = header["areas"]
    assert (west["id"], west["decided"], west["raise_summer"], west["start"]) == ("west", True, 0.3, 2030.0)
    assert (west["policy"], west["summer_level_today"], west["summer_level"]) == ("fixatie", -0.6, -0.3)
    assert (east["decided"], east["start"], east["policy"]) == (False, None, "indexatie")
    unknown = arrays["parcel.reason"] > 0
    assert unknown.any()
    assert {header["reasons"][code] for code in arrays["parcel.reason"][unknown]} == {"no ground level here"}
    assert np.isnan(arrays["after.ghg"][:, unknown]).all()
    assert np.isfinite(arrays["after.ghg"][:, ~unknown]).all()


def test_areas_have_their_course_and_effects_both_sides(result, written):
    header, _ = read_water_levels(written)
    assert set(header["series"]) == {"west", "east", "decided"}
    course = header["series"]["west"]["after"]
    years = len(header["course_years"])
    assert [len(course[name]) for name in ("monthly_groundwater", "ground_level", "level")] == [
        12 * years, years, years
    ]  # fmt: skip
    table = result.features["water_level_effects"].set_index("id")
    for effect in header["effects"]:
        assert [row["area"] for row in effect["rows"]] == ["west", "east", "decided"]
        for row in effect["rows"]:
            given = table.loc[f"{row['area']}-{effect['id']}"]
            if row["after"] is None:
                assert row["reason"]
            else:
                assert row["after"]["value"] == pytest.approx(given["after"], rel=1e-5)
                assert row["difference"]["low"] == pytest.approx(given["difference_low"], rel=1e-5)
    assert json.loads((written / "water-levels.json").read_text()) == header


def test_a_result_without_water_levels_or_of_another_version_is_refused(result, written, tmp_path):
    bare = Result(result.dataset.drop_vars("parcel_column"), result.features)
    assert has_water_levels(result)
    assert not has_water_levels(bare)
    assert exporters()["water-levels"]().shows(result)
    with pytest.raises(InvalidInputError, match="water-level-raise"):
        export(bare, "water-levels", tmp_path / "x")
    header = json.loads((written / "water-levels.json").read_text()) | {"version": 2}
    (tmp_path / "water-levels.json").write_text(json.dumps(header))
    with pytest.raises(StoreError, match="version 1"):
        read_water_levels(tmp_path)
