"""What keeps water-level areas from being studied, all told at once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from scenarios.polders.columns import check_columns
from tests.unit.scenarios.polders.strip_polder import CENTRE, strip_polder

X, Y = CENTRE
WEST, EAST = box(X - 500, Y - 500, X, Y + 500), box(X, Y - 500, X + 500, Y + 500)


def told(twin, *areas, **more):
    return [(p.field, p.value, p.message) for p in check_columns(twin, areas or None, **more)]


def test_a_polder_with_levels_below_its_ground_is_fine():
    assert told(strip_polder()) == []
    assert told(strip_polder(), "polder") == []


def test_a_twin_without_areas_is_refused():
    twin = strip_polder()
    empty = twin.with_(features={"peilgebieden": twin.features["peilgebieden"].iloc[:0]})
    assert told(empty) == [("areas", None, "the twin has no water-level areas")]
    without = type(twin).from_datasets(twin.surface, None, {}, name="bare")
    assert told(without) == [("areas", None, "the twin has no water-level areas")]


def test_no_name_and_wrong_names_are_told_with_their_place():
    assert check_columns(strip_polder(), [], field="scope")[0].field == "scope"
    problems = check_columns(strip_polder(), ["polder", "plder", "x"])
    assert [p.field for p in problems] == ["areas[1]", "areas[2]"]
    assert "Did you mean 'polder'?" in problems[0].remedy


@pytest.mark.parametrize(("share", "refused"), [(0.04, False), (0.06, True)])
def test_a_level_above_the_surface_is_refused_from_five_percent_of_the_land(share, refused):
    ground = np.zeros((100, 100), np.float32)
    ground[:, : round(100 * share)] = -0.6  # strips between the ditches, from edge to edge
    found = told(strip_polder(ground=ground, levels=(-0.55, -0.6)))
    assert bool(found) == refused
    if refused:
        assert found[0][:2] == ("areas", "polder")
        assert "-0.55 m NAP stands above the surface of 6 %" in found[0][2]


def test_the_higher_of_both_levels_counts():
    assert "0.1 m NAP stands above" in told(strip_polder(levels=(-0.5, 0.1)), winter_above_summer=True)[0][2]


def test_lowered_cells_of_ditches_and_water_are_no_surface():
    twin = strip_polder(spacing=50.0)
    from scenarios.polders.widths import ditch_points

    passed = np.isfinite(ditch_points(twin)[..., 0])
    ground = np.where(passed, -0.6, 0.0).astype(np.float32)
    ground[:, :20] = -3.0
    wet = np.zeros((100, 100), np.int8)
    wet[:, :20] = 1
    assert told(strip_polder(spacing=50.0, ground=ground, permanent_water=wet)) == []


def test_a_winter_level_above_the_summer_level_must_be_meant():
    found = told(strip_polder(levels=(-0.6, -0.5)))
    assert "winter level of -0.5 m NAP, above its summer level of -0.6" in found[0][2]
    assert told(strip_polder(levels=(-0.6, -0.5)), winter_above_summer=True) == []


def test_all_problems_of_all_areas_come_at_once():
    twin = strip_polder(levels=(0.2, 0.3), areas={"west": WEST, "east": EAST})
    assert [(p[1], "winter" in p[2]) for p in told(twin)] == [
        ("west", True), ("west", False), ("east", True), ("east", False),
    ]  # fmt: skip
    assert {p[1] for p in told(twin, "east")} == {"east"}


def test_an_area_without_level_or_land_is_refused_only_when_asked_for():
    twin = strip_polder(areas={"west": WEST, "far": box(0, 0, 100, 100), "east": EAST})
    table = twin.features["peilgebieden"].assign(summer_level=[-0.5, -0.5, np.nan])
    twin = twin.with_(features={"peilgebieden": gpd.GeoDataFrame(table)})
    assert told(twin) == []
    assert told(twin, "far") == [("areas", "far", "has no land in the twin")]
    assert told(twin, "east") == [("areas", "east", "has no summer and winter level")]
