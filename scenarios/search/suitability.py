"""Every place of an area judged for a use: what the ground gives, and what rules say of who is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as lay
from scenarios.search.cells import Cells, cells_of
from scenarios.search.judging import RANK, Judged, judged
from scenarios.search.prospect import ALLOWED, CONDITIONAL, FORBIDDEN, UNKNOWN, Prospect, prospect_of
from scenarios.subsurface.bodies import bodies
from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import Index, index
from twin.progress import Progress, part, silent

if TYPE_CHECKING:
    from scenarios.search.suitability_parameters import SuitabilityParameters
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["Judgement", "judge"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Reaches = dict[str, dict[int, tuple[float | None, float | None, float | None]]]

_AT_ONCE, _SAMPLES = 500, 16
_STATE = {
    lay.FORBIDDEN: FORBIDDEN,
    lay.CONDITIONAL: CONDITIONAL,
    lay.COMPETING: CONDITIONAL,
    lay.UNKNOWN: UNKNOWN,
}
_CONDITIONAL, _NEXT, _DARK = 0.6, 0.9, 0.3  # shares of the score [unverified]


@dataclass(frozen=True)
class Judgement:
    """What every cell is for a use.

    Parameters
    ----------
    cells
        The cells.
    prospect
        What the ground gives.
    state
        See `scenarios.search.prospect`, (ny, nx).
    score
        0..1: what the ground gives beyond what is asked, less for each condition, (ny, nx).
    rule
        Rule that decides, 0 where none does, (ny, nx).
    known
        Claims that stand.
    found
        Pairs of candidates and claims; candidates count cells row by row.
    """

    cells: Cells
    prospect: Prospect
    state: npt.NDArray[np.int8]
    score: Floats
    rule: Ints
    known: Index
    found: Judged


def judge(twin: Twin, asked: SuitabilityParameters, progress: Progress) -> Judgement:
    """Judge every cell of a twin for a use.

    Parameters
    ----------
    twin
        With the claims that stand.
    asked
        The use and its size.
    progress
        Told how far it is, a few hundred cells at a time; may stop it.
    """
    progress(0.0, "ground")
    cells = cells_of(twin, asked.cell)
    prospect = prospect_of(twin, cells, asked)
    progress(0.1, "claims")
    known = index(claims(twin))
    able = np.flatnonzero(np.isin(prospect.state, (CONDITIONAL, ALLOWED)).ravel())
    found = _judged(twin, prospect, able, cells.grid.nx, known, part(progress, 0.15, 0.95))
    state, rule, conditions = _decided(prospect, found)
    share = np.select(
        [state == ALLOWED, state == CONDITIONAL, (state == UNKNOWN) & (rule > 0)],
        [1.0, _CONDITIONAL * _NEXT ** np.maximum(conditions - 1, 0), _DARK],
        0.0,
    )
    return Judgement(cells, prospect, state, prospect.quality * share, rule, known, found)


def _judged(twin: Twin, prospect: Prospect, able: Ints, nx: int, known: Index, progress: Progress) -> Judged:
    """Pairs of the candidates of cells, by the claims that their features would make in the twin."""
    reaches = _reaches(twin, prospect, able, nx)
    parts = []
    for begin in range(0, len(able), _AT_ONCE):
        progress(begin / len(able), "conflicts")
        numbers = able[begin : begin + _AT_ONCE]
        made = _bare(twin, prospect, numbers, nx).claims
        cell = numbers[np.array([int(claim.owner.partition("-")[0]) for claim in made], np.int64)]
        made = tuple(_reaching(claim, int(at), reaches, nx) for claim, at in zip(made, cell, strict=True))
        one = judged(bodies(made, known.applied.kinds), known, silent)
        parts.append(Judged(cell[one.candidate], one.claim, one.code, one.rule))
    if not parts:
        nothing = np.empty(0, np.int64)
        return Judged(nothing, nothing, np.empty(0, np.int8), nothing)
    columns = zip(*((one.candidate, one.claim, one.code, one.rule) for one in parts), strict=True)
    return Judged(*(np.concatenate(column) for column in columns))


def _bare(twin: Twin, prospect: Prospect, numbers: Ints, nx: int) -> Twin:
    """Twin with the candidates of some cells and nothing else."""
    table = {prospect.theme: prospect.features(numbers // nx, numbers % nx)}
    return type(twin)(
        twin.surface, twin.subsurface, table,
        name="candidates", reference_year=twin.reference_year, attributes={},
    )  # fmt: skip


def _reaches(twin: Twin, prospect: Prospect, able: Ints, nx: int) -> Reaches:
    """How far heads, heat and subsidence count at some places, by the part of a candidate and its cell.

    Candidates stand alone: fields of loops side by side would cool each other.
    """
    from scenarios.subsurface.reaches import with_reaches

    few = able[np.unique(np.linspace(0, len(able) - 1, min(_SAMPLES, len(able))).astype(np.int64))]
    found: Reaches = {}
    for number in few.tolist():
        alone = _bare(twin, prospect, np.array([number]), nx)
        for claim in with_reaches(alone.claims, alone):
            told = claim.reach, claim.heat_reach, claim.bowl_reach
            found.setdefault(_part_of(claim), {})[number] = told
    return found


def _part_of(claim: Claim) -> str:
    return claim.id.partition(":")[2]


def _reaching(claim: Claim, cell: int, reaches: Reaches, nx: int) -> Claim:
    """A claim with the reaches of its part at the nearest place where they were computed."""
    told = reaches.get(_part_of(claim))
    if not told:
        return claim
    row, column = divmod(cell, nx)
    nearest = min(told, key=lambda at: ((at // nx - row) ** 2 + (at % nx - column) ** 2, at))
    head, heat, bowl = told[nearest]
    return replace(claim, reach=head, heat_reach=heat, bowl_reach=bowl)


def _decided(prospect: Prospect, found: Judged) -> tuple[npt.NDArray[np.int8], Ints, Ints]:
    """State of each cell, the rule that decides it, and the number of rules that ask something."""
    shape = prospect.state.shape
    state, rule = prospect.state.ravel().copy(), np.zeros(prospect.state.size, np.int64)
    counts = np.isin(found.code, list(_STATE))
    candidate, code, rules = found.candidate[counts], found.code[counts], found.rule[counts]
    order = np.lexsort((rules, -RANK[code].astype(np.int64), candidate))
    first = order[np.flatnonzero(np.diff(candidate[order], prepend=-1))]
    by_rule = np.array([_STATE[int(one)] for one in code[first]], np.int8)
    here = candidate[first]
    # The ground's own condition stands beside the rule's; what forbids or is not known goes before both.
    decides = (by_rule != CONDITIONAL) | (state[here] >= CONDITIONAL)
    state[here[decides]], rule[here[decides]] = by_rule[decides], rules[first][decides]
    asked = np.unique(np.column_stack([candidate, rules])[code != lay.UNKNOWN], axis=0)
    conditions = np.bincount(asked[:, 0], minlength=state.size) + (prospect.state.ravel() == CONDITIONAL)
    return state.reshape(shape), rule.reshape(shape), conditions.reshape(shape)
