"""Infiltration claims the ground that it wets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Infiltration"]

_SHALLOW = 1.0  # m, depth of a wadi or drain that tells none [unverified]


class Infiltration(ClaimRule):
    """INF, of the sort that it is; managed recharge (``mar``) without a base has no limit below."""

    theme: ClassVar[str] = "infiltration"

    def claims(self, row: Row) -> Iterator[Claim]:
        """Without ground and top it claims nothing."""
        top = row.number("top_level", row.ground)
        if math.isfinite(top):
            usual = -math.inf if row.text("kind") == "mar" else top - _SHALLOW
            base = min(row.number("base_level", usual), top)
            yield row.claim("INF", top, base, kind=row.text("kind"))
