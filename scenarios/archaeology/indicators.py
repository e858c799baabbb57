"""What the answers of the process `archaeology-disturbance` are called."""

from __future__ import annotations

from functools import partial

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_WORKS = "planned lines, pits, building, bores, infiltration, extraction and drilling sites of the twin"
_RANGE = "Range: levels of sites and zones lower and higher by the error that is given"

_found = partial(Indicator, theme="archaeology")

INDICATORS: dict[str, Indicator] = {
    "works": Indicator(
        "1", "geplande werken", "planned works", f"number of {_WORKS} of which the depth is known"
    ),
    "sites": _found(
        "m3",
        "vergraven bekende vindplaatsen",
        "known archaeology that is dug",
        f"exact volume that {_WORKS} take out of known sites. {_RANGE}",
    ),
    "expected": _found(
        "m3",
        "vergraven grond met archeologische verwachting",
        "ground of archaeological expectation that is dug",
        f"exact volume that {_WORKS} take below the top of zones of expectation. {_RANGE}",
    ),
    "touched": _found(
        "1", "geraakte vindplaatsen", "sites that are dug", f"sites of which some is dug. {_RANGE}"
    ),
    "research": _found(
        "1",
        "werken met onderzoeksplicht",
        "works that need research",
        "works larger and deeper than a site or zone leaves free that dig some of it: its own limits, else "
        f"those of its class (Meerssen), else 100 m2 and 0.30 m. {_RANGE}",
    ),
}
