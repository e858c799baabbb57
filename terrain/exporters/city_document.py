"""What every CityJSON 2.0 document shares: corners as whole millimetres in RD New + NAP, and its head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["REFERENCE", "SCALE", "Vertices", "document"]

SCALE = 0.001
REFERENCE = "https://www.opengis.net/def/crs/EPSG/0/7415"


class Vertices:
    """Shared corners, as whole millimetres from the origin."""

    def __init__(self, origin: tuple[float, float, float]) -> None:
        self.origin = np.array(origin)
        self.number: dict[tuple[int, int, int], int] = {}

    def ring(self, flat: npt.NDArray[np.float64], level: float) -> list[int]:
        """Number the corners of a ring, without the closing one and those that round together."""
        points = np.column_stack([flat[:-1], np.full(len(flat) - 1, level)])
        whole = self._whole(points)
        differs = (whole != np.roll(whole, 1, axis=0)).any(axis=1)
        return self._numbers(whole[differs])

    def points(self, points: npt.NDArray[np.float64]) -> list[int]:
        """Number points [m RD, m NAP], shape (n, 3)."""
        return self._numbers(self._whole(points))

    def _whole(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        return np.asarray(np.rint((points - self.origin) / SCALE), np.int64)

    def _numbers(self, whole: npt.NDArray[np.int64]) -> list[int]:
        return [self.number.setdefault((x, y, z), len(self.number)) for x, y, z in whole.tolist()]


def document(title: str, objects: Mapping[str, Any], vertices: Vertices) -> dict[str, Any]:
    """Put a document together."""
    corners = np.array(list(vertices.number), dtype=np.int64)
    low, high = (corners.min(axis=0), corners.max(axis=0))
    extent = np.concatenate([low, high]) * SCALE + np.tile(vertices.origin, 2)
    return {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [SCALE] * 3, "translate": vertices.origin.tolist()},
        "metadata": {
            "title": title,
            "referenceSystem": REFERENCE,
            "geographicalExtent": np.round(extent, 3).tolist(),
        },
        "CityObjects": objects,
        "vertices": corners.tolist(),
    }
