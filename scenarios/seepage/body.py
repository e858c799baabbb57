"""The aquifer in the voxels of a twin: how well it conducts, and from where to where it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.seepage_state import AQUIFER_LEAST

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin

__all__ = ["Body", "body"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_SANDS = (5, 6, 7, 8, 9)
_CLASSES = 16


@dataclass(frozen=True, slots=True)
class Body:
    """The first aquifer below the ground, for each column of voxels (m, n).

    Parameters
    ----------
    transmissivity
        KD [m2/s]; 0 where there is no aquifer, NaN where a lithoclass of it has no conductivity.
    base
        Bottom of its lowest sand [m NAP]; NaN where there is none.
    """

    transmissivity: Floats
    base: Floats


def body(twin: Twin) -> Body | None:
    """Read the first aquifer of every column of voxels; None where the twin has none.

    Notes
    -----
    It begins with the first 4 m of sand below the ground and reaches down to where the voxels end. Clay and
    loam in it conduct nothing, and part nothing: heads above and below them are taken as one.
    """
    if twin.subsurface is None or "voxels" not in twin.subsurface.children:
        return None
    voxels = twin.subsurface["voxels"].to_dataset()
    table = twin.subsurface.children.get("properties")
    z = voxels["z"].values.astype(np.float64)
    height = float(z[1] - z[0]) if z.size > 1 else 0.5
    shape = voxels["lithok"].shape[1:]
    strat, lithok = (voxels[name].values.reshape(z.size, -1).astype(np.int64) for name in ("strat", "lithok"))
    conductivity = _horizontal(strat, lithok, None if table is None else table.to_dataset())
    sand = np.isin(lithok, _SANDS)
    run, run_kd, total = (np.zeros(sand.shape[1]) for _ in range(3))
    base, begun = np.full(sand.shape[1], np.nan), np.zeros(sand.shape[1], np.bool_)
    for level in range(z.size - 1, -1, -1):
        here = sand[level]
        conducts = np.where(here, conductivity[level] * height, 0.0)
        run, run_kd = np.where(here, run + height, 0.0), np.where(here, run_kd + conducts, 0.0)
        starts = ~begun & (run >= AQUIFER_LEAST.value - 1e-9)
        total = np.where(starts, run_kd, np.where(begun, total + conducts, total))
        begun |= starts
        base = np.where(begun & here, z[level] - 0.5 * height, base)
    return Body(total.reshape(shape), base.reshape(shape))


def _horizontal(
    strat: npt.NDArray[np.int64], lithok: npt.NDArray[np.int64], table: xr.Dataset | None
) -> Floats:
    """Horizontal conductivity of each voxel [m/s], by the twin's table, else by lithoclass."""
    from scenarios.dikes.subsoil import CONDUCTIVITY

    by_class = np.full(_CLASSES, np.nan)
    for number, parameter in CONDUCTIVITY.items():
        by_class[number] = parameter.value
    key = np.where(lithok >= 0, lithok, _CLASSES - 1)
    if table is None:
        return np.asarray(by_class[key], np.float64)
    given = table["strat"].values.astype(np.int64), table["lithok"].values.astype(np.int64)
    count = max(int(strat.max(initial=0)), int(given[0].max(initial=0))) + 1
    values = np.tile(by_class, count)
    told = np.isfinite(table["kh"].values)
    values[given[0][told] * _CLASSES + given[1][told]] = table["kh"].values[told]
    return np.asarray(values[np.maximum(strat, 0) * _CLASSES + key], np.float64)
