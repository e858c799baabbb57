"""From the claims of a twin to the answers of the process `subsurface-conflicts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.kernels.conflict_layout import PROBABILITY
from scenarios.process import Outcome, Value
from scenarios.subsurface.claims import claims
from scenarios.subsurface.crowding import SLICES, crowding
from scenarios.subsurface.engine import check
from scenarios.subsurface.indicators import INDICATORS
from scenarios.subsurface.judged import judged_index, told_apart
from scenarios.subsurface.model import VERDICTS, Conflicts
from scenarios.subsurface.tables import crowded_cells, tables_of, worst_first
from twin.claim_table import APART, CROWDING
from twin.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.drivers import Drivers
    from scenarios.subsurface.parameters import ConflictParameters
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["MAPS", "MOST_ROWS", "NO_CLAIMS", "conflicts_outcome", "conflicts_values"]

NO_CLAIMS = "nothing in the twin uses the subsurface in a way that rules are about"
MOST_ROWS = 5_000
"""Pairs that are told in words and placed, those with a plan first; all count in the indicators."""
MAPS = ("crowding_contact", "crowding_water", "crowding_deep")
_STEP, _MOST_YEARS = 25, 8
_SURE = 0.95

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Work:
    claims: tuple[Claim, ...]
    found: Conflicts
    looked_at: Flags
    values: Mapping[str, Value]


def conflicts_values(
    twin: Twin, drivers: Drivers, parameters: ConflictParameters, progress: Progress
) -> Mapping[str, Value]:
    """Give the numbers of pairs alone."""
    values = _work(twin, drivers, parameters, progress).values
    progress(1.0, "conflicts counted")
    return values


def conflicts_outcome(
    twin: Twin, drivers: Drivers, parameters: ConflictParameters, progress: Progress
) -> Outcome:
    """Find who is in whose way in a twin, and how crowded it is.

    Parameters
    ----------
    twin
        With what is planned in it.
    drivers
        Their year is the last that counts, unless a later one is asked.
    parameters
        Which pairs, when, by which rules.
    progress
        Told how far it is.
    """
    work = _work(twin, drivers, parameters, progress)
    progress(0.4, "words and places")
    told = worst_first(work.found, work.looked_at, MOST_ROWS)
    tables = tables_of(work.found, told, horizon=_horizon(drivers, parameters), year=parameters.year)
    progress(0.7, "crowding")
    asked = float(drivers.year) if parameters.year is None else parameters.year
    fields = _fields(twin, [claim for claim in work.claims if claim.theme not in APART], asked, drivers.year)
    cells = crowded_cells(work.claims, twin.grid, asked)
    progress(1.0, "conflicts found")
    return Outcome(fields, work.values, tables | ({CROWDING: cells} if len(cells) else {}))


def _work(twin: Twin, drivers: Drivers, parameters: ConflictParameters, progress: Progress) -> _Work:
    progress(0.0, "claims")
    horizon = _horizon(drivers, parameters)
    every = claims(twin, horizon=horizon)
    progress(0.1, "pairs")
    known, wrong = judged_index(every, rules=parameters.rules(), horizon=horizon)
    found = check(known, year=parameters.year, least_probability=parameters.least_probability)
    looked_at = _looked_at(found, parameters)
    values = _values(found, looked_at, len(known.claims), told_apart(every, wrong))
    return _Work(known.claims, found, looked_at, values)


def _horizon(drivers: Drivers, parameters: ConflictParameters) -> float:
    """Last year that counts: the horizon, or a later year that was asked."""
    return max(float(drivers.year), parameters.year or 0.0)


def _looked_at(found: Conflicts, parameters: ConflictParameters) -> Flags:
    """Pairs of which one has a function that was asked."""
    if not parameters.functions:
        return np.ones(len(found), np.bool_)
    asked = np.array([claim.function in parameters.functions for claim in found.claims], np.bool_)
    return np.asarray(asked[found.row] | asked[found.column], np.bool_)


def _values(found: Conflicts, looked_at: Flags, judged: int, left_out: str | None) -> dict[str, Value]:
    probability = found.numbers[:, PROBABILITY]
    sure = found.holds & ~(probability < _SURE)
    reason = None if judged else NO_CLAIMS
    counted = f"{judged} claims judged; {len(found.left_out)} of functions without rules left out (wells)"
    if int(looked_at.sum()) > MOST_ROWS:
        counted += f"; {MOST_ROWS} pairs are in the tables, those with a plan first"
    answers: dict[str, Value] = {}
    for number, name in enumerate(VERDICTS, start=1):
        pairs = looked_at & (found.code == number)
        count, least = int((pairs & found.holds).sum()), int((pairs & sure).sum())
        method = f"{INDICATORS[name].method}. {counted}"
        why = reason or (left_out if name == "unknown" else None)
        answers[name] = Value(float(count), float(least), float(pairs.sum()), why, method)
    return answers


def _fields(twin: Twin, every: Sequence[Claim], asked: float, horizon: int) -> xr.Dataset:
    """Number of functions in each cell and slice: in the year that was asked as maps, and over the years.

    Fields are for everybody: claims of which the place is not are to be left out.
    """
    import xarray as xr

    no_ground = np.isnan(twin.surface["ground_level"].values)
    years = _years(twin.reference_year, horizon)
    maps = {
        name: (("y", "x"), np.where(no_ground, np.float32(np.nan), slice_.astype(np.float32)))
        for name, slice_ in zip(MAPS, crowding(every, twin.grid, asked), strict=True)
    }
    course = np.stack([crowding(every, twin.grid, float(year)) for year in years])
    levels = np.array(SLICES)
    return xr.Dataset(
        {
            **maps,
            "crowding": (("crowding_year", "crowding_slice", "y", "x"), course),
            "crowding_top": ("crowding_slice", levels[:, 0]),
            "crowding_base": ("crowding_slice", levels[:, 1]),
        },
        coords={"crowding_year": np.array(years, np.int32)},
    )


def _years(first: int, last: int) -> list[int]:
    """Every 25 years from the first, and the last; at most eight."""
    found = list(range(first, last, _STEP))[: _MOST_YEARS - 1]
    return [*found, max(first, last)]
