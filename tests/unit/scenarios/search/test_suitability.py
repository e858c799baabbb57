"""Places for a use: judged as the use itself would be, and told with their reason."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from scenarios.run import run
from scenarios.search.prospect import ALLOWED, CONDITIONAL, FORBIDDEN, IMPOSSIBLE, UNKNOWN
from scenarios.search.suitability import judge
from scenarios.search.suitability_parameters import SuitabilityParameters
from scenarios.search.suitability_tables import best_places
from twin.errors import Cancelled, InvalidInputError
from twin.grid import GridSpec
from twin.progress import silent
from twin.state import Twin


def table(rows: list[dict[str, Any]], shapes: list[BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:28992")


def layers(grid: GridSpec) -> xr.DataTree:
    """Sand to -60 m, a seal, a reservoir of 60 m below 2 km in the eastern half."""
    coarse, _ = GridSpec.from_bbox(grid.bbox, 500)
    shape = (3, *coarse.shape)
    top = np.broadcast_to(np.array([0.0, -60.0, -2000.0])[:, None, None], shape).astype(np.float32).copy()
    base = (
        np.broadcast_to(np.array([-60.0, -2000.0, -2060.0])[:, None, None], shape).astype(np.float32).copy()
    )
    top[2, :, : coarse.nx // 2] = base[2, :, : coarse.nx // 2] = np.nan
    names = ["SAND", "CLAY", "RO"]
    deep = xr.Dataset(
        {"top": (("layer", "y", "x"), top), "base": (("layer", "y", "x"), base)},
        coords={
            "layer": names,
            "label_nl": ("layer", names),
            "label_en": ("layer", names),
            "color": ("layer", ["#aaaaaa"] * 3),
            "kind": ("layer", ["aquifer", "seal", "reservoir"]),
            **coarse.coords(),
        },
    )
    return xr.DataTree.from_dict({"/layers": deep})


def area(**features: gpd.GeoDataFrame) -> Twin:
    """6 x 4 km at 50 m, a lake in the north."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 66000, 549000), 50)
    _, y = np.meshgrid(grid.x, grid.y)
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), np.zeros(grid.shape, np.float32)),
            "permanent_water": (("y", "x"), (y > 548500).astype(np.int8)),
        },
        coords=grid.coords(),
    )
    return Twin.from_datasets(surface, layers(grid), features, name="area")


ZONES = table(
    [
        {"id": "gwb", "kind": "grondwaterbeschermingsgebied", "top_level": 0.0, "base_level": -60.0},
        {"id": "bvz", "kind": "boringsvrije-zone", "top_level": -100.0, "base_level": -200.0},
    ],
    [box(60000, 545000, 62000, 547000), box(62000, 545000, 64000, 547000)],
)


def test_loops_go_where_no_zone_forbids_them() -> None:
    found = judge(area(protection_zones=ZONES), SuitabilityParameters(use="closed-loops", cell=500.0), silent)
    state = found.state[::-1]  # rows from the south
    assert (state[:4, :4] == FORBIDDEN).all()
    assert (state[:4, 4:8] == FORBIDDEN).all()  # 150 m deep, the zone begins at -100
    assert (state[:4, 8:] == ALLOWED).all()
    assert (state[-1] == IMPOSSIBLE).all()
    assert set(np.unique(found.rule[::-1][:4, :4])) == {10}
    assert set(np.unique(found.rule[::-1][:4, 4:8])) == {11}
    shallow = SuitabilityParameters(use="closed-loops", cell=500.0, depth=80.0)
    above = judge(area(protection_zones=ZONES), shallow, silent).state[::-1]
    assert (above[:4, 4:8] == ALLOWED).all()


def test_a_doublet_needs_a_reservoir_and_both_wells_inside() -> None:
    found = judge(area(), SuitabilityParameters(power=5.0, cell=500.0), silent)
    state = found.state[::-1]
    reasons = found.prospect.reasons
    assert (state[:, :6] == IMPOSSIBLE).all()
    assert (state[1:5, 7:10] == ALLOWED).all()
    assert (state[:, -1] == IMPOSSIBLE).all()  # the injector stands 700 m to the east
    assert "no reservoir" in reasons[found.prospect.reason[4, 2]][1]
    assert "outside" in reasons[found.prospect.reason[4, -1]][1]
    much = judge(area(), SuitabilityParameters(power=90.0, cell=500.0), silent)
    assert not np.isin(much.state, (ALLOWED, CONDITIONAL)).any()


def test_without_layers_nothing_can_be_told() -> None:
    bare = Twin.from_datasets(area().surface, name="bare")
    for use in ("geothermal-doublet", "ates", "well-field"):
        found = judge(bare, SuitabilityParameters(use=use, cell=1000.0), silent)  # type: ignore[arg-type]
        assert set(np.unique(found.state)) <= {UNKNOWN, IMPOSSIBLE}
        assert not found.score.any()


def test_a_neighbour_asks_something_and_costs_score() -> None:
    lines = table(
        [{"id": "main", "network": "water", "depth": 1.0, "depth_status": "measured", "diameter": 0.3}],
        [LineString([(64250, 545100), (64250, 548900)])],
    )
    found = judge(area(utility_lines=lines), SuitabilityParameters(use="closed-loops", cell=500.0), silent)
    column = found.state[::-1][:4, 8]
    assert (column == CONDITIONAL).all()
    assert found.score[::-1][0, 8] == pytest.approx(0.6)
    assert found.score[::-1][0, 9] == 1.0


def test_the_tables_name_no_cable() -> None:
    lines = table(
        [{"id": "secret", "network": "water", "depth": 1.0, "depth_status": "measured", "diameter": 0.3}],
        [LineString([(61000, 545100), (61000, 548900)])],
    )
    asked = {"subsurface-suitability": {"use": "closed-loops", "cell": 2000.0, "best": 50}}
    result = run({"name": "places", "processes": [asked]}, area(utility_lines=lines))
    assert "secret" not in result.features["suitability_places"].to_json()
    assert "secret" not in result.features["suitability_reasons"].to_json()


def test_areas_add_up_and_reasons_cover_every_cell() -> None:
    asked = {"subsurface-suitability": {"use": "closed-loops", "cell": 500.0}}
    result = run({"name": "places", "processes": [asked]}, area(protection_zones=ZONES))
    areas = [entry["value"] for name, entry in result.indicators.items() if name.endswith("_area")]
    assert sum(areas) == pytest.approx(6000.0 * 4000.0)
    reasons = result.features["suitability_reasons"]
    assert reasons["area"].sum() == pytest.approx(6000.0 * 4000.0)
    assert set(reasons["rule"]) == {0, 10, 11}
    state = result.dataset["suitability_state"].values
    assert (
        result.indicators["subsurface-suitability.forbidden_area"]["value"]
        == (state == FORBIDDEN).sum() * 2500.0
    )


def test_best_places_lie_apart_and_the_best_comes_first() -> None:
    found = judge(area(protection_zones=ZONES), SuitabilityParameters(use="closed-loops", cell=200.0), silent)
    places = best_places(found, 10)
    assert len(places) == 10
    x, y = found.cells.places
    points = [Point(x[place], y[place]) for place in places]
    assert min(one.distance(two) for n, one in enumerate(points) for two in points[:n]) >= 500.0
    scores = [found.score[place] for place in places]
    assert scores == sorted(scores, reverse=True)


def test_more_cells_than_can_be_judged_are_refused() -> None:
    wide, _ = GridSpec.from_bbox((100000, 400000, 124000, 424000), 100)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros(wide.shape, np.float32))}, coords=wide.coords()
    )
    with pytest.raises(InvalidInputError, match="Give larger cells"):
        run(
            {"name": "places", "processes": [{"subsurface-suitability": {"cell": 100.0}}]},
            Twin.from_datasets(surface, name="wide"),
        )


def test_work_can_be_stopped() -> None:
    def stop(fraction: float, message: str) -> None:
        if message == "conflicts":
            raise Cancelled

    with pytest.raises(Cancelled):
        judge(area(), SuitabilityParameters(use="closed-loops", cell=500.0), stop)


@pytest.mark.parametrize("use", ["ates", "well-field"])
def test_where_voxels_do_not_tell_the_soil_nothing_is_known(use: str) -> None:
    twin = area()
    coarse, _ = GridSpec.from_bbox(twin.grid.bbox, 500)
    z = np.arange(-99.5, 0.0, 1.0)
    lithok = np.full((z.size, *coarse.shape), 6, np.int8)
    lithok[:, :, : coarse.nx // 2] = -127
    strat = np.full(lithok.shape, 1010, np.int16)
    voxels = xr.Dataset(
        {"strat": (("z", "y", "x"), strat), "lithok": (("z", "y", "x"), lithok)},
        {"z": z, **coarse.coords()},
    )
    told = Twin.from_datasets(twin.surface, xr.DataTree.from_dict({"/voxels": voxels}), name="told")
    state = judge(told, SuitabilityParameters(use=use, cell=500.0, salt=-200.0), silent).prospect.state
    dry = state[::-1][:6]
    assert (dry[:, : coarse.nx // 2 - 1] == UNKNOWN).all()
    assert (dry[:, coarse.nx // 2 + 1 : -1] != UNKNOWN).all()
