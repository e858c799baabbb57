"""Sinking peat beside published measurements: Zegveld, 29 sites, infiltration drains, and carbon dioxide.

With ``ZICHT_FIGURES=1`` the figure and the table of the science page are written.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from scenarios.physics.peat import YEAR, subsidence_rate
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection
from scenarios.polders.subsidence import PROCESS, RELATIONS, VAN_DEN_AKKER
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder
from tests.validation.peat_cases import FREEBOARDS, SETTINGS, cases, rates

PAGE = Path(__file__).parents[2] / "docs/science/peat.md"
FIGURE = PAGE.parent / "figures/peat.png"
MARKS = "<!-- published cases -->\n", "<!-- end of published cases -->\n"


def shown(pair: tuple[float, ...]) -> str:
    """One or two numbers to two figures."""
    texts = list(dict.fromkeys(f"{value:.3g}" if abs(value) >= 100.0 else f"{value:.2g}" for value in pair))
    return " to ".join(texts)


def table() -> str:
    told = list(cases())
    meet = sum(case.verdict == "meet" for case in told)
    rows = [f"{len(told)} cases; in {meet} the ranges meet.", ""]
    rows += [
        "| case | unit | measured | Zicht, middle | Zicht, range | verdict | source |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {case.name} | {case.unit} | {shown(case.measured)} | {shown(case.model[1:2])} "
        f"| {shown((case.model[0], case.model[2]))} | {case.verdict} | {case.source} |"
        for case in told
    ]
    return "\n".join(rows) + "\n"


def test_page_shows_every_case_as_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("ZICHT_FIGURES"):
        text = re.sub("(?s)(?<=" + MARKS[0] + ").*(?=" + MARKS[1] + ")", lambda _: table(), text)
        PAGE.write_text(text, encoding="utf-8")
        draw()
        assert FIGURE.stat().st_size > 20_000
    assert table() in text


def test_the_low_ditch_of_zegveld_sinks_more_than_the_high_one() -> None:
    for relation in RELATIONS:
        for setting in SETTINGS:
            assert (np.diff(rates(relation, setting)) > 0.0).all()


def test_both_relations_agree_within_the_spread_of_the_sites() -> None:
    """They were made apart, but for the rate of fresh peat: within a third of each other over fifty years."""
    for setting in SETTINGS:
        ratio = rates(PROCESS.id, setting) / rates(VAN_DEN_AKKER.id, setting)
        assert (ratio > 2 / 3).all()
        assert (ratio < 3 / 2).all()


def test_what_was_measured_lies_in_the_range_of_the_model() -> None:
    """All but those that the page explains."""
    missed = {case.name: case.verdict for case in cases() if case.verdict != "meet"}
    assert missed == {
        "Zegveld, low ditch (0.55 m)": "model higher",
        "29 sites, 1970-2020, mean": "model higher",
        "29 sites, part lost in the upper 0.8 m": "model higher",
        "drains: lower table, mean of January and February": "model higher",
        "drains: mean table of the year, difference": "model higher",
        "rules, CO2 at a freeboard of 0.3 m": "model higher",
        "rules, CO2 at a freeboard of 0.6 m": "model higher",
        "CO2 of a raise from 0.50 to 0.15 m": "model higher",
        "6 m of peat, movement within a dry summer": "model lower",
    }


def test_the_relation_cannot_meet_the_low_ditch_of_zegveld() -> None:
    """With groundwater that never falls below the ditch it already sinks faster than was measured."""
    assert 1e3 * YEAR * float(subsidence_rate(lowest_depth=0.55)) == pytest.approx(6.267)


def test_a_lowered_ditch_makes_creep_a_third() -> None:
    told = {case.name: case.model for case in cases()}
    steady, lowered = (
        told[name]
        for name in (
            "29 sites, part lost in the upper 0.8 m",
            "the same, ditches lowered 0.35 m in 1970",
        )
    )
    assert lowered[2] < steady[0]
    assert lowered[0] < 2 / 3 < lowered[2]


def draw() -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for relation, colour in zip(RELATIONS.values(), ("#7a4f1d", "#2d6a8e"), strict=True):
        every = np.array([rates(relation.id, setting) for setting in SETTINGS])
        left.fill_between(FREEBOARDS, every.min(axis=0), every.max(axis=0), color=colour, alpha=0.25)
        left.plot(FREEBOARDS, every.mean(axis=0), color=colour, label=relation.id)
    left.errorbar(0.55, 7.0, yerr=[[5.0], [10.0]], fmt="o", color="black", capsize=4, label="29 sites")
    left.plot([0.25, 0.55], [4.6, 5.8], "^", color="#b3261e", label="Zegveld")
    left.set(xlabel="ground above the ditch [m]", ylabel="subsidence [mm/yr]", ylim=(0, 20))
    left.legend(frameon=False)
    weather = synthetic(2017, 2120)
    for name, policy, colour in (
        ("indexed every ten years", Policy(), "#7a4f1d"),
        ("fixed", Policy(after="fixation"), "#5b5b5b"),
        ("raised 0.3 m in 2030, then indexed", Policy("indexation", 10, 0.3, 0.3, 2030), "#2d6a8e"),
        ("raised 0.3 m in 2030, then fixed", Policy("fixation", 10, 0.3, 0.3, 2030), "#3c8d5a"),
    ):
        found = projection(
            peat_polder(1, deep_head=np.full(1, -2.3), transmissivity=np.full(1, 0.5 / DAY)),
            weather,
            {"a": policy},
            first_year=2025,
            last_year=2120,
        )
        right.plot(found.years, found.ground_level[:, 0], color=colour, label=name)
        right.plot(found.years, found.summer_level[:, 0], color=colour, linestyle=":")
    right.set(xlabel="year", ylabel="m NAP", title="ground, and ditch level (dotted)")
    right.legend(frameon=False)
    figure.savefig(FIGURE, dpi=120)
    plt.close(figure)
