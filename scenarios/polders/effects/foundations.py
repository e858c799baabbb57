"""Houses on wooden piles: how long the heads of their piles have been dry up to the horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.wooden_piles import COVER, FAILED, FAILING, Pile, pile_state
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.objects import GROUNDWATER_ERROR, Places, kept, nothing, numeric, places

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["HEAD_COVER", "HEAD_DEPTH", "WOOD_UNTIL", "Foundations"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

WOOD_UNTIL = Parameter(1970.0, "yr", "after it foundations are of concrete", "unverified")
"""Last year in which houses were built on wooden piles."""
HEAD_DEPTH = Parameter(1.0, "m", "usual depth of the highest wood below the land around", "unverified")
HEAD_COVER = Parameter(
    0.50, "m", "heads were set under the lowest groundwater that was expected; KCAF", "unverified"
)
"""Depth of heads below the lower ditch level of the start, where that is lower than `HEAD_DEPTH`."""
HEAD_ERROR = Parameter(0.25, "m", "spread of heads around what is assumed", "unverified")
_DAYS = 365.25
_BATCH = 4096  # buildings in one call of the kernel, which is to last less than half a second
_WORDS = {
    Pile.SAFE: "safe",
    Pile.LITTLE_COVER: f"never dry, less than {COVER.value:.2f} m of water above the wood",
    Pile.DRY_AT_TIMES: f"at risk, dry for less than {FAILING.value:g} years in all",
    Pile.FAILING: f"may have failed, dry for {FAILING.value:g} to {FAILED.value:g} years in all",
    Pile.FAILED: f"failed, dry for more than {FAILED.value:g} years in all",
}


@dataclass(frozen=True, slots=True)
class _Piles:
    """Buildings on wooden piles, (n,); ``head`` is NaN where the twin does not give it."""

    pieces: Numbers
    maybe: Numbers
    head: Floats
    dwellings: Floats
    ids: npt.NDArray[np.object_]


class Foundations(Effect):
    """Buildings whose wooden piles fail by the horizon."""

    id = "foundations"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Panden waarvan de houten palen door droogstand bezwijken",
        "en": "Buildings whose wooden piles fail because they fall dry",
    }
    unit = "buildings"
    better = "lower"
    theme = "buildings"
    method = (
        "Days with groundwater below the head of the piles, added up from the start to the horizon "
        "(soft rot stops while the wood is wet and then goes on), from the months and the lowest day of "
        f"every year, not from mean levels: safe when never dry and with {COVER} of water above the wood "
        f"at the lowest; failed after {FAILING} to {FAILED}; at risk between. The value is all dry for "
        f"{FAILING.value:g} years or more. Heads lie where the column head_level of the twin says, else "
        f"{HEAD_DEPTH} below the land around, but at least {HEAD_COVER} under the lower ditch level of "
        "the start: what was dry before the start is not known. They do not sink. Wooden piles are "
        f"those that the twin names; without a foundation a building of after {WOOD_UNTIL.value:g} has "
        f"none [{WOOD_UNTIL.status}] and an older one may have some. Range: heads {HEAD_ERROR.value:g} m "
        f"higher or lower where assumed, groundwater {GROUNDWATER_ERROR.value:g} m higher or lower, "
        "piles that last 15 years, wood under all old buildings of unknown foundation. Bacteria in pine "
        "go on under water, whatever the level: a raise does not stop them (KCAF)."
    )

    def assess(self, case: Case) -> Answer:
        """Count buildings on wooden piles by their state."""
        found = places(case, "buildings")
        if found is None:
            return nothing(case, "buildings", found)
        table = case.twin.features["buildings"]
        piles = kept(case, table, self.id, lambda: _piles(table, found))
        at = np.flatnonzero(case.counted[found.column[piles.pieces]])
        maybe = found.column[piles.maybe]
        maybe = maybe[case.counted[maybe]]
        doubt = _doubted(case, maybe)
        if not at.size:
            return _none(case, found, maybe.size, doubt)
        column, given = found.column[piles.pieces[at]], piles.head[at]
        assumed = np.isnan(given)
        head = np.where(assumed, _usual(case, column), given)
        moved = {
            "": 0.0,
            "heads higher": HEAD_ERROR.value * assumed,
            "heads lower": -HEAD_ERROR.value * assumed,
            "groundwater lower": GROUNDWATER_ERROR.value,
            "groundwater higher": -GROUNDWATER_ERROR.value,
        }
        first, of = _alike(column, head, assumed)
        heads = np.stack([np.broadcast_to(head + by, head.shape)[first] for by in moved.values()], axis=1)
        days, cover = _dry(case, column[first], heads)
        states = pile_state(dry_days=days, cover=cover)[of]
        state, days = states[:, 0], days[of, 0]
        if (state == Pile.UNKNOWN).all():
            return Answer.unknown("the groundwater under the buildings is not known")
        value = float((state >= Pile.FAILING).sum())
        variants = {
            name: float((states[:, number] >= Pile.FAILING).sum())
            for number, name in enumerate(moved)
            if name
        }
        variants[f"piles that last {FAILED.value:g} years"] = float((state == Pile.FAILED).sum())
        if maybe.size:
            variants["wood under all old buildings of unknown foundation"] = value + doubt
        return Answer(
            value,
            variants=variants,
            parts=_parts(state, days, piles.dwellings[at]),
            table=_rows(state, days, piles.ids[at]),
            notes=_notes(
                assumed=float(assumed.mean()),
                maybe=maybe.size,
                dark=int(found.unknown(case).sum() + (state == Pile.UNKNOWN).sum()),
            ),
        )


def _piles(table: gpd.GeoDataFrame, found: Places) -> _Piles:
    """Buildings on wooden piles, those that may be, and where the heads are."""
    wood, maybe = _wooden(table)
    near = found.column >= 0
    pieces = np.flatnonzero(near & wood[found.thing])
    thing = found.thing[pieces]
    return _Piles(
        pieces=pieces,
        maybe=np.flatnonzero(near & maybe[found.thing]),
        head=numeric(table, "head_level")[thing],
        dwellings=numeric(table, "dwellings")[thing],
        ids=table["id"].to_numpy(object)[thing],
    )


def _wooden(table: gpd.GeoDataFrame) -> tuple[Flags, Flags]:
    """Which buildings stand on wooden piles, and of which it is not known and may be."""
    old = ~(numeric(table, "year") > WOOD_UNTIL.value)
    if "foundation" not in table:
        return np.zeros(len(table), np.bool_), old
    kind = table["foundation"].fillna("").astype(str).str.lower()
    wood = kind.str.contains("wood|hout").to_numpy(np.bool_)
    other = kind.str.contains("concrete|beton|steel|stalen|shallow|staal").to_numpy(np.bool_)
    return wood, ~wood & ~other & old


def _usual(case: Case, column: Numbers) -> Floats:
    """Level of heads of which nothing is said [m NAP], (n,)."""
    land = case.columns
    deep = land.ground_level[column] - HEAD_DEPTH.value
    under = np.minimum(land.summer_level, land.winter_level)[column] - HEAD_COVER.value
    return np.asarray(np.fmin(deep, under), dtype=np.float64)


def _alike(column: Numbers, head: Floats, assumed: Flags) -> tuple[Numbers, Numbers]:
    """First of the buildings that are alike, by column, and for each building which of these it is."""
    order = np.lexsort((assumed, head, column))
    new = np.ones(order.size, np.bool_)
    new[1:] = np.any([np.diff(key[order]) != 0 for key in (column, head, assumed.view(np.int8))], axis=0)
    of = np.empty(order.size, np.int64)
    of[order] = np.cumsum(new) - 1
    return order[new], of


def _dry(case: Case, column: Numbers, head: Floats) -> tuple[Floats, Floats]:
    """Days dry up to the asked year, and water above the heads at the lowest [m], (n, v)."""
    from scenarios.kernels.dry_days import dry_days

    course, days, cover = case.course, np.empty(head.shape), np.empty(head.shape)
    for first in range(0, len(head), _BATCH):
        some = slice(first, first + _BATCH)
        dry_days(
            start=case.columns.ground_level,
            ground=course.ground_level,
            monthly=course.monthly,
            lowest=course.lowest,
            years=case.index + 1,
            column=column[some],
            head=head[some],
            days=days[some],
            cover=cover[some],
        )
    return days, cover


def _doubted(case: Case, column: Numbers) -> int:
    """How many old buildings of unknown foundation would fail if they stand on wood."""
    if not column.size:
        return 0
    days, cover = _dry(case, column, _usual(case, column)[:, None])
    return int((pile_state(dry_days=days, cover=cover) >= Pile.FAILING).sum())


def _none(case: Case, found: Places, maybe: int, doubt: int) -> Answer:
    """Answer where no building is known to stand on wooden piles."""
    if maybe:
        return Answer.unknown(
            f"of {maybe} buildings that may have wooden piles the foundation is not known; "
            f"{doubt} of them would fail if they have"
        )
    if not found.counted(case).size:
        return nothing(case, "buildings", found)
    return Answer(0.0, notes=("No building here stands on wooden piles.",))


def _parts(state: npt.NDArray[np.int8], days: Floats, dwellings: Floats) -> dict[str, float]:
    gone = state >= Pile.FAILING
    risk = (state > Pile.SAFE) & ~gone
    parts = {
        "wooden_piles [buildings]": float(state.size),
        "at_risk [buildings]": float(risk.sum()),
        "dry [yr]": float(np.nanmean(days)) / _DAYS,
    }
    if np.isfinite(dwellings).all():
        parts["dwellings_at_risk [dwellings]"] = float(dwellings[risk].sum())
        parts["dwellings_failed [dwellings]"] = float(dwellings[gone].sum())
    return parts


def _rows(
    state: npt.NDArray[np.int8], days: Floats, ids: npt.NDArray[np.object_]
) -> Sequence[dict[str, str | float]]:
    """Rows of each state, and of the twenty buildings that were dry longest."""
    rows: list[dict[str, str | float]] = [
        {
            "row": "state",
            "name": "",
            "state": word,
            "value": float((state == code).sum()),
            "unit": "buildings",
        }
        for code, word in _WORDS.items()
    ]
    worst = np.argsort(-np.nan_to_num(days), kind="stable")[:20]
    return rows + [
        {
            "row": "object",
            "name": str(ids[at]),
            "state": _WORDS[Pile(state[at])],
            "value": float(days[at]) / _DAYS,
            "unit": "yr dry",
        }
        for at in worst
        if state[at] > Pile.SAFE
    ]


def _notes(*, assumed: float, maybe: int, dark: int) -> tuple[str, ...]:
    notes = []
    if assumed > 0.0:
        notes.append(f"The level of the pile heads is assumed for {assumed:.0%} of the buildings.")
    if maybe:
        notes.append(f"Of {maybe} buildings of before {WOOD_UNTIL.value:g} the foundation is not known.")
    if dark:
        notes.append(f"Of {dark} buildings the groundwater is not known; they are left out.")
    return tuple(notes)
