"""Claims that cannot be judged: what exists is left out and told, and a plan is refused."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.subsurface.applied import Applied
from scenarios.subsurface.bodies import bodies
from scenarios.subsurface.engine import Index, index
from scenarios.subsurface.rules import NAMES
from twin.claim_table import APART
from twin.claims import Claim
from twin.errors import InvalidInputError, Problem

__all__ = ["judged_index", "sorted_out", "told_apart"]

_SHOWN = 5  # claims that are named


def judged_index(
    claims: Sequence[Claim], *, rules: Applied | None, horizon: float
) -> tuple[Index, dict[str, Problem]]:
    """Put claims in trees, without those that cannot be judged; see `index` and `sorted_out`."""
    try:
        return index(claims, rules=rules, horizon=horizon), {}
    except InvalidInputError:
        kept, wrong = sorted_out(claims)
        if not wrong:
            raise
    return index(kept, rules=rules, horizon=horizon), wrong


def sorted_out(claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], dict[str, Problem]]:
    """Part claims that can be judged from those that cannot.

    Parameters
    ----------
    claims
        Claims; those of functions without rules pass.

    Returns
    -------
    tuple
        Claims without those that end before they start, have an outline that crosses itself or a number that
        is none; and what is wrong with each of these, by id.

    Raises
    ------
    InvalidInputError
        If one of these is planned: who plans can mend it.
    """
    kept, wrong = tuple(claims), dict[str, Problem]()
    while True:
        try:
            bodies([claim for claim in kept if claim.function in NAMES], {})
        except InvalidInputError as error:
            found = {_claim_of(problem): problem for problem in error.problems}
            planned = {claim.id for claim in kept if claim.status == "planned"} & set(found)
            if planned or found.keys() <= wrong.keys():
                raise
            wrong |= found
            kept = tuple(claim for claim in kept if claim.id not in found)
        else:
            return kept, wrong


def _claim_of(problem: Problem) -> str:
    """Id in the field of a problem, ``claims.ID.name``."""
    return problem.field.removeprefix("claims.").rpartition(".")[0]


def told_apart(claims: Sequence[Claim], wrong: dict[str, Problem]) -> str | None:
    """Tell what was left out, and why; None where nothing was.

    Of cables, pipelines and sites only how many: where they are is not for everybody.
    """
    if not wrong:
        return None
    hidden = {claim.id for claim in claims if claim.theme in APART}
    named = [f"{key} {problem.message}" for key, problem in wrong.items() if key not in hidden]
    shown = "; ".join(named[:_SHOWN])
    return f"{len(wrong)} claims cannot be judged and are left out" + (f": {shown}" if shown else "")
