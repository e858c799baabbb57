"""Plans in the shallow ground: what keeps a route or a pit from being there, and how it lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.checks import known_outline, known_places
from scenarios.ground_levels import ground_within
from scenarios.physics.line_positions import drilling_length, drilling_level, laid_level
from scenarios.search.route_costs import works
from scenarios.utilities.lines import ground_at
from twin.errors import Problem
from twin.ground import filled
from twin.lines import distances

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Route", "area_problems", "ground_in", "route_problems", "route_shape"]

Floats = npt.NDArray[np.float64]
Places = Sequence[tuple[float, float]]
_LEAST = 1.0  # m: a shorter route is none
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Route:
    """A line that is planned.

    Parameters
    ----------
    line
        Its points in plan.
    diameter
        Outer diameter [m].
    depth
        Of the top below the ground [m].
    depths, levels
        Of the top below the ground [m], or of the axis [m NAP], at each point; empty where not told.
    drill_depth
        Of the lowest axis below the lowest ground along the line [m]; None for a trench.
    drill_angle
        Of the drilling at its ends [rad].
    """

    line: tuple[tuple[float, float], ...]
    diameter: float
    depth: float
    depths: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    drill_depth: float | None = None
    drill_angle: float = math.radians(12.0)


def route_shape(twin: Twin, route: Route) -> shapely.LineString:
    """Axis of a route with heights [m NAP]: in a trench below the ground, at given levels, or drilled."""
    places, along, ground = _profile(twin, route)
    corners = distances(np.array(route.line))
    if route.drill_depth is not None:
        entry, leave, lowest = _drilled(route, ground)
        level = drilling_level(
            along=along, length=float(along[-1]), entry=entry, leave=leave, lowest=lowest,
            angle=route.drill_angle,
        )  # fmt: skip
    elif route.levels:
        level = np.interp(along, corners, route.levels)
    else:
        depth = np.interp(along, corners, route.depths or [route.depth] * len(corners))
        trench = max(works()["deepest_trench"], route.depth)
        drilled = np.maximum(depth[:-1], depth[1:]) > trench + _HAIR
        level = laid_level(ground=ground, depth=depth, drilled=drilled, diameter=route.diameter)
    return shapely.LineString(np.column_stack([places, level]))


def route_problems(twin: Twin, route: Route) -> list[Problem]:
    """List what keeps a route from being laid; fields are relative to the intervention."""
    problems = known_places(twin, route.line, "line")
    length = float(shapely.length(shapely.LineString(route.line)))
    if length < _LEAST:
        told = f"is {length:.2f} m long"
        problems.append(Problem("line", len(route.line), told, "Draw a line of a metre or more."))
    for name in ("depths", "levels"):
        count = len(getattr(route, name))
        if count and count != len(route.line):
            told = f"has {count} numbers for {len(route.line)} points"
            problems.append(Problem(name, count, told, "Give one for each point, or leave it out."))
    if problems:
        return problems
    _, along, ground = _profile(twin, route)
    if np.isnan(ground).any():
        told = "lies where the twin does not know the ground"
        return [Problem("line", len(route.line), told, "Draw it where the ground is known.")]
    corners = np.interp(distances(np.array(route.line)), along, ground)
    for number, (level, above) in enumerate(zip(route.levels, corners, strict=False)):
        if level + 0.5 * route.diameter > above:
            told = f"lies above the ground, {above:.2f} m NAP there"
            problems.append(
                Problem(f"levels[{number}]", level, told, "Give the level of the axis, in m NAP.")
            )
    if route.drill_depth is not None:
        entry, leave, lowest = _drilled(route, ground)
        drop = max(0.5 * (entry + leave) - lowest, 0.0)
        needed = float(drilling_length(drop=drop, angle=route.drill_angle))
        if needed > length:
            told = f"needs {needed:.0f} m at this angle, the line has {length:.0f} m"
            problems.append(
                Problem("drill_depth", route.drill_depth, told, "Drill less deep, steeper, or a longer line.")
            )
    return problems


def area_problems(twin: Twin, area: Places) -> list[Problem]:
    """List what keeps an outline from being one."""
    problems = known_outline(twin, area)
    if not problems and math.isnan(ground_in(twin, shapely.Polygon(area))[0]):
        told = "lies where the twin does not know the ground"
        problems.append(Problem("area", len(area), told, "Draw it where the ground is known."))
    return problems


def ground_in(twin: Twin, shape: Any) -> tuple[float, float]:
    """Mean and highest ground in an outline [m NAP], by cells with their centre in it, else at a point."""
    ground = ground_within(twin, shape)
    if not ground.size:
        inner = shapely.get_coordinates(shapely.point_on_surface(shape))
        ground = ground_at(twin, inner[:, 0], inner[:, 1])
    return float(ground.mean()), float(ground.max())


def _profile(twin: Twin, route: Route) -> tuple[Floats, Floats, Floats]:
    """Places along a route in plan, their distance along it [m], and the ground there [m NAP]."""
    places = shapely.get_coordinates(shapely.segmentize(shapely.LineString(route.line), twin.grid.dx))
    return places, distances(places), filled(ground_at(twin, places[:, 0], places[:, 1]))


def _drilled(route: Route, ground: Floats) -> tuple[float, float, float]:
    """Level of the axis of a drilling at both ends and at its lowest [m NAP]; no higher than the ends."""
    assert route.drill_depth is not None
    entry, leave = (float(ground[end]) - route.depth - 0.5 * route.diameter for end in (0, -1))
    return entry, leave, min(entry, leave, float(ground.min()) - route.drill_depth)
