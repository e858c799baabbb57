"""Storage of gas, hydrogen or carbon dioxide claims its reservoir or cavern."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["Storage"]

_TOP = -500.0  # m NAP, of storage that tells none: the Mining Act rules below 500 m depth
_CAVERN = (
    50.0  # m, radius of a cavern drawn as a point: they are about 100 m wide (State Supervision of Mines)
)


class Storage(ClaimRule):
    """STO; without a base it has no limit below."""

    theme: ClassVar[str] = "storage"

    def claims(self, row: Row) -> Iterator[Claim]:
        """One claim each."""
        top = row.number("top_level", _TOP)
        radius = 0.0 if row.shape.area else _CAVERN
        yield row.claim("STO", top, min(row.number("base_level", -math.inf), top), radius=radius)
