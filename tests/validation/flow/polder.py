"""Case PB: a reservoir, a dike with a breach of 100 m, and a polder with houses and a regional dike."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scenarios.flow.domain import Domain, Faces
from tests.validation.flow.boundaries import crest

LENGTH = 5000.0
SILL = -1.0
WIDTH = 100.0


@dataclass(slots=True)
class PolderBreach:
    """5 x 5 km; reservoir at +2 m over -6 m west of 1000 m, breach sill -1 m, polder about -2 m.

    With ``weir`` the breach is a crest on the faces at the reservoir side; without, only the raised cells
    stand in the way, as the peers of the benchmark have it. ``inside`` [m NAP] is water that stands in the
    polder already.
    """

    size: int = 1000
    inside: float | None = None
    bed: np.ndarray = field(init=False)
    start: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        x, y = np.meshgrid(*(2 * [(np.arange(self.size) + 0.5) * self.dx]))
        bed = -2.0 + 0.3 * np.sin(2 * np.pi * x / 700.0) * np.sin(2 * np.pi * y / 900.0)
        houses = (np.floor(x / 40.0) % 5 == 2) & (np.floor(y / 40.0) % 5 == 2) & (x > 0.3 * LENGTH)
        bed = np.where(houses, bed + 8.0, bed)
        regional = (x >= 0.6 * LENGTH) & (x < 0.6 * LENGTH + 10.0) & (np.abs(y - 0.25 * LENGTH) >= 50.0)
        bed = np.where(regional, 0.5, bed)
        primary = (x >= 0.2 * LENGTH) & (x < 0.2 * LENGTH + 20.0)
        gap = np.abs(y - 0.5 * LENGTH) < WIDTH / 2
        bed = np.where(primary, np.where(gap, SILL, 5.0), bed)
        self.bed = np.where(x < 0.2 * LENGTH, -6.0, bed).astype(np.float32)
        start = np.where(x < 0.2 * LENGTH, 2.0, self.bed if self.inside is None else self.inside)
        self.start = np.maximum(start, self.bed).astype(np.float32)

    @property
    def dx(self) -> float:
        return LENGTH / self.size

    @property
    def breach_rows(self) -> np.ndarray:
        y = (np.arange(self.size) + 0.5) * self.dx
        return np.flatnonzero(np.abs(y - 0.5 * LENGTH) < WIDTH / 2)

    @property
    def breach_col(self) -> int:
        """Last column of the reservoir."""
        return int(0.2 * LENGTH / self.dx) - 1

    def domain(self, *, weir: bool) -> Domain:
        rows = self.breach_rows
        faces = crest(rows, np.full(rows.size, self.breach_col), 0, SILL) if weir else Faces.empty()
        return Domain(self.bed, self.dx, self.dx, 0.03, faces=faces)
