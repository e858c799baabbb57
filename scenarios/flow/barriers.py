"""Dikes in the model: crests on faces, fitted to the water outside, and the land that they protect."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dike_states import BODY_HALF_WIDTH
from scenarios.flow.crests import Crests, crest_faces
from scenarios.flow.domain import NO_SERIES, Faces
from scenarios.flow.outside import Mask, face_walls, outside_water, reach

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Barriers", "barriers", "exposed_land", "guarded", "without"]

Field = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Barriers:
    """Crests of all dikes on the faces of a model, and what lies on either side of them.

    Parameters
    ----------
    crests
        As the lines lie, before they are fitted.
    faces
        Entries that the model keeps: cells on both sides, or a cell and outside water.
    entry
        Place of each entry of ``crests.faces`` in ``faces``; -1 where it is dropped.
    walls
        Faces with a crest, between columns and between rows.
    outside
        Sea and tidal water outside the dikes, shape (ny, nx).
    exposed
        Land that the sea reaches without passing a dike, shape (ny, nx): forelands, beach, unprotected land,
        and the outer slope of a dike up to its crest.
    """

    crests: Crests
    faces: Faces
    entry: Integers
    walls: tuple[Mask, Mask]
    outside: Mask
    exposed: Mask


def barriers(twin: Twin, mean_level: float, high_water: float, highest: float) -> Barriers:
    """Put the dikes of a twin on faces and find the water outside.

    Parameters
    ----------
    twin
        Twin; dikes without a crest level are no barrier.
    mean_level
        Mean level of the sea [m NAP].
    high_water
        High water of a usual tide [m NAP].
    highest
        Highest level of the sea [m NAP]: how far it reaches where no dike is.
    """
    bed = np.asarray(twin.surface["ground_level"].values, np.float32)
    crests = _crests(twin)
    walls = face_walls(crests.faces, twin.grid.shape)
    outside = outside_water(twin, bed, walls, mean_level, high_water)
    faces, entry = _fitted(crests.faces, outside, bed)
    return Barriers(crests, faces, entry, walls, outside, exposed_land(twin, outside, walls, highest))


def exposed_land(twin: Twin, outside: Mask, walls: tuple[Mask, Mask], highest: float) -> Mask:
    """Land that the sea reaches at a level [m NAP] without passing a dike, as in `Barriers`."""
    bed = np.asarray(twin.surface["ground_level"].values, np.float32)
    wet = reach(outside, (bed <= highest) & ~outside, walls)
    slope = math.ceil(BODY_HALF_WIDTH / min(twin.grid.dx, twin.grid.dy))
    return _grown(wet, (bed > highest), walls, slope) & ~outside


def without(found: Barriers, bed: Field, still: Mask) -> Barriers:
    """Barriers with some exposed land, shape (ny, nx), taken as outside water too."""
    outside = found.outside | still
    faces, entry = _fitted(found.crests.faces, outside, bed)
    return replace(found, faces=faces, entry=entry, outside=outside, exposed=found.exposed & ~still)


def _grown(start: Mask, open_cells: Mask, walls: tuple[Mask, Mask], cells: int) -> Mask:
    """Cells reached from a start over a number of open cells, not through walls."""
    found = start.copy()
    across, down = ~walls[0], ~walls[1]
    for _ in range(cells):
        near = np.zeros_like(found)
        near[:, 1:] |= found[:, :-1] & across
        near[:, :-1] |= found[:, 1:] & across
        near[1:] |= found[:-1] & down
        near[:-1] |= found[1:] & down
        found |= near & open_cells
    return found


def _crests(twin: Twin) -> Crests:
    if "dikes" not in twin.features:
        return Crests(Faces.empty(), np.empty(0, np.int32), ())
    dikes = twin.features["dikes"]
    return crest_faces(dikes.geometry, dikes["crest_level"].to_numpy(float), twin.grid)


def _fitted(crests: Faces, outside: Mask, bed: Field) -> tuple[Faces, Integers]:
    """Keep crests with something on both sides; where one side is outside water, the sea's series stands."""
    cells, inside = crests.sides(bed.shape)
    row, col = np.where(inside, cells[:, 0], 0), np.where(inside, cells[:, 1], 0)
    wet = inside & outside[row, col]
    land = inside & ~wet & np.isfinite(bed[row, col])
    keep = land.all(axis=0) | (land.any(axis=0) & wet.any(axis=0))
    beside = np.where(wet & np.isfinite(bed[row, col]), bed[row, col], -np.inf).max(axis=0, initial=-np.inf)
    entry = np.where(keep, np.cumsum(keep) - 1, -1)
    faces = Faces(
        row=crests.row[keep],
        col=crests.col[keep],
        axis=crests.axis[keep],
        sill=np.maximum(crests.sill, beside)[keep].astype(np.float32),
        share=crests.share[keep],
        weir=crests.weir[keep],
        series=np.where(wet.any(axis=0), 0, NO_SERIES)[keep].astype(np.int16),
    )
    return faces, entry


def guarded(faces: Faces, outside: Mask, exposed: Mask) -> npt.NDArray[np.int8]:
    """Which entries lie between the open side and protected land, and which way is inwards.

    Parameters
    ----------
    faces
        Entries of the model, shape (n,).
    outside, exposed
        As in `Barriers`.

    Returns
    -------
    ndarray of int8
        Shape (n,): 1 where flow to the east or south comes onto protected land, -1 where it leaves it, or 0.
    """
    cells, inside = faces.sides(outside.shape)
    row, col = np.where(inside, cells[:, 0], 0), np.where(inside, cells[:, 1], 0)
    open_side = inside & (outside | exposed)[row, col]
    within = inside & ~open_side
    inwards = (open_side[0] & within[1]).astype(np.int8)
    return np.asarray(inwards - (within[0] & open_side[1]).astype(np.int8), np.int8)
