"""Every effect beside that of today, for each area and for all the land for which something is decided."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import (
    Answer,
    Case,
    Comparison,
    Effect,
    compare,
    difference,
    each_effect,
    side_by_side,
)
from scenarios.polders.object_tables import OBJECT

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["DECIDED", "TABLE", "Panel", "assess_by_area", "effects_table", "panel"]

Flags = npt.NDArray[np.bool_]

DECIDED = "decided"
"""Name that stands for all areas for which something is decided."""
TABLE = "water_level_effects"
"""Name of the table of a result."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Effects without and with what is decided.

    Parameters
    ----------
    areas
        By the id of each area that is asked for, in the order of the twin.
    decided_areas
        Those for which something is decided.
    decided
        Of the land of these together; empty where there are none.
    """

    areas: Mapping[str, Sequence[Comparison]]
    decided_areas: tuple[str, ...]
    decided: Sequence[Comparison]


def panel(
    before: Case,
    after: Case,
    asked: Collection[str],
    decided: Collection[str],
    today: dict[str, dict[str, Answer]] | None = None,
) -> Panel:
    """Ask every effect about each area, without what is decided and with it.

    Parameters
    ----------
    before, after
        All land, of the same columns and the same year.
    asked
        Ids of areas to tell of.
    decided
        Ids of areas for which something is decided. Others are asked once: their columns have the same
        course. An effect that is `Effect.coupled` is asked of all twice.
    today
        What effects answered earlier about each area of ``before``, by the id of the effect; filled. What
        is decided does not change it, but of those that are `Effect.coupled`.
    """
    told_before = {} if today is None else today
    names = [name for name in before.columns.areas if name in asked]
    changed = tuple(name for name in names if name in decided)
    land = np.isin(before.columns.area, [before.columns.areas.index(name) for name in changed])

    def ask(effect: Effect) -> tuple[list[Comparison], Comparison | None]:
        first = told_before.get(effect.id) or assess_by_area(effect, before, names)
        if not effect.coupled:
            told_before[effect.id] = first
        second = first | assess_by_area(effect, after, names if effect.coupled else changed)
        rows = [
            Comparison(effect, first[name], second[name], difference(first[name], second[name]))
            for name in names
        ]
        if len(changed) < 2:
            return rows, rows[names.index(changed[0])] if changed else None
        return rows, compare(effect, *(_on(effect, case, land) for case in (before, after)))

    told = each_effect(ask).values()
    by_area = {name: [rows[at] for rows, _ in told] for at, name in enumerate(names)}
    return Panel(by_area, changed, [whole for _, whole in told if whole is not None])


def assess_by_area(effect: Effect, case: Case, areas: Collection[str]) -> dict[str, Answer]:
    """Ask an effect about each of some areas, with the columns of the area alone where that is enough.

    Parameters
    ----------
    effect
        The effect.
    case
        All land.
    areas
        Ids of areas.
    """
    return {
        name: effect.assess(_on(effect, case, case.columns.area == number))
        for number, name in enumerate(case.columns.areas)
        if name in areas
    }


def _on(effect: Effect, case: Case, land: Flags) -> Case:
    """What an effect is asked about some land: its columns alone where that is enough, and copies nothing."""
    chosen = side_by_side(np.flatnonzero(land))
    return case.part(chosen) if effect.local and isinstance(chosen, slice) else replace(case, land=land)


def effects_table(twin: Twin, found: Panel) -> gpd.GeoDataFrame:
    """One row for each area and effect, and for all decided land together, as ``area`` `DECIDED`.

    Parameters
    ----------
    twin
        With the water-level areas.
    found
        What the effects answer.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``area, effect, label_nl, label_en, unit, better, method``; of ``before``, ``after`` and
        ``difference`` the value and its ``_low`` and ``_high``, NaN with a ``reason`` when not known;
        ``extrapolated_before`` and ``extrapolated``, part of the land outside the range of a relation [1],
        NaN where no range is told; ``notes``; ``parts`` as JSON ``{name [unit]: {before, after}}``; and
        ``tables`` as JSON ``{before, after}``, in rows of `DECIDED` alone, which names no objects. The
        polygon is that of the area.
    """
    import geopandas as gpd
    import shapely

    areas = twin.features["peilgebieden"]
    shapes = dict(zip(areas["id"].astype(str), areas.geometry.to_numpy(), strict=True))
    rows = [_row(name, each) for name, compared in found.areas.items() for each in compared]
    geometry = [shapes[row["area"]] for row in rows]
    union = shapely.union_all([shapes[name] for name in found.decided_areas])
    rows += [_row(DECIDED, each) | {"tables": _tables(each)} for each in found.decided]
    geometry += [union] * len(found.decided)
    return gpd.GeoDataFrame(rows, columns=[*_COLUMNS, "geometry"], geometry=geometry, crs=areas.crs)


_SIDES = ("before", "after", "difference")
_COLUMNS = (
    "id", "area", "effect", "label_nl", "label_en", "unit", "better",
    *(f"{side}{end}" for side in _SIDES for end in ("", "_low", "_high")),
    "reason", "extrapolated_before", "extrapolated", "notes", "method", "parts", "tables",
)  # fmt: skip


def _row(area: str, found: Comparison) -> dict[str, Any]:
    effect, before, after = found.effect, found.before, found.after
    sides = dict(zip(_SIDES, (before, after, found.difference), strict=True))
    numbers = {
        f"{side}{end}": getattr(answer, name) if answer.known else math.nan
        for side, answer in sides.items()
        for end, name in (("", "value"), ("_low", "low"), ("_high", "high"))
    }
    names = dict.fromkeys((*before.parts, *after.parts))
    parts = {name: {"before": _told(before, name), "after": _told(after, name)} for name in names}
    return {
        "id": f"{area}-{effect.id}",
        "area": area,
        "effect": effect.id,
        "label_nl": effect.labels["nl"],
        "label_en": effect.labels["en"],
        "unit": effect.unit,
        "better": effect.better or "",
        **numbers,
        "reason": after.reason or before.reason,
        "extrapolated_before": before.extrapolated,
        "extrapolated": after.extrapolated,
        "notes": " ".join(after.notes),
        "method": effect.method,
        "parts": json.dumps(parts, ensure_ascii=False, allow_nan=False),
        "tables": "",
    }


def _told(answer: Answer, name: str) -> float | None:
    value = answer.parts.get(name, math.nan)
    return float(value) if math.isfinite(value) else None


def _tables(found: Comparison) -> str:
    """Rows for people of both sides, as JSON; empty where an effect has none. Objects: `object_tables`."""
    tables = {
        side: [
            {name: _plain(value) for name, value in row.items()}
            for row in answer.table
            if row.get("row") != OBJECT
        ]
        for side, answer in (("before", found.before), ("after", found.after))
    }
    return json.dumps(tables, ensure_ascii=False, allow_nan=False) if any(tables.values()) else ""


def _plain(value: object) -> str | float | int | bool | None:
    """What JSON can hold of a cell; a number that is none is nothing."""
    if value is None or isinstance(value, str | bool | int):
        return value
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None
