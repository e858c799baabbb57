"""A zone along a dike claims the ground that the dike stands on, or will."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["DikeZones"]


class DikeZones(ClaimRule):
    """DIK, of the sort that the zone is; all zones of one dike have the dike as owner."""

    theme: ClassVar[str] = "dike_zones"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A zone without levels has no limit in height."""
        top, base = row.number("top_level", math.inf), row.number("base_level", -math.inf)
        owner = row.text("owner", f"dike {row.text('dike')}")
        yield row.claim("DIK", top, min(base, top), kind=row.text("kind"), owner=owner)
