"""The ground that dikes take year by year, and which things that touches first when.

A new dike stands on the whole base from its outer to its inner toe, so that what stands on today's dike is in
the way from the first year with work; what lies beside it, from the year in which a toe reaches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.strips import quads, toes, whole

if TYPE_CHECKING:
    from scenarios.dikes.model import Locations, Profiles

__all__ = ["Growth", "Met", "growth", "mended"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Shapes = npt.NDArray[Any]

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Growth:
    """How far dikes reach beyond today's toes, by year.

    Parameters
    ----------
    locations
        Places along dikes, n of them.
    outer_toe, inner_toe
        Offsets of today's toes [m], (n,); NaN where unknown.
    inward, outward
        How far the toes have moved since [m], (n, y); they never move back.
    years
        The years, ascending, (y,).
    horizon
        Number of the year that amounts are asked for.
    """

    locations: Locations
    outer_toe: Floats
    inner_toe: Floats
    inward: Floats
    outward: Floats
    years: npt.NDArray[np.int64]
    horizon: int

    @cached_property
    def work(self) -> npt.NDArray[np.bool_]:
        """Where something has to be done, (n, y)."""
        return np.asarray((self.inward > 0) | (self.outward > 0))

    def base(self, year: int) -> Any:
        """Ground below all new dikes in year number ``year``; None when there is none."""
        inner = np.where(self.work[:, year], self.inner_toe + self.inward[:, year], np.nan)
        outer = self.outer_toe - self.outward[:, year]
        return self._once(("base", year), lambda: whole(self.locations, (inner, outer)))

    def taken(self, year: int) -> Any:
        """Ground outside today's toes that new dikes take in year number ``year``; None without any."""
        everywhere = np.ones(len(self.inner_toe), bool)
        return self._once(("taken", year), lambda: self.taken_at(everywhere, year))

    def taken_at(self, places: npt.NDArray[np.bool_], year: int) -> Any:
        """Part of `taken` that some places (n,) take."""
        inner, outer = (np.where(places, toe, np.nan) for toe in (self.inner_toe, self.outer_toe))
        inside = (inner + self.inward[:, year], inner)
        return whole(self.locations, inside, (outer, outer - self.outward[:, year]))

    @cached_property
    def _drawn(self) -> dict[tuple[str, int], Any]:
        return {}

    def _once(self, key: tuple[str, int], draw: Callable[[], Any]) -> Any:
        """Draw ground that several kinds of things ask for, once."""
        if key not in self._drawn:
            self._drawn[key] = draw()
        return self._drawn[key]

    def first_year(self, place: Indices, need: Floats, *, outer: npt.NDArray[np.bool_] | bool) -> Indices:
        """Number of the first year in which a toe has moved so far; the number of years when it never does.

        Parameters
        ----------
        place
            Numbers of places, (k,).
        need
            Distance beyond today's toe [m], (k,); 0 is on today's base.
        outer
            Whether the distance is outward.
        """
        moved = np.where(
            np.broadcast_to(outer, place.shape)[:, None], self.outward[place], self.inward[place]
        )
        reached = self.work[place] & (moved >= np.asarray(need)[:, None] - _TOLERANCE)
        never = len(self.years)
        return np.where(reached.any(axis=1), reached.argmax(axis=1), never).astype(np.int64)

    def meet(self, shapes: Shapes, clearance: float = 0.0) -> Met:
        """Find the things that get in the way.

        Parameters
        ----------
        shapes
            Geometries, (k,).
        clearance
            Distance to a toe at which a thing is in the way already [m].
        """
        import shapely

        last = len(self.years) - 1
        inner = np.where(self.work[:, last], self.inner_toe + self.inward[:, last] + clearance, np.nan)
        reach = quads(self.locations, inner, self.outer_toe - self.outward[:, last] - clearance)
        thing, place = shapely.STRtree(shapes).query(reach, predicate="intersects")[::-1]
        part, pair = shapely.get_parts(shapely.intersection(shapes[thing], reach[place]), return_index=True)
        low, high = _offsets(self.locations, part, place[pair])
        inside, outside = low - self.inner_toe[place[pair]], self.outer_toe[place[pair]] - high
        outer = outside > inside
        need = np.maximum(np.where(outer, outside, inside) - clearance, 0.0)
        year = self.first_year(place[pair], need, outer=outer)
        return _first(thing[pair], place[pair], year, len(self.years))


@dataclass(frozen=True, slots=True)
class Met:
    """Things that get in the way: number of the thing, of the place, and of the year, when it begins."""

    thing: Indices
    place: Indices
    year: Indices


def _first(thing: Indices, place: Indices, year: Indices, never: int) -> Met:
    """Keep of every thing where and when it is first in the way."""
    ever = year < never
    thing, place, year = thing[ever], place[ever], year[ever]
    order = np.lexsort((place, year, thing))
    kept = order[np.unique(thing[order], return_index=True)[1]]
    return Met(thing[kept], place[kept], year[kept])


def _offsets(locations: Locations, parts: Shapes, place: Indices) -> tuple[Floats, Floats]:
    """Lowest and highest offset across the dike of shapes at places [m], (k,) each."""
    import shapely

    corner, number = shapely.get_coordinates(parts, return_index=True)
    at = place[number]
    offset = (corner[:, 0] - locations.x[at]) * locations.inward_x[at]
    offset += (corner[:, 1] - locations.y[at]) * locations.inward_y[at]
    low, high = np.full(len(parts), np.inf), np.full(len(parts), -np.inf)
    np.minimum.at(low, number, offset)
    np.maximum.at(high, number, offset)
    return low, high


def mended(shapes: Shapes) -> Shapes:
    """Geometries that can be cut: what crosses itself is repaired, as files of others have it, (k,)."""
    import shapely

    broken = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    if not broken.any():
        return shapes
    whole = shapes.copy()
    whole[broken] = shapely.make_valid(shapes[broken])
    return whole


def growth(
    locations: Locations,
    profiles: Profiles,
    inward: Floats,
    outward: Floats,
    years: npt.ArrayLike,
    year: int,
) -> Growth:
    """Take together how dikes grow in one scenario.

    Parameters
    ----------
    locations, profiles
        Places and today's profiles, n of them.
    inward, outward
        How far the toes move from today's [m], (n, y); NaN is unknown. A toe that has moved stays, also where
        a later year asks less.
    years
        Ascending years, (y,).
    year
        Year that amounts are asked for: the first of ``years`` from it on counts, the last when none is.
    """
    outer_toe, inner_toe = toes(profiles)
    known = locations.known & np.isfinite(inward).all(axis=1) & np.isfinite(outward).all(axis=1)
    calendar = np.asarray(years, np.int64)
    return Growth(
        locations,
        np.where(known, outer_toe, np.nan),
        np.where(known, inner_toe, np.nan),
        np.maximum.accumulate(np.where(known[:, None], inward, 0.0), axis=1),
        np.maximum.accumulate(np.where(known[:, None], outward, 0.0), axis=1),
        calendar,
        min(int(np.searchsorted(calendar, year)), len(calendar) - 1),
    )
