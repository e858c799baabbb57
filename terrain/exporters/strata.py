"""The units of the voxel model as surfaces: the faces between voxels of different units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from terrain.exporters.geometry import Mesh
from terrain.exporters.glb import Material
from terrain.exporters.layers import TILE, Layer, Part
from terrain.exporters.metadata import PropertyTable
from twin.grid import GridSpec
from twin.vocabulary import STRATIGRAPHY, Unit

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["strata"]

MISSING = -127
UNKNOWN = "#999999"
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]
Edges = tuple[Floats, Floats, Floats]
# Axis and side of the faces, and the axis along which equal ones are joined; axes are z, y, x.
_FACES = ((0, 1, 2), (0, -1, 2), (1, 1, 0), (1, -1, 0), (2, 1, 0), (2, -1, 0))


def strata(twin: Twin) -> Iterator[Layer]:
    """Give the surfaces of the units of a twin's voxels as one layer, if there are any.

    A face between two units is there once, as one of the older unit: whoever hides units from young to old
    peels the ground. Faces are joined in rows, but not over the edges of tiles: a long face would cut
    through the curved earth.
    """
    if twin.subsurface is None or "voxels" not in twin.subsurface.children:
        return
    dataset = twin.subsurface["voxels"].to_dataset()
    if "strat" not in dataset:
        return
    codes = dataset["strat"].transpose("z", "y", "x").values.astype(np.int16)
    units = sorted((int(code) for code in np.unique(codes) if code != MISSING), key=_order)
    grid, z = GridSpec.of(dataset), dataset["z"].values
    thickness = float(z[1] - z[0]) if len(z) > 1 else 0.5
    edges = _edges(grid, z, thickness)
    numbers = np.full(codes.shape, -1, np.int16)
    for number, code in enumerate(units):
        numbers[codes == code] = number
    sides = [_faces(numbers, edges[2], *kind) for kind in _FACES]
    owner, corners = (np.concatenate(found) for found in zip(*sides, strict=True))
    parts = [
        Part(_look(code), _surface(corners[owner == number], number, edges))
        for number, code in enumerate(units)
        if (owner == number).any()
    ]
    layer = Layer("voxels", _table(units), parts, split="triangle", detail=800.0)
    if not layer.empty:
        yield layer


def _edges(grid: GridSpec, z: Floats, thickness: float) -> Edges:
    """Levels, northings (southward) and eastings between the voxels."""
    rows, columns, layers = (np.arange(n + 1, dtype=np.float64) - 0.5 for n in (grid.ny, grid.nx, len(z)))
    return z[0] + thickness * layers, grid.y0 - grid.dy * rows, grid.x0 + grid.dx * columns


def _order(code: int) -> tuple[int, int]:
    return getattr(STRATIGRAPHY.get(code), "order", 0), code


def _look(code: int) -> Material:
    unit = STRATIGRAPHY.get(code)
    return Material(unit.key, unit.color) if unit else Material(str(code), UNKNOWN)


def _table(units: list[int]) -> PropertyTable:
    entries = [
        STRATIGRAPHY.get(code, Unit(code, str(code), str(code), str(code), UNKNOWN, 0)) for code in units
    ]
    columns = {
        "id": [entry.key for entry in entries],
        "code": units,
        "label_nl": [entry.label_nl for entry in entries],
        "label_en": [entry.label_en for entry in entries],
    }
    return PropertyTable.of("voxels", columns)


def _surface(corners: Integers, number: int, edges: Edges) -> Mesh:
    """Make a mesh of rectangles, with one vertex where corners of several coincide."""
    used, vertex = np.unique(corners, return_inverse=True)
    z, y, x = np.unravel_index(used, [len(edge) for edge in edges])
    positions = np.column_stack([edges[2][x], edges[1][y], edges[0][z]])
    quads = vertex.reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Mesh(positions, triangles, np.full(len(positions), number))


def _faces(numbers: Codes, eastings: Floats, axis: int, side: int, along: int) -> tuple[Codes, Integers]:
    """Make the faces on one side of all voxels that have a younger unit, or none, there.

    Parameters
    ----------
    numbers
        Number of the unit of every voxel (z, y, x), from young to old, -1 where there is none.
    eastings
        Eastings between the voxels [m].
    axis, side
        Axis across the faces, and 1 for its far side, -1 for its near one.
    along
        Axis along which equal faces are joined.

    Returns
    -------
    tuple
        Unit of every face, shape (n,), and the number of its corners in the lattice between the voxels,
        counter-clockwise seen from outside, shape (n, 4).
    """
    beyond = np.full_like(numbers, -1)
    near, far = [slice(None)] * 3, [slice(None)] * 3
    near[axis], far[axis] = slice(None, -1), slice(1, None)
    inner, outer = (near, far) if side > 0 else (far, near)
    beyond[tuple(inner)] = numbers[tuple(outer)]
    runs = np.moveaxis(np.where(numbers > beyond, numbers, -1), along, -1)
    starts, ends = np.ones(runs.shape, bool), np.ones(runs.shape, bool)
    starts[..., 1:] = runs[..., 1:] != runs[..., :-1]
    if along == 2:  # rows end where tiles do
        starts |= np.diff(np.floor(eastings[:-1] / TILE), prepend=-np.inf) != 0
    ends[..., :-1] = starts[..., 1:]
    first, last = np.nonzero(starts & (runs >= 0)), np.nonzero(ends & (runs >= 0))
    low = np.empty((3, len(first[0])), np.int64)
    low[[k for k in range(3) if k != along]], low[along] = first[:2], first[2]
    high = low + 1
    high[along] = last[2] + 1
    low[axis] = high[axis] = (high if side > 0 else low)[axis]
    return runs[first], _corners(low, high, axis, side, numbers.shape)


def _corners(low: Integers, high: Integers, axis: int, side: int, shape: tuple[int, ...]) -> Integers:
    """Go round rectangles between two corners each; y counts southward."""
    two = (axis + 2) % 3
    round_about = np.stack([low, low, high, high])
    round_about[1, two], round_about[3, two] = high[two], low[two]
    numbers = np.ravel_multi_index(tuple(round_about.swapaxes(0, 1)), tuple(n + 1 for n in shape)).T
    turned: Integers = numbers if side < 0 else numbers[:, ::-1]
    return turned
