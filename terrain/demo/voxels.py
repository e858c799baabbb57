"""Voxel model of the demo in the manner of GeoTOP: 100 x 100 x 0.5 m, unit and lithoclass to -50 m NAP."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy import ndimage
from scipy.special import ndtri

from terrain.demo.plan import SEED
from terrain.demo.stratigraphy import MODEL_BASE, Body, Strata
from twin.quantities import describe
from twin.vocabulary import STRATIGRAPHY

__all__ = ["MISSING", "MIXTURES", "THICKNESS", "voxels"]

MISSING = -127
"""Value of both variables above the ground."""
THICKNESS = 0.5
"""Height of a voxel [m]."""

Volume = npt.NDArray[np.float32]

_CODES = {unit.key: code for code, unit in STRATIGRAPHY.items()}

_FINE, _LENS, _SHEET = 0, 1, 2
_SIGMAS = {_FINE: (1.3, 1.3, 1.3), _LENS: (1.7, 3.3, 3.3), _SHEET: (0.8, 4.0, 4.0)}

MIXTURES: dict[str, tuple[int, float, tuple[tuple[int, float], ...]]] = {
    # unit: pattern, coarsening with depth, (lithoclass, share) from fine to coarse
    "AAOP": (_FINE, 0.0, ((0, 1.0),)),
    "NASC": (_LENS, 0.0, ((5, 0.75), (6, 0.25))),
    "NAZA": (_SHEET, 0.4, ((3, 0.05), (5, 0.52), (6, 0.36), (9, 0.07))),
    "NAWA": (_SHEET, 0.8, ((2, 0.66), (3, 0.27), (5, 0.07))),
    "ANAWA": (_LENS, 2.2, ((3, 0.17), (5, 0.66), (6, 0.17))),
    "BEC": (_LENS, 2.6, ((3, 0.10), (5, 0.20), (6, 0.45), (7, 0.25))),
    "CEC": (_LENS, 2.6, ((2, 0.05), (3, 0.12), (5, 0.25), (6, 0.43), (7, 0.15))),
    "EC": (_SHEET, 0.0, ((2, 0.80), (3, 0.20))),
    "NIHO": (_SHEET, 0.8, ((1, 0.97), (2, 0.03))),
    "NAWO": (_SHEET, 0.3, ((2, 0.56), (3, 0.33), (5, 0.10), (9, 0.01))),
    "BNAWA": (_LENS, 1.8, ((2, 0.05), (3, 0.20), (5, 0.60), (6, 0.13), (9, 0.02))),
    "NIBA": (_FINE, 0.0, ((1, 1.0),)),
    "BXWI": (_LENS, 0.0, ((5, 0.82), (6, 0.18))),
    "BX": (_SHEET, 0.0, ((2, 0.02), (3, 0.12), (5, 0.68), (6, 0.18))),
    "KRWY": (_LENS, 0.0, ((2, 0.40), (3, 0.55), (5, 0.05))),
    "KR": (_LENS, 1.4, ((5, 0.06), (6, 0.32), (7, 0.55), (8, 0.07))),
    "EE": (_SHEET, -0.6, ((2, 0.70), (3, 0.20), (5, 0.10))),
    "DRGI": (_FINE, 0.0, ((2, 0.25), (3, 0.69), (5, 0.04), (8, 0.02))),
    "UR": (_LENS, 0.6, ((2, 0.03), (3, 0.04), (5, 0.10), (6, 0.35), (7, 0.43), (8, 0.05))),
    "ST": (_LENS, 0.0, ((2, 0.03), (3, 0.03), (5, 0.11), (6, 0.33), (7, 0.43), (8, 0.07))),
}
"""How each unit is built; shares are plausible composites [unverified], the pattern sets what lies where."""


def voxels(strata: Strata) -> xr.Dataset:
    """Fill the columns: unit and lithoclass of every voxel that lies wholly below the mean ground.

    Parameters
    ----------
    strata
        Deposits with their boundaries, old to young.

    Returns
    -------
    xr.Dataset
        ``strat`` int16 (GeoTOP codes) and ``lithok`` int8 (GeoTOP lithoclasses) over (z, y, x); z is the
        voxel centre [m NAP], ascending; -127 above the ground.
    """
    height = float(np.nanmax(strata.ground)) - MODEL_BASE
    count = int(np.ceil(height / THICKNESS)) + 1
    levels = np.asarray(MODEL_BASE + THICKNESS * (np.arange(count) + 0.5), np.float64)
    strat, depth = _lay_down(strata, levels)
    lithok = _lithology(strat, depth)
    above = levels[:, None, None] + THICKNESS / 2 > strata.ground[None]
    strat[above], lithok[above] = MISSING, MISSING
    coordinates = {"z": ("z", levels, {"units": "m", "positive": "up", "axis": "Z", "long_name": "m NAP"})}
    model = xr.Dataset(
        {"strat": (("z", "y", "x"), strat), "lithok": (("z", "y", "x"), lithok)},
        coords={**strata.grid.coords(), **coordinates},
        attrs={"title": "Voxel model of the fictional area demo", "thickness": THICKNESS},
    )
    return describe(model)


def _lay_down(strata: Strata, levels: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int16], Volume]:
    """Unit of every voxel, and how deep it lies in its body: 0 at the top, 1 at the base."""
    shape = (levels.size, *strata.grid.shape)
    strat, depth = np.full(shape, MISSING, np.int16), np.zeros(shape, np.float32)
    for body in strata.bodies:
        low, high = _span(body, levels)
        z = levels[low:high, None, None].astype(np.float32)
        top, base = body.top.astype(np.float32), body.base.astype(np.float32)
        inside = (z <= top) & (z > base)
        strat[low:high][inside] = _CODES[body.name]
        relative = (top - z) / np.maximum(top - base, 0.5)
        depth[low:high][inside] = relative[inside]
    return strat, depth


def _span(body: Body, levels: npt.NDArray[np.float64]) -> tuple[int, int]:
    """First and last layer of voxels that a body can touch."""
    there = body.top > body.base
    if not there.any():
        return 0, 0
    low = int(np.searchsorted(levels, body.base[there].min()))
    return low, int(np.searchsorted(levels, body.top[there].max(), side="right"))


def _lithology(strat: npt.NDArray[np.int16], depth: Volume) -> npt.NDArray[np.int8]:
    """Lithoclass of every voxel: noise, shifted with depth in its body, cut at the shares of its unit."""
    patterns = {key: _pattern(strat.shape, key, sigma) for key, sigma in _SIGMAS.items()}
    lithok = np.full(strat.shape, MISSING, np.int8)
    for name, (pattern, trend, mixture) in MIXTURES.items():
        where = np.nonzero(strat == _CODES[name])
        coarse = (patterns[pattern][where] + trend * (depth[where] - 0.5)) / np.sqrt(1.0 + trend**2 / 12.0)
        classes = np.array([code for code, _ in mixture], np.int8)
        limits = ndtri(np.cumsum([share for _, share in mixture])[:-1])
        lithok[where] = classes[np.searchsorted(limits, coarse)]
    return lithok


def _pattern(shape: tuple[int, ...], number: int, sigma: tuple[float, float, float]) -> Volume:
    """Smooth noise, N(0, 1), with a correlation length of `sigma` voxels in z, y, x."""
    rng = np.random.Generator(np.random.PCG64([SEED, 400 + number]))
    field: Any = ndimage.gaussian_filter(
        rng.standard_normal(shape, np.float32), sigma, truncate=3.0, mode="wrap"
    )
    return cast(Volume, field / field.std())
