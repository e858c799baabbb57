"""What the answers of the process `salt-seepage` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_RANGE = "Range: resistance halved and doubled [unverified], and the band of the sea level"

INDICATORS: dict[str, Indicator] = {
    "seepage": Indicator(
        "m3/d",
        "kwel in de peilgebieden",
        "upward seepage in the water-level areas",
        "head in the aquifer by steady flow between sea, rivers, dunes and polders, less the level of each "
        f"area (mean of summer and winter), over the resistance; where it goes up. {_RANGE}",
    ),
    "seepage_rate": Indicator(
        "mm/d",
        "kwel per dag, gemiddeld over de peilgebieden",
        "upward seepage, mean over the water-level areas",
        f"upward seepage over the area of all water-level areas over an aquifer. {_RANGE}",
    ),
    "seepage_change": Indicator(
        "m3/d",
        "verandering van de kwel door zee en peilen",
        "change of seepage by sea and levels",
        "seepage less that with the mean sea level of 1995-2014 and with the levels before anything is "
        f"decided; up counts as more, down as less. {_RANGE}",
    ),
    "salt_load": Indicator(
        "t/yr",
        "zoutlast van de kwel",
        "salt load of the seepage",
        f"upward seepage times the salt that is given for the water of the aquifer. {_RANGE}",
    ),
    "reach": Indicator(
        "m",
        "afstand tot waar de zee de stijghoogte verandert (5 %)",
        "distance to which the sea moves the head (5 %)",
        "largest distance from sea and river at which the head below a water-level area still follows a "
        "twentieth of a rise. Range: resistance halved and doubled [unverified]",
    ),
    "fresh_lens": Indicator(
        "m",
        "dikte van het zoete water onder duin en hoge zandgrond",
        "thickness of fresh water below dunes and high sand",
        "40 times the head above the sea, down to the bottom of the aquifer (Badon Ghijben 1889; Herzberg "
        "1901); mean over land outside the areas where sand begins at the ground. A sharp interface at rest, "
        f"in balance with the sea: it takes centuries to get there. {_RANGE}",
    ),
}
