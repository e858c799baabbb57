"""V7: a flat surface rocks in a paraboloid without friction (Thacker 1981); its period tells of advection."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain
from scenarios.flow.solver import Solver
from tests.validation.flow import figures
from tests.validation.flow.closed_forms import paraboloid, planar_frequency, planar_surface

RADIUS, DEPTH, LENGTH = 1.0, 0.1, 4.0
PERIOD = 2 * np.pi / planar_frequency(radius=RADIUS, depth=DEPTH)


def rock(amplitude: float, n: int, cycles: float = 3.2) -> tuple[np.ndarray, np.ndarray, dict]:
    """Times [s], place of the centroid along x [m], and some profiles through the middle."""
    dx = LENGTH / n
    x, y = np.meshgrid(*(2 * [(np.arange(n) + 0.5) * dx - LENGTH / 2]))
    bed = paraboloid(x, y, radius=RADIUS, depth=DEPTH).astype(np.float32)
    start = planar_surface(x, 0.0, radius=RADIUS, depth=DEPTH, amplitude=amplitude)
    solver = Solver(Domain(bed, dx, dx, 1e-6), np.maximum(start, bed))
    times = np.arange(0.0, cycles * PERIOD, PERIOD / 120)
    centre, profiles = [], {}
    for i, time in enumerate(times):
        if time > 0:
            solver.advance(float(time))
        depth = solver.depth.astype(np.float64)
        centre.append(float((depth * x).sum() / depth.sum()))
        if i in {0, 330, 345, 360}:
            profiles[time] = x[n // 2], bed[n // 2], solver.level[n // 2]
    return times, np.array(centre), profiles


def period(times: np.ndarray, centre: np.ndarray) -> float:
    """Mean period over three cycles [s], from the times at which the centroid passes the middle upwards."""
    down = np.flatnonzero((centre[:-1] > 0) & (centre[1:] <= 0))
    crossings = times[down] + (times[1] - times[0]) * centre[down] / (centre[down] - centre[down + 1])
    return float(np.mean(np.diff(crossings)))


def test_period_on_a_coarse_grid(assert_measured) -> None:
    times, centre, _ = rock(0.1, 80, cycles=1.4)
    assert_measured("V7", "period", period(times, centre) / PERIOD - 1.0, high=0.03, low=-0.03)


@pytest.mark.validate
def test_period_falls_behind_with_the_amplitude(assert_measured, drawing) -> None:
    found = {}
    for amplitude, gate in ((0.1, 0.02), (0.25, None), (0.5, None)):
        found[amplitude] = times, centre, _ = rock(amplitude, 200)
        low, high = (None, None) if gate is None else (-gate, gate)
        assert_measured(
            "V7",
            f"period beside the exact one, amplitude {amplitude:g} of the radius",
            period(times, centre) / PERIOD - 1.0,
            low=low,
            high=high,
        )
        swing = np.abs(centre[355:366]).max() / centre[0]
        assert_measured("V7", f"swing left after three periods, amplitude {amplitude:g} of the radius", swing)
    if drawing:
        draw(found)


def draw(found: dict) -> None:
    with figures.drawn("basin", 2) as (course, section):
        for amplitude, colour in ((0.1, figures.BLUE), (0.25, figures.GREEN), (0.5, figures.ORANGE)):
            times, centre, _ = found[amplitude]
            course.plot(
                times / PERIOD, centre / centre[0], color=colour, label=f"Zicht, amplitude {amplitude:g} a"
            )
        course.plot(
            times / PERIOD,
            np.cos(2 * np.pi * times / PERIOD),
            color="black",
            linewidth=0.8,
            linestyle="--",
            label="exact",
        )
        course.set(
            xlabel="time [periods]",
            ylabel="centroid / its start [-]",
            title="centroid of the water",
            xlim=(0, 3.2),
            ylim=(-1.2, 1.6),
        )
        course.legend(loc="upper right", ncols=2)
        for (time, (x, bed, level)), colour in zip(
            found[0.1][2].items(), ("black", figures.BLUE, figures.GREEN, figures.ORANGE), strict=True
        ):
            exact = np.maximum(planar_surface(x, time, radius=RADIUS, depth=DEPTH, amplitude=0.1), bed)
            section.plot(x, exact, color=colour, linewidth=0.8)
            section.plot(
                x[::4],
                level[::4],
                "o",
                color=colour,
                markersize=2.5,
                label=f"after {time / PERIOD:.2f} periods",
            )
        section.plot(x, bed, color="#8a6d3b", linewidth=1.5)
        section.set(
            xlim=(-1.3, 1.3),
            ylim=(-0.105, 0.06),
            xlabel="x [m]",
            ylabel="level [m]",
            title="amplitude 0.1 a: dots Zicht, lines exact",
        )
        section.legend(loc="upper center")
