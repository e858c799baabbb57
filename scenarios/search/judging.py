"""Many candidates against all claims that stand, at once: what the conflict engine says of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as lay
from scenarios.kernels.conflict_layout import Bodies
from scenarios.kernels.conflict_pairs import evaluate
from scenarios.subsurface.bodies import bodies
from scenarios.subsurface.candidates import between, forest
from scenarios.subsurface.engine import Index
from twin.claims import Claim
from twin.progress import Progress

__all__ = ["RANK", "Judged", "copies", "judged"]

Ints = npt.NDArray[np.int64]

RANK = np.array([0, 5, 4, 3, 1, 2], np.int8)
"""How bad each verdict is, by its code: nothing, forbidden, conditional, competing, synergy, unknown."""
_AT_ONCE = 20_000


@dataclass(frozen=True)
class Judged:
    """Pairs in each other's way.

    Parameters
    ----------
    candidate, claim
        Number of the candidate, and of the claim in `Index.claims`, (n,).
    code
        Verdict, as in `scenarios.kernels.conflict_layout`, (n,).
    rule
        Number of the rule, (n,).
    """

    candidate: Ints
    claim: Ints
    code: npt.NDArray[np.int8]
    rule: Ints


def copies(
    claim: Claim,
    known: Index,
    *,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    top: npt.ArrayLike,
    base: npt.ArrayLike,
    ground: npt.ArrayLike,
) -> Bodies:
    """Lay down an upright claim at many places: its function, sort, radius and years, with other levels.

    Parameters
    ----------
    claim
        With a point for footprint.
    known
        Claims that stand: its rules number the sorts.
    x, y
        Places, RD New [m], (n,).
    top, base, ground
        Levels [m NAP], (n,).
    """
    one = bodies([claim], known.applied.kinds)
    places = np.column_stack([np.asarray(x, np.float64), np.asarray(y, np.float64)])
    n = len(places)
    values = np.repeat(one.values, n, axis=0)
    values[:, lay.TOP], values[:, lay.BASE], values[:, lay.GROUND] = top, base, ground
    heights = np.full(n, np.nan)
    segments = np.column_stack([places, heights, places, heights, np.ones(n)])
    return Bodies(
        np.repeat(one.function, n),
        np.repeat(one.kind, n),
        values,
        np.repeat(one.areal, n),
        np.repeat(one.path, n),
        np.arange(n + 1, dtype=np.int64),
        np.ascontiguousarray(segments),
        np.ascontiguousarray(np.hstack([places, places])),
    )


def judged(candidates: Bodies, known: Index, progress: Progress) -> Judged:
    """Judge candidates against the claims that stand, over all years up to the horizon.

    Parameters
    ----------
    candidates
        Bodies; they do not count among themselves.
    known
        Claims that stand, from `scenarios.subsurface.engine.index`.
    progress
        Told how far it is after every 20,000 candidates; may stop it.
    """
    parts = []
    count = len(candidates.function)
    for begin, chunk in _chunks(candidates):
        progress(begin / max(count, 1), "conflicts")
        few = forest(chunk, known.horizon)
        for rows, columns in between(few, known.wood, known.applied, sure=True):
            size = len(rows)
            code, reason = np.zeros(size, np.int8), np.zeros(size, np.int8)
            holds, record = np.zeros(size, np.bool_), np.zeros(size, np.int32)
            evaluate(
                chunk, known.wood.bodies, known.applied.arrays, rows, columns, known.horizon, np.nan, 0.0,
                code, reason, holds, record, np.empty((size, 9)),
            )  # fmt: skip
            kept = np.flatnonzero((code != lay.NONE) & holds)
            parts.append((rows[kept] + begin, columns[kept], code[kept], record[kept]))
    if not parts:
        nothing = np.empty(0, np.int64)
        return Judged(nothing, nothing, np.empty(0, np.int8), nothing)
    row, column, code, record = (np.concatenate(part) for part in zip(*parts, strict=True))
    rules = np.array([one.rule.id for one in known.applied.records], np.int64)
    order = np.lexsort((column, row))
    return Judged(row[order], column[order], code[order], rules[record[order]])


def _chunks(candidates: Bodies) -> Iterator[tuple[int, Bodies]]:
    """Runs of candidates with the number of the first."""
    count = len(candidates.function)
    for begin in range(0, count, _AT_ONCE):
        stop = min(begin + _AT_ONCE, count)
        rows = slice(begin, stop)
        one, two = candidates.first[begin], candidates.first[stop]
        yield (
            begin,
            Bodies(
                candidates.function[rows],
                candidates.kind[rows],
                candidates.values[rows],
                candidates.areal[rows],
                candidates.path[rows],
                candidates.first[begin : stop + 1] - one,
                candidates.segments[one:two],
                candidates.boxes[rows],
            ),
        )
