"""Duties to research, ranking of routes, works of a twin, and the process over them."""

from __future__ import annotations

import dataclasses
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, MultiPoint, Point, box
from shapely.geometry.base import BaseGeometry

from scenarios.archaeology.bodies import bodies_of
from scenarios.archaeology.disturbance import disturbance, ranked, totals
from scenarios.archaeology.values import worth_of
from scenarios.archaeology.works import Digging, works_of
from scenarios.physics.archaeology import needs_research
from scenarios.run import run
from twin.grid import GridSpec
from twin.state import Twin


def table(rows: list[dict[str, Any]], shapes: list[BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:28992")


def twin(**features: gpd.GeoDataFrame) -> Twin:
    grid, _ = GridSpec.from_bbox((60000, 545000, 61000, 546000), 10)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros(grid.shape, np.float32))}, coords=grid.coords()
    )
    return Twin.from_datasets(surface, features=features, name="field")


def sites(**more: Any) -> gpd.GeoDataFrame:
    row = {"id": "fort", "name": "Fort", "value": "high", "top_level": -0.3, "base_level": -2.0, **more}
    return table([row], [box(60400, 545400, 60600, 545600)])


def excavation(width: float, height: float, depth: float, name: str = "pit") -> gpd.GeoDataFrame:
    row = {"id": name, "kind": "excavation", "depth": depth, "status": "planned"}
    return table([row], [box(60450, 545450, 60450 + width, 545450 + height)])


@pytest.mark.parametrize(("area", "asks"), [((12, 10), True), ((9, 10), False), ((10, 10), False)])
def test_the_examples_of_the_default(area: tuple[float, float], asks: bool) -> None:
    field = twin(
        archaeology=sites(value="", top_level=-0.3, base_level=-2.0), excavations=excavation(*area, 0.35)
    )
    works, unknown = works_of(field, Digging())
    (found,) = disturbance(works, bodies_of(field))
    assert unknown == []
    assert found.research is asks
    assert found.volume == pytest.approx(area[0] * area[1] * 0.05)


@pytest.mark.parametrize(
    ("value", "expectation", "area", "depth"),
    [
        ("very high, protected", "", 0.0, 0.0),
        ("very high", "", 100.0, 0.3),
        ("high", "", 250.0, 0.3),
        ("", "high", 500.0, 0.3),
        ("", "medium", 1000.0, 0.4),
        ("", "low", 25_000.0, 0.4),
        ("unheard of", "", 100.0, 0.3),
    ],
)
def test_the_classes_of_meerssen(value: str, expectation: str, area: float, depth: float) -> None:
    worth = worth_of(value, expectation)
    assert (worth.free_area, worth.free_depth) == (area, depth)


def test_both_limits_must_be_passed() -> None:
    asks = needs_research(
        area=[101, 101, 99, 100], depth=[0.31, 0.30, 1.0, 1.0], free_area=100, free_depth=0.3
    )
    assert asks.tolist() == [True, False, False, False]
    with pytest.raises(ValueError, match="area is -1"):
        needs_research(area=-1, depth=0.1, free_area=100, free_depth=0.3)


def test_own_limits_go_before_those_of_the_class() -> None:
    field = twin(archaeology=sites(free_area=10_000.0, free_depth=5.0), excavations=excavation(50, 50, 1.0))
    (found,) = disturbance(works_of(field, Digging())[0], bodies_of(field))
    assert not found.research


def test_what_digs_nothing_of_a_body_asks_nothing_of_it() -> None:
    field = twin(archaeology=sites(top_level=-1.5), excavations=excavation(50, 50, 1.0))
    (found,) = disturbance(works_of(field, Digging())[0], bodies_of(field))
    assert (found.volume, found.research, found.area) == (0.0, False, pytest.approx(2500.0))


def test_routes_are_ranked_by_what_they_disturb() -> None:
    lines = [
        LineString([(60100, 545500), (60900, 545500)]),
        LineString([(60100, 545700), (60900, 545700)]),
        LineString([(60100, 545590), (60500, 545590), (60500, 545800)]),
    ]
    rows = [
        {
            "id": name,
            "network": "water",
            "depth": 1.0,
            "depth_status": "measured",
            "diameter": 0.2,
            "status": "planned",
        }
        for name in ("through", "round", "corner")
    ]
    field = twin(archaeology=sites(), utility_lines=table(rows, lines))
    works, _ = works_of(field, Digging())
    sums = totals(works, disturbance(works, bodies_of(field)))
    assert ranked(sums) == ["round", "corner", "through"]
    # 200 m through the site, 0.6 m wide, from its top at 0.3 m to the underside of the pipe at 1.2 m.
    assert sums["through"].sites == pytest.approx(200 * 0.6 * 0.9)
    assert sums["round"].sites == 0.0


def test_every_kind_of_work_is_dug_and_what_stands_is_not() -> None:
    at = Point(60500, 545500)
    field = twin(
        archaeology=sites(),
        doublets=table([{"id": "d", "status": "planned"}], [at]),
        ates=table(
            [{"id": "a", "status": "planned", "filter_base": -40.0, "warm_x": 60450.0, "warm_y": 545500.0,
              "cold_x": 60550.0, "cold_y": 545500.0}], [at]),
        closed_loops=table([{"id": "l", "status": "planned", "base_level": -150.0}],
                           [MultiPoint([(60450, 545450), (60460, 545450)])]),
        wells=table([{"id": "w", "status": "planned", "screen_base": -30.0}], [at]),
        infiltration=table([{"id": "i", "kind": "wadi", "status": "planned", "base_level": -0.6}],
                           [at.buffer(10, cap_style="square")]),
        extractions=table([{"id": "e", "kind": "sand", "status": "existing", "base_level": -9.0}],
                          [at.buffer(50)]),
        excavations=table(
            [{"id": "p", "kind": "piles", "status": "planned", "depth": 1.0, "pile_base": -12.0},
             {"id": "x", "kind": "excavation", "status": "planned", "depth": np.nan, "pile_base": np.nan}],
            [box(60420, 545420, 60430, 545430), box(60440, 545440, 60450, 545450)]),
    )  # fmt: skip
    works, unknown = works_of(field, Digging())
    found = {one.work.id: one.volume for one in disturbance(works, bodies_of(field))}
    thick = 2.0 - 0.3
    assert unknown == ["x"]
    assert found == pytest.approx({
        "d": 6000.0 * 0.7,
        "a": 2 * np.pi * 0.4**2 * thick,
        "l": 2 * np.pi * 0.075**2 * thick,
        "w": np.pi * 0.3**2 * thick,
        "i": 400.0 * 0.3,
        "p": 100.0 * 0.7 + 0.05 * 100.0 * 1.0,
    })  # fmt: skip


def test_a_line_is_dug_where_it_is_shallow_and_drilled_where_it_is_deep() -> None:
    line = LineString(
        [(60410, 545500, -1.0), (60500, 545500, -1.0), (60510, 545500, -6.0), (60590, 545500, -6.0)]
    )
    row = {
        "id": "r", "network": "data", "depth": np.nan, "depth_status": "planned", "diameter": 0.2,
        "status": "planned",
    }  # fmt: skip
    field = twin(archaeology=sites(base_level=-20.0), utility_lines=table([row], [line]))
    (found,) = disturbance(works_of(field, Digging())[0], bodies_of(field))
    dug, drilled = 90 * 0.6 * (1.1 - 0.3), np.pi * 0.1**2 * 80.0
    assert dug + drilled < found.volume < dug + drilled + np.pi * 0.1**2 * 12.0


def test_the_process_tells_works_by_rank_and_a_range() -> None:
    field = twin(archaeology=sites(), excavations=excavation(50, 50, 1.0))
    result = run({"name": "dig", "processes": ["archaeology-disturbance"]}, field)
    found = result.indicators["archaeology-disturbance.sites"]
    assert found["value"] == pytest.approx(2500.0 * 0.7)
    assert found["low"] == pytest.approx(2500.0 * 0.45)
    assert found["high"] == pytest.approx(2500.0 * 0.95)
    assert result.indicators["archaeology-disturbance.research"]["value"] == 1.0
    assert result.features["archaeology_works"]["rank"].tolist() == [1]
    assert set(result.features) == {"archaeology_works", "archaeology_disturbance"}


def test_without_bodies_or_works_the_reason_is_told() -> None:
    bare = run({"name": "dig", "processes": ["archaeology-disturbance"]}, twin())
    assert "no archaeological sites" in bare.indicators["archaeology-disturbance.sites"]["reason"]
    idle = run({"name": "dig", "processes": ["archaeology-disturbance"]}, twin(archaeology=sites()))
    assert idle.indicators["archaeology-disturbance.sites"]["value"] == 0.0
    assert "nothing is planned" in idle.indicators["archaeology-disturbance.sites"]["reason"]


def test_bodies_are_told_from_columns_that_may_lack() -> None:
    shapes = [LineString([(60100, 545100), (60200, 545100)]), box(60300, 545300, 60310, 545310)]
    field = twin(archaeology=table([{"id": "road"}, {"id": "site"}], shapes))
    road, site = bodies_of(field)
    assert road.shape.area == pytest.approx(500.0)
    assert site.levels(1.0) == (1.0, -np.inf)
    assert dataclasses.replace(site, top_depth=0.5).levels(1.0)[0] == 0.5


def test_works_and_bodies_of_two_themes_with_one_id_stay_apart() -> None:
    well = table(
        [{"id": "1", "kind": None, "screen_base": -5.0, "status": "planned"}], [Point(60500.0, 545500.0)]
    )
    zone = table([{"id": "1", "expectation": "high", "top_depth": 0.0}], [box(60000, 545000, 61000, 546000)])
    field = twin(
        archaeology=sites(id="1"),
        expectation_zones=zone,
        excavations=excavation(10, 10, 1.0, "1"),
        wells=well,
    )
    result = run({"name": "x", "processes": ["archaeology-disturbance"]}, field)
    works = result.features["archaeology_works"].set_index("id")
    assert works["kind"].to_dict() == {"1": "excavation", "wells:1": ""}
    assert works.loc["1", "sites"] == pytest.approx(10 * 10 * 0.7)
    assert set(result.features["archaeology_disturbance"]["id"]) == {
        "1-1", "1-expectation_zones:1", "wells:1-1", "wells:1-expectation_zones:1"
    }  # fmt: skip
