"""Ground as water meets it: dikes that hold, dikes that are not there, and a dike that fails at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.checks import known_place
from terrain.earthworks import BODY_HALF_WIDTH, flattened
from terrain.rasterise import breach_cells, crest_cells, raise_cells
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = [
    "BODY_HALF_WIDTH",
    "check_breach",
    "ground_with_breach",
    "ground_with_dikes",
    "ground_without_dikes",
    "nearest_dike",
]

Floats = npt.NDArray[np.float32]

_NEAREST = 100.0


def ground_with_dikes(twin: Twin) -> Floats:
    """Ground raised to the crest of every dike that has one [m NAP]; dikes hold until they are overtopped."""
    ground = twin.surface["ground_level"].values
    if "dikes" not in twin.features:
        return np.asarray(ground, np.float32)
    dikes = twin.features["dikes"]
    crest = crest_cells(dikes.geometry, dikes["crest_level"].to_numpy(float), twin.grid)
    return raise_cells(ground, crest)


def ground_without_dikes(twin: Twin) -> Floats:
    """Ground as if no dike had been built [m NAP].

    Crest lines raise nothing, and within 50 m of a line every ridge narrower than 100 m is taken off: the
    ground goes on from its higher side (a morphological opening). Wider high ground, such as dunes, stays.
    """
    ground = np.asarray(twin.surface["ground_level"].values, np.float32)
    if "dikes" not in twin.features:
        return ground
    from scipy.ndimage import maximum_filter

    lines = twin.features["dikes"].geometry
    touched = ~np.isnan(crest_cells(lines, np.zeros(len(lines)), twin.grid))
    near = maximum_filter(touched, size=_cells(twin), mode="constant", cval=False)
    return flattened(ground, near, (twin.grid.dy, twin.grid.dx), BODY_HALF_WIDTH)


def _cells(twin: Twin) -> tuple[int, int]:
    """Rows and columns of the square that lies half a body's width round a cell."""
    rows, columns = (2 * int(np.ceil(BODY_HALF_WIDTH / step)) + 1 for step in (twin.grid.dy, twin.grid.dx))
    return rows, columns


def ground_with_breach(twin: Twin, at: tuple[float, float], width: float) -> Floats:
    """Ground with dikes that hold, except where one has failed [m NAP].

    Parameters
    ----------
    twin
        Twin with dikes; `check_breach` must have found nothing.
    at
        Place of the breach, RD New [m]; the nearest dike fails at its nearest point.
    width
        Width of the gap [m]; it is widened by as many half cells as water needs to pass.

    Notes
    -----
    Cells of the gap, over the whole body of the dike, take the ground of `ground_without_dikes`.
    """
    from shapely import Point

    point = Point(at)
    line = twin.features["dikes"].geometry.iloc[nearest_dike(twin, at)[0]]
    gap = breach_cells(line, point, width, twin.grid, across=BODY_HALF_WIDTH)
    return np.where(gap, ground_without_dikes(twin), ground_with_dikes(twin))


def check_breach(twin: Twin, at: tuple[float, float]) -> list[Problem]:
    """List what keeps a dike from failing at a place: no dikes, outside the twin, too far from any dike."""
    field = "breach_at"
    if "dikes" not in twin.features or not len(twin.features["dikes"]):
        return [Problem(field, list(at), "the twin has no dikes", "Use a twin with dikes.")]
    if outside := known_place(twin, at, field):
        return outside
    number, distance = nearest_dike(twin, at)
    name = twin.features["dikes"]["id"].iloc[number]
    if distance <= _NEAREST:
        return []
    message = f"lies {distance:.0f} m from the nearest dike, {name}"
    return [Problem(field, list(at), message, f"Give a point within {_NEAREST:g} m of a dike.")]


def nearest_dike(twin: Twin, at: tuple[float, float]) -> tuple[int, float]:
    """Find the dike nearest to a place, RD New [m]: its position in the table, and how far it is [m]."""
    from shapely import Point

    distances = twin.features["dikes"].geometry.distance(Point(at)).to_numpy()
    first = int(np.nanargmin(distances))
    return first, float(distances[first])
