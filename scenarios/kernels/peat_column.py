"""A year of soft soil under parcel columns: peat that oxidises, soil that ripens, and soil that creeps.

Columns do not look at each other: the answer is the same for any number of threads. A column with a NaN gets
NaN. Lengths in m, masses in kg/m2, stresses in Pa, times in years.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

__all__ = ["OXIDATION", "creep_year", "oxidise_year", "ripened", "volume_of_organic"]

OXIDATION = ("rate", "margin", "deepest", "least_organic", "ripe", "ripening", "clay", "organic", "bound",
             "clay_density", "rest_density", "organic_density", "water_density", "fresh")  # fmt: skip
"""Entries of the parameters of `oxidise_year`: loss of organic matter [kg/m3/yr]; height above the lowest
groundwater that stays wet, and depth below which nothing oxidises [m]; organic part at which it stops; water
of ripe soil and time of ripening [yr]; parts of clay and organic matter, how much more water the last binds,
and densities [kg/m3] for ripening; water of soil that was always wet."""

_ORGANIC_SCALE = 0.12  # Erkens et al. 2016
_HALF_VOLUME, _HALF_WIDTH = 0.2, 0.1  # Bootsma et al. 2020

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def volume_of_organic(part: float) -> float:
    """Volume that goes with organic matter [m3/kg]; `scenarios.physics.peat.volume_loss` for one number."""
    organic = -100.0 * math.expm1(-part / _ORGANIC_SCALE)
    return 0.5 / organic * (1.0 + math.erf((part - _HALF_VOLUME) / _HALF_WIDTH))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def ripened(water: float, lost: float, p: Array) -> float:
    """Part of its height that soil loses with some of its water; `scenarios.physics.shrinkage`."""
    binds = p[6] + p[8] * p[7]
    rest = 1.0 - p[6] - p[7]
    solid = p[6] / p[9] + rest / p[10] + p[7] / p[11]
    part = binds / p[12] / (water * binds / p[12] + 0.2 * rest / p[12] + solid)
    return 1.0 - math.pow(1.0 - part * lost, 1.0 / 3.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def oxidise_year(
    cover: Array,
    lowest: Array,
    warmth: float,
    p: Array,
    thickness: Array,
    organic: Array,
    mineral: Array,
    water: Array,
    oxidation: Array,
    shrinkage: Array,
    first: int,
    last: int,
) -> None:
    """Oxidise and ripen the peat of the columns ``first`` up to ``last`` for a year.

    Parameters
    ----------
    cover
        Clay on top of the peat [m], (k,).
    lowest
        Mean lowest groundwater below the ground [m], (k,).
    warmth
        How much faster than in a mean year [1].
    p
        Parameters in the order of `OXIDATION`.
    thickness, organic, mineral, water
        Of the layers from above, (k, n), changed: height [m], masses [kg/m2], and water that each part of
        clay and organic matter holds [1]. Layers without height are not there.
    oxidation, shrinkage
        (k,), filled: height lost in the year [m].
    """
    ripening = -math.expm1(-1.0 / p[5])
    for k in range(first, last):
        depth = lowest[k]
        oxidation[k] = shrinkage[k] = 0.0 * (depth + cover[k] + thickness[k, 0])
        if math.isnan(oxidation[k]):
            continue
        top = cover[k]
        air = min(depth - p[1], p[2])
        for n in range(thickness.shape[1]):
            if top >= depth:
                break
            high = thickness[k, n]
            if not high > 0.0:
                continue
            bottom = top + high
            left = high
            aerated = min(bottom, air) - top
            if aerated > 0.0:
                total = organic[k, n] + mineral[k, n]
                keep = p[3] / (1.0 - p[3]) * mineral[k, n]
                gone = min(p[0] * warmth * aerated, organic[k, n] - keep)
                if gone > 0.0:
                    fall = min(gone * volume_of_organic(organic[k, n] / total), left)
                    organic[k, n] -= gone
                    left -= fall
                    oxidation[k] += fall
            wet = water[k, n]
            # the part below the groundwater stays fresh, so that is what the layer tends to
            excess = wet - p[4] - (p[13] - p[4]) * (1.0 - (min(bottom, depth) - top) / high)
            if excess > 0.0:
                lost = excess * ripening
                fall = left * ripened(wet, lost, p)
                water[k, n] = wet - lost
                left -= fall
                shrinkage[k] += fall
            thickness[k, n] = left
            top = bottom


@numba.njit(cache=True, error_model="numpy", nogil=True)
def creep_year(
    deeper: Array,
    load: Array,
    share: Array,
    soil: Array,
    duration: float,
    least: float,
    thickness: Array,
    stress: Array,
    age: Array,
    creep: Array,
    first: int,
    last: int,
) -> None:
    """Change the stress in the soft soil of the columns ``first`` up to ``last``, and let it creep.

    Parameters
    ----------
    deeper
        How much deeper below the ground the groundwater has come to stand [m], (k,).
    load
        Stress for each metre that it stands deeper [Pa/m], (k,).
    share
        Part of the change of stress that reaches each layer [1], (k, n).
    soil
        a, b and c of the isotache model of each layer, (3, k, n).
    duration
        [yr].
    least
        Stress that is always left [Pa].
    thickness, stress, age
        Of the layers, (k, n), changed: [m], [Pa], and intrinsic time [yr].
    creep
        (k,), filled: height lost in the year [m]; below 0 where the soil swells.
    """
    for k in range(first, last):
        change = deeper[k] * load[k]
        lost = 0.0
        for n in range(thickness.shape[1]):
            if thickness[k, n] == 0.0:
                continue
            a, b, c = soil[0, k, n], soil[1, k, n], soil[2, k, n]
            new = max(stress[k, n] + change * share[k, n], least)
            ratio = math.log(new / stress[k, n])
            shifted = age[k, n] * math.exp((a - b) / c * ratio)
            strain = a * ratio + c * math.log1p(duration / shifted)
            fall = -thickness[k, n] * math.expm1(-strain)
            thickness[k, n] -= fall
            stress[k, n] = new
            age[k, n] = shifted + duration
            lost += fall
        creep[k] = lost + 0.0 * change
