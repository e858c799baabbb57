"""How far closed loops cool the ground too much, each by itself and all within a distance together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.heat.loops import LoopField, cooling_by_neighbours, loop_fields
from scenarios.heat.storage_parameters import StorageParameters
from scenarios.physics.closed_loops import (
    NEIGHBOUR_COOLING,
    NEIGHBOUR_REACH,
    finite_line_response,
    temperature_change,
)
from twin.claims import YEAR

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["loop_reaches"]

Floats = npt.NDArray[np.float64]

_HALVINGS = 14  # to within a centimetre
_CORNERS = 8  # round a quarter of a circle
_NEAR = 0.1  # m from the outermost borehole


def loop_reaches(twin: Twin) -> dict[str, float]:
    """Distance from the boreholes of each system to which the ground cools by more than is allowed.

    Parameters
    ----------
    twin
        With the theme ``closed_loops``, or without.

    Returns
    -------
    dict
        Distance [m] by id, of systems whose heat is known. It holds the contour of what the system does by
        itself, and every neighbour within 120 m that all systems together, this one among them, cool by more
        than 1.5 K: two systems that are in order by themselves can be too much for a third.

    References
    ----------
    BUM/HUM bodemenergie, part 2, annex 2.
    """
    asked = StorageParameters()
    fields, _ = loop_fields(twin, asked)
    cooled, _ = cooling_by_neighbours(fields, asked)
    too_cold = [one for one, cooling in zip(fields, cooled, strict=True) if cooling > NEIGHBOUR_COOLING.value]
    reaches = {}
    for one in fields:
        if math.isnan(one.heat):
            continue
        reach = _own_contour(one, asked)
        for other in too_cold if one.heat > 0.0 else ():
            if other is one:
                continue
            apart = one.places[:, None] - other.places
            nearest = float(np.hypot(*np.moveaxis(apart, -1, 0)).min())
            if nearest <= NEIGHBOUR_REACH.value:
                reach = max(reach, nearest + 1.0)
        reaches[one.id] = reach
    return reaches


def _own_contour(one: LoopField, asked: StorageParameters) -> float:
    """Distance from its outermost boreholes to which a system by itself cools the ground too much [m]."""
    low, high = _NEAR, NEIGHBOUR_REACH.value
    if not one.heat > 0.0 or _cooling_at(one, low, asked) <= NEIGHBOUR_COOLING.value:
        return 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _cooling_at(one, middle, asked) > NEIGHBOUR_COOLING.value:
            low = middle
        else:
            high = middle
    return high


def _cooling_at(one: LoopField, distance: float, asked: StorageParameters) -> float:
    """Largest cooling at a distance from the boreholes of a system [K]: beside one of them."""
    import shapely

    hull = shapely.convex_hull(shapely.MultiPoint(one.places))
    ring = shapely.buffer(hull, distance, quad_segs=_CORNERS).exterior
    along = np.unique(np.round(shapely.line_locate_point(ring, shapely.points(one.places)), 3))
    places = shapely.get_coordinates(shapely.line_interpolate_point(ring, along))
    away = np.maximum(np.hypot(*np.moveaxis(places[:, None] - one.places, -1, 0)), _NEAR)
    response = finite_line_response(
        distance=away,
        time=asked.years * YEAR,
        diffusivity=asked.conductivity / (asked.heat_capacity * 1e6),
        length=one.length,
        buried_depth=one.buried,
    )
    change = temperature_change(rate=-one.heat, conductivity=asked.conductivity, response=response)
    return float(-change.sum(axis=1).min())
