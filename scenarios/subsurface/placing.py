"""One plan among everything that stands: the claims that it makes, and who is in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import Index, place
from scenarios.subsurface.judged import judged_index
from scenarios.subsurface.model import RANKS, VERDICTS, Verdict
from scenarios.subsurface.rules import NAMES
from scenarios.subsurface.tables import conflict_row
from twin.claims import Claim
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.intervention import Context, Intervention
    from scenarios.subsurface.applied import Applied
    from twin.state import Twin

__all__ = ["Placed", "Standing", "place_plan", "standing"]

MOST_CLAIMS = 200
"""Claims that a plan may make: a measure for a whole area is a scenario, not a plan to move about."""
MOST_ROWS = 500
"""Pairs that are told; the worst."""


@dataclass(frozen=True)
class Standing:
    """A twin with its claims in trees, for many plans."""

    twin: Twin
    index: Index

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Claims that rules are about, by id."""
        return {claim.id: claim for claim in self.index.claims}


@dataclass(frozen=True)
class Placed:
    """What comes of a plan.

    Parameters
    ----------
    claims
        Claims that it makes.
    rows
        Pairs with what stands, as `scenarios.subsurface.tables.conflict_row`, the worst first and no more
        than `MOST_ROWS`.
    held
        Verdict of each pair that holds as drawn, also of those that are not told.
    """

    claims: tuple[Claim, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    held: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Number of pairs by verdict, of those that hold as drawn."""
        found = Counter(self.held)
        return {name: found[name] for name in VERDICTS}


def standing(twin: Twin, *, horizon: float, rules: Applied | None = None) -> Standing:
    """Put the claims of a twin in trees.

    Parameters
    ----------
    twin
        The twin.
    horizon
        Last year that counts.
    rules
        Rules; None for the national ones.

    Raises
    ------
    InvalidInputError
        If claims of the twin cannot be judged.
    """
    known, _ = judged_index(claims(twin, horizon=horizon), rules=rules, horizon=horizon)
    return Standing(twin, known)


def place_plan(
    plan: Intervention,
    known: Standing,
    context: Context,
    *,
    year: float | None = None,
    least_probability: float = 0.05,
    hidden: Collection[str] = (),
    functions: Collection[str] = (),
) -> Placed:
    """Check an intervention against all that stands, without computing anything else.

    Parameters
    ----------
    plan
        Intervention that changes features; what it changes takes the place of what it was.
    known
        From `standing`.
    context
        Years of the scenario.
    year, least_probability
        As for `scenarios.subsurface.engine.check`.
    hidden
        Themes of which nothing may be told.
    functions
        Only pairs with one of these; all where none is named.

    Raises
    ------
    InvalidInputError
        If it does not fit the twin, needs a run, or makes claims that cannot be judged or are too many.
    """
    _refuse(plan, known.twin)
    changed = plan.apply(known.twin, context)
    new = _changed(known.twin, changed)
    made = _claims_of(changed, new, known.index.horizon)
    features = {(theme, str(key)) for theme, table in new.items() for key in table["id"]}
    found: list[tuple[Claim, Claim, Verdict]] = []
    for claim in made:
        for verdict in place(claim, known.index, year=year, least_probability=least_probability):
            other = known.claims[verdict.second]
            moved = (other.theme, other.id.partition(":")[0]) in features
            asked = not functions or not {claim.function, other.function}.isdisjoint(functions)
            if asked and not moved and other.theme not in hidden:
                found.append((claim, other, verdict))
    found.sort(key=lambda pair: _weight(pair[2]))
    # Where a pair meets and what it shares takes long to find: only of those that are told.
    rows = [conflict_row(*pair, horizon=known.index.horizon, year=year) for pair in found[:MOST_ROWS]]
    held = tuple(verdict.verdict for _, _, verdict in found if verdict.holds)
    return Placed(made, [{"id": f"conflict-{rank}", **row} for rank, row in enumerate(rows, start=1)], held)


def _refuse(plan: Intervention, twin: Twin) -> None:
    slow = plan.needs_run()
    problems = [
        Problem(f"intervention.{found.field}", found.value, found.message, found.remedy)
        for found in (*plan.check(twin), *(() if slow is None else (slow,)))
    ]
    if problems:
        raise InvalidInputError(problems)


def _changed(before: Twin, after: Twin) -> dict[str, gpd.GeoDataFrame]:
    """Rows that are new or different, by theme."""
    found = {}
    for theme, table in after.features.items():
        old = before.features.get(theme)
        if old is table:
            continue
        rows = table if old is None else table[_differs(old, table)]
        if len(rows):
            found[theme] = rows
    return found


def _differs(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> Any:
    """Which rows of a table are not in an older one, or not with all the same values."""
    import numpy as np
    import shapely

    at = old.set_index("id", drop=False).index.get_indexer(new["id"])
    changed = np.asarray(at < 0)
    there, where = np.flatnonzero(~changed), at[~changed]
    for name in new.columns:
        if name == "geometry":
            same = shapely.equals_identical(new.geometry.to_numpy()[there], old.geometry.to_numpy()[where])
        elif name in old.columns:
            one = new[name].astype(object).to_numpy()[there]
            two = old[name].astype(object).to_numpy()[where]
            none = new[name].isna().to_numpy()[there] & old[name].isna().to_numpy()[where]
            same = np.array([a is b or bool(a == b) for a, b in zip(one, two, strict=True)], np.bool_) | none
        else:
            same = new[name].isna().to_numpy()[there]
        changed[there[~same]] = True
    return changed


def _claims_of(changed: Twin, new: Mapping[str, gpd.GeoDataFrame], horizon: float) -> tuple[Claim, ...]:
    """Claims of rows alone that rules are about, on the ground of the twin."""
    few = type(changed)(
        changed.surface,
        changed.subsurface,
        new,
        name=changed.name,
        reference_year=changed.reference_year,
        attributes=changed.attributes,
    )
    made = tuple(claim for claim in claims(few, horizon=horizon) if claim.function in NAMES)
    if len(made) > MOST_CLAIMS:
        message = f"makes {len(made)} claims, at most {MOST_CLAIMS} can be placed"
        raise InvalidInputError([Problem("intervention", None, message, "Run it as a scenario.")])
    return made


def _weight(verdict: Verdict) -> tuple[Any, ...]:
    margin = 0.0 if verdict.margin is None else verdict.margin
    return RANKS[verdict.verdict], not verdict.holds, margin, verdict.first, verdict.second
