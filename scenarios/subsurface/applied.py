"""Rules in force as arrays that a kernel can go by: one row for each pair of functions that has a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.kernels import conflict_layout as kernel
from scenarios.kernels.conflict_layout import Rules
from scenarios.subsurface.expression import Program, compiled
from scenarios.subsurface.rules import NAMES, Asked, Rule, RuleBook, national_rules

__all__ = ["LETTERS", "Applied", "Record", "applied", "national"]

LETTERS = {"X": kernel.FORBIDDEN, "C": kernel.CONDITIONAL, "K": kernel.COMPETING, "S": kernel.SYNERGY}
_PREDICATES = {
    "distance": kernel.DISTANCE_RULE, "depth": kernel.DEPTH_RULE,
    "space": kernel.SPACE_RULE, "threshold": kernel.THRESHOLD_RULE,
}  # fmt: skip
_INFLUENCES = {"head": kernel.REACH, "heat": kernel.HEAT, "bowl": kernel.BOWL}
_TIMES = {"together": kernel.TOGETHER, "permanent": kernel.PERMANENT, "sequence": kernel.SEQUENCE}
_STEPS = 24


@dataclass(frozen=True)
class Record:
    """A rule for one pair of functions: the functions, the rule and what it asks of them."""

    one: str
    two: str
    rule: Rule
    asked: Asked
    letter: str
    distance: Program
    search: Program | None


@dataclass(frozen=True)
class Applied:
    """Rules in force.

    Parameters
    ----------
    records
        Rule for each pair of functions that has one; rows of `arrays`.
    arrays
        The same for the kernel.
    kinds
        Number of each sort that a rule names, from 1.
    """

    records: tuple[Record, ...]
    arrays: Rules
    kinds: dict[str, int]


def applied(book: RuleBook, day: date | None = None, province: str | None = None) -> Applied:
    """Lay down the rules that are in force in a province on a day; see `RuleBook.select`."""
    rules = book.select(day, province)
    records: list[Record] = []
    table = np.full((len(NAMES), len(NAMES)), -1, np.int64)
    alike: dict[int, int] = {}
    for number, one in enumerate(NAMES):
        for other in range(number, len(NAMES)):
            letter, rule_id = book.cells[one, NAMES[other]]
            if letter == "-" or rule_id not in rules:
                continue
            rule = rules[rule_id]
            asked = rule.for_pair(one, NAMES[other])
            table[number, other] = table[other, number] = len(records)
            records.append(Record(one, NAMES[other], rule, asked, asked.verdict or letter, *asked.programs()))
            if rule.alike is not None:
                alike[len(records) - 1] = len(records)
                distance = compiled(str(rule.alike.distance))
                among = asked.model_copy(update={"predicate": rule.alike.predicate})
                records.append(Record(one, NAMES[other], rule, among, rule.alike.verdict, distance, None))
    kinds = _kinds(records)
    return Applied(tuple(records), _arrays(records, table, alike, kinds), kinds)


@cache
def national() -> Applied:
    """National rules of Zicht as they stand, laid down once."""
    return applied(national_rules())


def _kinds(records: list[Record]) -> dict[str, int]:
    names = {
        name
        for asked in (record.asked for record in records)
        for name in (*asked.kinds, *asked.spared, *(asked.alike.kinds if asked.alike else ()))
        if name != "other"
    }
    names |= {
        row[column]
        for table in {record.asked.table for record in records if record.asked.table is not None}
        for row in data_rows(table)
        for column in ("network", "beside")
    } - {"*", "other"}
    return {name: number for number, name in enumerate(sorted(names), start=1)}


def _arrays(
    records: list[Record], table: npt.NDArray[np.int64], alike: dict[int, int], kinds: dict[str, int]
) -> Rules:
    size = len(records)
    numbers = np.zeros((size, 10))
    steps, constants = np.zeros((size, 2, _STEPS), np.int64), np.zeros((size, 2, _STEPS))
    lengths = np.zeros((size, 2), np.int64)
    sorts = len(kinds) + 1
    values, spared = np.zeros((size, sorts, sorts)), np.zeros((size, sorts), np.bool_)
    subject = np.zeros((size, len(NAMES)), np.bool_)
    for row, record in enumerate(records):
        asked = record.asked
        numbers[row] = _numbers(record, alike.get(row, -1))
        for column, program in enumerate((record.distance, record.search)):
            if program is not None:
                length = lengths[row, column] = len(program.steps)
                steps[row, column, :length] = program.steps
                constants[row, column, :length] = program.constants
        values[row] = _values(asked, kinds)
        for name, number in kinds.items():
            spared[row, number] = name in asked.spared
            if record.rule.alike is not None and alike.get(row - 1) == row:
                spared[row, number] = name not in record.rule.alike.kinds
                if record.rule.alike.either:  # the number of the row itself tells that one of two suffices
                    spared[row, 0], numbers[row, kernel.ALIKE] = True, row
        # Without a subject both count; with one that is neither of the pair, too.
        named = [name for name in asked.subject if name in {record.one, record.two}]
        subject[row] = [name in named if named else True for name in NAMES]
    return Rules(table, numbers, steps, constants, lengths, values, spared, subject)


def _numbers(record: Record, alike: int) -> list[Any]:
    asked = record.asked
    return [
        _PREDICATES[asked.predicate],
        LETTERS[record.letter],
        LETTERS[asked.beside] if asked.beside else kernel.NONE,
        np.inf if asked.clearance == "any" else asked.clearance,
        _TIMES[asked.time],
        LETTERS[asked.afterwards] if asked.afterwards else kernel.NONE,
        alike,
        asked.least_area,
        asked.trench,
        _INFLUENCES[asked.influence],
    ]


def _values(asked: Asked, kinds: dict[str, int]) -> npt.NDArray[np.float64]:
    """Value of each pair of sorts, symmetric: larger of distances, smaller of the depths that are free."""
    free = asked.predicate == "threshold"
    other = asked.least_depth if free else 0.0
    each = np.full(len(kinds) + 1, asked.kinds.get("other", other))
    for name, number in kinds.items():
        each[number] = asked.kinds.get(name, each[0])
    rows = [] if asked.table is None else data_rows(asked.table)
    for row in rows:
        if row["beside"] == "*":
            each[kinds.get(row["network"], 0)] = float(row["horizontal"])
    pairs = np.minimum.outer(each, each) if free else np.maximum.outer(each, each)
    for row in rows:
        if row["beside"] != "*":
            one, two = kinds[row["network"]], kinds[row["beside"]]
            pairs[one, two] = pairs[two, one] = float(row["horizontal"])
    return np.asarray(pairs, np.float64)
