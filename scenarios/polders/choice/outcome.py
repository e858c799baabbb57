"""From a twin and its drivers to the answers of the process `water-level-choice`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.choosing import choose
from scenarios.polders.choice.indicators import INDICATORS
from scenarios.polders.choice.table import EffectTable
from scenarios.polders.choice.tables import (
    Choice,
    choice_table,
    front_table,
    objectives_table,
    options_table,
)
from scenarios.polders.decisions import as_today, decisions
from scenarios.polders.study import study
from scenarios.process import Outcome, Value
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from scenarios.polders.choice.parameters import WaterLevelChoiceParameters
    from twin.state import Twin

__all__ = ["unknown", "water_level_choice"]

Floats = npt.NDArray[np.float64]

_NAMED = 40  # areas in a sentence
_HECTARE = 1e4
_NOTHING_WEIGHED = "no effect that has a weight is known here, or is changed by any option"


def water_level_choice(
    twin: Twin, drivers: Drivers, parameters: WaterLevelChoiceParameters, progress: Progress
) -> Outcome:
    """Work out what every option does in every area, the best choice by weights, and the trade-offs.

    Parameters
    ----------
    twin
        With water-level areas; the check of the process must have found nothing. What is decided in it
        already is left out: options begin at the levels before.
    drivers
        Their year is the horizon.
    parameters
        Options, weights and bounds.
    progress
        Told how far it is.
    """
    progress(0.0, "parcel columns")
    work = study(as_today(twin), parameters, drivers.year)
    if not work.columns.known.any():
        return unknown("nothing is known of the land in the water-level areas")
    found = choose(work, parameters, part(progress, 0.05, 1.0))
    if decided := decisions(twin).policies:
        names = ", ".join(decided)
        told = f"What is decided already is left out, options begin at the levels before it: {names}."
        found = replace(found, notes=(told, *found.notes))
    tables = {
        "water_level_options": options_table(found),
        "water_level_choice": choice_table(found),
        "water_level_objectives": objectives_table(found),
        "water_level_front": front_table(found),
    }
    import xarray as xr

    return Outcome(
        xr.Dataset(),
        _values(found),
        {name: table for name, table in tables.items() if len(table)},
    )


def unknown(reason: str) -> Outcome:
    """Outcome of which nothing can be said, for a reason."""
    import xarray as xr

    return Outcome(xr.Dataset(), {name: Value(None, reason=reason) for name in INDICATORS})


def _values(found: Choice) -> dict[str, Value]:
    tables = {table.effect.id: table for table in found.tables}
    values = {"areas_changed": _changed(found), "co2_saved": _saved(found, tables["co2_mean"])}
    for name in INDICATORS:
        if name not in values:
            change = name.endswith("_change")
            values[name] = _value(found, tables[name.removesuffix("_change")], change=change)
    return values


def _changed(found: Choice) -> Value:
    """Number of areas with another level, and which, in the place where people read why."""
    if all(all(texts[1:]) for texts in found.hindrances):
        area, why = found.areas.names[0], found.hindrances[0][1:]
        return Value(None, reason="no area may have another level" + (f"; {area}: {why[0]}" if why else ""))
    if not found.weighed:
        return Value(None, reason=_NOTHING_WEIGHED)
    names, ids = found.areas.names, found.areas.ids
    if len(set(names)) < len(names):
        names = tuple(f"{name} ({key})" for name, key in zip(names, ids, strict=True))
    told = [
        f"{name}: {found.options[at]}" for name, at in zip(names, found.chosen.tolist(), strict=True) if at
    ]
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    count = float(len(told))
    reason = ("; ".join(told[:_NAMED]) + more) or "all as today"
    return Value(count, count, count, reason=" ".join((*found.notes, reason)))


def _saved(found: Choice, emission: EffectTable) -> Value:
    per_hectare = _value(found, emission, change=True)
    if per_hectare.value is None or per_hectare.low is None or per_hectare.high is None:
        return per_hectare
    land = float(emission.weight.sum()) / _HECTARE
    # a gain is a loss the other way round, and so are the ends of its range
    value, low, high = (-each * land + 0.0 for each in (per_hectare.value, per_hectare.high, per_hectare.low))
    return Value(value, low, high)


def _value(found: Choice, table: EffectTable, *, change: bool) -> Value:
    """An effect of all land with the choice, or what the choice changes."""
    if table.hindrance:
        return Value(None, reason=table.hindrance)

    def of(values: Floats) -> float:
        after = table.together(found.chosen, values)
        return after - table.together(found.today, values) if change else after

    value = of(table.value)
    span = [value, *(of(values) for values in table.variants.values())]
    told = INDICATORS[f"{table.effect.id}_change" if change else table.effect.id].method
    notes = (
        [f"The value is that of: {table.variant}, which is the value with today's levels."]
        if table.variant
        else []
    )
    left = sum(1 for reason in table.reasons if reason)
    notes += [f"Not known of {left} areas, which are left out."] if left else []
    return Value(value, min(span), max(span), method=" ".join((told, *notes)))
