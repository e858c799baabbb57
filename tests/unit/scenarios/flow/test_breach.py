"""Growth of a breach against the worked figures of the coupled polder, and what it must not do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.flow.breach import Breach
from scenarios.flow.domain import TimeSeries
from scenarios.physics.weir import weir_discharge
from twin.errors import InvalidInputError

HOUR = 3600.0


def test_the_coupled_polder_fills_as_worked_out() -> None:
    breach = Breach(crest=4.0, bottom=-1.0, soil="clay", deepening_time=900.0, largest_width=math.inf)
    outside, inside, area, most = 3.5, -2.0, 50e6, 0.0
    breach.update(0.0, 0.0, outside, inside)
    for minute in range(24 * 60):
        q = float(
            weir_discharge(level_up=outside, level_down=inside, crest_level=breach.sill, width=breach.width)
        )
        most = max(most, q)
        breach.update(minute * 60.0, (minute + 1) * 60.0, outside, inside)
        inside += q * 60.0 / area
    assert breach.width == pytest.approx(107.331, abs=5e-4)
    assert inside == pytest.approx(0.275935, abs=5e-7)
    assert (inside + 2.0) * area / 1e6 == pytest.approx(113.797, abs=5e-4)
    assert most == pytest.approx(1746.56, abs=5e-3)


def test_a_falling_head_in_clay() -> None:
    breach = Breach(crest=3.0, bottom=0.0, soil="clay", deepening_time=0.0, largest_width=math.inf)
    for minute in range(24 * 60):
        breach.update(minute * 60.0, (minute + 1) * 60.0, 3.0 * (1 - minute / 1440), 0.0)
    assert breach.width == pytest.approx(45.5151, abs=5e-5)


def test_before_it_gives_way_there_is_no_gap_then_it_deepens() -> None:
    breach = Breach(crest=5.0, bottom=1.0, start=HOUR)
    assert breach.update(0.0, HOUR - 1, 4.0, 0.0) == (0.0, 5.0)
    assert breach.update(HOUR - 1, HOUR, 4.0, 0.0) == (10.0, 5.0)
    assert breach.update(HOUR, HOUR + 450, 4.0, 0.0) == (10.0, 3.0)
    width, sill = breach.update(HOUR + 450, HOUR + 960, 4.0, 0.0)
    assert sill == 1.0
    alone = Breach(crest=5.0, bottom=1.0, start=HOUR)
    assert width == alone.update(HOUR + 900, HOUR + 960, 4.0, 0.0)[0]
    assert width > 10.0


@pytest.mark.parametrize(("outside", "inside"), [(1.0, 2.0), (1.5, 1.5), (0.9, -3.0)])
def test_ebb_or_water_below_the_sill_does_not_widen(outside: float, inside: float) -> None:
    breach = Breach(crest=5.0, bottom=1.0, soil="sand", deepening_time=0.0)
    assert breach.update(0.0, 10 * HOUR, outside, inside)[0] == 10.0


def test_the_head_counts_above_the_sill_only() -> None:
    deep, shallow = (Breach(crest=5.0, bottom=1.0, deepening_time=0.0) for _ in range(2))
    assert deep.update(0.0, HOUR, 3.0, -4.0) == shallow.update(0.0, HOUR, 3.0, 1.0)


@pytest.mark.parametrize(("soil", "widest"), [("sand", 200.0), ("clay", 75.0)])
def test_width_ends_at_what_was_seen_in_the_soil(soil: str, widest: float) -> None:
    breach = Breach(crest=8.0, bottom=-4.0, soil=soil)
    assert breach.update(0.0, 500 * HOUR, 6.0, -4.0)[0] == widest
    assert Breach(crest=8.0, bottom=-4.0, soil=soil, largest_width=5.0).update(0.0, 1.0, 6.0, 0.0)[0] == 5.0


def test_one_long_stretch_is_as_good_as_short_ones() -> None:
    long, short = (Breach(crest=5.0, bottom=0.0, deepening_time=0.0, largest_width=1e3) for _ in range(2))
    long.update(0.0, 6 * HOUR, 3.0, 0.0)
    for step in range(6 * 720):
        short.update(step * 5.0, (step + 1) * 5.0, 3.0, 0.0)
    assert long.width == pytest.approx(short.width, rel=0.01)


def test_a_given_course_takes_the_place_of_the_law() -> None:
    widths = TimeSeries(np.array([0.0, 100.0]), np.array([20.0, 80.0]))
    sills = TimeSeries(np.array([0.0, 100.0]), np.array([4.0, 1.0]))
    breach = Breach(crest=5.0, bottom=1.0, start=50.0, widths=widths, sills=sills)
    assert breach.update(0.0, 49.0, 4.0, 0.0) == (0.0, 5.0)
    assert breach.update(49.0, 100.0, 4.0, 0.0) == (50.0, 2.5)
    assert breach.update(100.0, 900.0, 4.0, 0.0) == (80.0, 1.0)


def test_going_on_from_a_copy_gives_the_same() -> None:
    straight, half = (Breach(crest=5.0, bottom=0.0) for _ in range(2))
    later = Breach(crest=5.0, bottom=0.0)
    for breach, stretches in ((straight, (0, 1, 2, 3)), (half, (0, 1))):
        for number in stretches:
            breach.update(number * HOUR, (number + 1) * HOUR, 3.0, 0.0)
    later.restore(half.arrays())
    for number in (2, 3):
        later.update(number * HOUR, (number + 1) * HOUR, 3.0, 0.0)
    assert later.width == straight.width


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        Breach(crest=1.0, bottom=2.0, soil="klei", start=-1.0, initial_width=math.nan, largest_width=0.0)
    assert [problem.field for problem in caught.value.problems] == [
        "soil",
        "start",
        "initial_width",
        "largest_width",
        "bottom",
    ]
    series = TimeSeries(np.array([0.0, 1.0]), np.array([1.0, -2.0]))
    with pytest.raises(InvalidInputError, match="Give both"):
        Breach(crest=5.0, bottom=0.0, widths=series)
    with pytest.raises(InvalidInputError, match="a width is negative"):
        Breach(crest=5.0, bottom=0.0, widths=series, sills=series)
