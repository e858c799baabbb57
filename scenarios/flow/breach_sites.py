"""Where dikes fail: the faces of a breach, how its width falls on them, and where its levels are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dike_states import BODY_HALF_WIDTH, check_breach, ground_without_dikes, nearest_dike
from scenarios.flow.domain import Faces
from scenarios.physics.breach import MATERIALS
from twin.errors import Problem

if TYPE_CHECKING:
    from scenarios.flow.barriers import Barriers
    from scenarios.flow.parameters import FloodParameters
    from twin.state import Twin

__all__ = ["BreachSite", "breach_sites", "carved", "check_places", "largest_width"]

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_AWAY = 75.0
"""Distance from the crest at which the levels of a breach are read [m]: beyond the draw-down."""


@dataclass(frozen=True, slots=True)
class BreachSite:
    """One place where a dike fails.

    Parameters
    ----------
    dike
        Id of the dike.
    at
        Place on the crest line, RD New [m].
    crest, bottom
        Crest before, and lowest bottom after the breach [m NAP].
    entry
        Crest entries of the stretch in `Barriers.faces`, shape (n,).
    position, length
        Metres of crest before each of them, and over each of them [m].
    centre
        Metres of crest before the place [m].
    face
        Length of the face of each entry [m].
    probe
        Row and column of the cells on both sides where levels are read, shape (2, 2); -1 outside the grid.
    """

    dike: str
    at: tuple[float, float]
    crest: float
    bottom: float
    entry: Integers
    position: Floats
    length: Floats
    centre: float
    face: Floats
    probe: Integers

    def faces(self, crests: Faces) -> Faces:
        """Entries of the breach, closed as yet, beside those of the crest."""
        n = self.entry.size
        return Faces(
            row=crests.row[self.entry],
            col=crests.col[self.entry],
            axis=crests.axis[self.entry],
            sill=np.full(n, self.crest, np.float32),
            share=np.zeros(n, np.float32),
            weir=np.ones(n, bool),
            series=crests.series[self.entry],
        )

    def shares(self, width: float) -> tuple[Floats, Floats]:
        """How a width falls on the faces.

        Returns
        -------
        tuple of ndarray
            Part of each crest that is gone, 0..1; and part of each face that the breach takes, 0..1, so that
            parts times face lengths add up to the width (as far as the dike is that long).
        """
        gone = self._gone(width)
        part = np.divide(gone, self.length, out=np.zeros_like(gone), where=self.length > 0)
        return np.minimum(part, 1.0), np.minimum(gone / self.face, 1.0)

    def taken(self, width: float) -> float:
        """Metres of dike that a width takes: less than the width where the dike ends before it."""
        return min(width, float(self._gone(width).sum()))

    def _gone(self, width: float) -> Floats:
        """Metres of each crest entry that a width takes."""
        first, last = self.centre - width / 2, self.centre + width / 2
        inside = np.minimum(self.position + self.length, last) - np.maximum(self.position, first)
        return np.asarray(np.maximum(inside, 0.0), np.float64)


def check_places(twin: Twin, parameters: FloodParameters) -> list[Problem]:
    """List what keeps dikes from failing at the places asked for."""
    places = [] if parameters.breach_at is None else [("breach_at", parameters.breach_at)]
    places += [(f"breaches_at[{number}]", at) for number, at in enumerate(parameters.breaches_at)]
    return [
        replace(found, field=name)
        for name, at in places
        for found in check_breach(twin, at) or _without_crest(twin, at)
    ]


def _without_crest(twin: Twin, at: tuple[float, float]) -> list[Problem]:
    """Refuse a breach in a dike that holds nothing: one without a crest level is no barrier."""
    dike = twin.features["dikes"].iloc[nearest_dike(twin, at)[0]]
    if np.isfinite(dike["crest_level"]):
        return []
    message = f"the crest level of the nearest dike, {dike['id']}, is not known"
    return [Problem("breach_at", list(at), message, "Give the dike a crest_level, or choose another.")]


def largest_width(parameters: FloodParameters) -> float:
    """Greatest width that a breach may get [m]: as asked or given, else by the soil of the dike."""
    if parameters.breach_series_widths:
        return max(parameters.breach_series_widths)
    asked = parameters.breach_max_width
    most = float(MATERIALS[parameters.breach_soil].largest_width.value) if asked is None else asked
    return max(most, parameters.breach_initial_width)


def carved(twin: Twin, parameters: FloodParameters) -> Field:
    """Ground without the bodies of failing dikes [m NAP]: their crests on faces hold the water there."""
    from shapely import Point, force_2d

    from terrain.rasterise import breach_cells

    ground = np.asarray(twin.surface["ground_level"].values, np.float32)
    if not parameters.breaches:
        return ground
    width = largest_width(parameters) + 4 * max(twin.grid.dx, twin.grid.dy)
    gone = np.zeros(ground.shape, bool)
    for at in parameters.breaches:
        line = force_2d(twin.features["dikes"].geometry.iloc[nearest_dike(twin, at)[0]])
        gone |= breach_cells(line, Point(at), width, twin.grid, across=BODY_HALF_WIDTH)
    return np.where(gone, np.minimum(ground, ground_without_dikes(twin)), ground)


def breach_sites(
    twin: Twin, barriers: Barriers, bed: Field, parameters: FloodParameters
) -> tuple[BreachSite, ...]:
    """Put every breach on the faces of its dike.

    Parameters
    ----------
    twin
        Twin with dikes; `check_places` must have found nothing.
    barriers
        Crests of the model.
    bed
        Ground of `carved` [m NAP], outside water too.
    parameters
        With the places, and how wide a breach can get.

    Returns
    -------
    tuple of BreachSite
        In the order of the places; a dike without a crest level or outside the grid has none.
    """
    width = largest_width(parameters)
    sites = (_site(twin, barriers, bed, at, width, parameters.breach_bottom) for at in parameters.breaches)
    return tuple(site for site in sites if site is not None)


def _site(
    twin: Twin, barriers: Barriers, bed: Field, at: tuple[float, float], width: float, bottom: float | None
) -> BreachSite | None:
    from shapely import Point

    number, _ = nearest_dike(twin, at)
    line, path = twin.features["dikes"].geometry.iloc[number], barriers.crests.paths[number]
    along = float(line.project(Point(at)))
    centre = path.position_at(along)
    entry = barriers.entry[path.entry]
    mine = (entry >= 0) & (path.length > 0)
    mine &= (path.position < centre + width / 2) & (path.position + path.length > centre - width / 2)
    if not mine.any():
        return None
    faces = barriers.faces
    place = line.interpolate(along)
    probe = _probe(twin, line, along)
    ground = [float(bed[row, col]) for row, col in probe if row >= 0 and np.isfinite(bed[row, col])]
    crest = float(path.sill[mine].max())
    lowest = max(ground, default=crest) if bottom is None else bottom
    upright = faces.axis[entry[mine]] == 0
    return BreachSite(
        dike=str(twin.features["dikes"]["id"].iloc[number]),
        at=(round(float(place.x), 2), round(float(place.y), 2)),
        crest=crest,
        bottom=min(lowest, crest),
        entry=entry[mine].astype(np.int64),
        position=path.position[mine],
        length=path.length[mine],
        centre=centre,
        face=np.where(upright, twin.grid.dy, twin.grid.dx).astype(np.float64),
        probe=probe,
    )


def _probe(twin: Twin, line: Any, along: float) -> Integers:
    """Cells on both sides of a line, square to it and beyond the draw-down of a breach."""
    grid = twin.grid
    here, near = line.interpolate(along), 10.0
    before = line.interpolate(max(along - near, 0.0))
    after = line.interpolate(min(along + near, float(line.length)))
    length = max(float(np.hypot(after.x - before.x, after.y - before.y)), 1e-9)
    square = np.array([-(after.y - before.y), after.x - before.x]) / length
    sides = np.array([[here.x, here.y] + side * _AWAY * square for side in (1.0, -1.0)])
    row, col = grid.index(sides[:, 0], sides[:, 1])
    inside = grid.contains(sides[:, 0], sides[:, 1])
    return np.where(inside[:, None], np.column_stack([row, col]), -1)
