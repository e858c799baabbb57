"""What cables and pipelines can take, worked out once: groundwater that lifts, steps that break them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.pipe_materials import CABLES, EMPTY, LIGHTEST, Material, material
from scenarios.physics.uplift import WATER_WEIGHT
from scenarios.physics.utilities import (
    bending_stress,
    buoyancy_safety,
    cable_rating_ratio,
    external_thermal_resistance,
    joint_rotation,
)
from scenarios.polders.objects import numeric

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["TROUGH", "LineLimits", "line_limits"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TROUGH = Parameter(20.0, "m", "length over which a difference in settlement is spread", "unverified")
_SOIL_WEIGHT, _SUBMERGED_WEIGHT = np.array([17e3, 10e3]), np.array([8e3, 1e3])
"""Unit weight of clay or sand and of peat, above the groundwater, and below it less that of water [N/m3]."""
_WET, _DRY = np.array([0.65, 1.25]), np.array([2.5, 4.0])
"""Thermal resistivity of wet and of dry clay or sand and peat [K m/W], unverified."""
_CABLE_RESISTANCE = 0.4
"""Thermal resistance of a power cable itself [K m/W]."""
_CABLE_DIAMETER = 0.05
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class LineLimits:
    """Limits of the lines of a table, (n,); those with two columns are for clay or sand and for peat on top.

    Parameters
    ----------
    network
        Its name.
    cable
        Whether it is one.
    underside, axis
        Depth below the ground [m].
    lifted, lifted_empty
        Groundwater less deep than this lifts the pipe, as it is used and when emptied, (n, 2) [m]; -inf where
        none does, NaN where it is not known.
    step
        Difference in settlement from which the pipe bends or turns too far [m]; inf where it yields.
    rating
        Current of a power cable in wet ground over that in dry ground, (n, 2) [1]; NaN for other lines.
    untested, guessed
        Pipes whose diameter or depth is not known, and whose material is not.
    """

    network: npt.NDArray[np.str_]
    cable: Flags
    underside: Floats
    axis: Floats
    lifted: Floats
    lifted_empty: Floats
    step: Floats
    rating: Floats
    untested: Flags
    guessed: Flags


def line_limits(table: gpd.GeoDataFrame) -> LineLimits:
    """Limits of utility lines.

    Parameters
    ----------
    table
        With columns network and depth [m below ground, of the top]; diameter [m] and material where they are
        known. What is given no material is taken as PVC.
    """
    network = table["network"].fillna("").astype(str).to_numpy(np.str_)
    cable = np.array([name.startswith(CABLES) for name in network], dtype=np.bool_)
    names = table["material"].fillna("").astype(str) if "material" in table else [""] * len(table)
    kinds = {name: material(name) for name in set(names)}
    found = [kinds[name] for name in names]
    made = [one or LIGHTEST for one in found]
    depth, diameter = np.maximum(numeric(table, "depth"), 0.0), numeric(table, "diameter")
    diameter = np.where(diameter > 0.0, diameter, np.nan)
    empty = np.array([name.startswith(EMPTY) for name in network], dtype=np.bool_)
    shell = np.array([one.weight.value for one in made])
    content = np.where(empty, 0.0, [one.inside * WATER_WEIGHT for one in made])
    axis = depth + 0.5 * np.where(np.isnan(diameter), _CABLE_DIAMETER, diameter)
    return LineLimits(
        network=network,
        cable=cable,
        underside=depth + np.nan_to_num(diameter),
        axis=axis,
        lifted=np.where(cable[:, None], -np.inf, _lifted(depth, diameter, shell + content)),
        lifted_empty=np.where(cable[:, None], -np.inf, _lifted(depth, diameter, shell)),
        step=np.where(cable, np.inf, _step(made, diameter)),
        rating=np.where(np.char.startswith(network, "electricity")[:, None], _rating(axis, diameter), np.nan),
        untested=~cable & np.isnan(diameter + depth),
        guessed=~cable & np.array([one is None for one in found], dtype=np.bool_),
    )


def _lifted(depth: Floats, diameter: Floats, weight: Floats) -> Floats:
    """Depth of groundwater above which a pipe of a weight [N/m3] floats, (n, 2); halved until it is found."""
    outer, cover = diameter[:, None], depth[:, None]

    def floats(water: Floats) -> Flags:
        factor = buoyancy_safety(
            diameter=outer,
            cover=cover,
            groundwater_depth=water,
            weight=(0.25 * math.pi * diameter**2 * weight)[:, None],
            soil_weight=_SOIL_WEIGHT,
            submerged_weight=_SUBMERGED_WEIGHT,
        )
        return np.asarray(factor < 1.0, dtype=np.bool_)

    low = np.zeros((depth.size, 2))
    high = np.broadcast_to(cover + np.nan_to_num(outer), low.shape).copy()
    some = floats(low)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        up = floats(middle)
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    return np.where(np.isnan(outer + cover), np.nan, np.where(some, high, -np.inf))


def _step(made: Sequence[Material], diameter: Floats) -> Floats:
    """Difference in settlement that joints or walls can just take [m]; inf where they yield, (n,)."""
    turn = np.array([one.rotation.value if one.rotation else np.inf for one in made])
    pipe = np.array([one.length for one in made])
    joints = np.radians(turn) / joint_rotation(depth=1.0, length=TROUGH.value, pipe=pipe)
    most = np.array([one.stress.value if one.stress else np.inf for one in made])
    stiffness = np.array([one.stiffness or 1.0 for one in made])
    stress = bending_stress(depth=1.0, length=TROUGH.value, stiffness=stiffness, diameter=diameter)
    return np.fmin(joints, most / stress)


def _rating(axis: Floats, diameter: Floats) -> Floats:
    """Current in wet over that in dry ground, (n, 2); NaN where the line lies on the ground."""
    outer = np.where(np.isnan(diameter), _CABLE_DIAMETER, diameter)[:, None]
    depth = np.where(axis[:, None] > 0.5 * outer, axis[:, None], np.nan)
    dry, wet = (
        external_thermal_resistance(resistivity=rho, depth=depth, diameter=outer) for rho in (_DRY, _WET)
    )
    return cable_rating_ratio(before=dry, after=wet, inner=_CABLE_RESISTANCE)
