"""Who gives way to zones, sites and dikes that cannot move, and which pipes such a zone is about."""

from __future__ import annotations

from dataclasses import replace

from shapely import LineString, box

from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from twin.claims import Claim

AREA = box(-500.0, -500.0, 500.0, 500.0)


def told(*claims: Claim) -> list[Verdict]:
    """All that hold."""
    return list(check(claims, least_probability=0.0).verdicts())


def test_no_pipe_goes_through_the_seal_of_a_no_drilling_zone() -> None:
    zone = Claim("z", "t", "BVZ", AREA, -40.0, -90.0)
    for kind in ("sewer", "water", "gas-transmission"):
        bored = Claim("p", "t", "PIP", LineString([(-90, 0), (90, 0)]), -44.0, -45.0, kind=kind)
        assert [v.code for v in told(zone, bored)] == ["C18"]
        assert told(zone, replace(bored, top=-30.0, base=-31.0)) == []


def test_a_zone_of_later_does_not_give_way_to_the_pipe_that_was_there() -> None:
    zone = Claim("a zone", "t", "GWB", AREA, 0.0, -40.0, start=1990.0)
    pipe = Claim("pipe", "t", "PIP", LineString([(-900, 0), (0, 0)]), -1.0, -1.5, start=1970.0, kind="sewer")
    for one, two in ((zone, pipe), (pipe, zone)):
        (found,) = told(one, two)
        assert (found.code, found.plan) == ("C18", "pipe")
        assert found.explanation["en"].endswith("pipe was there first, but a zone cannot move.")
        assert found.explanation["nl"].endswith("pipe was er eerder, maar a zone kan niet wijken.")
        assert found.remedies["en"] == ("move it at least 500.0 m",)
    (later,) = told(zone, replace(pipe, start=2000.0))
    assert (later.plan, "first" in later.explanation["en"]) == ("pipe", False)
    (unknown,) = told(zone, replace(pipe, start=None))
    assert (unknown.plan, "first" in unknown.explanation["en"]) == ("pipe", False)
    (planned,) = told(replace(zone, status="planned"), pipe)  # of a field that can still be elsewhere
    assert planned.plan == "a zone"
