"""A dike on a new line: the old one gone from the ground, the new one in it, and lines that join."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point

from scenarios import run
from scenarios.intervention import Context
from scenarios.interventions.dike_reinforcement import DikeReinforcement
from scenarios.interventions.dike_relocation import DikeRelocation
from tests.unit.scenarios.conftest import CREST_X, table
from twin.errors import InvalidInputError
from twin.state import Twin
from twin.vocabulary import LAND_USE

CONTEXT = Context(start=2025, horizon=2100, sea_level_rise=0.0)
LINE = ((CREST_X, 545250.0), (60800.0, 545300.0), (60800.0, 545700.0), (CREST_X, 545750.0))
"""A bay of 300 m inland, along 500 m of the dike."""
NOTE = "dike_relocation_zeedijk"


def relocated(twin: Twin, line: Any = LINE, **fields: Any) -> Twin:
    asked = DikeRelocation(dike="zeedijk", line=line, **fields)
    assert asked.check(twin) == []
    return asked.apply(twin, CONTEXT)


def ground_at(twin: Twin, x: float, y: float) -> float:
    row, column = twin.grid.index(x, y)
    return float(twin.surface["ground_level"].values[row, column])


def lines(twin: Twin) -> dict[str, Any]:
    dikes = twin.features["dikes"]
    return dict(zip(dikes["id"], dikes.geometry, strict=True))


def test_the_old_dike_goes_and_the_new_one_comes(coast: Twin) -> None:
    moved = relocated(coast)
    assert ground_at(moved, CREST_X + 5, 545500) == pytest.approx(0.5), "the ground of its higher side"
    assert ground_at(moved, CREST_X + 5, 545900) == ground_at(coast, CREST_X + 5, 545900)
    assert ground_at(moved, 60801, 545500) == pytest.approx(7.3, abs=0.5)
    assert ground_at(moved, 60650, 545500) == ground_at(coast, 60650, 545500), (
        "the land between stays as it is"
    )
    assert ground_at(moved, 61500, 545500) == ground_at(coast, 61500, 545500)
    assert ground_at(coast, 60801, 545500) == -1.5


def test_one_line_with_the_crest_of_the_dike(coast: Twin) -> None:
    moved = relocated(coast)
    (shape,) = lines(moved).values()
    assert isinstance(shape, LineString)
    assert shape.is_simple
    assert shape.length == pytest.approx(1200 - 500 + LineString(LINE).length)
    assert moved.features["dikes"]["crest_level"].tolist() == [8.0]
    backwards = relocated(coast, LINE[::-1])
    assert lines(backwards)["zeedijk"].equals_exact(shape, 1e-6)
    np.testing.assert_array_equal(
        backwards.surface["ground_level"].values, moved.surface["ground_level"].values
    )


def test_a_crest_of_its_own_makes_a_dike_of_its_own(coast: Twin) -> None:
    moved = relocated(coast, crest=9.5)
    found = moved.features["dikes"]
    assert found["id"].tolist() == ["zeedijk", "zeedijk-new"]
    assert found["crest_level"].tolist() == [8.0, 9.5]
    assert found["kind"].tolist() == ["primary", "primary"]
    assert isinstance(lines(moved)["zeedijk"], MultiLineString)
    assert lines(moved)["zeedijk"].length == pytest.approx(700.0)
    assert lines(moved)["zeedijk-new"].length == pytest.approx(LineString(LINE).length)
    assert found.crs.to_epsg() == 28992
    same = relocated(coast, crest=8.0)
    assert same.features["dikes"]["id"].tolist() == ["zeedijk"]


def test_whole_numbers_for_crests_and_another_name_for_the_lines_will_do(coast: Twin) -> None:
    dikes = coast.features["dikes"].assign(crest_level=[8]).rename_geometry("shape")
    moved = relocated(coast.with_(features={"dikes": dikes}), crest=8.5, summer_crest=2.5)
    assert moved.features["dikes"]["crest_level"].tolist() == [8.0, 8.5, 2.5]
    assert [round(line.length) for line in lines(moved).values()] == [700, 1008, 500]


def test_lengths_follow_the_lines_and_numbers_for_ids_become_texts(coast: Twin) -> None:
    beside = LineString([(61500.0, 545100.0), (61500.0, 545900.0)])
    dikes = table(
        {"id": [12, 13], "crest_level": [8.0, 1.0], "kind": ["primary", "kade"], "length": [1200, 7]},
        [coast.features["dikes"].geometry.iloc[0], beside],
    )
    asked = DikeRelocation(dike="12", line=LINE, crest=9.0, summer_crest=2.0)
    found = asked.apply(coast.with_(features={"dikes": dikes}), CONTEXT).features["dikes"]
    assert found["id"].tolist() == ["12", "13", "12-new", "12-summer"]
    np.testing.assert_allclose(found["length"], [700.0, 7.0, LineString(LINE).length, 500.0])


def test_a_summer_dike_stays_on_the_old_line(coast: Twin) -> None:
    dikes = coast.features["dikes"].assign(return_period=1000.0, station="den-helder")
    moved = relocated(coast.with_(features={"dikes": dikes}), summer_crest=2.0)
    found = moved.features["dikes"]
    assert found["id"].tolist() == ["zeedijk", "zeedijk-summer"]
    assert found["kind"].tolist() == ["primary", "summer-dike"]
    assert found["crest_level"].tolist() == [8.0, 2.0]
    assert found["return_period"].dtype == float
    assert np.isnan(found["return_period"].iloc[1])
    top = moved.surface["ground_level"].values[50, 47:53].max()
    assert top == pytest.approx(1.22, abs=0.1), "2 m at the crest, the mean over half a cell beside it"
    assert "lowered to 2 m NAP" in moved.attributes[NOTE]


def test_a_gap_to_the_dike_is_closed(coast: Twin) -> None:
    short = ((CREST_X + 40, 545250.0), (60800.0, 545500.0), (CREST_X + 40, 545750.0))
    (shape,) = lines(relocated(coast, short)).values()
    assert shape.distance(Point(CREST_X, 545250)) < 1e-6
    assert shape.distance(Point(CREST_X + 40, 545250)) < 1e-6


def test_a_whole_dike_moves(coast: Twin) -> None:
    dikes = coast.features["dikes"].set_geometry([LineString([(CREST_X, 545100), (CREST_X, 545900)])])
    whole = coast.with_(features={"dikes": dikes.set_crs(28992, allow_override=True)})
    line = ((CREST_X, 545100.0), (60700.0, 545500.0), (CREST_X, 545900.0))
    moved = relocated(whole, line, crest=9.0)
    assert moved.features["dikes"]["id"].tolist() == ["zeedijk"]
    assert moved.features["dikes"]["crest_level"].tolist() == [9.0]


def test_a_ring_gives_up_its_shorter_side(coast: Twin) -> None:
    ring = LineString([(61000, 545200), (61600, 545200), (61600, 545800), (61000, 545800), (61000, 545200)])
    dikes = table({"id": ["zeedijk"], "crest_level": [2.0], "kind": ["ring-dike"]}, [ring])
    around = coast.with_(features={"dikes": dikes})
    moved = lines(relocated(around, ((61200.0, 545200.0), (61200.0, 545400.0), (61000.0, 545400.0))))[
        "zeedijk"
    ]
    assert moved.is_closed
    assert moved.is_simple
    assert moved.length == pytest.approx(2400.0)
    assert moved.distance(Point(61000, 545200)) > 100


def test_the_buildings_on_the_land_given_up_are_named(coast: Twin) -> None:
    line = ((CREST_X, 545250.0), (61300.0, 545300.0), (61300.0, 545700.0), (CREST_X, 545750.0))
    moved = relocated(coast, line)
    assert "2 buildings stand on the land between: low, plain" in moved.attributes[NOTE]
    assert "0 buildings" in relocated(coast).attributes[NOTE]
    assert moved.features["buildings"] is coast.features["buildings"]
    bare = Twin.from_datasets(coast.surface, features={"dikes": coast.features["dikes"]})
    assert "buildings" not in relocated(bare).attributes[NOTE]


def test_what_met_the_old_dike_is_named(coast: Twin) -> None:
    dikes = table(
        {"id": ["zeedijk", "kade"], "crest_level": [8.0, 0.5], "kind": ["primary", "boezem-embankment"]},
        [coast.features["dikes"].geometry.iloc[0], LineString([(CREST_X, 545500), (61000, 545500)])],
    )
    joined = coast.with_(features={"dikes": dikes})
    assert "ends loose: kade" in relocated(joined).attributes[NOTE]


def test_land_of_the_old_dike_becomes_foreland(coast: Twin) -> None:
    use = np.full(coast.grid.shape, 8, np.int16)
    use[:, coast.grid.index(CREST_X + 15, 545500)[1]] = 20
    grass = np.full(coast.grid.shape, LAND_USE[20].manning, np.float32)
    surface = relocated(coast.with_(surface={"land_use": use, "roughness": grass})).surface
    moved = surface["land_use"].values
    marsh = surface["roughness"].values == np.float32(LAND_USE[7].manning)
    np.testing.assert_array_equal(marsh, moved == 7)
    row, column = coast.grid.index(CREST_X + 5, 545500)
    assert (use[row, column], moved[row, column]) == (8, 8), "what was no dike stays"
    row, column = coast.grid.index(CREST_X + 15, 545500)
    assert (use[row, column], moved[row, column]) == (20, 7)
    assert moved[coast.grid.index(60801, 545500)] == 20


def test_surveyed_sections_of_the_old_stretch_go_and_the_new_one_has_its_own(coast: Twin) -> None:
    whole = coast.features["dikes"].geometry.iloc[0]
    survey = table(
        {"id": ["old", "kept", "line"], "dike": ["zeedijk"] * 3, "crest_width": [4.0] * 3},
        [Point(CREST_X, 545500), Point(CREST_X, 545950), whole],
    )
    found = relocated(coast.with_(features={"dike_profiles": survey})).features["dike_profiles"]
    assert found["id"].tolist() == ["kept", "line", "zeedijk-built-0000"]
    assert found.geometry.iloc[1].length == pytest.approx(1200 - 500 - 2 * 25)
    assert found.geometry.iloc[2].length == pytest.approx(LineString(LINE).length)
    assert found[["crest_width", "outer_slope", "inner_slope"]].iloc[2].tolist() == [5.0, 3.0, 3.0]
    own = relocated(coast, crest=9.5, slope=4.0).features["dike_profiles"]
    assert own[["dike", "crest_level", "inner_slope"]].iloc[0].tolist() == ["zeedijk-new", 9.5, 4.0]


@pytest.mark.parametrize(
    ("line", "fields", "field", "words"),
    [
        (((60700.0, 545250.0), LINE[1], LINE[-1]), {}, "line", "starts 200 m from the dike"),
        ((LINE[0], LINE[1], (60600.0, 545750.0)), {}, "line", "ends 100 m from the dike"),
        ((LINE[0], LINE[2], LINE[1], LINE[-1]), {}, "line", "crosses itself"),
        ((LINE[0], (60503.0, 545251.0)), {}, "line", "shorter than"),
        ((LINE[0], (60800.0, 546500.0), LINE[-1]), {}, "line", "leaves the terrain"),
        ((LINE[0], (60600.0, 545300.0), (CREST_X, 545255.0)), {}, "line", "at one place"),
        ((LINE[0], (60600.0, 545800.0), (60400.0, 545850.0), LINE[-1]), {}, "line", "crosses the part"),
        (LINE, {"crest": -2.0}, "crest", "below the ground"),
        (LINE, {"summer_crest": 8.5}, "summer_crest", "not below the crest"),
        (LINE, {"crest": 12.0, "summer_crest": 8.5}, "summer_crest", "not below the crest of the old dike"),
        (LINE, {"summer_crest": -3.0}, "summer_crest", "below the ground"),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused(
    coast: Twin, line: Any, fields: dict[str, float], field: str, words: str
) -> None:
    asked = DikeRelocation(dike="zeedijk", line=line, **fields)
    (problem,) = asked.check(coast)
    assert problem.field == field
    assert words in problem.message
    assert problem.remedy
    with pytest.raises(InvalidInputError):
        asked.apply(coast, CONTEXT)


def test_a_line_over_unknown_ground_or_an_unknown_crest_is_refused(coast: Twin) -> None:
    ground = coast.surface["ground_level"].values.copy()
    ground[45:55, 75:85] = np.nan
    (problem,) = DikeRelocation(dike="zeedijk", line=LINE).check(
        coast.with_(surface={"ground_level": ground})
    )
    assert "without a ground level" in problem.message
    unknown = coast.with_(features={"dikes": coast.features["dikes"].assign(crest_level=np.nan)})
    (problem,) = DikeRelocation(dike="zeedijk", line=LINE).check(unknown)
    assert (problem.field, problem.message) == ("crest", "the dike's own crest level is unknown")
    assert DikeRelocation(dike="zeedijk", line=LINE, crest=8.0).check(unknown) == []
    (problem,) = DikeRelocation(dike="dijk", line=LINE).check(coast)
    assert problem.field == "dike"


def test_a_line_on_the_water_side_is_refused(coast: Twin) -> None:
    seaward = tuple((2 * CREST_X - x, y) for x, y in LINE)
    (problem,) = DikeRelocation(dike="zeedijk", line=seaward).check(coast)
    assert problem.field == "line"
    assert "water side" in problem.message
    assert "protected side" in problem.remedy


def test_a_stretch_off_the_terrain_cannot_be_given_up(coast: Twin) -> None:
    south = LineString([(60500, 544990), (60500, 544000), (61000, 544000), (61000, 544990)])
    dikes = table({"id": ["zeedijk"], "crest_level": [8.0], "kind": ["primary"]}, [south])
    asked = DikeRelocation(dike="zeedijk", line=((60500.0, 545010.0), (60750, 545080), (61000, 545010)))
    (problem,) = asked.check(coast.with_(features={"dikes": dikes}))
    assert (problem.field, problem.message) == (
        "line",
        "the stretch of dike that it gives up lies off the terrain",
    )


def test_a_moved_dike_can_be_reinforced(coast: Twin) -> None:
    moved = relocated(coast)
    higher = DikeReinforcement(dike="zeedijk", measure="raise", raise_by=1.0).apply(moved, CONTEXT)
    assert higher.features["dikes"]["crest_level"].tolist() == [9.0]
    assert ground_at(higher, 60801, 545500) > ground_at(moved, 60801, 545500) + 0.3
    assert NOTE in higher.attributes


def test_a_scenario_file_moves_a_dike(coast: Twin) -> None:
    moved = {"kind": "dike-relocation", "dike": "zeedijk", "line": [list(xy) for xy in LINE]}
    found = run(
        {
            "name": "moved", "drivers": {"sea_level_rise": {"metres": 2.0}}, "processes": ["sea-level-rise"],
            "reference": {"drivers": {"sea_level_rise": {"metres": 2.0}}},
            "interventions": [moved],
        },
        coast,
    )  # fmt: skip
    assert found.provenance["changes"][NOTE].startswith("500 m of dike taken away")
    level = found.dataset["inundation_level"].values
    between, behind = coast.grid.index(60650, 545500), coast.grid.index(61500, 545500)
    assert level[between] <= 2.03
    assert level[behind] > 7.9
    area = found.indicators["sea-level-rise.flooded_area"]
    assert area["difference"] == pytest.approx(500 * 300, rel=0.25), "the land between, less the bodies"
