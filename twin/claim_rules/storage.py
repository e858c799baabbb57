"""Storage of gas, hydrogen or carbon dioxide claims its reservoir or cavern, and its well and site."""

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
_BORE = 0.2  # m, radius of a bore [unverified]
_SITE, _SITE_DEPTH = 50.0, 5.0  # m: half the width of a site, and depth of its works [unverified]


class Storage(ClaimRule):
    """STO: what stores, and of the sorts ``bore`` and ``site`` what leads down to it.

    Reaches of pressure and of subsidence are those that it tells: registers do not say what they follow from.
    """

    theme: ClassVar[str] = "storage"

    def claims(self, row: Row) -> Iterator[Claim]:
        """Without a base it has no limit below; an area without ``surface_x, surface_y`` has no well."""
        top = row.number("top_level", _TOP)
        radius = 0.0 if row.shape.area else _CAVERN
        base = min(row.number("base_level", -math.inf), top)
        yield row.claim(
            "STO",
            top,
            base,
            radius=radius,
            reach=row.reach("pressure_reach"),
            bowl_reach=row.reach("bowl_reach"),
        )
        yield from self._works(row, top)

    def _works(self, row: Row, top: float) -> Iterator[Claim]:
        """Straight down from its site."""
        from shapely.geometry import Point

        place = row.place("surface")
        if place is None and not row.shape.area:
            place = row.shape.centroid.x, row.shape.centroid.y
        if place is None or not row.ground > top:
            return
        none = {"reach": 0.0, "bowl_reach": 0.0}
        yield row.claim(
            "STO", row.ground, top, part="well", shape=Point(place), radius=_BORE, kind="bore", **none
        )
        yard = Point(place).buffer(_SITE, quad_segs=4)
        base = max(row.ground - _SITE_DEPTH, top)
        yield row.claim("STO", row.ground, base, part="site", shape=yard, kind="site", **none)
