"""What the answers of the process `water-level-raise` are called: its own, and one for each effect."""

from __future__ import annotations

from scenarios.polders.effect import Effect, effects
from scenarios.process import Indicator

__all__ = ["INDICATORS"]


def _indicator(effect: Effect) -> Indicator:
    """Indicator of an effect; what passes from area to area is a change, 0 where nothing is decided."""
    if not effect.coupled:
        return Indicator(effect.unit, effect.labels["nl"], effect.labels["en"], effect.method, effect.theme)
    return Indicator(
        effect.unit,
        f"{effect.labels['nl']}, verandering door wat besloten is",
        f"{effect.labels['en']}, change by what is decided",
        f"With what is decided less without it. {effect.method}",
        effect.theme,
    )


INDICATORS: dict[str, Indicator] = {
    "groundwater_rise": Indicator(
        "m",
        "stijging van het grondwater",
        "rise of the groundwater",
        "mean groundwater [m NAP] of the eight years up to the horizon, less that without raises, drains and "
        "other policies in the same weather; mean over the land for which something is decided. The range is "
        "that of both relations of subsidence",
    ),
} | {name: _indicator(effect) for name, effect in effects().items()}
