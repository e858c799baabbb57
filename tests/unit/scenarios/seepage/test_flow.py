"""Flow between sea, polders and dunes: closed forms, a balance, rain that is never more than it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import binary_dilation, label

from scenarios.physics.seepage import shore_response, shore_total
from scenarios.seepage.flow import flow, response
from scenarios.seepage.setting import setting
from tests.unit.scenarios.polders.strip_polder import CLAY, SAND
from tests.unit.scenarios.seepage.sea_polder import DAY, LEVEL, MEAN_SEA, sea_polder
from twin.errors import Cancelled

KD, C = 800.0 / DAY, 500.0 * DAY
LAMBDA = (KD * C) ** 0.5
MM = 1e-3 / DAY
RAIN = 0.3 / (365.25 * DAY)
LEVELS = {"sea": MEAN_SEA, "river": MEAN_SEA, "recharge": RAIN}


@pytest.fixture(scope="module")
def wide():
    """Polder 4 m below the sea, of 800 m2/d and 500 d."""
    return setting(sea_polder(), transmissivity=KD, resistance=C)


def shore(made):
    """Distance from the shore of each column of cells [m]; below 0 in the sea."""
    return made.grid.x - 60_200.0


def test_the_worked_polder_behind_the_sea(wide):
    """q at 1000 m is 1.64593 mm/d, and all of it 5.05964 m2/d; water-safety worked values."""
    found = flow(wide, polder=np.array([LEVEL]), **LEVELS)
    away = shore(wide)
    row = found.seepage[0]
    at_1000 = np.interp(1000.0, away[away > 0], row[away > 0])
    assert at_1000 / MM == pytest.approx(1.64593, rel=5e-4)
    assert np.nansum(row) * wide.grid.dx * DAY == pytest.approx(5.05964, rel=5e-4)
    expected = LEVEL + 4.0 * shore_response(distance=away[away > 0], leakage_length=LAMBDA)
    np.testing.assert_allclose(found.head[0, away > 0], expected, atol=2e-3)


def test_what_a_rise_of_the_sea_adds(wide):
    before, after = (
        flow(wide, polder=np.array([LEVEL]), **LEVELS | {"sea": MEAN_SEA + rise}) for rise in (0.0, 0.82)
    )
    away = shore(wide)
    more = (after.seepage - before.seepage)[0]
    assert np.interp(1000.0, away[away > 0], more[away > 0]) / MM == pytest.approx(0.337415, rel=5e-4)
    felt = response(wide, after.takes_in, sea=1.0, river=0.0, polder=np.zeros(1))[0]
    np.testing.assert_allclose((after.head - before.head)[0, away > 0], 0.82 * felt[away > 0], atol=1e-9)
    last = away[felt >= 0.05].max()
    assert last == pytest.approx(1894.67, abs=wide.grid.dx)


def test_a_raised_polder_presses_its_seepage_to_the_next():
    made = setting(sea_polder((("polder", 8000.0), ("polder", 8000.0))), transmissivity=KD, resistance=C)
    before, after = (flow(made, polder=np.array([level, 0.0]), **LEVELS) for level in (0.0, 0.3))
    more = (after.seepage - before.seepage).sum(axis=0) / made.grid.shape[0] * made.grid.dx
    first = made.area[0] == 0
    expected = 0.5 * float(shore_total(head_difference=0.3, leakage_length=LAMBDA, resistance=C))
    assert more[~first].sum() == pytest.approx(expected, rel=2e-3)
    assert more[first].sum() == pytest.approx(-expected, rel=2e-3)


def test_dunes_of_rain_between_two_seas_stand_as_a_parabola():
    strips = (("sea", 200.0), ("dune", 2000.0), ("sea", 200.0))
    made = setting(sea_polder(strips, layers=((SAND, 5.0),)))
    found = flow(made, polder=np.empty(0), **LEVELS)
    x = made.grid.x - 61_200.0
    dune = np.abs(x) < 1000.0
    expected = RAIN / (2 * 400.0 / DAY) * (1000.0**2 - x[dune] ** 2)
    np.testing.assert_allclose(found.head[0, dune] - MEAN_SEA, expected, rtol=5e-3, atol=1e-4)
    np.testing.assert_allclose(found.seepage[:, dune], -RAIN)
    assert found.takes_in[:, dune].all()


def test_land_outside_the_areas_never_takes_in_more_than_the_rain():
    """High covered land would press metres a day through its layer if it were a ditch."""
    strips = (("sea", 200.0), ("dune", 1500.0), ("polder", 3000.0), ("town", 500.0))
    made = setting(sea_polder(strips, layers=((CLAY, 0.5),)))
    found = flow(made, polder=np.array([LEVEL]), **LEVELS)
    assert found.takes_in[made.outside].any()
    assert (found.seepage[made.outside] >= -RAIN - 1e-20).all()
    ground = made.above + 0.7
    assert (found.head[made.outside] < ground[made.outside]).all()


def test_low_land_outside_the_areas_drains_what_it_cannot_take_in():
    """Sand at 2 m NAP between a sea at 3 m and a polder at 2.5 m: water stands no higher than it drains."""
    strips = (("sea", 200.0), ("town", 3000.0), ("polder", 500.0))
    made = setting(sea_polder(strips, layers=((SAND, 5.0),)))
    found = flow(made, polder=np.array([2.5]), sea=3.0, river=3.0, recharge=RAIN)
    middle = made.outside[0] & (made.grid.x > 61_500.0) & (made.grid.x < 62_000.0)
    assert not found.takes_in[0, middle].any()
    # (h - 1.3) / 200 d = what comes from the sides: little in the middle
    assert (found.head[0, middle] > 1.3).all()
    assert (found.head[0, middle] < 2.0).all()


@pytest.mark.parametrize("strips", [(("town", 200.0),), (("sea", 20.0), ("town", 200.0))])
@pytest.mark.parametrize("seed", [1, 2, 3, 32, 41])
def test_land_without_rain_and_with_gaps_in_its_aquifer_comes_to_rest(strips, seed):
    """In each piece that nothing else holds, the lowest land drains and all heads stand at its level."""
    made = setting(sea_polder(strips, rows=20), transmissivity=KD, resistance=C)
    random = np.random.default_rng(seed)
    shape = made.grid.shape
    kd = KD * 10.0 ** random.uniform(-2, 2, shape)
    kd[random.random(shape) < 0.3] = 0.0
    aquifer = replace(made.aquifer, transmissivity=kd, resistance=C * 10.0 ** random.uniform(-2, 2, shape))
    outside = made.outside & (kd > 0.0)
    above = np.where(outside, random.normal(0.0, 3.0, shape), np.nan)
    land = replace(made, aquifer=aquifer, outside=outside, above=above)
    found = flow(land, polder=np.empty(0), sea=0.0, river=0.0, recharge=0.0)
    assert (found.seepage[outside] > -1e-12).all()
    pieces, count = label((kd > 0.0) & ~made.sea)
    for number in range(1, count + 1):
        piece = pieces == number
        if not (binary_dilation(piece) & made.sea).any():
            np.testing.assert_allclose(found.head[piece], above[piece].min(), atol=1e-5)


@settings(max_examples=15, deadline=None)
@given(st.floats(-5, 1), st.floats(-5, 1), st.floats(0, 2), st.floats(0, 1e-8))
def test_water_is_neither_made_nor_lost(first, second, sea, rain):
    strips = (("sea", 200.0), ("dune", 500.0), ("polder", 1000.0), ("polder", 700.0), ("town", 300.0))
    made = setting(sea_polder(strips, layers=((CLAY, 1.0),), rows=8))
    found = flow(made, polder=np.array([first, second]), sea=sea, river=0.0, recharge=rain)
    up = np.nansum(found.seepage) * made.grid.cell_area
    # what the sea gives: through the faces beside it
    edge = np.flatnonzero(made.sea[0])[-1] + 1
    kd = made.aquifer.transmissivity[:, edge]
    inflow = (2.0 * kd * (sea - found.head[:, edge])).sum() * made.grid.dy / made.grid.dx
    scale = np.nansum(np.abs(found.seepage)) * made.grid.cell_area
    assert up == pytest.approx(inflow, abs=1e-6 * scale + 1e-15)


def test_a_beginning_near_the_answer_gives_the_same_answer():
    strips = (("sea", 200.0), ("dune", 1500.0), ("polder", 3000.0), ("town", 500.0))
    made = setting(sea_polder(strips, layers=((CLAY, 0.5),)))
    once = flow(made, polder=np.array([LEVEL]), **LEVELS)
    again = flow(made, polder=np.array([LEVEL]), begin=once.takes_in, **LEVELS)
    other = flow(made, polder=np.array([LEVEL]), begin=np.zeros_like(once.takes_in), **LEVELS)
    assert again.head.tobytes() == once.head.tobytes()
    np.testing.assert_allclose(other.head, once.head, atol=1e-9)


def test_it_stops_when_asked(wide):
    def stop(fraction, message):
        raise Cancelled

    with pytest.raises(Cancelled):
        flow(wide, polder=np.array([LEVEL]), progress=stop, **LEVELS)
