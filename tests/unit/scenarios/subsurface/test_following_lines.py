"""A line without heights follows the ground: over a mound and under a canal."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon, box

from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import check
from scenarios.utilities.lines import lines_of
from tests.unit.scenarios.utilities.street import X0, Y0, along, flat, table
from twin.state import Twin

CABLE = along(102.5, "electricity-lv", depth=0.6, diameter=0.1)


def relief(**features: gpd.GeoDataFrame) -> Twin:
    """A mound of 3 m NAP in the west, a canal of -2 m in the middle, else 1 m."""
    twin = flat(1.0)
    level = np.full(twin.grid.shape, 1.0, np.float32)
    level[:, 8:16], level[:, 18:22] = 3.0, -2.0
    return twin.with_(surface={"ground_level": level}, features=features)


def pit(west: float, south: float, depth: float) -> dict[str, object]:
    shape = box(X0 + west, Y0 + south, X0 + west + 10, Y0 + south + 5)
    return {"id": "pit", "kind": "excavation", "depth": depth, "geometry": shape}


def site(shape: Polygon) -> dict[str, object]:
    return {"id": "site", "free_area": 0.0, "free_depth": 0.5, "top_level": 9.0, "geometry": shape}


def met(twin: Twin) -> list[tuple[object, ...]]:
    found = check(claims(twin), least_probability=0.0).verdicts()
    return [(verdict.code, verdict.margin, verdict.required) for verdict in found]


@pytest.mark.parametrize(
    ("west", "south", "depth", "meets"),
    [(50, 100, 1.0, True), (50, 100, 0.3, False), (50, 130, 1.0, False), (130, 100, 1.0, True)],
)
def test_a_pit_meets_a_cable_where_it_lies(west: float, south: float, depth: float, meets: bool) -> None:
    pits = table([pit(west, south, depth)])
    assert bool(met(relief(utility_lines=table([CABLE]), excavations=pits))) == meets


@pytest.mark.parametrize("south", [100, 130])
def test_the_heights_written_out_give_the_same_verdicts(south: float) -> None:
    pits = table([pit(50, south, 1.0)])
    twin = relief(utility_lines=table([CABLE]), excavations=pits)
    (shape,) = (claim.footprint for claim in twin.claims if claim.function == "CAB")
    told = twin.with_(features={"utility_lines": table([CABLE | {"geometry": shape}])})
    assert met(told) == met(twin)


@pytest.mark.parametrize(("depth", "digs"), [(0.3, False), (0.6, True)])
def test_a_trench_is_as_deep_all_along(depth: float, digs: bool) -> None:
    """Its middle lies in the canal, 5 m below the mound; depth counts from the ground at each place."""
    cable = CABLE | {"depth": depth}
    sites = table([site(box(X0, Y0, X0 + 200, Y0 + 200))])
    found = met(relief(utility_lines=table([cable]), archaeology=sites))
    assert [margin for _, margin, _ in found] == ([pytest.approx(0.5 - depth - 0.1)] if digs else [])


def test_utility_check_and_claims_tell_the_same_levels() -> None:
    rows = [CABLE, along(60, "sewer", depth=np.nan, material="PE, pressure", diameter=np.nan),
            along(80, "data", diameter=np.nan, depth=np.nan)]  # fmt: skip
    twin = relief(utility_lines=table(rows))
    found = lines_of(twin)
    assert found is not None
    for number, claim in enumerate(twin.claims):
        segments = found.segments[found.first[number] : found.first[number + 1]]
        places = np.vstack([segments[:1, :3], segments[:, 3:6]])
        assert places.tolist() == shapely.get_coordinates(claim.footprint, include_z=True).tolist()
        assert claim.top - places[:, 2].max() == pytest.approx(found.half_height[number])
        assert (claim.sigma_xy, claim.sigma_z) == (found.sigma_xy[number], found.sigma_z[number])
    assert found.cover == pytest.approx(np.repeat([0.6, found.cover[found.first[1]], found.cover[-1]],
                                                  np.diff(found.first)))  # fmt: skip


def test_a_line_has_places_only_where_it_bends() -> None:
    level = relief(utility_lines=table([along(100), along(60, "tube", depth=np.nan)]))
    (claim,) = level.claims
    places = shapely.get_coordinates(claim.footprint, include_z=True)
    assert sorted(set(np.round(places[:, 2], 6).tolist())) == [-3.05, -0.05, 1.95]
    assert len(places) == 10
    bent = LineString([(X0 + 130, Y0 + 20), (X0 + 160, Y0 + 20), (X0 + 160, Y0 + 60)])
    (claim,) = relief(utility_lines=table([along(0) | {"geometry": bent}])).claims
    assert shapely.get_coordinates(claim.footprint).tolist() == shapely.get_coordinates(bent).tolist()
