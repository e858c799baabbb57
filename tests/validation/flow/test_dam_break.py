"""V8: a dam breaks on a dry bed. The local inertial equations have answers of their own: not Ritter's.

An expected failure: asserted are its sign and size, between two bounds that closed forms of the scheme give.
"""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain
from scenarios.flow.solver import Solver
from tests.validation.flow import figures
from tests.validation.flow.closed_forms import G, inertial_dam_break, ritter

DEPTH, LENGTH, TIME = 10.0, 2000.0, 40.0
SMOOTH, STEEP = 0.5, 1.0


def run(cells: int, *, capped: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance from the dam, depth at cells and discharge at their east sides."""
    dx = LENGTH / cells
    x = (np.arange(cells) + 0.5) * dx - LENGTH / 2
    level = np.tile(np.where(x < 0, DEPTH, 0.0), (3, 1))
    solver = Solver(Domain(np.zeros((3, cells), np.float32), dx, dx, 1e-6), level, capped=capped)
    solver.advance(TIME)
    return x, solver.depth[1].astype(np.float64), solver.discharge_x[1].astype(np.float64)


def bounds() -> dict[str, tuple[float, float]]:
    """Discharge at the dam and place of the front beside Ritter, by the closed forms of the scheme."""
    found: dict[str, list[float]] = {"flow": [], "front": []}
    for pressure in (SMOOTH, STEEP):
        depth, flow = inertial_dam_break(0.0, TIME, DEPTH, pressure=pressure)
        found["flow"].append(float(flow / ritter(0.0, TIME, DEPTH)[1]) - 1.0)
        found["front"].append(float(np.sqrt(pressure * depth / DEPTH) / 2.0) - 1.0)
    return {name: (low, high) for name, (low, high) in found.items()}


@pytest.mark.parametrize("cells", [250, pytest.param(1000, marks=pytest.mark.validate)])
def test_dam_break_errs_as_its_equations_do(cells, assert_measured, drawing) -> None:
    found, limits = {}, bounds()
    for capped in (False, True):
        name = "with the wave cap" if capped else "without cap"
        found[capped] = x, depth, discharge = run(cells, capped=capped)
        full, flow = ritter(x, TIME, DEPTH)
        near = np.abs(x) < 50.0
        over = discharge[near].mean() / flow[near].mean() - 1.0
        front = x[depth > 0.02].max() / (2 * np.sqrt(G * DEPTH) * TIME) - 1.0
        slack = 0.03 if cells == 1000 else 0.06
        assert_measured(
            "V8",
            f"discharge at the dam beside Ritter, {name}",
            over,
            low=limits["flow"][0] - slack,
            high=limits["flow"][1] + slack,
        )
        assert_measured(
            "V8",
            f"place of the front beside Ritter, {name}",
            front,
            low=limits["front"][0] - slack,
            high=limits["front"][1] + slack,
        )
        assert_measured(
            "V8", f"L1 depth error beside Ritter, {name}", np.abs(depth - full).sum() / full.sum(), high=0.2
        )
    if drawing:
        draw(found)


def draw(found: dict) -> None:
    x = found[True][0]
    with figures.drawn("dam-break", 2) as (depths, flows):
        for axis, number, label in ((depths, 0, "depth [m]"), (flows, 1, "discharge [m2/s]")):
            axis.plot(x, ritter(x, TIME, DEPTH)[number], color=figures.RED, label="Ritter (full equations)")
            for pressure, style, kind in ((SMOOTH, "-", "smooth bore"), (STEEP, "--", "steep bore")):
                own = inertial_dam_break(x, TIME, DEPTH, pressure=pressure)[number]
                axis.plot(
                    x,
                    own,
                    color=figures.BLUE,
                    linestyle=style,
                    linewidth=1.2,
                    label=f"local inertial, {kind}",
                )
            axis.plot(
                x[::6],
                found[True][number + 1][::6],
                "o",
                color="black",
                markersize=2.2,
                label="Zicht, dx 2 m",
            )
            axis.set(
                xlabel="distance from the dam [m]",
                ylabel=label,
                title=f"{label.split(' [')[0]} after {TIME:g} s",
            )
        depths.legend(loc="upper right")
        flows.set_ylim(-1.5, 62.0)
        flows.legend(loc="upper left")
