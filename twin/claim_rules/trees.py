"""A tree claims the ground below its crown, which grows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import YEAR, Claim

__all__ = ["Trees"]

_DEPTH = 1.0  # m, of roots that tell none [unverified]
_SPAN = 30.0  # years over which a crown grows evenly where no end is told [unverified]


class Trees(ClaimRule):
    """TRE: roots reach as far as the crown.

    A claim grows with the square root of time, a crown evenly: both meet at the end of use (or after 30
    years), before which the claim is the wider one.
    """

    theme: ClassVar[str] = "trees"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A tree without ground claims nothing; one that stands has its crown of the year of the twin."""
        if not math.isfinite(row.ground):
            return
        start, end = row.years()
        start = float(row.year) if start is None or start < row.year else start
        span = _SPAN if end is None else max(end - start, 0.0)
        yield row.claim(
            "TRE",
            row.ground,
            row.ground - max(row.number("root_depth", _DEPTH), 0.0),
            radius=max(row.number("crown_radius", 0.0), 0.0),
            growth=max(row.number("growth", 0.0), 0.0) * math.sqrt(span / YEAR),
            start=start,
            end=end if end is None else max(end, start),
        )
