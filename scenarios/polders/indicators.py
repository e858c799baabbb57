"""What the answers of the process `water-level-raise` are called: its own, and one for each effect."""

from __future__ import annotations

from scenarios.polders.effect import effects
from scenarios.process import Indicator

__all__ = ["INDICATORS"]

INDICATORS: dict[str, Indicator] = {
    "groundwater_rise": Indicator(
        "m",
        "stijging van het grondwater",
        "rise of the groundwater",
        "mean groundwater [m NAP] of the eight years up to the horizon, less that without raises, drains and "
        "other policies in the same weather; mean over the land for which something is decided. The range is "
        "that of both relations of subsidence",
    ),
    "subsidence": Indicator(
        "m",
        "bodemdaling tot de horizon",
        "subsidence up to the horizon",
        "height lost since the year of the twin by oxidation, creep and shrinkage; mean over the land of "
        "which it is known. The range is that of both relations",
    ),
} | {
    name: Indicator(effect.unit, effect.labels["nl"], effect.labels["en"], effect.method)
    for name, effect in effects().items()
}
