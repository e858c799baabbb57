"""Zones along dikes: the legger where the twin has it, else usual widths that do not hide it."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import pytest
from shapely import box

from scenarios.dikes.zones import ZONES, zone_widths, zones
from tests.unit.scenarios.dikes.dike_lines import X0, Y0, along, profiles, without


def twin(**themes: gpd.GeoDataFrame) -> SimpleNamespace:
    return SimpleNamespace(features=themes)


def legger(kind: str, *bounds: float) -> gpd.GeoDataFrame:
    moved = [value + (X0, Y0)[place % 2] for place, value in enumerate(bounds)]
    return gpd.GeoDataFrame({"id": ["a"], "kind": [kind]}, geometry=[box(*moved)], crs="EPSG:28992")


def test_usual_widths_on_a_straight_dike():
    """Base 34 m; core zone 5 m on each side; protection zone 20 m beyond it; a crest 1 m higher takes 6 m."""
    places = along([(0.0, 0.0), (1000.0, 0.0)])
    found = zones(twin(), places, profiles(100)).set_index("kind")
    assert list(found.index) == list(ZONES)
    assert found["area"].tolist() == pytest.approx([44_000.0, 40_000.0, 40_000.0])
    assert found["width"].tolist() == [10.0, 40.0, 6.0]
    assert found.loc["beschermingszone"].geometry.intersects(found.loc["kernzone"].geometry)
    overlap = found.loc["beschermingszone"].geometry.intersection(found.loc["kernzone"].geometry)
    assert overlap.area == pytest.approx(0.0, abs=1e-6)


def test_a_usual_width_says_that_it_is_not_the_legger():
    found = zones(twin(), along([(0.0, 0.0), (50.0, 0.0)]), profiles(5))
    assert (found["status"] == "default").all()
    assert found["source"].str.startswith("NOT the legger of the water board").all()
    assert found["source"].str.contains("unverified").all()
    assert all(width.status == "unverified" for width in zone_widths().values())


@pytest.mark.parametrize("kind", ["Profiel van vrije ruimte", "vrijwaringszone - dijk"])
def test_the_legger_wins(kind):
    places = along([(0.0, 0.0), (100.0, 0.0)], [(0.0, 900.0), (100.0, 900.0)])
    own = legger(kind, -5.0, -30.0, 105.0, 60.0)
    found = zones(twin(protection_zones=own), places, profiles(20))
    mine = found[found["kind"] == "profiel-van-vrije-ruimte"].set_index("dike")
    assert mine.loc["dike-0", "status"] == "legger"
    assert mine.loc["dike-0"].geometry.area == pytest.approx(110.0 * 90.0)
    assert mine.loc["dike-1", "status"] == "default"
    assert (found[found["kind"] == "kernzone"]["status"] == "default").all()


def test_zones_of_drinking_water_are_no_zones_of_dikes():
    own = legger("waterwingebied", -5.0, -30.0, 105.0, 60.0)
    found = zones(twin(protection_zones=own), along([(0.0, 0.0), (100.0, 0.0)]), profiles(10))
    assert (found["status"] == "default").all()


def test_where_the_toes_are_unknown_there_are_no_usual_zones():
    places = along([(0.0, 0.0), (20.0, 0.0)])
    assert len(zones(twin(), without(places, 0, 1), profiles(2))) == 0
