"""How far claims reach: closed forms for head, heat and subsidence, unknown where the ground is."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from scipy.optimize import brentq
from scipy.special import exp1, k0
from shapely import MultiPoint, Point, box

from scenarios.physics.closed_loops import finite_line_response, temperature_change
from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import check
from twin import Twin
from twin.claims import Claim

YEAR = 31_557_600.0
DAY = 86_400.0
X, Y = 60_200.0, 545_100.0


def area() -> xr.Dataset:
    x, y = 59_005.0 + 10.0 * np.arange(240), 546_295.0 - 10.0 * np.arange(240)
    ground = np.full((240, 240), 1.0, np.float32)
    return xr.Dataset({"ground_level": (("y", "x"), ground)}, {"y": y, "x": x})


def twin(**features: gpd.GeoDataFrame) -> Twin:
    return Twin.from_datasets(area(), features=features)


def table(shape: object, **columns: object) -> gpd.GeoDataFrame:
    row = {"id": ["one"], **{name: [value] for name, value in columns.items()}}
    return gpd.GeoDataFrame(row, geometry=[shape], crs=28992)


def loops(name: str, *places: tuple[float, float], heat: float) -> dict[str, object]:
    return {"id": name, "base_level": -149.0, "heat": heat, "geometry": MultiPoint(places)}


def reaches(*systems: dict[str, object]) -> dict[str, float | None]:
    features = gpd.GeoDataFrame(list(systems), geometry="geometry", crs=28992)
    return {claim.id: claim.heat_reach for claim in claims(twin(closed_loops=features))}


def test_a_row_of_loops_reaches_farthest_beside_its_middle() -> None:
    row = [(X, Y + 6.0 * k) for k in range(20)]
    (found,) = reaches(loops("a", *row, heat=2.5)).values()
    aside = np.array(row) + np.array([found, 0.0])
    away = np.hypot(*np.moveaxis(aside[:, None] - np.array(row), -1, 0))
    response = finite_line_response(
        distance=away, time=25 * YEAR, diffusivity=2.0 / 2.4e6, length=150.0, buried_depth=0.0
    )
    change = temperature_change(rate=-2.5, conductivity=2.0, response=response).sum(axis=1)
    assert -change.min() == pytest.approx(1.5, abs=0.01)


def test_a_loop_reaches_to_where_it_cools_the_ground_by_the_limit() -> None:
    found = reaches(loops("a", (X, Y), heat=12.0))["a"]

    def too_cold(distance: float) -> float:  # line without ends (A7): q / (4 pi lambda) E1(r^2 / (4 a t))
        return 12.0 / (8.0 * math.pi) * float(exp1(distance**2 * 2.4e6 / (8.0 * 25.0 * YEAR))) - 1.5

    endless = brentq(too_cold, 0.1, 100.0)
    assert 0.75 * endless < found < endless  # its ends and the ground above take some of it
    response = finite_line_response(
        distance=found, time=25 * YEAR, diffusivity=2.0 / 2.4e6, length=149.0, buried_depth=1.0
    )
    change = temperature_change(rate=-12.0, conductivity=2.0, response=response)
    assert float(change) == pytest.approx(-1.5, abs=0.02)
    assert reaches(loops("a", (X, Y), heat=0.5))["a"] == 0.0
    assert reaches(loops("a", (X, Y), heat=-12.0))["a"] == 0.0
    assert reaches(loops("a", (X, Y), heat=math.nan))["a"] is None


def test_systems_in_order_by_themselves_are_too_much_together() -> None:
    many = [loops(f"s{k}", (X + 12.0 * math.cos(k), Y + 12.0 * math.sin(k)), heat=4.0) for k in range(6)]
    middle = loops("middle", (X, Y), heat=4.0)
    few = reaches(middle, many[0])
    assert few["middle"] < 12.0
    together = reaches(middle, *many)
    assert all(together[f"s{k}"] > 12.0 for k in range(6))
    features = gpd.GeoDataFrame([middle, *many], geometry="geometry", crs=28992)
    found = check(claims(twin(closed_loops=features)), least_probability=0.0)
    assert found.counts()["competing"] >= 6
    assert found.counts()["unknown"] == 0


def test_heat_that_is_not_told_leaves_neighbours_unknown() -> None:
    features = gpd.GeoDataFrame(
        [loops("a", (X, Y), heat=3.0), loops("b", (X + 40, Y), heat=math.nan)], geometry="geometry", crs=28992
    )
    assert check(claims(twin(closed_loops=features))).counts()["unknown"] == 1


def doublet(**more: object) -> dict[str, Claim]:
    told = {"reservoir_top": -2200.0, "reservoir_base": -2260.0, "flow": 150 / 3600, "start": 2030.0,
            "end": 2060.0, "producer_x": X + 750, "producer_y": Y, "injector_x": X - 750,
            "injector_y": Y, **more}  # fmt: skip
    return {claim.id: claim for claim in claims(twin(doublets=table(Point(X, Y), **told)))}


def test_pressure_of_a_doublet_falls_as_a_dipole() -> None:
    found = doublet(permeability=3e-13)["one"]
    flow, strength = 150 / 3600, 0.6e-3 / (2.0 * math.pi * 3e-13 * 60.0)
    assert found.reach == pytest.approx(flow * strength * 1500.0 / 1e5)
    assert doublet()["one"].reach is None
    # Far away that is the difference of the two wells (Thiem).
    r = np.array([20_000.0])
    both = flow * strength * (np.log(r + 750.0) - np.log(r - 750.0))
    assert both == pytest.approx(flow * strength * 1500.0 / r, rel=1e-3)


def test_a_doublet_hardly_lowers_the_ground() -> None:
    found = doublet(permeability=3e-13)
    assert found["one"].bowl_reach == 0.0
    dike = Claim("d", "dike_zones", "DIK", box(X - 800, Y - 50, X - 700, Y + 50), math.inf, -math.inf)
    assert check([found["one"], dike]).counts()["conditional"] == 0
    assert check([doublet(flow=math.nan)["one"], dike]).counts()["unknown"] == 0  # they overlap: conditional
    wide = doublet(flow=40.0)["one"]
    assert wide.bowl_reach > 1000.0


def test_nothing_is_known_of_head_without_layers() -> None:
    wells = {"warm_x": X - 60, "warm_y": Y, "cold_x": X + 60, "cold_y": Y, "filter_top": -31.0,
             "filter_base": -71.0, "volume": 1e5}  # fmt: skip
    warm, *_ = claims(twin(ates=table(Point(X, Y), **wells)))
    assert warm.reach is None
    assert warm.heat_reach == warm.radius


def layered() -> xr.DataTree:
    """Clay of 5 m on 40 m of sand, to -44 m NAP, and clay again."""
    z = np.arange(-59.75, 1.0, 0.5)
    x, y = 59_050.0 + 100.0 * np.arange(24), 546_250.0 - 100.0 * np.arange(24)
    lithok = np.where((z < -4.0) & (z > -44.0), 6, 2).astype(np.int8)
    column = np.broadcast_to(lithok[:, None, None], (len(z), 24, 24)).copy()
    strat = np.full(column.shape, 4050, np.int16)
    voxels = xr.Dataset(
        {"lithok": (("z", "y", "x"), column), "strat": (("z", "y", "x"), strat)}, {"z": z, "y": y, "x": x}
    )
    return xr.DataTree.from_dict({"/voxels": voxels})


def test_head_of_a_storage_system_is_that_of_two_wells_under_the_cover() -> None:
    wells = {"warm_x": X - 60, "warm_y": Y, "cold_x": X + 60, "cold_y": Y, "filter_top": -10.0,
             "filter_base": -40.0, "volume": 4e5}  # fmt: skip
    made = Twin.from_datasets(area(), layered(), features={"ates": table(Point(X, Y), **wells)})
    warm, cold, bores = claims(made)
    assert bores.reach == bores.heat_reach == 0.0
    assert warm.reach == pytest.approx(cold.reach)
    from scenarios.drinking_water.aquifers import aquifers
    from terrain.subsurface import column_at

    sands = aquifers([column_at(made, X, Y)], 0, 0.0)
    kd, c = float(sands.transmissivity[0]), float(sands.resistance[0]) + 200.0 * DAY
    length, strength = math.sqrt(kd * c), 4e5 / (0.5 * YEAR) / (2.0 * math.pi * kd)
    # On the line through the wells, outward of one, where it is strongest.
    r = np.linspace(1.0, 5_000.0, 100_000)
    change = strength * (k0(r / length) - k0((r + 120.0) / length))
    assert warm.reach == pytest.approx(float(r[change > 0.05].max()), rel=0.06)
    assert warm.reach >= float(r[change > 0.05].max())


def test_a_level_reaches_beyond_its_area_as_far_as_its_change_counts() -> None:
    levels = {"summer_level": -0.6, "winter_level": -0.6, "summer_level_before": -1.0,
              "winter_level_before": -1.0, "raise_summer": 0.4, "raise_winter": 0.4}  # fmt: skip
    field = box(X - 50, Y - 50, X + 50, Y + 50)
    made = Twin.from_datasets(area(), layered(), features={"peilgebieden": table(field, **levels)})
    (claim,) = claims(made)
    from terrain.subsurface import column_at

    column = column_at(made, X, Y)
    kd, c = column.transmissivity(low=-4.0, high=0.0), column.resistance(low=-4.0, high=0.0)
    assert claim.reach == pytest.approx(math.sqrt(kd * c) * math.log(0.4 / 0.05), rel=1e-6)
    small = {**levels, "raise_summer": 0.04, "raise_winter": 0.04}
    (still,) = claims(Twin.from_datasets(area(), layered(), features={"peilgebieden": table(field, **small)}))
    assert still.reach == 0.0
