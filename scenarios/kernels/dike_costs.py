"""Cost of a metre of dike by what it takes: earth by layers, land, and a wall by its length.

Areas are per metre of dike [m2]. A section is its inner side, from the outer crest edge to the inner toe, and
its outer slope; layers of clay and grass on the crest and the inner side are stripped and laid again.
"""

from __future__ import annotations

import math
from typing import Any

import numba

__all__ = [
    "CLAY_LAYER",
    "GRASS_LAYER",
    "PARTS",
    "all_in_cost",
    "construction_cost",
    "construction_cost_each",
    "inner_area",
    "layer_volumes",
    "parts_cost",
]

PARTS = (
    "grass_new", "clay_new", "core_new", "grass_reused", "core_reused", "removed",
    "grass_shaped", "clay_shaped", "core_shaped", "ground_prepared", "land", "settlement",
)  # fmt: skip
"""Unit prices by their place in what `parts_cost` takes: EUR/m3 (6), EUR/m2 (5), factor on the fill."""
GRASS_LAYER = 0.3
"""Thickness of the grass layer [m]."""
CLAY_LAYER = 0.5
"""Thickness of the clay below it [m]."""

Row = Any  # a tuple of numbers


@numba.njit(cache=True, error_model="numpy", nogil=True)
def construction_cost(length: float, c: float, d: float, z: float, f: float, g: float) -> float:
    """Direct cost of a wall of a length [m] per metre of dike, ``c l^2 + d l + z + f l^g`` [EUR/m]."""
    return c * length * length + d * length + z + (f * length**g if f != 0.0 else 0.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def inner_area(
    height: float, crest_width: float, slope: float, berm_width: float, berm_height: float
) -> tuple[float, float]:
    """Area of a section from its outer crest edge inward [m2], and the length of its surface [m]."""
    area = crest_width * height + 0.5 * slope * height * height + berm_width * berm_height
    return area, crest_width + height * math.sqrt(1.0 + slope * slope) + berm_width


@numba.njit(cache=True, error_model="numpy", nogil=True)
def layer_volumes(
    fill: float, old_surface: float, new_surface: float, settlement: float
) -> tuple[float, float, float, float, float, float]:
    """Earth by what happens to it [m2]: new grass, clay and core, grass and clay used again, and removed.

    Stripped grass is laid again; stripped clay goes into the core. What settles is brought as well.

    Parameters
    ----------
    fill
        What the new section has more than today's [m2]; below 0: less.
    old_surface, new_surface
        Lengths along which the layers are stripped and laid [m].
    settlement
        What is brought for each part of a fill [1].
    """
    old_grass, grass = GRASS_LAYER * old_surface, GRASS_LAYER * new_surface
    old_clay, clay = CLAY_LAYER * old_surface, CLAY_LAYER * new_surface
    core = (fill * settlement if fill > 0.0 else fill) - grass - clay + old_grass + old_clay
    needed = max(core, 0.0)
    return (
        max(grass - old_grass, 0.0),
        clay,
        max(needed - old_clay, 0.0),
        min(grass, old_grass),
        min(needed, old_clay),
        max(old_grass - grass, 0.0) + max(old_clay - core, 0.0),
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def parts_cost(
    fill: float, old_surface: float, new_surface: float, growth: float, price: Row
) -> tuple[float, float]:
    """Earth, and land, by their parts, direct [EUR/m].

    Parameters
    ----------
    fill, old_surface, new_surface
        As in `layer_volumes`.
    growth
        Widening of the base [m].
    price
        12 numbers in the order of `PARTS`.
    """
    volumes = layer_volumes(fill, old_surface, new_surface, price[11])
    earth = new_surface * (price[6] + price[7] + price[8]) + growth * price[9]
    for part in range(6):
        earth += volumes[part] * price[part]
    return earth, growth * price[10]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def all_in_cost(
    fill: float, start: float, per_fill: float, per_wall_area: float, per_wall: float, length: float
) -> float:
    """Earth and wall by all-in prices [EUR/m]."""
    return start + max(fill, 0.0) * per_fill + per_wall_area * length + per_wall


def _each(scalar: Any) -> Any:
    """Over arrays of any shape, as a function of numpy; compiled when it is first called."""
    return numba.vectorize(nopython=True, cache=True)(scalar)  # type: ignore[no-untyped-call]


construction_cost_each = _each(construction_cost)
