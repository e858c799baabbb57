"""The conflict engine: who is in whose way below ground, when, by which rule, and with how much room.

Broad phase by trees of boxes, then height, then time, then the exact predicate of the rule of each pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as kernel
from scenarios.kernels.conflict_pairs import evaluate
from scenarios.subsurface.applied import Applied, national
from scenarios.subsurface.bodies import bodies
from scenarios.subsurface.candidates import Forest, forest, near, ruled
from scenarios.subsurface.model import CODE_RANKS, Conflicts, Verdict
from scenarios.subsurface.rules import NAMES
from twin.claims import Claim
from twin.errors import InvalidInputError, Problem

__all__ = ["HORIZON", "Index", "check", "index", "place"]

HORIZON = 2150.0
"""Last year that counts for what has no end."""
_LIKELY = 0.05
_PORTION = 16_384  # pairs judged at once: their numbers stay in the second cache

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Index:
    """Claims that stand, ready for plans to be checked against them.

    Parameters
    ----------
    claims
        Those that rules are about.
    applied
        Rules.
    wood
        Their bodies in trees.
    horizon
        Last year that counts.
    owners
        Number of each owner.
    left_out
        Ids of claims that no rule is about.
    """

    claims: tuple[Claim, ...]
    applied: Applied
    wood: Forest
    horizon: float
    owners: dict[str, int]
    left_out: tuple[str, ...]

    def owned(self, claims: Sequence[Claim]) -> Ints:
        """Number of the owner of each claim, -1 for one by itself or of an owner that has nothing here."""
        return np.array([self.owners.get(claim.owner, -1) for claim in claims], np.int64)

    @cached_property
    def owner(self) -> Ints:
        """Number of the owner of each claim that stands, -1 for one by itself."""
        return self.owned(self.claims)


def index(claims: Sequence[Claim], *, rules: Applied | None = None, horizon: float = HORIZON) -> Index:
    """Put claims in trees, once, for many plans.

    Parameters
    ----------
    claims
        Claims; those of functions without rules (wells) are left out and named in `Index.left_out`.
    rules
        From `scenarios.subsurface.applied.applied`; None for the national rules of Zicht.
    horizon
        Last year that counts for what has no end.

    Raises
    ------
    InvalidInputError
        If claims cannot be judged: names what is wrong.
    """
    if not 1900.0 <= horizon <= 3000.0:
        raise InvalidInputError([Problem("horizon", horizon, "must be 1900..3000", "Give a year.")])
    rules = rules or national()
    judged = tuple(claim for claim in claims if claim.function in NAMES)
    left_out = tuple(claim.id for claim in claims if claim.function not in NAMES)
    owners = {claim.owner: number for number, claim in enumerate(judged) if claim.owner}
    return Index(judged, rules, forest(bodies(judged, rules.kinds), horizon), horizon, owners, left_out)


def check(
    claims: Sequence[Claim] | Index,
    *,
    year: float | None = None,
    least_probability: float = _LIKELY,
    threads: int = 2,
    rules: Applied | None = None,
) -> Conflicts:
    """Find who is in whose way among claims.

    Parameters
    ----------
    claims
        Claims, or an index of them.
    year
        Only those in each other's way in this year, up to the horizon; None for their lives together, at
        their worst.
    least_probability
        Pairs that are in order as drawn are given too (``holds`` false) where the uncertainty of places makes
        it at least this probable that they are not; 0 for none of them, at most 1.
    threads
        Threads, from 1; the answer does not depend on them.
    rules
        As for `index`; an index has its own.

    Returns
    -------
    Conflicts
        A pair once; pairs without a conflict are not in it.
    """
    known = claims if isinstance(claims, Index) else index(claims, rules=rules)
    return _judged(known, known.wood, known.claims, year, least_probability, threads)


def place(
    claim: Claim, known: Index, *, year: float | None = None, least_probability: float = _LIKELY
) -> list[Verdict]:
    """Check a plan against all claims that stand; they go first, the plan gives way.

    Parameters
    ----------
    claim
        The plan; its own id among those that stand is passed over, so that a claim can be moved.
    known
        From `index`.
    year, least_probability
        As for `check`.

    Returns
    -------
    list of Verdict
        The worst first: forbidden, conditional, competing, unknown, synergy, and within these the least room.
    """
    few = forest(bodies([claim], known.applied.kinds), known.horizon)
    found = _judged(known, few, (claim,), year, least_probability, 1)
    others = [k for k in range(len(found)) if known.claims[found.column[k]].id != claim.id]
    return [found.verdict(k) for k in sorted(others, key=lambda k: _weight(found, k))]


def _weight(found: Conflicts, k: int) -> tuple[Any, ...]:
    """Key that sorts the worst first, and equals by id: the order of rows of a table tells nothing."""
    return (
        int(CODE_RANKS[found.code[k]]),
        not found.holds[k],
        float(np.nan_to_num(found.numbers[k, kernel.MARGIN])),
        found.others[found.column[k]].id,
    )


def _judged(
    known: Index, few: Forest, claims: Sequence[Claim], year: float | None, least: float, threads: int
) -> Conflicts:
    if not 0.0 <= least <= 1.0:
        raise InvalidInputError([Problem("least_probability", least, "must be 0..1", "Give a probability.")])
    if year is not None and not -math.inf < year <= known.horizon:
        message = f"is no year up to the last that counts, {known.horizon:g}"
        raise InvalidInputError([Problem("year", year, message, "Give a year, or leave it out.")])
    asked = np.nan if year is None else float(year)
    owner = known.owner if claims is known.claims else known.owned(claims)

    def found_of(functions: tuple[int, int]) -> list[tuple[npt.NDArray[Any], ...]]:
        rows, columns = near(few, known.wood, functions, known.applied, sure=least == 0.0)
        apart = (owner[rows] < 0) | (owner[rows] != known.owner[columns])
        rows, columns = rows[apart], columns[apart]
        return [
            judge(rows[begin : begin + _PORTION], columns[begin : begin + _PORTION])
            for begin in range(0, len(rows), _PORTION)
        ]

    def judge(rows: Ints, columns: Ints) -> tuple[npt.NDArray[Any], ...]:
        size = len(rows)
        code, reason = np.zeros(size, np.int8), np.zeros(size, np.int8)
        holds, record = np.zeros(size, np.bool_), np.zeros(size, np.int32)
        numbers = np.empty((size, 9))
        evaluate(
            few.bodies, known.wood.bodies, known.applied.arrays, rows, columns, known.horizon, asked, least,
            code, reason, holds, record, numbers,
        )  # fmt: skip
        kept = np.flatnonzero(code)
        return rows[kept], columns[kept], code[kept], reason[kept], holds[kept], record[kept], numbers[kept]

    functions = ruled(few, known.wood, known.applied)
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(found_of, functions))
    else:  # one plan is judged in less time than a thread takes to start
        parts = [found_of(pair) for pair in functions]
    found = [part for some in parts for part in some]
    found.append(judge(np.empty(0, np.int64), np.empty(0, np.int64)))
    columns = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    row, column, code, reason, holds, record, numbers = (part[order] for part in columns)
    return Conflicts(
        claims, known.claims, known.applied, row, column, code, reason, holds, record, numbers, known.left_out
    )
