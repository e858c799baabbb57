"""Zones of the well fields of the embedded area beside timml, and the figure of the process.

The fields stand in capture_demo.json as the process found them, so that timml and Zicht get the same numbers;
another test looks whether the demo still is like that. ``ZICHT_FIGURES=1`` draws the figure.
"""

from __future__ import annotations

import csv
import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import Point

from scenarios.drinking_water.background import heads
from scenarios.drinking_water.fields import well_fields
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.drinking_water.study import cases
from scenarios.physics.capture_zones import capture_zones
from scenarios.physics.stream_lines import StreamLines
from tests.validation.drinking_water_figure import draw
from twin.progress import silent
from twin.state import Twin

HERE = Path(__file__).parent
FIGURE = HERE.parents[1] / "docs" / "science" / "figures" / "drinking-water.png"
DAY, YEAR = 86_400.0, 31_557_600.0
DEMO: dict[str, Any] = json.loads((HERE / "capture_demo.json").read_text(encoding="utf-8"))


def ends(field: str) -> dict[int, list[tuple[float, float]]]:
    """Where lines of timml end that were followed for 25 years, by their well; from the first well [m]."""
    lines = (HERE / "subsurface_answers.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        if row["answer"].startswith(f"demo {field}, "):
            _, number, axis = row["case"].split()
            found.setdefault(f"{row['answer']}, {number}", {})[axis] = float(row["value"])
    by_well: dict[int, list[tuple[float, float]]] = {}
    for name, each in found.items():
        assert each["time"] == pytest.approx(25 * 365.25, rel=1e-3)
        by_well.setdefault(int(name.split(",")[1].split()[1]), []).append((each["x"], each["y"]))
    return by_well


@pytest.mark.parametrize("field", sorted(DEMO))
def test_water_at_the_ends_of_lines_of_timml_takes_as_long(field: str) -> None:
    """Steps of timml are 5 m here; with shorter ones its lines end nearer still."""
    case = DEMO[field]
    x, y, flow = np.array(case["wells_m_m_m3_per_d"]).T
    angle = math.radians(case["towards_degrees"])
    speed = case["conductivity_m_per_d"] / DAY * case["gradient"] / case["porosity"]
    velocity = speed * math.sin(angle), speed * math.cos(angle)
    room = case["porosity"] * case["thickness_m"]
    wells = np.column_stack([x - x[0], y - y[0], flow / DAY / (2.0 * np.pi * room)])
    lines = StreamLines(wells, np.array(velocity), np.array([100.0 * YEAR]))
    told = ends(field)
    assert sorted(told) == list(range(12))
    for well, places in told.items():
        times, arrives = lines.arrivals(np.array(places))
        assert len(places) == 4
        np.testing.assert_allclose(times, 25 * YEAR, rtol=2e-3)
        assert (arrives == well).all()
    [zone] = capture_zones(
        x=x - x[0], y=y - y[0], flow=flow / DAY, velocity=velocity,
        thickness=case["thickness_m"], porosity=case["porosity"], times=25 * YEAR,
    )  # fmt: skip
    assert zone.area == pytest.approx(flow.sum() / DAY * 25 * YEAR / room, rel=1e-3)
    assert all(zone.buffer(5.0).contains(Point(place)) for places in told.values() for place in places)


def test_the_demo_still_is_like_the_cases() -> None:
    twin, asked = Twin.open("demo"), CaptureParameters()
    still = heads(twin, sea=0.0, recharge=asked.rain, progress=silent)
    found, reasons = cases(twin, well_fields(twin, 2025), still, asked)
    assert reasons == {}
    assert [case.field.name for case in found] == sorted(DEMO)
    for case in found:
        kept = DEMO[case.field.name]
        assert case.transmissivity / case.thickness * DAY == pytest.approx(
            kept["conductivity_m_per_d"], rel=0.15
        )
        assert case.thickness == pytest.approx(kept["thickness_m"], abs=2.0)
        assert case.gradient == pytest.approx(kept["gradient"], rel=0.3)


@pytest.mark.skipif(os.environ.get("ZICHT_FIGURES") != "1", reason="figures are drawn with ZICHT_FIGURES=1")
def test_the_figure_is_drawn() -> None:
    draw(FIGURE)
    assert FIGURE.stat().st_size > 10_000
