"""One course of the polder for each option, with every effect asked about every area."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.options import Option, with_option
from scenarios.polders.choice.table import Asked, EffectTable, effect_table
from scenarios.polders.effect import Case, effects, side_by_side
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.polders.study import Study

__all__ = ["ask"]

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_COURSES_AT_ONCE = 2


def ask(
    work: Study,
    options: Sequence[Option],
    given: Mapping[str, object],
    *,
    start: int | None,
    relation: str,
    areas: Sequence[int],
    progress: Progress,
) -> list[EffectTable]:
    """Ask every effect about every option in every area.

    Parameters
    ----------
    work
        Study in which nothing is decided.
    options
        The first is that nothing is decided.
    given
        Parameters of effects.
    start
        Year from which an option holds; None: the first of the study.
    relation
        How the ground sinks.
    areas
        Numbers of the areas in the columns.
    progress
        Told how far it is between two courses; may stop the work there.

    Returns
    -------
    list of EffectTable
        In the order of `scenarios.polders.effect.effects`, without those through which areas act on each
        other.
    """
    found = {name: effect for name, effect in effects().items() if not effect.coupled}
    asked: dict[str, list[Asked]] = {name: [] for name in found}
    lands = [_land(work, number) for number in areas]
    with ThreadPoolExecutor(_COURSES_AT_ONCE) as pool:
        for at, (option, case) in enumerate(_cases(pool, work, options, given, start, relation)):
            parts = [(case.part(chosen), replace(case, land=where)) for where, chosen in lands]
            for name, effect in found.items():
                before = asked[name]
                if at and not _anything(before[0]):
                    before.append(before[0])  # not known as today: nothing to hold an option against
                    continue
                answers = [effect.assess(part if effect.local else whole) for part, whole in parts]
                before.append(Asked(answers, effect.assess(case)))
            progress((at + 1) / len(options), f"{option}")
    return [effect_table(effect, asked[name], options) for name, effect in found.items()]


def _cases(
    pool: ThreadPoolExecutor,
    work: Study,
    options: Sequence[Option],
    given: Mapping[str, object],
    start: int | None,
    relation: str,
) -> Iterator[tuple[Option, Case]]:
    """Cases of the options in their order; the next course is on its way while one is looked at."""

    def case(option: Option) -> Case:
        there = with_option(work, option, start)
        decided = bool(there.policies)
        return there.case(there.course(relation, decided=decided), given, decided=decided, land=None)

    ahead = deque(pool.submit(case, option) for option in options[:_COURSES_AT_ONCE])
    for at, option in enumerate(options):
        found = ahead.popleft().result()
        if at + _COURSES_AT_ONCE < len(options):
            ahead.append(pool.submit(case, options[at + _COURSES_AT_ONCE]))
        yield option, found


def _land(work: Study, number: int) -> tuple[Flags, Indices | slice]:
    """Columns of an area: which they are, and where."""
    where = np.asarray(work.columns.area == number, dtype=np.bool_)
    return where, side_by_side(np.flatnonzero(where))


def _anything(asked: Asked) -> bool:
    return any(answer.known for answer in (asked.together, *asked.areas))
