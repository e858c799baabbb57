"""What the answers of the process `subsurface-suitability` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_CELLS = "area of the cells in which the use, standing in the middle,"

INDICATORS: dict[str, Indicator] = {
    "allowed_area": Indicator(
        "m2",
        "oppervlak waar het kan",
        "area where it can be",
        f"{_CELLS} gets what it asks and meets no rule",
    ),
    "conditional_area": Indicator(
        "m2",
        "oppervlak waar het onder voorwaarden kan",
        "area where it can be under conditions",
        f"{_CELLS} meets rules that ask something or others who want the same, or ground that does",
    ),
    "forbidden_area": Indicator(
        "m2", "oppervlak waar het niet mag", "area where it may not be", f"{_CELLS} is forbidden"
    ),
    "impossible_area": Indicator(
        "m2",
        "oppervlak waar de bodem het niet geeft",
        "area where the ground does not give it",
        f"{_CELLS} finds too little, no layer or open water",
    ),
    "unknown_area": Indicator(
        "m2",
        "oppervlak waar het niet te zeggen is",
        "area where it cannot be told",
        f"{_CELLS} lacks data to be judged",
    ),
    "best_score": Indicator(
        "1",
        "score van de beste plaats",
        "score of the best place",
        "how well the ground gives it (over twice what is asked, up to 1); times 0.6 with one condition and "
        "0.9 for each further one, 0.3 where a rule cannot be judged [unverified]",
    ),
}
