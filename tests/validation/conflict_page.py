"""Tables and figure of the page on conflicts below ground, made from the rules and the engine themselves."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from shapely import Point, box

from scenarios.bench._crowded_ground import crowded
from scenarios.subsurface.crowding import crowding
from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from scenarios.subsurface.rules import NAMES, national_rules
from tests.validation.figures import drawn
from twin.claim_table import DUTCH
from twin.claims import FUNCTIONS, Claim
from twin.grid import GridSpec
from twin.heat_reach import cooled_radius, thermal_radius

__all__ = ["BLOCKS", "EXAMPLES", "draw"]

RADIUS = thermal_radius(volume=150_000.0, length=40.0)
GROWTH = cooled_radius(flow=150.0 / 3600.0, seconds=1.0, height=60.0)
ENDLESS = -math.inf


def storages(top: float) -> list[Claim]:
    """Two storage systems 100 m apart, the second from some height down."""
    wide = {"radius": RADIUS}
    return [
        Claim("a", "ates", "ATES", Point(0, 0), -31.0, -71.0, **wide),
        Claim("b", "ates", "ATES", Point(100, 0), top, top - 40.0, **wide),
    ]


def loop(base: float) -> list[Claim]:
    """A loop in a zone that may not be bored below -60 m NAP."""
    zone = Claim("z", "protection_zones", "BVZ", box(-500, -500, 500, 500), -60.0, ENDLESS)
    return [Claim("l", "closed_loops", "BHE", Point(0, 0), 0.0, base), zone]


def pit(area: float) -> list[Claim]:
    """A pit of 0.35 m deep in an archaeological monument."""
    site = Claim("s", "archaeology", "ARC", box(-200, -200, 200, 200), 0.0, -2.0, ground=0.0)
    return [Claim("p", "excavations", "TUN", box(0, 0, 10, area / 10), 0.0, -0.35, ground=0.0), site]


def doublets(years: float) -> list[Claim]:
    """Two injectors 1000 m apart, for so many years."""
    return [
        Claim(name, "doublets", "GEO", Point(x, 0), -2000.0, -2060.0, 2030.0, 2030.0 + years, growth=GROWTH)
        for name, x in (("a", 0), ("b", 1000))
    ]


EXAMPLES: tuple[tuple[str, list[Claim], str, float | None], ...] = (
    ("a: storage systems of 150,000 m3, 100 m apart", storages(-31.0), "K8", -28.964),
    ("a: the filters of one 10 m below the other", storages(-81.0), "", None),
    ("b: loop to -80 m NAP, zone from -60 m", loop(-80.0), "X11", -20.0),
    ("b: loop to -50 m NAP", loop(-50.0), "", None),
    ("c: pit of 120 m2, 0.35 m deep", pit(120.0), "C25", -0.05),
    ("c: pit of 90 m2", pit(90.0), "", None),
    ("d: doublets of 150 m3/h, 1000 m apart, 30 years", doublets(30.0), "K1", -136.002),
    ("d: the same for 10 years", doublets(10.0), "", None),
)
"""Acceptance examples: claims, code of the verdict (empty for none) and margin [m]."""


def judged(claims: list[Claim]) -> list[Verdict]:
    """Verdicts of an example."""
    return list(check(claims, least_probability=0.0).verdicts())


def examples() -> str:
    """Table of the acceptance examples."""
    rows = ["| example | asked | Zicht | margin [m] | first year |", "|---|---|---|---|---|"]
    for name, claims, code, _ in EXAMPLES:
        found = judged(claims)
        told = found[0] if found else None
        margin = "" if told is None or told.margin is None else f"{told.margin:.4f}"
        year = "" if told is None or told.first_year is None else f"{told.first_year:.1f}"
        answer = "none" if told is None else told.code
        rows.append(f"| {name} | {code or 'none'} | {answer} | {margin} | {year} |")
    return "\n".join(rows) + "\n"


def functions() -> str:
    """Table of the functions."""
    rows = ["| | function | functie |", "|---|---|---|"]
    rows += [f"| {name} | {FUNCTIONS[name]} | {DUTCH[name]} |" for name in NAMES]
    return "\n".join(rows) + "\n"


def matrix() -> str:
    """Table of the pairs."""
    cells = national_rules().cells
    rows = ["| | " + " | ".join(NAMES) + " |", "|---" * (len(NAMES) + 1) + "|"]
    for number, one in enumerate(NAMES):
        row = [
            "" if k < number else f"{cells[one, two][0]}{cells[one, two][1] or ''}"
            for k, two in enumerate(NAMES)
        ]
        rows.append(f"| **{one}** | " + " | ".join(row) + " |")
    return "\n".join(rows) + "\n"


def rules() -> str:
    """Table of the rules in force."""
    rows = ["| rule | asks | of whom | source |", "|---|---|---|---|"]
    for number, rule in sorted(national_rules().select().items()):
        mark = "" if rule.status == "verified" else " `[unverified]`"
        subject = ", ".join(rule.subject) or "both"
        text = " ".join(rule.text.en.split())
        rows.append(f"| {number} {rule.title.en} | {text} | {subject} | {rule.source}{mark} |")
    return "\n".join(rows) + "\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "functions": functions,
    "matrix": matrix,
    "rules": rules,
    "acceptance examples": examples,
}


def draw(path: Path) -> None:
    """Write the figure: bodies that meet, a probability, and a crowded ground."""
    with drawn(path, 3, (10.5, 3.4)) as axes:
        draw_growth(axes[0])
        draw_probability(axes[1])
        draw_crowding(axes[2], axes[2].figure)


def draw_growth(axes: Any) -> None:
    """Room between two doublets, year by year, and the year that the engine gives."""
    years = np.linspace(0.0, 40.0, 200)
    room = 1000.0 - 2.0 * GROWTH * np.sqrt(years * 31_557_600.0)
    axes.plot(2030.0 + years, room, color="#b2402a")
    axes.axhline(0.0, color="#444", lw=0.8)
    first = judged(doublets(40.0))[0].first_year
    axes.axvline(first, color="#1f6fb2", ls="--", label=f"engine: from {first:.1f} on")
    axes.set(xlabel="year", ylabel="room [m]", title="two doublets, 1000 m apart")
    axes.legend()


def draw_probability(axes: Any) -> None:
    """Probability of a conflict by the distance of two cables, for three uncertainties of their place."""
    apart = np.linspace(0.0, 1.6, 81)
    for sigma, color in ((0.05, "#1f6fb2"), (0.2, "#c77d0a"), (0.5, "#b2402a")):
        found = []
        for x in apart:
            pair = [
                Claim(
                    name, "utility_lines", "PIP", Point(place, 0.0), -1.0, -1.2, radius=0.1, kind="water",
                    sigma_xy=sigma,
                )
                for name, place in (("a", 0.0), ("b", float(x)))
            ]  # fmt: skip
            verdicts = list(check(pair, least_probability=1e-6).verdicts())
            found.append(verdicts[0].probability if verdicts else 0.0)
        axes.plot(apart, found, color=color, label=f"sigma {sigma:g} m each")
    axes.set(xlabel="distance of the axes [m]", ylabel="probability", title="two water mains (rule 23)")
    axes.legend()


def draw_crowding(axes: Any, figure: Any) -> None:
    """Functions in the contact layer of a made-up town."""
    claims = crowded(1_500, seed=4)
    grid, _ = GridSpec.from_bbox((100_000.0, 400_000.0, 103_600.0, 403_600.0), 20.0)
    counts = crowding(claims, grid, 2050.0)[0]
    drawn = axes.imshow(counts, extent=(0.0, 3.6, 0.0, 3.6), cmap="magma_r", vmin=0)
    axes.set(xlabel="km", ylabel="km", title="functions in the contact layer, 2050")
    axes.grid(visible=False)
    figure.colorbar(drawn, ax=axes, shrink=0.85)
