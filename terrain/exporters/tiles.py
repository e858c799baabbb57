"""3D Tiles 1.1 of a twin: in EPSG:4978 for other twins, in local RD + NAP metres for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from terrain.exporters import above, below
from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.claims import claimed
from terrain.exporters.deep import deep_layers
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Layer, Part, write_layer
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import FrameName, Placement, placement
from terrain.exporters.relief import Relief, plan_relief, write_relief
from terrain.exporters.strata import strata
from terrain.exporters.tree import Node, write_twinned
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["Tiles", "scene", "volumes", "write_tileset", "write_tilesets"]

Builder = Callable[["gpd.GeoDataFrame", Ground], list[Part]]
BUILDERS: dict[str, Builder] = {
    "buildings": above.buildings,
    "dikes": above.dikes,
    "roads": above.roads,
    "watercourses": above.watercourses,
    "structures": above.structures,
    "vital_objects": above.vital_objects,
    "peilgebieden": above.outlines,
    "land_use_areas": above.areas,
    "utility_lines": below.utility_lines,
    "wells": below.wells,
    "doublets": below.doublets,
    "ates": below.ates,
    "protection_zones": below.protection_zones,
    "archaeology": below.archaeology,
    "expectation_zones": below.expectation_zones,
    "boreholes": below.boreholes,
}
LONG = {
    "land_use_areas",
    "roads",
    "watercourses",
    "utility_lines",
    "peilgebieden",
    "expectation_zones",
    "protection_zones",
}
DETAIL = {"utility_lines": 100.0}


class Tiles(Exporter):
    """3D Tiles 1.1 in both frames."""

    id: ClassVar[str] = "3dtiles"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = "3D Tiles 1.1: ecef/ in EPSG:4978, rd/ in local RD New + NAP metres."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write ``target/ecef/tileset.json`` and ``target/rd/tileset.json``."""
        twin = twin_of(source, self.id)
        write_tilesets(twin, {"ecef": target / "ecef", "rd": target / "rd"}, progress)


def write_tileset(twin: Twin, out: Path, frame: FrameName, progress: Progress = silent) -> None:
    """Write the tilesets of a twin in one frame: ``out/tileset.json`` and ``out/LAYER/tileset.json``."""
    write_tilesets(twin, {frame: out}, progress)


def write_tilesets(twin: Twin, outs: Mapping[FrameName, Path], progress: Progress = silent) -> None:
    """Write the tilesets of a twin in several frames; the bodies are built once.

    Parameters
    ----------
    twin
        What to show.
    outs
        Folder per frame.
    progress
        Is told how far it is.
    """
    places = {frame: placement(twin.grid, frame) for frame in outs}
    roots: dict[FrameName, dict[str, Node]] = {frame: {} for frame in outs}
    steps = 1 + len(BUILDERS)
    relief = plan_relief(twin.grid, twin.surface["ground_level"].values)
    for frame, out in outs.items():
        progress(0.0, f"terrain ({frame})")
        root = write_relief(relief, out / "terrain", places[frame])
        if root is not None:
            roots[frame]["terrain"] = root
    for step, layer in enumerate(scene(twin), start=1):
        progress(min(step / steps, 0.99), layer.name)
        for frame, out in outs.items():
            roots[frame][layer.name] = write_layer(layer, out / layer.name, places[frame])
    for layer in volumes(twin):
        progress(0.99, layer.name)
        for frame, out in outs.items():
            if frame == "ecef" or layer.name != "voxels":  # the page draws voxels itself
                write_layer(layer, out / layer.name, places[frame])
    for frame, out in outs.items():
        write_twinned(out / "tileset.json", _whole(roots[frame], places[frame], relief))
    progress(1.0, "tiles written")


def scene(twin: Twin) -> Iterator[Layer]:
    """Build the layers of a twin that have something to draw, themes in the order of their names."""
    ground = Ground.of(twin)
    for theme, table in twin.features.items():
        if theme in BUILDERS and len(table):
            whole = table[table.geometry.notna() & ~table.geometry.is_empty].reset_index(drop=True)
            layer = Layer(
                theme.replace("_", "-"),
                PropertyTable.of(theme, whole),
                BUILDERS[theme](whole, ground),
                split="triangle" if theme in LONG else "feature",
                detail=DETAIL.get(theme, 400.0),
            )
            if not layer.empty:
                yield layer
    yield from deep_layers(twin)


def volumes(twin: Twin) -> Iterator[Layer]:
    """Build the layers that fill the ground: they hide each other, so the root tileset leaves them out."""
    yield from claimed(twin)
    yield from strata(twin)


def _whole(roots: Mapping[str, Node], where: Placement, relief: Relief) -> dict[str, Any]:
    """Describe the root tileset: one tile per layer, its box turned into the frame of the tileset."""
    low = np.min([root.low for root in roots.values()], axis=0)
    high = np.max([root.high for root in roots.values()], axis=0)
    error = 2 * max(root.error for root in roots.values())
    children = [
        {
            "boundingVolume": {"box": _turned(root.low, root.high, where)},
            "geometricError": 1.5 * root.error or 1.0,
            "refine": "ADD",
            "content": {"uri": f"{name}/tileset.json"},
        }
        for name, root in roots.items()
    ]
    return {
        "asset": {"version": "1.1", "extras": relief.extras(where)},
        "geometricError": 2 * error,
        "root": {
            "boundingVolume": {"box": _turned(low, high, where)},
            "geometricError": error,
            "refine": "ADD",
            "children": children,
        },
    }


def _turned(low: np.ndarray, high: np.ndarray, where: Placement) -> list[float]:
    matrix = where.matrix
    centre = matrix[:3, :3] @ ((low + high) / 2) + matrix[:3, 3]
    half = np.diag((high - low) / 2) @ matrix[:3, :3].T
    return [*centre.tolist(), *half.ravel().tolist()]
