"""A level pool: where the water of a storm stands in an area when it has found its lowest places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Case

__all__ = ["Pool", "pool"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_WET = 1e-3  # m of water from which land counts as flooded
_STEPS, _STILL = 100, 1e-12  # of Newton; m


@dataclass(frozen=True, slots=True)
class Pool:
    """Water of a storm at rest.

    Parameters
    ----------
    level
        Of the water in each area [m NAP], (areas,); NaN where nothing of the area is known.
    depth
        On the land of each column [m], (k,), 0 where it stays dry; NaN where it is not known.
    """

    level: Floats
    depth: Floats

    @property
    def flooded(self) -> Flags:
        """Columns with a millimetre of water on their land, or more, (k,)."""
        return np.asarray(self.depth > _WET, dtype=np.bool_)


def pool(case: Case, storm: float, pumped: Floats) -> Pool:
    """Let rain fill soil, ditches and low land of each area, up to one level.

    Parameters
    ----------
    case
        Land at the asked year.
    storm
        Rain [m], >= 0.
    pumped
        What pumps take out of each column's area in that time [m], (k,).

    Notes
    -----
    Soil takes rain up to the room above its mean highest groundwater. What is left and not pumped out fills
    ditches from the higher of both levels, and land from its ground, to one level: sum over the columns of
    ``a_d max(h - p, 0) + a max(h - z, 0)``, with land ``a`` and ditch ``a_d``. It is convex in ``h``, so that
    Newton's method from above ends at the level itself. No flow resistance, and no water to or from other
    areas.
    """
    course, at, columns = case.course, case.index, case.columns
    ground = course.ground_level[at]
    level = np.maximum(course.summer_level[at], course.winter_level[at])
    room = columns.storage * np.maximum(course.ghg[at].astype(np.float64), 0.0)
    known = columns.known & np.isfinite(ground + level + room)
    land = np.where(known, columns.size, 0.0)
    share = np.broadcast_to(case.open_water, ground.shape)
    ditch = land * share / (1.0 - share)
    # what is not known has no area: its heights only must not be NaN
    ground, level, room = (np.where(known, values, 0.0) for values in (ground, level, room))
    area, count = columns.area, len(columns.areas)
    water = np.bincount(area, (land + ditch) * (storm - pumped) - land * np.minimum(room, storm), count)
    found = np.full(count, -np.inf)
    np.maximum.at(found, area[known], np.maximum(level, ground)[known] + storm)
    there = np.isfinite(found)
    found[~there] = 0.0
    for _ in range(_STEPS):
        here = found[area]
        over_ditch, over_land = np.maximum(here - level, 0.0), np.maximum(here - ground, 0.0)
        held = np.bincount(area, ditch * over_ditch + land * over_land, count)
        wide = np.bincount(area, ditch * (over_ditch > 0.0) + land * (over_land > 0.0), count)
        step = np.where(wide > 0.0, (held - np.maximum(water, 0.0)) / np.where(wide > 0.0, wide, 1.0), 0.0)
        found = found - step
        if np.abs(step).max(initial=0.0) < _STILL:
            break
    depth = np.where(known, np.maximum(found[area] - ground, 0.0), np.nan)
    return Pool(np.where(there, found, np.nan), depth)
