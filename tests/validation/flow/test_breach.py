"""V9: discharge through a breach beside the law of the weir, free and drowned; a breach of a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from scenarios.flow.breach import Breach
from scenarios.flow.domain import Domain, Faces, TimeSeries
from scenarios.flow.solver import Solver
from tests.validation.flow import figures
from tests.validation.flow.boundaries import side
from tests.validation.flow.closed_forms import bathtub_polder, weir
from tests.validation.flow.polder import SILL, WIDTH, PolderBreach

DRAWDOWN = 150.0
"""Distance from the breach at which levels are read, in the line of the dike as well [m]."""
STEP, UNTIL = 30.0, 600.0


def levels(case: PolderBreach, solver: Solver) -> tuple[float, float]:
    """Level in the reservoir and in the polder, beside the breach and outside its drawdown [m NAP]."""
    apart = round(DRAWDOWN / case.dx)
    beside = [case.breach_rows[0] - apart, case.breach_rows[-1] + apart]
    up, down = case.breach_col - apart, case.breach_col + round(20.0 / case.dx) + apart
    level = solver.level
    return float(level[beside, up].mean()), float(level[beside, down].mean())


def through(case: PolderBreach, *, capped: bool) -> Iterator[tuple[float, float, float]]:
    """Time [s], discharge [m3/s] over the breach line in the step before, and that of the law then."""
    solver = Solver(case.domain(weir=capped), case.start, capped=capped)
    reservoir = slice(0, case.breach_col + 1)
    before, last = float(solver.depth[:, reservoir].sum(dtype=np.float64)), levels(case, solver)
    for time in np.arange(STEP, UNTIL + 1.0, STEP):
        solver.advance(float(time))
        now, found = float(solver.depth[:, reservoir].sum(dtype=np.float64)), levels(case, solver)
        up, down = (0.5 * (a + b) for a, b in zip(last, found, strict=True))
        yield float(time), (before - now) * case.dx**2 / STEP, weir(up, down, SILL, WIDTH)
        before, last = now, found


def ratio(case: PolderBreach, *, capped: bool) -> float:
    """Mean discharge from one minute on beside that of the law."""
    rows = np.array([row for row in through(case, capped=capped) if row[0] > 60.0])
    return float(rows[:, 1].sum() / rows[:, 2].sum())


def test_breach_on_cells_of_twenty_five_metres(assert_measured) -> None:
    assert_measured("V9", "free", ratio(PolderBreach(200), capped=True) - 1.0, low=-0.1, high=0.1)
    assert_measured("V9", "drowned", ratio(PolderBreach(200, 1.5), capped=True) - 1.0, low=-0.15, high=0.15)


@pytest.mark.validate
def test_breach_of_the_polder_case(assert_measured, drawing) -> None:
    free = np.array(list(through(PolderBreach(), capped=True)))
    assert_measured(
        "V9",
        "PB-cap, free: discharge beside the law",
        free[2:, 1].sum() / free[2:, 2].sum() - 1.0,
        low=-0.1,
        high=0.1,
    )
    worst = np.abs(free[2:, 1] / free[2:, 2] - 1.0).max()
    assert_measured("V9", "PB-cap, free: largest departure in any half minute", worst, high=0.1)
    uncapped = np.array(list(through(PolderBreach(), capped=False)))
    assert_measured(
        "V9", "PB without the weir law: times the law", uncapped[2:, 1].sum() / uncapped[2:, 2].sum()
    )
    drowned = {}
    for inside in (0.5, 1.0, 1.25, 1.5, 1.75):
        drowned[inside] = rows = np.array(
            list(through(PolderBreach(1000 if inside == 1.5 else 500, inside), capped=True))
        )
        found = rows[2:, 1].sum() / rows[2:, 2].sum() - 1.0
        part = "drowned" if inside > 1.0 else "free"
        gate = 0.15 if inside > 1.0 else 0.1
        assert_measured(
            "V9",
            f"PB-cap, {inside:g} m NAP in the polder ({part}): discharge beside the law",
            found,
            low=-gate,
            high=gate,
        )
    if drawing:
        draw_breach(free, uncapped, drowned)


def draw_breach(free: np.ndarray, uncapped: np.ndarray, drowned: dict) -> None:
    with figures.drawn("breach", 2) as (course, tail):
        course.plot(free[:, 0] / 60, free[:, 2], color=figures.RED, label="law, at the levels of the model")
        course.plot(free[:, 0] / 60, free[:, 1], "o", color="black", markersize=3, label="Zicht, PB-cap")
        course.plot(
            uncapped[:, 0] / 60,
            uncapped[:, 1],
            "s",
            color=figures.ORANGE,
            markersize=3,
            label="without the weir law (PB)",
        )
        course.set(
            xlabel="time [min]",
            ylabel="discharge [m3/s]",
            ylim=(0, None),
            title="dry polder: free flow over a sill of 100 m",
        )
        course.legend()
        share = np.linspace(0.0, 1.0, 300)
        tail.plot(
            share,
            [weir(3.0, 3.0 * s, 0.0) / weir(3.0, 0.0, 0.0) for s in share],
            color=figures.RED,
            label="law",
        )
        tail.axvline(2 / 3, color=figures.GREY, linewidth=0.8, linestyle="--")
        for inside, rows in drowned.items():
            head, depth = 3.0, inside - SILL
            scale = rows[2:, 2].mean() / weir(head, depth, 0.0, WIDTH)
            tail.plot(
                depth / head,
                rows[2:, 1].mean() / scale / weir(head, 0.0, 0.0, WIDTH),
                "o",
                color="black",
                markersize=4,
                label="Zicht" if inside == 0.5 else None,
            )
        tail.set(
            xlabel="polder level above the sill / head [-]",
            ylabel="discharge / free discharge [-]",
            ylim=(0, 1.2),
            title="water in the polder: free to drowned",
        )
        tail.legend()


def polder_day(cell: float, hours: float = 24.0) -> np.ndarray:
    """Hours, width [m], level inside [m NAP], volume that came in [m3] and discharge [m3/s] of the model.

    50 km2 of flat bed at -10 m, filled to -2 m: deep, so that the level is nearly the same everywhere.
    """
    shape = (round(5000.0 / cell), round(10_000.0 / cell))
    first = shape[0] // 2 - round(100.0 / cell)
    count = round(200.0 / cell)
    gap: Faces = side(shape, "west", series=0, sill=4.0, weir=True, rows=slice(first, first + count))
    domain = Domain(
        np.full(shape, -10.0, np.float32), cell, cell, 0.02, faces=gap, levels=(TimeSeries.constant(3.5),)
    )
    solver, breach = Solver(domain, -2.0), Breach(crest=4.0, bottom=-1.0, soil="clay", largest_width=200.0)
    ones, rows, before = np.ones(count), [], 0.0
    for minute in range(round(hours * 60)):
        inside = float(solver.level[shape[0] // 2, round(500.0 / cell)])
        solver.set_sills(ones * breach_sill(breach, minute), ones * breach_width(breach, minute) / 200.0)
        breach.update(60.0 * minute, 60.0 * (minute + 1), 3.5, inside)
        solver.advance(60.0 * (minute + 1))
        volume = float(solver.faces_volume.sum())
        rows.append(
            ((minute + 1) / 60.0, breach.width, float(solver.level.mean()), volume, (volume - before) / 60.0)
        )
        before = volume
    return np.array(rows)


def breach_sill(breach: Breach, minute: int) -> float:
    return breach.sill if minute else 4.0


def breach_width(breach: Breach, minute: int) -> float:
    return breach.width if minute else 10.0


def test_polder_in_the_first_six_hours(assert_measured) -> None:
    rows = polder_day(200.0, 6.0)
    known = bathtub_polder(6.0)
    assert_measured("24 h polder", "volume", rows[-1, 3] / known["volume"] - 1.0, low=-0.03, high=0.03)


@pytest.mark.validate
def test_polder_in_a_day(assert_measured, drawing) -> None:
    rows, known = polder_day(100.0), bathtub_polder()
    for name, value, low, high in (
        ("width", rows[-1, 1] / known["width"] - 1.0, -0.03, 0.03),
        ("volume", rows[-1, 3] / known["volume"] - 1.0, -0.03, 0.03),
        ("largest discharge", rows[:, 4].max() / known["discharge"] - 1.0, -0.03, 0.03),
        ("rise of the level inside", (rows[-1, 2] + 2.0) / (known["level"] + 2.0) - 1.0, -0.03, 0.03),
    ):
        assert_measured(
            "24 h polder", f"{name} beside one level for the whole polder", value, low=low, high=high
        )
    assert_measured("24 h polder", "width of the breach", rows[-1, 1], "m")
    assert_measured("24 h polder", "level inside", rows[-1, 2], "m NAP")
    assert_measured("24 h polder", "volume that came in", rows[-1, 3] / 1e6, "10^6 m3")
    assert_measured("24 h polder", "largest discharge", rows[:, 4].max(), "m3/s")
    if drawing:
        draw_day(rows)


def draw_day(rows: np.ndarray) -> None:
    known = np.array([[h, *bathtub_polder(h).values()] for h in np.arange(0.5, 24.01, 0.5)])
    with figures.drawn("polder", 3, size=(10.0, 3.2)) as axes:
        for axis, column, label in (
            (axes[0], 1, "width of the breach [m]"),
            (axes[1], 2, "level inside [m NAP]"),
            (axes[2], 4, "discharge [m3/s]"),
        ):
            if column < 4:
                axis.plot(known[:, 0], known[:, column], color=figures.RED, label="one level")
            axis.plot(
                rows[::30, 0],
                rows[::30, column],
                "o",
                color="black",
                markersize=2.5,
                label="Zicht, 100 m cells",
            )
            axis.set(xlabel="time [h]", ylabel=label, xlim=(0, 24))
        flow = np.gradient(known[:, 3], known[:, 0] * 3600.0)
        axes[2].plot(known[:, 0], flow, color=figures.RED, label="one level")
        axes[0].legend()
