"""Sites and wells of deep use, the national groundwater reserve, and archaeology under a dike of later."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from shapely import LineString, Point, box

from scenarios.subsurface.engine import check
from twin.claims import Claim

AREA = box(-200.0, -200.0, 200.0, 200.0)
DIKE = Claim("dike", "dike_zones", "DIK", AREA, math.inf, -math.inf, status="reserved", kind="reserve")
SITE = Claim(
    "s:site", "storage", "STO", box(-50, -50, 50, 50), 0.0, -5.0, kind="site", ground=0.0, owner="s",
    reach=0.0, bowl_reach=0.0,
)  # fmt: skip
WELL = replace(SITE, id="s:well", footprint=Point(0.0, 0.0), base=-1000.0, radius=0.2, kind="bore")
BODY = replace(WELL, id="s", top=-1000.0, base=-1400.0, radius=50.0, kind="", reach=None, bowl_reach=None)


def codes(*claims: Claim) -> dict[str, str]:
    """Code of each pair, by the ids of both."""
    found = check(claims, least_probability=0.0)
    return {" ".join(sorted((v.first, v.second))): v.code for v in found.verdicts()}


def test_the_site_of_storage_keeps_ten_metres_from_a_pipeline() -> None:
    pipe = Claim("p", "utility_lines", "PIP", LineString([(-90, 59), (90, 59)]), -1.0, -1.2, radius=0.1)
    assert codes(SITE, WELL, BODY, pipe) == {"p s:site": "C5"}
    assert codes(SITE, WELL, BODY, replace(pipe, footprint=LineString([(-90, 61), (90, 61)]))) == {}


def test_storage_below_drinking_water_is_conditional_and_its_well_forbidden() -> None:
    zone = Claim("z", "protection_zones", "WWG", AREA, 0.0, -60.0)
    assert codes(BODY, zone) == {"s z": "C27"}
    assert codes(WELL, zone) == {"s:well z": "X27"}
    assert codes(BODY, replace(zone, base=-math.inf)) == {"s z": "X27"}


def test_the_site_of_a_doublet_on_a_dike_needs_a_permit_and_beside_it_none() -> None:
    site = replace(SITE, id="d:site", theme="doublets", function="GEO")
    assert codes(site, DIKE) == {"d:site dike": "C7"}
    away = replace(site, footprint=box(215, 0, 315, 100))
    assert codes(away, DIKE) == {}
    assert codes(replace(away, footprint=box(205, 0, 305, 100)), DIKE) == {"d:site dike": "C7"}


@pytest.mark.parametrize(("function", "rule"), [("GEO", 4), ("ATES", 12), ("BHE", 12)])
def test_the_national_reserve_makes_conditions_where_a_strategic_one_forbids(
    function: str, rule: int
) -> None:
    bore = Claim("b", "t", function, Point(0.0, 0.0), 0.0, -150.0, ground=0.0, heat_reach=0.0)
    reserve = Claim("r", "protection_zones", "ASV", AREA, -80.0, -250.0)
    assert codes(bore, reserve) == {"b r": f"X{rule}"}
    assert codes(bore, replace(reserve, kind="ngr")) == {"b r": f"C{rule}"}
    assert codes(bore, replace(reserve, kind="ngr", top=math.inf, base=-math.inf)) == {"b r": f"C{rule}"}
    assert codes(replace(bore, footprint=Point(300.0, 0.0)), replace(reserve, kind="ngr")) == {}


def test_a_dike_of_later_disturbs_archaeology_at_every_depth() -> None:
    site = Claim("a", "archaeology", "ARC", box(100, 100, 300, 300), -1.0, -3.0, ground=0.0)
    (found,) = check([DIKE, site], least_probability=0.0).verdicts()
    assert (found.code, found.margin, found.plan) == ("C25", None, "dike")
    assert "at every depth" in found.explanation["en"]
    assert found.explanation["en"].endswith("Neither can move: the conditions decide.")
    assert found.remedies == {"nl": (), "en": ()}
    (other,) = check([replace(site, start=1995.0), replace(DIKE, status="existing")]).verdicts()
    assert other.plan == "dike"  # who digs, though the site was listed later
    assert codes(DIKE, replace(site, free_area=AREA.area)) == {}
    assert codes(DIKE, replace(site, footprint=box(201, 0, 300, 90))) == {}
