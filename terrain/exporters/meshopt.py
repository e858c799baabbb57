"""GLBs packed with meshopt, bit for bit the same mesh; the encoder comes with the extra ``meshopt``."""

from __future__ import annotations

import json
import struct
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["EXTENSION", "can_pack", "packed"]

EXTENSION = "EXT_meshopt_compression"
TRIANGLE_STRIP = 5


@cache
def can_pack() -> bool:
    """Whether the encoder is installed."""
    return find_spec("meshopt") is not None


def packed(glb: bytes) -> bytes:
    """Pack the vertices and indices of a GLB of ours; the attributes of its features stay as they are.

    Parameters
    ----------
    glb
        What `terrain.exporters.glb.write_glb` gives: one accessor per view of vertices or indices.

    Returns
    -------
    bytes
        A GLB that names the extension as required.
    """
    import meshopt

    (size,) = struct.unpack_from("<I", glb, 12)
    document: dict[str, Any] = json.loads(glb[20 : 20 + size])
    binary, modes = glb[28 + size :], _modes(document)
    views, data, spread = document["bufferViews"], bytearray(), 0
    for number, view in enumerate(views):
        start, length = view["byteOffset"], view["byteLength"]
        raw = binary[start : start + length]
        if number in modes:
            mode, count = modes[number]
            stride = length // count
            indices = mode != "ATTRIBUTES"
            rows = np.frombuffer(raw, f"<u{stride}") if indices else _rows(raw, count)
            raw = meshopt.encode_gltf_buffer(rows, mode)
            told = {
                "buffer": 0,
                "byteOffset": len(data),
                "byteLength": len(raw),
                "byteStride": stride,
                "count": count,
                "mode": mode,
            }
            view |= {"buffer": 1, "byteOffset": spread, "extensions": {EXTENSION: told}}
            spread += length + -length % 8
        else:
            view["byteOffset"] = len(data)
        data += raw + b"\0" * (-len(raw) % 8)
    document["buffers"] = [
        {"byteLength": len(data)},
        {"byteLength": spread, "extensions": {EXTENSION: {"fallback": True}}},
    ]
    for key in ("extensionsUsed", "extensionsRequired"):
        document[key] = [*document.get(key, ()), EXTENSION]
    return _container(document, bytes(data))


def _rows(raw: bytes, count: int) -> npt.NDArray[np.uint8]:
    return np.frombuffer(raw, np.uint8).reshape(count, -1)


def _modes(document: dict[str, Any]) -> dict[int, tuple[str, int]]:
    """How the view of every accessor is packed, and how many elements it has."""
    accessors, found = document["accessors"], {}

    def note(accessor: int, mode: str) -> None:
        told = accessors[accessor]
        if "bufferView" in told:
            found[told["bufferView"]] = (mode, told["count"])

    for mesh in document["meshes"]:
        for primitive in mesh["primitives"]:
            strip = primitive.get("mode") == TRIANGLE_STRIP
            note(primitive["indices"], "INDICES" if strip else "TRIANGLES")
            for accessor in primitive["attributes"].values():
                note(accessor, "ATTRIBUTES")
    return found


def _container(document: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * ((4 - len(text)) % 8)
    header = struct.pack("<III", 0x46546C67, 2, 12 + 8 + len(text) + 8 + len(data))
    return (
        header + struct.pack("<II", len(text), 0x4E4F534A) + text
        + struct.pack("<II", len(data), 0x004E4942) + data
    )  # fmt: skip
