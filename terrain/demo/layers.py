"""Layer surfaces of the demo from the base of the voxel model's sands to -2,500 m NAP.

Units and depths follow the stack of a coastal polder in the western Netherlands; depths are plausible
composites [unverified]. Each top is the base of the layer above; one normal fault offsets the layers below
the Cenozoic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
import xarray as xr
from shapely import LineString

from terrain.demo.fields import Floats, noise
from terrain.demo.plan import BBOX
from terrain.demo.stratigraphy import Strata, block_mean
from twin.grid import GridSpec
from twin.quantities import describe

__all__ = ["DEEP_UNITS", "FAULT", "DeepUnit", "layer_grid", "layers"]

_CELL = 400.0
_X0, _Y0 = BBOX[:2]

FAULT = LineString([(_X0 + 8900.0, _Y0 - 800.0), (_X0 + 8300.0, _Y0 + 4000.0), (_X0 + 7300.0, _Y0 + 11200.0)])
"""Trace of the fault at depth; the east side has gone down."""


@dataclass(frozen=True, slots=True)
class DeepUnit:
    """A layer of the deep model.

    Parameters
    ----------
    name
        Key of the layer.
    label_nl, label_en
        What people call it.
    color
        ``#rrggbb``.
    base
        Mean level of its base [m NAP].
    dip
        Fall of the base from east to west over the area [m].
    throw
        Offset of the base at the fault [m].
    relief
        Standard deviation of the undulation of the base [m].
    kind
        What it does for the use of the subsurface: aquifer, aquitard, seal, reservoir or basement.
    """

    name: str
    label_nl: str
    label_en: str
    color: str
    base: float
    dip: float
    throw: float
    relief: float
    kind: str


DEEP_UNITS = (
    DeepUnit("UR-ST", "Urk en Sterksel", "Urk and Sterksel", "#bdb76b", -60.0, 7.0, 0.0, 1.2, "aquifer"),
    DeepUnit("WA", "Waalre-klei", "Waalre clay", "#ffa500", -75.0, 9.0, 0.0, 1.5, "aquitard"),
    DeepUnit("PZWA-MS", "Peize-Waalre en Maassluis", "Peize-Waalre and Maassluis",
             "#ffcc00", -170.0, 24.0, 0.0, 4.0, "aquifer"),
    DeepUnit("OO-BR", "Oosterhout en Breda", "Oosterhout and Breda",
             "#769d27", -350.0, 45.0, 0.0, 7.0, "aquitard"),
    DeepUnit("NL-NM", "Onder- en Midden-Noordzee (o.a. Rupelklei)", "Lower and Middle North Sea (Rupel clay)",
             "#b87bee", -1010.0, 90.0, 15.0, 12.0, "seal"),
    DeepUnit("CK", "Krijtkalk", "Chalk", "#b5d98b", -1500.0, 120.0, 60.0, 15.0, "basement"),
    DeepUnit("KN", "Rijnland, Vlieland-kleisteen", "Rijnland, Vlieland claystone",
             "#7fb069", -1790.0, 130.0, 95.0, 14.0, "seal"),
    DeepUnit("KN-DS", "Delft-zandsteen", "Delft Sandstone",
             "#e3c96b", -1870.0, 134.0, 105.0, 13.0, "reservoir"),
    DeepUnit("RB", "Bontzandsteen", "Buntsandstein", "#d98880", -2080.0, 140.0, 115.0, 14.0, "seal"),
    DeepUnit("RO", "Slochteren-zandsteen", "Slochteren Sandstone",
             "#c0392b", -2190.0, 144.0, 120.0, 12.0, "reservoir"),
    DeepUnit("DC", "Carboon", "Carboniferous", "#5d6d7e", -2500.0, 0.0, 0.0, 0.0, "basement"),
)  # fmt: skip
"""The layers from top to bottom."""


def layer_grid() -> GridSpec:
    """Cells of 400 x 400 m over the area; the last row overhangs in the north."""
    columns = int(np.ceil((BBOX[2] - BBOX[0]) / _CELL))
    rows = int(np.ceil((BBOX[3] - BBOX[1]) / _CELL))
    return GridSpec(_X0 + _CELL / 2, _Y0 + rows * _CELL - _CELL / 2, _CELL, _CELL, columns, rows)


def layers(strata: Strata) -> xr.Dataset:
    """Build the layer surfaces.

    Parameters
    ----------
    strata
        The shallow deposits: the first layer begins where the voxel model has the top of Urk and Sterksel.

    Returns
    -------
    xr.Dataset
        ``top`` and ``base`` float32 over (layer, y, x) [m NAP], with label, colour and kind per layer;
        every top is exactly the base of the layer above.
    """
    grid = layer_grid()
    bounds = np.stack([_sand_top(strata, grid), *_bases(grid)]).astype(np.float32)
    bounds = np.minimum.accumulate(bounds, axis=0)
    found = xr.Dataset(
        {"top": (("layer", "y", "x"), bounds[:-1]), "base": (("layer", "y", "x"), bounds[1:])},
        coords={**grid.coords(), "layer": [unit.name for unit in DEEP_UNITS]},
        attrs={
            "title": "Layer model of the fictional area demo",
            "status": "plausible composite [unverified]",
        },
    )
    for name in ("label_nl", "label_en", "color", "kind"):
        found.coords[name] = ("layer", [getattr(unit, name) for unit in DEEP_UNITS])
    return describe(found)


def _sand_top(strata: Strata, grid: GridSpec) -> Floats:
    """Top of the sands of Urk and Sterksel: below Eem and Kreftenheye, or below the cover of the flank."""
    top = np.minimum.reduce([strata.body("KR").base, strata.body("EE").base, strata.body("DRGI").base])
    return block_mean(top, strata.grid, grid)


def _bases(grid: GridSpec) -> list[Floats]:
    """Base of every layer: a plane that dips west, an undulation in part shared by all, and the fault."""
    u = (grid.x[None, :] - (BBOX[0] + BBOX[2]) / 2) / (BBOX[2] - BBOX[0])
    down = _east_of_fault(grid)
    shared = noise(grid, 2600.0, 500)
    found = []
    for k, unit in enumerate(DEEP_UNITS):
        wave = unit.relief * (0.8 * shared + 0.6 * noise(grid, 1900.0, 501 + k))
        found.append(unit.base + unit.dip * u + wave - unit.throw * down)
    return found


def _east_of_fault(grid: GridSpec) -> Floats:
    """1 on the side that went down, 0 on the other, halved over the damage zone of some 150 m."""
    x, y = np.meshgrid(grid.x, grid.y)
    at = np.interp(grid.y, [p[1] for p in FAULT.coords], [p[0] for p in FAULT.coords])
    away = cast(Floats, shapely.distance(shapely.points(x, y), FAULT)) * np.sign(x - at[:, None])
    return np.clip(away / 150.0 + 0.5, 0.0, 1.0)
