"""A storage system claims the heat round its warm well and the cold round its cold one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim
from twin.heat_reach import thermal_radius

__all__ = ["Ates"]

_LIFE = 25.0  # years that stored heat drifts where no end is told: the span of the interference rules
_YEAR = 31_557_600.0


class Ates(ClaimRule):
    """ATES, one claim for the warm and one for the cold well, over the height of the filters.

    Where groundwater carries the heat along, the footprint is the line from the well to where its body has
    drifted at the end of use: it covers all places that the body has been at.
    """

    theme: ClassVar[str] = "ates"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A system without wells or filters claims nothing."""
        from shapely.geometry import LineString, Point

        top, base = row.number("filter_top"), row.number("filter_base")
        wells = {kind: row.place(kind) for kind in ("warm", "cold")}
        if not top > base or None in wells.values():
            return
        radius = thermal_radius(volume=row.number("volume"), length=top - base)
        known = math.isfinite(radius)
        start, end = row.years()
        seconds = _YEAR * (_LIFE if start is None or end is None else max(end - start, 0.0))
        drift = row.number("drift_x", 0.0) * seconds, row.number("drift_y", 0.0) * seconds
        for kind, at in wells.items():
            assert at is not None
            yield row.claim(
                "ATES",
                top,
                base,
                part=kind,
                shape=LineString([at, (at[0] + drift[0], at[1] + drift[1])]) if any(drift) else Point(at),
                radius=radius if known else 0.0,
                growth=0.0 if known else math.nan,
                kind=kind,
            )
