"""Buildings as CityJSON 2.0: block models (LoD 1) in RD New + NAP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt
import shapely

from terrain.exporters.above import heights
from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.columns import shapes
from terrain.exporters.ground import Ground
from terrain.exporters.metadata import MISSING_INTEGER, MISSING_NUMBER, PropertyTable
from twin.errors import invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["CityJson"]

SCALE = 0.001
REFERENCE = "https://www.opengis.net/def/crs/EPSG/0/7415"


class CityJson(Exporter):
    """Buildings as solids with their attributes."""

    id: ClassVar[str] = "cityjson"
    media_type: ClassVar[str] = "application/city+json"
    suffix: ClassVar[str] = ".city.json"
    description: ClassVar[str] = "CityJSON 2.0 with the buildings as LoD 1 solids in EPSG:7415."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the buildings of a twin."""
        twin = twin_of(source, self.id)
        if "buildings" not in twin.features or not len(twin.features["buildings"]):
            raise invalid("source", twin.name, "has no buildings", "Export its surface with cog instead.")
        document = _document(twin, twin.features["buildings"].reset_index(drop=True))
        target.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False))
        progress(1.0, "buildings written")


class _Vertices:
    """Shared corners, as whole millimetres from the origin."""

    def __init__(self, origin: tuple[float, float, float]) -> None:
        self.origin = np.array(origin)
        self.number: dict[tuple[int, int, int], int] = {}

    def ring(self, flat: npt.NDArray[np.float64], level: float) -> list[int]:
        """Number the corners of a ring, without the closing one and those that round together."""
        points = np.column_stack([flat[:-1], np.full(len(flat) - 1, level)])
        whole = np.rint((points - self.origin) / SCALE).astype(np.int64)
        differs = (whole != np.roll(whole, 1, axis=0)).any(axis=1)
        return [self.number.setdefault((x, y, z), len(self.number)) for x, y, z in whole[differs].tolist()]


def _document(twin: Twin, table: gpd.GeoDataFrame) -> dict[str, Any]:
    base, top = heights(table, Ground.of(twin))
    xmin, ymin, _, _ = twin.grid.bbox
    vertices = _Vertices((float(np.floor(xmin)), float(np.floor(ymin)), 0.0))
    footprints = shapely.orient_polygons(shapes(table))
    attributes = _attributes(table)
    objects = {
        str(name): {
            "type": "Building",
            "attributes": attributes[row],
            "geometry": [_solid(footprints[row], base[row], top[row], vertices)],
        }
        for row, name in enumerate(table["id"])
    }
    corners = np.array(list(vertices.number), dtype=np.int64)
    low, high = (corners.min(axis=0), corners.max(axis=0))
    extent = np.concatenate([low, high]) * SCALE + np.tile(vertices.origin, 2)
    return {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [SCALE] * 3, "translate": vertices.origin.tolist()},
        "metadata": {
            "title": twin.attributes.get("title_en", twin.name),
            "referenceSystem": REFERENCE,
            "geographicalExtent": np.round(extent, 3).tolist(),
        },
        "CityObjects": objects,
        "vertices": corners.tolist(),
    }


def _solid(footprint: Any, base: float, top: float, vertices: _Vertices) -> dict[str, Any]:
    """Describe a block; a footprint of several parts becomes several solids."""
    shells = [_shell(part, base, top, vertices) for part in shapely.get_parts(footprint)]
    if len(shells) == 1:
        return {"type": "Solid", "lod": "1", "boundaries": [shells[0]]}
    return {"type": "MultiSolid", "lod": "1", "boundaries": [[shell] for shell in shells]}


def _shell(polygon: Any, base: float, top: float, vertices: _Vertices) -> list[list[list[int]]]:
    """Give floor, roof and walls of a block, all facing outward."""
    rings = [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
    floor = [vertices.ring(ring, base) for ring in rings]
    roof = [vertices.ring(ring, top) for ring in rings]
    walls = [
        [[below[i], below[j], above[j], above[i]]]
        for below, above in zip(floor, roof, strict=True)
        for i, j in zip(range(len(below)), [*range(1, len(below)), 0], strict=True)
    ]
    return [[ring[::-1] for ring in floor], roof, *walls]


def _attributes(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the attributes of every building, without those that are missing."""
    columns = PropertyTable.of("buildings", table).columns
    missing = {MISSING_NUMBER, MISSING_INTEGER, ""}
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [
        {name: value for name, value in zip(columns, row, strict=True) if value not in missing}
        for row in rows
    ]
