"""Head in a leaky aquifer in plan: closed forms, a direct solver, superposition, balance, and bad input."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import spsolve
from scipy.special import k0

from scenarios.physics.seepage import half_plane_response, polder_response, shore_response, shore_total
from scenarios.polders.aquifer import Aquifer, LeakyAquifer
from twin.errors import Cancelled, InvalidInputError

DAY = 86400.0
KD, C = 800.0 / DAY, 500.0 * DAY
LAMBDA = (KD * C) ** 0.5


def uniform(shape, size, *, kd=KD, c=C, fixed=None, dy=None):
    held = np.zeros(shape, np.bool_) if fixed is None else fixed
    return Aquifer(np.full(shape, kd), np.full(shape, c), held, size, size if dy is None else dy)


def west(shape, columns=1):
    held = np.zeros(shape, np.bool_)
    held[:, :columns] = True
    return held


def mixed(seed, shape=(13, 22)):
    """An aquifer of all kinds of cells: a hundredfold KD, closed cells, none, and fixed heads."""
    random = np.random.default_rng(seed)
    kd = KD * 10.0 ** random.uniform(-1, 1, shape)
    kd[random.random(shape) < 0.1] = 0.0
    c = C * 10.0 ** random.uniform(-1, 1, shape)
    c[random.random(shape) < 0.3] = np.inf
    return Aquifer(kd, c, random.random(shape) < 0.1, 40.0, 70.0)


def directly(aquifer, above, fixed_head, recharge):
    """The same equation cell by cell, by a sparse direct solver."""
    rows, columns = aquifer.fixed.shape
    area = aquifer.dx * aquifer.dy
    here = (aquifer.transmissivity > 0.0) & ~aquifer.fixed
    number = np.arange(here.size).reshape(here.shape)
    diagonal = np.where(here, area / aquifer.resistance, 1.0)
    rest = np.where(here, area * (above / aquifer.resistance + recharge), np.nan)
    entries = []
    for r, c in np.argwhere(here):
        for nr, nc, ratio in (
            (r, c + 1, aquifer.dy / aquifer.dx), (r, c - 1, aquifer.dy / aquifer.dx),
            (r + 1, c, aquifer.dx / aquifer.dy), (r - 1, c, aquifer.dx / aquifer.dy),
        ):  # fmt: skip
            if not (0 <= nr < rows and 0 <= nc < columns):
                continue
            one, other = aquifer.transmissivity[r, c], aquifer.transmissivity[nr, nc]
            if aquifer.fixed[nr, nc]:
                diagonal[r, c] += 2.0 * one * ratio
                rest[r, c] += 2.0 * one * ratio * fixed_head
            elif other > 0.0:
                face = ratio * 2.0 / (1.0 / one + 1.0 / other)
                diagonal[r, c] += face
                entries.append((number[r, c], number[nr, nc], -face))
    i, j, values = np.array(entries).T
    matrix = coo_array((values, (i.astype(int), j.astype(int))), shape=(here.size,) * 2)
    matrix = matrix + diags_array(diagonal.ravel())
    free = np.flatnonzero(here)
    head = np.full(here.size, np.nan)
    head[free] = spsolve(matrix.tocsc()[free][:, free], rest.ravel()[free])
    return head.reshape(here.shape)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_a_direct_solver_finds(seed):
    aquifer = mixed(seed)
    above = np.random.default_rng(100 + seed).normal(-1.0, 2.0, aquifer.fixed.shape)
    found = LeakyAquifer(aquifer).solve(above=above, fixed_head=1.3, recharge=1e-8)
    free = np.isfinite(found.seepage)
    assert free.sum() > 200
    np.testing.assert_allclose(found.head[free], directly(aquifer, above, 1.3, 1e-8)[free], atol=1e-8)
    assert found.imbalance < 1e-9


def test_thin_walls_that_part_an_aquifer_are_solved_too():
    """Slanting walls of a ten thousandth of KD: blocks of two by two cells see no walls."""
    shape = (80, 90)
    walls = np.add.outer(np.arange(80), np.arange(90)) % 7 == 0
    aquifer = Aquifer(KD * np.where(walls, 1e-4, 1.0), np.full(shape, 200.0 * C), west(shape), 25.0, 25.0)
    above = np.random.default_rng(1).normal(-1.0, 2.0, shape)
    found = LeakyAquifer(aquifer).solve(above=above, fixed_head=1.0)
    free = np.isfinite(found.seepage)
    np.testing.assert_allclose(found.head[free], directly(aquifer, above, 1.0, 0.0)[free], atol=1e-8)


def test_behind_a_shore_it_falls_as_de_glee_says():
    shape, size = (3, 1200), 10.0
    aquifer = uniform(shape, size, fixed=west(shape))
    found = LeakyAquifer(aquifer).solve(above=-4.0, fixed_head=0.0)
    away = (np.arange(shape[1] - 1) + 0.5) * size
    expected = -4.0 + 4.0 * shore_response(distance=away, leakage_length=LAMBDA)
    np.testing.assert_allclose(found.head[1, 1:], expected, atol=2e-4)
    total = found.seepage[1, 1:].sum() * size
    worked = shore_total(head_difference=4.0, leakage_length=LAMBDA, resistance=C)
    assert worked * DAY == pytest.approx(5.05964, rel=2e-6)
    assert total == pytest.approx(worked, rel=1e-4)


def test_a_polder_between_two_waters_is_mazures():
    shape, size, width = (4, 502), 10.0, 5000.0
    held = west(shape)
    held[:, -1] = True
    heads = np.where(np.arange(shape[1]) == 0, 1.0, 0.0) * np.ones(shape)
    found = LeakyAquifer(uniform(shape, size, fixed=held)).solve(above=0.0, fixed_head=heads)
    away = (np.arange(500) + 0.5) * size
    expected = polder_response(distance=away, width=width, leakage_length=LAMBDA)
    np.testing.assert_allclose(found.head[1, 1:-1], expected, atol=5e-5)
    at_1000 = 0.5 * (found.head[1, 100] + found.head[1, 101])
    assert at_1000 == pytest.approx(0.205740, abs=2e-5)


def test_half_of_a_plain_with_a_higher_drainage_is_the_formula_on_both_sides_of_the_edge():
    size = 2.0
    base = np.where(np.arange(2000) < 1000, 1.0, 0.0) * np.ones((3, 1))
    found = LeakyAquifer(uniform((3, 2000), size, kd=500 / DAY, c=20 * DAY)).solve(above=base)
    away = (np.arange(2000) - 999.5) * size
    expected = half_plane_response(distance=away, leakage_length=100.0)
    np.testing.assert_allclose(found.head[1], expected, atol=5e-5)
    # at one leakage length outside: between two centres
    assert 0.5 * (found.head[1, 1049] + found.head[1, 1050]) == pytest.approx(0.183940, rel=2e-4)


def test_a_well_is_de_glees():
    """5000 m3/d, 1200 m2/d, 1000 d: 0.663708 m at 500 m; a well is a cell of 20 m, so near it is not."""
    size, count = 20.0, 1001
    rain = np.zeros((count, count))
    rain[500, 500] = -1.0
    kd, c, discharge = 1200.0 / DAY, 1000.0 * DAY, 5000.0 / DAY
    found = LeakyAquifer(uniform((count, count), size, kd=kd, c=c)).solve(
        above=0.0, recharge=rain * discharge / size**2
    )
    assert discharge / (2 * np.pi * kd) * k0(500.0 / (kd * c) ** 0.5) == pytest.approx(0.663708, rel=1e-6)
    assert -found.head[500, 525] == pytest.approx(0.663708, rel=1e-3)
    assert -found.head[475, 500] == pytest.approx(0.663708, rel=1e-3)
    for steps in (10, 50, 100):
        expected = discharge / (2 * np.pi * kd) * k0(steps * size / (kd * c) ** 0.5)
        assert -found.head[500, 500 + steps] == pytest.approx(expected, rel=3e-3)


def test_water_between_two_waters_with_rain_is_a_parabola_when_nothing_leaks():
    """Finite volumes give the parabola exactly, but for the half cell beside the water: N dx2 / (8 KD)."""
    shape, size = (2, 102), 10.0
    held = west(shape)
    held[:, -1] = True
    found = LeakyAquifer(uniform(shape, size, c=np.inf, fixed=held)).solve(above=0.0, recharge=1e-8)
    x = (np.arange(100) + 0.5) * size - 500.0
    expected = 1e-8 / (2 * KD) * (500.0**2 - x**2)
    np.testing.assert_allclose(found.head[0, 1:-1], expected + 1e-8 * size**2 / (8 * KD), rtol=1e-8)
    assert (found.seepage[0, 1:-1] == 0.0).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-3, 3), st.floats(-3, 3))
def test_heads_and_rain_add_up(seed, first, second):
    aquifer = mixed(seed, (7, 9))
    solver, level = LeakyAquifer(aquifer), np.random.default_rng(seed).normal(0, 1, (7, 9))

    def head(a, b):
        return solver.solve(above=a * level, fixed_head=b, recharge=a * 1e-8).head

    both = head(first, second)
    np.testing.assert_allclose(head(first, 0.0) + head(0.0, second), both, atol=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_turned_over_it_is_turned_over_and_it_stays_between_what_drives_it(seed):
    aquifer = mixed(seed, (8, 11))
    level = np.random.default_rng(seed).uniform(-1, 1, (8, 11))
    found = LeakyAquifer(aquifer).solve(above=level, fixed_head=1.0)
    grids = (aquifer.transmissivity, aquifer.resistance, aquifer.fixed)
    over = Aquifer(*(np.ascontiguousarray(part.T) for part in grids), aquifer.dy, aquifer.dx)
    np.testing.assert_allclose(
        LeakyAquifer(over).solve(above=level.T, fixed_head=1.0).head.T, found.head, atol=1e-9
    )
    free = np.isfinite(found.seepage)
    assert (np.abs(found.head[free]) <= 1.0 + 1e-9).all()
    assert found.imbalance < 1e-6


def test_two_halves_are_the_whole_away_from_their_common_edge():
    """A measure in one half answers as one everywhere does, five leakage lengths from the other half."""
    size = 20.0
    solver = LeakyAquifer(uniform((4, 800), size))
    left = np.where(np.arange(800) < 400, 0.3, 0.0) * np.ones((4, 1))
    whole, half, other = (solver.solve(above=level).head for level in (0.3, left, 0.3 - left))
    np.testing.assert_allclose(half + other, whole, atol=1e-9)
    far = np.abs((np.arange(800) - 399.5) * size) >= 5.0 * LAMBDA
    assert far.sum() > 50
    inside, outside = far & (np.arange(800) < 400), far & (np.arange(800) > 399)
    assert np.abs(half[:, inside] - whole[:, inside]).max() < 0.3 * 0.5 * np.exp(-5.0) * 1.01
    assert np.abs(half[:, outside]).max() < 0.3 * 0.5 * np.exp(-5.0) * 1.01


def test_in_time_it_goes_to_the_steady_head_by_the_time_constant():
    """Without neighbours that differ, an implicit step is ``h + (hd - h) dt / (mu c + dt)``."""
    mu, step = 0.1, 5.0 * DAY
    solver = LeakyAquifer(uniform((5, 6), 50.0), storage=mu, seconds=step)
    head = np.zeros((5, 6))
    for number in range(1, 4):
        head = solver.solve(above=1.0, before=head).head
        np.testing.assert_allclose(head, 1.0 - (mu * C / (mu * C + step)) ** number, rtol=1e-9)
    steady = LeakyAquifer(mixed(3)).solve(above=1.0, fixed_head=-1.0).head
    late = LeakyAquifer(mixed(3), storage=mu, seconds=1e6 * 365 * DAY)
    moved = late.solve(above=1.0, fixed_head=-1.0, before=np.nan_to_num(steady))
    np.testing.assert_allclose(moved.head, steady, atol=1e-6)


def test_no_difference_moves_nothing():
    found = LeakyAquifer(mixed(1)).solve(above=-2.0, fixed_head=-2.0)
    free = np.isfinite(found.seepage)
    np.testing.assert_allclose(found.head[free], -2.0, atol=1e-10)
    nothing = LeakyAquifer(mixed(1)).solve(above=0.0)
    assert (nothing.head[free] == 0.0).all()
    assert nothing.iterations == 0


def test_a_head_that_nothing_holds_is_not_known():
    aquifer = uniform((6, 9), 10.0)
    kd = aquifer.transmissivity.copy()
    kd[:, 4] = 0.0
    c = np.where(np.arange(9) < 4, C, np.inf) * np.ones((6, 1))
    found = LeakyAquifer(replace(aquifer, transmissivity=kd, resistance=c)).solve(above=1.0)
    assert np.isnan(found.head[:, 4:]).all()
    np.testing.assert_allclose(found.head[:, :4], 1.0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (1, 300), (300, 1), (2, 3), (5, 5)])
def test_the_smallest_and_the_longest_grids(shape):
    found = LeakyAquifer(uniform(shape, 10.0)).solve(above=0.7)
    np.testing.assert_allclose(found.head, 0.7, rtol=1e-9)


def test_the_same_bytes_however_many_ask_at_once():
    """Threads share one solver: each solution has its own room."""
    solver, level = LeakyAquifer(mixed(5, (60, 70))), np.random.default_rng(5).normal(0, 1, (60, 70))

    def answer(times):
        return solver.solve(above=times * level, fixed_head=1.0).head.tobytes()

    alone = [answer(times) for times in range(8)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            assert list(pool.map(answer, range(8))) == alone
    assert len(set(alone)) == 8


def test_bad_input_is_refused_all_at_once():
    good = uniform((3, 3), 10.0)
    with pytest.raises(InvalidInputError) as refused:
        replace(good, resistance=-good.resistance, transmissivity=good.transmissivity * np.inf, dx=0.0)
    assert {problem.field for problem in refused.value.problems} == {"resistance", "transmissivity", "dx"}
    with pytest.raises(InvalidInputError, match="one shape"):
        replace(good, fixed=np.zeros((2, 3), np.bool_))
    with pytest.raises(InvalidInputError, match="above"):
        LeakyAquifer(good).solve(above=np.nan)
    with pytest.raises(InvalidInputError, match="storage"):
        LeakyAquifer(good, storage=-0.1, seconds=DAY)
    with pytest.raises(InvalidInputError, match="seconds"):
        LeakyAquifer(good, storage=0.1)
    with pytest.raises(InvalidInputError, match="before"):
        LeakyAquifer(good, storage=0.1, seconds=DAY).solve(above=1.0)


def test_it_stops_when_asked():
    def stop(fraction, message):
        raise Cancelled

    with pytest.raises(Cancelled):
        LeakyAquifer(mixed(2)).solve(above=1.0, progress=stop)
