"""V1, V2: a wave that runs over a dry flat bed at constant speed.

The local inertial equations have a closed form for it, the full ones another (Hunter et al. 2005).
"""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain, TimeSeries
from scenarios.flow.solver import Solver
from tests.validation.flow import figures
from tests.validation.flow.boundaries import side
from tests.validation.flow.closed_forms import travelling_wave

TIME = 3600.0
SETS = [(0.03, 0.4), (0.01, 0.635)]


def run(roughness: float, speed: float, dx: float) -> tuple[np.ndarray, np.ndarray]:
    """Distance to the inflow side and depth at the end."""
    shape = (3, int(1.25 * speed * TIME / dx))
    times = np.linspace(0.0, TIME, 7201)
    level = travelling_wave(speed * times + dx / 2, speed=speed, roughness=roughness)
    domain = Domain(
        np.zeros(shape, np.float32), dx, dx, roughness,
        faces=side(shape, "west", series=0), levels=(TimeSeries(times, level),),
    )  # fmt: skip
    solver = Solver(domain, 0.0)
    solver.advance(TIME)
    assert np.ptp(solver.depth, axis=0).max() == 0.0
    return (np.arange(shape[1]) + 0.5) * dx, solver.depth[1].astype(np.float64)


def error(x: np.ndarray, depth: np.ndarray, roughness: float, speed: float, *, inertia: bool) -> float:
    """Root mean square of the depth error up to 200 m behind the front."""
    exact = travelling_wave(speed * TIME - x, speed=speed, roughness=roughness, inertia=inertia)
    behind = x < speed * TIME - 200.0
    return float(np.sqrt(np.mean((depth - exact)[behind] ** 2)))


def test_wave_of_the_inertial_equations_at_25_m(assert_measured) -> None:
    for (roughness, speed), gate in zip(SETS, (0.006, 0.008), strict=True):
        x, depth = run(roughness, speed, 25.0)
        found = error(x, depth, roughness, speed, inertia=True)
        assert_measured("V1", f"n {roughness:g}, dx 25 m", found, "m", high=gate)


@pytest.mark.validate
def test_wave_converges_to_its_closed_form_and_misses_the_other_one(assert_measured, drawing) -> None:
    cells = (50.0, 25.0, 10.0, 5.0)
    profiles = {}
    for roughness, speed in SETS:
        name = f"n {roughness:g} s/m^(1/3), u {speed:g} m/s"
        errors = []
        for dx in cells:
            profiles[roughness, dx] = x, depth = run(roughness, speed, dx)
            errors.append(error(x, depth, roughness, speed, inertia=True))
            if dx > 5.0:
                assert_measured("V1", f"RMSE, {name}, dx {dx:g} m", errors[-1], "m")
        assert_measured("V1", f"RMSE, {name}, dx 5 m", errors[-1], "m", high=0.005)
        order = np.log(errors[0] / errors[-1]) / np.log(cells[0] / cells[-1])
        assert_measured("V1", f"order from 50 to 5 m, {name}", order, low=0.8 if roughness == 0.03 else None)
        x, depth = profiles[roughness, 5.0]
        assert_measured(
            "V2",
            f"RMSE beside the full equations, {name}, dx 5 m",
            error(x, depth, roughness, speed, inertia=False),
            "m",
            high=0.04,
        )
    if drawing:
        draw(profiles)


def draw(profiles: dict) -> None:
    with figures.drawn("wave", 2) as axes:
        for axis, (roughness, speed) in zip(axes, SETS, strict=True):
            x, depth = profiles[roughness, 5.0]
            fine = np.linspace(0.0, x[-1], 2000)
            for inertia, colour, label in (
                (True, figures.BLUE, "closed form, local inertial"),
                (False, figures.RED, "closed form, full and diffusive"),
            ):
                exact = travelling_wave(
                    speed * TIME - fine, speed=speed, roughness=roughness, inertia=inertia
                )
                axis.plot(fine, exact, color=colour, linewidth=1.4, label=label)
            axis.plot(x[::8], depth[::8], "o", color="black", markersize=2.5, label="Zicht, dx 5 m")
            axis.set(
                xlabel="distance from the inflow [m]",
                ylabel="depth [m]",
                title=f"n {roughness:g}, u {speed:g} m/s, after 1 h",
            )
            axis.legend(loc="lower left")
