"""The surfaces between the deep layers of the subsurface model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from terrain.exporters.geometry import Mesh
from terrain.exporters.glb import Material
from terrain.exporters.layers import Layer, Part
from terrain.exporters.metadata import PropertyTable
from terrain.meshing import lattice_triangles
from twin.grid import GridSpec

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin

__all__ = ["deep_layers"]

COLORS = (
    "#e8d174", "#c9a227", "#b5c689", "#8fb8a8", "#6f9fc8", "#8c86c4", "#b287b8", "#c98a8a", "#a8845c",
    "#7d8a6a", "#5f7d86", "#7a6a8e",
)  # fmt: skip


def deep_layers(twin: Twin) -> Iterator[Layer]:
    """Give the tops of the layers, and the base of the last, as one layer of the scene, if there are any."""
    if twin.subsurface is None or "layers" not in twin.subsurface.children:
        return
    dataset = twin.subsurface["layers"].to_dataset()
    grid = GridSpec.of(dataset)
    names = [str(name) for name in dataset["layer"].values]
    colors = _colors(dataset)
    looks = [Material(name, color, opacity=0.8) for name, color in zip(names, colors, strict=True)]
    parts = [Part(look, _surface(grid, dataset["top"].values[k], k)) for k, look in enumerate(looks)]
    parts.append(Part(looks[-1], _surface(grid, dataset["base"].values[-1], len(names) - 1)))
    layer = Layer("layers", PropertyTable.of("layers", _attributes(dataset, names)), parts, detail=800.0)
    if not layer.empty:
        yield layer


def _colors(dataset: xr.Dataset) -> list[str]:
    """Take the colours of the model itself, else a fixed row of colours."""
    if "color" in dataset:
        return [str(color) for color in dataset["color"].values]
    return [COLORS[k % len(COLORS)] for k in range(dataset.sizes["layer"])]


def _surface(grid: GridSpec, level: npt.NDArray[np.floating], feature: int) -> Mesh:
    known = np.isfinite(level)
    number = np.cumsum(known.ravel()) - 1
    x, y = np.meshgrid(grid.x, grid.y)
    positions = np.column_stack([x[known], y[known], level[known].astype(np.float64)])
    return Mesh(positions, number[lattice_triangles(known)], np.full(len(positions), feature))


def _attributes(dataset: xr.Dataset, names: list[str]) -> dict[str, object]:
    """Id, mean levels and whatever else the model says about each layer."""
    table: dict[str, object] = {"id": names}
    for side in ("top", "base"):
        table[f"mean_{side}_level"] = [round(float(np.nanmean(level)), 1) for level in dataset[side].values]
    for name, variable in {**dataset.data_vars, **dataset.coords}.items():
        if variable.dims == ("layer",) and name != "layer":
            table[str(name)] = variable.values.tolist()
    return table
