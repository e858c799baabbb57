"""V5: the time step of the scheme is stable up to C = dt sqrt(g h)/dx = sqrt(1/2), and not beyond."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.flow.domain import Domain
from scenarios.flow.solver import Solver
from scenarios.physics.constants import GRAVITY
from twin.errors import SimulationError

LIMIT = math.sqrt(0.5)
DEPTH, DX = 2.0, 10.0


def still_water(n: int, step: float) -> Solver:
    """Nearly flat, nearly frictionless water of 2 m that is stepped with a fixed time step."""
    noise = np.random.Generator(np.random.PCG64(7)).uniform(-1e-4, 1e-4, (n, n))
    solver = Solver(Domain(np.zeros((n, n), np.float32), DX, DX, 1e-6), DEPTH + noise, capped=False)
    # The solver keeps away from the limit and holds its steps: here the longest step alone decides.
    solver._bands.setup = solver._bands.setup._replace(courant=10.0, longest=step)
    return solver


def ripple(courant: float, n: int, steps: int) -> tuple[float, float]:
    """Largest departure [m] from flat after so many steps, and the Courant number that they had."""
    wave = math.sqrt(GRAVITY * DEPTH)
    wanted = courant * DX / wave
    trial = still_water(4, wanted)
    trial.advance(5000.0 * wanted)
    solver = still_water(n, wanted * wanted * trial.steps / trial.time)
    try:
        solver.advance(steps * wanted)
    except SimulationError:
        return math.inf, courant
    return float(np.abs(solver.level - DEPTH).max()), solver.time / solver.steps * wave / DX


@pytest.mark.parametrize(("n", "steps"), [(64, 400), pytest.param(256, 400, marks=pytest.mark.validate)])
def test_step_limit_of_two_dimensions(n, steps, assert_measured) -> None:
    for part, name, bounds in ((0.98, "stays", {"high": 2e-3}), (1.02, "blows up", {"low": 0.5})):
        found, used = ripple(part * LIMIT, n, steps)
        assert used == pytest.approx(part * LIMIT, rel=0.005)
        assert_measured(
            "V5",
            f"ripple of 0.1 mm after {steps} steps at {part:g} of the limit: {name}",
            min(found, 2.0),
            "m",
            **bounds,
        )


@pytest.mark.parametrize(
    "every",
    [
        2.0,
        7.0,
        pytest.param(20.0, marks=pytest.mark.validate),
        pytest.param(60.0, marks=pytest.mark.validate),
    ],
)
def test_water_stays_flat_however_often_a_computation_is_interrupted(every, assert_measured) -> None:
    """A short last step before each stop would be a swing in time with the shortest waves."""
    noise = np.random.Generator(np.random.PCG64(7)).uniform(-1e-4, 1e-4, (64, 64))
    solver = Solver(Domain(np.zeros((64, 64), np.float32), DX, DX, 0.03), DEPTH + noise)
    while solver.steps < 3000:
        solver.advance(solver.time + every)
    assert_measured(
        "V5",
        f"ripple of 0.1 mm after 3000 steps, stopped every {every:g} s, C 0.65",
        float(np.abs(solver.level - DEPTH).max()),
        "m",
        high=1e-3,
    )
