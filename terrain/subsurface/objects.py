"""The features of a twin as things at a height: their names, between which levels, of which source."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from terrain.subsurface.intervals import Interval, intervals_of
from twin.features import THEMES

if TYPE_CHECKING:
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["Item", "Names", "claim_item", "names_of", "objects_in"]

Names = Mapping[tuple[str, str], str]
"""Names of features by theme and id."""
_TOPS = ("top_level", "crest_level", "screen_top", "filter_top", "reservoir_top", "water_level")
_BASES = ("base_level", "bed_level", "screen_base", "filter_base", "reservoir_base")
_BOREHOLES = 100.0  # metres: a borehole tells of the ground around it
WATER = frozenset({"peilgebieden"})
"""Themes that tell a level of water and no body."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a probe or a box finds.

    Parameters
    ----------
    kind
        ground, object, water, borehole, voxel, layer or claim.
    theme, id
        Where it stands in the twin; empty for blocks of ground.
    top, base
        Levels [m NAP]; None without limit or not told.
    label_nl, label_en, color
        What it is called and looks like.
    source
        Where it is recorded.
    start, end
        Years from and until which it is there; None where not told.
    function, sort, status
        Of a claim: its function, the sort within it, and how far it is.
    distance
        Horizontal distance from what was asked [m].
    unit, lithology, kh, kv, probability
        Of a block of ground: keys, conductivity [m s-1], and how likely its lithoclass is, 0 to 1.
    intervals
        Of a borehole, from the top down.
    """

    kind: str
    theme: str
    id: str
    top: float | None
    base: float | None
    label_nl: str
    label_en: str
    color: str | None = None
    source: str = ""
    start: float | None = None
    end: float | None = None
    function: str | None = None
    sort: str = ""
    status: str = ""
    distance: float = 0.0
    unit: str | None = None
    lithology: str | None = None
    kh: float | None = None
    kv: float | None = None
    probability: float | None = None
    intervals: tuple[Interval, ...] = ()


def objects_in(
    twin: Twin, area: Any, year: float, hidden: Collection[str], reach: float = 0.0
) -> Iterator[Item]:
    """Give the features within a distance of a shape that are there in a year and make no claim.

    Parameters
    ----------
    twin
        Whose features.
    area
        A point or polygon in RD.
    year
        Features with years count from their start and until their end begins.
    hidden
        Themes that are left out.
    reach
        Distance [m] within which lines and points count.
    """
    claimed = {(claim.theme, claim.id) for claim in twin.claims}
    claimed |= {(claim.theme, claim.id.partition(":")[0]) for claim in twin.claims}
    for theme, table in twin.features.items():
        if theme in hidden or theme not in THEMES or not len(table):
            continue
        away = shapely.distance(table.geometry.to_numpy(), area)
        around = max(reach, _BOREHOLES) if reach and theme == "boreholes" else reach
        near = np.where(shapely.get_dimensions(table.geometry.to_numpy()) == 2, 0.0, around)
        found = np.flatnonzero(away <= near)
        for row, distance in zip(table.iloc[found].to_dict("records"), away[found].tolist(), strict=True):
            if (theme, row["id"]) not in claimed and _there(row, year):
                yield from _items(twin, theme, row, distance)


def _there(row: Mapping[str, Any], year: float) -> bool:
    start, end = _number(row, "start"), _number(row, "end")
    return (start is None or start <= year) and (end is None or year < end)


def _items(twin: Twin, theme: str, row: Mapping[str, Any], distance: float) -> Iterator[Item]:
    spec = THEMES[theme]
    name = _text(row, "name")
    common: dict[str, Any] = {
        "theme": theme, "id": str(row["id"]), "color": spec.color, "distance": round(distance, 2),
        "source": _text(row, "source") or twin.attributes.get("title_en", twin.name),
        "start": _number(row, "start"), "end": _number(row, "end"), "status": _text(row, "status"),
    }  # fmt: skip
    if theme in WATER:
        for season, dutch in (("summer", "zomerpeil"), ("winter", "winterpeil")):
            level = _number(row, f"{season}_level")
            if level is not None:
                yield Item(
                    "water", top=level, base=level, label_nl=dutch, label_en=f"{season} level", **common
                )
        return
    ground = _ground(twin, row["geometry"])
    top = _first(row, _TOPS)
    floor, height = _number(row, "floor_level"), _number(row, "height")
    if height is not None and ground is not None:
        top = ground + height
    base = _first(row, _BASES)
    kind = "borehole" if theme == "boreholes" else "object"
    yield Item(
        kind,
        top=_first_known(top, floor, _number(row, "ground_level"), ground),
        base=_first_known(base, ground if spec.group in ("surface", "ground") else None),
        label_nl=name or spec.label_nl,
        label_en=name or spec.label_en,
        intervals=intervals_of(row) if kind == "borehole" else (),
        **common,
    )


def _ground(twin: Twin, shape: Any) -> float | None:
    """Ground level at a point of a shape [m NAP]; None outside the grid."""
    at = shape.representative_point()
    level = float(twin.grid.sample(twin.surface["ground_level"].values, at.x, at.y))
    return level if math.isfinite(level) else None


def _first(row: Mapping[str, Any], columns: tuple[str, ...]) -> float | None:
    return _first_known(*(_number(row, column) for column in columns))


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _number(row: Mapping[str, Any], column: str) -> float | None:
    value = row.get(column)
    try:
        number = float(value) if value is not None else math.nan
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return value if isinstance(value, str) else ""


def names_of(twin: Twin) -> Names:
    """Give the names of features by theme and id, for those that have one."""
    return {
        (theme, str(identifier)): name
        for theme, table in twin.features.items()
        if "name" in table.columns
        for identifier, name in zip(table["id"].tolist(), table["name"].tolist(), strict=True)
        if isinstance(name, str) and name
    }


def claim_item(claim: Claim, names: Names, levels: tuple[float, float], distance: float) -> Item:
    """Tell of a claim what is found of it between two levels [m NAP]."""
    spec = THEMES.get(claim.theme)
    ids = (claim.id, claim.id.partition(":")[0], claim.owner)  # a part of a feature has `id:part`
    name = next((found for key in ids if (found := names.get((claim.theme, key)))), "")
    top, base = (level if math.isfinite(level) else None for level in levels)
    return Item(
        "claim",
        claim.theme,
        claim.id,
        top,
        base,
        name or (spec.label_nl if spec else claim.theme),
        name or (spec.label_en if spec else claim.theme),
        spec.color if spec else None,
        claim.source,
        claim.start,
        claim.end,
        claim.function,
        claim.kind,
        claim.status,
        round(distance, 2),
    )
