"""New dikes as solids and reservations as surfaces in CityJSON 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from terrain.dike_body import bodies
from terrain.exporters.city_document import Vertices, document
from terrain.exporters.columns import shapes
from terrain.exporters.dike_scene import body_table, sections_of
from terrain.exporters.geometry import drape

if TYPE_CHECKING:
    from terrain.exporters.ground import Ground
    from twin.store import Result

__all__ = ["dike_city", "dike_objects"]


def dike_city(result: Result, ground: Ground) -> dict[str, Any] | None:
    """Describe the new dikes and reservations of a result; None when there are none.

    Parameters
    ----------
    result
        Result of the process dike-space.
    ground
        Ground of its twin.
    """
    xmin, ymin, _, _ = ground.grid.bbox
    vertices = Vertices((float(np.floor(xmin)), float(np.floor(ymin)), 0.0))
    objects = dike_objects(result, ground, vertices)
    title = str(result.dataset.attrs.get("title", "Dike space"))
    return document(title, objects, vertices) if objects else None


def dike_objects(result: Result, ground: Ground, vertices: Vertices) -> dict[str, Any]:
    """Give bodies (OtherConstruction, LoD 2) and reservations (LandUse, LoD 1 surfaces) by their ids."""
    found = bodies(sections_of(result))
    columns = body_table(result, found)
    objects: dict[str, Any] = {}
    for row, body in enumerate(found):
        told = {name: values[row] for name, values in columns.items() if name != "id"}
        number = np.array(vertices.points(body.vertices))
        shell = [[triangle] for triangle in _proper(number[body.faces])]
        objects[f"new-dike-{columns['id'][row]}"] = {
            "type": "OtherConstruction",
            "attributes": {"function": "dike"} | told,
            "geometry": [{"type": "Solid", "lod": "2", "boundaries": [shell]}],
        }
    return objects | _reservations(result, ground, vertices)


def _reservations(result: Result, ground: Ground, vertices: Vertices) -> dict[str, Any]:
    table = result.features.get("dike_reservations")
    if table is None or not len(table):
        return {}
    table = table.reset_index(drop=True)
    rows = np.arange(len(table))
    sheet = drape(shapes(table), ground, 0.0, rows, 10 * ground.grid.dx)
    number = np.array(vertices.points(sheet.positions))
    owner = sheet.features[sheet.triangles[:, 0]]
    return {
        f"reservation-{table['id'].iloc[row]}": {
            "type": "LandUse",
            "attributes": {
                "function": "reserved for dike reinforcement",
                "dike": str(table["dike"].iloc[row]),
                "year": int(table["year"].iloc[row]),
                "band": str(table["band"].iloc[row]),
            },
            "geometry": [
                {
                    "type": "MultiSurface",
                    "lod": "1",
                    "boundaries": [[t] for t in _proper(number[sheet.triangles[owner == row]])],
                }
            ],
        }
        for row in rows
    }


def _proper(triangles: Any) -> list[list[int]]:
    """Leave out triangles of which corners have become one."""
    a, b, c = triangles.T
    kept: list[list[int]] = triangles[(a != b) & (b != c) & (a != c)].tolist()
    return kept
