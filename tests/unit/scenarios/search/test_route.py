"""Routes through a small field: round a site, below a river; and what is told when there is none."""

from __future__ import annotations

import json
import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, box
from shapely.geometry.base import BaseGeometry

from scenarios.run import run
from scenarios.search.cells import cells_of, ground_everywhere
from scenarios.search.route_check import work_of
from scenarios.search.route_line import line_of, rounded
from scenarios.search.route_path import Path
from scenarios.search.route_stack import Laying, levels_of
from twin.errors import Cancelled, InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin

WEST, EAST = [60105.0, 545505.0], [61895.0, 545505.0]


def table(rows: list[dict[str, Any]], shapes: list[BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:28992")


def field(water: BaseGeometry | None = None, **features: gpd.GeoDataFrame) -> Twin:
    """2 x 1 km of flat ground at 10 m."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 62000, 546000), 10)
    x, y = np.meshgrid(grid.x, grid.y)
    wet = np.zeros(grid.shape, np.int8)
    if water is not None:
        left, low, right, high = water.bounds
        wet = ((x > left) & (x < right) & (y > low) & (y < high)).astype(np.int8)
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), np.zeros(grid.shape, np.float32)),
            "permanent_water": (("y", "x"), wet),
        },
        coords=grid.coords(),
    )
    return Twin.from_datasets(surface, features=features, name="field")


def routed(twin: Twin, **asked: Any) -> Any:
    settings = {"origin": WEST, "destination": EAST, "network": "electricity-mv", "cell": 20.0, **asked}
    return run({"name": "route", "processes": [{"least-conflict-route": settings}]}, twin)


def value(result: Any, name: str) -> Any:
    return result.indicators[f"least-conflict-route.{name}"]["value"]


def fort(y: float = 545500, half: float = 100) -> gpd.GeoDataFrame:
    row = {"id": "fort", "value": "very high, protected", "top_level": -0.3, "base_level": -3.0}
    return table([row], [box(60900, y - half, 61100, y + half)])


def test_open_ground_is_crossed_straight() -> None:
    result = routed(field())
    assert value(result, "length") == pytest.approx(1790.0, abs=0.5)
    assert value(result, "cost") == pytest.approx(150.0 * 1790.0, rel=0.01)
    assert value(result, "conflicts") == 0
    assert value(result, "drilled_length") == 0.0
    row = result.features["utility_lines_routes"].set_index("id").loc["least-conflict"]
    levels = np.array(row.geometry.coords)[:, 2]
    np.testing.assert_allclose(levels, -0.8 - 0.1)
    assert json.loads(row["corners"]) == [[*WEST, 0.8], [*EAST, 0.8]]


def test_a_protected_site_is_gone_round_and_the_straight_line_digs_it() -> None:
    result = routed(field(archaeology=fort()), deepest=0.0)
    assert value(result, "archaeology") == 0.0
    # 200 m, 0.6 m wide, from 0.3 m down to the underside of the cable at 1.0 m.
    assert value(result, "direct_archaeology") == pytest.approx(200 * 0.6 * 0.7, rel=1e-9)
    assert value(result, "direct_blocked") == pytest.approx(220.0, abs=21.0)  # and half a cell on both sides
    assert value(result, "length") > 1790.0
    line = result.features["utility_lines_routes"].set_index("id").loc["least-conflict"].geometry
    assert not line.intersects(box(60900, 545400, 61100, 545600))
    assert result.features["archaeology_route_disturbance"]["route"].tolist() == ["direct"]


def test_a_river_is_drilled_below_with_enough_cover() -> None:
    result = routed(field(box(60900, 545000, 61100, 546000)), deepest=8.0)
    assert value(result, "drilled_length") >= 200.0
    line = np.array(
        result.features["utility_lines_routes"].set_index("id").loc["least-conflict"].geometry.coords
    )
    below = (line[:, 0] > 60900) & (line[:, 0] < 61100)
    assert (line[below, 2] <= -3.0).all()
    assert value(result, "cost") > 150.0 * 1790.0 + 2 * 12_000.0


def test_what_cannot_be_passed_leaves_no_way() -> None:
    result = routed(field(box(60900, 545000, 61100, 546000)), deepest=0.0)
    entry = result.indicators["least-conflict-route.length"]
    assert entry["value"] is None
    assert "no way leads" in entry["reason"]
    assert result.indicators["least-conflict-route.direct_length"]["value"] is None


def test_what_forbids_is_gone_round_and_what_asks_something_is_told() -> None:
    lines = table(
        [{"id": "main", "network": "water", "depth": 1.0, "depth_status": "measured", "diameter": 0.3}],
        [LineString([(61500, 545100), (61500, 545900)])],
    )
    mine = table(
        [{"id": "pit", "kind": "sand", "top_level": 0.0, "base_level": -15.0}],
        [box(60700, 545300, 60900, 546000)],
    )
    result = routed(field(utility_lines=lines, extractions=mine))
    met = result.features["utility_lines_route_conflicts"]
    straight = met[met["route"] == "direct"].set_index("other")
    assert straight["verdict"].to_dict() == {"pit": "forbidden", "main": "conditional"}
    assert value(result, "forbidden") == 0.0
    # Twenty metres of works beside the main cost less than going below it.
    assert met[met["route"] == "least-conflict"]["other"].tolist() == ["main"]
    assert value(result, "conflicts") == 1.0


def test_without_ends_the_reason_is_told() -> None:
    result = run({"name": "route", "processes": ["least-conflict-route"]}, field())
    assert "give where the line begins" in result.indicators["least-conflict-route.cost"]["reason"]
    assert not result.features


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"origin": [0.0, 0.0]}, "lies outside the twin"),
        ({"destination": WEST}, "is where the line begins"),
        ({"diameter": 0.0}, "must be more than 0"),
        ({"network": "pneumatic"}, "network"),
    ],
)
def test_what_cannot_be_is_refused_in_words(asked: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInputError, match=wrong):
        routed(field(), **asked)


def test_an_end_in_water_without_ground_near_it_is_told() -> None:
    result = routed(field(box(60000, 545000, 60700, 546000)))
    assert "no trench can begin" in result.indicators["least-conflict-route.length"]["reason"]


def line_in(result: Any, name: str = "least-conflict") -> np.ndarray[Any, Any]:
    routes = result.features["utility_lines_routes"].set_index("id")
    return np.array(routes.loc[name].geometry.coords)


def test_both_ends_in_water_are_reached_from_the_ground_beside_it() -> None:
    twin = field(box(60085, 545485, 60125, 545525))
    wet = twin.surface["permanent_water"].values.copy()
    wet[:, ::-1] |= wet.copy()
    result = routed(twin.with_(surface={"permanent_water": (("y", "x"), wet)}))
    for name in ("least-conflict", "direct"):
        line = line_in(result, name)
        np.testing.assert_allclose(line[[0, -1], :2], [WEST, EAST])


def test_the_ground_where_it_is_not_known_is_that_beside_it() -> None:
    twin = field()
    ground = twin.surface["ground_level"].values.copy()
    row, column = (int(at) for at in twin.grid.index(61005.0, 545505.0))
    ground[row, column - 1 : column + 1] = np.nan
    ground[tuple(int(at) for at in twin.grid.index(*WEST))] = np.nan
    result = routed(twin.with_(surface={"ground_level": (("y", "x"), ground)}))
    np.testing.assert_allclose(line_in(result)[:, 2], -0.8 - 0.1)
    assert value(result, "length") == pytest.approx(1790.0, abs=0.5)


def test_ends_in_one_cell_are_told() -> None:
    result = routed(field(), destination=[60112.0, 545507.0])
    assert "one cell" in result.indicators["least-conflict-route.length"]["reason"]
    assert not result.features


@pytest.mark.parametrize(("deep", "method"), [(2, "trench"), (3, "drilling")])
def test_the_deepest_trench_is_no_drilling(deep: int, method: str) -> None:
    cells = cells_of(field(), 20.0)
    laying = Laying("electricity-mv", 0.2, 0.8, 0.6, 20.0, 2030.0)
    corners = np.array([[0, 25, 5], [deep, 25, 8], [deep, 25, 80], [0, 25, 94]])
    ground = ground_everywhere(field())
    line = line_of(
        Path(corners, 0.0),
        cells,
        laying,
        levels_of(laying),
        ((WEST[0], WEST[1]), (EAST[0], EAST[1])),
        ground,
        radius=10.0,
    )
    assert line.depth.max() == levels_of(laying)[deep]
    assert bool(line.drilled.any()) == (method == "drilling")
    digs = work_of("x", line, laying, ground).digs
    assert any(math.isfinite(dig.height) for dig in digs) == (method == "drilling")


def test_voxels_without_lithology_tell_no_soil() -> None:
    twin = field()
    grid, _ = GridSpec.from_bbox((60000, 545000, 62000, 546000), 100)
    strat = np.full((4, *grid.shape), 1010, np.int16)
    voxels = xr.Dataset(
        {"strat": (("z", "y", "x"), strat)}, {"z": np.arange(-1.75, 0.0, 0.5), **grid.coords()}
    )
    told = Twin.from_datasets(twin.surface, xr.DataTree.from_dict({"/voxels": voxels}), name="field")
    assert value(routed(told), "cost") == value(routed(twin), "cost")


def test_work_can_be_stopped() -> None:
    def stop(fraction: float, message: str) -> None:
        if message.endswith("conflicts"):
            raise Cancelled

    settings = {"origin": WEST, "destination": EAST, "cell": 20.0}
    with pytest.raises(Cancelled):
        run(
            {"name": "route", "processes": [{"least-conflict-route": settings}]},
            field(archaeology=fort()),
            stop,
        )


def test_levels_begin_with_the_cover_and_end_with_the_deepest_drilling() -> None:
    def laying(cover: float, deepest: float) -> Laying:
        return Laying("gas-hp", 0.3, cover, 0.7, deepest, 2030.0)

    assert levels_of(laying(0.8, 12.0)).tolist() == [0.8, 2.0, 3.0, 5.0, 8.0, 12.0]
    assert levels_of(laying(1.9, 0.0)).tolist() == [1.9, 3.0]
    assert levels_of(laying(4.0, 9.0)).tolist() == [4.0, 5.0, 8.0]


@pytest.mark.parametrize("turn", [10.0, 45.0, 90.0, 135.0])
def test_bends_are_arcs_of_the_radius(turn: float) -> None:
    angle = math.radians(turn)
    corners = np.array([[0.0, 0.0], [100.0, 0.0], [100.0 + 100.0 * math.cos(angle), 100.0 * math.sin(angle)]])
    places, at, tightest = rounded(corners, 20.0)
    reach = 20.0 * math.tan(angle / 2)
    assert tightest == pytest.approx(20.0)
    centre = np.array([100.0 - reach, 20.0])
    bend = places[1:-1]
    np.testing.assert_allclose(np.hypot(*(bend - centre).T), 20.0)
    assert np.all(np.diff(at) >= 0.0)
    np.testing.assert_allclose(places[[0, -1]], corners[[0, -1]])


def test_a_bend_without_room_is_tighter_and_tells_it() -> None:
    _, _, tightest = rounded(np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]]), 20.0)
    assert tightest == pytest.approx(5.0)
    assert rounded(np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]]), 20.0)[2] == math.inf
