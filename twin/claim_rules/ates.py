"""A storage system claims the heat round its warm well, the cold round its cold one, and both bores."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import YEAR, Claim
from twin.heat_reach import thermal_radius

__all__ = ["Ates"]

_BORE = 0.3  # m, radius of a bore with its filling [unverified]
_LIFE = 25.0  # years that stored heat drifts where no end is told: the span of the interference rules


class Ates(ClaimRule):
    """ATES, of three sorts: ``warm`` and ``cold`` bodies over the height of the filters, and their ``bore``.

    Where groundwater carries the heat along, the footprint of a body is the line from the well to where it
    has drifted at the end of use: it covers all places that the body has been at. Bores stay where they are.
    """

    theme: ClassVar[str] = "ates"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A system without wells or filters claims nothing."""
        from shapely.geometry import LineString, MultiPoint, Point

        top, base = row.number("filter_top"), row.number("filter_base")
        warm, cold = row.place("warm"), row.place("cold")
        if not top > base or warm is None or cold is None:
            return
        radius = thermal_radius(volume=row.size("volume"), length=top - base)
        known = math.isfinite(radius)
        start, end = row.years()
        seconds = YEAR * (_LIFE if start is None or end is None else max(end - start, 0.0))
        drift = row.number("drift_x", 0.0) * seconds, row.number("drift_y", 0.0) * seconds
        for kind, at in (("warm", warm), ("cold", cold)):
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
        if row.ground > base:
            bores = MultiPoint([warm, cold])
            yield row.claim("ATES", row.ground, base, part="bores", shape=bores, radius=_BORE, kind="bore")
