"""Buildings as CityJSON 2.0: block models (LoD 1) in RD New + NAP; and the new dikes of a result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import shapely

from terrain.exporters.above import heights
from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.city_document import Vertices, document
from terrain.exporters.columns import shapes
from terrain.exporters.dike_city import dike_objects
from terrain.exporters.dike_strip import has_dike_space
from terrain.exporters.ground import Ground
from terrain.exporters.metadata import MISSING_INTEGER, MISSING_NUMBER, PropertyTable
from twin.errors import invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["CityJson"]


class CityJson(Exporter):
    """Buildings as solids with their attributes."""

    id: ClassVar[str] = "cityjson"
    media_type: ClassVar[str] = "application/city+json"
    suffix: ClassVar[str] = ".city.json"
    description: ClassVar[str] = (
        "CityJSON 2.0 with the buildings as LoD 1 solids in EPSG:7415, and the new dikes of a result."
    )

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the buildings of a twin."""
        twin = twin_of(source, self.id)
        xmin, ymin, _, _ = twin.grid.bbox
        vertices = Vertices((float(np.floor(xmin)), float(np.floor(ymin)), 0.0))
        ground = Ground.of(twin)
        objects = _of_result(source, ground, vertices)
        if "buildings" in twin.features and len(twin.features["buildings"]):
            objects |= _buildings(twin.features["buildings"].reset_index(drop=True), ground, vertices)
        if not objects:
            raise invalid("source", twin.name, "has no buildings", "Export its surface with cog instead.")
        whole = document(twin.attributes.get("title_en", twin.name), objects, vertices)
        target.write_text(json.dumps(whole, separators=(",", ":"), ensure_ascii=False, allow_nan=False))
        progress(1.0, "buildings written")


def _of_result(source: Twin | Result, ground: Ground, vertices: Vertices) -> dict[str, Any]:
    """Give the new dikes and reservations of a result that has them."""
    from twin.store import Result

    if not isinstance(source, Result) or not has_dike_space(source):
        return {}
    return dike_objects(source, ground, vertices)


def _buildings(table: gpd.GeoDataFrame, ground: Ground, vertices: Vertices) -> dict[str, Any]:
    """Give every building as a block on its footprint, by its id."""
    base, top = heights(table, ground)
    footprints = shapely.orient_polygons(shapes(table))
    attributes = _attributes(table)
    return {
        str(name): {
            "type": "Building",
            "attributes": attributes[row],
            "geometry": [_solid(footprints[row], base[row], top[row], vertices)],
        }
        for row, name in enumerate(table["id"])
    }


def _solid(footprint: Any, base: float, top: float, vertices: Vertices) -> dict[str, Any]:
    """Describe a block; a footprint of several parts becomes several solids."""
    shells = [_shell(part, base, top, vertices) for part in shapely.get_parts(footprint)]
    if len(shells) == 1:
        return {"type": "Solid", "lod": "1", "boundaries": [shells[0]]}
    return {"type": "MultiSolid", "lod": "1", "boundaries": [[shell] for shell in shells]}


def _shell(polygon: Any, base: float, top: float, vertices: Vertices) -> list[list[list[int]]]:
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
