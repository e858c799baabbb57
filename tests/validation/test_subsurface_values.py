"""Geothermal doublets, soil energy and wells against worked values, and beside timml and pygfunction.

The answers of these libraries are kept in subsurface_answers.csv, made by benchmarks/capture_compare.py in an
environment of its own; ``ZICHT_FIELD_PYTHON`` names a Python that has both and makes the table again. With
``ZICHT_FIGURES=1`` the tables of the science pages are written.
"""

from __future__ import annotations

import csv
import doctest
import inspect
import io
import math
import os
import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from shapely import Point, Polygon

from scenarios.physics import (
    ates,
    ates_neighbours,
    capture,
    capture_zones,
    closed_loops,
    doublet_wells,
    geothermal,
    layered_wells,
    loop_field,
    well_drawdown,
)
from scenarios.physics.capture import pore_velocity, stagnation_distance
from scenarios.physics.closed_loops import finite_line_response
from scenarios.physics.layered_wells import LeakyAquifers, Wells
from scenarios.physics.loop_field import field_response
from tests.validation.dike_load_values import Worked, six_figures
from tests.validation.subsurface_figure import draw
from tests.validation.subsurface_values import CAPTURE, DOUBLETS, SOIL_ENERGY

ROOT = Path(__file__).parents[2]
ANSWERS = Path(__file__).with_name("subsurface_answers.csv")
PAGES = {"geothermal": DOUBLETS, "soil-energy": SOIL_ENERGY, "capture": CAPTURE}
MODULES = {
    "geothermal": (geothermal, doublet_wells),
    "soil-energy": (ates, ates_neighbours, closed_loops, loop_field),
    "capture": (capture, capture_zones, well_drawdown, layered_wells),
}
VALUES = [
    pytest.param(worked, id=f"{name}: {worked.case}")
    for tables in PAGES.values()
    for name, table in tables.items()
    for worked in table
]
DAY = 86_400.0
YEAR = 31_557_600.0
SAND = {"thickness": 40.0, "porosity": 0.35}
SPEED = float(pore_velocity(conductivity=30 / DAY, gradient=0.001, porosity=0.35))
FIELD = np.array([(0.0, 0.0, 2000.0), (350.0, 250.0, 1500.0), (-200.0, 500.0, 1000.0)])
LOOPS = {
    "square": np.array([(6.0 * c, 6.0 * r) for r in range(5) for c in range(5)]),
    "corner": np.array([(0.0, 0.0), (7.0, 0.0), (14.0, 0.0), (0.0, 7.0), (0.0, 14.0)]),
    "one": np.array([(0.0, 0.0)]),
}
GROUND = {"diffusivity": 2.0 / 2.4e6, "length": 150.0, "buried_depth": 1.0}
TIMES = np.array([1.0, 5.0, 10.0, 25.0, 50.0]) * YEAR


def half_of_the_sixth_figure(value: float) -> float:
    """What two numbers may differ and still round to the same six figures."""
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 5)


@pytest.mark.parametrize("worked", VALUES)
def test_worked_value_to_six_figures(worked: Worked) -> None:
    assert abs(worked.found() - worked.expected) <= half_of_the_sixth_figure(worked.expected) * (1.0 + 1e-6)


def read(text: str) -> dict[str, dict[str, float]]:
    """Answers by what they are of and their case."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(io.StringIO("\n".join(lines))):
        found.setdefault(row["answer"], {})[row["case"]] = float(row["value"])
    return found


@cache
def kept() -> dict[str, dict[str, float]]:
    return read(ANSWERS.read_text(encoding="utf-8"))


def line_ends(name: str) -> list[Point]:
    """Where lines of timml end that were followed for 25 years."""
    answers = kept()[name]
    count = len(answers) // 3
    assert all(answers[f"line {k} time"] == pytest.approx(25 * 365.25, rel=1e-3) for k in range(count))
    return [Point(answers[f"line {k} x"], answers[f"line {k} y"]) for k in range(count)]


def test_flow_is_still_at_the_stagnation_point() -> None:
    across = kept()["one well, discharge across"]
    assert across["x0 m downstream"] == pytest.approx(0.0, abs=1e-12)
    x0 = stagnation_distance(flow=5000 / DAY, transmissivity=1200 / DAY, gradient=0.001)
    # as much again comes from upstream as flows by itself
    assert across["x0 m upstream"] == pytest.approx(1.2 + 5000 / (2 * np.pi * float(x0)), rel=1e-12)


def test_lines_of_one_well_end_on_the_isochrone() -> None:
    shape = Polygon(
        capture_zones.isochrone(time=25 * YEAR, flow=5000 / DAY, velocity=(SPEED, 0.0), points=4000, **SAND)
    )
    ends = line_ends("one well, 25 yr")
    assert len(ends) == 20
    # timml takes steps of 20 m here: its lines end up to 0.9 m outside, of some 1600
    assert max(shape.exterior.distance(end) for end in ends) < 1.0
    assert min(end.x for end in ends) == pytest.approx(-1594.87, abs=0.02)
    assert shape.bounds[0] == pytest.approx(-1595.33, abs=0.005)


def test_lines_of_a_well_field_end_on_its_outline() -> None:
    angle = np.radians(30.0)
    x, y, flow = FIELD.T
    [zone] = capture_zones.capture_zones(
        x=x,
        y=y,
        flow=flow / DAY,
        velocity=(0.5 * SPEED * np.cos(angle), 0.5 * SPEED * np.sin(angle)),
        times=25 * YEAR,
        **SAND,
    )
    assert zone.area == pytest.approx(4500 / DAY * 25 * YEAR / 14.0, rel=5e-4)
    away = np.array([
        zone.boundary.distance(end)
        for number in range(3)
        for end in line_ends(f"well {number} of a field, 25 yr")
    ])  # fmt: skip
    assert away.size == 48
    assert away.max() < 1.0


def test_de_glee_to_eight_figures() -> None:
    one = LeakyAquifers(transmissivity=[1200 / DAY], resistance=[1000 * DAY, np.inf])
    found = one.drawdown(distance=500.0, flow=5000 / DAY, screened=0)[0]
    assert found == pytest.approx(kept()["De Glee"]["500 m"], rel=1e-11)
    assert found == pytest.approx(0.66370848, abs=5e-9)


@pytest.mark.parametrize("screened", [0, 1, 2])
def test_three_aquifers_are_those_of_timml(screened: int) -> None:
    stack = LeakyAquifers(
        transmissivity=np.array([400.0, 1400.0, 300.0]) / DAY,
        resistance=np.array([400.0, 2000.0, 8000.0, np.inf]) * DAY,
    )
    lengths = [kept()["three aquifers, leakage length"][str(mode)] for mode in range(3)]
    np.testing.assert_allclose(stack.leakage_lengths, lengths, rtol=1e-10)
    away = np.array([1.0, 50.0, 500.0, 3000.0])
    answers = kept()[f"three aquifers, well in {screened}"]
    wanted = [[answers[f"{r:g} m, aquifer {layer}"] for layer in range(3)] for r in away]
    found = stack.drawdown(distance=away, flow=5000 / DAY, screened=screened)
    np.testing.assert_allclose(found, wanted, rtol=1e-10)
    wells = Wells(np.array([0.0]), np.array([0.0]), np.array([5000 / DAY]), radius=0.1)
    field = stack.field(x=away, y=np.array([0.0]), wells=wells, screened=screened)
    np.testing.assert_allclose(field[:, 0].T, wanted, atol=1e-7 * 5000 / (2 * np.pi * 300.0))


@pytest.mark.parametrize("name", LOOPS)
def test_loops_with_one_rate_are_those_of_pygfunction(name: str) -> None:
    x, y = LOOPS[name].T
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(apart, 0.075)
    responses = finite_line_response(distance=apart[..., None], time=TIMES, **GROUND)
    wanted = list(kept()[f"loops, {name}, one rate"].values())
    np.testing.assert_allclose(responses.sum(axis=0).mean(axis=0), wanted, rtol=1e-10)


@pytest.mark.parametrize("name", LOOPS)
def test_loops_with_one_temperature_are_those_of_pygfunction(name: str) -> None:
    x, y = LOOPS[name].T
    found = field_response(x=x, y=y, time=TIMES, radius=0.075, **GROUND)
    wanted = list(kept()[f"loops, {name}, one temperature"].values())
    np.testing.assert_allclose(found, wanted, rtol=4e-3)


def test_five_steps_of_time_are_somewhat_low() -> None:
    published = [6.5198, 13.4853, 17.7741, 23.4182, 26.9781]
    np.testing.assert_allclose(
        list(kept()["loops, square, one temperature, in five steps"].values()), published, rtol=5e-6
    )
    x, y = LOOPS["square"].T
    found = field_response(x=x, y=y, time=TIMES, radius=0.075, **GROUND)
    above = found / published - 1.0
    assert (above > 0.0).all()
    assert above.max() < 0.01


@pytest.mark.skipif("ZICHT_FIELD_PYTHON" not in os.environ, reason="ZICHT_FIELD_PYTHON is not set")
def test_kept_answers_are_what_the_libraries_say() -> None:
    made = subprocess.run(
        [os.environ["ZICHT_FIELD_PYTHON"], ROOT / "benchmarks/capture_compare.py"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    again = read(made)
    assert again.keys() == kept().keys()
    for name, answers in kept().items():
        assert again[name] == pytest.approx(answers, rel=1e-6, abs=1e-6), name


def values_of(page: str) -> str:
    rows = ["| formula | case | worked | Zicht |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {worked.case} | {six_figures(worked.expected)} | {worked.found():.9g} |"
        for name, each in PAGES[page].items()
        for worked in each
    ]
    return "\n".join(rows) + "\n"


def functions_of(page: str) -> str:
    """Every function of these formulas, with its arguments and what it gives."""
    rows = ["| function of `scenarios.physics` | gives |", "|---|---|"]
    for module in MODULES[page]:
        for public in module.__all__:
            made = getattr(module, public)
            if callable(made):
                name = f"{module.__name__.rpartition('.')[2]}.{public}"
                told = (made.__doc__ or "").partition("\n")[0]
                rows.append(f"| `{name}({', '.join(inspect.signature(made).parameters)})` | {told} |")
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("mark", "make"), [("worked values", values_of), ("functions", functions_of)])
def test_page_shows_every_worked_value_and_every_function(
    page: str, mark: str, make: Callable[[str], str]
) -> None:
    path = ROOT / f"docs/science/{page}.md"
    begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    text, made = path.read_text(encoding="utf-8"), make(page)
    if os.environ.get("ZICHT_FIGURES"):
        text = re.sub(f"(?s)(?<={begin}).*(?={end})", lambda _: made, text)
        path.write_text(text, encoding="utf-8")
    assert begin + made + end in text


def test_figure_is_drawn() -> None:
    figure = ROOT / "docs/science/figures/capture.png"
    if os.environ.get("ZICHT_FIGURES"):
        draw(figure)
    assert figure.stat().st_size < 150_000
    assert f"figures/{figure.name}" in (ROOT / "docs/science/capture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [module for each in MODULES.values() for module in each])
def test_examples_are_right(module: ModuleType) -> None:
    ran = doctest.testmod(module)
    assert ran.attempted > 0
    assert ran.failed == 0
