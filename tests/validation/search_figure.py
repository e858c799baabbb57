"""The figure of the page on search: two routes in plan and in depth, and places for a doublet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.validation.figures import drawn

__all__ = ["draw"]

COLOURS = {"least-conflict": "#1f6fb2", "direct": "#b2402a"}
STATES = ("#dddddd", "#9aa7b5", "#b2402a", "#e0b23c", "#4c8c4a")


def draw(path: Path, route: Any, places: Any, twin: Any) -> None:
    """Write the figure from a result of each process."""
    style = {"font.size": 8, "axes.grid": False, "legend.fontsize": 7}
    with drawn(path, 3, (11.5, 3.6), style=style, gridspec_kw={"width_ratios": (1.3, 1.2, 1)}) as axes:
        draw_plan(axes[0], route, twin)
        draw_depth(axes[1], route, twin)
        draw_places(axes[2], places)


def lines(route: Any) -> Any:
    return route.features["utility_lines_routes"].set_index("id").geometry.items()


def draw_plan(axis: Any, route: Any, twin: Any) -> None:
    twin.features["archaeology"].plot(ax=axis, color="#a16207", alpha=0.6)
    twin.features["dikes"].plot(ax=axis, color="#6f9a4c", linewidth=1)
    for name, line in lines(route):
        x, y, _ = np.array(line.coords).T
        axis.plot(x, y, color=COLOURS[name], label=name.replace("-", " "))
    left, low, right, high = route.features["utility_lines_routes"].total_bounds
    axis.set(
        xlim=(left - 200, right + 200), ylim=(low - 300, high + 300), aspect="equal", xticks=[], yticks=[]
    )
    axis.set_title("sites (brown), dikes (green), routes")
    axis.legend()


def draw_depth(axis: Any, route: Any, twin: Any) -> None:
    ground = twin.surface["ground_level"].values
    for name, line in lines(route):
        x, y, z = np.array(line.coords).T
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        row, column = twin.grid.index(x, y)
        axis.plot(along, ground[row, column], color=COLOURS[name], linewidth=0.6, linestyle=":")
        axis.plot(along, z, color=COLOURS[name])
    axis.set(xlabel="m along the route", ylabel="m NAP", title="ground (dotted) and line")


def draw_places(axis: Any, places: Any) -> None:
    from matplotlib.colors import ListedColormap

    state = places.dataset["suitability_state"].values[::5, ::5]
    axis.imshow(state, cmap=ListedColormap(STATES), vmin=-0.5, vmax=4.5)
    axis.set(xticks=[], yticks=[], title="10 MW: allowed, conditional,\nforbidden (red), impossible (grey)")
