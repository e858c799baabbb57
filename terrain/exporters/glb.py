"""Binary glTF 2.0 written straight from numpy arrays, with feature identities and their attributes."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from terrain.exporters.metadata import PropertyTable

__all__ = ["Material", "Pose", "Primitive", "to_y_up", "write_glb"]

ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
BYTE, SHORT, UNSIGNED_SHORT, UNSIGNED_INT, FLOAT = 5120, 5122, 5123, 5125, 5126
TRIANGLE_STRIP = 5
LARGEST_SHORT_MESH = 65535  # index 65535 restarts a primitive and may not be used
COMMON_EXTENSIONS = (
    "EXT_mesh_features",
    "EXT_structural_metadata",
    "KHR_materials_unlit",
    "KHR_mesh_quantization",
)


@dataclass(frozen=True, slots=True)
class Material:
    """How a surface looks.

    Parameters
    ----------
    name
        Name under which a viewer can find it, e.g. ``"skirt"``.
    color
        sRGB as ``#rrggbb``.
    opacity
        0 (invisible) .. 1 (opaque).
    unlit
        Whether the colour is shown as it is, without light.
    """

    name: str
    color: str
    opacity: float = 1.0
    unlit: bool = False

    @property
    def factor(self) -> list[float]:
        """Linear red, green, blue and alpha, rounded to 4 decimals (IEC 61966-2-1 transfer function)."""
        srgb = [int(self.color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in srgb]
        return [round(c, 4) for c in (*linear, self.opacity)]


@dataclass(frozen=True, slots=True)
class Primitive:
    """Triangles of one material.

    Parameters
    ----------
    positions
        Shape (n, 3), x east, y north, z up [m], local; int16 when a pose says what they count. Primitives
        that hold the same array share it in the file.
    triangles
        Shape (m, 3), indices into positions, counter-clockwise seen from outside; or shape (k,), one strip.
    features
        Shape (n,), row of the property table that each vertex belongs to; None when all belong to row 0.
    material
        How it looks.
    normals
        Shape (n, 3), unit vectors, or None for flat shading.
    """

    positions: npt.NDArray[Any]
    triangles: npt.NDArray[np.integer[Any]]
    features: npt.NDArray[np.integer[Any]] | None
    material: Material
    normals: npt.NDArray[np.floating[Any]] | None = None

    @property
    def rows(self) -> npt.NDArray[np.integer[Any]]:
        """Row of the property table that each vertex belongs to, shape (n,)."""
        return np.zeros(len(self.positions), np.int64) if self.features is None else self.features


@dataclass(frozen=True, slots=True)
class Pose:
    """Where positions stand: ``translation + rotation @ (scale * position)``.

    Parameters
    ----------
    translation
        Shape (3,) [m].
    rotation
        Shape (3, 3), less than half a turn.
    scale
        Shape (3,): size of a step of whole-numbered positions along each axis [m].
    """

    translation: npt.NDArray[np.float64]
    rotation: npt.NDArray[np.float64] = field(default_factory=lambda: np.eye(3))
    scale: npt.NDArray[np.float64] = field(default_factory=lambda: np.ones(3))

    def describe(self) -> dict[str, list[float]]:
        """Write it as the members of a glTF node, in the y-up of glTF."""
        x, y, z = self.translation.tolist()
        east, north, up = self.scale.tolist()
        told = {"translation": [x, z, -y]} if self.translation.any() else {}
        if not (self.scale == 1).all():
            told["scale"] = [east, up, north]
        m = self.rotation
        w = np.sqrt(1 + np.trace(m)) / 2
        a, b, c = (m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]) / (4 * w)
        return told if w == 1 else told | {"rotation": [float(v) for v in (a, c, -b, w)]}


def to_y_up(vectors: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Turn z-up vectors (x, y, z) into the (x, z, -y) of glTF, as float32 or int16, shape (n, 3)."""
    turned = np.empty(vectors.shape, np.int16 if vectors.dtype == np.int16 else np.float32)
    turned[:, 0], turned[:, 1] = vectors[:, 0], vectors[:, 2]
    np.negative(vectors[:, 1], out=turned[:, 2], casting="same_kind")
    return turned


class _Buffer:
    """The binary chunk and the accessors into it while they grow."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.views: list[dict[str, int]] = []
        self.accessors: list[dict[str, Any]] = []
        self._written: dict[int, int] = {}  # identity of an array of positions -> its accessor
        self._zeros: dict[int, int] = {}  # number of vertices that all belong to row 0 -> their accessor

    def view(self, data: bytes, target: int | None = None, stride: int | None = None) -> int:
        """Append bytes on an 8-byte boundary and return the number of their view."""
        view = {"buffer": 0, "byteOffset": self.size, "byteLength": len(data)}
        if stride is not None:
            view["byteStride"] = stride
        if target is not None:
            view["target"] = target
        self.pieces += (data, b"\0" * (-len(data) % 8))
        self.size += len(data) + -len(data) % 8
        self.views.append(view)
        return len(self.views) - 1

    def accessor(self, view: int, component: int, count: int, kind: str, **more: Any) -> int:
        self.accessors.append(
            {"bufferView": view, "componentType": component, "count": count, "type": kind, **more}
        )
        return len(self.accessors) - 1

    def positions(self, vectors: npt.NDArray[Any]) -> int:
        if id(vectors) not in self._written:
            turned = to_y_up(vectors)
            low, high = turned.min(axis=0).tolist(), turned.max(axis=0).tolist()
            short = turned.dtype == np.int16
            data = np.pad(turned, ((0, 0), (0, 1))) if short else turned  # elements start at a multiple of 4
            view = self.view(data.tobytes(), ARRAY_BUFFER, stride=8 if short else None)
            component = SHORT if short else FLOAT
            self._written[id(vectors)] = self.accessor(
                view, component, len(turned), "VEC3", min=low, max=high
            )
        return self._written[id(vectors)]

    def normals(self, vectors: npt.NDArray[np.floating[Any]]) -> int:
        padded = np.zeros((len(vectors), 4), np.int8)
        padded[:, :3] = np.rint(127 * to_y_up(vectors))
        view = self.view(padded.tobytes(), ARRAY_BUFFER, stride=4)
        return self.accessor(view, BYTE, len(padded), "VEC3", normalized=True)

    def features(self, rows: npt.NDArray[np.integer[Any]] | None, vertices: int) -> int:
        if rows is None:  # zeros in full: Cesium cannot read an accessor that has no view
            if vertices not in self._zeros:
                self._zeros[vertices] = self.features(np.zeros(vertices, np.int64), vertices)
            return self._zeros[vertices]
        if len(rows) and int(rows.max()) >= LARGEST_SHORT_MESH:
            view = self.view(rows.astype(np.float32).tobytes(), ARRAY_BUFFER, stride=4)
            return self.accessor(view, FLOAT, len(rows), "SCALAR")
        padded = np.zeros((len(rows), 2), np.uint16)
        padded[:, 0] = rows
        view = self.view(padded.tobytes(), ARRAY_BUFFER, stride=4)
        return self.accessor(view, UNSIGNED_SHORT, len(rows), "SCALAR")

    def indices(self, triangles: npt.NDArray[np.integer[Any]], vertices: int) -> int:
        short = vertices <= LARGEST_SHORT_MESH
        data = np.ascontiguousarray(triangles, np.uint16 if short else np.uint32)
        view = self.view(data.tobytes(), ELEMENT_ARRAY_BUFFER)
        return self.accessor(view, UNSIGNED_SHORT if short else UNSIGNED_INT, data.size, "SCALAR")


def write_glb(
    primitives: Sequence[Primitive],
    table: PropertyTable,
    extras: dict[str, Any] | None = None,
    pose: Pose | None = None,
) -> bytes:
    """Encode meshes and the attributes of their features as one GLB.

    Parameters
    ----------
    primitives
        At least one that has triangles; empty ones are left out.
    table
        Attributes, one row per feature.
    extras
        What ``asset.extras`` shall say, e.g. the reference system.
    pose
        Where the positions stand.

    Returns
    -------
    bytes
        glTF 2.0 with EXT_mesh_features and EXT_structural_metadata; the same input gives the same bytes.

    Raises
    ------
    ValueError
        If no primitive has triangles.
    """
    kept = [primitive for primitive in primitives if len(primitive.triangles)]
    if not kept:
        raise ValueError("a GLB needs at least one triangle")
    buffer = _Buffer()
    materials = list(dict.fromkeys(primitive.material for primitive in kept))
    meshes = [{"primitives": [_primitive(p, materials, table, buffer) for p in kept]}]
    metadata = table.encode(buffer.view)
    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "Zicht"} | ({"extras": extras} if extras else {}),
        "extensionsUsed": _extensions_used(kept),
        "extensionsRequired": ["KHR_mesh_quantization"] if _quantized(kept) else [],
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": table.name} | (pose.describe() if pose else {})],
        "meshes": meshes,
        "materials": [_material(material) for material in materials],
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": buffer.size}],
        "extensions": {"EXT_structural_metadata": metadata},
    }
    if not document["extensionsRequired"]:
        del document["extensionsRequired"]
    return _container(document, buffer)


def _quantized(primitives: Sequence[Primitive]) -> bool:
    return any(p.normals is not None or p.positions.dtype == np.int16 for p in primitives)


def _extensions_used(primitives: Sequence[Primitive]) -> list[str]:
    unlit = any(primitive.material.unlit for primitive in primitives)
    wanted = (True, True, unlit, _quantized(primitives))
    return [name for name, used in zip(COMMON_EXTENSIONS, wanted, strict=True) if used]


def _primitive(
    primitive: Primitive, materials: list[Material], table: PropertyTable, buffer: _Buffer
) -> dict[str, Any]:
    attributes = {
        "POSITION": buffer.positions(primitive.positions),
        "_FEATURE_ID_0": buffer.features(primitive.features, len(primitive.positions)),
    }
    if primitive.normals is not None:
        attributes["NORMAL"] = buffer.normals(primitive.normals)
    identity = {"featureCount": table.count, "attribute": 0, "propertyTable": 0, "label": table.name}
    strip = {"mode": TRIANGLE_STRIP} if primitive.triangles.ndim == 1 else {}
    return strip | {
        "attributes": attributes,
        "indices": buffer.indices(primitive.triangles, len(primitive.positions)),
        "material": materials.index(primitive.material),
        "extensions": {"EXT_mesh_features": {"featureIds": [identity]}},
    }


def _material(material: Material) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": material.name,
        "doubleSided": True,
        "pbrMetallicRoughness": {
            "baseColorFactor": material.factor,
            "metallicFactor": 0.0,
            "roughnessFactor": 0.9,
        },
    }
    if material.opacity < 1:
        described["alphaMode"] = "BLEND"
    if material.unlit:
        described["extensions"] = {"KHR_materials_unlit": {}}
    return described


def _container(document: dict[str, Any], buffer: _Buffer) -> bytes:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    text += b" " * ((4 - len(text)) % 8)  # the data start after 12 + 8 + text + 8 bytes
    header = struct.pack("<III", 0x46546C67, 2, 12 + 8 + len(text) + 8 + buffer.size)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", buffer.size, 0x004E4942)
    return header + chunks + b"".join(buffer.pieces)
