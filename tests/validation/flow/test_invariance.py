"""V17, V18: the same answer whichever way the map lies, after a restart, and on any number of threads."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain, TimeSeries
from scenarios.flow.solver import Solver
from tests.validation.flow import polder

SIZES = [80, pytest.param(400, marks=pytest.mark.validate)]


def hills(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Rolling ground with a hole in it, and a pond that starts off the middle."""
    rng = np.random.Generator(np.random.PCG64(3))
    x, y = np.meshgrid(*(2 * [np.linspace(0.0, 1.0, n)]))
    bed = sum(
        rng.uniform(-0.6, 0.6) * np.sin(2 * np.pi * (k * x + m * y) + rng.uniform(0, 6))
        for k in range(4)
        for m in range(4)
    )
    bed = (bed + 0.02 * rng.standard_normal((n, n))).astype(np.float32)
    bed[n // 3 : n // 2, n // 4 : n // 3] = np.nan
    level = np.where(np.hypot(x - 0.55, y - 0.4) < 0.2, 3.0, np.nan_to_num(bed, nan=0.0))
    return bed, np.fmax(level, bed)


def flow(bed: np.ndarray, level: np.ndarray, until: float, **options: int) -> Solver:
    solver = Solver(
        Domain(np.ascontiguousarray(bed), 10.0, 10.0, 0.03), np.ascontiguousarray(level), **options
    )
    solver.advance(until)
    return solver


@pytest.mark.parametrize("n", SIZES)
def test_turned_and_mirrored_map_gives_the_same_water(n, assert_measured) -> None:
    bed, level = hills(n)
    straight = flow(bed, level, 600.0).level
    worst = 0.0
    for mirror in (False, True):
        for turns in range(4):

            def turn(field: np.ndarray, mirror: bool = mirror, turns: int = turns) -> np.ndarray:
                return np.rot90(field[:, ::-1] if mirror else field, turns)

            other = flow(turn(bed), turn(level), 600.0).level
            worst = max(worst, float(np.nanmax(np.abs(other - turn(straight)))))
    assert_measured(
        "V17", f"largest level difference over 8 orientations, {n} x {n} cells, 10 min", worst, "m", high=1e-6
    )


@pytest.mark.parametrize("n", SIZES)
def test_continued_computation_equals_the_straight_one(n, assert_measured, tmp_path) -> None:
    bed, level = hills(n)
    domain = Domain(bed, 10.0, 10.0, 0.03, rain=TimeSeries.constant(2e-5))
    straight = Solver(domain, level)
    straight.advance(300.0)
    straight.save(tmp_path / "halfway")
    straight.advance(600.0)
    again = Solver.load(tmp_path / "halfway", domain)
    again.advance(600.0)
    for name in ("level", "discharge_x", "discharge_y"):
        np.testing.assert_array_equal(getattr(again, name), getattr(straight, name))
    assert again.balance == straight.balance
    assert_measured(
        "V17",
        f"cells that differ after a restart halfway, {n} x {n}",
        int((again.level != straight.level)[~np.isnan(bed)].sum()),
        low=0,
        high=0,
    )


@pytest.mark.parametrize("size", [100, pytest.param(1000, marks=pytest.mark.validate)])
def test_threads_and_dry_tiles_change_no_byte(size, assert_measured) -> None:
    case = polder.PolderBreach(size)
    solvers = []
    for threads, dry_too in ((1, False), (2, False), (3, False), (1, True)):
        solver = Solver(case.domain(weir=True), case.start, threads=threads)
        solver._bands.setup = solver._bands.setup._replace(always=dry_too)
        solver.advance(300.0)
        solvers.append(solver)
    differ = [
        sum(
            int((getattr(other, name) != getattr(solvers[0], name)).sum())
            for name in ("level", "discharge_x", "discharge_y", "faces_volume")
        )
        for other in solvers[1:]
    ]
    for other in solvers[1:]:
        assert other.balance == solvers[0].balance
        np.testing.assert_array_equal(other.record.max_level, solvers[0].record.max_level)
    name = f"PB-cap {size} x {size}, 5 min"
    assert_measured(
        "V18", f"values that differ between 1, 2 and 3 threads, {name}", sum(differ[:2]), low=0, high=0
    )
    assert_measured(
        "V18", f"values that differ when dry tiles are computed too, {name}", differ[2], low=0, high=0
    )
