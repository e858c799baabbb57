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
from scipy.spatial.transform import Rotation
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from terrain.exporters.base import export
from twin import Twin
from twin.grid import GridSpec

X0, Y0 = 61_000.0, 546_000.0


def feature(name: str, geometry: BaseGeometry, /, **columns: object) -> dict[str, object]:
    return {"id": name, **columns, "geometry": geometry}


def table(*records: dict[str, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(list(records), geometry="geometry", crs="EPSG:28992")


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


def line(*points: tuple[float, float]) -> LineString:
    return LineString([(X0 + x, Y0 + y) for x, y in points])


def area(x: float, y: float, w: float, h: float) -> Polygon:
    return box(X0 + x, Y0 + y, X0 + x + w, Y0 + y + h)


def point(x: float, y: float) -> Point:
    return Point(X0 + x, Y0 + y)


def house(number: int) -> dict[str, object]:
    """Twelve by eight metres with a courtyard; one in seven does not know its floor."""
    x, y = 450 + 40 * (number % 25), 200 + 60 * (number // 25)
    return feature(
        f"b{number}",
        area(x, y, 12, 8) - area(x + 3, y + 3, 2, 2),
        floor_level=0.3 if number % 7 else np.nan,
        year=1900 + number,
        height=6.0 + number % 5,
        use="industry" if number % 4 == 0 else "home",
    )


def above_ground() -> dict[str, gpd.GeoDataFrame]:
    crest = line((400, 20), (420, 600), (380, 1250))
    road = line((420, 100), (1500, 300), (1500, 1200))
    ditch, lake = line((500, 700), (1400, 700)), area(900, 800, 210, 130)
    return {
        "buildings": table(*map(house, range(100))),
        "dikes": table(feature("zeedijk", crest, name="Zeedijk", kind="sea", crest_level=8.4)),
        "roads": table(feature("r1", road, kind="provincial", width=7.0)),
        "watercourses": table(
            feature("w1", ditch, kind="ditch", width=4.0, water_level=-1.2),
            feature("w2", lake, kind="lake", width=np.nan, water_level=0.1),
        ),
        "structures": table(feature("s1", point(500, 700), kind="pumping-station", capacity=2.5)),
        "vital_objects": table(
            feature("v1", point(800, 400), name="Station", kind="substation"),
            feature("v2", area(1200, 900, 60, 40), name="Zuivering", kind="sewage"),
        ),
        "peilgebieden": table(feature("p1", area(420, 300, 1000, 700), summer_level=-1.2, winter_level=-1.4)),
    }


def pipe(number: int, network: str) -> dict[str, object]:
    where = line((430, 110 + number), (1450, 310 + number))
    depth = 0.6 + number / 10
    return feature(f"u{number}", where, network=network, depth=depth, depth_status="standard", diameter=0.2)


def doublet(name: str, status: str, where: BaseGeometry, wells: tuple[float, ...]) -> dict[str, object]:
    reservoir = {"reservoir_top": -2050.0, "reservoir_base": -2200.0}
    bottoms = dict(zip(("producer_x", "producer_y", "injector_x", "injector_y"), wells, strict=True))
    return feature(name, where, status=status, **reservoir, **bottoms)


def below_ground() -> dict[str, gpd.GeoDataFrame]:
    warm_and_cold = {"warm_x": X0 + 800, "warm_y": Y0 + 400, "cold_x": X0 + 920, "cold_y": Y0 + 400}
    filters = {"filter_top": -30.0, "filter_base": -60.0, "volume": 150000.0}
    bottoms = (X0 + 1500, Y0 + 900, X0 + 300, Y0 + 600)
    screen = {"screen_top": -40.0, "screen_base": -60.0}
    unknown = {"top_level": np.nan, "base_level": np.nan}
    around = point(700, 500).buffer(120)
    return {
        "utility_lines": table(*(pipe(k, name) for k, name in enumerate(("water", "gas-lp", "data")))),
        "wells": table(feature("well-1", point(700, 500), kind="drinking-water", **screen)),
        "doublets": table(
            doublet("d1", "existing", point(900, 750), bottoms),
            doublet("l1", "licence", area(100, 100, 900, 900), (np.nan,) * 4),
        ),
        "ates": table(feature("a1", point(860, 400), **warm_and_cold, **filters)),
        "protection_zones": table(
            feature("z1", around, kind="waterwingebied", top_level=0.0, base_level=-60.0),
            feature("z2", area(0, 0, 390, 1200), kind="natura2000", **unknown),
        ),
        "archaeology": table(
            feature(
                "fort", area(600, 1000, 120, 90), kind="fort", period="Roman", top_level=-2.0, base_level=-3.5
            ),
            feature("road", line((500, 1050), (1400, 1100)), kind="road", period="Roman", **unknown),
        ),
        "expectation_zones": table(feature("e1", area(500, 900, 700, 300), expectation="high")),
        "boreholes": table(feature("bh1", point(650, 450), base_level=-25.0, description="klei, veen, zand")),
    }


@pytest.fixture(scope="session")
def small_twin() -> Twin:
    """1.6 x 1.28 km at 10 m, a hole in the ground, one or more features of every theme."""
    grid = GridSpec(X0 + 5, Y0 + 1275, 10, 10, 160, 128)
    return Twin.from_datasets(surface(grid), subsurface(), above_ground() | below_ground(), name="sample")


NUMBERS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC3": 3}
SCALARS = {"INT32": "<i4", "FLOAT64": "<f8"}


def unwound(strip: np.ndarray) -> np.ndarray:
    """Triangles of a strip, without those that have no area."""
    faces = np.stack([strip[:-2], strip[1:-1], strip[2:]], axis=1)
    faces[1::2] = faces[1::2, [0, 2, 1]]
    a, b, c = faces.T
    return faces[(a != b) & (b != c) & (c != a)]


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
        if "bufferView" not in told:
            return np.zeros((told["count"], WIDTHS[told["type"]]))
        dtype, width = np.dtype(NUMBERS[told["componentType"]]), WIDTHS[told["type"]]
        stride = self.json["bufferViews"][told["bufferView"]].get("byteStride", dtype.itemsize * width)
        raw = np.frombuffer(self.view(told["bufferView"]), np.uint8).reshape(told["count"], stride)
        values = np.ascontiguousarray(raw[:, : dtype.itemsize * width]).view(dtype)
        if "min" in told:
            assert values.min(axis=0).tolist() == told["min"]
            assert values.max(axis=0).tolist() == told["max"]
        return values

    def _primitive(self, told: dict) -> dict:
        identity = told["extensions"]["EXT_mesh_features"]["featureIds"][0]
        assert identity["attribute"] == 0
        assert identity["propertyTable"] == 0
        x, y, z = self._posed(self.accessor(told["attributes"]["POSITION"]).astype(float)).T
        indices = self.accessor(told["indices"]).ravel().astype(int)
        return {
            "positions": np.column_stack([x, -z, y]),
            "triangles": unwound(indices) if told.get("mode") == 5 else indices.reshape(-1, 3),
            "features": self.accessor(told["attributes"]["_FEATURE_ID_0"])[:, 0].astype(int),
            "material": self.json["materials"][told["material"]]["name"],
            "feature_count": identity["featureCount"],
        }

    def _posed(self, points: np.ndarray) -> np.ndarray:
        """Points after the scale, the rotation and the translation of the node, in this order."""
        (node,) = self.json["nodes"]
        turn = Rotation.from_quat(node.get("rotation", (0, 0, 0, 1)))
        return turn.apply(points * node.get("scale", (1, 1, 1))) + node.get("translation", (0, 0, 0))

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
