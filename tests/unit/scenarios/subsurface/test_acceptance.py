"""The acceptance examples from features to verdicts: a twin, its claims with their reach, the check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, MultiPoint, Point, box

from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from twin import Twin
from twin.grid import GridSpec

FIELD = box(100_400.0, 400_400.0, 100_600.0, 400_600.0)


def verdicts(**themes: list[Mapping[str, Any]]) -> list[Verdict]:
    """Verdicts of a flat piece of ground at 0 m NAP, 6 x 4 km."""
    grid = GridSpec(100_050.0, 403_950.0, 100.0, 100.0, 60, 40)
    surface = xr.Dataset({"ground_level": (("y", "x"), np.zeros(grid.shape))}, coords=grid.coords())
    features = {}
    for theme, rows in themes.items():
        table = gpd.GeoDataFrame([dict(row) for row in rows], geometry="geometry", crs=28992)
        table.insert(0, "id", [f"{theme}-{number}" for number in range(len(rows))])
        features[theme] = table
    twin = Twin.from_datasets(surface, features=features)
    return list(check(claims(twin), least_probability=0.0).verdicts())


def storage(warm: float, cold: float, top: float) -> dict[str, Any]:
    at = {"warm_x": warm, "warm_y": 402_000.0, "cold_x": cold, "cold_y": 402_000.0}
    return {**at, "filter_top": top, "filter_base": top - 40.0, "volume": 150_000.0,
            "geometry": Point(warm, 402_000.0)}  # fmt: skip


@pytest.mark.parametrize(("top", "codes"), [(-31.0, ["K8"]), (-81.0, [])])
def test_storage_systems_100_m_apart(top: float, codes: list[str]) -> None:
    found = verdicts(ates=[storage(100_500.0, 101_000.0, -31.0), storage(101_600.0, 101_100.0, top)])
    found += verdicts(ates=[storage(100_500.0, 101_000.0, -31.0), storage(101_100.0, 101_600.0, top)])
    assert [v.code for v in found] == codes
    assert [(v.first, v.second) for v in found] == [("ates-0:cold", "ates-1:warm")] * len(codes)
    assert [v.margin for v in found] == [pytest.approx(-28.9640, abs=2e-4)] * len(codes)


@pytest.mark.parametrize(("base", "expected"), [(-80.0, [("X11", -20.0)]), (-50.0, [])])
@pytest.mark.parametrize("place", [(100_500.0, 400_500.0), (100_500.0, 400_500.0, 0.0)])
def test_loops_in_a_no_drilling_zone(
    base: float, expected: list[tuple[str, float]], place: tuple[float, ...]
) -> None:
    zone = {"kind": "boringsvrije-zone", "top_level": -60.0, "geometry": FIELD}
    loops = {"base_level": base, "geometry": MultiPoint([place])}
    found = verdicts(closed_loops=[loops], protection_zones=[zone])
    assert [(v.code, v.margin) for v in found] == expected


@pytest.mark.parametrize(("width", "codes"), [(12.0, ["C25"]), (9.0, [])])
def test_an_excavation_in_archaeology(width: float, codes: list[str]) -> None:
    pit = box(100_500.0, 400_500.0, 100_500.0 + width, 400_510.0)
    found = verdicts(
        excavations=[{"kind": "building-pit", "depth": 0.35, "geometry": pit}],
        archaeology=[{"base_level": -1.0, "geometry": FIELD}],
    )
    assert [v.code for v in found] == codes


@pytest.mark.parametrize(("years", "codes"), [(30.0, ["K1"]), (10.0, [])])
def test_doublets_1000_m_apart(years: float, codes: list[str]) -> None:
    def doublet(producer: float, injector: float) -> dict[str, Any]:
        at = {
            "producer_x": producer,
            "producer_y": 402_000.0,
            "injector_x": injector,
            "injector_y": 402_000.0,
        }
        return {**at, "reservoir_top": -2200.0, "reservoir_base": -2260.0, "flow": 150.0 / 3600.0,
                "start": 2035.0, "end": 2035.0 + years, "geometry": Point(producer, 402_000.0)}  # fmt: skip

    found = verdicts(doublets=[doublet(101_000.0, 102_400.0), doublet(104_800.0, 103_400.0)])
    assert [v.code for v in found] == codes
    assert [(v.first, v.second) for v in found] == [("doublets-0", "doublets-1")] * len(codes)
    assert [v.margin for v in found] == [pytest.approx(1000.0 - 2 * 568.001, abs=5e-3)] * len(codes)


def test_a_bore_of_storage_stands_where_the_well_is_and_not_where_the_heat_goes() -> None:
    """A cable over the drifting heat needs no trial trench; a sand pit takes the bore and not the heat."""
    drifting = {**storage(100_500.0, 101_000.0, -31.0), "drift_x": 40.0 / (25 * 31_557_600.0)}
    told = {"network": "data", "depth": 0.6, "depth_status": "measured"}
    cable = {**told, "geometry": LineString([(100_520.0, 401_000.0), (100_520.0, 403_000.0)])}
    assert verdicts(ates=[drifting], utility_lines=[cable]) == []
    beside = {**told, "geometry": LineString([(100_501.0, 401_000.0), (100_501.0, 403_000.0)])}
    (found,) = verdicts(ates=[drifting], utility_lines=[beside])
    assert (found.code, {found.first, found.second}) == ("C13", {"ates-0:bores", "utility_lines-0"})
    pit = {"kind": "sand", "base_level": -5.0, "geometry": box(100_480.0, 401_980.0, 100_510.0, 402_020.0)}
    (taken,) = verdicts(ates=[drifting], extractions=[pit])
    assert (taken.code, {taken.first, taken.second}) == ("C20", {"ates-0:bores", "extractions-0"})


def test_managed_recharge_is_part_of_abstraction_and_other_infiltration_is_not() -> None:
    zone = {"kind": "waterwingebied", "geometry": FIELD}
    for kind, codes in (("mar", []), ("wadi", ["X21"])):
        water = {"kind": kind, "geometry": Point(100_500.0, 400_500.0)}
        assert [v.code for v in verdicts(infiltration=[water], protection_zones=[zone])] == codes
    reserve = {**zone, "kind": "grondwaterbeschermingsgebied"}
    water = {"kind": "mar", "geometry": Point(100_500.0, 400_500.0)}
    assert [v.code for v in verdicts(infiltration=[water], protection_zones=[reserve])] == ["C21"]


def test_a_licence_is_no_well() -> None:
    zone = {"kind": "grondwaterbeschermingsgebied", "geometry": FIELD}
    levels = {"reservoir_top": -2200.0, "reservoir_base": -2260.0, "flow": 150.0 / 3600.0}
    assert verdicts(doublets=[{**levels, "geometry": FIELD}], protection_zones=[zone]) == []
    well = {**levels, "geometry": Point(100_500.0, 400_500.0)}
    assert {v.code for v in verdicts(doublets=[well], protection_zones=[zone])} == {"X3"}
