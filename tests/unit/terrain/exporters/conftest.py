"""A small twin with every theme, and readers that share nothing with the writers."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely.geometry import LineString, Point, Polygon, box

from terrain.exporters.base import export
from twin import Twin
from twin.grid import GridSpec

X0, Y0 = 61_000.0, 546_000.0


def table(records: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(records, geometry="geometry", crs="EPSG:28992")


def surface(grid: GridSpec) -> xr.Dataset:
    x, y = np.meshgrid(grid.x - X0, grid.y - Y0)
    ground = (-1.5 + 0.002 * x + np.sin(x / 90) * np.cos(y / 70)).astype(np.float32)
    ground[3:7, 4:9] = np.nan
    use = np.where(x < 400, 1, 8).astype(np.int16)
    return xr.Dataset(
        {"ground_level": (("y", "x"), ground), "land_use": (("y", "x"), use)}, coords=grid.coords()
    )


def subsurface() -> xr.DataTree:
    grid = GridSpec(X0 + 50, Y0 + 1250, 100, 100, 16, 13)
    z = np.arange(-9.75, 0, 0.5)
    lithok = np.full((z.size, *grid.shape), 2, np.int8)
    lithok[z > -2] = 1
    lithok[-1, 0, 0] = -127
    strat = np.where(lithok == 1, 1090, 1100).astype(np.int16)
    strat[lithok == -127] = -127
    dims = ("z", "y", "x")
    voxels = xr.Dataset(
        {"lithok": (dims, lithok), "strat": (dims, strat)}, coords={"z": ("z", z), **grid.coords()}
    )
    deep = np.stack([np.full(grid.shape, level, np.float32) for level in (-100, -900, -2100)])
    layers = xr.Dataset(
        {"top": (("layer", "y", "x"), deep), "base": (("layer", "y", "x"), deep - 300)},
        coords={"layer": ["upper", "middle", "reservoir"], **grid.coords()},
    )
    return xr.DataTree.from_dict({"/voxels": voxels, "/layers": layers})


def features() -> dict[str, gpd.GeoDataFrame]:
    house = Polygon([(0, 0), (12, 0), (12, 8), (0, 8)], [[(3, 3), (5, 3), (5, 5), (3, 5)]])
    at = lambda shape, dx, dy: type(shape)(  # noqa: E731
        [(x + X0 + dx, y + Y0 + dy) for x, y in shape.exterior.coords],
        [[(x + X0 + dx, y + Y0 + dy) for x, y in ring.coords] for ring in shape.interiors],
    )
    line = lambda *points: LineString([(X0 + x, Y0 + y) for x, y in points])  # noqa: E731
    area = lambda x, y, w, h: box(X0 + x, Y0 + y, X0 + x + w, Y0 + y + h)  # noqa: E731
    point = lambda x, y: Point(X0 + x, Y0 + y)  # noqa: E731
    return {
        "buildings": table(
            [
                {
                    "id": f"b{k}",
                    "floor_level": 0.3 if k % 7 else np.nan,
                    "year": 1900 + k,
                    "height": 6.0 + k % 5,
                    "use": "industry" if k % 4 == 0 else "home",
                    "geometry": at(house, 450 + 40 * (k % 25), 200 + 60 * (k // 25)),
                }
                for k in range(100)
            ]
        ),
        "dikes": table(
            [
                {
                    "id": "zeedijk",
                    "name": "Zeedijk",
                    "kind": "sea",
                    "crest_level": 8.4,
                    "geometry": line((400, 20), (420, 600), (380, 1250)),
                }
            ]
        ),
        "roads": table(
            [
                {
                    "id": "r1",
                    "kind": "provincial",
                    "width": 7.0,
                    "geometry": line((420, 100), (1500, 300), (1500, 1200)),
                }
            ]
        ),
        "watercourses": table(
            [
                {
                    "id": "w1",
                    "kind": "ditch",
                    "width": 4.0,
                    "water_level": -1.2,
                    "geometry": line((500, 700), (1400, 700)),
                },
                {
                    "id": "w2",
                    "kind": "lake",
                    "width": np.nan,
                    "water_level": 0.1,
                    "geometry": area(900, 800, 210, 130),
                },
            ]
        ),
        "structures": table(
            [{"id": "s1", "kind": "pumping-station", "capacity": 2.5, "geometry": point(500, 700)}]
        ),
        "vital_objects": table(
            [
                {"id": "v1", "name": "Station", "kind": "substation", "geometry": point(800, 400)},
                {"id": "v2", "name": "Zuivering", "kind": "sewage", "geometry": area(1200, 900, 60, 40)},
            ]
        ),
        "peilgebieden": table(
            [{"id": "p1", "summer_level": -1.2, "winter_level": -1.4, "geometry": area(420, 300, 1000, 700)}]
        ),
        "utility_lines": table(
            [
                {
                    "id": f"u{k}",
                    "network": network,
                    "depth": 0.6 + k / 10,
                    "depth_status": "standard",
                    "diameter": 0.2,
                    "geometry": line((430, 110 + k), (1450, 310 + k)),
                }
                for k, network in enumerate(("water", "gas-lp", "data"))
            ]
        ),
        "wells": table(
            [
                {
                    "id": "well-1",
                    "kind": "drinking-water",
                    "screen_top": -40.0,
                    "screen_base": -60.0,
                    "geometry": point(700, 500),
                }
            ]
        ),
        "doublets": table(
            [
                {
                    "id": "d1",
                    "status": "existing",
                    "reservoir_top": -2050.0,
                    "reservoir_base": -2200.0,
                    "producer_x": X0 + 1500,
                    "producer_y": Y0 + 900,
                    "injector_x": X0 + 300,
                    "injector_y": Y0 + 600,
                    "geometry": point(900, 750),
                },
                {
                    "id": "l1",
                    "status": "licence",
                    "reservoir_top": -2050.0,
                    "reservoir_base": -2200.0,
                    "producer_x": np.nan,
                    "producer_y": np.nan,
                    "injector_x": np.nan,
                    "injector_y": np.nan,
                    "geometry": area(100, 100, 900, 900),
                },
            ]
        ),
        "ates": table(
            [
                {
                    "id": "a1",
                    "warm_x": X0 + 800,
                    "warm_y": Y0 + 400,
                    "cold_x": X0 + 920,
                    "cold_y": Y0 + 400,
                    "filter_top": -30.0,
                    "filter_base": -60.0,
                    "volume": 150000.0,
                    "geometry": point(860, 400),
                }
            ]
        ),
        "protection_zones": table(
            [
                {
                    "id": "z1",
                    "kind": "waterwingebied",
                    "top_level": 0.0,
                    "base_level": -60.0,
                    "geometry": point(700, 500).buffer(120),
                },
                {
                    "id": "z2",
                    "kind": "natura2000",
                    "top_level": np.nan,
                    "base_level": np.nan,
                    "geometry": area(0, 0, 390, 1200),
                },
            ]
        ),
        "archaeology": table(
            [
                {
                    "id": "fort",
                    "kind": "fort",
                    "period": "Roman",
                    "top_level": -2.0,
                    "base_level": -3.5,
                    "geometry": area(600, 1000, 120, 90),
                },
                {
                    "id": "road",
                    "kind": "road",
                    "period": "Roman",
                    "top_level": np.nan,
                    "base_level": np.nan,
                    "geometry": line((500, 1050), (1400, 1100)),
                },
            ]
        ),
        "expectation_zones": table(
            [{"id": "e1", "expectation": "high", "geometry": area(500, 900, 700, 300)}]
        ),
        "boreholes": table(
            [
                {
                    "id": "bh1",
                    "base_level": -25.0,
                    "description": "klei, veen, zand",
                    "geometry": point(650, 450),
                }
            ]
        ),
    }


@pytest.fixture(scope="session")
def small_twin() -> Twin:
    """1.6 x 1.28 km at 10 m, a hole in the ground, one or more features of every theme."""
    grid = GridSpec(X0 + 5, Y0 + 1275, 10, 10, 160, 128)
    return Twin.from_datasets(surface(grid), subsurface(), features(), name="sample")


NUMBERS = {5120: "i1", 5121: "u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC3": 3}
SCALARS = {"INT32": "<i4", "FLOAT64": "<f8"}


class Glb:
    """A second, independent reader: positions z-up, triangles, feature rows, material names and the table."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        magic, version, length, size, kind = struct.unpack_from("<IIIII", data)
        assert (magic, version, length, kind) == (0x46546C67, 2, len(data), 0x4E4F534A)
        self.json = json.loads(data[20 : 20 + size])
        assert (20 + size + 8) % 8 == 0
        self.binary = data[28 + size :]
        assert len(self.binary) == self.json["buffers"][0]["byteLength"]
        self.primitives = [self._primitive(p) for p in self.json["meshes"][0]["primitives"]]
        self.table = self._table()

    def view(self, number: int) -> bytes:
        view = self.json["bufferViews"][number]
        assert view["byteOffset"] % 8 == 0
        return self.binary[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]

    def accessor(self, number: int) -> np.ndarray:
        told = self.json["accessors"][number]
        dtype, width = np.dtype(NUMBERS[told["componentType"]]), WIDTHS[told["type"]]
        stride = self.json["bufferViews"][told["bufferView"]].get("byteStride", dtype.itemsize * width)
        raw = np.frombuffer(self.view(told["bufferView"]), np.uint8).reshape(told["count"], stride)
        values = np.ascontiguousarray(raw[:, : dtype.itemsize * width]).view(dtype)
        if "min" in told:
            assert values.min(axis=0).tolist() == told["min"]
            assert values.max(axis=0).tolist() == told["max"]
        return values

    def _primitive(self, told: dict) -> dict:
        turned = self.accessor(told["attributes"]["POSITION"]).astype(float)
        identity = told["extensions"]["EXT_mesh_features"]["featureIds"][0]
        assert identity["attribute"] == 0
        assert identity["propertyTable"] == 0
        return {
            "positions": np.column_stack([turned[:, 0], -turned[:, 2], turned[:, 1]]),
            "triangles": self.accessor(told["indices"]).reshape(-1, 3).astype(int),
            "features": self.accessor(told["attributes"]["_FEATURE_ID_0"])[:, 0].astype(int),
            "material": self.json["materials"][told["material"]]["name"],
            "feature_count": identity["featureCount"],
        }

    def _table(self) -> dict[str, list]:
        metadata = self.json["extensions"]["EXT_structural_metadata"]
        (table,) = metadata["propertyTables"]
        schema = metadata["schema"]["classes"][table["class"]]["properties"]
        return {
            name: self._column(schema[name], where, table["count"])
            for name, where in table["properties"].items()
        }

    def _column(self, kind: dict, where: dict, count: int) -> list:
        data = self.view(where["values"])
        if kind["type"] == "BOOLEAN":
            return (
                np.unpackbits(np.frombuffer(data, np.uint8), count=count, bitorder="little")
                .astype(bool)
                .tolist()
            )
        if kind["type"] == "STRING":
            offsets = np.frombuffer(self.view(where["stringOffsets"]), "<u4")
            texts = [data[a:b].decode() for a, b in pairwise(offsets.tolist())]
            return [text if text != kind["noData"] else None for text in texts]
        values = np.frombuffer(data, SCALARS[kind["componentType"]]).tolist()
        assert len(values) == count
        return [value if value != kind["noData"] else None for value in values]


@pytest.fixture(scope="session")
def read_glb() -> Callable[[Path], Glb]:
    return Glb


@dataclass
class PlacedTile:
    """A tile with its accumulated transform, its parent and its content."""

    told: dict
    transform: np.ndarray
    parent: PlacedTile | None
    folder: Path

    @property
    def error(self) -> float:
        return self.told["geometricError"]

    def corners(self) -> np.ndarray:
        """Corners of the box in the frame of the tileset, shape (8, 3)."""
        box = np.array(self.told["boundingVolume"]["box"])
        signs = np.array(np.meshgrid(*[[-1, 1]] * 3)).reshape(3, -1).T
        return self.placed(box[:3] + signs @ box[3:].reshape(3, 3))

    def placed(self, points: np.ndarray) -> np.ndarray:
        return points @ self.transform[:3, :3].T + self.transform[:3, 3]

    def holds(self, points: np.ndarray, slack: float = 1e-3) -> bool:
        """Whether points in the frame of the tileset lie in the box."""
        box = np.array(self.told["boundingVolume"]["box"])
        inverse = np.linalg.inv(self.transform)
        local = points @ inverse[:3, :3].T + inverse[:3, 3] - box[:3]
        half = box[3:].reshape(3, 3)
        lengths = np.linalg.norm(half, axis=1)
        return bool((np.abs(local @ (half / lengths[:, None]).T) <= lengths + slack).all())


def walk_tiles(
    path: Path, transform: np.ndarray | None = None, above: PlacedTile | None = None
) -> list[PlacedTile]:
    """List the tiles of a tileset and of the tilesets it refers to."""
    document = json.loads(path.read_text())
    found: list[PlacedTile] = []

    def visit(told: dict, transform: np.ndarray, parent: PlacedTile | None) -> None:
        own = np.array(told["transform"], float).reshape(4, 4).T if "transform" in told else np.eye(4)
        tile = PlacedTile(told, transform @ own, parent, path.parent)
        found.append(tile)
        uri = told.get("content", {}).get("uri", "")
        if uri.endswith(".json"):
            found.extend(walk_tiles(path.parent / uri, tile.transform, tile))
        for child in told.get("children", ()):
            visit(child, tile.transform, tile)

    visit(document["root"], np.eye(4) if transform is None else transform, above)
    return found


@pytest.fixture(scope="session")
def tiles_of() -> Callable[[Path], list[PlacedTile]]:
    return walk_tiles


@pytest.fixture(scope="session")
def tilesets(small_twin: Twin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small twin as tilesets: ecef/ and rd/."""
    out = tmp_path_factory.mktemp("tiles")
    export(small_twin, "3dtiles", out)
    return out
