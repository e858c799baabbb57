"""A way through cells as a line in space: bends that can be laid, depths below the ground, and runs."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely import LineString

from scenarios.archaeology.digs import GroundAt
from scenarios.physics.line_positions import laid_level
from scenarios.search.cells import Cells
from scenarios.search.route_path import Path
from scenarios.search.route_stack import Laying
from twin.lines import distances

__all__ = ["Line", "line_of", "rounded"]

Floats = npt.NDArray[np.float64]
Pair = tuple[float, float]

_TOUCH = 1e-3  # m: corners nearer to each other are one
_ARC = math.radians(10.0)  # turn between places of a bend


@dataclass(frozen=True)
class Line:
    """A line that can be laid.

    Parameters
    ----------
    places
        RD New and level of its axis [m, m, m NAP], (n, 3).
    depth
        Of its top [m below ground], (n,).
    drilled
        Whether it is drilled from each place to the next, (n - 1,).
    radius
        Radius of its tightest bend in plan [m]; infinite where it has none.
    """

    places: Floats
    depth: Floats
    drilled: npt.NDArray[np.bool_]
    radius: float

    @property
    def shape(self) -> LineString:
        """Line with heights."""
        return LineString(self.places)

    def length(self, *, drilled: bool | None = None) -> float:
        """Length in space [m]; of what is drilled or not, or of all."""
        legs = np.sqrt((np.diff(self.places, axis=0) ** 2).sum(axis=1))
        return float(legs.sum() if drilled is None else legs[self.drilled == drilled].sum())

    def runs(self) -> list[tuple[int, int]]:
        """First and last place of runs that are laid in one way."""
        turns = np.flatnonzero(np.diff(self.drilled)) + 1
        edges = [0, *turns.tolist(), len(self.drilled)]
        return list(itertools.pairwise(edges))


def line_of(
    path: Path, cells: Cells, laying: Laying, depths: Floats, ends: tuple[Pair, Pair], ground: GroundAt,
    *, radius: float, straight: bool = False,
) -> Line:  # fmt: skip
    """Lay a line along a path.

    Parameters
    ----------
    path, cells
        The path, and the cells that it goes through.
    laying
        The line.
    depths
        Of the levels [m below ground].
    ends
        Where it begins and ends, RD New [m].
    ground
        Ground level at places.
    radius
        Of its bends [m]; tighter where corners are too near each other.
    straight
        Whether to keep to the straight line between the ends.
    """
    corners = np.column_stack([cells.grid.x[path.corners[:, 2]], cells.grid.y[path.corners[:, 1]]])
    first, last = (np.asarray(end, np.float64) for end in ends)
    if straight:
        along = (corners - first) @ (last - first) / float((last - first) @ (last - first))
        corners = first + np.clip(along, 0.0, 1.0)[:, None] * (last - first)
    # An end takes the place of its cell; a cell that stands in for it, where a trench can begin, stays.
    half = 0.5 * np.array([cells.grid.dx, cells.grid.dy])
    own = [bool((np.abs(place - corners[at]) <= half).all()) for at, place in ((0, first), (-1, last))]
    between = slice(int(own[0]), len(corners) - int(own[1]))
    corners = np.vstack([first, corners[between], last])
    deep = depths[np.concatenate([[0], path.corners[between, 0], [0]])]
    apart = np.concatenate([[True], np.hypot(*np.diff(corners, axis=0).T) > _TOUCH])
    corners, deep = corners[apart], deep[apart]
    plan, at, tightest = rounded(corners, radius)
    plan, at = _dense(plan, at, 0.5 * min(cells.grid.dx, cells.grid.dy))
    depth = np.interp(at, np.arange(len(corners)), deep)
    drilled = np.maximum(depth[:-1], depth[1:]) > laying.trench_depth + 1e-9
    above = ground(plan[:, 0], plan[:, 1])
    level = laid_level(ground=above, depth=depth, drilled=drilled, diameter=laying.diameter)
    return Line(np.column_stack([plan, level]), depth, drilled, tightest)


def rounded(corners: Floats, radius: float) -> tuple[Floats, Floats, float]:
    """Round the corners of a line with arcs.

    Parameters
    ----------
    corners
        (n, 2) [m].
    radius
        Of the arcs [m], 0 for none; an arc takes at most half of each leg beside it, and is tighter for that.

    Returns
    -------
    tuple
        Places (m, 2); where each lies along the corners, whole numbers at corners (m,); radius of the
        tightest arc [m], infinite without any.
    """
    legs = np.hypot(*np.diff(corners, axis=0).T)
    places, at, tightest = [corners[0]], [0.0], math.inf
    for i in range(1, len(corners) - 1):
        one, two = (corners[i] - corners[i - 1]) / legs[i - 1], (corners[i + 1] - corners[i]) / legs[i]
        turn = math.atan2(one[0] * two[1] - one[1] * two[0], float(one @ two))
        tangent = math.tan(0.5 * abs(turn))
        if radius <= 0.0 or abs(turn) < 1e-6:
            places.append(corners[i])
            at.append(float(i))
            continue
        reach = min(radius * tangent, 0.5 * legs[i - 1], 0.5 * legs[i])
        arc = reach / tangent
        tightest = min(tightest, arc)
        begin = corners[i] - reach * one
        centre = begin + math.copysign(arc, turn) * np.array([-one[1], one[0]])
        steps = max(2, math.ceil(abs(turn) / _ARC))
        for step in range(steps + 1):
            share = step / steps
            angle = turn * share
            spoke = begin - centre
            spun = np.array([
                spoke[0] * math.cos(angle) - spoke[1] * math.sin(angle),
                spoke[0] * math.sin(angle) + spoke[1] * math.cos(angle),
            ])  # fmt: skip
            places.append(centre + spun)
            at.append(
                i + (1.0 - 2.0 * share) * -reach / legs[i - 1]
                if share < 0.5
                else i + (2.0 * share - 1.0) * reach / legs[i]
            )
    places.append(corners[-1])
    at.append(float(len(corners) - 1))
    return np.array(places), np.array(at), tightest


def _dense(plan: Floats, at: Floats, step: float) -> tuple[Floats, Floats]:
    """Set places at most a step apart along a line, keeping those that it has."""
    along = distances(plan)
    keep = np.concatenate([[True], np.diff(along) > 1e-6])
    plan, at, along = plan[keep], at[keep], along[keep]
    counts = np.maximum(1, np.ceil(np.diff(along) / step)).astype(np.int64)
    fine = np.concatenate([
        *(
            np.linspace(one, two, n, endpoint=False)
            for one, two, n in zip(along[:-1], along[1:], counts, strict=True)
        ),
        along[-1:],
    ])  # fmt: skip
    return np.column_stack([np.interp(fine, along, plan[:, axis]) for axis in range(2)]), np.interp(
        fine, along, at
    )
