"""A building on piles claims the ground between its piles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Buildings"]

_PILES, _SIGMA = 12.0, 4.0  # m, length of piles that tell none, and its deviation [unverified]


class Buildings(ClaimRule):
    """TUN; those that stand have the sort ``standing``, others ``piles``.

    Buildings share an owner, for they stand beside each other.
    """

    theme: ClassVar[str] = "buildings"

    def claims(self, row: Row) -> Iterator[Claim]:
        """Buildings without piles, or without ground, claim nothing."""
        foundation = row.text("foundation").lower()
        if "pile" not in foundation or not math.isfinite(row.ground):
            return
        base = row.number("pile_base", row.ground - _PILES)
        start, end = row.years()
        yield row.claim(
            "TUN",
            row.ground,
            min(base, row.ground),
            kind="standing" if row.text("status", "existing") == "existing" else "piles",
            owner=row.text("owner", "buildings"),
            start=row.known("year") if start is None else start,
            end=end,
            sigma_z=row.number("sigma_z", _SIGMA if math.isnan(row.number("pile_base")) else 0.0),
        )
