"""A well claims its own room from the ground to the base of its screen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Wells"]

_RADIUS = 0.5  # m around the axis [unverified]


class Wells(ClaimRule):
    """WEL: no rule of the matrix is about it, its zones are what others must keep to."""

    theme: ClassVar[str] = "wells"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A well without screen and ground claims nothing."""
        base = row.number("screen_base", row.ground)
        top = float(np.fmax(row.ground, row.number("screen_top", base)))
        if math.isfinite(base):
            yield row.claim("WEL", top, base, radius=_RADIUS, kind=row.text("kind"))
