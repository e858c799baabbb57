"""Loads and strengths of dikes against worked values and against the frequency lines of the national model.

With ``ZICHT_FIGURES=1`` the figure and the table of the science page are written.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.late_sea_level import LATE_SCENARIOS, rise_until_2150
from scenarios.physics.overtopping import required_freeboard
from scenarios.physics.piping import bligh_length, required_seepage_length
from scenarios.physics.sea_level import exceedance_level
from scenarios.physics.waves import foreshore_wave_height
from scenarios.sea_level_tables import storm_lines
from tests.validation.dike_load_values import TABLES, Worked, six_figures

PAGE = Path(__file__).parents[2] / "docs/science/dike-loads.md"
FIGURE = PAGE.parent / "figures/dike-loads.png"
VALUES = [
    pytest.param(worked, id=f"{name}: {worked.case}") for name, table in TABLES.items() for worked in table
]
MARKS = "<!-- worked values -->\n", "<!-- end of worked values -->\n"


@pytest.mark.parametrize("worked", VALUES)
def test_worked_value_to_six_figures(worked: Worked) -> None:
    assert six_figures(worked.found()) == six_figures(worked.expected)


def table() -> str:
    rows = ["| formula | case | worked | Zicht |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {worked.case} | {six_figures(worked.expected)} | {worked.found():.9g} |"
        for name, each in TABLES.items()
        for worked in each
    ]
    return "\n".join(rows) + "\n"


def test_page_shows_every_worked_value() -> None:
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("ZICHT_FIGURES"):
        text = re.sub("(?s)(?<=" + MARKS[0] + ").*(?=" + MARKS[1] + ")", lambda _: table(), text)
        PAGE.write_text(text, encoding="utf-8")
    assert table() in text


@pytest.mark.parametrize("station", sorted(set(storm_lines()) - {"hoek-van-holland-nieuwe-waterweg"}))
def test_rare_levels_follow_from_two_of_the_line(station: str) -> None:
    """The line through 1/1000 and 1/10,000 gives 1/30,000 within 3 cm and 1/100,000 within 6 cm."""
    line = storm_lines()[station]
    known = {
        "reference_level": line.level(1e4),
        "reference_return_period": 1e4,
        "decimation_height": line.level(1e4) - line.level(1e3),
    }
    for period, within in ((3e4, 0.03), (1e5, 0.06)):
        found = float(exceedance_level(return_period=period, **known))
        assert found == pytest.approx(line.level(period), abs=within)


def test_near_a_barrier_one_straight_line_does_not_do() -> None:
    """At the Nieuwe Waterweg the same line is 0.7 m too low at 1/10: it must be read from the table."""
    line = storm_lines()["hoek-van-holland-nieuwe-waterweg"]
    decimation = line.level(1e4) - line.level(1e3)
    found = float(
        exceedance_level(
            return_period=10,
            reference_level=line.level(1e4),
            reference_return_period=1e4,
            decimation_height=decimation,
        )
    )
    assert line.level(10) - found == pytest.approx(0.737, abs=1e-3)


def crests(rise: np.ndarray, litres: float, deep: bool) -> np.ndarray:
    """Rise of the crest [m] on a foreshore of 3 m, or where the waves keep their height."""
    wave: dict[str, Any] = {"discharge": litres / 1000, "wave_period": 5.0, "cot_slope": 3.0}
    depth = 3.0 if deep else 3.0 + rise
    height = foreshore_wave_height(wave_height=9.0, depth=depth) + 0.0 * rise
    needed = required_freeboard(wave_height=height, **wave)
    return np.asarray(rise + needed - needed[0])


def test_figure_shows_what_the_tables_say() -> None:
    rise = np.array([0.0, 0.82])
    assert crests(rise, 1.0, deep=False)[1] == pytest.approx(1.48617, rel=3e-6)
    assert crests(rise, 1.0, deep=True)[1] == pytest.approx(0.82)
    if os.environ.get("ZICHT_FIGURES"):
        draw()
        assert FIGURE.stat().st_size > 20_000


def draw() -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, 3, figsize=(13, 4), layout="constrained")
    draw_sea(panels[0])
    draw_crests(panels[1])
    draw_seepage(panels[2])
    figure.savefig(FIGURE, dpi=130, metadata={"Software": None})
    plt.close(figure)


def draw_sea(axes: Any) -> None:
    years = np.arange(2020, 2151)
    labels = ("low emissions", "moderate", "high", "high impact")
    for scenario, label, colour in zip(
        LATE_SCENARIOS, labels, ("#2a7f62", "#c98a1b", "#b5363c", "#4b2e83"), strict=True
    ):
        low, middle, high = (rise_until_2150(scenario, quantile, years) for quantile in (0.05, 0.5, 0.95))
        axes.fill_between(years, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(years[years <= 2100], middle[years <= 2100], color=colour, label=label)
        axes.plot(years[years >= 2100], middle[years >= 2100], color=colour, linestyle="--")
    axes.set(xlim=(2020, 2150), ylim=(0, 5), ylabel="rise since 1995-2014 [m]", title="sea level")
    axes.legend(fontsize=8)


def draw_crests(axes: Any) -> None:
    rise = np.linspace(0.0, 3.0, 61)
    for litres, colour in ((1.0, "#1f5fa8"), (5.0, "#6aa5dd")):
        axes.plot(
            rise, crests(rise, litres, deep=False), color=colour, label=f"foreshore, {litres:g} l/s per m"
        )
    axes.plot(rise, crests(rise, 1.0, deep=True), color="#888888", linestyle=":", label="same waves")
    axes.set(xlim=(0, 3), ylim=(0, 6), xlabel="rise of the sea [m]", ylabel="rise of the crest [m]")
    axes.set_title("required crest")
    axes.legend(fontsize=8)


def draw_seepage(axes: Any) -> None:
    head = np.linspace(0.0, 6.0, 61)
    for thickness, colour in ((5.0, "#e0b48a"), (20.0, "#b06a2c"), (60.0, "#5e3311")):
        length = required_seepage_length(
            head=head, thickness=thickness, grain_size=2e-4, permeability=1e-4, safety=1.2
        )
        axes.plot(head, length, color=colour, label=f"aquifer of {thickness:g} m")
    axes.plot(head, bligh_length(head=head, grain_size=2e-4), color="#888888", linestyle=":", label="Bligh")
    axes.set(xlim=(0, 6), ylim=(0, None), xlabel="reduced head [m]", ylabel="seepage length [m]")
    axes.set_title("required seepage length")
    axes.legend(fontsize=8)
