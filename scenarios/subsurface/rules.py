"""Rules of the subsurface as files: a matrix of pairs, and what each rule asks, where and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from scenarios.problems import translate
from scenarios.subsurface.expression import Program, compiled
from twin.claims import FUNCTIONS
from twin.errors import InvalidInputError, Problem, did_you_mean
from twin.mapping_files import read_mapping
from twin.vocabulary import NETWORKS

__all__ = ["FOLDER", "NAMES", "Case", "Rule", "RuleBook", "Text", "national_rules", "read_rules"]

FOLDER = Path(__file__).parents[1] / "rules" / "subsurface"
"""The rules that come with Zicht."""
NAMES = tuple(name for name in FUNCTIONS if name != "WEL")
"""The 18 functions of the matrix, in its order."""
MATRIX = "matrix.yaml"

Letter = Literal["X", "C", "K", "S"]
Metres = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Words = Annotated[str, Field(min_length=1, max_length=500)]


def _wrong(field: str, given: object, message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError(
        "rule", "{message}", {"field": field, "given": given, "message": message, "remedy": remedy}
    )


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Text(_Strict):
    """Words in Dutch and in English."""

    nl: Words
    en: Words


class Alike(_Strict):
    """What holds between two of one sort, such as two warm wells, or where `either` is of it."""

    kinds: list[Words] = Field(min_length=1)
    distance: str | Metres
    verdict: Letter
    predicate: Literal["distance", "space"] = "distance"
    either: bool = False


class Asked(_Strict):
    """What a rule asks of a pair.

    Parameters
    ----------
    predicate
        ``distance``: nearer in plan than `distance`, at the same height; ``depth``: one pierces the zone of
        the other; ``space``: nearer than `distance` in three dimensions; ``threshold``: a larger and deeper
        disturbance than is free.
    distance, search
        Required distance between axes or outlines [m], a number or an expression of `expression.compiled`;
        up to `search` the answer hangs on the computed reach of the subject, and is unknown without it.
    influence
        Which reach that is: of its change of ``head``, of its ``heat`` or cold, or of its ``bowl`` of
        subsidence.
    clearance
        Height between them that makes them no neighbours [m]; ``any`` where no height does.
    beside
        Verdict for those within the distance but clear in height.
    verdict
        Verdict that takes the place of the class in the matrix.
    time, afterwards
        ``together`` (lives overlap), ``permanent`` (the subject stays after its end) or ``sequence``: if they
        follow each other the verdict is `afterwards`.
    subject
        Functions whose depth, height and reach count: the borer or digger; empty for both.
    least_area, least_depth, trench
        Disturbance that is free [m2, m below ground], and least width of the trench of a line [m].
    kinds
        Value of ``kind`` in expressions by sort of claim [m], of a pair the larger; ``other`` for those not
        named. In a threshold: the depth that is free by sort, of a pair the smaller.
    table
        Table of Zicht with the value of ``kind`` by pair of networks; goes before `kinds`.
    spared
        Sorts for which the rule does not hold.
    alike
        What holds between two of one sort, or where one of the two is of it.
    """

    predicate: Literal["distance", "depth", "space", "threshold"]
    distance: str | Metres = "r_sum"
    search: str | Metres | None = None
    influence: Literal["head", "heat", "bowl"] = "head"
    clearance: Literal["any"] | Metres = 0.0
    beside: Letter | None = None
    verdict: Letter | None = None
    time: Literal["together", "permanent", "sequence"] = "together"
    afterwards: Letter | None = None
    subject: list[Literal[NAMES]] = Field(default=[])  # type: ignore[valid-type]
    least_area: Metres = 0.0
    least_depth: Metres = 0.0
    trench: Metres = 0.0
    kinds: dict[Words, Metres] = Field(default={})
    table: Literal["network_clearances.csv"] | None = None
    spared: list[Words] = Field(default=[])
    alike: Alike | None = None

    def programs(self) -> tuple[Program, Program | None]:
        """Required and search distance, compiled."""
        search = None if self.search is None else compiled(str(self.search))
        return compiled(str(self.distance)), search


class Case(_Strict):
    """Keys of a rule that differ for pairs with one of some functions; others stay as the rule says."""

    functions: list[Literal[NAMES]] = Field(min_length=1)  # type: ignore[valid-type]
    predicate: Literal["distance", "depth", "space", "threshold"] | None = None
    distance: str | Metres | None = None
    search: str | Metres | None = None
    clearance: Literal["any"] | Metres | None = None
    beside: Letter | None = None
    verdict: Letter | None = None
    time: Literal["together", "permanent", "sequence"] | None = None
    afterwards: Letter | None = None
    least_area: Metres | None = None
    least_depth: Metres | None = None
    trench: Metres | None = None
    spared: list[Words] | None = None


class Rule(Asked):
    """A rule: what it asks, in words and in numbers, and what that rests on."""

    id: Annotated[int, Field(ge=1, le=999)]
    title: Text
    text: Text
    source: Words
    status: Literal["verified", "unverified"]
    province: Words = "national"
    valid_from: Annotated[date | None, Field(strict=False)] = None
    valid_to: Annotated[date | None, Field(strict=False)] = None
    cases: list[Case] = Field(default=[])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise _wrong("valid_to", self.valid_to, "is not after valid_from", "Swap them.")
        self._check(self)
        for case in self.cases:
            self._check(self.with_case(case))
        return self

    def _check(self, asked: Asked) -> None:
        texts = {"distance": asked.distance, "search": asked.search}
        if self.alike:
            texts["alike.distance"] = self.alike.distance
        for name, text in texts.items():
            try:
                compiled(str(0 if text is None else text))
            except ValueError as error:
                raise _wrong(name, text, str(error), "Write for example `r_sum + 10`.") from None
        for sort in (*asked.kinds, *asked.spared, *(asked.alike.kinds if asked.alike else ())):
            if sort not in {*_SORTS, "other"}:
                raise _wrong("kinds", sort, "is no sort of claim", did_you_mean(sort, _SORTS))
        if asked.time == "sequence" and asked.afterwards is None:
            raise _wrong("afterwards", None, "is missing with time sequence", "Add X, C, K or S.")
        if asked.predicate in {"depth", "threshold"} and not asked.subject:
            raise _wrong(
                "subject", [], f"is empty with predicate {asked.predicate}", "Name who bores or digs."
            )
        if asked.predicate in {"space", "threshold"} and asked.beside:
            raise _wrong(
                "beside", asked.beside, f"means nothing with predicate {asked.predicate}", "Leave it out."
            )

    def with_case(self, case: Case) -> Asked:
        """What the rule asks in one of its cases."""
        changed = {key: getattr(case, key) for key in case.model_fields_set if key != "functions"}
        own = {key: getattr(self, key) for key in Asked.model_fields}
        return Asked.model_construct(**{**own, **changed})

    def for_pair(self, one: str, two: str) -> Asked:
        """What the rule asks of two functions: its first case that names one of them, else the rule."""
        fitting = (case for case in self.cases if one in case.functions or two in case.functions)
        case = next(fitting, None)
        return self if case is None else self.with_case(case)

    def holds(self, day: date | None) -> bool:
        """Whether it is in force on a day; without one, whether it has no end."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class _File(_Strict):
    rules: list[Rule]


_CELL = re.compile(r"-|[XCKS-][1-9]\d{0,2}")
_SORTS = (
    *NETWORKS, "oil-filled", "warm", "cold", "cooled", "bore", "site",
    "licence", "mar", "piles", "standing", "expected", "core", "protection", "reserve", "ngr",
)  # fmt: skip
"""Sorts that claims have: networks of lines, bodies and bores of storage systems, parts of a doublet, managed
recharge, piles of new buildings and those that stand, expected archaeology, zones of dikes, and the national
groundwater reserve."""


class _Matrix(_Strict):
    pairs: dict[str, dict[str, str]]
    fixed: list[Literal[NAMES]] = Field(default=[])  # type: ignore[valid-type]


@dataclass(frozen=True)
class RuleBook:
    """Matrix and rules.

    Parameters
    ----------
    cells
        Class letter (``-`` where nothing hinders) and rule id (0 for none) by pair, both ways round.
    rules
        All versions of all rules.
    fixed
        Functions that cannot move once they are there or in force: sites, zones and dikes.
    """

    cells: Mapping[tuple[str, str], tuple[str, int]]
    rules: tuple[Rule, ...]
    fixed: frozenset[str] = frozenset()

    def select(self, day: date | None = None, province: str | None = None) -> dict[int, Rule]:
        """Rules by id that are in force in a province on a day; its own version goes before the national.

        Parameters
        ----------
        day
            None for the versions without an end.
        province
            None for the national versions.
        """
        found: dict[int, Rule] = {}
        for rule in self.rules:
            if not rule.holds(day) or rule.province not in {"national", province}:
                continue
            if rule.id not in found or rule.province == province:
                found[rule.id] = rule
        return found


@cache
def national_rules() -> RuleBook:
    """Rules that come with Zicht, read once."""
    return read_rules(FOLDER)


def read_rules(folder: Path) -> RuleBook:
    """Read a folder with ``matrix.yaml`` and files of rules, ``*.yaml``.

    Raises
    ------
    InvalidInputError
        With everything that is wrong in any of the files.
    """
    problems: list[Problem] = []
    cells: dict[tuple[str, str], tuple[str, int]] = {}
    rules: list[Rule] = []
    fixed = frozenset[str]()
    matrix = _validated(_Matrix, folder / MATRIX, problems)
    if matrix is not None:
        cells, fixed = _cells(matrix, problems), frozenset(matrix.fixed)
    for path in sorted(folder.glob("*.yaml")):
        if path.name != MATRIX and (file := _validated(_File, path, problems)) is not None:
            rules += file.rules
    if not problems:
        problems += _unmatched(cells, rules)
    if problems:
        raise InvalidInputError(problems)
    return RuleBook(cells, tuple(sorted(rules, key=lambda rule: (rule.id, rule.province))), fixed)


def _validated[M: BaseModel](model: type[M], path: Path, problems: list[Problem]) -> M | None:
    try:
        return model.model_validate(read_mapping(path))
    except InvalidInputError as error:
        problems += error.problems
    except ValidationError as error:
        schema = model.model_json_schema()
        problems += [
            Problem(f"{path.name}.{found.field}", found.value, found.message, found.remedy)
            for found in translate(error, schema)
        ]
    return None


def _cells(matrix: _Matrix, problems: list[Problem]) -> dict[tuple[str, str], tuple[str, int]]:
    cells: dict[tuple[str, str], tuple[str, int]] = {}
    for one, row in matrix.pairs.items():
        for two, cell in row.items():
            field = f"{MATRIX}.pairs.{one}.{two}"
            unknown = [name for name in (one, two) if name not in NAMES]
            if unknown:
                problems.append(
                    Problem(field, cell, f"{unknown[0]} is no function", did_you_mean(unknown[0], NAMES))
                )
                continue
            if not _CELL.fullmatch(cell):
                problems.append(
                    Problem(field, cell, "is no class and rule", "Write X, C, K, S or - and the rule: X3.")
                )
            if (one, two) in cells:
                problems.append(Problem(field, cell, "this pair stands twice", "Keep one of them."))
            number = int(cell[1:] or 0) if _CELL.fullmatch(cell) else 0
            cells[one, two] = cells[two, one] = cell[:1], number
    for number, one in enumerate(NAMES):
        for two in NAMES[number:]:
            if (one, two) not in cells:
                field = f"{MATRIX}.pairs.{one}.{two}"
                problems.append(Problem(field, None, "this pair is missing", "Add it; - for no relation."))
    return cells


def _unmatched(cells: Mapping[tuple[str, str], tuple[str, int]], rules: list[Rule]) -> Iterator[Problem]:
    """Rules that are asked for and not there, stand twice, or whose subject does not fit their pairs."""
    known = {rule.id for rule in rules}
    for (one, two), (letter, number) in cells.items():
        field = f"{MATRIX}.pairs.{one}.{two}"
        if NAMES.index(one) > NAMES.index(two):
            continue
        if number and number not in known:
            yield Problem(
                field, f"{letter}{number}", f"there is no rule {number}", "Add it, or change the pair."
            )
        if letter == "-":
            continue
        for rule in rules:
            if rule.id == number:
                asked = rule.for_pair(one, two)
                if asked.predicate in {"depth", "threshold"} and (one in asked.subject) == (
                    two in asked.subject
                ):
                    yield Problem(
                        field, f"{letter}{number}", "one of the pair must be the subject of the rule",
                        f"Name {one} or {two} as subject of rule {number}.",
                    )  # fmt: skip
    for number, rule in enumerate(rules):
        for other in rules[:number]:
            if (rule.id, rule.province) == (other.id, other.province) and _overlap(rule, other):
                yield Problem(
                    f"rules.{rule.id}", rule.province, "two versions are in force at once",
                    "Give them valid_from and valid_to that do not overlap.",
                )  # fmt: skip


def _overlap(one: Rule, two: Rule) -> bool:
    begin = max(one.valid_from or date.min, two.valid_from or date.min)
    return begin < min(one.valid_to or date.max, two.valid_to or date.max)
