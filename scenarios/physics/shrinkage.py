"""Soil that ripens: it loses water for good once it lies above the groundwater, and shrinks with it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "CLAY_DENSITY",
    "ORGANIC_BINDS",
    "ORGANIC_DENSITY",
    "REST_DENSITY",
    "RIPENING_TIME",
    "RIPE_WATER",
    "WATER_DENSITY",
    "height_change",
    "volume_factor",
    "water_loss",
]

Floats = npt.NDArray[np.float64]

_YEAR = 31_557_600.0
_ATLANS = "Atlans, Deltares 2026"
RIPE_WATER = Parameter(0.5, "1", _ATLANS, "verified")
"""Water that ripe soil keeps, for each part of clay and organic matter."""
RIPENING_TIME = Parameter(60.0 * _YEAR, "s", _ATLANS, "verified")
"""Time in which 63 % of the rest of the way to ripe soil is gone."""
ORGANIC_BINDS = Parameter(3.0, "1", _ATLANS, "verified")
"""How many times as much water organic matter binds as clay does."""
WATER_DENSITY = Parameter(1000.0, "kg/m3", _ATLANS, "verified")
CLAY_DENSITY = Parameter(2500.0, "kg/m3", _ATLANS, "verified")
REST_DENSITY = Parameter(2650.0, "kg/m3", _ATLANS, "verified")
ORGANIC_DENSITY = Parameter(1470.0, "kg/m3", _ATLANS, "verified")


def water_loss(*, water: npt.ArrayLike, duration: npt.ArrayLike) -> Floats:
    """Change of the water in soil that ripens.

    Parameters
    ----------
    water
        Water n for each part of clay and organic matter, by mass [1], >= 0; ripe soil has 0.5.
    duration
        Time above the groundwater [s], >= 0.

    Returns
    -------
    ndarray
        Change of n [1], at most 0: soil that is ripe does not take water up again.

    References
    ----------
    De Glopper and Ritzema 1994; Atlans: ``(n - 0.5) (exp(-t / 60 yr) - 1)``.

    Examples
    --------
    >>> round(float(water_loss(water=1.5, duration=10 * 31_557_600)), 6)
    -0.153518
    """
    excess = np.maximum(numbers("water", water, least=0.0) - RIPE_WATER.value, 0.0)
    time = numbers("duration", duration, least=0.0) / RIPENING_TIME.value
    return np.asarray(excess * np.expm1(-time), dtype=np.float64)


def volume_factor(*, water: npt.ArrayLike, clay_part: npt.ArrayLike, organic_part: npt.ArrayLike) -> Floats:
    """Part of its volume that soil gains for each unit of water n that it takes up.

    Parameters
    ----------
    water
        Water n for each part of clay and organic matter, by mass [1], >= 0.
    clay_part, organic_part
        Parts of the dry mass L and H [1], 0..1, together at most 1 and more than 0.

    Returns
    -------
    ndarray
        Factor [1].

    References
    ----------
    Atlans: ``((L + bH) / rw) / (n (L + bH) / rw + 0.2 R / rw + L / rL + R / rR + H / rH)`` with
    ``R = 1 - L - H``.

    Examples
    --------
    >>> round(float(volume_factor(water=1.5, clay_part=0.3, organic_part=0.1)), 6)
    0.418281
    """
    clay = numbers("clay_part", clay_part, least=0.0, most=1.0)
    organic = numbers("organic_part", organic_part, least=0.0, most=1.0)
    rest = 1.0 - clay - organic
    if np.any(rest < -1e-12) or np.any(clay + organic == 0.0):
        worst = float(np.nanmin(rest))
        raise ValueError(f"clay_part and organic_part leave {worst:g}; allowed: 0 to less than 1")
    binds = (clay + ORGANIC_BINDS.value * organic) / WATER_DENSITY.value
    solid = clay / CLAY_DENSITY.value + rest / REST_DENSITY.value + organic / ORGANIC_DENSITY.value
    held = numbers("water", water, least=0.0) * binds + 0.2 * rest / WATER_DENSITY.value
    return np.asarray(binds / (held + solid), dtype=np.float64)


def height_change(*, volume_change: npt.ArrayLike) -> Floats:
    """Change of height of soil that shrinks alike in all directions, its cracks included.

    Parameters
    ----------
    volume_change
        Change of volume for each volume [1], > -1.

    Returns
    -------
    ndarray
        Change of height for each height [1].

    References
    ----------
    Atlans, with r = 3: ``(1 + dV/V)^(1/3) - 1``.

    Examples
    --------
    >>> factor = volume_factor(water=1.5, clay_part=0.3, organic_part=0.1)
    >>> change = factor * water_loss(water=1.5, duration=10 * 31_557_600)
    >>> round(float(height_change(volume_change=change)), 7)
    -0.0218798
    """
    change = numbers("volume_change", volume_change, above=-1.0)
    return np.asarray(np.cbrt(1.0 + change) - 1.0, dtype=np.float64)
