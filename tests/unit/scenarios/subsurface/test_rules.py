"""Matrix and rules of the subsurface: complete, symmetric, and all that is wrong with a file at once."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shapely import Point, box

from scenarios.kernels import conflict_layout as lay
from scenarios.subsurface.applied import applied
from scenarios.subsurface.engine import check
from scenarios.subsurface.expression import compiled
from scenarios.subsurface.rules import FOLDER, NAMES, national_rules, read_rules
from twin.claims import FUNCTIONS, Claim
from twin.errors import InvalidInputError

BOOK = national_rules()
IDS = [*range(1, 29), 30]


def copy(folder: Path, **changed: tuple[str, str]) -> Path:
    """A copy of the rules in which a text of a file is replaced."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    for name, (old, new) in changed.items():
        path = folder / f"{name.replace('_', '-')}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        read_rules(folder)
    return [str(problem) for problem in caught.value.problems]


def test_every_pair_of_18_functions_stands_once_and_both_ways_alike() -> None:
    assert len(NAMES) == 18
    assert set(NAMES) == set(FUNCTIONS) - {"WEL"}
    pairs = [(one, two) for k, one in enumerate(NAMES) for two in NAMES[k:]]
    assert len(pairs) == 171
    assert set(BOOK.cells) == {pair for one, two in pairs for pair in ((one, two), (two, one))}
    assert all(BOOK.cells[one, two] == BOOK.cells[two, one] for one, two in pairs)


def test_there_are_29_rules_and_each_is_used() -> None:
    assert sorted({rule.id for rule in BOOK.rules}) == IDS
    assert sorted(BOOK.select()) == IDS
    assert {number for _, number in BOOK.cells.values()} == {0, *IDS}


@pytest.mark.parametrize(
    ("one", "two", "cell"),
    [
        ("GEO", "GEO", "K1"), ("GEO", "ASV", "X4"), ("ATES", "BVZ", "C11"), ("BHE", "SAND", "X20"),
        ("WWG", "PIP", "X18"), ("GWB", "DIK", "-0"), ("CAB", "SALT", "C7"), ("ARC", "ARC", "-25"),
        ("STO", "SALT", "S28"), ("TRE", "INF", "S22"), ("DIK", "SAND", "X24"), ("PEI", "PEI", "K26"),
        ("WWG", "ARC", "S30"), ("ATES", "PEI", "S26"), ("TUN", "BHE", "C2"), ("SAND", "INF", "S20"),
    ],
)  # fmt: skip
def test_cells_of_the_matrix(one: str, two: str, cell: str) -> None:
    letter, number = BOOK.cells[one, two]
    assert f"{letter}{number}" == cell


def test_sites_zones_and_dikes_cannot_move(tmp_path: Path) -> None:
    assert BOOK.fixed == {"WWG", "GWB", "BVZ", "ASV", "ARC", "DIK"}
    (problem,) = problems(copy(tmp_path, matrix=("fixed: [WWG,", "fixed: [WWX,")))
    assert "fixed" in problem


def test_the_classes_of_the_matrix_are_those_of_the_sheet() -> None:
    pairs = [BOOK.cells[one, two] for k, one in enumerate(NAMES) for two in NAMES[k:]]
    assert Counter(letter for letter, _ in pairs) == {"X": 32, "C": 76, "K": 10, "S": 15, "-": 38}


def test_every_rule_tells_what_it_rests_on_in_two_languages() -> None:
    for rule in BOOK.rules:
        assert rule.source, rule.id
        assert rule.title.nl != rule.title.en, rule.id
        assert rule.text.nl.endswith("."), rule.id
        assert rule.text.en.endswith("."), rule.id
    assert {rule.id for rule in BOOK.rules if rule.status == "verified"} == {3, 4, 9, 10, 11, 13, 19, 24, 25}


def test_arrays_hold_a_row_for_every_pair_with_a_rule() -> None:
    rules = applied(BOOK)
    table = rules.arrays.table
    assert (table == table.T).all()
    for k, one in enumerate(NAMES):
        for j, two in enumerate(NAMES):
            letter, number = BOOK.cells[one, two]
            assert (table[k, j] >= 0) == (letter != "-")
            if letter != "-":
                record = rules.records[table[k, j]]
                assert record.rule.id == number
                assert {record.one, record.two} == {one, two}
    turned = {(r.one, r.two) for r in rules.records if r.letter != BOOK.cells[r.one, r.two][0]}
    assert turned == {
        ("ATES", "BVZ"), ("BHE", "BVZ"), ("BVZ", "TUN"), ("ATES", "ATES"), ("GEO", "GEO"), ("STO", "SALT"),
        ("GEO", "ASV"), ("ATES", "ASV"), ("BHE", "ASV"),
    }  # fmt: skip


def test_a_rule_of_a_province_goes_before_the_national_one(tmp_path: Path) -> None:
    own = "rules:\n  - id: 15\n    province: Brabant\n    title: {nl: a, en: b}\n    text: {nl: a, en: b}\n"
    own += "    predicate: distance\n    distance: 20\n    source: ordinance\n    status: unverified\n"
    copy(tmp_path)
    (tmp_path / "brabant.yaml").write_text(own)
    book = read_rules(tmp_path)
    assert book.select(province="Brabant")[15].distance == 20.0
    assert book.select(province="Utrecht")[15].distance == 5.0
    assert book.select()[15].distance == 5.0
    loops = [
        Claim(name, "t", "BHE", Point(x, 0), 0, -90, heat_reach=0.0) for name, x in (("a", 0), ("b", 12))
    ]
    assert len(check(loops, rules=applied(book))) == 0
    assert len(check(loops, rules=applied(book, province="Brabant"))) == 1


def test_a_rule_holds_from_its_day_on() -> None:
    before, after = (BOOK.select(day)[4] for day in (date(2023, 6, 30), date(2023, 7, 1)))
    assert (before.verdict, after.verdict, after.beside) == ("C", None, "C")
    deep = Claim("d", "t", "GEO", Point(0, 0), 0, -2000)
    reserve = Claim("r", "t", "ASV", box(-9, -9, 9, 9), -50, -200)
    counts = [
        check([deep, reserve], rules=applied(BOOK, day)).counts()
        for day in (date(2023, 6, 30), date(2023, 7, 1))
    ]
    assert (counts[0]["conditional"], counts[1]["forbidden"]) == (1, 1)


def test_a_planner_edits_a_distance_without_code(tmp_path: Path) -> None:
    folder = copy(tmp_path, soil_energy=("distance: 3 * r_max\n", "distance: 2 * r_max\n"))
    wells = [
        Claim(name, "t", "ATES", Point(x, 0), -30, -70, radius=40.0) for name, x in (("a", 0), ("b", 100))
    ]
    assert len(check(wells)) == 1
    assert len(check(wells, rules=applied(read_rules(folder)))) == 0


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    copy(
        tmp_path,
        matrix=("GEO: {GEO: K1, ATES: C2,", "GEO: {GEO: Q1, ATEZ: C2,"),
        deep=("distance: r_min + 10", "distance: r_min ** 2"),
        surface=("status: verified", "status: perhaps"),
        soil_energy=("kinds: [warm, cold]", "kinds: [warm, kold]"),
        water=("text:\n      nl: Graven", "words:\n      nl: Graven"),
    )
    found = problems(tmp_path)
    for text in (
        "matrix.yaml.pairs.GEO.ATEZ", "matrix.yaml.pairs.GEO.ATES = None: this pair is missing",
        "deep.yaml.rules[5].distance = 'r_min ** 2': holds",
        "matrix.yaml.pairs.GEO.GEO = 'Q1': is no class and rule", "Did you mean 'cold'",
        "surface.yaml.rules[4].status", "water.yaml.rules[0].words",
    ):  # fmt: skip
        assert any(text in problem for problem in found), (text, found)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("matrix", "GEO: {GEO: K1", "GEO: {GEO: K99", "there is no rule 99"),
        ("matrix", "GEO: {GEO: K1", "GEO: {GEO: Q1", "GEO"),
        ("matrix", "PEI: {PEI: K26}", "PEI: {PEI: K26, GEO: '-'}", "this pair stands twice"),
        ("deep", "valid_to: 2023-07-01", "valid_to: 2023-08-01", "two versions are in force at once"),
        ("deep", "valid_from: 2023-07-01", "valid_from: someday", "valid_from"),
        ("soil_energy", "subject: [ATES, BHE]\n    source: ordinances", "source: x", "subject"),
        ("soil_energy", "distance: 3 * r_max", "distance: -3", "0"),
        ("soil_energy", "distance: 3 * r_max", "distance: .inf", "distance"),
        ("surface", "time: sequence, afterwards: S", "time: sequence", "afterwards"),
        ("surface", "subject: [TRE]", "subject: [OAK]", "subject"),
        ("surface", "gas-transmission: 5", "gas-transmision: 5", "Did you mean 'gas-transmission'"),
        ("surface", "table: network_clearances.csv", "table: clearances.csv", "table"),
        ("deep", "influence: bowl", "influence: bowls", "influence"),
        ("drinking_water", "spared: [water,", "spared: [watr,", "Did you mean 'water'"),
        ("deep", "distance: r_sum + 300", "distance: max(0, 300 - depth)", "becomes smaller where depth"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    found = problems(copy(tmp_path, **{name: (old, new)}))
    assert any(said in problem for problem in found), found


def test_an_empty_folder_is_no_rule_book(tmp_path: Path) -> None:
    assert "matrix.yaml" in problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5.0), ("r_sum", 30.0), ("3 * r_max", 60.0), ("r_min + 2.5", 12.5), ("max(r_sum, 40)", 40.0),
        ("r_sum + 2 * depth", 1030.0), ("min(4 * height, 7) / 2", 3.5), ("sqrt(r_max * r_min)", 14.142136),
        ("r_sum + kind", 30.1), ("r_max - 0.5 * r_min + r_sum", 45.0),
    ],
)  # fmt: skip
def test_expressions_of_distance(text: str, expected: float) -> None:
    values = {"r_sum": 30.0, "r_max": 20.0, "r_min": 10.0, "depth": 500.0, "height": 8.0, "kind": 0.1}
    assert compiled(text).of(values) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "", "r_sum +", "r_sum ** 2", "__import__('os')", "r_sum.real", "speed", "100 - r_sum", "1 / r_min",
        "r_sum if r_max else 1", "max(1, 2, 3)", "sqrt(0 - 1)", "1e400", "9" * 400,
        "(" * 300 + "1" + ")" * 300, "+".join(["r_sum"] * 30), "True", "lambda: 1", "min(r_sum, key=1)",
        "r_max - 2 * r_min", "max(0, 100 - depth)",
        "sqrt(r_sum) / (1 + height)", "[1][0]", "'r_sum'", "(" * 15 + "1" + "+1)" * 15, "r_sum\n+1", "\0",
    ],
)  # fmt: skip
def test_no_other_expression_is_taken(text: str) -> None:
    with pytest.raises(ValueError, match=r"is|holds|has|becomes"):
        compiled(text)


def test_the_kernel_reads_expressions_as_numpy_does() -> None:
    from scenarios.kernels.conflict_terms import value

    rng = np.random.default_rng(4)
    texts = [
        "3 * r_max",
        "max(r_sum, r_min + 2.5)",
        "r_sum + 4 * height + 25",
        "sqrt(r_sum * r_max) / 3 + kind",
    ]
    for text in texts:
        program = compiled(text)
        for _ in range(20):
            variables = rng.uniform(0.1, 100.0, len(lay.VARIABLES))
            found = value(
                np.array(program.steps),
                np.array(program.constants),
                len(program.steps),
                variables,
                np.empty(32),
            )
            expected = program.of(dict(zip(lay.VARIABLES, variables, strict=True)))
            assert found == pytest.approx(float(expected), rel=1e-15)
