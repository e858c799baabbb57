"""Deviated wells as lines in space: straight down from the site, aslant to the reservoir, and through it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.feature_rows import number

if TYPE_CHECKING:
    from shapely import LineString

__all__ = ["KICKOFF_DEPTH", "SITE_STEP", "WellPath", "doublet_wells", "well_path"]

KICKOFF_DEPTH = 400.0
"""Depth below the ground at which a well that tells none leaves the vertical [m]; usual [unverified]."""
SITE_STEP = 5.0
"""Distance of each well of a doublet from the middle of its site [m]; usual [unverified]."""


@dataclass(frozen=True, slots=True)
class WellPath:
    """A deviated well.

    Parameters
    ----------
    well
        ``producer`` or ``injector``.
    line
        From the ground to the base of the reservoir, with heights [m NAP].
    length
        Along it [m].
    inclination
        Of the slanting part, from the vertical [degrees], 0 to 90.
    """

    well: str
    line: LineString
    length: float
    inclination: float


def well_path(
    *, well: str, site: tuple[float, float], at: tuple[float, float], ground: float, kickoff: float,
    top: float, base: float,
) -> WellPath:  # fmt: skip
    """Lay the path of a well.

    Parameters
    ----------
    well
        What it is called.
    site, at
        Where it starts at the ground and where it reaches the top of the reservoir [m RD].
    ground, kickoff, top, base
        Levels of the ground, of the place where it leaves the vertical, of the reservoir [m NAP]. A kick-off
        above the ground or below the reservoir is brought between the two.

    Returns
    -------
    WellPath
        Through the reservoir it goes straight down: what is injected spreads round that place.

    Examples
    --------
    >>> path = well_path(well="injector", site=(0.0, 0.0), at=(300.0, 400.0), ground=0.0, kickoff=-500.0,
    ...                  top=-1700.0, base=-1800.0)
    >>> round(path.length, 1), round(path.inclination, 2)
    (1900.0, 22.62)
    """
    from shapely import LineString

    turn = min(max(kickoff, top), ground)
    aside = math.hypot(at[0] - site[0], at[1] - site[1])
    line = LineString([(*site, ground), (*site, turn), (*at, top), (*at, base)])
    slant = math.hypot(aside, turn - top)
    length = ground - turn + slant + top - base
    return WellPath(well, line, length, math.degrees(math.atan2(aside, turn - top)))


def doublet_wells(row: Mapping[str, Any], ground: float) -> Iterator[WellPath]:
    """Lay the wells of a row of the theme ``doublets``, for as far as it tells where they are.

    Parameters
    ----------
    row
        With ``producer_x`` and so on, ``reservoir_top``, ``reservoir_base``; ``surface_x``, ``surface_y`` or
        else the geometry; ``kickoff_level`` [m NAP] or else `KICKOFF_DEPTH` below the ground.
    ground
        Level of the ground at the site [m NAP].
    """
    x, y = number(row, "surface_x"), number(row, "surface_y")
    if not math.isfinite(x + y):
        x, y = row["geometry"].centroid.x, row["geometry"].centroid.y
    kickoff = number(row, "kickoff_level", ground - KICKOFF_DEPTH)
    top, base = number(row, "reservoir_top"), number(row, "reservoir_base")
    for well, side in (("producer", SITE_STEP), ("injector", -SITE_STEP)):
        at = number(row, f"{well}_x"), number(row, f"{well}_y")
        if math.isfinite(sum(at) + top + base + ground) and ground > top > base:
            yield well_path(
                well=well, site=(x + side, y), at=at, ground=ground, kickoff=kickoff,
                top=top, base=base,
            )  # fmt: skip
