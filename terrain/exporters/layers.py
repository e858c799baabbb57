"""A layer of the scene: bodies with their looks and the attributes of the features they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from terrain.exporters.geometry import Mesh
from terrain.exporters.glb import Material, Primitive
from terrain.exporters.implicit import write_implicit
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement
from terrain.exporters.tree import Node, Place, parent, write_content, write_tree

__all__ = ["Layer", "Part", "write_layer"]

TILE = 1000.0  # metres along the side of a tile
CONTENT = "{level}_{x}_{y}.glb"
IMPLICIT = frozenset({"buildings"})  # layers of many tiles, which are offered with implicit tiling too
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Bodies that look the same.

    Parameters
    ----------
    material
        How they look.
    mesh
        Bodies in RD + NAP, each vertex with the row of its feature.
    """

    material: Material
    mesh: Mesh


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the scene.

    Parameters
    ----------
    name
        Its name in addresses: kebab case.
    table
        Attributes of the features.
    parts
        The bodies.
    split
        Whether a tile takes whole features (``"feature"``, for compact ones) or the triangles inside it
        (``"triangle"``, for long lines).
    detail
        Geometric error of a 2 km tile without this layer [m]: with 16 pixels allowed on a screen 900 pixels
        high, the layer appears within some 50 times this distance.
    """

    name: str
    table: PropertyTable
    parts: Sequence[Part]
    split: Literal["feature", "triangle"] = "feature"
    detail: float = 400.0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(len(part.mesh.triangles) for part in self.parts)


def write_layer(layer: Layer, out: Path, where: Placement) -> Node:
    """Write a layer as a tileset with one GLB per square kilometre and return its root.

    Parameters
    ----------
    layer
        A layer that is not empty.
    out
        Folder for ``tileset.json`` and the GLBs.
    where
        Frame of the tileset.
    """
    tiles = _tiles(layer, where)
    square = Square.round(list(tiles))
    leaves = [_leaf(layer, primitives, square.place(*at), out, where) for at, primitives in tiles.items()]
    root = _gather(leaves, layer.detail)
    write_tree(root, out, where)
    if layer.name in IMPLICIT:
        write_implicit(root, square.bounds, CONTENT, out, where)
    return root


@dataclass(frozen=True, slots=True)
class Square:
    """The square that a layer's tree of tiles divides by four, `levels` times down to tiles of 1 km."""

    column: int
    row: int
    levels: int

    @classmethod
    def round(cls, tiles: Sequence[tuple[int, int]]) -> Square:
        """Find the smallest one that holds the tiles, from the most south-western on."""
        low, high = np.min(tiles, axis=0), np.max(tiles, axis=0)
        steps = int((high - low).max())
        return cls(int(low[0]), int(low[1]), max(steps.bit_length(), 1))

    def place(self, column: int, row: int) -> Place:
        """Level, column and row of a tile in the tree."""
        return self.levels, column - self.column, row - self.row

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north [m]."""
        side = 1 << self.levels
        return (
            self.column * TILE, self.row * TILE, (self.column + side) * TILE, (self.row + side) * TILE
        )  # fmt: skip


def _tiles(layer: Layer, where: Placement) -> dict[tuple[int, int], list[Primitive]]:
    """Cut the parts of a layer into squares, from the south-west to the north-east."""
    tiles: dict[tuple[int, int], list[Primitive]] = {}
    parts = [part for part in layer.parts if len(part.mesh.triangles)]
    whole = _feature_squares([part.mesh for part in parts]) if layer.split == "feature" else None
    for part in parts:
        positions = where.local(part.mesh.positions)
        places = (
            _triangle_squares(part.mesh)
            if whole is None
            else whole[part.mesh.features[part.mesh.triangles[:, 0]]]
        )
        squares, owner = np.unique(places, axis=0, return_inverse=True)
        order = np.argsort(owner, kind="stable")
        pieces = np.split(part.mesh.triangles[order], np.cumsum(np.bincount(owner))[:-1])
        for square, piece in zip(squares.tolist(), pieces, strict=True):
            used, triangles = np.unique(piece, return_inverse=True)
            features = part.mesh.features[used]
            primitive = Primitive(positions[used], triangles.reshape(-1, 3), features, part.material)
            tiles.setdefault((square[0], square[1]), []).append(primitive)
    return {square: tiles[square] for square in sorted(tiles)}


def _triangle_squares(mesh: Mesh) -> Integers:
    """Kilometre square of every triangle, shape (m, 2)."""
    first, second, third = (mesh.positions[mesh.triangles[:, k], :2] for k in range(3))
    return np.floor((first + second + third) / (3 * TILE)).astype(np.int64)


def _feature_squares(meshes: Sequence[Mesh]) -> Integers:
    """Kilometre square of every feature, the same for all bodies it is drawn with, shape (k, 2)."""
    features = np.concatenate([mesh.features for mesh in meshes])
    positions = np.concatenate([mesh.positions[:, :2] for mesh in meshes])
    weight = np.maximum(np.bincount(features), 1)
    mean = np.column_stack([np.bincount(features, positions[:, k]) / weight for k in (0, 1)])
    return np.floor(mean / TILE).astype(np.int64)


def _leaf(layer: Layer, primitives: list[Primitive], place: Place, out: Path, where: Placement) -> Node:
    rows = np.unique(np.concatenate([primitive.rows for primitive in primitives]))
    renumbered = [
        Primitive(p.positions, p.triangles, np.searchsorted(rows, p.rows), p.material) for p in primitives
    ]
    uri = CONTENT.format(level=place[0], x=place[1], y=place[2])
    low, high = write_content(out, uri, renumbered, layer.table.take(rows), where)
    return Node(low, high, 0.0, "ADD", uri, place)


def _gather(leaves: Sequence[Node], detail: float) -> Node:
    """Gather squares by four until one tile holds all; every step doubles the error."""
    level, error = leaves, detail
    while True:
        groups: dict[Place, list[Node]] = {}
        for node in level:
            depth, column, row = node.place
            groups.setdefault((depth - 1, column // 2, row // 2), []).append(node)
        level = [parent(nodes, error, "ADD", place) for place, nodes in groups.items()]
        if level[0].place[0] == 0:
            return level[0]
        error *= 2
