"""Storage systems of a twin: how far each reaches, what it holds, and what others take from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.heat.ground import share_of_sand
from scenarios.physics import ates
from scenarios.physics.ates_neighbours import overlap_area, recovered_share
from twin.claims import YEAR
from twin.feature_rows import feature_rows, number

if TYPE_CHECKING:
    from scenarios.heat.storage_parameters import StorageParameters
    from twin.state import Twin

__all__ = ["Pair", "Store", "pairs", "stores"]

Floats = npt.NDArray[np.float64]
Place = tuple[float, float]

_SEASON = 0.5 * YEAR
_HAIR = 1e-6  # m: what coordinates lose when a distance is made from them


@dataclass(frozen=True, slots=True)
class Store:
    """A storage system: a warm and a cold well, or groups of them round two middles.

    Parameters
    ----------
    id, name, owner
        Of the feature.
    warm, cold
        Places [m RD].
    top, base
        Of the filters [m NAP].
    volume
        Water stored in a season [m3].
    start, end
        Calendar years; -inf and inf where not told.
    drift
        Velocity of its heat [m/s]; NaN where not known.
    sand
        Part of the filters that stands in what bears water [1]; None where not known.
    radius, hydraulic
        Thermal and hydraulic radius [m].
    """

    id: str
    name: str
    owner: str
    warm: Place
    cold: Place
    top: float
    base: float
    volume: float
    start: float
    end: float
    drift: float
    sand: float | None
    radius: float
    hydraulic: float

    @property
    def distance(self) -> float:
        """Between the warm and the cold well [m]."""
        return math.dist(self.warm, self.cold)

    @property
    def ratio(self) -> float:
        """Distance between warm and cold over the thermal radius [1]."""
        return self.distance / self.radius

    def lack(self, radii: float) -> float:
        """What the distance lacks to so many thermal radii [m]; 0 where it lacks nothing."""
        short = radii * self.radius - self.distance
        return short if short > _HAIR else 0.0

    @property
    def recovered(self) -> float:
        """Part of the store that is still round its well half a year later [1]; NaN where not known."""
        return float(recovered_share(radius=self.radius, drift=self.drift, time=_SEASON))

    def energy(self, asked: StorageParameters) -> float:
        """Heat or cold of a season [J]."""
        return float(ates.stored_energy(volume=self.volume, difference=asked.difference))


@dataclass(frozen=True, slots=True)
class Pair:
    """Wells of two systems whose filters overlap in height and whose years overlap.

    Parameters
    ----------
    first, second
        Positions of the systems.
    wells
        ``warm`` or ``cold`` of each.
    distance, needed
        Between them, and that which wells of two kinds keep; of one kind they can merge within it [m].
    shared
        Part of the smaller store that lies in the other [1].
    """

    first: int
    second: int
    wells: tuple[str, str]
    distance: float
    needed: float
    shared: float

    @property
    def alike(self) -> bool:
        """Whether both are warm or both are cold."""
        return self.wells[0] == self.wells[1]


def stores(twin: Twin, asked: StorageParameters) -> tuple[tuple[Store, ...], dict[str, str]]:
    """Read the storage systems of a twin.

    Returns
    -------
    tuple
        Systems that can be computed, and by id the reason why others cannot.
    """
    if "ates" not in twin.features:
        return (), {}
    found, reasons = [], dict[str, str]()
    for row in feature_rows(twin.features["ates"]):
        if asked.systems and row["id"] not in asked.systems:
            continue
        made = _store(twin, row, asked)
        if isinstance(made, str):
            reasons[str(row["id"])] = made
        else:
            found.append(made)
    return tuple(found), reasons


def _store(twin: Twin, row: Mapping[str, Any], asked: StorageParameters) -> Store | str:
    told = {
        name: number(row, name)
        for name in ("warm_x", "warm_y", "cold_x", "cold_y", "filter_top", "filter_base", "volume")
    }
    if lacking := [name for name, value in told.items() if math.isnan(value)]:
        return f"not known: {', '.join(lacking)}"
    x, y, u, v, top, base, volume = told.values()
    start, end = number(row, "start", -math.inf), number(row, "end", math.inf)
    if not top > base:
        return f"its filters have their top, {top:g} m NAP, not above their base, {base:g} m NAP"
    if not volume > 0.0:
        return "stores nothing"
    if end < start:
        return f"ends in {end:g}, before it starts in {start:g}"
    if not all(bool(twin.grid.contains(*at)) for at in ((x, y), (u, v))):
        return "a well stands outside the twin"
    return Store(
        str(row["id"]), str(row.get("name") or row["id"]), str(row.get("owner") or ""), (x, y), (u, v),
        top, base, volume, start, end, _drift(row, asked), _sand(twin, ((x, y), (u, v)), top, base),
        float(ates.thermal_radius(volume=volume, length=top - base)),
        float(ates.hydraulic_radius(volume=volume, length=top - base, porosity=asked.porosity)),
    )  # fmt: skip


def _drift(row: Mapping[str, Any], asked: StorageParameters) -> float:
    """Velocity of stored heat [m/s]."""
    east, north = number(row, "drift_x"), number(row, "drift_y")
    if math.isfinite(east + north):
        return math.hypot(east, north)
    if asked.groundwater is None:
        return math.nan
    return float(ates.thermal_drift(velocity=asked.groundwater / YEAR, porosity=asked.porosity))


def _sand(twin: Twin, wells: tuple[Place, Place], top: float, base: float) -> float | None:
    """The worse of both wells; None where one is not known."""
    from terrain.subsurface import column_at

    shares = [share_of_sand(column_at(twin, *at), top=top, base=base) for at in wells]
    known = [share for share in shares if share is not None]
    return min(known) if len(known) == len(shares) else None


def pairs(found: tuple[Store, ...], asked: StorageParameters) -> list[Pair]:
    """List the wells of different systems that are near enough to matter to each other.

    Parameters
    ----------
    found
        Systems.
    asked
        With how many thermal radii wells of two kinds keep.

    Returns
    -------
    list of Pair
        Those of two kinds within ``radii`` times the larger thermal radius, those of one kind within one, and
        all whose stores overlap.
    """
    from scipy.spatial import KDTree

    if len(found) < 2:
        return []
    places = np.array([at for store in found for at in (store.warm, store.cold)])
    widest = max(store.radius for store in found)
    near = KDTree(places).query_pairs(max(asked.radii, 2.0) * widest, output_type="ndarray")
    listed = []
    for a, b in near[np.lexsort((near[:, 1], near[:, 0]))].tolist():
        one, other = found[a // 2], found[b // 2]
        if one is other or not _together(one, other):
            continue
        kinds = ("warm" if a % 2 == 0 else "cold", "warm" if b % 2 == 0 else "cold")
        larger, smaller = max(one.radius, other.radius), min(one.radius, other.radius)
        needed = larger * (1.0 if kinds[0] == kinds[1] else asked.radii)
        away = math.dist(places[a], places[b])
        shared = float(overlap_area(first=one.radius, second=other.radius, distance=away))
        if away < needed or shared > 0.0:
            listed.append(Pair(a // 2, b // 2, kinds, away, needed, shared / (math.pi * smaller**2)))
    return listed


def _together(one: Store, other: Store) -> bool:
    """Whether two systems are in each other's ground at one time; parts of one owner are one system."""
    apart = one.top <= other.base or other.top <= one.base
    after = one.end <= other.start or other.end <= one.start
    return not (apart or after or (one.owner != "" and one.owner == other.owner))
