"""What the answers of the process `least-conflict-route` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_DIRECT = (
    "of the straight line between the ends, in trenches where water and buildings let it, blind to claims"
)
_DUG = "exact volume that trenches and bores take of"

INDICATORS: dict[str, Indicator] = {
    "length": Indicator(
        "m", "lengte van het tracé", "length of the route", "length in space of the way that costs least"
    ),
    "drilled_length": Indicator(
        "m", "lengte geboord", "length that is drilled", "length of the runs deeper than a trench is dug"
    ),
    "cost": Indicator(
        "EUR",
        "kosten met hinder",
        "cost with hindrance",
        "laying by depth, soil, water and buildings, and what rules and archaeology add: orders of size "
        "[unverified] to compare routes with",
    ),
    "conflicts": Indicator(
        "1",
        "ontmoetingen met andere functies",
        "encounters with other functions",
        "claims and rules that the line meets as drawn, by the conflict engine; archaeology is counted apart",
    ),
    "forbidden": Indicator(
        "1", "verboden ontmoetingen", "forbidden encounters", "those of them that are forbidden"
    ),
    "archaeology": Indicator(
        "m3",
        "vergraven bekende vindplaatsen",
        "known archaeology that is dug",
        f"{_DUG} known sites",
        "archaeology",
    ),
    "expected_archaeology": Indicator(
        "m3",
        "vergraven grond met archeologische verwachting",
        "ground of archaeological expectation that is dug",
        f"{_DUG} zones of expectation below their top",
        "archaeology",
    ),
    "direct_length": Indicator("m", "lengte rechtdoor", "length straight on", f"length {_DIRECT}"),
    "direct_cost": Indicator(
        "EUR",
        "kosten rechtdoor",
        "cost straight on",
        f"cost {_DIRECT}; metres where nothing can pass are left out, `direct_blocked` tells them",
    ),
    "direct_blocked": Indicator(
        "m",
        "lengte rechtdoor die niet kan",
        "length straight on that cannot be",
        f"part {_DIRECT} that is forbidden",
    ),
    "direct_archaeology": Indicator(
        "m3",
        "vergraven bekende vindplaatsen, rechtdoor",
        "known archaeology that is dug straight on",
        f"{_DUG} known sites",
        "archaeology",
    ),
}
