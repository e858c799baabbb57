"""Pipes that hold pressure near dikes: within their zones, or near enough to disturb them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.utilities.clearances import disturbance

if TYPE_CHECKING:
    from scenarios.utilities.lines import Lines
    from twin.state import Twin

__all__ = ["DikePipes", "dike_pipes"]

Floats = npt.NDArray[np.float64]

_STABILITY = {"core", "protection"}
"""Sorts of zones that make up the stability zone of a dike."""


@dataclass(frozen=True, slots=True)
class DikePipes:
    """Lines near dikes, k of them.

    Parameters
    ----------
    line, dike
        Number of the line, and id of the dike.
    radius
        Of the ground that a rupture disturbs [m]; 0 for lines without pressure.
    inside, influence
        Length within the zones of the dike, and within these and the radius around them [m].
    """

    line: npt.NDArray[np.int64]
    dike: npt.NDArray[np.str_]
    radius: Floats
    inside: Floats
    influence: Floats


def dike_pipes(twin: Twin, lines: Lines, year: int) -> DikePipes | None:
    """Lines within the zones of dikes and the ground that their rupture disturbs; None without zones.

    Parameters
    ----------
    twin
        With ``dike_zones``, or with dikes whose zones can be found.
    lines
        Lines.
    year
        Zones that the twin tells for this year or later count.

    Notes
    -----
    NEN 3651 asks for the stability zone of the dike plus the radius of the crater or pit of a rupture. Zones
    are those of the register of the water board where the twin has them, else usual widths [unverified]
    (`scenarios.subsurface.dike_claims`).
    """
    zones = _zones(twin, year)
    if not zones:
        return None
    radius = np.array(
        [
            disturbance(name, size, pressure)
            for name, size, pressure in zip(
                lines.network.tolist(), lines.diameter, lines.pressure, strict=True
            )
        ]
    )
    names = list(zones)
    areas = np.array([zones[name] for name in names], object)
    number, zone = shapely.STRtree(areas).query(lines.shapes, predicate="dwithin", distance=radius + 1e-6)
    near = shapely.buffer(areas[zone], radius[number])
    inside = shapely.length(shapely.intersection(lines.shapes[number], areas[zone]))
    influence = shapely.length(shapely.intersection(lines.shapes[number], near))
    order = np.lexsort((zone, number))
    return DikePipes(
        line=number[order],
        dike=np.array(names, np.str_)[zone[order]],
        radius=radius[number][order],
        inside=inside[order],
        influence=influence[order],
    )


def _zones(twin: Twin, year: int) -> dict[str, shapely.Geometry]:
    """Zones of each dike together: those that the twin tells for a year or later, else those of today."""
    from scenarios.subsurface.dike_claims import dike_claims

    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    table = twin.features.get("dike_zones")
    if table is not None:
        ends = table["end"] if "end" in table else [None] * len(table)
        for dike, shape, end in zip(table["dike"].astype(str), table.geometry, ends, strict=True):
            if end is None or not end < year:
                parts[dike].append(shape)
    told = set(parts)
    # zones of today come first; the room for later, which takes long to find, is for the rules of conflicts
    for claim in takewhile(lambda each: each.kind in _STABILITY, dike_claims(twin)):
        dike = claim.owner.removeprefix("dike ")
        if dike not in told:
            parts[dike].append(claim.footprint)
    return {dike: shapely.union_all(shapes) for dike, shapes in parts.items()}
