"""The IJsselmeer beside what is published of it; draws the figure of the science page when asked to.

With ``ZICHT_FIGURES=1`` the test writes docs/science/figures/lake-level.png.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.lakes.event import event
from scenarios.lakes.ijsselmeer import AREA
from scenarios.lakes.model import Lake, Sluice
from scenarios.lakes.outlook import gravity_ends
from scenarios.lakes.parameters import LakeLevelParameters
from scenarios.lakes.setup import lake_of_figures
from scenarios.sea_level_tables import EMISSIONS, MEAN_LEVEL_1995_2014, QUANTILES

PAGE = Path(__file__).parents[2] / "docs/science/lake-level.md"
FIGURE = PAGE.parent / "figures/lake-level.png"
DAY = 86_400.0


def lake(**given: float) -> Lake:
    return lake_of_figures(LakeLevelParameters(**given))


def sluice_of(found: Lake) -> Sluice:
    assert found.sluice is not None
    return found.sluice


def rows(start: str) -> list[list[str]]:
    """Rows of the page's tables whose first cell starts with a text, without that cell."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| {start}")]
    return [[cell.strip() for cell in line.strip("|").split("|")][1:] for line in lines]


def test_the_page_holds_the_worked_table():
    """Reference: mu 0.9, 300 m, sill -4.7, lake -0.25, amplitude 0.85, mean sea 0.05 m NAP."""
    tide = sluice_of(lake()).passes(-0.25, 0.05 + np.array([0.0, 0.25, 0.5, 0.75]), 20_000)
    told = [float(cell) for cell in rows("mean discharge")[0]]
    assert tide.discharge == pytest.approx(told, rel=5e-6)
    assert tide.open_fraction == pytest.approx([float(cell) for cell in rows("open fraction")[0]], abs=5e-7)


def test_the_page_holds_the_years_in_which_gravity_ends():
    found = lake()
    for emission in EMISSIONS:
        years = [gravity_ends(found, sluice_of(found), emission, quantile) for quantile in QUANTILES]
        told = [np.nan if cell == "after 2100" else float(cell) for cell in rows(f"`{emission}`")[0]]
        np.testing.assert_array_equal(years, told)


def test_each_quarter_metre_about_halves_the_discharge_and_a_raise_gives_it_back():
    sea = MEAN_LEVEL_1995_2014 + np.array([0.0, 0.25, 0.5])
    flows = sluice_of(lake()).passes(-0.25, sea).discharge
    assert 0.4 < flows[1] / flows[0] < 0.6
    raised = sluice_of(lake()).passes(-0.25 + 0.5, sea[2]).discharge
    # the sea stands higher above the sill: a little more runs out than today at the same difference
    assert 1.0 < raised / flows[0] < 1.15


def test_a_raise_of_a_metre_and_a_half_keeps_gravity_past_2100():
    """The Delta committee of 2008 proposed it for that."""
    found = lake(raise_by=1.5)
    for emission in EMISSIONS:
        assert np.isnan(gravity_ends(found, sluice_of(found), emission, 0.95))


COURSES = ((1000.0, 0.5), (1500.0, 0.5), (1500.0, 1.0), (2000.0, 1.0))


def test_january_2024_in_order_of_magnitude():
    """More than 1 m above the winter level while the inflow was above 1000 m3/s; pumps were not there yet."""
    shut = replace(lake(), sluice=None, pumps=np.nan)
    course = event(shut, inflow=1000.0, days=30.0, mean_sea_level=0.0)
    days = np.interp(1.0, course.level - course.level[0], course.time) / DAY
    assert days == pytest.approx(AREA.value / 1000.0 / DAY, rel=1e-6)
    assert round(days, 1) == 12.7
    assert "1000 m3/s fills 1 m of the IJsselmeer in 12.7 days" in PAGE.read_text("utf-8")
    told = {(float(row[0]), float(row[1])): float(row[2]) for row in rows("three weeks")}
    rises = {}
    for inflow, set_up in COURSES:
        without_pumps = replace(lake(), pumps=np.nan)
        sea = MEAN_LEVEL_1995_2014 + 0.1 + set_up
        rises[inflow, set_up] = event(without_pumps, inflow=inflow, days=21.0, mean_sea_level=sea).rise
    assert rises == pytest.approx(told, abs=0.006)
    assert max(rises.values()) > 1.0 > min(rises.values())


def test_the_figure_of_the_page():
    if os.environ.get("ZICHT_FIGURES"):
        draw()
    assert FIGURE.stat().st_size > 20_000


def draw() -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    rise = np.linspace(0.0, 2.5, 101)
    for raised, colour in ((0.0, "#1b4f72"), (0.25, "#2e86c1"), (0.5, "#48c9b0"), (1.5, "#e67e22")):
        found = lake(raise_by=raised)
        tide = sluice_of(found).passes(found.level, MEAN_LEVEL_1995_2014 + rise)
        left.plot(rise, tide.discharge, color=colour, label=f"lake at {found.level:+.2f} m NAP")
    left.axhline(found.inflow, color="0.4", linestyle="--", linewidth=1)
    left.text(2.48, found.inflow + 20, "mean inflow", ha="right", color="0.3")
    left.set(xlabel="rise of the sea since 1995-2014, m", ylabel="mean discharge by gravity, m3/s")
    left.set(xlim=(0, 2.5), ylim=(0, None))
    left.legend(frameon=False)
    for inflow, set_up in COURSES:
        sea = MEAN_LEVEL_1995_2014 + 0.1 + set_up
        course = event(replace(lake(), pumps=np.nan), inflow=inflow, days=21.0, mean_sea_level=sea)
        right.plot(course.time / DAY, course.level, label=f"{inflow:g} m3/s, set-up {set_up:g} m")
    right.axhline(-0.25 + 1.0, color="0.4", linestyle="--", linewidth=1)
    right.text(0.2, 0.77, "1 m above the winter target", color="0.3")
    right.set(xlabel="days", ylabel="lake, m NAP", xlim=(0, 21))
    right.legend(frameon=False, loc="lower right")
    figure.savefig(FIGURE, dpi=110)
    plt.close(figure)
