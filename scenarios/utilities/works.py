"""Excavations, pits, trees and trenches against the lines that are there: what is dug up, what to locate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.physics.constants import Parameter
from scenarios.physics.line_positions import chance_of_less
from scenarios.polders.objects import numeric, words
from scenarios.utilities.clearances import tree_distance
from scenarios.utilities.lines import ground_at
from scenarios.utilities.pairs import POSSIBLE

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.utilities.lines import Lines
    from twin.state import Twin

__all__ = ["BELOW", "Meetings", "Search", "digging", "planted", "searched"]

BELOW = Parameter(0.25, "m", "below the excavation, as far as CROW 250 asks to look for lines", "secondary")
_DEVIATIONS = 2.0

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Lines that lack room to something else, k of them.

    Parameters
    ----------
    line, other, kind
        Number of the line, id of the other thing and what it is.
    planned
        Whether either is planned.
    beside, required
        Distance in plan, and what is asked [m].
    above, required_above
        Depth of the top of the line below what is dug, and what is asked [m]; NaN where only the place
        counts, or where the depth is not known.
    probability
        That room lacks [1]; NaN where the depth of the line is not known.
    place
        Nearest place on the line, (k, 2).
    """

    line: Numbers
    other: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    planned: Flags
    beside: Floats
    required: Floats
    above: Floats
    required_above: Floats
    probability: Floats
    place: Floats


def digging(twin: Twin, lines: Lines, *, pile_distance: float) -> Meetings | None:
    """Lines that excavations dig up, or that lie too near their piles; None without excavations.

    Parameters
    ----------
    twin
        With the theme ``excavations``.
    lines
        Lines.
    pile_distance
        From piles and sheet piles, which the outline stands for where they are told [m].
    """
    table = twin.features.get("excavations")
    if table is None or not len(table):
        return None
    kind = words(table, "kind")
    shapes = table.geometry.to_numpy()
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    ground = ground_at(twin, middle[:, 0], middle[:, 1])
    base = numeric(table, "base_level", ground - numeric(table, "depth"))
    pile_base = numeric(table, "pile_base")
    asked = np.where(np.isfinite(pile_base) | (kind == "piles"), pile_distance, 0.0)
    return _meetings(lines, table, kind, asked, np.fmin(base, pile_base))


def planted(twin: Twin, lines: Lines) -> Meetings | None:
    """Lines too near the heart of trees; None without trees."""
    table = twin.features.get("trees")
    if table is None or not len(table):
        return None
    return _meetings(lines, table, np.full(len(table), "tree"))


def _meetings(
    lines: Lines,
    table: gpd.GeoDataFrame,
    kind: npt.NDArray[np.str_],
    asked: Floats | None = None,
    base: Floats | None = None,
) -> Meetings:
    """Lines near things: those within what is asked [m], or what trees ask, and above their base [m NAP]."""
    shapes, sigma = table.geometry.to_numpy(), numeric(table, "sigma_xy", 0.0)
    trees = np.array([tree_distance(name) for name in lines.network.tolist()])
    widest = float(trees.max()) if asked is None else float(asked.max())
    reach = widest + lines.half_width + _DEVIATIONS * np.hypot(lines.sigma_xy, float(sigma.max()))
    number, thing = shapely.STRtree(shapes).query(lines.shapes, predicate="dwithin", distance=reach)
    start, end, owner = numeric(table, "start", -np.inf), numeric(table, "end", np.inf), words(table, "owner")
    keep = (lines.start[number] <= end[thing]) & (start[thing] <= lines.end[number])
    keep &= (owner[thing] != lines.owner[number]) | (owner[thing] == "")
    number, thing = number[keep], thing[keep]
    required = trees[number] if asked is None else asked[thing]
    beside = shapely.distance(lines.shapes[number], shapes[thing]) - lines.half_width[number]
    chance = chance_of_less(
        found=_signed(lines.shapes[number], shapes[thing], beside),
        required=required,
        sigma=np.hypot(lines.sigma_xy[number], sigma[thing]),
    )
    above, required_above = np.full(number.size, np.nan), np.full(number.size, np.nan)
    if base is not None:
        above, required_above[:] = base[thing] - _highest(lines, number, shapes[thing], required), BELOW.value
        spread = np.hypot(lines.sigma_z[number], numeric(table, "sigma_z", 0.0)[thing])
        chance = chance * chance_of_less(found=above, required=BELOW.value, sigma=spread)
    keep = np.flatnonzero(~(chance < POSSIBLE))
    status = words(table, "status")
    nearest = shapely.get_point(shapely.shortest_line(lines.shapes[number], shapes[thing]), 0)
    return Meetings(
        line=number[keep],
        other=words(table, "id")[thing[keep]],
        kind=np.asarray(kind, np.str_)[thing[keep]],
        planned=(lines.planned[number] | (status[thing] == "planned"))[keep],
        beside=np.maximum(beside, 0.0)[keep],
        required=required[keep],
        above=above[keep],
        required_above=required_above[keep],
        probability=chance[keep],
        place=shapely.get_coordinates(nearest[keep]),
    )


def _signed(line: npt.NDArray[Any], shapes: npt.NDArray[Any], beside: Floats) -> Floats:
    """Distance in plan; below 0 inside an outline: how far from it the middle of a part inside lies."""
    inside = shapely.intersection(line, shapes)
    within = (shapely.length(inside) > 0.0) & (shapely.get_dimensions(shapes) == 2)
    parts, of = shapely.get_parts(inside[within], return_index=True)
    one = shapely.get_dimensions(parts) == 1
    parts, of = parts[one], of[one]
    middle = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    deep = np.zeros(int(within.sum()))
    np.maximum.at(deep, of, shapely.distance(middle, shapely.boundary(shapes[within])[of]))
    signed = beside.copy()
    signed[within] = -deep
    return signed


def _highest(lines: Lines, number: Numbers, shapes: npt.NDArray[Any], asked: Floats) -> Floats:
    """Highest top of each line within what is asked of each shape [m NAP]; NaN where it is not known."""
    top = lines.segments[:, [2, 5]].max(axis=1)
    axes = lines.axes
    found = np.full(number.size, np.nan)
    for k in np.flatnonzero(lines.known[number]):
        rows = slice(lines.first[number[k]], lines.first[number[k] + 1])
        apart = shapely.distance(axes[rows], shapes[k])
        found[k] = top[rows][apart <= max(asked[k], apart.min())].max() + lines.half_height[number[k]]
    return found


@dataclass(frozen=True, slots=True)
class Search:
    """Lines to locate before works, k of them: number of the line, id of the work, and how near [m]."""

    line: Numbers
    work: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    distance: Floats
    length: Floats


def searched(twin: Twin, lines: Lines, distance: float) -> Search:
    """Lines that are there within a distance of planned excavations and planned lines (CROW 500).

    Parameters
    ----------
    twin
        With ``excavations``.
    lines
        Lines, those that are planned among them.
    distance
        Of the search area around the profile of the excavation [m].
    """
    shapes = [lines.shapes[lines.planned]]
    names, kinds = [lines.id[lines.planned]], [np.full(int(lines.planned.sum()), "trench", "<U32")]
    table = twin.features.get("excavations")
    if table is not None and len(table):
        new = words(table, "status") == "planned"
        shapes.append(table.geometry.to_numpy()[new])
        names.append(words(table, "id")[new])
        kinds.append(words(table, "kind")[new])
    work, name, kind = (np.concatenate(parts) for parts in (shapes, names, kinds))
    old = np.flatnonzero(~lines.planned)
    if not work.size or not old.size:
        return Search(np.empty(0, np.int64), np.empty(0, np.str_), np.empty(0, np.str_), *np.empty((2, 0)))
    tree = shapely.STRtree(lines.shapes[old])
    which, found = tree.query(work, predicate="dwithin", distance=distance)
    line = old[found]
    areas = shapely.buffer(work[which], distance)
    order = np.lexsort((line, which))
    return Search(
        line=line[order],
        work=name[which][order],
        kind=kind[which][order],
        distance=shapely.distance(work[which], lines.shapes[line])[order],
        length=shapely.length(shapely.intersection(areas, lines.shapes[line]))[order],
    )
