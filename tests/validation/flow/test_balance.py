"""V3, V4: water at rest stays at rest, and no water is made or lost."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain, TimeSeries
from scenarios.flow.solver import Solver
from tests.validation.flow import polder


def humps(dx: float) -> np.ndarray:
    """Bed of 75 x 30 m with three islands-to-be of 1, 1 and 3 m (Kawahara and Umetsu 1986)."""
    x, y = np.meshgrid(np.arange(dx / 2, 75.0, dx), np.arange(dx / 2, 30.0, dx))
    small = np.maximum(1.0 - np.hypot(x - 30.0, y - 6.0) / 8.0, 1.0 - np.hypot(x - 30.0, y - 24.0) / 8.0)
    return np.maximum(np.maximum(small, 3.0 - 0.3 * np.hypot(x - 47.5, y - 15.0)), 0.0).astype(np.float32)


def volume(solver: Solver, bed: np.ndarray, cell: float) -> float:
    """Water in the grid [m3], summed from the levels that a user sees."""
    return float(np.nansum(np.maximum(solver.level.astype(np.float64) - bed, 0.0))) * cell


@pytest.mark.parametrize(("dx", "steps"), [(0.5, 400), pytest.param(0.25, 2000, marks=pytest.mark.validate)])
def test_lake_with_islands_stays_at_rest(dx, steps, assert_measured) -> None:
    bed = humps(dx)
    solver = Solver(Domain(bed, dx, dx, 0.018), 0.875)
    before = solver.level
    largest = 0.0
    while solver.steps < steps:
        solver.advance(solver.time + 2.0)
        largest = max(
            largest, float(np.abs(solver.discharge_x).max()), float(np.abs(solver.discharge_y).max())
        )
    assert_measured("V3", f"largest discharge in {steps} steps, three islands", largest, "m2/s", high=1e-10)
    np.testing.assert_array_equal(solver.level, before)


@pytest.mark.parametrize("dx", [25.0, pytest.param(5.0, marks=pytest.mark.validate)])
def test_closed_basin_keeps_its_water(dx, assert_measured) -> None:
    n = int(1000.0 / dx)
    x, y = np.meshgrid(*(2 * [(np.arange(n) + 0.5) * dx]))
    bed = (2.0 * np.sin(x / 90.0) * np.sin(y / 70.0) + np.hypot(x - 500.0, y - 500.0) / 400.0).astype(
        np.float32
    )
    start = np.where(np.hypot(x - 500.0, y - 500.0) < 250.0, 4.0, bed).astype(np.float32)
    solver = Solver(Domain(bed, dx, dx, 0.03), start)
    before = volume(solver, bed, dx * dx)
    solver.advance(3600.0)
    assert_measured(
        "V4", f"closed basin of {n} x {n} cells after 1 h, own balance", abs(solver.balance.error), high=1e-7
    )
    assert_measured(
        "V4",
        f"the same from the levels shown (float32), {n} x {n} cells",
        abs(volume(solver, bed, dx * dx) / before - 1.0),
        high=1e-6,
    )


@pytest.mark.parametrize("size", [200, pytest.param(1000, marks=pytest.mark.validate)])
@pytest.mark.parametrize("capped", [False, True])
def test_polder_breach_keeps_its_water(size, capped, assert_measured) -> None:
    case = polder.PolderBreach(size)
    solver = Solver(case.domain(weir=capped), case.start, capped=capped)
    before = volume(solver, case.bed, case.dx**2)
    solver.advance(600.0)
    name = "PB-cap" if capped else "PB"
    assert_measured(
        "V4", f"{name}, {size} x {size} cells, 600 s, own balance", abs(solver.balance.error), high=1e-7
    )
    assert_measured(
        "V4",
        f"{name} from the levels shown (float32), {size} x {size} cells",
        abs(volume(solver, case.bed, case.dx**2) / before - 1.0),
        high=1e-6,
    )


@pytest.mark.parametrize("hours", [1.0, pytest.param(24.0, marks=pytest.mark.validate)])
def test_rain_at_fifty_metres_is_all_kept(hours, assert_measured) -> None:
    """Rain of 10 mm/h is 1e-6 m a step: at 50 m NAP a single-precision level would not feel it."""
    n, dx, rate = 60, 10.0, 0.010 / 3600.0
    x, y = np.meshgrid(*(2 * [np.arange(n)]))
    bed = (50.0 + 0.4 * np.sin(x / 5.0) * np.sin(y / 7.0)).astype(np.float32)
    solver = Solver(Domain(bed, dx, dx, 0.03, rain=TimeSeries.constant(rate)), bed)
    solver.advance(hours * 3600.0)
    balance = solver.balance
    fallen = rate * hours * 3600.0 * (n * dx) ** 2
    assert_measured(
        "V4",
        f"{hours:g} h of 10 mm/h at 50 m NAP: stored beside fallen",
        abs(balance.stored / fallen - 1.0),
        high=1e-6,
    )
    assert_measured("V4", f"{hours:g} h of rain, own balance", abs(balance.error), high=1e-6)
    assert_measured(
        "V4",
        f"{hours:g} h of rain, from the levels shown (float32)",
        abs(volume(solver, bed, dx * dx) / fallen - 1.0),
        high=1e-4,
    )
