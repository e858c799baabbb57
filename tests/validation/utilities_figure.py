"""The figure of the page on cables and pipelines: a KLIC sample, a chance, and how full streets are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from scenarios.physics.line_positions import chance_of_less
from scenarios.utilities.lines import lines_of
from scenarios.utilities.parameters import UtilityParameters
from scenarios.utilities.sections import SLICES, Sections, sections
from terrain.connectors._imkl_lines import lines_table
from terrain.connectors.imkl import read_delivery
from tests.validation.figures import drawn
from twin import Twin
from twin.vocabulary import NETWORKS

__all__ = ["draw"]

GREY = "#7a7a7a"


def draw(path: Path, sample: Path, twin: Twin) -> None:
    """Write the figure."""
    lines = lines_of(twin)
    assert lines is not None
    full = sections(twin, lines, UtilityParameters(), 2050)
    assert full is not None
    with drawn(path, 3, (11.0, 3.8), style={"legend.fontsize": 7}) as axes:
        draw_sample(axes[0], sample)
        draw_chance(axes[1])
        draw_sections(axes[2], full)


def draw_sample(axes: Any, sample: Path) -> None:
    """Lines by network."""
    table, _ = lines_table(read_delivery(sample))
    for name, part in table.groupby("network"):
        color = NETWORKS[name].color if name in NETWORKS else GREY
        for number, shape in enumerate(shapely.get_parts(part.geometry.to_numpy())):
            axes.plot(
                *shapely.get_coordinates(shape).T, color=color, lw=1, label=name if number == 0 else None
            )
    axes.set(aspect="equal", xlabel="m RD", title=f"KLIC sample: {len(table)} lines")
    axes.set_xlim(154_200, 155_300)
    axes.set_ylim(388_900, 389_700)
    axes.ticklabel_format(useOffset=False)
    axes.tick_params(labelrotation=30)
    axes.legend(loc="lower left", ncols=2)


def draw_chance(axes: Any) -> None:
    """Chance that side by side lacks, by distance."""
    clear = np.linspace(0.0, 2.5, 251)
    for sigma, told in ((0.14, "both measured"), (0.51, "one of them"), (0.71, "neither")):
        axes.plot(clear, chance_of_less(found=clear, required=0.5, sigma=sigma), label=f"{told}: {sigma} m")
    for bound in (0.05, 0.95):
        axes.axhline(bound, color=GREY, lw=0.8, ls="--")
    axes.set(xlabel="clear distance as recorded [m]", ylabel="chance [1]", title="room of 0.5 m lacks beside")
    axes.legend()


def draw_sections(axes: Any, full: Sections) -> None:
    """Part of the width of sections that is taken, by layer: median, 95 % and most."""
    layers = [f"{low:g}-{high:g}" for low, high in pairwise(SLICES)]
    for share, color in ((100, "#c6dbef"), (95, "#6baed6"), (50, "#2171b5")):
        label = "fullest" if share == 100 else f"{share} % of sections below"
        axes.barh(layers, np.percentile(100.0 * full.occupied, share, axis=0), color=color, label=label)
    axes.invert_yaxis()
    axes.set(xlabel="% of the width", ylabel="m below the ground", title=f"{len(full.along)} sections, demo")
    axes.legend(loc="lower right")
