"""A national set of dikes beside published figures of the Netherlands: width per metre, length, cost, causes.

Two sets, neither of them a census. *Made up*: stretches by norm class, with drawn profiles, ground and loads.
*Real*: the 160 sections of five trajects that were assessed, a coast, a river and a delta, a third each;
where those runs hold no loads, they follow from the reliability that was found. Nothing is tuned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import norm

from scenarios.bench._dike_synthetic import made_up_dikes
from scenarios.dikes.choice import Rules, choose
from scenarios.dikes.costs import prices
from scenarios.dikes.model import Design, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.needs import needs, place_rows
from scenarios.dikes.settings import Settings
from scenarios.dikes.soil import soil_design
from scenarios.kernels import dike_loads
from tests.validation.dike_space_page import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    drawn,
    keep,
    keep_scores,
    number,
    same,
    stored,
    wanted,
)
from tests.validation.real_dikes import (
    COAST_WIND,
    RIVER_WIND,
    Wind,
    ground,
    joined,
    needs_of_rows,
    needs_with_seepage,
    places,
    rises,
    surveyed,
    waves,
)
from tests.validation.test_dike_space_ijsseldelta import (
    AQUIFER,
    Stretch,
    raise_per_reliability,
    room,
    stretches,
    toe_to_toe,
)
from tests.validation.vrtool import COAST, RIVER, database

Floats = npt.NDArray[np.float64]

KM = 3469.0
RISES = np.array([0.09, 0.5, 1.0, 1.5, 2.0, 3.0])
"""Rise since 1995-2014 [m]; the first is about that of today."""
ONE = 2
CLOSED_SOD = 0.07
WV21_RAISE = {0.5: 8.49, 1.0: 13.6, 2.0: 26.5}
"""Cost of a raise of all trajects [GEUR], WV21 (2011), prices of about 2009."""


@dataclass(frozen=True, slots=True)
class Nation:
    """Places with their share of all dikes [1], adding up to 1."""

    share: Floats
    places: Locations
    profiles: Profiles
    subsoil: Subsoil
    room: Floats
    needs: Needs

    @property
    def design(self) -> Design:
        return soil_design(self.profiles, self.needs)

    def mean(self, values: Floats) -> Floats:
        return self.share @ values


@cache
def made_up(*, everywhere: bool = False, settings: Settings | None = None, discharge: float = 1.0) -> Nation:
    """The set of the bench, coarser; ``everywhere``: the whole rise arrives at every dike.

    Crests are those of the usual settings; ``discharge`` multiplies what the inner slopes bear.
    """
    dikes = made_up_dikes(KM, 100.0, Settings())
    settings = settings or Settings()
    loads = replace(dikes.loads, allowed_discharge=dikes.loads.allowed_discharge * discharge)
    if everywhere:
        loads = replace(loads, rise_share=np.ones_like(loads.rise_share))
    asked = needs(dikes.places, dikes.profiles, dikes.subsoil, loads, rises(RISES), settings)
    share = dikes.places.length / dikes.places.length.sum()
    return Nation(share, dikes.places, dikes.profiles, dikes.subsoil, dikes.room, asked)


def height_only(nation: Nation) -> Nation:
    still = np.zeros_like(nation.needs.heightening)
    return replace(nation, needs=replace(nation.needs, stability=still, piping=still))


def widths(nation: Nation) -> Floats:
    """How much wider than today's base, at every place and rise [m]."""
    design = nation.design
    return design.inward + design.outward


def growth(nation: Nation) -> tuple[float, float]:
    """Widening per metre of rise, from today to 3 m: mean, and of the tenth that grows most [m/m]."""
    grown = widths(nation)[:, -1] - widths(nation)[:, 0]
    metres = RISES[-1] - RISES[0]
    order = np.argsort(grown)
    share = np.cumsum(nation.share[order])
    return float(nation.mean(grown)) / metres, float(np.interp(0.9, share, grown[order])) / metres


def length(nation: Nation, rise: int) -> float:
    """Length that needs work at a rise [km]."""
    return KM * float(nation.mean((nation.design.driver[:, rise] > 0).astype(float)))


def by_driver(nation: Nation, rise: int) -> dict[str, float]:
    """Part of the work that height, stability and piping set [1]."""
    work = nation.mean((nation.design.driver[:, rise] > 0).astype(float))
    return {
        name: float(nation.mean((nation.design.driver[:, rise] == code).astype(float)) / work)
        for code, name in ((1, "height"), (2, "stability"), (3, "piping"))
    }


def cost_per_km(nation: Nation, rise: int) -> tuple[float, float, float]:
    """Low, middle and high over the length with work, prices of 2025 [MEUR/km]."""
    asked = Needs(**{name: getattr(nation.needs, name)[:, [rise]] for name in Needs.__dataclass_fields__})
    found = choose(
        nation.places, nation.profiles, nation.subsoil, asked, nation.room, price=prices(year=2025)
    )
    share = nation.share * (found.measure[:, 0] > 0)
    low, middle, high = (
        float(share @ column[:, 0] / share.sum()) / 1000.0
        for column in (found.cost_low, found.cost, found.cost_high)
    )
    return low, middle, high


def raise_cost(nation: Nation, raised: float) -> tuple[float, float, float]:
    """Low, middle and high of raising every dike in soil, prices of 2017 [GEUR]."""
    still = np.zeros((nation.share.size, 1))
    asked = Needs(still, still + raised, still, still, still, still, still)
    found = choose(
        nation.places, nation.profiles, nation.subsoil, asked, np.inf,
        rules=Rules(measures=("soil",)), price=prices(year=2017),
    )  # fmt: skip
    low, middle, high = (
        KM * 1000.0 * float(nation.mean(column[:, 0])) / 1e9
        for column in (found.cost_low, found.cost, found.cost_high)
    )
    return low, middle, high


@cache
def regions(folder: Path) -> dict[str, Nation]:
    """Sections of five trajects, by region; the sections of a region add up to 1."""
    delta = [_delta(stretch) for stretch in stretches(folder)]
    return {
        "Westerschelde": _together([_assessed(folder, COAST, COAST_WIND)], [1.0]),
        "Waal": _together([_assessed(folder, RIVER, RIVER_WIND)], [1.0]),
        "IJsseldelta": _together(delta, [part.share.sum() for part in delta]),
    }


@cache
def real(folder: Path) -> Nation:
    """A coast, a river and a delta, a third each."""
    return _together([*regions(folder).values()], [1.0] * len(regions(folder)))


def _together(parts: list[Nation], weights: list[float]) -> Nation:
    """Sets of dikes as one, each with its part of the length."""
    share = np.concatenate([
        part.share / part.share.sum() * weight / sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    ])  # fmt: skip
    return Nation(
        share, places(share * KM * 1000.0, "real"), joined([part.profiles for part in parts]),
        joined([part.subsoil for part in parts]), np.concatenate([part.room for part in parts]),
        joined([part.needs for part in parts]),
    )  # fmt: skip


def _assessed(folder: Path, file: str, wind: Wind) -> Nation:
    """A traject with levels and ground; ``share`` is still a length [m]."""
    traject = database(folder / file)
    length = np.array([section.length for section in traject.sections])
    level = np.array([s.at(s.levels, traject.required["Overflow"], 2025) for s in traject.sections])
    likely = [max(section.piping, key=lambda row: row.probability) for section in traject.sections]
    where, profiles, subsoil = places(length, traject.name), surveyed(traject), ground(likely)
    loads = replace(waves(level, wind, CLOSED_SOD), level_rise=np.full(level.size, RISES[0]))
    settings = Settings(minimum_freeboard=0.0)
    asked = needs_with_seepage(where, profiles, subsoil, loads, rises(RISES), settings, 0.0, likely)
    return Nation(length, where, profiles, subsoil, np.full(level.size, np.inf), asked)


def _delta(stretch: Stretch) -> Nation:
    """A traject of the IJsseldelta: crest and sand that give the reliability that was found, in 2025."""
    traject, p = stretch.traject, stretch.profiles
    beta = {
        name: np.array([section.betas[name][0] for section in traject.sections])[stretch.section]
        for name in ("Overflow", "Piping")
    }
    lacking = traject.required["Overflow"] - beta["Overflow"]
    level = p.crest_level + lacking / raise_per_reliability(traject)[stretch.section]
    base = toe_to_toe(p)
    safety = 1.04 * np.exp(0.37 * beta["Piping"] + 0.43 * norm.ppf(traject.norm))
    head = np.maximum(level - p.inner_toe_level, 0.1)
    strength = safety * head / dike_loads.critical_head_each(base, AQUIFER, 1.0)
    loads = replace(waves(level, Wind(1.0, 1.0, -9.0), 0.001), level_rise=np.full(level.size, RISES[0]))
    settings = Settings(minimum_freeboard=0.0)
    measured = {
        "wave_height": 0.0, "wave_period": 1.0, "cover_thickness": 0.0, "response": 1.0,
        "aquifer_thickness": AQUIFER, "sand_strength": strength, "seepage_length": base,
    }  # fmt: skip
    rows = place_rows(stretch.where, p, stretch.subsoil, loads, settings)
    asked = needs_of_rows(rows, measured, rises(RISES), settings)
    return Nation(stretch.where.length, stretch.where, p, stretch.subsoil, room(stretch), asked)


KEY = "national"
COLUMNS = ("figure", "published", "made up", "made up, the whole rise everywhere", "real sections")


def told(nation: Nation) -> dict[str, str]:
    """What a set says of each published figure."""
    mean, top = growth(nation)
    flat, flat_top = growth(height_only(nation))
    low, middle, high = cost_per_km(nation, ONE)
    raised = [raise_cost(nation, metres) for metres in WV21_RAISE]
    causes = [by_driver(nation, rise)["piping"] for rise in (0, ONE)]
    return {
        "wider per metre of rise, from now to 3 m [m/m]": f"{mean:.1f}; top tenth {top:.1f}",
        "the same for height alone [m/m]": f"{flat:.1f}; top tenth {flat_top:.1f}",
        "length that needs work [km]": f"{length(nation, ONE):,.0f}; {length(nation, 0):,.0f} now",
        "the same for height alone [km]": " ".join(
            f"{length(height_only(nation), rise):,.0f}{text}" for rise, text in ((ONE, ";"), (0, " now"))
        ),
        "cost over the length with work [MEUR/km]": f"{middle:.1f} ({low:.1f} to {high:.1f})",
        "cost of raising all by 0.5 / 1 / 2 m in soil [GEUR]": " / ".join(f"{m:.1f}" for _, m, _ in raised)
        + f" ({raised[1][0]:.1f} to {raised[1][2]:.1f} for 1 m)",
        "part of the work that piping sets, now and at 1 m [1]": " / ".join(f"{c:.2f}" for c in causes),
    }


PUBLISHED = (
    "about 30: up to 90 m at 3 m (Kennisprogramma Zeespiegelstijging 2023)",
    "6.0 for slopes of 1:3 (geometry)",
    "2100 at 1 m (2023); programme 1400 to 2000 now",
    "",
    "6.4 (2015) to 11.3 (2019; 6.7 to 21.5), 10 to 16 (2025)",
    "8.5 / 13.6 / 26.5 (WV21, prices of about 2009)",
    "too narrow rather than too low (VNK2)",
)
VARIANTS = {
    "as it is": {},
    "overtopping 10 times as much": {"discharge": 10.0},
    "waves do not grow with depth": {"settings": Settings(waves_grow=False)},
    "waves after Young and Verhagen": {"settings": Settings(wave_formula="young-verhagen")},
    "piping factor 1.0": {"settings": Settings(piping_factor=1.0)},
    "piping factor 1.4": {"settings": Settings(piping_factor=1.4)},
    "50 m of foreland counts for piping": {"settings": Settings(foreland=50.0)},
}  # fmt: skip


def compared(folder: Path) -> list[dict[str, Any]]:
    sets = [told(nation) for nation in (made_up(), made_up(everywhere=True), real(folder))]
    rows = [
        dict(zip(COLUMNS, (name, published, *(one[name] for one in sets)), strict=True))
        for name, published in zip(sets[0], PUBLISHED, strict=True)
    ]
    apart = ", ".join(f"{name} {growth(region)[0]:.1f}" for name, region in regions(folder).items())
    rows.insert(1, dict(zip(COLUMNS, ("the same by region [m/m]", "", "", "", apart), strict=True)))
    return rows


def sensitivity() -> list[dict[str, Any]]:
    rows = []
    for name, change in VARIANTS.items():
        nation = made_up(**change)
        mean, top = growth(nation)
        rows.append({
            "made up, with": name, "wider m/m": number(mean, 1), "top tenth m/m": number(top, 1),
            "work now km": number(length(nation, 0), 0), "work at 1 m km": number(length(nation, ONE), 0),
            "piping at 1 m": number(by_driver(nation, ONE)["piping"], 2),
        })  # fmt: skip
    return rows


def scores() -> list[dict[str, Any]]:
    """Figures of merit for the model card, of the made-up dikes that take the whole rise."""
    nation = made_up(everywhere=True)
    mean, top = growth(nation)
    ratio = raise_cost(nation, 1.0)[1] / WV21_RAISE[1.0]
    return [
        {"measured": "widening beside the published 30 m per m of rise, made-up dikes: mean",
         "value": number(mean, 1), "unit": "m/m"},
        {"measured": "the same, the tenth that grows most", "value": number(top, 1), "unit": "m/m"},
        {"measured": "cost of raising all by 1 m beside WV21: ratio", "value": number(ratio, 2), "unit": "1"},
    ]  # fmt: skip


SETS = ("made up", "everywhere", "real")


@pytest.fixture(params=SETS)
def nation(request: pytest.FixtureRequest) -> Nation:
    if request.param == "real":
        return real(request.getfixturevalue("data_dir"))
    return made_up(everywhere=request.param == "everywhere")


def test_dikes_grow_by_some_tens_of_metres_per_metre_of_sea(nation: Nation) -> None:
    mean, top = growth(nation)
    assert 10.0 < mean < 30.0
    assert 20.0 < top < 60.0
    assert 2.0 < growth(height_only(nation))[0] < 8.0


def test_most_dikes_need_work_at_one_metre(nation: Nation) -> None:
    lengths = [length(nation, rise) for rise in range(RISES.size)]
    assert lengths == sorted(lengths)
    assert 2100.0 < lengths[ONE] <= KM


def test_dikes_are_too_narrow_rather_than_too_low(nation: Nation) -> None:
    causes = by_driver(nation, 0)
    assert causes["piping"] > 2.0 * causes["height"]


def test_a_raise_of_all_dikes_costs_what_wv21_found_within_a_factor_of_three(nation: Nation) -> None:
    for metres, published in WV21_RAISE.items():
        low, middle, high = raise_cost(nation, metres)
        assert low <= middle <= high
        assert published / 3.0 < middle < published * 3.0


@pytest.mark.validate
def test_the_page_shows_what_was_measured(data_dir: Path) -> None:
    rows, variants = compared(data_dir), sensitivity()
    if wanted():
        keep(KEY, rows, COLUMNS)
        keep("sensitivity", variants, tuple(variants[0]))
        keep_scores(scores())
        draw(data_dir)
    assert same(rows, stored(KEY))
    assert same(variants, stored("sensitivity"))


def draw(folder: Path) -> None:
    sets = {
        "made up": made_up(),
        "made up, whole rise everywhere": made_up(everywhere=True),
        "real": real(folder),
    }
    with drawn("width-by-rise", 2, size=(9.0, 3.8)) as (left, right):
        for (name, nation), colour in zip(sets.items(), (BLUE, GREEN, ORANGE), strict=True):
            for one, style in ((nation, "-"), (height_only(nation), ":")):
                mean = one.mean(widths(one))
                left.plot(RISES, mean - mean[0], style, color=colour, label=name if style == "-" else None)
                right.plot(RISES, [length(one, rise) for rise in range(RISES.size)], style, color=colour)
        left.plot([RISES[0], 3.0], [0.0, 90.0], "--", color=GREY, label="30 m per m (published, up to)")
        right.plot([1.0], [2100.0], "o", color=GREY, label="2100 km (published)")
        left.set(xlabel="rise since 1995-2014 [m]", ylabel="wider than now [m], mean")
        right.set(xlabel="rise since 1995-2014 [m]", ylabel="needs work [km]", ylim=(0, None))
        left.legend()
        right.legend()
