"""The whole scene in one GLB, in local RD + NAP metres."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.glb import Primitive, write_glb
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement, placement
from terrain.exporters.relief import GROUND
from terrain.exporters.tiles import scene
from terrain.meshing import lattice_triangles, surface_normals
from twin.progress import Progress, silent

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["SceneGlb"]

MOST = 640  # cells along a side of the drawn terrain: one file has one level of detail


class SceneGlb(Exporter):
    """Terrain and all features in one file."""

    id: ClassVar[str] = "glb"
    media_type: ClassVar[str] = "model/gltf-binary"
    suffix: ClassVar[str] = ".glb"
    description: ClassVar[str] = "One glTF binary of terrain and features in local RD New + NAP metres."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the scene; ``asset.extras`` says where its origin lies."""
        twin = twin_of(source, self.id)
        where = placement(twin.grid, "rd")
        progress(0.1, "terrain")
        primitives, ids, layers = [_ground(twin, where)], ["ground"], ["terrain"]
        for layer in scene(twin):
            progress(0.5, layer.name)
            first = len(ids)
            names = layer.table.columns.get("id", np.arange(layer.table.count))
            ids += [str(name) for name in names]
            layers += [layer.name] * layer.table.count
            primitives += [
                Primitive(
                    where.local(p.mesh.positions), p.mesh.triangles, p.mesh.features + first, p.material
                )
                for p in layer.parts
            ]
        table = PropertyTable.of("scene", {"id": ids, "layer": layers})
        target.write_bytes(write_glb(primitives, table, where.extras))
        progress(1.0, "scene written")


def _ground(twin: Twin, where: Placement) -> Primitive:
    """Take the ground at a step that keeps at most 640 cells along a side."""
    step = max(1, -(-max(twin.grid.shape) // MOST))
    level = twin.surface["ground_level"].values[::step, ::step]
    x, y = np.meshgrid(twin.grid.x[::step], twin.grid.y[::step])
    known = np.isfinite(level)
    number = np.cumsum(known.ravel()) - 1
    positions = where.local(np.column_stack([x[known], y[known], level[known].astype(float)]))
    normals = surface_normals(level, step * twin.grid.dx, step * twin.grid.dy)[known]
    faces = number[lattice_triangles(known)]
    return Primitive(positions, faces, np.zeros(len(positions), np.int64), GROUND, normals)
