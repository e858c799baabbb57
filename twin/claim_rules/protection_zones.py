"""A protection zone for drinking water claims the ground between its levels while it is in force."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim

__all__ = ["ProtectionZones"]

_FUNCTIONS = {
    "waterwingebied": "WWG",
    "grondwaterbeschermingsgebied": "GWB",
    "boringsvrije-zone": "BVZ",
    "asv": "ASV",
    "ngr": "ASV",
}
_NATIONAL = "ngr"  # its limits are not final, so rules are milder to it


class ProtectionZones(ClaimRule):
    """WWG, GWB, BVZ or ASV, that of the sort ``ngr`` where it is the national groundwater reserve.

    Zones for other things than water claim nothing.
    """

    theme: ClassVar[str] = "protection_zones"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A zone without levels has no limit in height."""
        kind = row.text("kind")
        if (function := _FUNCTIONS.get(kind)) is not None:
            top, base = row.number("top_level", math.inf), row.number("base_level", -math.inf)
            yield row.claim(function, top, base, kind=kind if kind == _NATIONAL else "")
