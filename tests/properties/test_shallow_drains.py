"""Groundwater that passes trenches within a day is a little high, and no more than that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from scenarios.polders.groundwater import Parcels, State, Year, year
from scenarios.polders.regimes import reading_days
from scenarios.polders.weather import days_of, synthetic

DAY = 86_400.0
YEAR = 2027
STEPS = 100
"""Parts of a day in the reference."""
SIZE = 60

Floats = npt.NDArray[np.float64]
pytestmark = pytest.mark.filterwarnings("error")


def drained(rng: np.random.Generator, resistance: Floats) -> Parcels:
    """Land with shallow drains 2 m below the ground, which it never reaches, over deep ditches."""
    return Parcels(
        response=rng.uniform(0.2, 1.0, SIZE),
        reaction=rng.uniform(50.0, 500.0, SIZE) * DAY,
        storage=rng.uniform(0.04, 0.2, SIZE),
        water=np.full(SIZE, 0.08),
        deep_head=np.full(SIZE, -2.3),
        pumped=np.zeros(SIZE, np.bool_),
        relief_depth=np.full(SIZE, 2.0),
        relief_resistance=resistance * DAY,
    )


def days(given: Parcels, rain: Floats, ground: float = 0.0) -> Year:
    level, none = np.full(SIZE, -2.4), np.full(SIZE, np.nan)
    return year(
        given, State(np.full(SIZE, -2.0), level), ground_level=np.full(SIZE, ground), summer=level,
        winter=level, lowest=none, highest=none, recharge=rain / DAY, calendar_year=YEAR,
    )  # fmt: skip


def fine(p: Parcels, rain: Floats) -> tuple[Floats, Floats]:
    """Groundwater at the end of each day [m NAP] and what the drains took [m], by parts of a day."""
    h, took, found = np.full(SIZE, -2.0), np.zeros(SIZE), []
    T, c, steady = p.reaction / DAY, p.relief_resistance / DAY, p.response * -2.4 + (1.0 - p.response) * -2.3
    for n in rain:
        for _ in range(STEPS):
            above = h > -2.0
            time = np.where(above, 1.0 / (1.0 / T + 1.0 / c), T)
            rest = (steady / T + n + np.where(above, -2.0 / c, 0.0)) * time
            new = rest + (h - rest) * np.exp(-1.0 / (STEPS * time * p.storage))
            took += np.maximum(0.5 * (h + new) + 2.0, 0.0) / c / STEPS
            h = new
        found.append(h)
    return np.array(found), took


@settings(max_examples=8, deadline=None)
@drawn(st.integers(0, 2**32 - 1))
def test_beside_a_hundred_steps_a_day(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = drained(rng, 10.0 ** rng.uniform(0.7, 2.0, SIZE))
    # a tenth of the days bring rain, up to 40 mm; the others take 2 mm and more away
    rain = np.where(rng.random(365) < 0.1, rng.gamma(1.0, 0.012, 365), rng.uniform(-0.004, 0.001, 365))
    rain = np.minimum(rain, 0.04)
    found, (every, took) = days(p, rain), fine(p, rain)
    apart = -found.readings.astype(np.float64) - every[reading_days(YEAR)]
    swing = rain.max() / p.storage
    assert (apart >= -1e-3 * swing).all()  # the reference itself is as good as that
    assert (apart <= 0.1 * swing).all()
    assert np.median(np.abs(apart)) < 1e-3
    # what rose above the drains and fell back on the same day is not seen
    assert (found.runoff <= 1.01 * took + 1e-3).all()
    assert (found.runoff >= 0.8 * took - 0.02).all()


@pytest.mark.parametrize(
    ("resistance", "storage", "apart_at_most", "water"),
    [(60.0, 0.12, 2e-3, 0.005), (60.0, 0.08, 5e-3, 0.01), (50.0, 0.04, 0.02, 0.02)],
    ids=["trenches in peat", "in clay on peat", "built clay"],
)
def test_in_a_usual_year(resistance: float, storage: float, apart_at_most: float, water: float) -> None:
    rng = np.random.default_rng(3)
    p = replace(drained(rng, np.full(SIZE, resistance)), storage=np.full(SIZE, storage))
    p = replace(p, reaction=rng.uniform(100.0, 400.0, SIZE) * DAY)
    weather = synthetic(2020, YEAR)
    rain = weather.recharge[days_of(weather, YEAR)] * DAY
    found, (every, took) = days(p, rain), fine(p, rain)
    apart = -found.readings.astype(np.float64) - every[reading_days(YEAR)]
    assert apart.min() > -1e-4
    assert 1e-4 < apart.max() < apart_at_most
    assert took.mean() > 0.05
    assert found.runoff.sum() == pytest.approx(took.sum(), rel=water)


@settings(max_examples=20, deadline=None)
@drawn(st.integers(0, 2**32 - 1))
def test_drains_never_raise_groundwater(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rain, ground = rng.normal(1.0, 4.0, 365) / 1000.0, float(rng.uniform(-1.5, 0.0))
    p = drained(rng, 10.0 ** rng.uniform(0.0, 2.5, SIZE))
    some = days(p, rain, ground)
    none = days(replace(p, relief_resistance=np.full(SIZE, np.inf)), rain, ground)
    for name in ("readings", "monthly", "lowest", "highest"):
        assert (getattr(some, name) >= getattr(none, name)).all(), name
    assert (some.ditch <= none.ditch + 1e-12).all()
    assert (some.runoff + 1e-12 >= none.runoff).all()
