"""Trenches and street drains: what can be written down of land that they drain, and who has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios.polders.groundwater import Parcels, State, Year, parcels, start, year
from scenarios.polders.model import USES, Columns
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection
from scenarios.polders.regimes import reading_days, summer_share
from scenarios.polders.relief import STREET_DEPTH, STREET_RESISTANCE, TRENCH_DEPTH, TRENCH_RESISTANCE, relief
from scenarios.polders.subsidence import Losses, Wetness
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.peat_polder import peat_polder

DAY = 86_400.0
YEAR = 2029
WEATHER = synthetic(2015, 2030)
Floats = npt.NDArray[np.float64]


def trenched(count: int = 1, **changes: Any) -> Columns:
    """Peat without an aquifer, ground at 0 and ditches at -0.6 m NAP, resistance to the ditch 300 days."""
    land: dict[str, Any] = {
        "ground_level": 0.0, "summer_level": -0.6, "winter_level": -0.6, "resistance": np.inf,
        "spacing": 60.0, "transmissivity": 60.0**2 / (12.0 * 300.0) / DAY, "relief_depth": TRENCH_DEPTH.value,
        "relief_resistance": TRENCH_RESISTANCE.value * DAY, **changes,
    }  # fmt: skip
    return peat_polder(count, **{name: np.full(count, value) for name, value in land.items()})


def run(columns: Columns, rain: float | Floats, level: float | None = None, years: int = 1) -> Year:
    """The same weather [mm/d] for some years, from a level or from the steady one."""
    given = parcels(columns)
    state = start(
        given, ground_level=columns.ground_level, level=columns.winter_level,
        recharge=float(np.mean(rain)) / DAY / 1000.0,
    )  # fmt: skip
    if level is not None:
        state = State(np.full_like(state.level, level), state.ditch)
    none = np.full(columns.ground_level.size, np.nan)
    for _ in range(years):
        found = year(
            given, state, ground_level=columns.ground_level, summer=columns.summer_level,
            winter=columns.winter_level, lowest=none, highest=none,
            recharge=np.broadcast_to(rain, summer_share(YEAR).size) / DAY / 1000.0, calendar_year=YEAR,
        )  # fmt: skip
        state = found.state
    return found


def test_steady_winter_between_trench_and_ditch() -> None:
    """1.75 mm/d: to the ditch h + 0.6 over 300 d, to the trench h + 0.25 over 60 d, so h = -0.2208333 m."""
    columns = trenched()
    by_hand = (1.75e-3 - 0.6 / 300.0 - 0.25 / 60.0) / (1.0 / 300.0 + 1.0 / 60.0)
    assert by_hand == pytest.approx(-0.2208333333)
    found = run(columns, 1.75, level=-1.0, years=3)
    assert found.state.level[0] == pytest.approx(by_hand, abs=1e-9)
    assert run(columns, 1.75).readings == pytest.approx(np.full((24, 1), -by_hand), abs=1e-7)
    assert found.runoff[0] == pytest.approx(365 * (by_hand + 0.25) / 60.0, rel=1e-6)
    assert found.ditch[0] == pytest.approx(365 * (by_hand + 0.6) / 300.0, rel=1e-6)
    bare = run(trenched(relief_resistance=np.inf), 1.75, level=-1.0, years=3)
    assert bare.state.level[0] == pytest.approx(-0.6 + 1.75e-3 * 300.0, abs=1e-4)


def test_high_groundwater_falls_to_the_trench_as_two_reservoirs_side_by_side() -> None:
    """From the ground: T' = 50 d of 300 and 60 side by side, to the level at which both are in balance."""
    found = run(trenched(), 0.0, level=0.0)
    rest, time = (-0.6 / 300.0 - 0.25 / 60.0) * 50.0, 50.0 * 0.12
    early = (reading_days(YEAR)[:1] + 1.0) / time
    assert rest < -0.25
    level = rest - rest * np.exp(-early)
    assert level[0] < -0.25  # it has passed the trench by the first reading already, on one day
    above = time * np.log(rest / (rest + 0.25))
    later = -0.6 + 0.35 * np.exp(-(reading_days(YEAR) + 1.0 - above) / (300.0 * 0.12))
    assert -found.readings[:, 0] == pytest.approx(later, abs=2e-4)


def test_trenches_give_no_water() -> None:
    dry = -1.0 - 0.5 * np.sin(np.arange(365) / 9.0)
    for name in Year.__slots__[1:]:
        bare, with_trench = (
            getattr(run(trenched(relief_resistance=value), dry, level=-0.3), name)
            for value in (np.inf, 60.0 * DAY)
        )
        assert bare.tobytes() == with_trench.tobytes(), name


def test_trenches_under_the_ditch_level_drain_to_the_ditch() -> None:
    high = {"summer_level": -0.1, "winter_level": -0.1}
    found = run(trenched(**high), 1.75, years=3)
    assert found.state.level[0] == pytest.approx(-0.1 + 1.75e-3 * 50.0, abs=1e-9)
    tight = run(trenched(**high, relief_depth=0.1), 1.75, years=3)
    assert tight.state.level[0] == pytest.approx(found.state.level[0], abs=1e-12)


def test_trenches_sink_with_the_ground() -> None:
    found = [run(trenched(ground_level=ground), 3.0, years=3).state.level[0] for ground in (0.0, -0.1)]
    assert found[0] - found[1] == pytest.approx(0.1 * 300.0 / 360.0, abs=1e-9)


def test_relieved_and_back() -> None:
    given: Parcels = parcels(trenched(3, relief_resistance=np.array([60.0, 5.0, np.inf]) * DAY))
    at: dict[str, Any] = {"ground_level": np.zeros(3), "ditch": np.array([-0.6, -0.1, -0.6])}
    level = np.linspace(-1.0, 0.5, 16)[:, None] * np.ones(3)
    found = given.relieved(level, **at)
    assert (found <= level + 1e-12).all()
    assert (np.diff(found, axis=0) > 0.0).all()
    assert (found[:, 0] < level[:, 0] - 1e-6).sum() == 8
    assert given.unrelieved(found, **at) == pytest.approx(level, abs=1e-12)


@pytest.mark.parametrize(
    ("use", "soil", "depth", "resistance"),
    [
        ("grass", "peat", TRENCH_DEPTH, TRENCH_RESISTANCE),
        ("arable", "clay_on_peat", TRENCH_DEPTH, TRENCH_RESISTANCE),
        ("nature", "peat", TRENCH_DEPTH, TRENCH_RESISTANCE),
        ("built", "peat", STREET_DEPTH, STREET_RESISTANCE),
        ("built", "sea_clay", STREET_DEPTH, STREET_RESISTANCE),
        ("built", "unknown", STREET_DEPTH, STREET_RESISTANCE),
    ],
)
def test_who_has_shallow_drains(use: str, soil: str, depth: Any, resistance: Any) -> None:
    found = relief(np.array([USES.index(use)], np.int8), np.zeros(1, np.int8), (soil,))
    assert (found[0][0], found[1][0]) == (depth.value, resistance.value * DAY)
    assert depth.status == resistance.status == "unverified"


@pytest.mark.parametrize(
    ("use", "soil"), [("grass", "sea_clay"), ("grass", "unknown"), ("other", "peat"), ("nature", "dune_sand")]
)
def test_who_has_none(use: str, soil: str) -> None:
    found = relief(np.array([USES.index(use)], np.int8), np.zeros(1, np.int8), (soil,))
    assert (found[0][0], found[1][0]) == (0.0, np.inf)


def test_drains_that_cannot_be_are_refused_and_unknown_ones_tell_nothing() -> None:
    for name, value in (("relief_depth", -0.1), ("relief_resistance", 0.0), ("relief_depth", np.inf)):
        with pytest.raises(ValueError, match=f"{name} is"):
            parcels(trenched(**{name: value}))
    found = run(trenched(relief_depth=np.nan), 1.0)
    assert np.isnan(found.readings).all()
    assert np.isnan(found.runoff).all()


class Watched:
    """A relation by which nothing sinks, and that keeps how wet it was told that columns are."""

    def __init__(self) -> None:
        self.seen: list[Wetness] = []

    def begin(self, columns: Columns, wetness: Wetness, *, threads: int = 1) -> Watched:
        self.seen.append(wetness)
        return self

    def year(self, wetness: Wetness) -> Losses:
        self.seen.append(wetness)
        none = np.zeros(wetness.mean.size)
        return Losses(none, none, none)


@pytest.mark.parametrize(("resistance", "depth"), [(60.0, 0.25), (50.0, 1.0)])
@pytest.mark.parametrize("rise", [-0.2, 0.1, 0.3])
def test_a_raise_is_felt_at_once_as_if_it_had_always_been(
    resistance: float, depth: float, rise: float
) -> None:
    rng, count = np.random.default_rng(1), 200
    level = -1.5 - rng.uniform(0.2, 0.9, count)
    land = peat_polder(
        count,
        summer_level=level,
        winter_level=level - 0.1,
        deep_head=rng.uniform(-3.0, -2.0, count),
        spacing=rng.uniform(20.0, 80.0, count),
        transmissivity=rng.uniform(0.05, 0.6, count) / DAY,
        relief_depth=np.full(count, depth),
        relief_resistance=np.full(count, resistance * DAY),
    )
    always = replace(land, summer_level=level + rise, winter_level=level - 0.1 + rise)
    policy = Policy("fixation", raise_summer=rise, raise_winter=rise, start=2027)
    seen = []
    for columns, policies in ((land, dict.fromkeys("ab", policy)), (always, None)):
        watched: Any = Watched()
        projection(columns, WEATHER, policies, first_year=2025, last_year=2027, relation=watched)
        seen.append(watched.seen[-1])
    raised, true = seen
    assert np.sqrt(np.mean((raised.mean - true.mean) ** 2)) < 0.06
    assert np.sqrt(np.mean((raised.lowest - true.lowest) ** 2)) < 0.06
    assert raised.summer == pytest.approx(true.summer, abs=1e-12)
