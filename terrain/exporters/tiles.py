"""3D Tiles 1.1 of a twin: in EPSG:4978 for other twins, in local RD + NAP metres for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from terrain.exporters import above, below, borehole_logs
from terrain.exporters.base import Exporter, twin_of
from terrain.exporters.claims import claimed
from terrain.exporters.deep import deep_layers
from terrain.exporters.dike_scene import dike_layers
from terrain.exporters.dike_strip import has_dike_space
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Layer, Part, write_layer
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import FrameName, placement
from terrain.exporters.relief import plan_relief, write_relief
from terrain.exporters.strata import strata
from terrain.exporters.tree import Node, root_tileset, write_twinned
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
    "dike_profiles": above.dike_profiles,
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
    "closed_loops": below.closed_loops,
    "protection_zones": below.protection_zones,
    "archaeology": below.archaeology,
    "expectation_zones": below.expectation_zones,
    "boreholes": borehole_logs.boreholes,
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
        write_tilesets(twin, {"ecef": target / "ecef", "rd": target / "rd"}, progress, _own(source, twin))


def write_tileset(twin: Twin, out: Path, frame: FrameName, progress: Progress = silent) -> None:
    """Write the tilesets of a twin in one frame: ``out/tileset.json`` and ``out/LAYER/tileset.json``."""
    write_tilesets(twin, {frame: out}, progress)


def write_tilesets(
    twin: Twin, outs: Mapping[FrameName, Path], progress: Progress = silent, more: Sequence[Layer] = ()
) -> None:
    """Write the tilesets of a twin in several frames; the bodies are built once.

    Parameters
    ----------
    twin
        What to show.
    outs
        Folder per frame.
    progress
        Is told how far it is.
    more
        Further layers, of a result.
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
    for step, layer in enumerate((*scene(twin), *more), start=1):
        progress(min(step / steps, 0.99), layer.name)
        for frame, out in outs.items():
            roots[frame][layer.name] = write_layer(layer, out / layer.name, places[frame])
    for layer in volumes(twin):
        progress(0.99, layer.name)
        for frame, out in outs.items():
            if frame == "ecef" or layer.name != "voxels":  # the page draws voxels itself
                write_layer(layer, out / layer.name, places[frame])
    for frame, out in outs.items():
        write_twinned(
            out / "tileset.json", root_tileset(roots[frame], places[frame], relief.extras(places[frame]))
        )
    progress(1.0, "tiles written")


def _own(source: Twin | Result, twin: Twin) -> list[Layer]:
    """Layers that a result adds to the scene of its twin: new dikes and reservations."""
    from twin.store import Result

    if not isinstance(source, Result) or not has_dike_space(source):
        return []
    return [layer for layer in dike_layers(source, Ground.of(twin)) if not layer.empty]


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
