"""Zones whose limit is a layer of the ground: the level that follows from it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from twin.claims import Claim

if TYPE_CHECKING:
    from terrain.subsurface import Stack
    from twin.state import Twin

__all__ = ["with_zone_levels"]

_THEME = "protection_zones"


def with_zone_levels(claims: tuple[Claim, ...], twin: Twin) -> tuple[Claim, ...]:
    """Claims of protection zones with the level of the layer that bounds them.

    Parameters
    ----------
    claims
        Claims of the twin.
    twin
        With the column ``layer`` in the theme ``protection_zones``: key of the unit whose top is the limit.

    Returns
    -------
    tuple of Claim
        In the same order. The limit of a zone that tells no ``top_level`` is the highest top of its layer in
        it: what stays above that pierces the layer nowhere. Where the twin does not have the layer the zone
        has no limit, and rules on depth say that it is not told.
    """
    table = twin.features.get(_THEME)
    if table is None or "layer" not in table:
        return claims
    units = {str(key): str(unit) for key, unit in zip(table["id"], table["layer"], strict=True) if unit}
    open_zones = [
        number
        for number, claim in enumerate(claims)
        if claim.theme == _THEME and claim.top == math.inf and claim.id in units
    ]
    if not open_zones:
        return claims
    from terrain.subsurface import layer_stack, voxel_stack

    found, stacks = list(claims), [stack for stack in (voxel_stack(twin), layer_stack(twin)) if stack]
    for number in open_zones:
        claim = claims[number]
        tops = [_highest(stack, units[claim.id], claim) for stack in stacks]
        top = max((level for level in tops if math.isfinite(level)), default=math.inf)
        found[number] = replace(claim, top=max(top, claim.base))
    return tuple(found)


def _highest(stack: Stack, unit: str, claim: Claim) -> float:
    """Highest top of a unit below a zone [m NAP]; NaN where it is not there."""
    tops = stack.top_of(stack.where(units=(unit,)))
    x, y = np.meshgrid(stack.grid.x, stack.grid.y)
    inside = tops[shapely.contains_xy(claim.footprint, x, y) & np.isfinite(tops)]
    return float(inside.max()) if inside.size else math.nan
