"""Well fields that nobody drew zones for: the water of 60 days and of 25 years is theirs."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point

from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import check
from tests.unit.scenarios.drinking_water.well_polder import MIDDLE, guarded, well_polder, wells
from twin.claims import Claim


def made(*at: tuple[float, float], zones: gpd.GeoDataFrame | None = None, **columns: Any) -> list[Claim]:
    """Claims of a polder with a well at each place, in the order that they are made."""
    features = {} if zones is None else {"protection_zones": zones}
    return list(claims(well_polder(wells(at, **columns), **features)))


def test_the_areas_are_the_cylinders_of_the_sheet() -> None:
    _, inner, outer = made(MIDDLE)
    assert [(c.function, c.theme, c.owner) for c in (inner, outer)] == [
        ("WWG", "wells", "a"), ("GWB", "wells", "a"),
    ]  # fmt: skip
    for claim, radius in ((inner, 82.5889), (outer, 1018.85)):
        xmin, _, xmax, _ = claim.footprint.bounds
        assert 0.5 * (xmax - xmin) == pytest.approx(radius, rel=1e-5)
        assert (claim.top, claim.base) == (0.0, -50.0)
    rain = math.sqrt(6.0875e6 / math.pi)
    assert inner.reach == pytest.approx(rain - 82.5, abs=0.5)


def test_wells_of_one_field_are_one_claim_and_two_fields_compete_for_rain() -> None:
    near, far = (MIDDLE[0] + 1300.0, MIDDLE[1]), (MIDDLE[0] + 1600.0, MIDDLE[1])
    assert len(made(MIDDLE, near)) == 4
    codes = [v.code for v in check(made(MIDDLE, near, field=["a", "b"])).verdicts()]
    assert codes == ["K16"]
    assert len(check(made(MIDDLE, far, field=["a", "b"]))) == 0


def test_a_new_field_on_top_of_another_competes_with_its_zone() -> None:
    zone = guarded(("waterwingebied", Point(MIDDLE).buffer(300.0)))
    assert [c.function for c in made(MIDDLE, zones=zone)] == ["WEL", "WWG"]
    there = made((MIDDLE[0] + 50.0, MIDDLE[1]), zones=zone, status="planned")
    assert [v.code for v in check(there).verdicts()] == ["K16"]


def test_zones_that_a_new_field_brings_are_its_own() -> None:
    zone = guarded(("waterwingebied", Point(MIDDLE).buffer(300.0)), owner="a")
    assert [c.function for c in made(MIDDLE, zones=zone, status="planned")] == ["WEL", "WWG"]


def test_a_doublet_or_a_heat_store_in_its_water_is_forbidden() -> None:
    field = made(MIDDLE)
    doublet = Claim("d", "t", "GEO", Point(MIDDLE[0] + 500.0, MIDDLE[1]), 0.0, -2000.0, kind="bore")
    store = Claim("s", "t", "ATES", Point(MIDDLE[0] + 50.0, MIDDLE[1]), -20.0, -40.0, radius=30.0)
    assert [v.code for v in check([*field, doublet]).verdicts()] == ["X3"]
    assert {v.code for v in check([*field, store]).verdicts()} == {"X10"}


def test_wells_that_tell_no_screen_or_only_measure_claim_no_more() -> None:
    assert [c.function for c in made(MIDDLE, screen_top=math.nan)] == ["WEL"]
    assert [c.function for c in made(MIDDLE, kind="monitoring")] == ["WEL"]
