"""A known site claims the ground that holds its remains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Archaeology"]


class Archaeology(ClaimRule):
    """ARC, with the disturbance that its municipality lets free, where told."""

    theme: ClassVar[str] = "archaeology"

    def claims(self, row: Row) -> Iterator[Claim]:
        """Without a base it goes down without limit; a site without levels and ground claims nothing."""
        top = row.number("top_level", row.ground)
        if math.isfinite(top):
            base = min(row.number("base_level", -math.inf), top)
            yield row.claim(
                "ARC", top, base, free_area=row.known("free_area"), free_depth=row.known("free_depth")
            )
