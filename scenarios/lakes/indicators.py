"""What the answers of the process `lake-level` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

INDICATORS: dict[str, Indicator] = {
    "sluice_discharge": Indicator(
        "m3/s",
        "gemiddeld spuidebiet",
        "mean discharge by gravity",
        "mean over the tide of mu b (h_sea - z_s) sqrt(2 g (h_lake - h_sea)) at the mean sea of the horizon, "
        "the lake at the level that is kept; no wind set-up and no spring tide. The range is that of the sea",
    ),
    "open_fraction": Indicator(
        "1",
        "deel van het getij waarin gespuid kan worden",
        "part of the tide in which it runs out",
        "part of the tide in which the lake stands above the sea",
    ),
    "gravity_ends": Indicator(
        "year",
        "jaar waarin spuien onder vrij verval ophoudt",
        "year in which discharge by gravity ends",
        "year in which low water of the mean tide comes to stand as high as the lake, in the scenario of "
        "the drivers; the range is that of its 5 and 95 %. Storms end it earlier, spring tides later",
    ),
    "level_to_keep": Indicator(
        "m",
        "meerpeil waarbij het spuidebiet gelijk blijft (m NAP)",
        "lake level that keeps the discharge (m NAP)",
        "level at which the sluices pass, at the sea of the horizon, what they passed at the mean sea of "
        "1995-2014 with the lake at its level without a raise",
    ),
    "pumps_needed": Indicator(
        "m3/s",
        "pompen nodig voor de gemiddelde instroom",
        "pumps needed for the mean inflow",
        "mean inflow less the mean discharge by gravity, not below 0; peaks ask more",
    ),
    "event_rise": Indicator(
        "m",
        "stijging in een natte periode",
        "rise in a wet period",
        "highest level above the one that is kept, from the water balance of the lake with sluices and pumps",
    ),
    "stock": Indicator(
        "m3",
        "water tussen de grenzen van het peil",
        "water between the bounds of the level",
        "from the lower end of the summer band, which stays, to its upper end, which goes with the raise "
        "(NR-W-03: it must not shrink); 0 where that comes below the lower end",
    ),
    "stock_days": Indicator(
        "d",
        "dagen instroom die erin passen",
        "days of inflow that it holds",
        "stock over the mean inflow, with sluices and pumps shut",
    ),
    "raise_volume": Indicator(
        "m3", "water van de verhoging", "water of the raise", "between the level without and with the raise"
    ),
    "shore_strip": Indicator(
        "m",
        "breedte van de oever die onder water komt",
        "width of the shore that goes under water",
        "raise over a shore of one slope; each metre of shore loses as many m2",
    ),
    "shore_flooded": Indicator(
        "m2",
        "land onder het peil van het meer",
        "land below the level of the lake",
        "land cells that are joined to the lake, over no crest that is higher, and lie below its level; "
        "ditches are no land, and one that runs into the lake carries its water inland",
    ),
    "seepage": Indicator(
        "mm/d",
        "extra kwel achter de dijken",
        "extra seepage behind the dikes",
        "raise over the resistance of the soil, at the foot of the dike; inland it falls with the leakage "
        "length",
    ),
    "dikes_loaded": Indicator(
        "m",
        "dijken langs het meer",
        "dikes along the lake",
        "length of dike within 50 m of the lake: each loses the raise from its freeboard, and waves grow "
        "with the depth. Hold them against their norm with the process dike-space",
    ),
}
