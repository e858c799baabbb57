"""What timml and pygfunction find for wells and closed loops, for comparison: CSV on standard output.

    python -m venv FIELD && FIELD/bin/pip install timml==6.9.0 pygfunction==2.3.1
    FIELD/bin/python benchmarks/capture_compare.py > tests/validation/subsurface_answers.csv

Runs in an environment of its own: neither is a dependency, and this script imports nothing of Zicht. Metres
and days in the cases, as these libraries take them. Set ``ZICHT_FIELD_PYTHON`` to that Python to let a test
run it and check the table that is kept.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sys
import warnings
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pygfunction as gt
import timml

YEAR = 365.25
Row = tuple[str, str, float]

SAND = {"kaq": 30.0, "z": [0.0, -40.0], "npor": 0.35}
FLOW, SLOPE = 5000.0, 0.001
FIELD = [(0.0, 0.0, 2000.0), (350.0, 250.0, 1500.0), (-200.0, 500.0, 1000.0)]
STACK = {
    "kaq": [20.0, 35.0, 10.0],
    "z": [0.0, -5.0, -25.0, -30.0, -70.0, -80.0, -110.0],
    "c": [400.0, 2000.0, 8000.0],
    "topboundary": "semi",
    "hstar": 0.0,
}
LOOPS = {"square": [(6.0 * c, 6.0 * r) for r in range(5) for c in range(5)],
         "corner": [(0, 0), (7, 0), (14, 0), (0, 7), (0, 14)],
         "one": [(0, 0)]}  # fmt: skip
TIMES = np.array([1.0, 5.0, 10.0, 25.0, 50.0])
DEMO = Path(__file__).parents[1] / "tests" / "validation" / "capture_demo.json"


def one_well() -> Iterator[Row]:
    model = timml.ModelMaq(**SAND)
    timml.Uflow(model, SLOPE, 0.0)
    timml.Constant(model, 0.0, 1e4, 50.0)
    well = timml.Well(model, 0.0, 0.0, FLOW, rw=0.1)
    model.solve(silent=True)
    stagnation = FLOW / (2 * np.pi * 1200.0 * SLOPE)
    yield "one well, discharge across", "x0 m downstream", model.disvec(stagnation, 0.0)[0].item()
    yield "one well, discharge across", "x0 m upstream", model.disvec(-stagnation, 0.0)[0].item()
    yield from ends("one well, 25 yr", well, nt=20, step=20.0)


def well_field() -> Iterator[Row]:
    model = timml.ModelMaq(**SAND)
    timml.Uflow(model, SLOPE / 2, 30.0)
    timml.Constant(model, 0.0, 1e4, 50.0)
    wells = [timml.Well(model, x, y, q, rw=0.1) for x, y, q in FIELD]
    model.solve(silent=True)
    for number, well in enumerate(wells):
        yield from ends(f"well {number} of a field, 25 yr", well, nt=16, step=5.0)


def demo() -> Iterator[Row]:
    """Well fields of the embedded area, as they stand in the file: metres from the first well of each."""
    for name, case in json.loads(DEMO.read_text(encoding="utf-8")).items():
        model = timml.ModelMaq(
            kaq=case["conductivity_m_per_d"], z=[0.0, -case["thickness_m"]], npor=case["porosity"]
        )
        timml.Uflow(model, case["gradient"], 90.0 - case["towards_degrees"])
        timml.Constant(model, 0.0, 1e5, 50.0)
        x0, y0, _ = case["wells_m_m_m3_per_d"][0]
        wells = [timml.Well(model, x - x0, y - y0, q, rw=0.1) for x, y, q in case["wells_m_m_m3_per_d"]]
        model.solve(silent=True)
        for number, well in enumerate(wells):
            yield from ends(f"demo {name}, well {number}, 25 yr", well, nt=4, step=5.0)


def ends(name: str, well: timml.Well, nt: int, step: float) -> Iterator[Row]:
    """Where lines end that are followed backwards for 25 years."""
    with contextlib.redirect_stdout(io.StringIO()):  # it prints a dot for each line
        lines = well.capzone(nt=nt, hstepmax=step, tmax=25 * YEAR, nstepmax=2000)
    for number, line in enumerate(lines):
        yield name, f"line {number} time", line[-1, 3]
        yield name, f"line {number} x", line[-1, 0]
        yield name, f"line {number} y", line[-1, 1]


def leaky() -> Iterator[Row]:
    model = timml.ModelMaq(kaq=30.0, z=[1.0, 0.0, -40.0], c=1000.0, topboundary="semi", hstar=0.0)
    timml.Well(model, 0.0, 0.0, FLOW, rw=0.1)
    model.solve(silent=True)
    yield "De Glee", "500 m", -model.head(500.0, 0.0)[0].item()


def stack() -> Iterator[Row]:
    for screened in range(3):
        model = timml.ModelMaq(**STACK)
        timml.Well(model, 0.0, 0.0, FLOW, rw=0.1, layers=screened)
        model.solve(silent=True)
        for r in (1.0, 50.0, 500.0, 3000.0):
            for layer, head in enumerate(model.head(r, 0.0)):
                yield f"three aquifers, well in {screened}", f"{r:g} m, aquifer {layer}", -head.item()
    for number, length in enumerate(model.aq.lab):
        yield "three aquifers, leakage length", f"{number}", length.item()


def loops() -> Iterator[Row]:
    a, second = 2.0 / 2.4e6, 365.25 * 86_400
    fine = np.unique(np.concatenate([np.geomspace(1e-3, 50.0, 40), TIMES]))
    for name, places in LOOPS.items():
        x, y = np.array(places, dtype=float).T
        count = len(x)
        field = gt.borefield.Borefield(
            np.full(count, 150.0), np.full(count, 1.0), np.full(count, 0.075), x, y
        )
        for told, condition, years in (
            ("one temperature, in five steps", "UBWT", TIMES),
            ("one temperature", "UBWT", fine),
            ("one rate", "UHTR", TIMES),
        ):
            method = "equivalent" if name == "square" and condition == "UBWT" else "detailed"
            found = gt.gfunction.gFunction(
                field, a, time=years * second, boundary_condition=condition, method=method
            ).gFunc
            for t in TIMES:
                yield f"loops, {name}, {told}", f"{t:g} yr", found[np.searchsorted(years, t)].item()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(f"# Answers of timml {version('timml')} and pygfunction {version('pygfunction')}.")
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["answer", "case", "value"])
    for part in (one_well, well_field, demo, leaky, stack, loops):
        table.writerows((name, case, f"{value:.12g}") for name, case, value in part())
