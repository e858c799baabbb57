"""Cross-sections of streets: which part of the width each layer of the ground has given away."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.polders.objects import numeric
from scenarios.utilities.clearances import clearance

if TYPE_CHECKING:
    from scenarios.utilities.lines import Lines
    from scenarios.utilities.parameters import UtilityParameters
    from twin.state import Twin

__all__ = ["SLICES", "Sections", "sections"]

SLICES = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
"""Depths below the ground between which a section is divided [m]."""
_USUAL_WIDTH = 6.0  # m: of a carriageway that tells none
_ROOTS = 1.0  # m: depth of roots that tell none (NEN 7171, handbooks of trees; unverified)
_TRUNK = 1.5  # m beside a trunk where roots fill the ground, whatever the crown

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sections:
    """Sections across streets, k of them, in slices of `SLICES`.

    Parameters
    ----------
    road
        Id of the road.
    along
        Distance along it [m].
    line
        From left to right, in plan.
    width
        [m].
    occupied
        Part of the width that is taken in each slice [1], (k, slices).
    count
        Times that a line crosses the section.
    """

    road: npt.NDArray[np.str_]
    along: Floats
    line: npt.NDArray[Any]
    width: Floats
    occupied: Floats
    count: Numbers


def sections(twin: Twin, lines: Lines, parameters: UtilityParameters, year: int) -> Sections | None:
    """Occupancy of sections across the roads of a twin; None without roads.

    Parameters
    ----------
    twin
        With ``roads``, and ``trees`` where it has them.
    lines
        Lines, planned ones among them.
    parameters
        Distance between sections, and the width of the verges.
    year
        Roots are as wide as the crown then.

    Notes
    -----
    A line takes its width and half the room that two lines of its network keep, on both sides, in every slice
    that it or the room above and below it touches. What is taken twice counts once.
    """
    table = twin.features.get("roads")
    if table is None or not len(table):
        return None
    place, tangent, road, along = _stations(table.geometry.to_numpy(), parameters.station_step)
    if not len(place):
        return None
    width = numeric(table, "width", _USUAL_WIDTH)[road] + 2.0 * parameters.verge
    left = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    ends = np.stack([place + 0.5 * width[:, None] * left, place - 0.5 * width[:, None] * left], axis=1)
    across = np.asarray(shapely.linestrings(ends), object)
    taken = _of_lines(lines, across, ends[:, 0], width)
    which, low, high, top, base = (np.concatenate(parts) for parts in zip(
        taken,
        _of_trees(twin, across, ends[:, 0], width, year),
        strict=True,
    ))  # fmt: skip
    occupied = _taken(which, low, high, top, base, width)
    return Sections(
        road=table["id"].astype(str).to_numpy(np.str_)[road],
        along=along,
        line=across,
        width=width,
        occupied=occupied,
        count=np.bincount(taken[0], minlength=len(place)),
    )


def _stations(roads: npt.NDArray[Any], step: float) -> tuple[Floats, Floats, Numbers, Floats]:
    """Places on roads, half a step from their ends on, with the direction there."""
    length = shapely.length(roads)
    counts = np.maximum(np.round(length / step), 1.0).astype(np.int64)
    road = np.repeat(np.arange(len(roads)), counts)
    within = np.arange(road.size) - np.repeat(np.cumsum(counts) - counts, counts)
    along = (within + 0.5) * (length / counts)[road]
    place = shapely.get_coordinates(shapely.line_interpolate_point(roads[road], along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(roads[road], along + 0.5))
    behind = shapely.get_coordinates(
        shapely.line_interpolate_point(roads[road], np.maximum(along - 0.5, 0.0))
    )
    way = ahead - behind
    size = np.hypot(*way.T)
    there = size > 0.0
    return place[there], way[there] / size[there, None], road[there], along[there]


def _of_lines(
    lines: Lines, across: npt.NDArray[Any], start: Floats, width: Floats
) -> tuple[Numbers, Floats, Floats, Floats, Floats]:
    """What lines take: section, from and to along it, and top and base below the ground [m]."""
    axes = lines.axes
    section, segment = shapely.STRtree(axes).query(across, predicate="intersects")
    crossing = shapely.point_on_surface(shapely.intersection(across[section], axes[segment]))
    places = shapely.get_coordinates(crossing)
    of = lines.of_segment[segment]
    # where two segments of a line join, a section meets it once
    _, keep = np.unique(np.column_stack([section, of, np.round(places, 3)]), axis=0, return_index=True)
    section, segment, of, places = section[keep], segment[keep], of[keep], places[keep]
    own = np.array([0.5 * clearance(name, name).horizontal for name in lines.network.tolist()])[of]
    high = np.array([0.5 * clearance(name, name).crossing for name in lines.network.tolist()])[of]
    at = np.hypot(*(places - start[section]).T)
    half = lines.half_width[of] + own
    top = lines.cover[segment] - high
    base = lines.cover[segment] + 2.0 * lines.half_height[of] + high
    known = lines.known[of] & np.isfinite(top)
    low, to = np.clip(at - half, 0.0, width[section]), np.clip(at + half, 0.0, width[section])
    return section[known], low[known], to[known], top[known], base[known]


def _of_trees(
    twin: Twin, across: npt.NDArray[Any], start: Floats, width: Floats, year: int
) -> tuple[Numbers, Floats, Floats, Floats, Floats]:
    """What roots take: the crown of the year, down to their depth."""
    table = twin.features.get("trees")
    if table is None or not len(table):
        return np.empty(0, np.int64), *np.empty((4, 0))
    years = max(0.0, year - twin.reference_year)
    radius = np.fmax(numeric(table, "crown_radius") + numeric(table, "growth", 0.0) * years, _TRUNK)
    roots = shapely.buffer(table.geometry.to_numpy(), radius)
    section, tree = shapely.STRtree(roots).query(across, predicate="intersects")
    parts = shapely.get_coordinates(shapely.intersection(across[section], roots[tree]), return_index=True)
    at = np.hypot(*(parts[0] - start[section[parts[1]]]).T)
    low, high = np.full(section.size, np.inf), np.full(section.size, -np.inf)
    np.minimum.at(low, parts[1], at)
    np.maximum.at(high, parts[1], at)
    base = numeric(table, "root_depth", _ROOTS)[tree]
    return section, low, np.minimum(high, width[section]), np.zeros(section.size), base


def _taken(which: Numbers, low: Floats, high: Floats, top: Floats, base: Floats, width: Floats) -> Floats:
    """Part of each section that intervals cover in each slice, (k, slices)."""
    occupied = np.zeros((width.size, SLICES.size - 1))
    order = np.lexsort((low, which))
    which, low, high, top, base = which[order], low[order], high[order], top[order], base[order]
    for layer, (above, below) in enumerate(pairwise(SLICES)):
        here = (top < below) & (base > above)
        section, begin, end = which[here], low[here], high[here]
        # what the intervals before it in its section have reached, so that nothing counts twice
        offset = section * (float(width.max()) + 1.0)
        reached = np.maximum.accumulate(np.append(-np.inf, end + offset))[:-1] - offset
        fresh = np.maximum(end - np.maximum(begin, reached), 0.0)
        occupied[:, layer] = np.bincount(section, fresh, width.size) / width
    return occupied
