"""The figure of the page on wells: zones of a field, what each well draws from, and drawdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from scenarios.physics.capture import PROTECTION_TIMES, pore_velocity
from scenarios.physics.capture_zones import capture_zones
from scenarios.physics.layered_wells import LeakyAquifers, Wells
from scenarios.physics.stream_lines import StreamLines
from tests.validation.figures import drawn

__all__ = ["draw"]

DAY = 86_400.0
SAND = {"thickness": 40.0, "porosity": 0.35}
X = np.array([0.0, 150.0, 300.0, 450.0, 600.0, 300.0])
Y = np.array([0.0, 40.0, 60.0, 40.0, 0.0, 400.0])
FLOW = np.array([900.0, 900.0, 900.0, 900.0, 900.0, 500.0]) / DAY
SPEED = float(pore_velocity(conductivity=30 / DAY, gradient=0.001, porosity=0.35))
VELOCITY = (SPEED * np.cos(0.5), SPEED * np.sin(0.5))
COLOURS = ("#b2402a", "#c77d0a", "#1f6fb2")


def draw(path: Path) -> None:
    """Write the figure."""
    with drawn(path, 3, (10.5, 3.4)) as axes:
        draw_zones(axes[0])
        draw_shares(axes[1])
        draw_drawdown(axes[2], axes[2].figure)


def draw_zones(axes: Any) -> None:
    """Of the field at 60 days, 25 and 100 years."""
    zones = capture_zones(x=X, y=Y, flow=FLOW, velocity=VELOCITY, times=PROTECTION_TIMES, **SAND)
    for zone, colour, told in zip(zones, COLOURS, ("60 d", "25 yr", "100 yr"), strict=True):
        for number, part in enumerate(zone.geoms):
            label = told if number == 0 else None
            axes.plot(*np.array(part.exterior.coords).T, color=colour, lw=1.2, label=label)
            for hole in part.interiors:
                axes.plot(*np.array(hole.coords).T, color=colour, lw=0.8)
    axes.plot(X, Y, "k.", ms=4)
    axes.set(aspect="equal", xlabel="m east", ylabel="m north", title="zones of six wells")
    axes.legend(loc="upper left")


def draw_shares(axes: Any) -> None:
    """Ground that each well draws from within 25 years."""
    wells = np.column_stack([X, Y, FLOW / (2.0 * np.pi * 14.0)])
    lines = StreamLines(wells, np.array(VELOCITY), np.array(PROTECTION_TIMES[1:2]))
    for well in range(len(X)):
        axes.fill(*lines.rings(well)[0].T, alpha=0.5, lw=0.5, ec="k")
    axes.plot(X, Y, "k.", ms=4)
    axes.set(aspect="equal", xlabel="m east", title="what each draws in 25 years")


def draw_drawdown(axes: Any, figure: Any) -> None:
    """In the aquifer above the one that the field draws from."""
    stack = LeakyAquifers(
        transmissivity=np.array([400.0, 1200.0]) / DAY,
        resistance=np.array([300.0, 1500.0, np.inf]) * DAY,
    )
    x, y = np.linspace(-1500.0, 2100.0, 181), np.linspace(-1600.0, 2000.0, 181)
    drawn = stack.field(x=x, y=y, wells=Wells(X, Y, FLOW), screened=1, threads=1)
    filled = axes.contourf(x, y, drawn[1], levels=12, cmap="Blues")
    lines = axes.contour(x, y, 100.0 * drawn[0], levels=6, colors="k", linewidths=0.7)
    axes.clabel(lines, fmt="%g cm", fontsize=7)
    figure.colorbar(filled, ax=axes, label="m, pumped aquifer")
    axes.set(aspect="equal", xlabel="m east", title="drawdown in two aquifers")
