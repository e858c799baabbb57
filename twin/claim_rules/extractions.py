"""Extraction claims what it takes away: sand, clay and gravel from above, salt from the deep."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Extractions"]

_SALT = -500.0  # m NAP, top of salt mining that tells none: caverns lie deeper [unverified]


class Extractions(ClaimRule):
    """SALT with the reach of its subsidence where told, or SAND for all else.

    Without a base it has no limit below.
    """

    theme: ClassVar[str] = "extractions"

    def claims(self, row: Row) -> Iterator[Claim]:
        """Without ground and top, extraction from above claims nothing."""
        salt = row.text("kind") == "salt"
        top = row.number("top_level", _SALT if salt else row.ground)
        if math.isfinite(top):
            base = min(row.number("base_level", -math.inf), top)
            bowl = row.reach("bowl_reach") if salt else None
            yield row.claim("SALT" if salt else "SAND", top, base, bowl_reach=bowl)
