"""What the answers of the process `water-level-choice` are called: of the choice that the weights give."""

from __future__ import annotations

from scenarios.polders.choice.parameters import OBJECTIVES
from scenarios.polders.effect import effects
from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_OF = "With the level that is chosen for each area, all the land that is asked for. "
_CHANGE = (
    "The same less that with today's levels and policy, in the same weather. Range: the variants of the "
    "method, each held against itself. "
)


def _indicators() -> dict[str, Indicator]:
    found = {
        "areas_changed": Indicator(
            "1",
            "gebieden met een ander peil of beleid",
            "areas with another level or policy",
            "areas for which something else than today's level and policy has the lowest weighted sum of "
            "objectives, each counted from its best to its worst over all choices",
        ),
        "co2_saved": Indicator(
            "t CO2-eq/yr",
            "minder broeikasgas uit veen",
            "greenhouse gas from peat that is saved",
            "emission of a hectare with today's levels less that with the levels chosen, times the peat "
            "land; mean of the years up to the horizon",
        ),
    }
    for name, effect in effects().items():
        if name in OBJECTIVES:
            dutch, english, unit = effect.labels["nl"], effect.labels["en"], effect.unit
            found[name] = Indicator(unit, dutch, english, _OF + effect.method, effect.theme)
            found[f"{name}_change"] = Indicator(
                unit, f"{dutch}: verandering", f"{english}: change", _CHANGE + effect.method, effect.theme
            )
    return found


INDICATORS = _indicators()
