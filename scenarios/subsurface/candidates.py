"""Broad phase: pairs whose footprints come within the largest distance that a rule can ask of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.kernels import conflict_layout as kernel
from scenarios.kernels.conflict_layout import Bodies
from scenarios.subsurface.applied import Applied
from scenarios.subsurface.rules import NAMES

__all__ = ["Forest", "between", "forest", "near", "ruled"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pairs = tuple[Ints, Ints]

_SLACK = 0.01  # m: rounding of boxes


@dataclass(frozen=True)
class Forest:
    """Bodies with a tree of the boxes of each function.

    Parameters
    ----------
    bodies
        The bodies.
    members
        Numbers of the bodies of each function.
    trees
        Tree of each function; None where it has no bodies.
    radius
        Radius that each can reach by the horizon [m].
    ceiling
        Highest that the ground may lie [m NAP].
    """

    bodies: Bodies
    members: tuple[Ints, ...]
    trees: tuple[shapely.STRtree | None, ...]
    radius: Floats
    ceiling: float


def forest(bodies: Bodies, horizon: float) -> Forest:
    """Plant the trees."""
    values = bodies.values
    boxes: Any = shapely.box(*bodies.boxes.T)
    members = tuple(np.flatnonzero(bodies.function == number) for number in range(len(NAMES)))
    trees = tuple(shapely.STRtree(boxes[rows]) if len(rows) else None for rows in members)
    start = values[:, kernel.START]
    last = np.maximum(np.minimum(values[:, kernel.END], horizon), start)
    years = np.where(np.isfinite(start), last - np.where(np.isfinite(start), start, 0.0), kernel.LIFE)
    growth = np.where(
        values[:, kernel.GROWTH] > 0.0, values[:, kernel.GROWTH] * np.sqrt(years * kernel.YEAR), 0.0
    )
    growth = np.where(np.isnan(values[:, kernel.GROWTH]), values[:, kernel.WIDEST], growth)
    levels = values[:, [kernel.GROUND, kernel.TOP]]
    known = levels[np.isfinite(levels)]
    ceiling = float(known.max()) if known.size else 0.0
    if np.any(np.isnan(levels[:, 0]) & (levels[:, 1] == np.inf)):
        ceiling = max(ceiling, kernel.HIGHEST)
    return Forest(bodies, members, trees, values[:, kernel.RADIUS] + growth, ceiling)


def ruled(few: Forest, wood: Forest, applied: Applied) -> list[tuple[int, int]]:
    """Pairs of functions that have bodies and a rule, once each where the forests are one."""
    return [
        (one, two)
        for one in range(len(NAMES))
        for two in range(one if few is wood else 0, len(NAMES))
        if applied.arrays.table[one, two] >= 0 and len(few.members[one]) and len(wood.members[two])
    ]


def near(few: Forest, wood: Forest, functions: tuple[int, int], applied: Applied, *, sure: bool) -> Pairs:
    """Pairs of a body of one forest with one of another, of two functions that a rule is about.

    Parameters
    ----------
    few, wood, applied
        Bodies, and rules that ask distances of them; each pair comes once where the forests are one.
    functions
        Numbers of two functions, of those that `ruled` gives.
    sure
        Whether only pairs as drawn count; else their uncertainty widens the search.
    """
    one, two = functions
    rule = int(applied.arrays.table[one, two])
    # The smaller group asks the tree of the larger.
    if len(few.members[one]) > len(wood.members[two]):
        columns, rows = _ask(wood, two, few, one, rule, applied, sure=sure)
    else:
        rows, columns = _ask(few, one, wood, two, rule, applied, sure=sure)
    if few is wood and one == two:
        once = rows < columns
        rows, columns = rows[once], columns[once]
    return rows, columns


def between(few: Forest, wood: Forest, applied: Applied, *, sure: bool) -> list[Pairs]:
    """Pairs of a body of one forest with one of another."""
    pairs = [near(few, wood, functions, applied, sure=sure) for functions in ruled(few, wood, applied)]
    return [pair for pair in pairs if len(pair[0])]


def _ask(few: Forest, one: int, wood: Forest, two: int, rule: int, applied: Applied, *, sure: bool) -> Pairs:
    asking, answering, tree = few.members[one], wood.members[two], wood.trees[two]
    assert tree is not None
    alike = int(applied.arrays.numbers[rule, kernel.ALIKE])
    needs = [_need(few, one, wood, two, row, applied, sure=sure) for row in (rule, alike) if row >= 0]
    need = np.max(needs, axis=0)[:, None] + _SLACK
    boxes = few.bodies.boxes[asking] + need * np.array([-1.0, -1.0, 1.0, 1.0])
    hits = tree.query(shapely.box(*boxes.T))
    return asking[hits[0]], answering[hits[1]]


def _need(
    few: Forest, one: int, wood: Forest, two: int, rule: int, applied: Applied, *, sure: bool
) -> Floats:
    """Largest distance that a rule can ask between each body of a function and any of another [m]."""
    record, arrays = applied.records[rule], applied.arrays
    mine, theirs = few.bodies.values[few.members[one]], wood.bodies.values[wood.members[two]]
    radius, widest = few.radius[few.members[one]], wood.radius[wood.members[two]].max()
    ceiling = max(few.ceiling, wood.ceiling)
    depth = height = reach = np.zeros(len(mine))
    for values, function in ((mine, one), (theirs, two)):
        if arrays.subject[rule, function]:
            top = values[:, kernel.TOP]
            below = np.where(top < np.inf, ceiling - top, kernel.DEEPEST)
            depth = np.maximum(depth, _largest(below, values is mine))
            tall = values[:, kernel.TOP] - values[:, kernel.BASE]
            tall = np.where(np.isfinite(tall), tall, kernel.TALLEST)
            height = np.maximum(height, _largest(tall, values is mine))
            told = values[:, int(arrays.numbers[rule, kernel.INFLUENCE])]
            reach = np.maximum(reach, _largest(told, values is mine))
    variables: dict[str, Any] = {
        "r_sum": radius + widest,
        "r_max": np.maximum(radius, widest),
        "r_min": np.minimum(radius, widest),
        "depth": depth,
        "height": height,
        "kind": arrays.kinds[rule].max(),
    }
    need = np.broadcast_to(record.distance.of(variables), radius.shape)
    if record.search is not None:
        need = np.maximum(np.maximum(need, record.search.of(variables)), reach)
    if not sure:
        need = need + kernel.NEAR * np.hypot(_deviation(mine), _deviation(theirs).max())
    return np.nan_to_num(need, nan=0.0)


def _deviation(values: Floats) -> Floats:
    """Largest deviation of each body, a bore's at its base [m]."""
    tall = values[:, kernel.TOP] - values[:, kernel.BASE]
    tilted = values[:, kernel.TILT] > 0.0
    aside = np.where(tilted, values[:, kernel.TILT] * np.where(tilted & np.isfinite(tall), tall, 0.0), 0.0)
    return np.maximum(values[:, kernel.SIGMA_XY] + aside, values[:, kernel.SIGMA_Z])


def _largest(values: Floats, each: bool) -> Any:
    """Each value or the largest of all, those that are unknown or without limit as 0."""
    known = np.where(np.isfinite(values), values, 0.0)
    return known if each else known.max(initial=0.0)
