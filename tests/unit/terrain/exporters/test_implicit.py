"""Implicit tiling, read by a reader that shares nothing with the writer: the tiles of the explicit tree."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from terrain.exporters.implicit import write_implicit
from terrain.exporters.placement import placement
from terrain.exporters.tree import Node, parent
from twin.grid import GridSpec

LAYERS = ("terrain", "buildings")


class Subtree:
    """One subtree file."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        magic, version, text, binary = struct.unpack_from("<4sIQQ", data)
        assert (magic, version) == (b"subt", 1)
        assert text % 8 == 0
        assert len(data) == 24 + text + binary
        self.told = json.loads(data[24 : 24 + text])
        self.data = data[24 + text :]
        assert self.told["buffers"] == [{"byteLength": binary}]

    def view(self, number: int) -> bytes:
        view = self.told["bufferViews"][number]
        assert view["byteOffset"] % 8 == 0
        return self.data[view["byteOffset"] :][: view["byteLength"]]

    def has(self, availability: dict[str, int], place: int) -> bool:
        if "constant" in availability:
            return bool(availability["constant"])
        return bool(self.view(availability["bitstream"])[place // 8] >> place % 8 & 1)

    def count(self, availability: dict[str, int]) -> int:
        return sum(byte.bit_count() for byte in self.view(availability["bitstream"]))

    def metadata(self, row: int) -> tuple[list[float], float]:
        """Box and error of an available tile."""
        (table,) = self.told["propertyTables"]
        assert row < table["count"]
        views = (self.view(table["properties"][name]["values"]) for name in ("box", "error"))
        boxes, errors = (np.frombuffer(view, "<f8") for view in views)
        assert len(errors) == table["count"]
        return boxes.reshape(-1, 12)[row].tolist(), float(errors[row])


@dataclass
class Found:
    """A tile of an implicit tree: its place, what is implied, what its metadata say."""

    place: tuple[int, int, int]
    above: tuple[int, int, int] | None
    implied: np.ndarray
    box: list[float]
    error: float
    uri: str | None


def curve(x: int, y: int) -> int:
    """Place on the Morton curve, digit by digit."""
    digits = [2 * int(b) + int(a) for a, b in zip(f"{x:016b}", f"{y:016b}", strict=True)]
    return int("".join(map(str, digits)), 4)


def walk(folder: Path) -> tuple[dict[str, Any], list[Found]]:
    """List the tiles of ``implicit.json``, asking of every possible one whether it is there."""
    document = json.loads((folder / "implicit.json").read_text())
    root = document["root"]
    tiling, box = root["implicitTiling"], np.array(root["boundingVolume"]["box"])
    levels = tiling["subtreeLevels"]
    assert tiling["subdivisionScheme"] == "QUADTREE"
    found: list[Found] = []

    def implied(level: int, x: int, y: int) -> np.ndarray:
        along, across = box[3:6] / 2**level, box[6:9] / 2**level
        centre = box[:3] + along * (2 * x + 1 - 2**level) + across * (2 * y + 1 - 2**level)
        return np.concatenate([centre, along, across, box[9:]])

    def read(level: int, x: int, y: int, above: tuple[int, int, int] | None) -> None:
        name = tiling["subtrees"]["uri"].format(level=level, x=x, y=y)
        tree = Subtree(folder / name)
        there, (content,) = tree.told["tileAvailability"], tree.told["contentAvailability"]
        order = []

        def visit(step: int, a: int, b: int, above: tuple[int, int, int] | None) -> None:
            if step == levels:
                if tree.has(tree.told["childSubtreeAvailability"], curve(a, b)):
                    read(level + levels, (x << levels) + a, (y << levels) + b, above)
                return
            number = (4**step - 1) // 3 + curve(a, b)
            if not tree.has(there, number):
                return
            place = (level + step, (x << step) + a, (y << step) + b)
            uri = root["content"]["uri"].format(level=place[0], x=place[1], y=place[2])
            order.append((number, Found(place, above, implied(*place), [], 0.0, uri)))
            if not tree.has(content, number):
                order[-1][1].uri = None
            for child in range(4):
                visit(step + 1, 2 * a + child % 2, 2 * b + child // 2, place)

        visit(0, 0, 0, above)
        assert tree.count(there) == there["availableCount"] == len(order)
        for row, (_, tile) in enumerate(sorted(order, key=lambda one: one[0])):
            tile.box, tile.error = tree.metadata(row)
            found.append(tile)

    read(0, 0, 0, None)
    return document, found


def corners(box: list[float]) -> np.ndarray:
    signs = np.array(np.meshgrid(*[[-1, 1]] * 3)).reshape(3, -1).T
    return np.array(box[:3]) + signs @ np.array(box[3:]).reshape(3, 3)


def holds(box: list[float] | np.ndarray, points: np.ndarray, slack: float = 1e-3) -> bool:
    axes = np.array(box[3:]).reshape(3, 3)
    lengths = np.linalg.norm(axes, axis=1)
    return bool((np.abs((points - box[:3]) @ (axes / lengths[:, None]).T) <= lengths + slack).all())


def explicit(folder: Path) -> Iterator[dict[str, Any]]:
    def below(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield told
        for child in told.get("children", ()):
            yield from below(child)

    yield from below(json.loads((folder / "tileset.json").read_text())["root"])


@pytest.mark.parametrize("frame", ["ecef", "rd"])
@pytest.mark.parametrize("layer", LAYERS)
def test_both_trees_have_the_same_tiles(tilesets, layer, frame):
    folder = tilesets / frame / layer
    document, tiles = walk(folder)
    there = sorted((told["boundingVolume"]["box"], told["geometricError"], told.get("content", {}).get("uri"))
                   for told in explicit(folder))  # fmt: skip
    assert sorted((tile.box, tile.error, tile.uri) for tile in tiles) == there
    assert len(tiles) > 2
    root = json.loads((folder / "tileset.json").read_text())["root"]
    assert document["root"].get("transform") == root.get("transform")
    assert document["root"]["refine"] == root["refine"]
    assert all((folder / tile.uri).is_file() for tile in tiles if tile.uri)


@pytest.mark.parametrize("layer", LAYERS)
def test_boxes_nest_errors_shrink_and_hold_the_content(tilesets, read_glb, layer):
    folder = tilesets / "ecef" / layer
    document, tiles = walk(folder)
    by_place = {tile.place: tile for tile in tiles}
    for tile in tiles:
        if tile.above is not None:
            assert holds(by_place[tile.above].box, corners(tile.box))
            assert tile.error < by_place[tile.above].error
        implied = document["root"]["geometricError"] / 2 ** tile.place[0]
        assert implied >= tile.error, "who reads no metadata must not see less detail"
        for primitive in read_glb(folder / tile.uri).primitives if tile.uri else ():
            assert holds(tile.box, primitive["positions"])


def test_squares_lie_where_their_content_is(tilesets, read_glb):
    """The implied boxes, along the grid, hold the terrain but for a few centimetres."""
    for tile in walk(tilesets / "ecef" / "terrain")[1]:
        for primitive in read_glb(tilesets / "ecef" / "terrain" / tile.uri).primitives:
            assert holds(tile.implied, primitive["positions"], slack=0.05), tile.place


def test_the_schema_says_what_the_metadata_mean(tilesets):
    document, _ = walk(tilesets / "ecef" / "terrain")
    properties = document["schema"]["classes"]["tile"]["properties"]
    assert properties["box"]["semantic"] == "TILE_BOUNDING_BOX"
    assert (properties["box"]["count"], properties["box"]["componentType"]) == (12, "FLOAT64")
    assert properties["error"]["semantic"] == "TILE_GEOMETRIC_ERROR"


@pytest.mark.parametrize("levels", [1, 2, 3, 7])
def test_deep_trees_are_cut_into_subtrees(tmp_path, levels):
    """Ninety leaves in a tree of five levels, one subtree file or many."""
    random = np.random.default_rng(4)
    places = {(4, int(x), int(y)) for x, y in random.integers(0, 16, (120, 2))}
    nodes = [
        Node(
            np.array([x, y, 0.0]),
            np.array([x + 1.0, y + 1.0, 1.0]),
            0.0,
            "ADD",
            f"{level}_{x}_{y}.glb",
            (level, x, y),
        )
        for level, x, y in sorted(places)
    ]
    for level in (3, 2, 1, 0):
        groups: dict[tuple[int, int], list[Node]] = {}
        for node in nodes:
            groups.setdefault((node.place[1] // 2, node.place[2] // 2), []).append(node)
        nodes = [parent(group, 2.0 ** (4 - level), "ADD", (level, *at)) for at, group in groups.items()]
    (root,) = nodes
    grid = GridSpec(61000.5, 546015.5, 1, 1, 16, 16)
    write_implicit(root, (61000.0, 546000.0, 61016.0, 546016.0), "{level}_{x}_{y}.glb", tmp_path,
                   placement(grid, "rd"), levels)  # fmt: skip
    _, tiles = walk(tmp_path)
    assert {tile.place for tile in tiles if tile.uri} == places
    assert {tile.place for tile in tiles} == {node.place for node in root.every()}
    for tile in tiles:
        assert holds(tile.implied, corners(tile.box))
    files = len(list((tmp_path / "subtrees").glob("*.subtree")))
    assert files == 1 if levels >= 5 else files > 4
