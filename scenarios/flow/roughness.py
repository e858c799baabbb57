"""Roughness and infiltration of the ground, from what the twin tells of its cover and soil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.vocabulary import LAND_USE, SOIL

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["DEFAULT_ROUGHNESS", "INFILTRATION_RATE", "infiltration_rate", "roughness"]

Field = npt.NDArray[np.float32]

DEFAULT_ROUGHNESS = 0.035
"""Manning coefficient of grassland [s m-1/3], where a twin tells nothing [unverified]."""
_SMOOTHEST, _ROUGHEST = 0.005, 1.0

INFILTRATION_RATE: dict[str, float] = {
    "dune_sand": 20.0,
    "cover_sand": 10.0,
    "creek_sand": 5.0,
    "brook_loam": 3.0,
    "made_ground": 3.0,
    "peat": 1.0,
    "clay_on_peat": 0.5,
    "sea_clay": 0.5,
    "river_clay": 0.5,
    "lake_bed_clay": 0.5,
    "water": 0.0,
}
"""Constant infiltration of ground that is not saturated, by soil class [mm/h] [unverified]."""


def roughness(twin: Twin, factor: float) -> tuple[Field, str]:
    """Manning's coefficient of every cell.

    Parameters
    ----------
    twin
        Twin; its own roughness comes first, then that of its land use, then `DEFAULT_ROUGHNESS`.
    factor
        What it is multiplied by, > 0.

    Returns
    -------
    tuple of ndarray and str
        Coefficient [s m-1/3], float32, shape (ny, nx), kept within 0.005..1; and how it was found.
    """
    value = np.full(twin.grid.shape, np.float32(DEFAULT_ROUGHNESS))
    told = f"{DEFAULT_ROUGHNESS:g} everywhere [unverified]"
    if "roughness" in twin.surface:
        own = np.asarray(twin.surface["roughness"].values, np.float32)
        value, told = np.where(np.isnan(own), value, own), "the roughness of the twin"
    elif "land_use" in twin.surface:
        codes = np.asarray(twin.surface["land_use"].values)
        for code, entry in LAND_USE.items():
            value[codes == code] = entry.manning
        told = "by land use [unverified]"
    times = f" x {factor:g}" if factor != 1 else ""
    return np.clip(value * np.float32(factor), _SMOOTHEST, _ROUGHEST).astype(np.float32), told + times


def infiltration_rate(twin: Twin) -> Field | None:
    """Rate at which dry ground takes water [m/s], float32, shape (ny, nx); None when soils are not known.

    Water all year and cells of an unknown soil take nothing.
    """
    if "soil" not in twin.surface:
        return None
    codes = np.asarray(twin.surface["soil"].values)
    rate = np.zeros(twin.grid.shape, np.float32)
    for code, entry in SOIL.items():
        rate[codes == code] = INFILTRATION_RATE[entry.key] / 1000.0 / 3600.0
    if "permanent_water" in twin.surface:
        rate[twin.surface["permanent_water"].values != 0] = 0.0
    return rate
