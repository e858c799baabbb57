"""Cases of the flow bench: a square all under water, and a polder into which a dike breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import NO_SERIES, Domain, Faces

__all__ = ["CASES", "CELL", "MANNING", "SILL", "Case", "make_case"]

CELL, MANNING = 5.0, 0.03  # m, s m-1/3
COURANT = 0.65
SILL, BREACH = -1.0, 100.0  # m NAP, m
RESERVOIR_LEVEL = 2.0
CASES = ("W", "PB", "PB-cap")

Field = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """Ground, start and length of a case; cells of 5 m, closed all round.

    Parameters
    ----------
    name
        One of `CASES`.
    bed, level
        Ground and start level [m NAP], shape (size, size); dry where the level is not above the ground.
    faces
        Crests on faces.
    capped
        Whether the flow is capped by the weir law and at the speed of a wave.
    moments
        Where the clock is read [s]; what comes before the first one is not counted.
    """

    name: str
    bed: Field
    level: Field
    faces: Faces
    capped: bool
    moments: tuple[float, ...]

    @cached_property
    def domain(self) -> Domain:
        """What the solver is given: a roughness map, as a real area has."""
        roughness = np.full(self.bed.shape, MANNING, np.float32)
        return Domain(self.bed, CELL, CELL, roughness, self.faces)

    @property
    def depth(self) -> Field:
        """Depth at the start [m]."""
        return (self.level - self.bed).clip(0.0)

    @property
    def polder(self) -> slice:
        """Columns behind the dike that breaks."""
        return slice(_dike_columns(self.bed.shape[1]).stop, None)


def make_case(name: str, size: int) -> Case:
    """Make a case of ``size`` x ``size`` cells.

    Lengths of waves, dikes, streets and the breach are metres whatever the size; where they lie goes with it.
    """
    if name == "W":
        bed, level = _wet(size)
        return Case(name, bed, level, Faces.empty(), True, tuple(range(0, 121, 10)))
    bed, level = _polder(size)
    faces = _breach_faces(size) if name == "PB-cap" else Faces.empty()
    return Case(name, bed, level, faces, name == "PB-cap", tuple(range(60, 601, 60)))


def _centres(size: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], float]:
    along = (np.arange(size) + 0.5) * CELL
    x, y = np.meshgrid(along, along)
    return x, y, size * CELL


def _waves(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(0.3 * np.sin(2 * np.pi * x / 700) * np.sin(2 * np.pi * y / 900))


def _wet(size: int) -> tuple[Field, Field]:
    """Everything under water, with a hump in the middle."""
    x, y, length = _centres(size)
    distance = np.hypot(x - length / 2, y - length / 2)
    level = 2.0 + 0.5 * np.exp(-(distance**2) / (2 * 200.0**2))
    return _waves(x, y).astype(np.float32), level.astype(np.float32)


def _polder(size: int) -> tuple[Field, Field]:
    """A reservoir, a dike with a breach, a regional dike with an opening, and blocks of houses."""
    x, y, length = _centres(size)
    bed = -2.0 + _waves(x, y)
    houses = (np.floor(x / 40) % 5 == 2) & (np.floor(y / 40) % 5 == 2) & (x > 0.3 * length)
    bed = np.where(houses, bed + 8.0, bed)
    regional = (x >= 0.6 * length) & (x < 0.6 * length + 10.0) & (np.abs(y - 0.25 * length) >= 50.0)
    bed = np.where(regional, 0.5, bed)
    bed = np.where(x < 0.2 * length, -6.0, bed)
    dike = (x >= 0.2 * length) & (x < 0.2 * length + 20.0)
    broken = np.abs(y - 0.5 * length) < BREACH / 2
    bed = np.where(dike, np.where(broken, SILL, 5.0), bed)
    level = np.where(x < 0.2 * length, RESERVOIR_LEVEL, bed)
    return bed.astype(np.float32), level.astype(np.float32)


def _dike_columns(size: int) -> slice:
    x = (np.arange(size) + 0.5) * CELL
    inside = np.flatnonzero((x >= 0.2 * size * CELL) & (x < 0.2 * size * CELL + 20.0))
    return slice(int(inside[0]), int(inside[-1]) + 1)


def _breach_faces(size: int) -> Faces:
    """The axis of the dike as a weir where it is broken; elsewhere its cells stand above the water."""
    y = (np.arange(size) + 0.5) * CELL
    rows = np.flatnonzero(np.abs(y - 0.5 * size * CELL) < BREACH / 2).astype(np.int32)
    columns = _dike_columns(size)
    count = rows.size
    return Faces(
        row=rows,
        col=np.full(count, (columns.start + columns.stop) // 2 - 1, np.int32),
        axis=np.zeros(count, np.uint8),
        sill=np.full(count, SILL, np.float32),
        share=np.ones(count, np.float32),
        weir=np.ones(count, np.bool_),
        series=np.full(count, NO_SERIES, np.int16),
    )
