"""Ground along dikes as polygons: from offsets at every place to strips without gaps, overlaps or slivers.

Every place owns the ground between the rays half-way to its neighbours, so that bends neither leave gaps nor
count ground twice along the line. Where a strip is wider than the bend it lies in, rays cross; what they
enclose is kept once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scenarios.dikes.model import Locations, Profiles

__all__ = ["pieces", "quads", "strip", "toes", "union", "whole"]

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]

SMALLEST_HOLE = 1.0
"""Holes below this area come from rounding, not from the shape of a dike [m2]."""
_JUMP = 1.5


@dataclass(frozen=True, slots=True)
class _Rays:
    """Start, middle and end of each place's stretch of line, and the unit vectors across it; (n, 3, 2)."""

    points: Floats
    across: Floats
    starts: npt.NDArray[np.bool_]
    """Whether a place does not run on from the one before it, (n,)."""

    def at(self, offset: Floats) -> Floats:
        """Points at an offset (n,) across the line, (n, 3, 2)."""
        return self.points + self.across * np.asarray(offset, np.float64)[:, None, None]


def _rays(locations: Locations) -> _Rays:
    """Cut a dike into stretches that meet half-way between places."""
    point = np.column_stack([locations.x, locations.y])
    across = np.column_stack([locations.inward_x, locations.inward_y])
    length = np.asarray(locations.length, np.float64)
    joined = _joined(locations, point, across)
    along = _along(point, across, joined)
    half = along * length[:, None] / 2
    before, after = point - half, point + half
    ray_before, ray_after = across.copy(), across.copy()
    first = np.flatnonzero(joined)
    second = first + 1
    ends = _closed(locations, point, across)
    first, second = np.concatenate([first, ends[1]]), np.concatenate([second, ends[0]])
    share = (length[first] / (length[first] + length[second]))[:, None]
    border = point[first] * (1 - share) + point[second] * share
    ray = across[first] * (1 - share) + across[second] * share
    ray /= np.hypot(*ray.T)[:, None]
    after[first], before[second] = border, border
    ray_after[first], ray_before[second] = ray, ray
    points = np.stack([before, point, after], axis=1)
    rays = np.stack([ray_before, across, ray_after], axis=1)
    return _Rays(points, rays, np.concatenate([[True], ~joined])[: len(point)])


def _joined(locations: Locations, point: Floats, across: Floats) -> npt.NDArray[np.bool_]:
    """Whether a place runs on into the next: same dike, no jump between parts of a line, same side."""
    if len(point) < 2:
        return np.zeros(max(len(point) - 1, 0), bool)
    step = np.hypot(*np.diff(point, axis=0).T)
    expected = (locations.length[:-1] + locations.length[1:]) / 2
    with np.errstate(invalid="ignore"):
        near = step <= _JUMP * expected
        same = (across[:-1] * across[1:]).sum(axis=1) > 0
    return np.asarray((np.diff(locations.dike) == 0) & near & same, bool)


def _closed(locations: Locations, point: Floats, across: Floats) -> npt.NDArray[np.int64]:
    """First and last place of every dike that runs round and on into itself, (2, k)."""
    number = np.flatnonzero(np.diff(locations.dike)) + 1
    first = np.concatenate([[0], number]).astype(np.int64)[: len(point)]
    last = np.concatenate([number, [len(point)]]).astype(np.int64)[: len(first)] - 1
    gap = np.hypot(*(point[first] - point[last]).T)
    expected = (locations.length[first] + locations.length[last]) / 2
    with np.errstate(invalid="ignore"):
        same = (across[first] * across[last]).sum(axis=1) > 0
        round_about = (last - first > 1) & (gap <= _JUMP * expected) & same
    return np.stack([first[round_about], last[round_about]])


def _along(point: Floats, across: Floats, joined: npt.NDArray[np.bool_]) -> Floats:
    """Unit vector along the dike at each place, in the direction of its chainage."""
    ahead = np.zeros_like(point)
    step = np.diff(point, axis=0)
    ahead[:-1][joined] += step[joined]
    ahead[1:][joined] += step[joined]
    along = np.column_stack([across[:, 1], -across[:, 0]])
    backward = (along * ahead).sum(axis=1) < 0
    return np.where(backward[:, None], -along, along)


def pieces(locations: Locations) -> Shapes:
    """Stretch of line that each place stands for.

    Parameters
    ----------
    locations
        Places along dikes, n of them.

    Returns
    -------
    ndarray
        LineStrings, shape (n,); None where a place has no side.
    """
    import shapely

    points = _rays(locations).points
    known = np.isfinite(points).all(axis=(1, 2))
    lines = np.full(len(points), None, dtype=object)
    lines[known] = shapely.linestrings(points[known])
    return lines


def toes(profiles: Profiles) -> tuple[Floats, Floats]:
    """Offsets of the outer and the inner toe of today's dikes.

    Parameters
    ----------
    profiles
        Profiles, n of them.

    Returns
    -------
    tuple of ndarray
        Outer (negative) and inner offset from the middle of the crest [m], shape (n,) each.
    """
    half = profiles.crest_width / 2
    outer = (
        half
        + (profiles.crest_level - profiles.outer_toe_level) * profiles.outer_slope
        + profiles.outer_berm_width
    )
    inner = (
        half
        + (profiles.crest_level - profiles.inner_toe_level) * profiles.inner_slope
        + profiles.inner_berm_width
    )
    return -outer, inner


def quads(locations: Locations, inner: npt.ArrayLike, outer: npt.ArrayLike) -> Shapes:
    """Ground between two offsets at each place.

    Parameters
    ----------
    locations
        Places along dikes, n of them.
    inner, outer
        Offsets across the line [m], shape (n,) or a number, positive inward; ``inner`` is the larger.

    Returns
    -------
    ndarray
        Polygons (of several parts where a bend is narrower than the strip), shape (n,); None where an offset
        is NaN or there is nothing between them. On a straight dike the area is width times length.

    Examples
    --------
    >>> import numpy as np
    >>> from scenarios.dikes.model import Locations
    >>> place = Locations(("d",), np.zeros(1, np.int32), *np.array([[5.0], [10.0], [0.0], [0.0]]),
    ...                   np.zeros(1), np.ones(1), ("",), np.zeros(1, np.int32))
    >>> float(quads(place, 30.0, 10.0)[0].area)
    200.0
    """
    edges = _edges(_rays(locations), inner, outer)
    found = np.full(len(locations.x), None, dtype=object)
    if edges.some.any():
        found[edges.some] = _rings(edges.of(edges.some))
    return found


@dataclass(frozen=True, slots=True)
class _Edges:
    """Both edges of a strip, three points at each place: (n, 3, 2).

    Where there is ground (n,), and where its rays cross, so that one edge runs back (n,).
    """

    outer: Floats
    inner: Floats
    some: npt.NDArray[np.bool_]
    folded: npt.NDArray[np.bool_]

    def of(self, chosen: npt.NDArray[Any]) -> Floats:
        """Rings round the ground of some places, (k, 7, 2)."""
        outer, inner = self.outer[chosen], self.inner[chosen][:, ::-1]
        return np.concatenate([outer, inner, outer[:, :1]], axis=1)

    def round(self, first: int, last: int) -> Floats:
        """Ring round the ground of the places from ``first`` up to ``last``."""
        outer, inner = self.outer[first:last].reshape(-1, 2), self.inner[first:last].reshape(-1, 2)
        ring = np.concatenate([outer, inner[::-1], outer[:1]])
        new = (np.diff(ring, axis=0) != 0).any(axis=1)
        return np.asarray(ring[np.concatenate([[True], new])])


def _edges(rays: _Rays, inner: npt.ArrayLike, outer: npt.ArrayLike) -> _Edges:
    count = len(rays.points)
    inner = np.broadcast_to(np.asarray(inner, np.float64), count)
    outer = np.broadcast_to(np.asarray(outer, np.float64), count)
    inside, outside = rays.at(inner), rays.at(outer)
    with np.errstate(invalid="ignore"):
        some = np.isfinite(inside + outside).all(axis=(1, 2)) & (inner > outer)
    steps = np.diff(inside, axis=1) * np.diff(outside, axis=1)
    return _Edges(outside, inside, some, np.asarray((steps.sum(axis=2) <= 0).any(axis=1)))


def _rings(rings: Floats) -> Shapes:
    """Polygons of rings, repaired where their rays cross."""
    import shapely

    shapes: Any = shapely.polygons(rings)
    crossed = ~shapely.is_valid(shapes)
    shapes[crossed] = _areas(shapely.make_valid(shapes[crossed]))
    return np.asarray(shapes, dtype=object)


def _areas(shapes: Shapes) -> Shapes:
    """Keep the areas of repaired shapes: lines and points have no ground."""
    import shapely

    kept = np.empty(len(shapes), dtype=object)
    for place, shape in enumerate(shapes):
        parts = shapely.get_parts(shapely.get_parts(shape))
        polygons = [part for part in parts if part.geom_type == "Polygon"]
        kept[place] = shapely.multipolygons(polygons) if polygons else None
    return kept


def strip(locations: Locations, inner: npt.ArrayLike, outer: npt.ArrayLike) -> Shapes:
    """Ground between two offsets along each dike.

    Parameters
    ----------
    locations
        Places along dikes, n of them.
    inner, outer
        Offsets as in `quads`.

    Returns
    -------
    ndarray
        One valid polygon (of several parts, where need be) per dike of ``locations.dikes``; None without
        ground.
    """
    joined = np.full(len(locations.dikes), None, dtype=object)
    runs = _runs(locations, inner, outer)
    for number in {number for number, _ in runs}:
        joined[number] = union(shape for mine, shape in runs if mine == number)
    return joined


def whole(locations: Locations, *strips: tuple[npt.ArrayLike, npt.ArrayLike]) -> Any:
    """Ground of several strips along all dikes as one polygon; None when there is none.

    Parameters
    ----------
    locations
        Places along dikes, n of them.
    strips
        Inner and outer offsets of each strip, as in `quads`.
    """
    return union(shape for inner, outer in strips for _, shape in _runs(locations, inner, outer))


def _runs(locations: Locations, inner: npt.ArrayLike, outer: npt.ArrayLike) -> list[tuple[int, Any]]:
    """Ground of places that run on, as few rings as cross no edges, each with its dike."""
    rays = _rays(locations)
    edges = _edges(rays, inner, outer)
    places = np.flatnonzero(edges.some)
    if not places.size:
        return []
    new = (rays.starts | ~np.roll(edges.some, 1))[places]
    found: list[tuple[int, Any]] = []
    for run in np.split(places, np.flatnonzero(new)[1:]):
        dike = int(locations.dike[run[0]])
        found += [(dike, shape) for shape in _pieces_of(edges, int(run[0]), int(run[-1]) + 1)]
    return found


def _pieces_of(edges: _Edges, first: int, last: int) -> list[Any]:
    """Rings round places that run on: one between two places whose rays cross, in halves where it must be."""
    folded = np.flatnonzero(edges.folded[first:last]) + first
    found: list[Any] = list(_rings(edges.of(folded))) if folded.size else []
    for start, stop in zip([first, *(folded + 1)], [*folded, last], strict=True):
        if stop > start:
            found += _halves(edges, int(start), int(stop))
    return found


def _halves(edges: _Edges, first: int, last: int) -> list[Any]:
    """One ring round places; the two halves of them where it crosses itself."""
    import shapely

    ring = shapely.Polygon(edges.round(first, last))
    if ring.is_valid:
        return [ring]
    if last - first == 1:
        return list(_rings(edges.of(np.array([first]))))
    middle = (first + last) // 2
    return _halves(edges, first, middle) + _halves(edges, middle, last)


def union(shapes: Iterable[Any]) -> Any:
    """Join polygons into one without slivers; None when there is no ground in them."""
    import shapely

    some = [shape for shape in shapes if shape is not None]
    if not some:
        return None
    joined = some[0] if len(some) == 1 else shapely.disjoint_subset_union_all(some)
    return _without_specks(joined)


def _without_specks(shape: Any) -> Any:
    """Close holes that rounding left, and drop parts as small."""
    import shapely

    parts = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon" or part.area < SMALLEST_HOLE:
            continue
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= SMALLEST_HOLE]
        parts.append(shapely.Polygon(part.exterior, holes))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
