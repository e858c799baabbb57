"""An excavation, pit, tunnel or basement claims what is dug, and apart from that the piles below it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Excavations"]


class Excavations(ClaimRule):
    """TUN; what tells no base is as deep as anybody can say: its base has no limit."""

    theme: ClassVar[str] = "excavations"

    def claims(self, row: Row) -> Iterator[Claim]:
        """Without ground and top it claims nothing."""
        top = row.number("top_level", row.ground)
        if not math.isfinite(top):
            return
        base = row.number("base_level", row.ground - row.size("depth"))
        piles = row.number("pile_base")
        if row.text("kind") != "piles":
            yield row.claim("TUN", top, min(top, base) if math.isfinite(base) else -math.inf)
        elif math.isnan(piles):
            piles = base if math.isfinite(base) else -math.inf
        if not math.isnan(piles):
            yield row.claim("TUN", top, min(top, piles), part="piles", kind="piles")
