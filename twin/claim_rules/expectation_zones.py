"""An expectation zone claims the ground that may hold remains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["ExpectationZones"]

_THICK = 2.0  # m of ground that may hold remains, below the level where they begin [unverified]


class ExpectationZones(ClaimRule):
    """ARC of the sort ``expected``: nobody has seen remains, rules speak of what the zone lets free."""

    theme: ClassVar[str] = "expectation_zones"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A zone without ground claims nothing."""
        top = row.ground - max(row.number("top_depth", 0.0), 0.0)
        if math.isfinite(top):
            yield row.claim(
                "ARC",
                top,
                top - _THICK,
                kind="expected",
                free_area=row.known("free_area"),
                free_depth=row.known("free_depth"),
            )
