"""New dikes as solid bodies and the ground reserved for them, for viewers and other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from terrain.dike_body import Body, Sections, bodies
from terrain.exporters.columns import shapes
from terrain.exporters.geometry import Mesh, drape, merge
from terrain.exporters.glb import Material
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Layer, Part, write_layer
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import FrameName, placement
from terrain.exporters.tree import root_tileset, write_twinned
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["BAND_COLORS", "body_table", "dike_layers", "sections_of", "write_dike_scene"]

BAND_COLORS = {"core": "#b45309", "reserve": "#f59e0b", "watch": "#fde68a"}
"""Colour of each band of a reservation, the most certain one darkest."""
_BODY = Material("new-dike", "#7c9a3f")
_LIFT = 0.35
_FOLDERS: dict[FrameName, str] = {"ecef": "3dtiles", "rd": "3dtiles-rd"}


def sections_of(result: Result) -> Sections:
    """Cross-sections of a result of dike-space: today's, and the required ones of the asked case."""
    table, dataset = result.features["dike_space"], result.dataset
    dikes = list(dict.fromkeys(table["dike"]))
    profiles = {
        name: dataset[f"dike_profile_{name}"].transpose("location", "point").values.astype(np.float64)
        for name in ("now_offset", "now_level", "required_offset", "required_level")
    }

    def columns(*names: str) -> npt.NDArray[np.float64]:
        return np.column_stack([table[name].to_numpy(float, na_value=np.nan) for name in names])

    return Sections(
        np.array([dikes.index(dike) for dike in table["dike"]], np.int64),
        columns("x", "y"),
        columns("inward_x", "inward_y"),
        columns("length")[:, 0],
        *profiles.values(),
    )


def body_table(result: Result, found: list[Body]) -> dict[str, list[Any]]:
    """Attributes of bodies: id, dike, from and to which chainage [m], and volume [m3]."""
    table = result.features["dike_space"]
    dikes = table["dike"].astype(str).to_numpy()
    start = (table["chainage"] - table["length"] / 2).to_numpy(float)
    end = (table["chainage"] + table["length"] / 2).to_numpy(float)
    return {
        "id": [f"{dikes[body.first]}-{start[body.first]:.0f}" for body in found],
        "dike": [dikes[body.first] for body in found],
        "from_chainage": [round(start[body.first], 1) for body in found],
        "to_chainage": [round(end[body.last], 1) for body in found],
        "volume": [round(body.volume, 1) for body in found],
    }


def dike_layers(result: Result, ground: Ground) -> list[Layer]:
    """Bodies of new dikes, and reservations laid over the ground, as layers of a scene.

    Parameters
    ----------
    result
        Result of the process dike-space.
    ground
        Ground of its twin.
    """
    layers = []
    found = bodies(sections_of(result))
    if found:
        meshes = [
            Mesh(body.vertices, body.faces, np.full(len(body.vertices), row, np.int64))
            for row, body in enumerate(found)
        ]
        table = PropertyTable.of("dike_bodies", body_table(result, found))
        layers.append(Layer("dike-bodies", table, [Part(_BODY, merge(meshes))], split="triangle"))
    reserved = result.features.get("dike_reservations")
    if reserved is not None and len(reserved):
        layers.append(_reservations(reserved.reset_index(drop=True), ground))
    return layers


def _reservations(table: gpd.GeoDataFrame, ground: Ground) -> Layer:
    """Lay the bands of the last year over the ground: earlier ones lie inside them."""
    last = table[table["year"] == table["year"].max()].reset_index(drop=True)
    bands = last["band"].astype(str).to_numpy()
    parts = []
    for band, color in BAND_COLORS.items():
        rows = np.flatnonzero(bands == band)
        if rows.size:
            sheet = drape(shapes(last)[rows], ground, _LIFT, rows, 10 * ground.grid.dx)
            parts.append(Part(Material(f"reservation-{band}", color, 0.6), sheet))
    return Layer("dike-reservations", PropertyTable.of("dike_reservations", last), parts, split="triangle")


def write_dike_scene(result: Result, twin: Twin, out: Path, progress: Progress = silent) -> None:
    """Write bodies and reservations as 3D Tiles in both frames and as CityJSON.

    Parameters
    ----------
    result
        Result of the process dike-space.
    twin
        The twin that it was computed from.
    out
        Folder for ``3dtiles/``, ``3dtiles-rd/`` and ``dike-space.city.json``; what has nothing to show is
        left out.
    progress
        Is told how far it is.
    """
    from terrain.exporters.dike_city import dike_city

    ground = Ground.of(twin)
    layers = [layer for layer in dike_layers(result, ground) if not layer.empty]
    for step, (frame, folder) in enumerate(_FOLDERS.items()):
        progress(step / 3, f"New dikes ({frame})")
        if layers:
            _write_tileset(layers, out / folder, frame, twin)
    progress(2 / 3, "New dikes as CityJSON")
    document = dike_city(result, ground)
    if document is not None:
        write_twinned(out / "dike-space.city.json", document)
    progress(1.0, "new dikes written")


def _write_tileset(layers: list[Layer], out: Path, frame: FrameName, twin: Twin) -> None:
    """Write each layer, and a tileset of all of them."""
    where = placement(twin.grid, frame)
    roots = {layer.name: write_layer(layer, out / layer.name, where) for layer in layers}
    write_twinned(out / "tileset.json", root_tileset(roots, where, where.extras))
