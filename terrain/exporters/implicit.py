"""Implicit tiling: the same tiles as a tree that clients compute, with what exists in subtree files."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from terrain.exporters.placement import Placement
from terrain.exporters.tree import Node, transform, write_twinned

__all__ = ["subtree", "write_implicit"]

LEVELS = 7  # of tiles in one subtree file: 5461 of them
TILE_CLASS = {
    "box": {
        "type": "SCALAR",
        "componentType": "FLOAT64",
        "array": True,
        "count": 12,
        "semantic": "TILE_BOUNDING_BOX",
    },
    "error": {"type": "SCALAR", "componentType": "FLOAT64", "semantic": "TILE_GEOMETRIC_ERROR"},
}
Bounds = tuple[float, float, float, float]


def write_implicit(
    root: Node, square: Bounds, content: str, out: Path, where: Placement, levels: int = LEVELS
) -> None:
    """Write ``implicit.json`` and its subtree files; the contents are those of the explicit tree.

    A tile's box is its part of the square, in which the earth's curvature and what juts out over its edges
    do not count; so every tile also tells its own box and error as metadata, which go before the implied
    ones.

    Parameters
    ----------
    root
        The explicit tree; the places of its tiles say where they are in the implicit one.
    square
        West, south, east and north of the square that is divided by four [m, RD New].
    content
        Address of a tile's content, with ``{level}``, ``{x}`` and ``{y}``.
    out
        Folder of the tileset.
    where
        Frame of the tileset.
    levels
        Levels of tiles in one subtree file.
    """
    tiles = list(root.every())
    depth = 1 + max(tile.place[0] for tile in tiles)
    levels = min(levels, depth)
    document = {
        "asset": {"version": "1.1", "extras": where.extras},
        "schema": {"id": "zicht_tiles", "classes": {"tile": {"properties": TILE_CLASS}}},
        "geometricError": max(2 * root.error, 1.0),
        "root": {
            "boundingVolume": {"box": _box(square, root, where)},
            "geometricError": max(tile.error * 2.0 ** tile.place[0] for tile in tiles),
            "refine": root.refine,
            "content": {"uri": content},
            "implicitTiling": {
                "subdivisionScheme": "QUADTREE",
                "availableLevels": depth,
                "subtreeLevels": levels,
                "subtrees": {"uri": "subtrees/{level}_{x}_{y}.subtree"},
            },
        }
        | transform(where),
    }
    write_twinned(out / "implicit.json", document)
    gathered: dict[tuple[int, int, int], list[Node]] = {}
    for tile in tiles:
        level, x, y = tile.place
        below = level % levels
        gathered.setdefault((level - below, x >> below, y >> below), []).append(tile)
    for (level, x, y), inside in gathered.items():
        under = [
            (a, b)
            for depth_of, a, b in gathered
            if depth_of == level + levels and (a >> levels, b >> levels) == (x, y)
        ]
        name = f"{level}_{x}_{y}.subtree"
        write_twinned(out / "subtrees" / name, subtree(inside, under, levels))


def _box(square: Bounds, root: Node, where: Placement) -> list[float]:
    """Box of the square, its sides along the grid, as high as all tiles."""
    west, south, east, north = square
    x, y = (west + east) / 2, (south + north) / 2
    ends = np.array([[west, y, 0.0], [east, y, 0.0], [x, south, 0.0], [x, north, 0.0]])
    left, right, lower, upper = where.local(ends)
    centre, along, across = (lower + upper + left + right) / 4, (right - left) / 2, (upper - lower) / 2
    centre[2], along[2], across[2] = (root.low[2] + root.high[2]) / 2, 0.0, 0.0
    return [*centre.tolist(), *along.tolist(), *across.tolist(), 0.0, 0.0, (root.high[2] - root.low[2]) / 2]


def subtree(tiles: Sequence[Node], under: Sequence[tuple[int, int]], levels: int) -> bytes:
    """Encode which tiles of a subtree exist, which have content, and which subtrees hang below.

    Parameters
    ----------
    tiles
        Tiles of the subtree.
    under
        Column and row of the subtrees below it, in the level after its last.
    levels
        Its number of levels.

    Returns
    -------
    bytes
        A subtree file of 3D Tiles 1.1.
    """
    placed = {_index(tile.place, levels): tile for tile in tiles}
    order = sorted(placed)
    total = (4**levels - 1) // 3
    there = _bits(order, total)
    filled = [index for index in order if placed[index].uri is not None]
    below = sorted(_morton(x & ((1 << levels) - 1), y & ((1 << levels) - 1)) for x, y in under)
    pieces = [
        np.array([placed[index].box for index in order]).tobytes(),
        np.array([placed[index].error for index in order]).tobytes(),
        there,
    ]
    contents = _availability(filled, order, 2, _bits(filled, total), pieces)
    children = _availability(below, range(4**levels), None, _bits(below, 4**levels), pieces)
    views, data = _packed(pieces)
    document = {
        "buffers": [{"byteLength": len(data)}],
        "bufferViews": views,
        "propertyTables": [
            {
                "class": "tile",
                "count": len(order),
                "properties": {"box": {"values": 0}, "error": {"values": 1}},
            }
        ],
        "tileMetadata": 0,
        "tileAvailability": {"bitstream": 2, "availableCount": len(order)},
        "contentAvailability": [contents],
        "childSubtreeAvailability": children,
    }
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<4sIQQ", b"subt", 1, len(text), len(data)) + text + data


def _availability(
    found: Sequence[int], others: Sequence[int], same: int | None, bits: bytes, pieces: list[bytes]
) -> dict[str, int]:
    """Describe an availability: none, that of the tiles, or a bitstream of its own."""
    if not found:
        return {"constant": 0}
    if same is not None and list(found) == list(others):
        return {"bitstream": same, "availableCount": len(found)}
    pieces.append(bits)
    return {"bitstream": len(pieces) - 1, "availableCount": len(found)}


def _packed(pieces: Sequence[bytes]) -> tuple[list[dict[str, int]], bytes]:
    views, data = list[dict[str, Any]](), b""
    for piece in pieces:
        views.append({"buffer": 0, "byteOffset": len(data), "byteLength": len(piece)})
        data += piece + b"\0" * (-len(piece) % 8)
    return views, data


def _index(place: tuple[int, int, int], levels: int) -> int:
    """Number of a tile in its subtree: all coarser levels first, then along the Morton curve."""
    level, x, y = place
    below = level % levels
    mask = (1 << below) - 1
    return int((4**below - 1) // 3) + _morton(x & mask, y & mask)


def _morton(x: int, y: int) -> int:
    """Weave the bits of two numbers, those of `x` first."""
    return sum(((x >> k & 1) | (y >> k & 1) << 1) << 2 * k for k in range(max(x, y).bit_length()))


def _bits(places: Sequence[int], count: int) -> bytes:
    """Set bits at places, the lowest bit of every byte first."""
    bits: npt.NDArray[np.bool_] = np.zeros(count, bool)
    bits[list(places)] = True
    return np.packbits(bits, bitorder="little").tobytes()
