"""The tree of tiles: boxes that hold their children, errors that shrink, files with gzip twins."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from terrain.exporters.glb import Primitive, write_glb
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement

__all__ = ["Node", "parent", "tileset", "write_content", "write_twinned"]

Floats = npt.NDArray[np.float64]
Refine = Literal["ADD", "REPLACE"]
COMPRESSION = 4
MARGIN = 0.01  # metres: rounding to float32 must not carry a vertex out of its box


@dataclass(slots=True)
class Node:
    """A tile.

    Parameters
    ----------
    low, high
        Corners of its box in the axes of the root tile [m], shape (3,); it holds the children's boxes.
    error
        Geometric error [m]: 0 where nothing finer follows.
    refine
        Whether children replace it or add to it.
    uri
        Its content, relative to the tileset.
    origin
        Origin of its vertices in the axes of the root tile [m].
    children
        Finer tiles.
    """

    low: Floats
    high: Floats
    error: float
    refine: Refine
    uri: str | None = None
    origin: Floats = field(default_factory=lambda: np.zeros(3))
    children: list[Node] = field(default_factory=list)

    def describe(self, above: Floats) -> dict[str, Any]:
        """Write the tile as tileset JSON, its transform relative to the origin ``above``."""
        described: dict[str, Any] = {
            "boundingVolume": {"box": _box(self.low - self.origin, self.high - self.origin)},
            "geometricError": self.error,
            "refine": self.refine,
        }
        step = self.origin - above
        if step.any():
            described["transform"] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, *step.tolist(), 1]
        if self.uri is not None:
            described["content"] = {"uri": self.uri}
        if self.children:
            described["children"] = [child.describe(self.origin) for child in self.children]
        return described


def parent(children: Sequence[Node], error: float, refine: Refine) -> Node:
    """Make an empty tile round others."""
    low = np.stack([child.low for child in children]).min(axis=0)
    high = np.stack([child.high for child in children]).max(axis=0)
    return Node(low, high, error, refine, children=list(children))


def tileset(root: Node, where: Placement) -> dict[str, Any]:
    """Describe a tree of tiles as a tileset; the root carries the transform of the frame, if it has one."""
    described = root.describe(np.zeros(3))
    matrix = where.matrix.copy()
    matrix[:3, 3] += matrix[:3, :3] @ root.origin
    if not np.array_equal(matrix, np.eye(4)):
        described["transform"] = matrix.T.ravel().tolist()
    return {
        "asset": {"version": "1.1", "extras": where.extras},
        "geometricError": max(2 * root.error, 1.0),
        "root": described,
    }


def _box(low: Floats, high: Floats) -> list[float]:
    centre, half = (low + high) / 2, (high - low) / 2
    return [*centre.tolist(), half[0], 0.0, 0.0, 0.0, half[1], 0.0, 0.0, 0.0, half[2]]


def write_content(
    path: Path, primitives: Sequence[Primitive], table: PropertyTable, where: Placement
) -> tuple[Floats, Floats, Floats]:
    """Write the content of a tile.

    Parameters
    ----------
    path
        The GLB to write; its gzip twin is written beside it.
    primitives
        Positions in the axes of the root tile [m].
    table
        Attributes of the features.
    where
        Frame of the tileset.

    Returns
    -------
    tuple
        ``low, high, origin`` of the tile in the axes of the root tile.
    """
    low = np.min([primitive.positions.min(axis=0) for primitive in primitives], axis=0)
    high = np.max([primitive.positions.max(axis=0) for primitive in primitives], axis=0)
    origin = where.shift(low, high)
    shifted = [
        Primitive(p.positions - origin, p.triangles, p.features, p.material, p.normals) for p in primitives
    ]
    write_twinned(path, write_glb(shifted, table))
    return low - MARGIN, high + MARGIN, origin


def write_twinned(path: Path, data: bytes | dict[str, Any]) -> None:
    """Write bytes or a JSON document, and the same compressed beside it, without a time in it."""
    if isinstance(data, dict):
        data = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, COMPRESSION, mtime=0))
