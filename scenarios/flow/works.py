"""Structures of a twin as links of the model: pumping stations, culverts and weirs between nearby water."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.links import Culvert, Links, Pump, Weir
from scenarios.flow.outside import Walls, parts
from scenarios.flow.structures import Cell

if TYPE_CHECKING:
    from scenarios.flow.barriers import Barriers
    from scenarios.flow.parameters import FloodParameters
    from twin.state import Twin

__all__ = ["links_of"]

Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

_REACH = {"pumping-station": 150.0, "culvert": 60.0, "weir": 80.0}
"""How far from a structure its water is looked for [m] [unverified]."""
CULVERT_SIZE, CULVERT_LENGTH, CULVERT_BELOW = 1.0, 20.0, 0.5
"""Diameter, length, depth of the invert below the lower water [m], where a twin tells none [unverified]."""
WEIR_WIDTH = 2.0
"""Width of a weir [m], where a twin does not tell [unverified]."""
PUMP_BAND, PUMP_FLOOR = 0.05, 0.2
"""Rise above the target level at which a pump starts, and of its floor above the ground [m] [unverified]."""


def links_of(
    twin: Twin, barriers: Barriers, bed: Field, water: Mask, parameters: FloodParameters
) -> tuple[Links | None, str]:
    """Links for the structures that the twin has.

    Parameters
    ----------
    twin
        Twin; ``structures`` with ``kind``, and ``capacity``, ``sill_level``, ``width`` where known.
    barriers
        Crests of the model.
    bed
        Ground of the model [m NAP], NaN where no cell is.
    water
        Cells of water all year, outside water too.
    parameters
        What the pumps do.

    Returns
    -------
    tuple
        The links (None without any), and what was made of the structures, in words.
    """
    if "structures" not in twin.features or not len(twin.features["structures"]):
        return None, "no structures in this twin"
    pumps: list[Pump] = []
    culverts: list[Culvert] = []
    weirs: list[Weir] = []
    passed: Counter[str] = Counter()
    for _, row in twin.features["structures"].iterrows():
        kind = str(row.get("kind"))
        place = _Place.of(twin, barriers, bed, water, row.geometry, _REACH.get(kind, 0.0))
        if kind == "pumping-station" and parameters.pumps != "off" and _number(row, "capacity") > 0:
            pumps += place.pump(twin, row, parameters)
        elif kind == "culvert" and (ends := place.ends_of_water()) is not None:
            culverts.append(_culvert(bed, ends, row))
        elif kind == "weir" and (ends := place.ends_of_water()) is not None:
            weirs.append(_weir(bed, ends, row))
        else:
            passed[kind] += 1
    told = f"{len(pumps)} pumping stations; {len(culverts)} culverts of {CULVERT_SIZE:g} m [unverified]; "
    told += f"{len(weirs)} weirs of {WEIR_WIDTH:g} m [unverified] where no width is known"
    if passed:
        told += "; closed or without effect: " + ", ".join(
            f"{n} {kind}" for kind, n in sorted(passed.items())
        )
    links = Links(pumps=tuple(pumps), culverts=tuple(culverts), weirs=tuple(weirs))
    return (links if len(links) else None), told


def _number(row: Any, column: str, default: float = float("nan")) -> float:
    value = row.get(column)
    number = float(value) if value is not None else float("nan")
    return number if np.isfinite(number) else default


@dataclass(frozen=True, slots=True)
class _Place:
    """Surroundings of a structure: water cells near first, and on which side of the dikes they lie."""

    here: Cell
    cells: Integers
    away: npt.NDArray[np.float64]
    side: Integers
    body: Integers
    bed: Field

    @classmethod
    def of(cls, twin: Twin, barriers: Barriers, bed: Field, water: Mask, shape: Any, reach: float) -> _Place:
        grid, at = twin.grid, shape.centroid
        row, col = (int(k) for k in grid.index(at.x, at.y))
        rows, cols = int(np.ceil(reach / grid.dy)), int(np.ceil(reach / grid.dx))
        top, left = max(row - rows, 0), max(col - cols, 0)
        window = np.s_[top : max(row + rows + 1, 0), left : max(col + cols + 1, 0)]
        wet = water[window]
        walls = _walls_in(barriers.walls, window, wet.shape)
        side, body = parts(np.isfinite(bed[window]) | wet, walls), parts(wet, walls)
        r, c = np.nonzero(wet)
        away = np.hypot((c + left - col) * grid.dx, (r + top - row) * grid.dy)
        order = np.argsort(away, kind="stable")
        order = order[away[order] <= reach]
        cells = np.column_stack([r + top, c + left])[order]
        return cls((row, col), cells, away[order], side[r, c][order], body[r, c][order], bed)

    def ends_of_water(self) -> tuple[Cell, Cell] | None:
        """Nearest water, and the nearest that does not hang together with it; None when there are not two."""
        inside = np.isfinite(self.bed[self.cells[:, 0], self.cells[:, 1]])
        cells, body = self.cells[inside], self.body[inside]
        other = np.flatnonzero(body != body[0]) if body.size else body
        return (_cell(cells[0]), _cell(cells[other[0]])) if other.size else None

    def pump(self, twin: Twin, row: Any, parameters: FloodParameters) -> list[Pump]:
        """Between the nearest water on two sides of a dike, from the lower to the higher.

        A station that stands in water itself, or sees no higher water, pumps out of the model.
        """
        ground = self.bed[self.cells[:, 0], self.cells[:, 1]]
        known = np.flatnonzero(np.isfinite(ground))
        if not known.size:
            return []
        low, other = int(known[0]), np.flatnonzero(self.side != self.side[known[0]])
        target = None
        if other.size and self.away[0] > 0:
            low, high = sorted((low, int(other[0])), key=lambda k: np.nan_to_num(ground[k], nan=np.inf))
            if np.isfinite(ground[high]) and ground[high] > ground[low]:
                target = _cell(self.cells[high])
        source = _cell(self.cells[low])
        stop = float(ground[low])
        inside = 0 <= self.here[0] < twin.grid.ny and 0 <= self.here[1] < twin.grid.nx
        own = float(self.bed[self.here]) if inside else float("nan")
        floor = max(own if np.isfinite(own) else stop, stop) + PUMP_FLOOR
        failure = None
        if parameters.pumps_off_from is not None or parameters.pumps_off_to is not None:
            start, until = parameters.pumps_off_from or 0.0, parameters.pumps_off_to
            if until is None:
                until = max(parameters.hours, start) + 1.0
            failure = (start * 3600.0, until * 3600.0)
        return [
            Pump(
                source,
                target,
                _number(row, "capacity"),
                start_level=stop + PUMP_BAND,
                stop_level=stop,
                failure=failure,
                drowns_at=floor if parameters.pumps == "off-when-flooded" else float("inf"),
            )
        ]


def _cell(pair: Integers) -> Cell:
    return int(pair[0]), int(pair[1])


def _walls_in(walls: Walls, window: tuple[slice, slice], shape: tuple[int, int]) -> Walls:
    """Faces with a crest between the cells of a window of that shape."""
    rows, cols = window
    across = walls[0][rows, cols.start : cols.start + max(shape[1] - 1, 0)]
    return across, walls[1][rows.start : rows.start + max(shape[0] - 1, 0), cols]


def _culvert(bed: Field, ends: tuple[Cell, Cell], row: Any) -> Culvert:
    first, second = ends
    invert = min(float(bed[first]), float(bed[second])) - CULVERT_BELOW
    return Culvert(
        first,
        second,
        _number(row, "sill_level", invert),
        CULVERT_LENGTH,
        diameter=_number(row, "width", CULVERT_SIZE),
    )


def _weir(bed: Field, ends: tuple[Cell, Cell], row: Any) -> Weir:
    first, second = ends
    crest = max(float(bed[first]), float(bed[second]))
    return Weir(first, second, _number(row, "sill_level", crest), _number(row, "width", WEIR_WIDTH))
