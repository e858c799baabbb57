"""The figure of the process drinking-water-capture: the demo with a new well field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from scenarios.run import run
from tests.validation.figures import drawn
from twin.state import Twin

__all__ = ["CONTENT", "draw"]

CONTENT: dict[str, Any] = {
    "name": "new well field",
    "horizon": 2050,
    "interventions": [
        {
            "kind": "well-field",
            "line": [[64800.0, 551400.0], [65600.0, 551400.0]],
            "wells": 6,
            "yield_m3_yr": 1_500_000.0,
            "screen_top": -20.0,
            "screen_base": -27.0,
            "start": 2035,
        }
    ],
    "processes": ["drinking-water-capture"],
}
COLOURS = ("#b2402a", "#c77d0a", "#1f6fb2")


def draw(path: Path) -> None:
    """Write the figure."""
    twin = Twin.open("demo")
    found = run(CONTENT, twin)
    with drawn(path, 2, (10.5, 4.4), sharey=True) as axes:
        draw_zones(axes[0], twin, found.features)
        draw_drawdown(axes[1], axes[1].figure, found)


def outlines(axes: Any, shape: Any, **style: Any) -> None:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon":
            axes.plot(*np.array(part.exterior.coords).T, **style)


def draw_zones(axes: Any, twin: Twin, features: Any) -> None:
    """Of 60 days, 25 and 100 years, and the protected areas."""
    guarded = twin.features["protection_zones"]
    for shape in guarded.geometry[guarded["kind"] == "grondwaterbeschermingsgebied"]:
        for part in getattr(shape, "geoms", [shape]):
            axes.fill(*np.array(part.exterior.coords).T, color="#9db7cc", alpha=0.6, lw=0)
    zones = features["wells_capture_zones"]
    for years, colour in zip(sorted(zones["years"].unique()), COLOURS, strict=True):
        for shape in zones.geometry[zones["years"] == years]:
            outlines(axes, shape, color=colour, lw=1.2)
    for shape in features["wells_results"].geometry:
        axes.plot([point.x for point in shape.geoms], [point.y for point in shape.geoms], "k.", ms=2)
    west, south, east, north = twin.grid.bbox
    axes.set(aspect="equal", xlim=(west, east), ylim=(south, north), xlabel="m RD", ylabel="m RD",
             title="zones of 60 d, 25 and 100 yr; protected for 25 yr in grey")  # fmt: skip


def draw_drawdown(axes: Any, figure: Any, found: Any) -> None:
    """In the aquifers that are drawn from, and of the water table."""
    dataset = found.dataset.isel(x=slice(None, None, 8), y=slice(None, None, 8))
    filled = axes.contourf(dataset["x"], dataset["y"], dataset["aquifer_drawdown"], levels=12, cmap="Blues")
    table = 100.0 * dataset["water_table_drawdown"]
    lines = axes.contour(
        dataset["x"], dataset["y"], table.where(table > 0.0), levels=5, colors="k", linewidths=0.7
    )
    axes.clabel(lines, fmt="%g cm", fontsize=7)
    figure.colorbar(filled, ax=axes, label="m, aquifers drawn from")
    axes.set(aspect="equal", xlabel="m RD", title="drawdown; lines: the water table")
