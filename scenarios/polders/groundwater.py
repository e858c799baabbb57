"""Groundwater of parcel columns through a year: the leaky strip between ditches, day by day.

Ditch water reaches only part of a parcel: groundwater never follows the ditch one to one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from scenarios.polders.model import DRAINS, USES, Columns
from scenarios.polders.regimes import months, reading_numbers, summer_share
from scenarios.polders.threads import in_parts

__all__ = ["OPEN_WATER", "PUMPED_DEPTH", "UNPAVED", "Parcels", "State", "Year", "parcels", "start", "unpaved",
           "year"]  # fmt: skip

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

OPEN_WATER = Parameter(0.08, "1", "usual share of ditches in a peat polder", "unverified")
"""Part of an area that is ditch, where the twin does not tell."""
PUMPED_DEPTH = Parameter(0.35, "m", "pressurised drains in trials hold 0.3 to 0.4 m in summer", "unverified")
"""Depth below the ground of the level that pressurised drains hold in summer."""
UNPAVED = Parameter(
    0.5, "1", "gardens and verges of towns; roofs and streets drain to the sewer", "unverified"
)
"""Part of built land that rain soaks into and that evaporates."""

_DAY = 86_400.0
_NARROW = 1e-3  # half a spacing in leakage lengths below which 1 - tanh(u) / u loses its digits
_WORTH_A_THREAD = 2_000  # columns: some milliseconds of a year


@dataclass(frozen=True, slots=True)
class Parcels:
    """What of parcel columns does not change in a study, (k,) each.

    Parameters
    ----------
    response
        Part of a change of the ditch level that the mean groundwater follows [1].
    reaction
        (1 - response) x resistance: how slowly it does [s].
    storage
        Storage coefficient [1].
    water
        Area of ditch for each area of land [1].
    deep_head
        [m NAP]; 0 where no aquifer takes part, with response 1.
    pumped
        Whether its drains are pumped.
    relief_depth
        Of trenches or street drains, which drain and never give water [m below the ground].
    relief_resistance
        Between the mean groundwater and them [s]; infinite where there are none.

    Attributes
    ----------
    lost, lost_relieved
        Part of a distance from rest that is gone after a day, below and above shallow drains [1].
    """

    response: Floats
    reaction: Floats
    storage: Floats
    water: Floats
    deep_head: Floats
    pumped: npt.NDArray[np.bool_]
    relief_depth: Floats
    relief_resistance: Floats
    lost: Floats = field(init=False)
    lost_relieved: Floats = field(init=False)

    def __post_init__(self) -> None:
        rate = _DAY / (self.storage * self.reaction)
        object.__setattr__(self, "lost", -np.expm1(-rate))
        object.__setattr__(self, "lost_relieved", -np.expm1(-rate / self._way))

    @property
    def drainage(self) -> Floats:
        """Resistance between the mean groundwater and the ditch [s], (k,)."""
        return np.asarray(self.reaction / self.response, dtype=np.float64)

    @property
    def _way(self) -> Floats:
        """Part of a rise without shallow drains that is left above them [1], (k,)."""
        return np.asarray(1.0 / (1.0 + self.reaction / self.relief_resistance), dtype=np.float64)

    def relieved(self, level: Floats, *, ground_level: Floats, ditch: Floats) -> Floats:
        """Steady groundwater of which shallow drains take their part [m NAP].

        Parameters
        ----------
        level
            Where it would stand without them [m NAP], (..., k).
        ground_level, ditch
            [m NAP], (k,) each; drains lie no lower than the ditch level.
        """
        edge = np.maximum(ground_level - self.relief_depth, ditch)
        return np.asarray(np.minimum(level, edge + self._way * (level - edge)), dtype=np.float64)

    def unrelieved(self, level: Floats, *, ground_level: Floats, ditch: Floats) -> Floats:
        """Where steady groundwater would stand without shallow drains: the inverse of `relieved`."""
        edge = np.maximum(ground_level - self.relief_depth, ditch)
        return np.asarray(np.maximum(level, edge + (level - edge) / self._way), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class State:
    """Groundwater and ditch level at one moment [m NAP], (k,) each."""

    level: Floats
    ditch: Floats


@dataclass(frozen=True, slots=True)
class Year:
    """What a year brings; NaN in columns of which too little is known.

    Parameters
    ----------
    state
        At the end of the year.
    readings
        On the 14th and 28th of each month, (24, k) float32 [m below the ground].
    monthly
        Means, (12, k) float32 [m below the ground].
    lowest, highest
        Of the year, (k,) float32 [m below the ground].
    need
        What the ditches need in the first 14 days and in the rest of each month, negative where they have too
        much, (24, k) float32 [m over the land].
    inlet, pumped
        Water let into the ditches and pumped out of them, as if each column had its own, (k,) [m over the
        land].
    ditch
        From land to ditch through the soil, less what went back, (k,) [m over the land].
    seepage
        Up from the aquifer, less what went down, (k,) [m over the land].
    runoff
        Over the surface and through trenches and street drains into the ditches, (k,) [m over the land].
    stored
        More in the soil than at the start, (k,) [m over the land].
    """

    state: State
    readings: Singles
    monthly: Singles
    lowest: Singles
    highest: Singles
    need: Singles
    inlet: Floats
    pumped: Floats
    ditch: Floats
    seepage: Floats
    runoff: Floats
    stored: Floats


def unpaved(columns: Columns) -> Floats:
    """Part of the land that takes up rain and evaporates [1], (k,): all of it, or `UNPAVED` of built land."""
    return np.where(columns.use == USES.index("built"), UNPAVED.value, 1.0)


def parcels(columns: Columns, *, open_water: npt.ArrayLike = OPEN_WATER.value) -> Parcels:
    """Take from columns what their groundwater needs.

    Parameters
    ----------
    columns
        Where resistance or deep head is not known or infinite, no aquifer takes part.
    open_water
        Part of the area that is ditch [1], above 0 and below 1; a number or (k,).

    Raises
    ------
    ValueError
        If a number cannot be.

    Notes
    -----
    Of built land they are those of its unpaved part: a part f takes f n of the rain, and
    ``mu dh/dt = f n - (h - S) / T`` is ``(mu / f) dh/dt = n - (h - S) / (f T)``. What flows is then told over
    the unpaved land; times `unpaved` it is over all.

    References
    ----------
    Mazure 1936; Bruggeman 1999: response ``tanh(u) / u``, ``u = L / (2 sqrt(KD c))``. Without an aquifer
    L^2 / (12 KD), De Lange 1997.
    """
    part = unpaved(columns)
    kd = numbers("transmissivity", columns.transmissivity, above=0.0)
    spacing = numbers("spacing", columns.spacing, above=0.0)
    leaky = np.isfinite(columns.resistance) & np.isfinite(columns.deep_head)
    c = numbers("resistance", np.where(leaky, columns.resistance, 1.0), above=0.0)
    depth = numbers("relief_depth", columns.relief_depth, least=0.0)
    relief = columns.relief_resistance
    numbers("relief_resistance", np.where(np.isposinf(relief), 1.0, relief), above=0.0)
    half = np.where(np.isnan(depth + relief), np.nan, spacing / (2.0 * np.sqrt(kd * c)))
    series = half**2 / 3.0 * (1.0 - 0.4 * half**2)
    rest = np.where(half < _NARROW, series, 1.0 - np.tanh(half) / half)
    water = numbers("open_water", open_water, above=0.0, most=0.99)
    return Parcels(
        response=np.where(leaky, 1.0 - rest, np.where(np.isnan(half), np.nan, 1.0)),
        reaction=np.where(leaky, rest * c, spacing**2 / (12.0 * kd)) * part,
        storage=numbers("storage", columns.storage, above=0.0, most=1.0) / part,
        water=water / (1.0 - water) / part,
        deep_head=np.where(leaky, columns.deep_head, 0.0),
        pumped=np.asarray(columns.drains == DRAINS.index("pressurised"), dtype=np.bool_),
        relief_depth=depth,
        relief_resistance=relief * part,
    )


def start(given: Parcels, *, ground_level: Floats, level: Floats, recharge: float) -> State:
    """Steady state under a constant recharge, to begin from.

    Parameters
    ----------
    given
        The columns.
    ground_level
        [m NAP], (k,); groundwater stands at most there.
    level
        Of the ditches [m NAP], (k,).
    recharge
        [m/s].
    """
    steady = given.response * level + (1.0 - given.response) * given.deep_head + given.reaction * recharge
    steady = given.relieved(steady, ground_level=ground_level, ditch=level)
    return State(level=np.minimum(steady, ground_level), ditch=np.array(level, dtype=np.float64))


def year(
    given: Parcels,
    state: State,
    *,
    ground_level: Floats,
    summer: Floats,
    winter: Floats,
    lowest: Floats,
    highest: Floats,
    recharge: Floats,
    calendar_year: int,
    threads: int = 1,
) -> Year:
    """Advance columns by a year of weather.

    Parameters
    ----------
    given, state
        The columns, and where they stand at the start of the year.
    ground_level
        All through the year [m NAP], (k,).
    summer, winter
        Levels of the ditches [m NAP], (k,).
    lowest, highest
        Bounds of a flexible level [m NAP], (k,): where the highest is above the lowest, ditches rise and fall
        between them and ``summer`` and ``winter`` do not count.
    recharge
        Precipitation less evaporation of each day [m/s], (365,) or (366,).
    calendar_year
        The year.
    threads
        Number of threads; the answer is the same for any number.

    Raises
    ------
    ValueError
        If the weather has not the days of the year.

    Notes
    -----
    Each day is exact for its recharge and level; only on a day on which groundwater passes trenches it is a
    little high (`scenarios.kernels.parcel_days`), and what they carry fills a flexible ditch a day later. It
    stops at the surface and the excess runs off.
    Land: recharge = stored + ditch - seepage + runoff. Ditches: water x (recharge - rise of their level) +
    ditch + runoff + inlet = pumped.
    """
    from scenarios.kernels.parcel_groundwater import BLOCK, FOUND, SUMS, LevelTable, ParcelTable, parcel_year

    share, k = summer_share(calendar_year), ground_level.size
    if recharge.shape != share.shape:
        raise ValueError(f"recharge has {recharge.size} days; allowed: the {share.size} of {calendar_year}")
    table = ParcelTable(*(_row(getattr(given, name)) for name in ParcelTable._fields))
    levels = LevelTable(*map(_row, (ground_level, summer, winter, lowest, highest)))
    now = np.array((state.level, state.ditch), dtype=np.float64)
    found, sums = np.empty((FOUND, k), np.float32), np.empty((len(SUMS), k))
    days = (_row(recharge), share, reading_numbers(calendar_year), months(calendar_year))

    def work(first: int, last: int) -> None:
        parcel_year(table, levels, PUMPED_DEPTH.value, *days, now, found, sums, first, last)

    in_parts(work, k, threads, _WORTH_A_THREAD, BLOCK)
    return Year(State(now[0], now[1]), found[:24], found[24:36], found[36], found[37], found[38:], *sums)


def _row(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Values side by side, of one kind and not locked, so that one compiled kernel serves all."""
    kind = np.bool_ if values.dtype == np.bool_ else np.float64
    return np.require(values, dtype=kind, requirements=("C", "W"))
