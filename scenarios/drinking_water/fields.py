"""Well fields of a twin in a year: drinking-water wells that belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.objects import numeric, words

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["DRINKING_WATER", "WellField", "in_use", "well_fields"]

Floats = npt.NDArray[np.float64]

DRINKING_WATER = "drinking-water"
"""Kind of the wells that count."""
_TOGETHER = 1000.0  # m: wells without a name of their field that stand so near each other are one
_IN_ONE = 2.0  # m: screens so near each other stand in one hole and draw as one well


@dataclass(frozen=True, slots=True)
class WellField:
    """Wells that are pumped together.

    Parameters
    ----------
    name
        Of the field.
    ids
        Of its wells.
    x, y
        Places [m], (k,); screens in one hole are one.
    flow
        Drawn from each place [m3/s], (k,), > 0.
    screen_top, screen_base
        Mean of their screens [m NAP]; NaN where none tells.
    """

    name: str
    ids: tuple[str, ...]
    x: Floats
    y: Floats
    flow: Floats
    screen_top: float
    screen_base: float

    @property
    def total(self) -> float:
        """Drawn from all wells [m3/s]."""
        return float(self.flow.sum())

    @property
    def middle(self) -> int:
        """Number of the well nearest to the middle of the field."""
        return int(np.argmin(np.hypot(self.x - self.x.mean(), self.y - self.y.mean())))


def in_use(table: gpd.GeoDataFrame, year: float) -> npt.NDArray[np.bool_]:
    """Tell which features are there in a year, by ``start`` (or ``valid_from``) and ``end``, (n,).

    A feature without years is there in all of them; in the year of its end it is gone.
    """
    started = numeric(table, "start", numeric(table, "valid_from", -np.inf))
    return np.asarray((started <= year) & (year < numeric(table, "end", np.inf)), np.bool_)


def well_fields(twin: Twin, year: float) -> list[WellField]:
    """Give the well fields that are pumped in a year, by name.

    Parameters
    ----------
    twin
        With the theme ``wells``, or without.
    year
        Calendar year.

    Notes
    -----
    Wells of one ``field``, else of one ``owner``, belong together; others do within 1 km of each other. A
    well that draws nothing, or of which the discharge is not known, takes no part.
    """
    if "wells" not in twin.features or "kind" not in twin.features["wells"]:
        return []
    table = twin.features["wells"]
    table = table[(table["kind"] == DRINKING_WATER).to_numpy() & in_use(table, year)]
    table = table[numeric(table, "discharge") > 0.0]
    if not len(table):
        return []
    names = _names(table)
    return [_field(name, table[names == name]) for name in sorted(set(names.tolist()))]


def _field(name: str, rows: gpd.GeoDataFrame) -> WellField:
    places = np.column_stack([rows.geometry.centroid.x, rows.geometry.centroid.y])
    hole = _chains(places, _IN_ONE)
    count = int(hole.max()) + 1
    wells = np.bincount(hole, minlength=count)
    x, y = (np.bincount(hole, places[:, axis], count) / wells for axis in (0, 1))

    def mean(column: str) -> float:
        known = numeric(rows, column)
        known = known[np.isfinite(known)]
        return float(known.mean()) if known.size else math.nan

    flow = np.bincount(hole, numeric(rows, "discharge"), count)
    return WellField(name, tuple(rows["id"].astype(str)), x, y, flow, mean("screen_top"), mean("screen_base"))


def _chains(places: Floats, apart: float) -> npt.NDArray[np.int64]:
    """Number of the group of each place: chains of places no further apart than so much."""
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial.distance import cdist

    return np.asarray(connected_components(cdist(places, places) <= apart)[1], np.int64)


def _names(table: gpd.GeoDataFrame) -> npt.NDArray[np.str_]:
    """Name of the field of each well."""
    field, owner = (words(table, column).astype(object) for column in ("field", "owner"))
    told = np.where(field != "", field, owner)
    nameless = told == ""
    if nameless.any():
        told[nameless] = _near_each_other(table[nameless])
    return told.astype(np.str_)


def _near_each_other(table: gpd.GeoDataFrame) -> npt.NDArray[np.str_]:
    """Wells by chains of less than 1 km, named after the first well of each."""
    places = np.column_stack([table.geometry.centroid.x, table.geometry.centroid.y])
    group, ids = _chains(places, _TOGETHER), table["id"].astype(str).to_numpy(object)
    return np.array([ids[np.flatnonzero(group == number)[0]] for number in group], np.str_)
