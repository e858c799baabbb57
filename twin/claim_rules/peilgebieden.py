"""A water-level area claims the ground that a change of its level makes wet or dry."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Peilgebieden"]

_SEASONS = ("summer", "winter")


class Peilgebieden(ClaimRule):
    """PEI: a level that stays as it is hinders nobody anew, so only a level that changes makes a claim."""

    theme: ClassVar[str] = "peilgebieden"

    def claims(self, row: Row) -> Iterator[Claim]:
        """From the lowest to the highest of the levels before and after, since the change begins."""
        change = [row.number(f"raise_{season}", 0.0) for season in _SEASONS]
        before = [row.number(f"{season}_level_before") for season in _SEASONS]
        levels = [level for level in before if math.isfinite(level)]
        if not any(change) or not levels:
            return
        levels += [
            level + come for level, come in zip(before, change, strict=True) if math.isfinite(level + come)
        ]
        (start, _), since = row.years(), row.known("raise_start")
        yield row.claim(
            "PEI",
            max(levels),
            min(levels),
            start=start if since is None else since,
            status=row.text("status", "planned"),
        )
