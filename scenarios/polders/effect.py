"""What a course of levels means for something: an answer with its range, to be laid beside that of today.

An effect is one file in `scenarios.polders.effects` with one subclass of `Effect`. It is asked twice, for the
scenario and for the reference, and knows of neither. What is uncertain in both in the same way must not
widen their difference: an answer therefore keeps what each variant of its method gives.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt

from scenarios.polders.model import Columns, Course
from twin.errors import Problem
from twin.registry import discover

if TYPE_CHECKING:
    from scenarios.polders.subsidence import Relation
    from twin.state import Twin

__all__ = [
    "PERIOD",
    "Answer",
    "Case",
    "Comparison",
    "Effect",
    "compare",
    "difference",
    "each_effect",
    "effects",
    "side_by_side",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]
Row = Mapping[str, str | float | int | bool | None]

_THREADS = 2

PERIOD = 8
"""Years up to the asked one over which weather is averaged, as for mean highest and lowest groundwater."""


@dataclass(frozen=True, slots=True)
class Case:
    """What an effect is asked about: land in one year of a course.

    Parameters
    ----------
    twin
        With the levels of the scenario, or of today.
    columns
        Of the land, with the infiltration drains that lie there.
    course
        What happens in them.
    index
        Number of the year in ``course``.
    open_water
        Part of the area that is ditch [1], (k,) or a number.
    parameters
        By name; what is not there has the default of the effect that reads it.
    land
        Columns that count, (k,); None: all of which something is known.
    beside
        Course of the same columns by the other relation of subsidence; None where there is none.
    decided
        Columns of areas for which something is decided, (k,), the same on both sides; None where nothing is.
    relation
        By which the ground of ``course`` sinks; None where it is not told.
    """

    twin: Twin
    columns: Columns
    course: Course
    index: int
    open_water: npt.ArrayLike
    parameters: Mapping[str, object] = field(default_factory=dict)
    land: Flags | None = None
    beside: Course | None = None
    decided: Flags | None = None
    relation: Relation | None = None

    @property
    def year(self) -> int:
        """Calendar year."""
        return int(self.course.years[self.index])

    @property
    def period(self) -> slice:
        """The years, `PERIOD` of them or those there are, that end with the asked one."""
        return slice(max(0, self.index - PERIOD + 1), self.index + 1)

    @property
    def counted(self) -> Flags:
        """Columns that count and of which something is known, (k,)."""
        known = self.columns.known
        return known if self.land is None else np.asarray(known & self.land, dtype=np.bool_)

    @property
    def peat(self) -> Flags:
        """Columns whose soil holds peat, (k,)."""
        return np.asarray(self.columns.peat_thickness > 0.0, dtype=np.bool_)

    @property
    def no_peat(self) -> str:
        """Why nothing can be said of peat; empty where there is some."""
        counted = self.counted
        if (counted & self.peat).any():
            return ""
        if not counted.any():
            return "nothing is known of the land that counts"
        if np.isnan(self.columns.peat_thickness[counted]).any():
            return "it is not known whether the soil holds peat"
        return "the soil here has no peat"

    def part(self, chosen: Indices | slice) -> Case:
        """Case of some of the columns alone, for effects that are `Effect.local`; a slice copies nothing.

        Its columns have no grid: ``columns.column`` is empty.
        """
        count = self.columns.area.size
        columns = _cut(self.columns, chosen, count)
        water = np.asarray(self.open_water)
        return replace(
            self,
            columns=replace(columns, column=np.empty((0, 0), np.int32)),
            course=_cut(self.course, chosen, count),
            open_water=water[chosen] if water.ndim else self.open_water,
            land=None if self.land is None else self.land[chosen],
            beside=None if self.beside is None else _cut(self.beside, chosen, count),
            decided=None if self.decided is None else self.decided[chosen],
        )

    @property
    def extrapolated(self) -> Flags | None:
        """Columns where the relation of the study is used outside its range, (k,); None where it has none."""
        from scenarios.polders.subsidence import RELATIONS

        relation = self.relation or RELATIONS.get(str(self.parameters.get("relation")))
        if relation is None:
            return None
        return np.asarray(relation.outside(self.columns, _year(self.course, self.index))[0], dtype=np.bool_)

    def number(self, name: str, default: float) -> float:
        """Parameter that is a number."""
        value = self.parameters.get(name)
        return default if value is None else float(value)  # type: ignore[arg-type]

    def mean(self, values: npt.NDArray[np.floating], among: Flags | None = None) -> float:
        """Mean over the land that counts, by area; NaN where none of it is known.

        Parameters
        ----------
        values
            (k,); NaN is left out.
        among
            Columns that it is about, (k,); None: all.
        """
        chosen = self.counted & np.isfinite(values)
        if among is not None:
            chosen = chosen & among
        weight = self.columns.size[chosen]
        whole = weight.sum()
        return float((values[chosen] * weight).sum() / whole) if whole > 0.0 else math.nan

    def total(self, values: npt.NDArray[np.floating], among: Flags | None = None) -> float:
        """Sum over the land that counts of values for each square metre; NaN where none of it is known."""
        chosen = self.counted & np.isfinite(values)
        if among is not None:
            chosen = chosen & among
        return float((values[chosen] * self.columns.size[chosen]).sum()) if chosen.any() else math.nan

    def area(self, among: Flags) -> float:
        """Land that counts among some columns [m2]."""
        return float(self.columns.size[self.counted & among].sum())


@dataclass(frozen=True, slots=True)
class Answer:
    """What an effect comes to.

    Parameters
    ----------
    value
        In the unit of the effect; NaN when it is not known.
    variants
        What other parameters or relations give instead, by name; the range is that of all of them.
    reason
        Why it is not known; empty when it is.
    columns
        Map, (k,), in the ``column_unit`` of the effect; NaN where it is not known.
    parts
        What the value is made of, or belongs to it, by a name with its unit, such as
        ``methane_ditches [t CO2-eq/ha/yr]``.
    table
        Rows for people, all with the same keys.
    notes
        What to know before it is used: extrapolation, part of the land that is not known, a hand-over.
    extrapolated
        Part of the land that it is about on which a relation is used outside the range that it was made for
        [1]; NaN where no range is told.
    weight
        What the value is a mean over: land [m2], or a number of things; NaN for a total.
    """

    value: float
    variants: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    columns: Floats | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    table: Sequence[Row] = ()
    notes: tuple[str, ...] = ()
    extrapolated: float = math.nan
    weight: float = math.nan

    @classmethod
    def unknown(cls, reason: str) -> Self:
        """Answer that cannot be given."""
        return cls(math.nan, reason=reason)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return math.isfinite(self.value)

    @property
    def low(self) -> float:
        """Lowest of the value and its variants."""
        return min((self.value, *self.variants.values()))

    @property
    def high(self) -> float:
        """Highest of the value and its variants."""
        return max((self.value, *self.variants.values()))


@dataclass(frozen=True, slots=True)
class Comparison:
    """An effect without and with a measure, and what the measure does to it."""

    effect: Effect
    before: Answer
    after: Answer
    difference: Answer


def _cut[R: Columns | Course](record: R, chosen: Indices | slice, count: int) -> R:
    """Columns or a course of some columns; what is not of columns stays."""
    values: dict[str, Any] = {entry.name: getattr(record, entry.name) for entry in fields(record)}
    cut: dict[str, Any] = {
        name: value[..., chosen]
        for name, value in values.items()
        if isinstance(value, np.ndarray) and name not in _NOT_OF_COLUMNS and value.shape[-1] == count
    }
    return replace(record, **cut)


_NOT_OF_COLUMNS = ("column", "years")


def side_by_side(places: Indices) -> Indices | slice:
    """Places in rising order as a slice where they lie side by side, so that nothing is copied."""
    if places.size and places[-1] - places[0] + 1 == places.size:
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def _year(course: Course, index: int) -> Course:
    """A course of one of its years alone."""
    values = {entry.name: getattr(course, entry.name)[index : index + 1] for entry in fields(course)}
    return Course(**values)


class Effect(ABC):
    """Something that the water level of a polder does.

    Attributes
    ----------
    id
        Name in results.
    labels
        Name for people, nl and en.
    unit
        Of the value, as people say it.
    column_unit
        SI unit of the map; empty when there is none.
    method
        How it is found, with sources, and where its range comes from.
    better
        Whether people want it lower or higher; None where that depends.
    local
        Whether the answer for some columns follows from these columns alone: not from objects, the grid or
        other land. Areas are then asked with their own columns (`Case.part`), else with all and ``land``.
    coupled
        Whether what is decided for one area changes the answer of another. Only such an effect may read
        `Case.decided`: what others say where nothing is decided is kept for the next question.
    theme
        Theme of the objects that rows of `Answer.table` with ``row`` ``object`` name: results tell of them
        in a table of that theme (`scenarios.polders.object_tables`). Empty when none are named.
    """

    id: ClassVar[str]
    labels: ClassVar[Mapping[str, str]]
    unit: ClassVar[str]
    column_unit: ClassVar[str] = ""
    method: ClassVar[str]
    better: ClassVar[Literal["lower", "higher"] | None] = None
    local: ClassVar[bool] = False
    coupled: ClassVar[bool] = False
    theme: ClassVar[str] = ""

    def check(self, parameters: Mapping[str, object]) -> list[Problem]:  # noqa: ARG002 - the default reads none
        """Say what is wrong with the parameters that this effect reads."""
        return []

    @abstractmethod
    def assess(self, case: Case) -> Answer:
        """Find the effect in one year of a course."""


@cache
def effects() -> Mapping[str, Effect]:
    """All effects there are, by id."""
    found = discover("scenarios.polders.effects", Effect, "zicht.polder_effects")  # type: ignore[type-abstract]
    return {name: kind() for name, kind in found.items()}


def each_effect[T](ask: Callable[[Effect], T]) -> dict[str, T]:
    """Ask something of every effect, two at a time: neither order nor answers depend on that."""
    found = effects()
    with ThreadPoolExecutor(_THREADS) as pool:
        return dict(zip(found, pool.map(ask, found.values()), strict=True))


def compare(effect: Effect, before: Case, after: Case) -> Comparison:
    """Ask an effect about the reference and the scenario, and take the difference.

    Returns
    -------
    Comparison
        The range of the difference is that of the variants which both answers have; where they share none,
        the widest that their ranges allow.
    """
    first, second = effect.assess(before), effect.assess(after)
    return Comparison(effect, first, second, difference(first, second))


def difference(before: Answer, after: Answer) -> Answer:
    """What a measure does to an answer; variants that both have keep its range narrow."""
    if not (before.known and after.known):
        return Answer.unknown(after.reason or before.reason)
    shared = {
        name: value - before.variants[name]
        for name, value in after.variants.items()
        if name in before.variants
    }
    if not shared and (before.variants or after.variants):
        shared = {"least": after.low - before.high, "most": after.high - before.low}
    maps = None
    if before.columns is not None and after.columns is not None:
        maps = after.columns - before.columns
    return Answer(
        after.value - before.value,
        variants=shared,
        columns=maps,
        parts={
            name: value - before.parts[name] for name, value in after.parts.items() if name in before.parts
        },
    )
