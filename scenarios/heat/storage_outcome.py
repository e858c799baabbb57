"""From a twin to the answers of the process `ates`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.heat.loops import LoopField, cooling_by_neighbours, fluid_temperatures, loop_fields
from scenarios.heat.storage import Pair, Store, pairs, stores
from scenarios.process import Outcome, Value
from twin.claims import YEAR
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.heat.storage_parameters import StorageParameters
    from twin.state import Twin

__all__ = ["NO_LOOPS", "NO_STORES", "LoopWork", "StoreWork", "storage", "storage_values"]

Floats = npt.NDArray[np.float64]

NO_STORES = "the twin has no storage systems"
NO_LOOPS = "the twin has no closed loops"
_NO_DRIFT = "how fast the groundwater moves is not known: give it"
_NO_HEAT = "the heat that loops take is not known: give it"


@dataclass(frozen=True, slots=True)
class StoreWork:
    """Storage systems with what their neighbours mean to them."""

    stores: tuple[Store, ...]
    reasons: Mapping[str, str]
    pairs: list[Pair]

    def lost(self, number: int) -> float:
        """Part of a store that lies in stores of the other kind of neighbours, at most 1."""
        own = self.stores[number].radius
        part = 0.0
        for pair in self.pairs:
            if not pair.alike and number in {pair.first, pair.second}:
                other = self.stores[pair.second if number == pair.first else pair.first].radius
                part += pair.shared * min(own, other) ** 2 / own**2
        # A system is two stores, of which a neighbour touches one with each pair.
        return min(part / 2.0, 1.0)

    def recovered(self, number: int) -> float:
        """Part of a store that is still there for its own well [1]; NaN where not known."""
        return max(self.stores[number].recovered - self.lost(number), 0.0)

    def disturbed(self, number: int) -> bool:
        """Whether a well of the other kind of a neighbour stands too close."""
        return any(
            not pair.alike and pair.distance < pair.needed and number in {pair.first, pair.second}
            for pair in self.pairs
        )


@dataclass(frozen=True, slots=True)
class LoopWork:
    """Closed loops with their fluid after some years and the cooling by their neighbours."""

    fields: tuple[LoopField, ...]
    reasons: Mapping[str, str]
    years: Floats
    fluid: tuple[Floats | str, ...]
    cooling: Floats
    neighbours: list[str]


def storage(twin: Twin, asked: StorageParameters, progress: Progress) -> Outcome:
    """Work out storage systems and closed loops.

    Parameters
    ----------
    twin
        With the themes ``ates`` and ``closed_loops``, or without.
    asked
        What is taken where they tell nothing.
    progress
        Told how far it is.
    """
    import xarray as xr

    from scenarios.heat.storage_tables import tables

    open_, closed = _work(twin, asked, progress)
    return Outcome(xr.Dataset(), _values(open_, closed, asked), tables(twin, open_, closed, asked))


def storage_values(twin: Twin, asked: StorageParameters, progress: Progress) -> Mapping[str, Value]:
    """Give the indicators of `storage` alone."""
    return _values(*_work(twin, asked, progress), asked)


def _work(twin: Twin, asked: StorageParameters, progress: Progress) -> tuple[StoreWork, LoopWork]:
    progress(0.0, "storage systems")
    found, reasons = stores(twin, asked)
    open_ = StoreWork(found, reasons, pairs(found, asked))
    fields, why = loop_fields(twin, asked)
    years = np.unique(np.append([y for y in (1.0, 2.0, 5.0, 10.0) if y < asked.years], float(asked.years)))
    fluid = []
    for number, one in enumerate(fields):
        part(progress, 0.2, 0.9)(number / len(fields), f"loops of {one.id}")
        fluid.append(fluid_temperatures(one, asked, years))
    cooling, names = cooling_by_neighbours(fields, asked)
    return open_, LoopWork(fields, why, years, tuple(fluid), cooling, names)


def _values(open_: StoreWork, closed: LoopWork, asked: StorageParameters) -> dict[str, Value]:
    return _of_stores(open_, asked) | _of_loops(closed, asked)


def _of_stores(work: StoreWork, asked: StorageParameters) -> dict[str, Value]:
    found = work.stores
    left_out = _told(work.reasons)
    if not found:
        why = left_out or NO_STORES
        counts = dict.fromkeys(("systems", "energy", "too_close", "interfering"), Value(0.0, reason=why))
        rest = ("thermal_radius", "hydraulic_radius", "smallest_ratio", "drift", "recovered")
        return counts | dict.fromkeys(rest, Value(None, reason=why))
    volume = np.array([store.volume for store in found])
    kept = np.array([work.recovered(k) for k in range(len(found))])
    drift = [store.drift * YEAR for store in found]

    def known(values: list[float], pick: Callable[[list[float]], float]) -> Value:
        there = [value for value in values if not math.isnan(value)]
        return Value(pick(there), reason=left_out) if there else Value(None, reason=_NO_DRIFT)

    share = np.isfinite(kept)
    mean = float((kept[share] * volume[share]).sum() / volume[share].sum()) if share.any() else math.nan
    numbers = {
        "systems": float(len(found)),
        "energy": sum(store.energy(asked) for store in found) / 3.6e12,
        "thermal_radius": max(store.radius for store in found),
        "hydraulic_radius": max(store.hydraulic for store in found),
        "smallest_ratio": min(store.ratio for store in found),
        "too_close": float(sum(store.lack(asked.radii) > 0.0 for store in found)),
        "interfering": float(sum(work.disturbed(k) for k in range(len(found)))),
    }
    return {name: Value(value, reason=left_out) for name, value in numbers.items()} | {
        "drift": known(drift, max),
        "recovered": known([mean], max),
    }


def _of_loops(work: LoopWork, asked: StorageParameters) -> dict[str, Value]:
    left_out = _told(work.reasons)
    if not work.fields:
        why = left_out or NO_LOOPS
        counts = dict.fromkeys(("loops", "loop_heat", "loops_over_limit"), Value(0.0, reason=why))
        return counts | dict.fromkeys(("fluid_temperature", "loop_cooling"), Value(None, reason=why))
    power = [one.power for one in work.fields if math.isfinite(one.power)]
    ends = [float(each[-1]) for each in work.fluid if not isinstance(each, str)]
    unknown = next((each for each in work.fluid if isinstance(each, str)), None)
    cooling = work.cooling[np.isfinite(work.cooling)]
    return {
        "loops": Value(float(sum(len(one.places) for one in work.fields)), reason=left_out),
        "loop_heat": Value(sum(power) * YEAR / 3.6e9, reason=left_out)
        if power
        else Value(None, reason=_NO_HEAT),
        "fluid_temperature": Value(min(ends), reason=unknown or left_out)
        if ends
        else Value(None, reason=unknown),
        "loop_cooling": Value(float(cooling.max()), reason=left_out)
        if cooling.size
        else Value(None, reason=_NO_HEAT),
        "loops_over_limit": Value(float((cooling > asked.cooling_limit).sum()), reason=left_out)
        if cooling.size
        else Value(None, reason=_NO_HEAT),
    }


def _told(reasons: Mapping[str, str]) -> str | None:
    told = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    return f"left out: {told}" if told else None
