"""A dike made higher: its crest, its body in the ground, what it says of itself, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from shapely import LineString, MultiLineString

from scenarios import run
from scenarios.intervention import Context
from scenarios.interventions.dike_reinforcement import DikeReinforcement
from tests.unit.scenarios.conftest import CREST_X, POLDER, table
from tests.unit.scenarios.dikes.straight_dike import CENTRE, Section, dike_twin
from twin.state import Twin
from twin.vocabulary import LAND_USE

CONTEXT = Context(start=2025, horizon=2100, sea_level_rise=1.0)
NOTE = "dike_reinforcement_zeedijk"
LOADS: dict[str, list[object]] = {
    "return_period": [1000.0], "station": ["den-helder"], "wave_height": [3.0], "wave_period": [8.0]
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(coast: Twin) -> Twin:
    """The coast with a norm and loads on its dike."""
    return coast.with_(features={"dikes": coast.features["dikes"].assign(**LOADS)})


def reinforced(twin: Twin, context: Context = CONTEXT, **fields: Any) -> Twin:
    asked = DikeReinforcement(dike="zeedijk", **fields)
    assert asked.check(twin) == []
    return asked.apply(twin, context)


def crest(twin: Twin) -> float:
    return float(twin.features["dikes"]["crest_level"].iloc[0])


def ground(twin: Twin) -> Any:
    return twin.surface["ground_level"].values


def added(before: Twin, after: Twin) -> float:
    """Volume of earth a metre of dike [m2], of 1000 m on the terrain."""
    return float((ground(after) - ground(before)).sum(dtype=float)) * before.grid.cell_area / 1000.0


def test_without_a_norm_auto_keeps_the_freeboard_and_says_so(coast: Twin) -> None:
    raised = reinforced(coast)
    assert crest(raised) == 9.0
    assert crest(coast) == 8.0
    assert "freeboard kept" in raised.attributes[NOTE]
    assert "lower bound" in raised.attributes[NOTE]
    assert "no norm" in raised.attributes[NOTE]
    assert NOTE not in coast.attributes


def test_without_change_the_twin_is_the_same(coast: Twin) -> None:
    falling = Context(2025, 2100, -0.5)
    for construction in ("soil", "structural"):
        assert reinforced(coast, falling, construction=construction) is coast
        assert reinforced(coast, Context(2025, 2100, 0.0), construction=construction) is coast


def test_the_body_carries_the_crest(coast: Twin) -> None:
    raised = reinforced(coast, measure="raise", raise_by=1.0)
    assert (ground(raised) >= ground(coast)).all()
    middle = ground(raised)[50]
    assert middle.max() == pytest.approx(9.0, abs=0.5), "a crest of 4.5 m is lowered in cells of 10 m"
    x = coast.grid.x
    outside = (x < CREST_X - 60) | (x > CREST_X + 60)
    np.testing.assert_array_equal(ground(raised)[:, outside], ground(coast)[:, outside])
    assert np.ptp(ground(raised)[1:-1], axis=0).max() < 0.01, "the same all along"


def test_the_directions_move_the_toes_they_say(coast: Twin) -> None:
    half = np.argmin(np.abs(coast.grid.x - CREST_X))
    moved = {
        way: ground(reinforced(coast, measure="raise", raise_by=2.0, direction=way)) - ground(coast)
        for way in ("landward", "riverward", "square")
    }
    sums = {way: (rise[:, :half].sum(), rise[:, half + 1 :].sum()) for way, rise in moved.items()}
    assert sums["riverward"][0] > sums["square"][0] > sums["landward"][0]
    assert sums["riverward"][1] < sums["square"][1] < sums["landward"][1]


def test_the_crest_line_follows_the_crest(coast: Twin) -> None:
    line = reinforced(coast, measure="raise", raise_by=2.0).features["dikes"].geometry.iloc[0]
    old = coast.features["dikes"].geometry.iloc[0]
    assert line.interpolate(0.5, normalized=True).x > CREST_X + 3.0
    assert (line.coords[0], line.coords[-1]) == (old.coords[0], old.coords[-1])
    square = reinforced(coast, measure="raise", raise_by=2.0, direction="square")
    assert square.features["dikes"].geometry.iloc[0].equals(old)


def test_the_way_a_line_is_drawn_does_not_matter(coast: Twin) -> None:
    dikes = coast.features["dikes"]
    turned = coast.with_(features={"dikes": dikes.set_geometry(dikes.geometry.reverse())})
    one, other = (reinforced(twin, measure="raise", raise_by=1.0) for twin in (coast, turned))
    np.testing.assert_allclose(ground(one), ground(other), atol=1e-4)


def test_a_line_beside_the_crest_carries_the_body_where_the_crest_is() -> None:
    """Lines are often drawn along the outer edge of the crest: cells of 1 m show where its middle is."""
    sections = Section()
    drawn = {shift: dike_twin(sections, cell=1.0, shift=shift) for shift in (0.0, 4.0)}
    asked = DikeReinforcement(dike="dike", measure="raise", raise_by=1.0)
    raised = {shift: asked.apply(twin, CONTEXT) for shift, twin in drawn.items()}
    column = drawn[0.0].grid.nx // 2
    north = drawn[0.0].grid.y - CENTRE[1]
    for shift, twin in raised.items():
        top = north[ground(twin)[:, column] > 6.95]
        middle = shift + sections.outer_slope * 1.0
        assert (top.min(), top.max()) == (middle - 2.5, middle + 2.5), "a crest of 5 m"
        more = (ground(twin) - ground(drawn[shift]))[:, column].sum(dtype=float)
        assert more == pytest.approx(204.5 - 154.0, abs=0.1), "the earth between both sections"
        line = twin.features["dikes"].geometry.iloc[0]
        assert line.interpolate(0.5, normalized=True).y - CENTRE[1] == pytest.approx(middle, abs=0.05)


def test_pieces_of_a_dike_drawn_either_way_keep_their_section_up_to_the_gap() -> None:
    """The second piece is drawn back: its protected side lies to its right."""
    whole = dike_twin(Section(), cell=1.0, columns={"inside": ""})
    (x, y), gap = CENTRE, 20.0
    pieces = MultiLineString([[(x - 100, y), (x - gap, y)], [(x + 100, y), (x + gap, y)]])
    twin = whole.with_(features={"dikes": whole.features["dikes"].set_geometry([pieces], crs=28992)})
    ground_level = ground(twin) + np.where(twin.grid.y[:, None] < y - 40.0, 1.0, 0.0).astype(np.float32)
    twin = twin.with_(surface={"ground_level": ground_level})
    raised = DikeReinforcement(dike="dike", measure="raise", raise_by=1.0).apply(twin, CONTEXT)
    rise = ground(raised) - ground(twin)
    for side in (-1.0, 1.0):
        middle, end = (twin.grid.index(x + side * away, y)[1] for away in (60.5, gap + 1.5))
        assert rise[:, middle].sum() == pytest.approx(50.5, abs=0.2)
        np.testing.assert_allclose(rise[:, end], rise[:, middle], atol=0.01)


def test_whole_numbers_for_crests_are_numbers(coast: Twin) -> None:
    whole = coast.with_(features={"dikes": coast.features["dikes"].assign(crest_level=[8])})
    assert crest(reinforced(whole, measure="raise", raise_by=0.5)) == 8.5


def test_numbers_for_ids_become_texts_where_sections_are_added(coast: Twin) -> None:
    shape = coast.features["dikes"].geometry.iloc[0]
    dikes = table({"id": [12], "crest_level": [8.0], "kind": ["primary"]}, [shape])
    survey = table({"id": [1], "dike": [12], "crest_width": [5.0]}, [shape])
    numbered = coast.with_(features={"dikes": dikes, "dike_profiles": survey})
    raised = DikeReinforcement(dike="12", measure="raise", raise_by=1.0).apply(numbered, CONTEXT)
    found = raised.features["dike_profiles"]
    assert found["id"].tolist()[:2] == ["1", "12-built-0000"]
    assert set(found["dike"].map(type)) == {str}, "a file holds one kind of value in a column"


def test_a_crest_that_only_a_survey_knows_is_refused(coast: Twin) -> None:
    dikes = coast.features["dikes"].assign(crest_level=np.nan)
    survey = table({"id": ["p"], "dike": ["zeedijk"], "crest_level": [8.0]}, [dikes.geometry.iloc[0]])
    unknown = coast.with_(features={"dikes": dikes, "dike_profiles": survey})
    (problem,) = DikeReinforcement(dike="zeedijk", measure="raise", raise_by=1.0).check(unknown)
    assert (problem.field, problem.value) == ("dike", "zeedijk")
    assert "only its survey" in problem.message


def test_a_second_reinforcement_comes_on_top_of_the_first(coast: Twin) -> None:
    half = {"measure": "raise", "raise_by": 0.5}
    twice = reinforced(reinforced(coast, **half), **half)
    assert crest(twice) == 9.0
    assert "; then crest raised by 0.5 m" in twice.attributes[NOTE]


def test_a_wall_keeps_the_footprint(coast: Twin) -> None:
    raised = reinforced(coast, measure="raise", raise_by=1.5, construction="structural")
    assert crest(raised) == 9.5
    assert raised.surface is not None
    np.testing.assert_array_equal(ground(raised), ground(coast))
    assert raised.features["dikes"].geometry.iloc[0].equals(coast.features["dikes"].geometry.iloc[0])
    assert "wall" in raised.attributes[NOTE]


def test_a_wide_green_dike_has_a_gentle_outer_slope(coast: Twin) -> None:
    soil, green = (
        reinforced(coast, measure="raise", raise_by=1.0, construction=way)
        for way in ("soil", "wide-green-dike")
    )
    gentler = reinforced(
        coast, measure="raise", raise_by=1.0, construction="wide-green-dike", outer_slope=10.0
    )
    assert added(coast, soil) < added(coast, green) < added(coast, gentler)
    row = ground(green)[50]
    outer = row[: int(np.argmax(row))]
    slope = outer[(outer > 1.5) & (outer < 7.0)]
    np.testing.assert_allclose(np.diff(slope), 10.0 / 7.0, atol=0.02)


def test_loads_set_the_crest_and_the_whole_dike_gets_it(loaded: Twin) -> None:
    now, later = reinforced(loaded, replace(CONTEXT, sea_level_rise=0.3)), reinforced(loaded)
    assert crest(later) > 8.0
    assert crest(later) >= crest(now) >= crest(loaded)
    assert "the highest that a place of it needs in 2100" in later.attributes[NOTE]
    assert "freeboard kept" not in later.attributes[NOTE]
    far = reinforced(loaded, replace(CONTEXT, sea_level_rise=2.0))
    assert crest(far) > crest(later) + 1.0, "waves grow with the depth: more than the rise"


@pytest.mark.parametrize("slope", [None, 10.0])
def test_a_wide_green_dike_is_lower_and_is_made_also_where_no_crest_rises(
    loaded: Twin, slope: float | None
) -> None:
    steep = reinforced(loaded)
    green = reinforced(loaded, construction="wide-green-dike", outer_slope=slope)
    assert crest(loaded) <= crest(green) < crest(steep)
    assert added(loaded, green) > 50.0, "the gentle slope itself"
    assert reinforced(loaded, replace(CONTEXT, sea_level_rise=-2.0), construction="wide-green-dike") is loaded


def test_a_reinforced_dike_needs_no_more(loaded: Twin) -> None:
    once = reinforced(loaded)
    again = reinforced(once)
    assert again is once
    green = reinforced(loaded, construction="wide-green-dike")
    assert reinforced(green) is green, "its gentle slope counts"


def test_land_becomes_dike_and_water_under_the_body_is_filled(coast: Twin) -> None:
    near = (coast.grid.x > CREST_X + 30) & (coast.grid.x < CREST_X + 60)
    water = np.zeros(coast.grid.shape, np.int8)
    water[:, near] = 1
    water[:, -10:] = 1
    use = np.full(coast.grid.shape, 8, np.int16)
    manning = np.full(coast.grid.shape, 0.1, np.float32)
    wet = coast.with_(surface={"permanent_water": water, "land_use": use, "roughness": manning})
    raised = reinforced(wet, measure="raise", raise_by=2.0)
    left = raised.surface["permanent_water"].values
    assert left.dtype == np.int8
    assert left[50, near].tolist() == [0, 1, 1], "only what the body covers"
    assert left[:, -10:].min() == 1
    body = raised.surface["land_use"].values == 20
    assert LAND_USE[20].key == "dike"
    assert body[50].sum() >= 5
    assert (raised.surface["roughness"].values[body] == np.float32(LAND_USE[20].manning)).all()
    assert not body[:, coast.grid.x > CREST_X + 70].any()
    assert (ground(raised)[body] > POLDER).all()


def test_other_dikes_and_columns_stay(coast: Twin) -> None:
    second = LineString([(61500.0, 545100.0), (61500.0, 545900.0)])
    dikes = table(
        {
            "id": ["zeedijk", "kade"], "crest_level": [8.0, 1.0], "kind": ["primary", "boezem-embankment"],
            "crest_method": ["ground", "column"], "name": ["Zeedijk", "Kade"], "length": [1200, 7],
        },
        [coast.features["dikes"].geometry.iloc[0], second],
    )  # fmt: skip
    two = coast.with_(features={"dikes": dikes})
    raised = reinforced(two, measure="raise", raise_by=0.5)
    found = raised.features["dikes"]
    assert found["crest_level"].tolist() == [8.5, 1.0]
    assert found["crest_method"].tolist() == ["reinforced", "column"]
    assert found["name"].tolist() == ["Zeedijk", "Kade"]
    np.testing.assert_allclose(found["length"], [found.geometry.iloc[0].length, 7.0])
    assert found["length"].iloc[0] != 1200
    assert found.geometry.iloc[1].equals(second)
    assert found.crs.to_epsg() == 28992
    for theme in ("peilgebieden", "buildings", "vital_objects"):
        assert raised.features[theme] is two.features[theme]


def test_a_survey_tells_the_new_shape_and_no_longer_the_old(coast: Twin) -> None:
    survey = table(
        {
            "id": ["p1"], "dike": ["zeedijk"], "crest_level": [8.0], "crest_width": [6.0],
            "outer_slope": [4.0], "inner_slope": [3.0], "outer_toe_level": [0.5], "inner_toe_level": [-1.5],
            "cover_thickness": [2.0],
        },
        [coast.features["dikes"].geometry.iloc[0]],
    )  # fmt: skip
    surveyed = coast.with_(features={"dike_profiles": survey})
    left = reinforced(surveyed, measure="raise", raise_by=1.0).features["dike_profiles"]
    old, new = left[left["id"] == "p1"], left[left["id"] != "p1"]
    assert np.isnan(old["crest_width"].iloc[0])
    assert old["cover_thickness"].tolist() == [2.0]
    assert len(new) == 100, "a section for every place on the terrain"
    assert new["crest_level"].tolist() == [9.0] * 100
    assert new["outer_slope"].tolist() == [4.0] * 100
    assert set(new["dike"]) == {"zeedijk"}
    assert left["id"].is_unique
    assert surveyed.features["dike_profiles"]["crest_width"].tolist() == [6.0]
    wall = reinforced(surveyed, measure="raise", raise_by=1.0, construction="structural")
    (kept,) = wall.features["dike_profiles"].to_dict("records")
    assert (kept["crest_width"], np.isnan(kept["crest_level"])) == (6.0, True)


@pytest.mark.parametrize(
    ("shape", "level", "words"),
    [
        (LineString([(60500, 545000), (60500, 545008)]), 8.0, "shorter than one step"),
        (LineString([(0, 0), (0, 1000)]), 8.0, "off the terrain"),
        (
            LineString([(60500, 545100), (60500, 545500), (60600, 545300), (60400, 545300)]),
            8.0,
            "crosses itself",
        ),
        (LineString([(60500, 545000), (60500, 546000)]), np.nan, "crest level is unknown"),
    ],
)
def test_what_cannot_be_built_on_is_refused(coast: Twin, shape: Any, level: float, words: str) -> None:
    wrong = coast.with_(
        features={"dikes": table({"id": ["zeedijk"], "crest_level": [level], "kind": ["primary"]}, [shape])}
    )
    (problem,) = DikeReinforcement(dike="zeedijk").check(wrong)
    assert problem.field == "dike"
    assert words in problem.message


def test_impossible_loads_and_surveys_are_refused(loaded: Twin) -> None:
    dikes = loaded.features["dikes"]
    survey = table({"id": ["p1"], "dike": ["zeedijk"], "inner_slope": [0.0]}, [dikes.geometry.iloc[0]])
    wrong = loaded.with_(features={"dikes": dikes.assign(wave_height=-1.0), "dike_profiles": survey})
    fields = [problem.field for problem in DikeReinforcement(dike="zeedijk").check(wrong)]
    assert fields == ["features.dike_profiles.inner_slope", "features.dikes[zeedijk].wave_height"]


def test_an_unknown_dike_is_named(coast: Twin) -> None:
    (problem,) = DikeReinforcement(dike="zedijk").check(coast)
    assert "zeedijk" in problem.remedy
    (problem,) = DikeReinforcement(dike="zeedijk").check(Twin.from_datasets(coast.surface))
    assert "no dikes" in problem.message


def test_the_result_tells_what_was_done(coast: Twin) -> None:
    found = run(
        {
            "name": "higher", "drivers": {"sea_level_rise": {"metres": 1.0}}, "processes": ["sea-level-rise"],
            "interventions": [{"kind": "dike-reinforcement", "dike": "zeedijk"}],
        },
        coast,
    )  # fmt: skip
    assert "freeboard kept" in found.provenance["changes"][NOTE]
