"""Closed loops claim their boreholes; how far they cool the ground is computed from their heat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["ClosedLoops"]

_RADIUS = 0.075  # m, of a borehole: usual [unverified]


class ClosedLoops(ClaimRule):
    """BHE: one claim for all boreholes of a system."""

    theme: ClassVar[str] = "closed_loops"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A loop without base, or without top and ground, claims nothing."""
        base = row.number("base_level")
        top = float(np.fmax(row.number("top_level", row.ground), base))
        if np.isfinite([base, top]).all():
            yield row.claim("BHE", top, base, radius=_RADIUS)
