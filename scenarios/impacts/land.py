"""Damage and flooded area by land use, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.damage_tables import LandDamage, curve_fraction, curves, land_damages
from scenarios.impacts.hazard import Hazard
from twin.vocabulary import LAND_USE

__all__ = ["LandLoss", "land_loss"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LandLoss:
    """Damage by land use.

    Parameters
    ----------
    codes
        Codes of the land-use classes, shape (n,).
    area
        Flooded area of each class [m2].
    damage
        Damage of each class [EUR].
    per_area
        Damage of each cell [EUR/m2], shape (ny, nx).
    """

    codes: tuple[int, ...]
    area: Floats
    damage: Floats
    per_area: Floats

    def sum_of(self, values: Floats, group: str) -> float:
        """Sum of an array by class over the classes of one group of the damage table."""
        inside = [land_damages()[LAND_USE[code].key].group == group for code in self.codes]
        return float(values[np.array(inside)].sum())


def land_loss(
    hazard: Hazard,
    land_use: npt.NDArray[np.generic],
    *,
    buildings_known: bool,
    price_index: float = 1.0,
    shift: float = 0.0,
) -> LandLoss:
    """Damage of every flooded cell by its land use.

    Parameters
    ----------
    hazard
        The flood.
    land_use
        Codes of `twin.vocabulary.LAND_USE`, shape (ny, nx).
    buildings_known
        Whether the twin has buildings. They count on their own then, and built classes take the damage of
        the open ground between them: no building counts twice.
    price_index
        Prices, times those of the tables [1].
    shift
        Change of the depth where it is wet [m].
    """
    codes = tuple(sorted(LAND_USE))
    depth = hazard.depth_shifted(shift)
    wet = depth > 0.0
    number = np.searchsorted(codes, np.asarray(land_use[wet], np.int64)).clip(0, len(codes) - 1)
    known = np.array(codes)[number] == land_use[wet]
    entries = [land_damages()[LAND_USE[code].key] for code in codes]
    largest = np.array([_largest(entry, buildings_known) for entry in entries]) * price_index
    fraction = np.zeros(number.size)
    for curve in curves():
        of_curve = np.array([entry.curve == curve for entry in entries])[number] & known
        fraction[of_curve] = curve_fraction(curve, depth[wet][of_curve])
    loss = np.where(known, largest[number] * fraction, 0.0)
    per_area = np.zeros(depth.shape)
    per_area[wet] = loss
    cell = hazard.grid.cell_area
    return LandLoss(
        codes=codes,
        area=np.bincount(number[known], minlength=len(codes)).astype(np.float64) * cell,
        damage=np.bincount(number, weights=loss, minlength=len(codes)) * cell,
        per_area=per_area,
    )


def _largest(entry: LandDamage, buildings_known: bool) -> float:
    return (entry.beside_buildings if buildings_known else entry.maximum).value
