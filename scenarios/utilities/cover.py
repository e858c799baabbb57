"""Lines with too little ground above them, under the open ground and under the beds of rivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.physics.line_positions import chance_of_less
from scenarios.polders.objects import numeric, words
from scenarios.utilities.clearances import least_cover

if TYPE_CHECKING:
    from scenarios.utilities.lines import Lines
    from twin.state import Twin

__all__ = ["Beds", "Cover", "beds", "cover"]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
_HAIR = 1e-9  # m: what rounding may take off a cover
_STANDING = ("ditch", "lake", "boezem", "canal", "ring-canal", "pond", "sloot", "meer", "kanaal", "vijver")
"""How kinds of water are called whose bed does not scour; other beds do, also those that tell no kind."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Cover of lines, n of them.

    Parameters
    ----------
    required
        Least cover of the network of each line [m].
    least
        Least cover along it [m]; NaN where it is not known.
    lengths
        Length whose cover is too small by more than one half, 95 % and 5 % of chance [m], (3, n).
    """

    required: Floats
    least: Floats
    lengths: Floats


def cover(lines: Lines) -> Cover:
    """Compare the cover along each line with the least of its network."""
    of, spans, depth = lines.of_segment, lines.spans, lines.cover + _HAIR
    required = np.array([least_cover(name) for name in lines.network.tolist()])
    known = lines.known[of] & np.isfinite(depth)
    chance = chance_of_less(found=depth, required=required[of], sigma=lines.sigma_z[of])
    lengths = np.stack(
        [
            np.bincount(of[flag], spans[flag], len(lines))
            for flag in (known & (chance > bound) for bound in (0.5, 0.95, 0.05))
        ]
    )
    least = np.full(len(lines), np.inf)
    np.minimum.at(least, of[known], depth[known] - _HAIR)
    return Cover(required, np.where(np.isfinite(least), least, np.nan), lengths)


@dataclass(frozen=True, slots=True)
class Beds:
    """Crossings under beds, k of them.

    Parameters
    ----------
    line, water
        Number of the line, and id of the watercourse.
    margin
        Of the highest top of the line below the bed less the scour [m]; below 0 where it is too near.
    probability
        That it is too near [1]; NaN where the depth or the bed is not known.
    place
        Of that top, (k, 2).
    """

    line: Numbers
    water: npt.NDArray[np.str_]
    margin: Floats
    probability: Floats
    place: Floats


def beds(twin: Twin, lines: Lines, *, scour: float, least_width: float) -> Beds | None:
    """Crossings of lines under flowing water that is wide enough; None where the twin has no beds.

    Parameters
    ----------
    twin
        With watercourses: polygons, or lines with a width [m]; ``bed_level`` [m NAP].
    lines
        Lines.
    scour
        Depth below the bed that may wash away [m].
    least_width
        Narrower ones are left out [m].
    """
    table = twin.features.get("watercourses")
    if table is None or "bed_level" not in table:
        return None
    width = numeric(table, "width")
    shapes = table.geometry.to_numpy()
    areal = shapely.get_dimensions(shapes) == 2
    wide = (areal | (width > 0.0)) & ~(width < least_width)
    wide &= np.array([not kind.lower().startswith(_STANDING) for kind in words(table, "kind")], np.bool_)
    shapes, width, areal = shapes[wide], width[wide], areal[wide]
    waters = np.where(areal, shapes, shapely.buffer(shapes, np.where(areal, 0.0, np.nan_to_num(width) / 2)))
    bed = numeric(table, "bed_level")[wide]
    names = table["id"].astype(str).to_numpy(np.str_)[wide]
    middle = 0.5 * (lines.segments[:, :2] + lines.segments[:, 3:5])
    segment, water = shapely.STRtree(waters).query(shapely.points(middle), predicate="within")
    of = lines.of_segment[segment]
    axis = lines.segments[segment][:, [2, 5]].max(axis=1)
    margin = bed[water] - scour - axis - lines.half_height[of]
    margin[~lines.known[of]] = np.nan
    # of each line under each water the place with the least margin, those that are not known first
    order = np.lexsort((np.where(np.isnan(margin), -np.inf, margin), water, of))
    first = np.ones(order.size, np.bool_)
    first[1:] = (np.diff(of[order]) != 0) | (np.diff(water[order]) != 0)
    keep = order[first]
    return Beds(
        line=of[keep],
        water=names[water[keep]],
        margin=margin[keep],
        probability=chance_of_less(found=margin[keep], required=0.0, sigma=lines.sigma_z[of[keep]]),
        place=middle[segment[keep]],
    )
