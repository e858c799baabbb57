"""Our soil rule beside koswat itself, which runs in an environment of its own.

Three sets: the section of its own example, the 16 sections of the IJsseldelta in its eight scenarios, and
made-up dikes with and without berms. Widths, levels and slopes must be the same to 1e-6. The live comparison
needs ``ZICHT_KOSWAT_PYTHON`` (see benchmarks/koswat_compare.py) and also checks the answers that are kept in
koswat_answers.csv, against which every run of the suite compares.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.dikes.costs import prices
from scenarios.dikes.measures import measure_code, measure_numbers
from scenarios.dikes.model import Design, Needs, Profiles
from scenarios.dikes.sections import section_designed, section_now
from scenarios.dikes.soil import profile_table, soil_design
from tests.validation.dike_space_page import keep, number, wanted
from tests.validation.real_dikes import koswat as ijsseldelta

ROOT = Path(__file__).parents[2]
ANSWERS = Path(__file__).with_name("koswat_answers.csv")
NEEDS = ("heightening", "stability", "piping")
COMPARED = ("crest_level", "inner_slope", "inner_berm_width", "inner_berm_level", "outer_berm_level")
TOLERANCE = 1e-6
EXAMPLE: dict[str, float] = {
    "crest_level": 4.21, "crest_width": 3.97, "outer_slope": 3.52, "inner_slope": 2.4,
    "outer_toe_level": 0.6, "inner_toe_level": 2.82, "outer_berm_width": 0.0, "outer_berm_level": 0.6,
    "inner_berm_width": 0.0, "inner_berm_level": 2.82,
    "aquifer_top": -2.06, "firm_level": -5.06, "heightening": 0.5, "stability": 10.0, "piping": 50.0,
}  # fmt: skip

Case = dict[str, float]


def made_up(count: int = 20) -> list[Case]:
    """Dikes of every kind, with and without berms on both sides; any of the needs may be the largest."""
    rng = np.random.default_rng(2017)
    cases = []
    for index in range(count):
        inner = round(rng.uniform(-2.0, 2.0), 2)
        outer = round(inner + rng.uniform(-0.5, 1.5), 2)
        height = round(rng.uniform(2.0, 7.0), 2)
        berm = index % 4  # none, low, high enough for stability, low and wide
        width = (0.0, round(rng.uniform(2.0, 8.0), 2), round(rng.uniform(2.0, 8.0), 2), 20.0)[berm]
        share = (0.0, 0.2, 0.55, 0.3)[berm]
        outside = round(rng.uniform(2.0, 6.0), 2) if index % 3 == 0 else 0.0
        cases.append(
            {
                "crest_level": round(inner + height, 2),
                "crest_width": round(rng.uniform(2.0, 8.0), 2),
                "outer_slope": round(rng.uniform(2.0, 5.0), 2),
                "inner_slope": round(rng.uniform(1.8, 4.0), 2),
                "outer_toe_level": outer,
                "inner_toe_level": inner,
                "outer_berm_width": outside,
                "outer_berm_level": round(outer + 0.5, 2) if outside else outer,
                "inner_berm_width": width,
                "inner_berm_level": round(inner + share * height, 3),
                "aquifer_top": round(inner - rng.uniform(0.5, 6.0), 2),
                "firm_level": round(inner - rng.uniform(3.0, 10.0), 2),
                "heightening": round(rng.uniform(0.0, 2.0), 2),
                "stability": round(float(rng.choice([0.0, rng.uniform(0.0, 20.0)])), 2),
                "piping": round(float(rng.choice([0.0, rng.uniform(0.0, 60.0)])), 2),
            }
        )
    return cases


def sections(folder: Path) -> list[Case]:
    """The sections of the IJsseldelta with the raises, stability and piping of koswat's scenarios."""
    found: list[Case] = []
    for traject in ("10-1", "10-2", "10-3"):
        profiles, subsoil, names, _, _ = ijsseldelta(folder, traject)
        for row in range(len(names)):
            section = {
                name: float(getattr(profiles, name)[row]) for name in EXAMPLE if hasattr(profiles, name)
            }
            section |= {name: float(getattr(subsoil, name)[row]) for name in ("aquifer_top", "firm_level")}
            found += [
                {**section, **dict(zip(NEEDS, needs, strict=True))}
                for needs in itertools.product((0.5, 1.0), (10.0, 15.0), (50.0, 75.0))
            ]
    return found


def given(cases: list[Case]) -> tuple[Profiles, Needs]:
    """Cases as profiles and needs, one future."""
    column = {name: np.array([case[name] for case in cases]) for name in EXAMPLE}
    names = [field.name for field in fields(Profiles) if field.name not in ("sources", "source")]
    profiles = Profiles(
        **{name: column[name] for name in names}, sources=("koswat",), source=np.zeros(len(cases), np.int8)
    )
    none = np.zeros((len(cases), 1))
    raised, stability, piping = (column[name][:, None] for name in NEEDS)
    crest = column["crest_level"][:, None] + raised
    return profiles, Needs(crest, raised, stability, piping, none, none, none)


def live(cases: list[Case]) -> dict[str, Any]:
    """Answers of koswat."""
    python = os.environ.get("ZICHT_KOSWAT_PYTHON")
    if not python:
        pytest.skip("ZICHT_KOSWAT_PYTHON is not set: no Python that has koswat")
    script = str(ROOT / "benchmarks" / "koswat_compare.py")
    done = subprocess.run(
        [python, script], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def differences(design: Design, answers: list[dict[str, float]]) -> dict[str, float]:
    """Largest difference of each number."""
    return {
        name: float(np.abs(getattr(design, name)[:, 0] - np.array([row[name] for row in answers])).max())
        for name in COMPARED
    }


def test_answers_of_koswat_that_were_kept() -> None:
    """Berms and slopes of the made-up dikes; every kind of answer is among them."""
    rows = list(csv.DictReader(line for line in ANSWERS.read_text().splitlines() if not line.startswith("#")))
    cases = [{name: float(row[name]) for name in EXAMPLE} for row in rows]
    assert cases == [EXAMPLE, *made_up()]
    profiles, needs = given(cases)
    design = soil_design(profiles, needs)
    answers = [{name: float(row[f"koswat_{name}"]) for name in COMPARED} for row in rows]
    assert max(differences(design, answers).values()) < TOLERANCE
    assert {1, 2, 3} <= set(design.driver[:, 0].tolist())
    steeper = design.inner_slope[:, 0] - profiles.inner_slope
    assert (steeper > 0.01).any()
    assert ((design.inner_berm_width[:, 0] > 0) & (np.abs(steeper) < 1e-9)).any()


def test_the_section_drawn_is_the_one_designed() -> None:
    """Its base, from where the outer crest edge was, is the largest of the three bases."""
    profiles, needs = given([EXAMPLE, *made_up()])
    design = soil_design(profiles, needs)
    new, old = section_designed(profiles, design)[0], section_now(profiles)[0]
    np.testing.assert_allclose(new[:, 7] - old[:, 7], design.inward[:, 0], atol=1e-9)
    np.testing.assert_allclose(old[:, 0] - new[:, 0], design.outward[:, 0], atol=1e-9)
    np.testing.assert_allclose(new[:, 4] - new[:, 3], profiles.crest_width, atol=1e-9)


@pytest.mark.validate
@pytest.mark.parametrize("which", ["example", "IJsseldelta", "made up"])
def test_soil_design_is_that_of_koswat(which: str, request: pytest.FixtureRequest) -> None:
    sets = {"example": lambda: [EXAMPLE], "made up": made_up}
    cases = sections(request.getfixturevalue("data_dir")) if which == "IJsseldelta" else sets[which]()
    found = live(cases)
    profiles, needs = given(cases)
    design = soil_design(profiles, needs)
    largest = differences(design, [row["soil"] for row in found["profiles"]])
    assert max(largest.values()) < TOLERANCE, largest
    if wanted():
        _note(which, len(cases), largest, found["seconds_per_profile"])


@pytest.mark.validate
def test_kept_answers_are_those_of_koswat() -> None:
    cases = [EXAMPLE, *made_up()]
    answers = [row["soil"] for row in live(cases)["profiles"]]
    if wanted():
        _keep_answers(cases, answers)
    rows = list(csv.DictReader(line for line in ANSWERS.read_text().splitlines() if not line.startswith("#")))
    for row, answer in zip(rows, answers, strict=True):
        assert {name: float(row[f"koswat_{name}"]) for name in COMPARED} == {n: answer[n] for n in COMPARED}


@pytest.mark.validate
@pytest.mark.parametrize("measure", ["vertical-geotextile", "seepage-screen", "cofferdam"])
def test_narrow_sections_are_those_of_koswat(measure: str, data_dir: Path) -> None:
    """Slope and berm beside a structure, and the length of its wall, which koswat rounds to 0.1 m."""
    from scenarios.kernels.dike_measures import measure_row, profile_row, take

    cases = [EXAMPLE, *sections(data_dir), *made_up(100)]
    table = np.ascontiguousarray(profile_table(given(cases)[0]).T)
    row = measure_row(measure_numbers(prices()), measure_code(measure))
    compared = 0
    for index, (case, answer) in enumerate(zip(cases, live(cases)["profiles"], strict=True)):
        taken = take(
            row, profile_row(table, index), case["aquifer_top"], case["firm_level"], 0.0, 0,
            *(case[name] for name in NEEDS),
        )  # fmt: skip
        theirs = answer[measure]
        if taken[2] < 0.0:  # koswat cuts off what is too long, and has a measure with nothing to do
            assert theirs["wall_length"] in {0.0, 25.0}
            continue
        compared += 1
        ours = (taken[3], taken[4], taken[5], case["inner_toe_level"] + taken[6])
        names = ("outer_slope", "inner_slope", "inner_berm_width", "inner_berm_level")
        np.testing.assert_allclose(ours, [theirs[name] for name in names], atol=TOLERANCE)
        if measure != "vertical-geotextile":
            assert taken[2] == pytest.approx(theirs["wall_length"], abs=0.0501)
    assert compared > 100


def _note(which: str, count: int, largest: dict[str, float], seconds: float) -> None:
    """Put what was found on the page: differences, and the time of koswat's rule and of ours."""
    profiles, needs = given(made_up(20_000))
    soil_design(profiles, needs)
    start = time.perf_counter()
    soil_design(profiles, needs)
    ours = (time.perf_counter() - start) / 20_000
    from tests.validation.dike_space_page import stored

    row = {
        "set": which,
        "profiles": count,
        "berm width m": number(largest["inner_berm_width"], 12),
        "berm level m": number(largest["inner_berm_level"], 12),
        "inner slope": number(largest["inner_slope"], 12),
        "koswat s per profile": number(seconds, 9),
        "ours s per profile": number(ours, 12),
    }
    rows = [kept for kept in stored("koswat") if kept["set"] != which]
    keep("koswat", [*rows, row], list(row))


def _keep_answers(cases: list[Case], answers: list[dict[str, float]]) -> None:
    """Write the file of answers anew."""
    lines = [
        "# Answers of koswat 0.17.0 (in soil) for its example section and the dikes of test_koswat.py.",
        ",".join([*EXAMPLE, *(f"koswat_{name}" for name in COMPARED)]),
    ]
    for case, answer in zip(cases, answers, strict=True):
        numbers = [*(case[name] for name in EXAMPLE), *(answer[name] for name in COMPARED)]
        lines.append(",".join(repr(float(value)) for value in numbers))
    ANSWERS.write_text("\n".join(lines) + "\n", "utf-8")
