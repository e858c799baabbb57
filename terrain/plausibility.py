"""Whether a ground level can be true: compared with the water levels and the floors of the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.errors import Problem
from twin.grid import GridSpec

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["datum_problem", "floor_problem"]

Floats = npt.NDArray[np.float32]

SUSPICIOUS = 30.0
"""Ground this far from its water levels or floors is not in NAP [m]: the ellipsoid lies 40-47 m lower."""
FOOT = 0.3048
"""International foot [m]."""
_FEWEST = 5

_FIELD = "sources.ground_level"
_DATUM = "Give heights in m NAP; heights above the ellipsoid (GNSS) lie some 43 m higher."


def datum_problem(ground: Floats, levels: Floats | None) -> Problem | None:
    """Compare the ground with the water levels of its peilgebieden.

    Parameters
    ----------
    ground
        (ny, nx) ground level [m NAP].
    levels
        (ny, nx) summer level of the peilgebieden [m NAP]; None when there are none.
    """
    if levels is None or not (both := np.isfinite(levels) & np.isfinite(ground)).any():
        return None
    return _far_off(float(np.median(ground[both] - levels[both])), "the water levels of the peilgebieden")


def floor_problem(ground: Floats, grid: GridSpec, buildings: gpd.GeoDataFrame | None) -> Problem | None:
    """Compare the ground with the floors of the buildings that stand on it.

    Parameters
    ----------
    ground
        (ny, nx) ground level [m NAP].
    grid
        Grid of the ground.
    buildings
        With ``floor_level`` [m NAP]; None when there are none.
    """
    if buildings is None or buildings.empty:
        return None
    points = buildings.geometry.representative_point()
    x, y = points.x.to_numpy(), points.y.to_numpy()
    inside = grid.contains(x, y)
    beside = ground[grid.index(x[inside], y[inside])].astype(np.float64)
    floors = buildings["floor_level"].to_numpy(dtype=float)[inside]
    known = np.isfinite(beside) & np.isfinite(floors)
    if known.sum() < _FEWEST:
        return None
    beside, floors = beside[known], floors[known]
    if problem := _far_off(float(np.median(beside - floors)), "the floors of the buildings"):
        return problem
    as_metres = float(np.median(np.abs(beside - floors)))
    as_feet = float(np.median(np.abs(beside * FOOT - floors)))
    if as_metres > 0.5 and as_feet < as_metres / 4:
        far = f"lies {as_metres:.1f} m from the floors of the buildings"
        message = f"{far}, and {as_feet:.1f} m if it is read as feet: feet?"
        return Problem(_FIELD, f"{as_metres:.1f} m", message, "Convert to metres first (times 0.3048).")
    return None


def _far_off(above: float, what: str) -> Problem | None:
    if abs(above) <= SUSPICIOUS:
        return None
    where = "above" if above > 0 else "below"
    message = f"lies {abs(above):.1f} m {where} {what}: another datum than NAP?"
    return Problem(_FIELD, f"{above:.1f} m", message, _DATUM)
