"""What the conflict engine hands over: a table of conflicts, and one verdict in words and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as kernel
from scenarios.kernels.conflict_layout import Bodies
from scenarios.subsurface.applied import Applied, Record
from twin.claims import Claim

__all__ = ["CODE_RANKS", "RANKS", "VERDICTS", "Bodies", "Conflicts", "Kind", "Verdict"]

Kind = Literal["forbidden", "conditional", "competing", "synergy", "unknown"]
VERDICTS: tuple[Kind, ...] = ("forbidden", "conditional", "competing", "synergy", "unknown")
"""Verdicts, in the order of their codes from 1."""
RANKS: dict[Kind, int] = {"forbidden": 0, "conditional": 1, "competing": 2, "unknown": 3, "synergy": 4}
"""Place of each verdict in lists: the worst first."""
CODE_RANKS = np.array([0, *(RANKS[name] for name in VERDICTS)])
"""The same by code; 0 where there is none."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds between two claims.

    Parameters
    ----------
    first, second
        The claims.
    plan
        The one of them that has to give way; where neither can move, the one that has to meet the conditions.
    code, rule
        Class letter and number of the rule, such as ``K8``, and that number.
    verdict
        One of `VERDICTS`.
    holds
        Whether it holds as drawn; else only with `probability`, as places are uncertain.
    margin
        Room that is left, negative where it lacks [m]; None where it is not known.
    margin_plan, margin_height
        The same in plan and in height [m]; None where that direction does not count.
    years
        Years together before they collide, or between lives that follow each other; None where neither.
    distance, required
        Distance between axes or outlines and the one that is asked [m]; where the depth that it follows from
        is not known, the largest that may be asked.
    first_year
        Calendar year in which it begins; None where it has always been so.
    probability
        Probability that they are in each other's way, from the uncertainty of their places; None if unknown.
    inside
        Metres of the line, path or bore inside the other; None where there is no such length.
    explanation, remedies
        In Dutch (``nl``) and English (``en``).
    source, status
        What the rule rests on, and whether that was verified.
    """

    first: str
    second: str
    plan: str
    code: str
    rule: int
    verdict: Kind
    holds: bool
    margin: float | None
    margin_plan: float | None
    margin_height: float | None
    years: float | None
    distance: float
    required: float
    first_year: float | None
    probability: float | None
    inside: float | None
    explanation: dict[str, str]
    remedies: dict[str, tuple[str, ...]]
    source: str
    status: str


@dataclass(frozen=True)
class Conflicts:
    """Pairs that are in each other's way, as columns; sorted by their claims.

    Parameters
    ----------
    claims, others
        Claims of the first and of the second of each pair; the same where claims were checked among
        themselves.
    applied
        Rules that were gone by.
    row, column
        Number of the first in `claims` and of the second in `others` (n,).
    code, reason
        Number of the verdict, from 1 as in `VERDICTS`, and why it is unknown (n,).
    holds
        Whether it holds as drawn (n,).
    record
        Row of the rule in `applied` (n,).
    numbers
        (n, 9): see `scenarios.kernels.conflict_pairs.evaluate`.
    left_out
        Ids of claims that no rule is about.
    """

    claims: Sequence[Claim]
    others: Sequence[Claim]
    applied: Applied
    row: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    code: npt.NDArray[np.int8]
    reason: npt.NDArray[np.int8]
    holds: npt.NDArray[np.bool_]
    record: npt.NDArray[np.int32]
    numbers: Floats
    left_out: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.row)

    def counts(self) -> dict[Kind, int]:
        """Number of pairs by verdict, of those that hold as drawn."""
        return {
            name: int(np.count_nonzero(self.holds & (self.code == number)))
            for number, name in enumerate(VERDICTS, start=1)
        }

    def rule_of(self, number: int) -> Record:
        """Rule by which a pair was judged."""
        return self.applied.records[int(self.record[number])]

    def verdict(self, number: int) -> Verdict:
        """One pair, with words."""
        from scenarios.subsurface.explain import verdict

        return verdict(self, number)

    def verdicts(self) -> Iterator[Verdict]:
        """All pairs, with words; for a table of a million rather read the columns."""
        yield from (self.verdict(number) for number in range(len(self)))

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Table with a column for each quantity, without words; NaN where unknown."""
        records = self.applied.records
        rules = np.array([record.rule.id for record in records], np.int64)
        return {
            "first": np.array([self.claims[k].id for k in self.row], object),
            "second": np.array([self.others[k].id for k in self.column], object),
            "rule": rules[self.record],
            "verdict": np.array(VERDICTS, object)[self.code - 1],
            "holds": self.holds,
            "margin": self.numbers[:, kernel.MARGIN],
            "margin_plan": self.numbers[:, kernel.PLAN],
            "margin_height": self.numbers[:, kernel.VERTICAL],
            "distance": self.numbers[:, kernel.DISTANCE],
            "required": self.numbers[:, kernel.REQUIRED],
            "first_year": self.numbers[:, kernel.FIRST],
            "years": self.numbers[:, kernel.YEARS],
            "probability": self.numbers[:, kernel.PROBABILITY],
            "inside": self.numbers[:, kernel.INSIDE],
        }
