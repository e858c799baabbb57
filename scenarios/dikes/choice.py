"""Which measure where: by order or the cheapest that fits the free room, in runs long enough to build."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.dikes.costs import Prices, prices
from scenarios.dikes.measures import MEASURES, measure_code, measure_numbers
from scenarios.dikes.model import Codes, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.soil import DIRECTIONS, profile_table
from scenarios.physics.constants import Parameter

__all__ = ["HINDRANCES", "POLICIES", "SPACING", "TRANSITION", "Choice", "Rules", "choose"]

Floats = npt.NDArray[np.float64]

POLICIES = ("cheapest", "order")
"""The cheapest measure that fits, or the first of an order."""
SPACING = Parameter(50.0, "m", "KOSWAT 0.17, distance between structures", "verified")
"""Shortest run of one measure between two others."""
TRANSITION = Parameter(10.0, "m", "KOSWAT 0.17, transition of structures", "verified")
"""How far a structure overlaps its neighbours."""
HINDRANCES: tuple[tuple[str, str], ...] = (
    ("", ""),
    ("past niet in de vrije ruimte", "does not fit in the free room"),
    ("diepte van de draagkrachtige laag onbekend", "depth of firm ground not known"),
    ("bovenkant van het watervoerend pakket onbekend", "top of the aquifer not known"),
    ("wand zou te lang worden", "the wall would be too long"),
    ("geen piping om tegen te houden", "no piping to stop"),
)
"""What hinders a measure, in Dutch and English, by the number in `Choice.hindrance`."""

_BLOCK = 100_000  # sections in a call of a kernel: some 50 ms


@dataclass(frozen=True, slots=True)
class Rules:
    """How a measure is chosen.

    Parameters
    ----------
    policy
        One of `POLICIES`.
    measures
        Ids of the measures that may be chosen, for ``order`` from the first choice to the last. One id
        forces it.
    direction
        One of `scenarios.dikes.soil.DIRECTIONS`, for what is done in soil.
    outer_slope
        Cotangent that the outer slope gets at least; None keeps today's.
    spacing, transition
        Shortest run [m] and overlap of structures [m].
    """

    policy: str = "cheapest"
    measures: tuple[str, ...] = tuple(measure.id for measure in MEASURES[1:])
    direction: str = "landward"
    outer_slope: float | None = None
    spacing: float = SPACING.value
    transition: float = TRANSITION.value

    def __post_init__(self) -> None:
        """Refuse what there is not."""
        for name, value, known in (
            ("policy", self.policy, POLICIES),
            ("direction", self.direction, DIRECTIONS),
        ):
            if value not in known:
                raise ValueError(f"{name} is one of {', '.join(known)}, not {value!r}")
        if not self.measures or 0 in self.codes() or len(set(self.measures)) < len(self.measures):
            raise ValueError(f"measures is {list(self.measures)}; allowed: one or more measures, each once")
        if self.outer_slope is not None and not 0.0 < self.outer_slope < np.inf:
            raise ValueError(f"outer_slope is {self.outer_slope:g}; allowed: above 0")
        if not (0.0 <= self.spacing < np.inf and 0.0 <= self.transition < np.inf):
            raise ValueError(
                f"spacing and transition are {self.spacing:g} and {self.transition:g} m; allowed: at least 0"
            )

    def codes(self) -> list[int]:
        """Codes of the measures that may be chosen."""
        return [measure_code(name) for name in self.measures]


@dataclass(frozen=True, slots=True)
class Choice:
    """Measure at each location and future, (n, m) each.

    Parameters
    ----------
    measure
        Code in `scenarios.dikes.measures.MEASURES`, int8; -1 where nothing is known, or where no measure that
        is allowed can be had.
    hindrance
        Number in `HINDRANCES`, int8: 0 where the measure fits, 1 where none does and it goes least beyond the
        room, else why none can be had.
    inward, outward
        Room that it takes [m].
    wall_length
        Length of its wall, downward [m]; 0 without one.
    cost_low, cost, cost_high
        Range per metre of dike [EUR/m].
    prices
        Where the costs come from, and their price level.
    """

    measure: Codes
    hindrance: Codes
    inward: Floats
    outward: Floats
    wall_length: Floats
    cost_low: Floats
    cost: Floats
    cost_high: Floats
    prices: Prices

    @property
    def fits(self) -> npt.NDArray[np.bool_]:
        """Where a measure is known that fits in the room, (n, m)."""
        return np.asarray((self.measure >= 0) & (self.hindrance == 0), dtype=np.bool_)


def choose(
    locations: Locations,
    profiles: Profiles,
    subsoil: Subsoil,
    needs: Needs,
    room: npt.ArrayLike,
    *,
    room_outward: npt.ArrayLike = np.inf,
    rules: Rules | None = None,
    price: Prices | None = None,
    threads: int = 1,
) -> Choice:
    """Choose a measure for each place and future, and make runs of them along each dike.

    Parameters
    ----------
    locations, profiles, subsoil
        The dikes, (n,).
    needs
        What they need, (n, m).
    room, room_outward
        Free room from today's inner and outer toe [m], (n,) or one number. Infinite where nothing stands, NaN
        where it is not known: that counts as free.
    rules
        How to choose; the cheapest of all measures, landward, when left out.
    price
        Unit prices; `prices()` when left out.
    threads
        Threads; the answer does not depend on them.

    Notes
    -----
    A measure with a wall can only be had where the ground that it reaches into is known, and within its
    bounds. Where no work is needed stands ``none``; a stronger measure beside it may carry on over it.

    References
    ----------
    KOSWAT 0.17 (Deltares), order strategy: choice by order, overlap of structures, shortest runs.
    """
    rules, price = rules or Rules(), price or prices()
    count = locations.chainage.size
    profile = np.ascontiguousarray(profile_table(profiles).T)
    profile[~locations.known] = np.nan
    ground = np.stack([subsoil.aquifer_top, subsoil.firm_level], axis=-1)
    rooms = np.empty((count, 2))
    rooms[:, 0], rooms[:, 1] = room, room_outward
    rooms[np.isnan(rooms)] = np.inf
    asked = np.stack([needs.heightening, needs.stability, needs.piping])
    given = (profile, ground, rules.outer_slope or 0.0, DIRECTIONS.index(rules.direction), asked)
    return _choose(locations, given, rooms, rules, price, threads)


def _choose(
    locations: Locations,
    given: tuple[Floats, Floats, float, int, Floats],
    rooms: Floats,
    rules: Rules,
    price: Prices,
    threads: int,
) -> Choice:
    from scenarios.kernels.dike_choice import choose_measures
    from scenarios.kernels.dike_runs import smooth_measures

    profile, ground, slope, way, asked = given
    shape = asked.shape[1:]
    table, allowed = measure_numbers(price), np.array(rules.codes())
    paid = (price.part_prices(), price.extreme_surtaxes(), price.all_in())
    code, hindrance, out = np.empty(shape, np.int8), np.empty(shape, np.int8), np.empty((6, *shape))
    by_order = rules.policy == "order"
    choosing: Callable[..., None] = choose_measures
    smoothing: Callable[..., None] = smooth_measures
    place = (profile, ground, rooms, slope, way, asked, *paid)
    _in_blocks(
        lambda start, stop: choosing(table, allowed, by_order, *place, code, hindrance, out, start, stop),
        shape,
        threads,
    )
    along = (locations.dike, locations.chainage, locations.length, rules.spacing, rules.transition)
    _in_blocks(
        lambda start, stop: smoothing(code, hindrance, out, *along, table, *place, start, stop),
        shape[::-1],
        threads,
    )
    return Choice(code, hindrance, out[0], out[1], out[2], out[3], out[4], out[5], price)


def _in_blocks(work: Callable[[int, int], None], shape: tuple[int, ...], threads: int) -> None:
    """Run a kernel over blocks of rows, so that no call lasts long."""
    rows = max(1, _BLOCK // max(1, shape[1]))
    starts = range(0, shape[0], rows)
    stops = [min(start + rows, shape[0]) for start in starts]
    if threads == 1 or len(starts) < 2:
        for start, stop in zip(starts, stops, strict=True):
            work(start, stop)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, starts, stops))
