"""Published measurements of sinking peat, and what the model makes of such a polder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from scenarios.physics.peat import carbon_dioxide
from scenarios.polders.model import DRAINS, Columns, Course
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection, sunk
from scenarios.polders.subsidence import PROCESS, RELATIONS, VAN_DEN_AKKER
from scenarios.polders.weather import driest, synthetic
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

__all__ = ["FREEBOARDS", "SETTINGS", "Case", "cases", "course", "rates"]

FREEBOARDS = np.arange(0.2, 0.91, 0.1)
"""Of the ground above the ditches [m]."""
SETTINGS = tuple((head, kd) for head in (-2.0, -2.3, -2.6) for kd in (0.2, 0.5))
"""Head in the aquifer [m NAP], under ground at -1.5: from hardly any seepage to 0.5 mm/d downward; and KD of
the upper soil [m2/d], for K of 0.05 and 0.15 m/d."""
FIRST, LAST = 1970, 2020
WEATHER = synthetic(FIRST - 8, LAST)
DRAINED = 0.18
"""KD between drains that lie 6 m apart over that between ditches: equivalent depth of 0.6 m over 3.4 m."""


@dataclass(frozen=True, slots=True)
class Case:
    """A measurement with its spread, and the range of the model."""

    name: str
    unit: str
    measured: tuple[float, float]
    model: tuple[float, float]
    source: str

    @property
    def verdict(self) -> str:
        """Whether both ranges meet, and if not which way the model is off."""
        if self.model[0] > self.measured[1]:
            return "model higher"
        return "model lower" if self.model[1] < self.measured[0] else "meet"


def polder(freeboards: np.ndarray, head: float, kd: float) -> Columns:
    """One area for each freeboard, 40 m between ditches, 6 m of peat."""
    count = len(freeboards)
    return peat_polder(
        count,
        areas=tuple(str(number) for number in range(count)),
        area=np.arange(count, dtype=np.int32),
        summer_level=-1.5 - freeboards,
        winter_level=-1.5 - freeboards,
        deep_head=np.full(count, head),
        transmissivity=np.full(count, kd / DAY),
        peat_thickness=np.full(count, 6.0),
        soft_thickness=np.full(count, 7.0),
    )


@cache
def course(relation: str, setting: tuple[float, float], drains: str = "none") -> Course:
    """Fifty-one years in which the ditches follow the ground every year."""
    columns = polder(FREEBOARDS, *setting)
    count = len(FREEBOARDS)
    drained = replace(
        columns,
        drains=np.full(count, DRAINS.index(drains), np.int8),
        spacing=np.full(count, 6.0),
        transmissivity=DRAINED * columns.transmissivity,
    )
    return projection(
        columns,
        WEATHER,
        {name: Policy(interval=1) for name in columns.areas},
        first_year=FIRST,
        last_year=LAST,
        relation=RELATIONS[relation],
        drained=None if drains == "none" else drained,
    )


def yearly(values: np.ndarray) -> np.ndarray:
    """Mean over the years of what has come at the end [mm/yr]."""
    return 1000.0 * values[-1] / len(values)


def rates(relation: str, setting: tuple[float, float], drains: str = "none") -> np.ndarray:
    """Subsidence at each freeboard [mm/yr]."""
    return yearly(sunk(course(relation, setting, drains)))


def spread(values: list[np.ndarray] | np.ndarray) -> tuple[float, float]:
    return float(np.min(values)), float(np.max(values))


def at(freeboard: float) -> int:
    return int(np.abs(FREEBOARDS - freeboard).argmin())


def cases() -> Iterator[Case]:
    """All cases, with the range over settings and, where nothing else is said, over both relations."""
    yield from sites()
    yield from drains()
    yield from emissions()


def sites() -> Iterator[Case]:
    every = [rates(relation, setting) for relation in RELATIONS for setting in SETTINGS]
    zegveld = "Zenodo 10828958 [verified]; freeboards [unverified]"
    yield Case("Zegveld, high ditch (0.25 m)", "mm/yr", (4.6, 4.6),
               spread([0.5 * (rate[at(0.2)] + rate[at(0.3)]) for rate in every]), zegveld)  # fmt: skip
    yield Case("Zegveld, low ditch (0.55 m)", "mm/yr", (5.8, 5.8),
               spread([0.5 * (rate[at(0.5)] + rate[at(0.6)]) for rate in every]), zegveld)  # fmt: skip
    report = "WUR report 3420, 2025 [verified]"
    yield Case("29 sites, 1970-2020, all", "mm/yr", (2.0, 17.0), spread(every), report)
    yield Case(
        "29 sites, 1970-2020, mean", "mm/yr", (7.0, 7.0), spread([rate.mean() for rate in every]), report
    )
    parts = [course(PROCESS.id, setting) for setting in SETTINGS]
    upper = [(yearly(c.oxidation + c.shrinkage) / yearly(sunk(c))).mean() for c in parts]
    yield Case("29 sites, part lost in the upper 0.8 m", "1", (2.0 / 3.0, 2.0 / 3.0), spread(upper), report)


def drains() -> Iterator[Case]:
    pilot = "Krimpenerwaard pilot, Alterra [verified]"
    farms = "4 farms, Weideveld et al. 2021 [verified]"
    dry = driest(WEATHER, FIRST) - FIRST
    bare, drained = (
        [course(VAN_DEN_AKKER.id, setting, kind) for setting in SETTINGS] for kind in ("none", "passive")
    )
    pairs = list(zip(bare, drained, strict=True))
    deep = slice(at(0.5), at(0.7) + 1)
    yield Case("drains: higher table in a dry summer", "m", (0.20, 0.20),
               spread([(a.lowest - b.lowest)[dry, deep] for a, b in pairs]), pilot)  # fmt: skip
    yield Case("drains: more inlet in the year of 1976", "mm", (80.0, 80.0),
               spread([1000.0 * (b.inlet - a.inlet)[dry, deep] for a, b in pairs]), pilot)  # fmt: skip
    less = [(yearly(sunk(a)) - yearly(sunk(b)))[deep] for a, b in pairs]
    yield Case("drains: less subsidence", "mm/yr", (6.0, 6.0), spread(less), pilot)
    part = [100.0 * each / yearly(sunk(a))[deep] for each, (a, _) in zip(less, pairs, strict=True)]
    yield Case("drains: part of the subsidence that is spared", "%", (50.0, 70.0), spread(part),
               "RECARE, van den Akker [verified]")  # fmt: skip
    summer, winter = slice(5, 8), slice(0, 2)
    higher, lower = (
        [sign * (a.monthly - b.monthly)[:, months][:, :, deep].mean() for a, b in pairs]
        for sign, months in ((1.0, summer), (-1.0, winter))
    )
    yield Case("drains: higher table, mean of June to August", "m", (0.06, 0.18), spread(higher), farms)
    yield Case("drains: lower table, mean of January and February", "m", (0.01, 0.20), spread(lower), farms)


def emissions() -> Iterator[Case]:
    deep = slice(at(0.4), at(0.6) + 1)
    for kind, measured in (("none", 13.8), ("passive", 9.75)):
        found = [
            10.0 * carbon_dioxide(oxidation=yearly(course(relation, setting, kind).oxidation)[deep] / 1000.0)
            for relation in RELATIONS
            for setting in SETTINGS
        ]
        name = "12 plots, CO2 without drains" if kind == "none" else "12 plots, CO2 with drains"
        yield Case(name, "t/ha/yr", (measured, measured), spread(found), "Aben et al. 2024 [verified]")
    slopes = []
    for relation in RELATIONS:
        c = [course(relation, setting) for setting in SETTINGS]
        table = np.concatenate([each.glg[1:].mean(axis=0) for each in c])
        lost = np.concatenate([yearly(each.oxidation) for each in c]) / 1000.0
        slopes.append(np.polyfit(table, carbon_dioxide(oxidation=lost), 1)[0])
    yield Case("CO2 for each 10 cm of groundwater", "t/ha/yr", (4.0, 5.4), spread(np.array(slopes)),
               "16 towers, 141 flights, van der Poel et al. 2025 [verified]")  # fmt: skip
