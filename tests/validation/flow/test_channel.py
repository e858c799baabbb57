"""V6: steady flow down a channel whose depth is prescribed and whose bed follows from it, also with rain."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain, Inflow, TimeSeries
from scenarios.flow.solver import Solver
from tests.validation.flow import figures
from tests.validation.flow.boundaries import side
from tests.validation.flow.closed_forms import inertial_profile, macdonald_bed, macdonald_depth

ROUGHNESS = 0.033
CASES = {"without rain": (2.0, 0.0, 0.03), "with rain": (1.0, 0.001, 0.035)}


def run(
    inflow: float, rain: float, cells: int, *, free: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance, bed and steady level along the middle of a channel three cells wide."""
    dx = 1000.0 / cells
    x = (np.arange(cells) + 0.5) * dx
    bed = macdonald_bed(x, inflow=inflow, rain=rain, roughness=ROUGHNESS)
    shape = (3, cells)
    rows, width = np.arange(3, dtype=np.int32), 3 * dx
    outlet = TimeSeries.constant(float(macdonald_depth(1000.0)))
    domain = Domain(
        np.tile(bed, (3, 1)).astype(np.float32), dx, dx, ROUGHNESS,
        faces=side(shape, "east", series=-2 if free else 0), levels=() if free else (outlet,),
        inflows=(Inflow(rows, np.zeros(3, np.int32), TimeSeries.constant(inflow * width)),),
        rain=TimeSeries.constant(rain) if rain else None,
    )  # fmt: skip
    solver = Solver(domain, np.tile(bed, (3, 1)))
    solver.advance(5400.0)
    before = solver.level
    solver.advance(6000.0)
    assert np.abs(solver.level - before).max() < 1e-3
    return x, bed, solver.level[1].astype(np.float64)


def mean_error(x: np.ndarray, bed: np.ndarray, level: np.ndarray) -> float:
    return float(np.mean(np.abs(level - bed - macdonald_depth(x))))


def law_of_the_scheme(x: np.ndarray, inflow: float, rain: float) -> np.ndarray:
    """Level that the local inertial equations have here, from the same level at the outlet."""
    fine = np.linspace(0.0, 1000.0, 8001)
    bed = macdonald_bed(fine, inflow=inflow, rain=rain, roughness=ROUGHNESS)
    level = inertial_profile(fine, bed, float(macdonald_depth(1000.0)), inflow=inflow, rain=rain)
    return np.interp(x, fine, level)


@pytest.mark.parametrize("name", list(CASES))
def test_channel_of_fifty_cells(name, assert_measured) -> None:
    inflow, rain, gate = CASES[name]
    x, bed, level = run(inflow, rain, 50)
    assert_measured("V6", name, mean_error(x, bed, level), "m", high=1.5 * gate)


@pytest.mark.validate
def test_channel_of_two_hundred_cells(assert_measured, drawing) -> None:
    found = {}
    for name, (inflow, rain, gate) in CASES.items():
        found[name] = x, bed, level = run(inflow, rain, 200)
        assert_measured(
            "V6", f"mean depth error, {name}, 200 cells", mean_error(x, bed, level), "m", high=gate
        )
        law = law_of_the_scheme(x, inflow, rain)
        assert_measured(
            "V6",
            f"mean difference from the closed form of the scheme itself, {name}",
            float(np.mean(np.abs(level - law))),
            "m",
            high=0.01,
        )
        assert_measured(
            "V6",
            f"mean depth error that the missing advection makes, {name}",
            float(np.mean(np.abs(law - bed - macdonald_depth(x)))),
            "m",
        )
        falling = run(inflow, rain, 200, free=True)
        assert_measured(
            "V6", f"mean depth error with free outflow, {name}", mean_error(*falling), "m", high=gate
        )
    if drawing:
        draw(found)


def draw(found: dict) -> None:
    with figures.drawn("channel", 2, sharey=True) as axes:
        for axis, (name, (x, bed, level)) in zip(axes, found.items(), strict=True):
            inflow, rain, _ = CASES[name]
            law = law_of_the_scheme(x, inflow, rain)
            axis.plot(x, macdonald_depth(x), color=figures.RED, label="prescribed (full equations)")
            axis.plot(x, law - bed, color=figures.BLUE, linestyle="--", label="local inertial equations")
            axis.plot(x[::5], (level - bed)[::5], "o", color="black", markersize=2.5, label="Zicht, dx 5 m")
            axis.set(xlabel="distance [m]", title=f"channel {name}")
        axes[0].set(ylabel="depth [m]")
        axes[0].legend(loc="upper right")
