"""Soft soil below the groundwater of parcel columns, that creeps on and answers to a level that moves.

The isotaches of Den Haan: a raised level unloads, the soil swells a little and its creep slows down.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.consolidation import WATER_WEIGHT, isotache_parameters
from scenarios.physics.constants import Parameter
from scenarios.polders.model import Columns
from scenarios.polders.threads import in_parts

__all__ = ["CLAY", "INTRINSIC_TIME", "METHOD", "PEAT", "Creep"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ATLANS = "example set of Atlans, Deltares: a 0.01737, b 0.1303, c 0.008686"
_USUAL = "usual range of Dutch soft soil"
PEAT = (
    Parameter(0.04, "1", _ATLANS, "verified"),
    Parameter(0.30, "1", _ATLANS, "verified"),
    Parameter(0.02, "1", _ATLANS, "verified"),
)
"""RR, CR and C-alpha of peat."""
CLAY = (
    Parameter(0.02, "1", _USUAL, "unverified"),
    Parameter(0.20, "1", _USUAL, "unverified"),
    Parameter(0.008, "1", _USUAL, "unverified"),
)
"""RR, CR and C-alpha of soft clay."""
INTRINSIC_TIME = Parameter(
    15.0,
    "yr",
    "chosen so that 4 m of peat creeps 2.3 mm/yr, a third of the mean of 29 sites, WUR report 3420",
    "secondary",
)
"""Age of soft soil in the sense of the isotaches, at the start."""
PEAT_WEIGHTS = (
    Parameter(10.5e3, "N/m3", _USUAL, "unverified"),
    Parameter(9.5e3, "N/m3", _USUAL, "unverified"),
)
"""Weight of peat below and above water."""
CLAY_WEIGHTS = (
    Parameter(15.0e3, "N/m3", _USUAL, "unverified"),
    Parameter(14.0e3, "N/m3", _USUAL, "unverified"),
)
"""Weight of soft clay below and above water."""

METHOD = (
    "Soft soil below the groundwater creeps by the isotaches (Den Haan 1996), unloading included; peat "
    f"RR, CR, C-alpha {PEAT[0].value:g}, {PEAT[1].value:g}, {PEAT[2].value:g} ({_ATLANS}), clay "
    f"{CLAY[0].value:g}, {CLAY[1].value:g}, {CLAY[2].value:g} ({_USUAL} [unverified]), age {INTRINSIC_TIME}. "
    "A change of groundwater reaches the top of the soft soil in full and its base not at all."
)

LAYERS = 3
_LEAST_STRESS = 1_000.0  # Pa: no soil is quite without load


class Creep:
    """Soft soil of columns, in layers, from year to year.

    Parameters
    ----------
    columns
        Of which ``soft_thickness`` tells how much there is; NaN is not known.
    mean
        Mean groundwater below the ground at the start [m], (k,).
    where
        Columns that are asked for; others do not creep.
    threads
        Number of threads.
    """

    __slots__ = ("_age", "_load", "_mean", "_share", "_soil", "_stress", "_thickness", "_threads")

    def __init__(self, columns: Columns, mean: Floats, where: Flags, threads: int) -> None:
        wet = np.maximum(mean, 0.0)
        soft = np.where(where, np.maximum(columns.soft_thickness - wet, 0.0), 0.0)
        middle = (np.arange(LAYERS) + 0.5) / LAYERS
        depth = wet[:, None] + soft[:, None] * middle
        peat = np.nan_to_num(columns.peat_thickness)
        cover = np.where(peat > 0.0, np.nan_to_num(columns.clay_cover), 0.0)
        in_peat = (depth > cover[:, None]) & (depth < (cover + peat)[:, None])
        peat_abc, clay_abc = (_isotaches(kind) for kind in (PEAT, CLAY))
        self._soil = np.where(in_peat, peat_abc, clay_abc)
        heavy, dry = (
            np.where(peat > cover, in_peat_weight.value, clay_weight.value)
            for in_peat_weight, clay_weight in zip(PEAT_WEIGHTS, CLAY_WEIGHTS, strict=True)
        )
        under = dry[:, None] * wet[:, None] + (depth - wet[:, None]) * (heavy - WATER_WEIGHT)[:, None]
        self._load = WATER_WEIGHT - (heavy - dry)
        self._share = np.broadcast_to(1.0 - middle, depth.shape).copy()
        self._stress = np.maximum(np.nan_to_num(under, nan=_LEAST_STRESS), _LEAST_STRESS)
        self._age = np.full(depth.shape, INTRINSIC_TIME.value)
        self._thickness = np.broadcast_to(soft[:, None] / LAYERS, depth.shape).copy()
        self._mean, self._threads = wet, threads

    def year(self, mean: Floats) -> Floats:
        """Height lost in a year in which the groundwater stands so deep below the ground [m], (k,)."""
        from scenarios.kernels.peat_column import creep_year

        wet = np.maximum(mean, 0.0)
        deeper, self._mean = wet - self._mean, wet
        lost = np.empty(wet.size)

        def work(first: int, last: int) -> None:
            creep_year(
                deeper, self._load, self._share, self._soil, 1.0, _LEAST_STRESS,
                self._thickness, self._stress, self._age, lost, first, last,
            )  # fmt: skip

        in_parts(work, wet.size, self._threads)
        return lost


def _isotaches(kind: tuple[Parameter, Parameter, Parameter]) -> Floats:
    """a, b and c of a soil, (3, 1, 1)."""
    again, virgin, creep = (parameter.value for parameter in kind)
    return np.array(
        isotache_parameters(reloading_ratio=again, compression_ratio=virgin, creep_coefficient=creep)
    )[:, None, None]
