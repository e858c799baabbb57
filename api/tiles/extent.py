"""Where a tileset lies in longitude, latitude and height."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["solid_extent"]

CRS84H = "http://www.opengis.net/def/crs/OGC/0/CRS84h"


def solid_extent(path: Path) -> dict[str, Any] | None:
    """Find the extent of a tileset in EPSG:4978.

    Parameters
    ----------
    path
        Its ``tileset.json``.

    Returns
    -------
    dict
        ``bbox`` (west, south, lowest, east, north, highest; degrees and m above the ellipsoid) and ``crs``;
        None when the file is no tileset.
    """
    try:
        return {"bbox": _extent(path, path.stat().st_mtime_ns), "crs": CRS84H}
    except (OSError, ValueError, KeyError):
        return None


@lru_cache(maxsize=256)
def _extent(path: Path, changed: int) -> list[float]:
    from pyproj import Transformer

    del changed  # a new publication in the same place is read anew
    root = json.loads(path.read_text(encoding="utf-8"))["root"]
    box = np.array(root["boundingVolume"]["box"])
    matrix = np.array(root.get("transform", np.eye(4).ravel()), float).reshape(4, 4).T
    steps = np.array(np.meshgrid(*[[-1, 0, 1]] * 3)).reshape(3, -1).T
    points = (box[:3] + steps @ box[3:].reshape(3, 3)) @ matrix[:3, :3].T + matrix[:3, 3]
    found = np.array(Transformer.from_crs(4978, 4979, always_xy=True).transform(*points.T))
    ends = np.concatenate([found.min(axis=1), found.max(axis=1)])
    return [round(float(end), 2 if k % 3 == 2 else 7) for k, end in enumerate(ends)]
