"""Ditches that parcel columns share: what one has too much, its neighbours need not let in.

The daily balance knows each column by itself. Where water comes up from below it is pumped out of ditches
that run on to land where water sinks away: an area lets in what its land needs together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.polders.groundwater import Year
from scenarios.polders.model import Columns

__all__ = ["Ditches"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ditches:
    """Ditches of each water-level area.

    Parameters
    ----------
    columns
        Those of which something is known, area by area, (n,).
    begin
        Where each area begins among them, (a,).
    number
        Number of the area among these of each of them, (n,).
    size
        Land of each of them [m2], (n,).
    """

    columns: npt.NDArray[np.intp]
    begin: npt.NDArray[np.intp]
    number: npt.NDArray[np.intp]
    size: Floats

    @classmethod
    def of(cls, given: Columns) -> Ditches:
        """Find the ditches of columns."""
        known = np.flatnonzero(given.known)
        columns = known[np.argsort(given.area[known], kind="stable")]
        _, begin, number = np.unique(given.area[columns], return_index=True, return_inverse=True)
        return cls(columns, begin, number, given.size[columns])

    def share(self, found: Year) -> Year:
        """Take out of inlet and pumped water what flows from column to column of an area.

        Within half a month (the first 14 days, or the rest) a shortage of some columns or days is met by a
        surplus of others; what an area lets in less is taken off its columns in proportion, and off what they
        pump out as well.

        Parameters
        ----------
        found
            Of a year, of all columns.
        """
        if not self.columns.size:
            return found
        need = self._of_areas(found.need[:, self.columns])
        inlet, pumped = found.inlet.copy(), found.pumped.copy()
        let_in, out = (self._of_areas(values[self.columns]) for values in (inlet, pumped))
        spared = np.maximum(let_in - np.maximum(need, 0.0).sum(axis=0), 0.0)
        for values, whole in ((inlet, let_in), (pumped, out)):
            part = np.divide(spared, whole, out=np.zeros_like(spared), where=whole > 0.0)
            values[self.columns] *= 1.0 - np.minimum(part, 1.0)[self.number]
        return replace(found, inlet=inlet, pumped=pumped)

    def _of_areas(self, values: npt.NDArray[np.floating]) -> Floats:
        """Sum over the land of each area [m3], (..., n) to (..., a)."""
        return np.asarray(np.add.reduceat(values * self.size, self.begin, axis=-1), np.float64)
