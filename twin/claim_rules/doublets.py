"""A geothermal doublet claims its bores, the body that it cools and the site; a licence claims its area."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim
from twin.heat_reach import cooled_radius

__all__ = ["Doublets"]

_TOP = -500.0  # m NAP, of a reservoir that tells none: the Mining Act rules below 500 m depth
_BORE = 0.2  # m, radius of a bore [unverified]
_TILT = 0.015  # deviation of a bore for each metre of depth: 1 to 2 % [unverified]
_SITE, _SITE_DEPTH = 50.0, 5.0  # m: half the width of a drilling site, and depth of its works [unverified]


class Doublets(ClaimRule):
    """GEO, of four sorts: ``cooled``, ``bore``, ``site`` and ``licence``."""

    theme: ClassVar[str] = "doublets"

    def claims(self, row: Row) -> Iterator[Claim]:
        """The cooled body carries the id of the doublet; it grows round the injector."""
        from shapely.geometry import Point

        top, base = row.number("reservoir_top", _TOP), row.number("reservoir_base", -math.inf)
        if row.shape.geom_type not in {"Point", "MultiPoint"}:
            yield row.claim("GEO", top, base, kind="licence", status=row.text("status", "licence"))
            return
        # It grows with the square root of time: its radius after one second is the rate.
        flow, height = row.size("flow"), top - base
        growth = cooled_radius(flow=flow, seconds=1.0, height=height) if 0.0 < height < math.inf else math.nan
        injector = row.place("injector")
        body = row.shape if injector is None else Point(injector)
        yield row.claim("GEO", top, base, shape=body, growth=growth, kind="cooled")
        yield from self._works(row, base)

    def _works(self, row: Row, base: float) -> Iterator[Claim]:
        """Bores as paths from the site down to the base of the reservoir, and the site above them."""
        from shapely.geometry import Point

        from twin.well_paths import doublet_wells

        if not math.isfinite(row.ground):
            return
        for path in doublet_wells(row.values, row.ground):
            yield row.claim(
                "GEO", row.ground, base, part=path.well, shape=path.line, radius=_BORE, kind="bore",
                tilt=_TILT,
            )  # fmt: skip
        middle = row.shape.centroid
        yard = Point(row.place("surface") or (middle.x, middle.y)).buffer(_SITE, quad_segs=4)
        yield row.claim("GEO", row.ground, row.ground - _SITE_DEPTH, part="site", shape=yard, kind="site")
