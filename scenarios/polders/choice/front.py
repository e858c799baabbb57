"""All best compromises of two objectives: the front of what areas can reach together.

Areas add up, so the points that can be reached are the Minkowski sum of the points of the areas. A point
that is beaten within its area is beaten in every sum, so areas are added one after the other and beaten
points are thrown away each time (Nemhauser and Ullmann 1969, for knapsacks). That is exact. When more points
are left than wanted, points go that another one replaces to within a tolerance (Warburton 1987); the
tolerances of all areas add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_POINTS", "Front", "front", "reach", "thinned"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

MOST_POINTS = 4_000
"""Points up to which a front is exact."""
_ROUNDING = 1e-12
"""Of the reach of an objective: what sums of float64 in another order differ by at most."""
_FIRST_TOLERANCE = 1.0 / 65_536.0
"""Of the span of an objective, when points must go; doubled until it does."""


@dataclass(frozen=True, slots=True)
class Front:
    """Choices of which none is better than another in both objectives; lower is better.

    Parameters
    ----------
    values
        Sums over areas, (n, 2), the first rising and the second falling.
    options
        Number of the option of each area, (n, areas).
    tolerance
        No choice is better than some point by more than this, (2,); 0 where the front is exact.
    """

    values: Floats
    options: Indices
    tolerance: Floats

    @property
    def exact(self) -> bool:
        """Whether every point that is not beaten is there."""
        return not self.tolerance.any()


def reach(costs: Floats, allowed: Flags) -> float:
    """Worst less best of an objective, over all choices.

    Parameters
    ----------
    costs
        What areas bring with each option, (areas, options).
    allowed
        Options that an area may have, (areas, options), at least one for each.
    """
    worst, least = np.where(allowed, costs, -np.inf).max(axis=1), np.where(allowed, costs, np.inf).min(axis=1)
    return float((worst - least).sum())


def front(first: Floats, second: Floats, allowed: Flags, *, most: int = MOST_POINTS) -> Front:
    """Find the best compromises of two objectives.

    Parameters
    ----------
    first, second
        What areas bring with each option, (areas, options), finite; lower is better.
    allowed
        Options that an area may have, (areas, options), at least one for each.
    most
        Points up to which it is exact, > 1.

    Returns
    -------
    Front
        Of choices with equal values the first option of the last areas is kept.
    """
    unit = _ROUNDING * np.array([reach(one, allowed) or 1.0 for one in (first, second)])
    values = np.zeros((1, 2))
    parents: list[tuple[Indices, Indices]] = []
    tolerance = np.zeros(2)
    for one, two, may in zip(first, second, allowed, strict=True):
        numbers = np.flatnonzero(may)
        own = np.stack([one[numbers], two[numbers]], axis=1)
        kept = _unbeaten(own, unit)
        numbers, own = numbers[kept], own[kept]
        sums = (values[:, None, :] + own[None, :, :]).reshape(-1, 2)
        kept = _unbeaten(sums, unit)
        if kept.size > most:
            kept, more = _fewer(sums, kept, most)
            tolerance = tolerance + more
        values = sums[kept]
        parents.append((kept // numbers.size, numbers[kept % numbers.size]))
    return Front(values, _traced(parents, len(values)), tolerance)


def thinned(found: Front, most: int) -> Front:
    """Front with fewer points, for drawing; its tolerance grows by what that leaves out.

    Parameters
    ----------
    found
        A front.
    most
        Largest number of points, > 1.
    """
    if len(found.values) <= most:
        return found
    kept, more = _fewer(found.values, np.arange(len(found.values)), most)
    return Front(found.values[kept], found.options[kept], found.tolerance + more)


def _unbeaten(points: Floats, unit: Floats) -> Indices:
    """Points that no other is at least as good as in both, by the first; of equal points the first.

    Values are told apart in whole units, so that sums in another order are equal.
    """
    steps = np.rint(points / unit)
    order = np.lexsort((steps[:, 1], steps[:, 0]))
    second = steps[order, 1]
    best = np.concatenate([[np.inf], np.minimum.accumulate(second)[:-1]])
    return np.asarray(order[second < best], dtype=np.intp)


def _fewer(points: Floats, kept: Indices, most: int) -> tuple[Indices, Floats]:
    """Points of which each that goes is replaced to within a tolerance, and that tolerance, (2,)."""
    chosen = points[kept]
    share = _FIRST_TOLERANCE
    while True:
        tolerance = share * (chosen.max(axis=0) - chosen.min(axis=0))
        places = _cover(chosen, tolerance, most)
        if places is not None:
            return kept[places], tolerance
        share *= 2.0


def _cover(points: Floats, tolerance: Floats, most: int) -> Indices | None:
    """Points, both ends among them, such that each has one that is worse by at most a tolerance.

    None when more than ``most`` are needed.
    """
    first, falling = points[:, 0], -points[:, 1]
    # the furthest point that still stands for each, and the first after it that it does not stand for
    stands = np.searchsorted(first, first + tolerance[0], side="right") - 1
    after = np.searchsorted(falling, falling[stands] + tolerance[1], side="right").tolist()
    at, last = 1, len(points) - 1
    begun: list[int] = []
    while at <= last and len(begun) < most:
        begun.append(at)
        at = after[at]
    places = [0, *stands[begun].tolist(), last]
    found = np.unique(np.array(places, dtype=np.intp))
    return found if at > last and found.size <= most else None


def _traced(parents: Sequence[tuple[Indices, Indices]], count: int) -> Indices:
    """Option of every area of each point, back from the last area."""
    options = np.empty((count, len(parents)), dtype=np.intp)
    place = np.arange(count)
    for area in range(len(parents) - 1, -1, -1):
        parent, option = parents[area]
        options[:, area] = option[place]
        place = parent[place]
    return options
