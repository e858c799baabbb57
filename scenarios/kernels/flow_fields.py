"""What the flow loops share: the fields of the padded grid, the constants of a step, and work rows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

__all__ = [
    "FIRST",
    "GRAVITY",
    "NO_CELL",
    "TILE",
    "WET",
    "Edge",
    "Fields",
    "Scratch",
    "Step",
    "any_water",
    "edge",
    "scratch",
]

GRAVITY = 9.81
"""m/s2, as `scenarios.physics.constants` has it; kernels import no physics."""
NO_CELL = 1 << 30
"""Level of bed and water, in counts, where there is no cell."""
TILE = 64
"""Cells in a tile of a row, the smallest part that is computed or left alone."""
WET, FIRST = 1, 2
"""Bits of the activity of a tile: some cell is wet, its first (whose west face is one of the tile before);
four higher: in the step before."""

Array = npt.NDArray[Any]


class Fields(NamedTuple):
    """State on the padded grid; `width` cells a row, `active` and `live` are (rows, tiles), the others flat.

    `surface`, `bed` int32 counts; `flow_x`, `flow_y` float32 m2/s on the east and south side; `friction`
    float32 g n^2; `active` uint8 bits; `live` uint8 number of cells.
    """

    surface: Array
    bed: Array
    flow_x: Array
    flow_y: Array
    friction: Array
    active: Array
    live: Array
    width: int


class Step(NamedTuple):
    """Constants of a step; `pull`, `drag` and `wave` are those of equation 11 for lengths in counts.

    `unit` is metres a count, `dry` the depth in counts below which no water passes, `always` whether dry
    tiles are computed too.
    """

    dt: np.float32
    dx: np.float32
    dy: np.float32
    unit: np.float32
    dry: np.int32
    pull: np.float32
    drag: np.float32
    wave: np.float32
    capped: bool
    always: bool


class Scratch(NamedTuple):
    """Work rows of one band.

    `moved` int32 counts through the east faces of a row (from place 1 on) and, a third and two thirds on,
    through the faces north and south of it; `marks` uint8 (4, tiles + 2), with an unmarked tile at both ends.
    """

    moved: Array
    marks: Array


class Edge(NamedTuple):
    """Where two bands meet: int32 counts through its faces, and what the bands on both sides made of them."""

    moved: Array
    above: Array
    below: Array
    marks: Array


def scratch(width: int) -> Scratch:
    """Make the work rows for a band of rows of this width."""
    return Scratch(np.zeros(3 * (width + TILE), np.int32), np.zeros((4, width // TILE + 2), np.uint8))


def edge(width: int) -> Edge:
    """Make the work rows for an edge of this width."""
    rows = np.zeros((3, width), np.int32)
    return Edge(rows[0], rows[1], rows[2], np.zeros(width // TILE + 2, np.uint8))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def any_water(surface: Array, bed: Array) -> bool:
    """Whether there is water in a stretch of cells: one comparison a cell, without a branch."""
    water = np.int32(0)
    for k in range(surface.shape[0]):
        water |= np.int32(surface[k] > bed[k])
    return bool(water != 0)
