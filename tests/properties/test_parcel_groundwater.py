"""Daily groundwater keeps its water and its order, and is the same formulas as whole arrays give."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.kernels.parcel_groundwater import BLOCK
from scenarios.polders.groundwater import PUMPED_DEPTH, Parcels, State, Year, start, year
from scenarios.polders.gxg import MeanLevels
from scenarios.polders.regimes import summer_share

DAY = 86_400.0
YEAR = 2027

Floats = npt.NDArray[np.float64]
pytestmark = pytest.mark.filterwarnings("error")
settings.register_profile("parcels", max_examples=40, deadline=None)
parcels = settings.get_profile("parcels")
SEEDS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True, slots=True)
class Case:
    """Columns of every kind with a year of weather [m/s]."""

    parcels: Parcels
    levels: dict[str, Floats]
    rain: Floats

    @property
    def flexible(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.levels["highest"] > self.levels["lowest"])

    def run(self, state: State | None = None, threads: int = 1) -> Year:
        return year(
            self.parcels, state or self.begin(), recharge=self.rain, calendar_year=YEAR, threads=threads,
            **self.levels,
        )  # fmt: skip

    def begin(self) -> State:
        return start(
            self.parcels, ground_level=self.levels["ground_level"], level=self.levels["winter"], recharge=0.0
        )

    def of(self, rows: Any) -> Case:
        return Case(
            Parcels(*(getattr(self.parcels, each.name)[rows] for each in fields(Parcels) if each.init)),
            {name: level[rows] for name, level in self.levels.items()},
            self.rain,
        )


def case(seed: int, size: int = 300) -> Case:
    """Fixed and flexible, leaky and tight, wet and dry, with and without pumped drains, in any order."""
    rng = np.random.default_rng(seed)
    tight = rng.random(size) < 0.2
    ground = rng.uniform(-3.0, 20.0, size)
    winter = ground - rng.uniform(0.1, 1.5, size)
    lowest = np.where(rng.random(size) < 0.4, winter - rng.uniform(0.0, 0.3, size), np.nan)
    return Case(
        Parcels(
            response=np.where(tight, 1.0, rng.uniform(0.05, 0.999, size)),
            reaction=10.0 ** rng.uniform(-0.5, 3.5, size) * DAY,
            storage=rng.uniform(0.02, 0.3, size),
            water=rng.uniform(0.01, 0.5, size),
            deep_head=np.where(tight, 0.0, ground + rng.uniform(-3.0, 1.0, size)),
            pumped=rng.random(size) < 0.3,
            relief_depth=rng.uniform(0.0, 1.2, size),
            relief_resistance=np.where(
                rng.random(size) < 0.4, np.inf, 10.0 ** rng.uniform(0.3, 3.0, size) * DAY
            ),
        ),
        {
            "ground_level": ground,
            "summer": winter + rng.uniform(-0.1, 0.4, size),
            "winter": winter,
            "lowest": lowest,
            "highest": lowest + rng.uniform(0.01, 0.5, size),
        },
        rng.normal(rng.uniform(-1.0, 2.0), 4.0, 365) / DAY / 1000.0,
    )


def by_arrays(one: Case) -> tuple[State, dict[str, Floats]]:
    """The same year written down again, a day at a time over whole arrays."""
    state, p, at = one.begin(), one.parcels, one.levels
    h, ditch, ground, loose = state.level, state.ditch, at["ground_level"], one.flexible
    T, mu, r, R = p.reaction / DAY, p.storage, p.water, p.response
    kept = np.exp(-1.0 / (mu * T))
    part, to_ditch = (1.0 - kept) * mu * T, R / T
    c = p.relief_resistance / DAY
    T2 = 1.0 / (1.0 / T + 1.0 / c)
    kept2 = np.exp(-1.0 / (mu * T2))
    part2 = (1.0 - kept2) * mu * T2
    sums = {name: np.zeros_like(h) for name in ("inlet", "pumped", "ditch", "seepage", "runoff")}
    for share, rain in zip(summer_share(YEAR), one.rain, strict=True):
        n = rain * DAY
        season = at["winter"] + share * (at["summer"] - at["winter"])
        rest = to_ditch * (1.0 - part)
        free = r * ditch + to_ditch * part * h + r * n + rest * ((1.0 - R) * p.deep_head + T * n)
        free /= r + to_ditch - rest * R
        # pumped drains share the land with the ditch, and hold a level of their own
        part_of_pump = (1.0 - r / (r + to_ditch - rest * R)) * p.pumped * share
        above = np.maximum(ground - PUMPED_DEPTH.value - free, 0.0)
        free -= part_of_pump / (1.0 - part_of_pump) * above
        x = ditch_now = np.where(loose, np.clip(free, at["lowest"], at["highest"]), season)
        x = x + p.pumped * share * np.maximum(ground - PUMPED_DEPTH.value - x, 0.0)
        steady = R * x + (1.0 - R) * p.deep_head + T * n
        eased = (steady / T + np.maximum(ground - p.relief_depth, ditch_now) / c) * T2
        alone, alone_mean = steady + (h - steady) * kept, steady + (h - steady) * part
        after, mean = eased + (h - eased) * kept2, eased + (h - eased) * part2
        h, mean = np.minimum.reduce([alone, after, ground]), np.minimum.reduce([alone_mean, mean, ground])
        runoff = mu * (alone - h) + (alone_mean - mean) / T
        flow = to_ditch * (mean - x)
        alone = ditch + (flow + runoff) / r + n
        ditch = np.where(loose, np.clip(alone, at["lowest"], at["highest"]), season)
        sums["inlet"] += r * np.maximum(ditch - alone, 0.0)
        sums["pumped"] += r * np.maximum(alone - ditch, 0.0)
        sums["ditch"] += flow
        sums["seepage"] += (1.0 - R) / T * (p.deep_head - mean)
        sums["runoff"] += runoff
    return State(h, ditch), sums


@parcels
@given(SEEDS)
def test_the_kernel_is_the_formulas(seed: int) -> None:
    one = case(seed, 40)
    found, (state, sums) = one.run(), by_arrays(one)
    np.testing.assert_allclose(found.state.level, state.level, rtol=0, atol=1e-8)
    np.testing.assert_allclose(found.state.ditch, state.ditch, rtol=0, atol=1e-8)
    for name, values in sums.items():
        np.testing.assert_allclose(getattr(found, name), values, rtol=1e-8, atol=1e-8, err_msg=name)


@parcels
@given(SEEDS)
def test_the_water_of_every_column_closes(seed: int) -> None:
    one = case(seed)
    begin, found = one.begin(), one.run()
    rain = float(one.rain.sum() * DAY)
    turnover = np.abs(one.rain).sum() * DAY + np.abs(found.ditch) + np.abs(found.seepage) + found.runoff
    land = rain - (found.stored + found.ditch - found.seepage + found.runoff)
    assert (np.abs(land) <= 1e-6 * turnover).all()
    rise = found.state.ditch - begin.ditch
    water = one.parcels.water * (rain - rise) + found.ditch + found.runoff + found.inlet - found.pumped
    assert (np.abs(water) <= 1e-6 * turnover).all()
    assert (np.abs(found.need.sum(axis=0) - found.inlet + found.pumped) <= 1e-6 * turnover).all()
    assert (np.maximum(found.need, 0.0).sum(axis=0) <= found.inlet + 1e-6 * turnover).all()
    assert (found.inlet >= 0.0).all()
    assert (found.pumped >= -1e-12 * turnover).all()
    assert (found.runoff >= 0.0).all()


@parcels
@given(SEEDS)
def test_groundwater_stays_below_the_ground_and_ditches_in_their_bounds(seed: int) -> None:
    one = case(seed)
    found = one.run()
    assert (found.readings >= 0.0).all()
    assert (found.highest >= 0.0).all()
    assert (found.state.level <= one.levels["ground_level"]).all()
    loose = one.flexible
    ditch, tight = found.state.ditch, 1e-12
    assert (ditch >= one.levels["lowest"] - tight)[loose].all()
    assert (ditch <= one.levels["highest"] + tight)[loose].all()
    np.testing.assert_allclose(ditch[~loose], one.levels["winter"][~loose], rtol=0, atol=1e-12)


@parcels
@given(SEEDS, st.floats(0.0, 1.0))
def test_a_raise_never_lowers_groundwater_nor_lifts_it_by_more(seed: int, raise_by: float) -> None:
    one = case(seed)
    names = ("summer", "winter", "lowest", "highest")
    raised = replace(one, levels=one.levels | {name: one.levels[name] + raise_by for name in names})
    before = one.run()
    after = raised.run(one.begin())
    gain = before.readings.astype(np.float64) - after.readings
    room = 2e-6 * (1.0 + before.readings)
    # what trenches carry comes to a flexible ditch at the end of a day: one in a thousand is some mm off
    late = one.flexible & np.isfinite(one.parcels.relief_resistance)
    assert (gain >= -room)[:, ~late].all()
    assert (gain >= -0.03)[:, late].all()
    # runoff may fill a flexible ditch from its lowest to its highest level, so more than by the raise
    assert (gain <= raise_by + room)[:, ~one.flexible].all()
    if raise_by == 0.0:
        for name in Year.__slots__[1:]:
            assert getattr(before, name).tobytes() == getattr(after, name).tobytes(), name


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_threads_and_neighbours_change_no_byte(seed: int) -> None:
    one = case(seed, 6_000 + seed % BLOCK)
    whole = one.run(threads=1)
    rows = np.random.default_rng(seed).permutation(one.parcels.storage.size)
    mixed = one.of(rows).run(threads=3)
    for name in Year.__slots__[1:]:
        values = getattr(whole, name)
        assert values.tobytes() == getattr(one.run(threads=2), name).tobytes(), name
        assert values[..., rows].tobytes() == getattr(mixed, name).tobytes(), name


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(1, 20))
def test_mean_levels_are_those_of_sorted_readings(seed: int, years: int) -> None:
    rng = np.random.default_rng(seed)
    size = 300
    rows = [np.round(rng.uniform(0.0, 2.0, (24, size)), 2).astype(np.float32) for _ in range(years)]
    rows[-1][:, 7] = np.nan
    means = MeanLevels(size)
    for number, readings in enumerate(rows):
        found = means.add(2000 + number, readings, threads=1 + number % 2)
    hydrological = [np.concatenate([a[6:], b[:6]]) for a, b in pairwise(rows)]
    ordered = [np.sort(readings.astype(float), axis=0) for readings in hydrological or rows[:1]]
    springs = [readings[4:7].astype(float).mean(axis=0) for readings in rows]
    expected = (
        np.mean([readings[:3].mean(axis=0) for readings in ordered[-8:]], axis=0),
        np.mean([readings[-3:].mean(axis=0) for readings in ordered[-8:]], axis=0),
        np.mean(springs[-8:], axis=0),
    )
    for ours, theirs in zip(found, expected, strict=True):
        assert np.isnan(ours[7])
        np.testing.assert_allclose(np.delete(ours, 7), np.delete(theirs, 7), rtol=0, atol=1e-6)
