"""Cost of a metre of cable or pipe at every place and depth: soil, water, buildings, claims, archaeology."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from shapely import Point

from scenarios.kernels import conflict_layout as lay
from scenarios.kernels.least_cost_path import Stack
from scenarios.search.cells import Cells
from scenarios.search.judging import Judged, copies, judged
from scenarios.search.route_costs import penalties, works
from twin.claims import Claim
from twin.progress import Progress, part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.archaeology.bodies import Body
    from scenarios.subsurface.engine import Index
    from twin.state import Twin

__all__ = ["Laying", "levels_of", "plain_stack", "route_stack"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_DRILLED = (5.0, 8.0, 12.0, 16.0, 20.0, 30.0, 40.0)
_DEEPER = (2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Laying:
    """A line that is to be laid.

    Parameters
    ----------
    network
        Key of `twin.vocabulary.NETWORKS`.
    diameter
        Of the line [m].
    cover
        Usual cover of the network [m].
    width
        Of a trench [m].
    deepest
        Depth to which it may be drilled [m below ground].
    start
        Year in which it is laid.
    """

    network: str
    diameter: float
    cover: float
    width: float
    deepest: float
    start: float

    @property
    def function(self) -> str:
        """Its function below ground: cable or pipeline."""
        return "CAB" if self.network.startswith(("electricity", "data")) else "PIP"

    @property
    def trench_depth(self) -> float:
        """Depth below which it is drilled [m]: that of a usual trench, or its cover where that is more."""
        return max(works()["deepest_trench"], self.cover)


def levels_of(laying: Laying) -> Floats:
    """Depths at which a line may run [m below ground, to its top]: trenches, then drillings."""
    deeper = [depth for depth in _DEEPER if depth > laying.cover + 0.25]
    drilled = [depth for depth in _DRILLED if laying.trench_depth < depth <= laying.deepest]
    return np.array([laying.cover, *deeper, *drilled])


def plain_stack(twin: Twin, cells: Cells, laying: Laying) -> Stack:
    """Cost of laying a metre in every cell and level: by depth, soil, water and buildings alone."""
    depth, table = levels_of(laying), works()
    trench = depth <= laying.trench_depth
    base = np.where(
        trench,
        table["trench"] + table["deeper"] * (depth - laying.cover),
        table["drilling"] + table["deeper_drilling"] * (depth - table["deepest_trench"]),
    )
    cost = base[:, None, None] * _soil(twin, cells, depth)
    water = np.nan_to_num(cells.mean(_water(twin)))
    built = _buildings(twin, cells)
    wet = water >= table["water_share"]
    cost[trench] *= 1.0 + table["ditch"] * water + table["built"] * built
    cost[~trench] *= 1.0 + table["below_buildings"] * built
    cost = np.where(trench[:, None, None] & (wet | (built >= table["built_share"])), np.inf, cost)
    shallow = ~trench & (depth < table["least_under_water"])
    cost = np.where(shallow[:, None, None] & wet, np.inf, cost)
    cost[:, ~np.isfinite(cells.ground)] = np.inf
    change = np.where(trench[:-1] & ~trench[1:], table["entry"], 0.0)
    return Stack(np.ascontiguousarray(cost), depth, change, cells.grid.dx, cells.grid.dy)


def route_stack(
    plain: Stack, cells: Cells, laying: Laying, known: Index, bodies: Sequence[Body], progress: Progress
) -> Stack:
    """Add to the cost of laying what claims and archaeology make of it.

    Parameters
    ----------
    plain
        From `plain_stack`.
    cells
        Cells in which is searched.
    laying
        The line.
    known
        Claims that stand.
    bodies
        Archaeological bodies; the claims on archaeology do not count besides.
    progress
        Told how far it is.
    """
    trench = plain.depth <= laying.trench_depth
    cost = plain.cost + _claims(cells, laying, known, plain.depth, trench, part(progress, 0.0, 0.9))
    progress(0.9, "archaeology")
    cost += _archaeology(cells, laying, bodies, plain.depth, trench)
    return plain._replace(cost=cost)


def _water(twin: Twin) -> Floats:
    """Where there is water all year, 0 or 1; nowhere in a twin that does not tell."""
    if "permanent_water" not in twin.surface:
        return np.zeros(twin.grid.shape)
    return np.asarray(twin.surface["permanent_water"].values > 0, np.float64)


def _buildings(twin: Twin, cells: Cells) -> Floats:
    if "buildings" not in twin.features:
        return np.zeros(cells.grid.shape)
    return cells.share(twin.features["buildings"].geometry.dropna().tolist())


def _soil(twin: Twin, cells: Cells, depth: Floats) -> Floats:
    """Factor of the soil at every level and cell; 1 where the voxels do not tell."""
    factor = np.ones((depth.size, *cells.grid.shape))
    if twin.subsurface is None or "voxels" not in twin.subsurface:
        return factor
    from twin.grid import GridSpec

    voxels = twin.subsurface["voxels"].to_dataset()
    if "lithok" not in voxels:
        return factor
    grid, z = GridSpec.of(voxels), voxels["z"].values
    lithology = voxels["lithok"].values
    x, y = cells.places
    row, column = grid.index(x, y)
    inside = grid.contains(x, y) & np.isfinite(cells.ground)
    thick = float(z[1] - z[0]) if z.size > 1 else 1.0
    table = {int(key[5:]): value for key, value in works().items() if key.startswith("soil_")}
    of_class = np.ones(256)
    of_class[list(table)] = list(table.values())
    for k, deep in enumerate(depth):
        at = np.floor((cells.ground[inside] - deep - z[0]) / thick + 0.5).astype(np.int64)
        told = (at >= 0) & (at < z.size)
        found = lithology[np.clip(at, 0, z.size - 1), row[inside], column[inside]].astype(np.int64)
        factor[k][inside] = np.where(told, of_class[found % 256], 1.0)
    return factor


def _claims(
    cells: Cells, laying: Laying, known: Index, depth: Floats, trench: Flags, progress: Progress
) -> Floats:
    """Extra cost by the rules that a line meets, the sum over those of a cell; infinite where forbidden."""
    row, column = np.nonzero(np.isfinite(cells.ground))
    x, y, ground = cells.grid.x[column], cells.grid.y[row], cells.ground[row, column]
    extra = np.zeros((depth.size, *cells.grid.shape))
    digs = np.array([claim.function == "ARC" for claim in known.claims], np.bool_)
    # What is smaller than a cell is met wherever it lies in it.
    line = Claim(
        "route", "utility_lines", laying.function, Point(0.0, 0.0), 0.0, 0.0, laying.start,
        radius=0.5 * max(cells.grid.dx, cells.grid.dy), kind=laying.network, status="planned",
    )  # fmt: skip
    for k, deep in enumerate(depth):
        top = ground - deep
        candidates = copies(line, known, x=x, y=y, top=top, base=top - laying.diameter, ground=ground)
        found = judged(candidates, known, part(progress, k / depth.size, (k + 1) / depth.size))
        counts = (found.code != lay.SYNERGY) & ~digs[found.claim]
        np.add.at(extra[k], *_paid(found, counts, trench=bool(trench[k]), row=row, column=column))
        forbidden = found.candidate[counts & (found.code == lay.FORBIDDEN)]
        extra[k][_beside(cells, row[forbidden], column[forbidden])] = np.inf
    return extra


def _beside(cells: Cells, row: Ints, column: Ints) -> Flags:
    """Cells and those beside them: legs cut corners, and keep away from what is forbidden."""
    from scipy.ndimage import binary_dilation

    mask = np.zeros(cells.grid.shape, np.bool_)
    mask[row, column] = True
    return np.asarray(binary_dilation(mask, np.ones((3, 3), np.bool_)), np.bool_)


def _paid(
    found: Judged, counts: Flags, *, trench: bool, row: Ints, column: Ints
) -> tuple[tuple[Ints, Ints], Floats]:
    """Cells and what they pay: each rule once in a cell, at its worst, however many claims it is about."""
    prices = penalties()
    rule, code = found.rule[counts], found.code[counts]
    price = np.array([prices.get(number, prices[0])[0 if trench else 1] for number in rule.tolist()])
    price = np.where(code == lay.FORBIDDEN, np.inf, np.where(code == lay.UNKNOWN, 0.5 * price, price))
    pairs, of_pair = np.unique(np.column_stack([found.candidate[counts], rule]), axis=0, return_inverse=True)
    worst = np.zeros(len(pairs))
    np.maximum.at(worst, of_pair.ravel(), price)
    return (row[pairs[:, 0]], column[pairs[:, 0]]), worst


def _archaeology(
    cells: Cells, laying: Laying, bodies: Sequence[Body], depth: Floats, trench: Flags
) -> Floats:
    """Cost of research of what a metre of trench or bore takes; a protected site is not dug through."""
    extra = np.zeros((depth.size, *cells.grid.shape))
    for body in bodies:
        protected = body.known and body.worth.free_area == 0.0
        # Legs cut corners of cells: they keep half a cell away from a protected site.
        shape = body.shape.buffer(0.5 * cells.grid.dx) if protected else body.shape
        share = cells.share([shape]) if body.known else cells.inside(shape).astype(np.float64)
        here = (share > 0.0) & np.isfinite(cells.ground)
        top = np.minimum(
            body.top if math.isnan(body.top_depth) else cells.ground - body.top_depth, cells.ground
        )
        for k, deep in enumerate(depth):
            side = 0.5 * math.sqrt(math.pi) * laying.diameter
            floor = cells.ground - deep - (laying.diameter if trench[k] else side)
            roof = cells.ground if trench[k] else cells.ground - deep
            width = laying.width if trench[k] else side
            taken = np.clip(np.minimum(top, roof) - np.maximum(body.base, floor), 0.0, None)
            free = deep + laying.diameter <= body.worth.free_depth
            price = np.inf if protected else body.worth.research_cost * width
            hit = here & (taken > 0.0)
            if not free:
                extra[k][hit] += price * taken[hit] * (share[hit] if math.isfinite(price) else 1.0)
    return extra
