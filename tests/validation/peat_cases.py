"""Published measurements of sinking peat and infiltration drains, and what the model makes of such a polder.

Each case is computed with the freeboards, widths and drains that its publication tells; where it tells none,
over those in which it can have been. Nothing is fitted to a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from scenarios.physics.consolidation import WATER_WEIGHT, isotache_parameters
from scenarios.physics.peat import carbon_dioxide
from scenarios.polders.model import DRAINS, Columns, Course
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection, sunk
from scenarios.polders.relief import TRENCH_DEPTH, TRENCH_RESISTANCE
from scenarios.polders.subsidence import PROCESS, RELATIONS, VAN_DEN_AKKER
from scenarios.polders.weather import driest, synthetic
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

__all__ = ["FREEBOARDS", "SETTINGS", "WEATHER", "Case", "at", "cases", "course", "rates", "yearly"]

Floats = npt.NDArray[np.float64]
Setting = tuple[float, float]
Range = tuple[float, float, float]

FREEBOARDS = np.arange(0.2, 0.91, 0.1)
"""Of the ground above the ditches [m]."""
SETTINGS = tuple((head, kd) for head in (-2.0, -2.3, -2.6) for kd in (0.2, 0.5))
"""Head in the aquifer [m NAP], under ground at -1.5: from hardly any seepage to 0.5 mm/d downward; and KD of
the upper soil [m2/d], for K of 0.05 and 0.15 m/d."""
FIRST, LAST = 1970, 2020
WEATHER = synthetic(FIRST - 8, LAST)
WIDTH = 40.0
"""Between ditches [m], where a case does not tell."""
DRAINED = 0.18
"""KD between drains that lie 6 m apart over that between ditches: equivalent depth of 0.6 m over 3.4 m."""
ENTRY = (1.0, 20.0)
"""Resistance of water that goes into or out of a pipe, new and clogged [d]."""
LOWERED = 0.35
"""By which many ditches were lowered at the end of the sixties, to 0.6 m, just before the plates [m]."""
SUBMERGED = slice(0, 5)
"""Freeboards of 0.2 to 0.6 m, at which drains 0.7 m below the ground lie under the ditch level."""
_YEARS = LAST - FIRST + 1


@dataclass(frozen=True, slots=True)
class Case:
    """A measurement with its spread, and the lowest, middle and highest of the model."""

    name: str
    unit: str
    measured: tuple[float, float]
    model: tuple[float, float, float]
    source: str

    @property
    def verdict(self) -> str:
        """Whether both ranges meet, and if not which way the model is off."""
        if self.model[0] > self.measured[1]:
            return "model higher"
        return "model lower" if self.model[2] < self.measured[0] else "meet"


def polder(setting: Setting, width: float) -> Columns:
    """One area for each freeboard, 6 m of peat with the trenches that peat land of a twin has."""
    count, (head, kd) = len(FREEBOARDS), setting
    return peat_polder(
        count,
        areas=tuple(str(number) for number in range(count)),
        area=np.arange(count, dtype=np.int32),
        summer_level=-1.5 - FREEBOARDS,
        winter_level=-1.5 - FREEBOARDS,
        spacing=np.full(count, width),
        width=np.full(count, width),
        deep_head=np.full(count, head),
        transmissivity=np.full(count, kd / DAY),
        peat_thickness=np.full(count, 6.0),
        soft_thickness=np.full(count, 7.0),
        relief_depth=np.full(count, TRENCH_DEPTH.value),
        relief_resistance=np.full(count, TRENCH_RESISTANCE.value * DAY),
    )


def with_drains(columns: Columns, kind: str, entry: float) -> Columns:
    """Pipes 6 m apart; what it takes to get into them comes on top of the way through the peat."""
    kd = DRAINED * columns.transmissivity
    through = 6.0**2 / (12.0 * kd)
    return replace(
        columns,
        drains=np.full(columns.area.size, DRAINS.index(kind), np.int8),
        spacing=np.full(columns.area.size, 6.0),
        transmissivity=kd * through / (through + entry * DAY),
    )


@cache
def course(
    relation: str,
    setting: Setting,
    drains: str = "none",
    width: float = WIDTH,
    entry: float = ENTRY[0],
    lowered: float = 0.0,
) -> Course:
    """Fifty-one years in which the ditches follow the ground every year, lowered in the first of them."""
    columns = polder(setting, width)
    if lowered:
        levels = {name: getattr(columns, name) + lowered for name in ("summer_level", "winter_level")}
        columns = replace(columns, **levels)
    policy = Policy(interval=1, raise_summer=-lowered, raise_winter=-lowered)
    return projection(
        columns,
        WEATHER,
        dict.fromkeys(columns.areas, policy),
        first_year=FIRST,
        last_year=LAST,
        relation=RELATIONS[relation],
        drained=None if drains == "none" else with_drains(columns, drains, entry),
    )


def yearly(values: npt.NDArray[np.floating]) -> Floats:
    """Mean over the years of what has come at the end [mm/yr]."""
    return np.asarray(1000.0 * values[-1] / len(values), dtype=np.float64)


def rates(relation: str, setting: Setting, drains: str = "none") -> Floats:
    """Subsidence at each freeboard [mm/yr]."""
    return yearly(sunk(course(relation, setting, drains)))


def spread(values: list[Floats] | list[float] | Floats) -> Range:
    return float(np.min(values)), float(np.median(values)), float(np.max(values))


def at(freeboard: float) -> int:
    return int(np.abs(FREEBOARDS - freeboard).argmin())


def cases() -> Iterator[Case]:
    """All cases, with the range over settings and, where nothing else is said, over both relations."""
    yield from sites()
    yield from pilot()
    yield from farms()
    yield from pressurised()
    yield from emissions()
    yield from slopes()
    movement = swell()
    yield Case("6 m of peat, movement within a dry summer", "m", (0.10, 0.10), (movement,) * 3,
               "van Asselen et al. 2025, HESS 29, 1865 [verified]")  # fmt: skip


def sites() -> Iterator[Case]:
    every = [rates(relation, setting) for relation in RELATIONS for setting in SETTINGS]
    zegveld = "Zenodo 10828958 [verified]; freeboards [unverified]"
    yield Case("Zegveld, high ditch (0.25 m)", "mm/yr", (4.6, 4.6),
               spread([0.5 * (rate[at(0.2)] + rate[at(0.3)]) for rate in every]), zegveld)  # fmt: skip
    yield Case("Zegveld, low ditch (0.55 m)", "mm/yr", (5.8, 5.8),
               spread([0.5 * (rate[at(0.5)] + rate[at(0.6)]) for rate in every]), zegveld)  # fmt: skip
    report = "WUR report 3420, 2025 [verified]"
    yield Case("29 sites, 1970-2020, all", "mm/yr", (2.0, 17.0), spread(every), report)
    yield Case("29 sites, 1970-2020, mean", "mm/yr", (7.0, 7.0),
               spread([float(rate.mean()) for rate in every]), report)  # fmt: skip
    yield Case("29 sites, part lost in the upper 0.8 m", "1", (2.0 / 3.0, 2.0 / 3.0),
               spread([upper(setting) for setting in SETTINGS]), report)  # fmt: skip
    yield Case(f"the same, ditches lowered {LOWERED} m in 1970", "1", (2.0 / 3.0, 2.0 / 3.0),
               spread([upper(setting, LOWERED) for setting in SETTINGS]),
               f"{report}; lowering [secondary]")  # fmt: skip
    spengen = "polder Spengen, Hoekstra et al. 2020, PIAHS 382, 741 [verified]"
    yield Case("Spengen, ditch 0.40 m", "mm/yr", (7.0, 7.0), spread([rate[at(0.4)] for rate in every]),
               spengen)  # fmt: skip


def upper(setting: Setting, lowered: float = 0.0) -> float:
    """Part of the subsidence by the process relation that is lost above the groundwater."""
    found = course(PROCESS.id, setting, lowered=lowered)
    return float((yearly(found.oxidation + found.shrinkage) / yearly(sunk(found))).mean())


def pairs(kind: str = "passive", width: float = WIDTH) -> list[tuple[Course, Course]]:
    """Without and with drains, new and clogged, in every setting."""
    relation = VAN_DEN_AKKER.id
    return [
        (course(relation, setting, width=width), course(relation, setting, kind, width, entry))
        for setting in SETTINGS
        for entry in ENTRY
    ]


def over(found: Callable[[Course, Course], Floats], given: list[tuple[Course, Course]]) -> Range:
    """Range of a number over pairs of courses."""
    return spread([found(bare, drained) for bare, drained in given])


def pilot() -> Iterator[Case]:
    source = "Krimpenerwaard pilot, Alterra [verified]"
    given, dry = pairs(), driest(WEATHER, FIRST) - FIRST
    wetness = np.array([summer_recharge(year) for year in range(FIRST, LAST + 1)])
    summers = np.argsort(wetness)[: _YEARS // 5]

    def shallower(bare: Course, drained: Course) -> Floats:
        return (bare.lowest - drained.lowest)[summers, SUBMERGED].mean(axis=0)

    def inlet(bare: Course, drained: Course) -> Floats:
        return 1000.0 * (drained.inlet - bare.inlet)[dry, SUBMERGED]

    def less(bare: Course, drained: Course) -> Floats:
        return (yearly(sunk(bare)) - yearly(sunk(drained)))[SUBMERGED]

    def part(bare: Course, drained: Course) -> Floats:
        return 100.0 * less(bare, drained) / yearly(sunk(bare))[SUBMERGED]

    yield Case("drains: higher table in dry summers", "m", (0.20, 0.20), over(shallower, given), source)
    yield Case("drains: more inlet in the year of 1976", "mm", (80.0, 80.0), over(inlet, given), source)
    yield Case("drains: less subsidence, estimated", "mm/yr", (6.0, 6.0), over(less, given), source)
    recare = "RECARE, van den Akker [verified]"
    yield Case("drains: part of the subsidence that is spared", "%", (50.0, 70.0), over(part, given), recare)
    yield Case("drains, ditch 0.2 m: subsidence left", "mm/yr", (0.0, 1.0),
               spread([yearly(sunk(drained))[at(0.2)] for _, drained in given]), recare)  # fmt: skip


def summer_recharge(year: int) -> float:
    """Recharge from April to September [m]."""
    days = np.arange(
        np.datetime64(f"{WEATHER.first_year}-01-01"), np.datetime64(f"{WEATHER.last_year + 1}-01-01")
    )
    within = (days >= np.datetime64(f"{year}-04-01")) & (days < np.datetime64(f"{year}-10-01"))
    return float(WEATHER.recharge[within].sum() * DAY)


def farms() -> Iterator[Case]:
    """Ditches 100 m apart, 0.6 m below the ground: at the other farms pipes lie above the ditch level."""
    source = "4 farms, Weideveld et al. 2021 [verified]"
    given, here = pairs(width=100.0), at(0.6)

    def higher(months: slice, sign: float) -> Callable[[Course, Course], Floats]:
        return lambda bare, drained: np.asarray(
            sign * (bare.monthly - drained.monthly)[:, months, here].astype(np.float64).mean()
        )

    yield Case("drains: higher table, mean of June to August", "m", (0.06, 0.18),
               over(higher(slice(5, 8), 1.0), given), source)  # fmt: skip
    yield Case("drains: lower table, mean of January and February", "m", (0.01, 0.20),
               over(higher(slice(0, 2), -1.0), given), source)  # fmt: skip
    yield Case("drains: mean table of the year, difference", "m", (0.0, 0.05),
               over(lambda bare, drained: np.abs(higher(slice(0, 12), 1.0)(bare, drained)), given),
               source)  # fmt: skip


def pressurised() -> Iterator[Case]:
    """Polder Spengen in the dry summer of 2018: pumped drains held the table at 0.40 m."""
    source = "polder Spengen, Hoekstra et al. 2020, PIAHS 382, 741 [verified]"
    given, here, dry = pairs("pressurised"), at(0.4), driest(WEATHER, FIRST) - FIRST

    def lifted(bare: Course, drained: Course) -> Floats:
        return (bare.lowest - drained.lowest)[dry, here].astype(np.float64)

    def spared(bare: Course, drained: Course) -> Floats:
        return 100.0 * (1.0 - yearly(sunk(drained))[here] / yearly(sunk(bare))[here])

    yield Case("no drains: deepest table of an extreme summer", "m", (1.0, 1.0),
               spread([bare.lowest[dry, here] for bare, _ in given]), source)  # fmt: skip
    yield Case("pumped drains: higher table in an extreme summer", "m", (0.60, 0.60), over(lifted, given),
               source)  # fmt: skip
    yield Case("pumped drains: part of the subsidence that is spared", "%", (50.0, 50.0),
               over(spared, given), source)  # fmt: skip


def tonnes(found: Course, freeboards: slice) -> Floats:
    """Carbon dioxide of what oxidises [t/ha/yr]."""
    return 10.0 * carbon_dioxide(oxidation=yearly(found.oxidation)[freeboards] / 1000.0)


def emissions() -> Iterator[Case]:
    deep, plots = slice(at(0.4), at(0.6) + 1), "Aben et al. 2024 [verified]"
    bare = [tonnes(course(name, setting), deep) for name in RELATIONS for setting in SETTINGS]
    yield Case("12 plots, CO2 without drains", "t/ha/yr", (13.8, 13.8), spread(bare), plots)
    drained = [
        tonnes(course(name, setting, "passive", WIDTH, entry), deep)
        for name in RELATIONS
        for setting in SETTINGS
        for entry in ENTRY
    ]
    yield Case("12 plots, CO2 with drains", "t/ha/yr", (9.75, 9.75), spread(drained), plots)
    rules = "SOMERS 2.0, medians of pVb to hVs, 30 to 50 m [secondary]"
    for freeboard, medians in ((0.3, (6.37, 7.77)), (0.6, (13.0, 15.1)), (0.9, (20.6, 23.1))):
        here = slice(at(freeboard), at(freeboard) + 1)
        found = [tonnes(course(name, setting), here) for name in RELATIONS for setting in SETTINGS]
        yield Case(f"rules, CO2 at a freeboard of {freeboard:g} m", "t/ha/yr", medians, spread(found), rules)


def swell() -> float:
    """Elastic movement of 6 m of peat below a table that falls from 0.3 to 1.0 m [m]."""
    layers = 24
    thickness = (6.0 - 0.3) / layers
    depth = 0.3 + (np.arange(layers) + 0.5) * thickness
    stress = 9.5e3 * 0.3 + (10.5e3 - WATER_WEIGHT) * (depth - 0.3)
    change = (WATER_WEIGHT - 1.0e3) * np.minimum(depth - 0.3, 0.7)
    a = float(isotache_parameters(reloading_ratio=0.04, compression_ratio=0.30, creep_coefficient=0.02)[0])
    return float((thickness * (1.0 - (stress / (stress + change)) ** a)).sum())


def slopes() -> Iterator[Case]:
    """Carbon dioxide on the yearly mean of the groundwater, as towers and aircraft measure it."""
    found = []
    for relation in RELATIONS:
        for setting in SETTINGS:
            here = course(relation, setting)
            table = here.monthly[1:].astype(np.float64).mean(axis=(0, 1))
            found.append(float(np.polyfit(table, tonnes(here, slice(None)), 1)[0]) / 10.0)
    yield Case("CO2 for each 10 cm of mean groundwater", "t/ha/yr", (4.0, 5.4), spread(found),
               "16 towers, 141 flights, van der Poel et al. 2025 [verified]")  # fmt: skip
    yield Case("CO2 of a raise from 0.50 to 0.15 m", "t/ha/yr", (13.7, 13.7),
               spread([3.5 * slope for slope in found]),
               "Aldeboarn, 32 ha: a calculation, Valuta voor Veen [secondary]")  # fmt: skip
