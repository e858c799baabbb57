"""The tree of tiles: boxes that hold their children, errors that shrink, files with gzip twins."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from terrain.exporters.glb import Pose, Primitive, write_glb
from terrain.exporters.meshopt import can_pack, packed
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement

__all__ = [
    "Node",
    "Place",
    "parent",
    "root_tileset",
    "tileset",
    "transform",
    "write_content",
    "write_tile",
    "write_tree",
    "write_twinned",
]

Floats = npt.NDArray[np.float64]
Refine = Literal["ADD", "REPLACE"]
Place = tuple[int, int, int]
COMPRESSION = 4
PACKED = "meshopt"
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
    place
        Level from the root, column from the west and row from the south among the squares of that level.
    children
        Finer tiles.
    """

    low: Floats
    high: Floats
    error: float
    refine: Refine
    uri: str | None = None
    place: Place = (0, 0, 0)
    children: list[Node] = field(default_factory=list)

    @property
    def box(self) -> list[float]:
        """Its box as tilesets write it: the centre and half of each axis."""
        centre, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        return [*centre.tolist(), half[0], 0.0, 0.0, 0.0, half[1], 0.0, 0.0, 0.0, half[2]]

    def every(self) -> Iterator[Node]:
        """Walk through the tile and all below it."""
        yield self
        for child in self.children:
            yield from child.every()

    def describe(self, folder: str = "") -> dict[str, Any]:
        """Write the tile as tileset JSON, with contents from a folder."""
        described: dict[str, Any] = {
            "boundingVolume": {"box": self.box},
            "geometricError": self.error,
            "refine": self.refine,
        }
        if self.uri is not None:
            described["content"] = {"uri": folder + self.uri}
        if self.children:
            described["children"] = [child.describe(folder) for child in self.children]
        return described


def parent(children: Sequence[Node], error: float, refine: Refine, place: Place = (0, 0, 0)) -> Node:
    """Make an empty tile round others."""
    low = np.stack([child.low for child in children]).min(axis=0)
    high = np.stack([child.high for child in children]).max(axis=0)
    return Node(low, high, error, refine, place=place, children=list(children))


def tileset(root: Node, where: Placement, folder: str = "") -> dict[str, Any]:
    """Describe a tree of tiles as a tileset; the root carries the transform of the frame, if it has one.

    Parameters
    ----------
    root
        The coarsest tile.
    where
        Frame of the tileset.
    folder
        Folder of the contents, with a slash at its end.
    """
    return {
        "asset": {"version": "1.1", "extras": where.extras},
        "geometricError": max(2 * root.error, 1.0),
        "root": root.describe(folder) | transform(where),
    }


def root_tileset(roots: Mapping[str, Node], where: Placement, extras: dict[str, Any]) -> dict[str, Any]:
    """Describe the root tileset: one tile per layer, its box turned into the frame of the tileset.

    Parameters
    ----------
    roots
        Root of the tileset of each layer, by the name of its folder.
    where
        Frame of the tileset.
    extras
        What ``asset.extras`` says.
    """
    low = np.stack([root.low for root in roots.values()]).min(axis=0)
    high = np.stack([root.high for root in roots.values()]).max(axis=0)
    error = 2 * max(root.error for root in roots.values())
    children = [
        {
            "boundingVolume": {"box": _turned(root.low, root.high, where)},
            "geometricError": 1.5 * root.error or 1.0,
            "refine": "ADD",
            "content": {"uri": f"{name}/tileset.json"},
        }
        for name, root in roots.items()
    ]
    return {
        "asset": {"version": "1.1", "extras": extras},
        "geometricError": 2 * error,
        "root": {
            "boundingVolume": {"box": _turned(low, high, where)},
            "geometricError": error,
            "refine": "ADD",
            "children": children,
        },
    }


def _turned(low: Floats, high: Floats, where: Placement) -> list[float]:
    matrix = where.matrix
    centre = matrix[:3, :3] @ ((low + high) / 2) + matrix[:3, 3]
    half = np.diag((high - low) / 2) @ matrix[:3, :3].T
    return [*centre.tolist(), *half.ravel().tolist()]


def transform(where: Placement) -> dict[str, list[float]]:
    """Write the transform of the frame as a member of the root tile; nothing where it is the identity."""
    if np.array_equal(where.matrix, np.eye(4)):
        return {}
    return {"transform": where.matrix.T.ravel().tolist()}


def write_tree(root: Node, out: Path, where: Placement, **extras: Any) -> None:
    """Write a tree of tiles as ``tileset.json``, and as ``meshopt.json`` where its contents are packed too.

    Parameters
    ----------
    root
        The coarsest tile.
    out
        Folder of the contents.
    where
        Frame of the tileset.
    **extras
        More to say in ``asset.extras``.
    """
    folders = {"tileset.json": ""} | ({"meshopt.json": f"{PACKED}/"} if _packs(where) else {})
    for name, folder in folders.items():
        document = tileset(root, where, folder)
        document["asset"]["extras"] = where.extras | extras
        write_twinned(out / name, document)


def write_content(
    out: Path, uri: str, primitives: Sequence[Primitive], table: PropertyTable, where: Placement
) -> tuple[Floats, Floats]:
    """Write the content of a tile; its node says where it stands in the axes of the root tile.

    Parameters
    ----------
    out, uri
        Folder of the tileset, and the GLB to write in it.
    primitives
        Positions in the axes of the root tile [m].
    table
        Attributes of the features.
    where
        Frame of the tileset.

    Returns
    -------
    tuple
        ``low, high`` of the tile in the axes of the root tile.
    """
    low = np.min([primitive.positions.min(axis=0) for primitive in primitives], axis=0)
    high = np.max([primitive.positions.max(axis=0) for primitive in primitives], axis=0)
    origin = where.shift(low, high)
    shifted = [
        Primitive(p.positions - origin, p.triangles, p.features, p.material, p.normals) for p in primitives
    ]
    write_tile(out, uri, write_glb(shifted, table, pose=Pose(origin)), where)
    return low - MARGIN, high + MARGIN


def write_tile(out: Path, uri: str, glb: bytes, where: Placement) -> None:
    """Write a GLB, and the same packed in the folder ``meshopt`` for other twins where that is possible."""
    write_twinned(out / uri, glb)
    if _packs(where):
        write_twinned(out / PACKED / uri, packed(glb))


def _packs(where: Placement) -> bool:
    return where.name == "ecef" and can_pack()


def write_twinned(path: Path, data: bytes | dict[str, Any]) -> None:
    """Write bytes or a JSON document, and the same compressed beside it, without a time in it."""
    if isinstance(data, dict):
        data = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, COMPRESSION, mtime=0))
