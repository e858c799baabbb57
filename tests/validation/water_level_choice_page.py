"""What the choice of levels in the demo shows: rows of the page, and its figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.front import Front
from scenarios.polders.choice.optimum import best, scores
from scenarios.polders.choice.tables import Choice

SCIENCE = Path(__file__).parents[2] / "docs/science"
PAGE = SCIENCE / "water-level-choice.md"
RESULTS = SCIENCE / "water-level-choice-results.json"
FRONTS = SCIENCE / "figures/water-level-choice-fronts.png"
WEIGHTS = SCIENCE / "figures/water-level-choice-weights.png"
BLUE, GREEN, RED, GREY = "#1f6fb2", "#2f855a", "#b2402a", "#6b7280"
PAIRS = (
    ("co2_mean", "yield_loss", 1.0, 1.0),
    ("co2_mean", "water_demand", 1.0, 1e-6),
    ("foundations", "yield_loss", 1.0, 1.0),
)
"""Objectives of the panels, and what their values are multiplied by."""
AXES = {
    "co2_mean": "greenhouse gas, mean of 2025 to 2120 [t CO2-eq/ha/yr]",
    "yield_loss": "yield lost [%]",
    "water_demand": "water let in [million m3]",
    "foundations": "buildings whose piles fail",
}

Row = Mapping[str, Any]


def allowed(found: Choice) -> npt.NDArray[np.bool_]:
    """Options that areas may have, (areas, options)."""
    return np.array([[not text for text in texts] for texts in found.hindrances], dtype=np.bool_)


def areas(found: Choice) -> list[dict[str, Any]]:
    """An area a row: today's level, the choice, and how firm it is."""
    return [
        {
            "area": name,
            "ground [m NAP]": number(found.areas.ground_level[at]),
            "summer level [m NAP]": number(found.areas.summer_level[at]),
            "choice": str(found.options[found.chosen[at]]),
            "same under variants [%]": number(100.0 * found.staying[at], 2),
        }
        for at, name in enumerate(found.areas.names)
    ]


def effects(found: Choice) -> list[dict[str, Any]]:
    """An objective a row: today, with equal weights, and the best and worst of all choices."""
    tables = {table.effect.id: table for table in found.tables}
    rows = []
    for goal in found.objectives:
        table, may = tables[goal.id], allowed(found)
        sign = -1.0 if table.effect.better == "higher" else 1.0
        least, most = (
            float(edge(np.where(may, goal.costs, fill), axis=1).sum()) * sign
            for edge, fill in ((np.min, np.inf), (np.max, -np.inf))
        )
        rows.append({
            "objective": table.effect.labels["en"],
            "unit": table.effect.unit,
            "as today": number(table.together(found.today)),
            "equal weights": number(table.together(found.chosen)),
            "best of all": number(least),
            "worst of all": number(most),
        })  # fmt: skip
    return rows


def number(value: float, digits: int = 4) -> float | None:
    """Number in so many figures; None where it is not known."""
    return None if math.isnan(value) else float(f"{value:.{digits}g}")


def stored() -> dict[str, list[dict[str, Any]]]:
    """Rows of the last validation, by the name of their table."""
    kept: dict[str, list[dict[str, Any]]] = json.loads(RESULTS.read_text("utf-8"))
    return kept


def keep(tables: Mapping[str, Sequence[Row]]) -> None:
    """Write the rows, and put them in the tables of the page."""
    parts = []
    for name, rows in tables.items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
        parts.append(f'"{name}": [\n{lines}\n]')
    RESULTS.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")
    page = PAGE.read_text("utf-8")
    for name, rows in tables.items():
        begin, end = marks(name)
        head, rest = page.split(begin)
        page = f"{head}{begin}\n{markdown(rows)}{end}{rest.split(end)[1]}"
    PAGE.write_text(page, "utf-8")


def marks(name: str) -> tuple[str, str]:
    """Where a table begins and ends on the page."""
    return f"<!-- {name}: written by `make validate` -->", f"<!-- end of {name} -->"


def markdown(rows: Sequence[Row]) -> str:
    """Table; what is unknown is a dash."""
    lines = ["| " + " | ".join(rows[0]) + " |", "|---" * len(rows[0]) + "|"]
    lines += ["| " + " | ".join(shown(value) for value in row.values()) + " |" for row in rows]
    return "\n" + "\n".join(lines) + "\n\n"


def shown(value: Any) -> str:
    """Cell of a table."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


def draw(found: Choice, fronts: Mapping[tuple[str, str], Front]) -> None:
    """Fronts of three pairs, and the choice as the weight goes from yield to greenhouse gas."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with plt.rc_context({"font.size": 9, "axes.grid": True, "grid.alpha": 0.3, "legend.fontsize": 8}):
        figure, panels = plt.subplots(1, 3, figsize=(12.5, 4.0), layout="constrained")
        for axes, pair in zip(panels, PAIRS, strict=True):
            draw_front(axes, found, fronts[pair[:2]], pair)
        panels[0].legend()
        figure.savefig(FRONTS, dpi=110, metadata={"Software": None})
        plt.close(figure)
        figure, panels = plt.subplots(1, 2, figsize=(12.5, 3.6), layout="constrained", sharey=True)
        for axes, gas, title in zip(
            panels,
            ("co2_mean", "co2_emission"),
            ("gas of all years to 2120", "gas of 2113 to 2120 alone"),
            strict=True,
        ):
            drawn = draw_weights(axes, found, gas)
            axes.set_title(title)
        figure.colorbar(drawn, ax=panels, label="level raised by [m]")
        figure.savefig(WEIGHTS, dpi=110, metadata={"Software": None})
        plt.close(figure)


def draw_front(axes: Any, found: Choice, front: Front, pair: tuple[str, str, float, float]) -> None:
    tables = {table.effect.id: table for table in found.tables}
    ends, factors = [tables[name] for name in pair[:2]], pair[2:]

    def place(chosen: npt.NDArray[np.intp]) -> tuple[float, float]:
        one, two = (end.together(chosen) * factor for end, factor in zip(ends, factors, strict=True))
        return one, two

    may, count = allowed(found), len(found.areas.ids)
    alike = [at for at in range(len(found.options)) if may[:, at].all()]
    uniform = [place(np.full(count, at)) for at in alike]
    axes.plot(*zip(*uniform, strict=True), "o", color=GREY, markersize=4, label="the same option everywhere")
    axes.plot(
        front.values[:, 0] * factors[0], front.values[:, 1] * factors[1], ".-", color=BLUE, markersize=2,
        linewidth=0.8, label="front: an option for each area",
    )  # fmt: skip
    axes.plot(*place(found.today), "s", color=RED, markersize=7, label="as today")
    axes.plot(*place(found.chosen), "^", color=GREEN, markersize=8, label="equal weights of four objectives")
    axes.set(xlabel=AXES[pair[0]], ylabel=AXES[pair[1]])


def draw_weights(axes: Any, found: Choice, gas: str) -> Any:
    """Raise of each area as the weight goes from yield to gas; hatched where the level is fixed."""
    shares = np.linspace(0.0, 1.0, 101)
    chosen = np.array(
        [
            best(scores(found.objectives, {gas: share, "yield_loss": 1.0 - share}), allowed(found))
            for share in shares
        ]
    ).T
    raised = np.array([option.raised for option in found.options])[chosen]
    fixed = np.array([option.policy == "fixatie" for option in found.options])[chosen]
    edges = (0.0, 1.0, len(raised) - 0.5, -0.5)
    drawn = axes.imshow(
        raised, aspect="auto", extent=edges, cmap="RdBu", vmin=-0.6, vmax=0.6, interpolation="nearest"
    )
    step = shares[1]
    for row, held in enumerate(fixed):
        bars = [(share - step / 2, step) for share in shares[held]]
        axes.broken_barh(bars, (row - 0.5, 1.0), facecolor="none", hatch="///", linewidth=0.0)
    axes.set_xlim(0.0, 1.0)
    axes.set_yticks(range(len(raised)), found.areas.names)
    axes.set(xlabel="weight of greenhouse gas; the rest is that of yield")
    axes.grid(visible=False)
    return drawn
