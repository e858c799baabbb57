"""A vertical probe: everything at one place in one year, from the sky down to the deepest layer."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from terrain.subsurface.claim_bodies import body_of, claims_in, levels_near, radius_in, rise_to
from terrain.subsurface.models import Column, column_at
from terrain.subsurface.objects import Item, Names, claim_item, names_of, objects_in
from terrain.subsurface.stack import MISSING
from twin.vocabulary import LAND_USE, LITHOCLASS, SOIL

if TYPE_CHECKING:
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["NEAR", "Probe", "probe"]

NEAR = 5.0
"""Distance within which a line or a point counts as being at a place [m]."""
_HAIR = 1e-6  # m
_DEPTHS = {
    "groundwater_depth": ("gemiddelde grondwaterstand", "mean groundwater level"),
    "mean_highest_groundwater": ("gemiddeld hoogste grondwaterstand (GHG)", "mean highest groundwater"),
    "mean_lowest_groundwater": ("gemiddeld laagste grondwaterstand (GLG)", "mean lowest groundwater"),
}
"""Fields of the surface that tell groundwater, as depths below ground [m]."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found at a place.

    Parameters
    ----------
    x, y
        Place in RD [m].
    year
        Year in which.
    ground_level
        [m NAP]; None where the twin does not know it.
    items
        From high to low by their tops; what has no limit above comes first.
    """

    x: float
    y: float
    year: float
    ground_level: float | None
    items: tuple[Item, ...]


def probe(
    twin: Twin, x: float, y: float, year: float | None = None, hidden: Collection[str] = (),
    claims: Iterable[Claim] | None = None,
) -> Probe:  # fmt: skip
    """List ground, surface, water, objects, soils, layers and claims at a place.

    Parameters
    ----------
    twin
        What to look into.
    x, y
        Place in RD [m].
    year
        Calendar year; that of the twin by default.
    hidden
        Themes that are left out.
    claims
        Claims on its subsurface; those that its features make by default.

    Raises
    ------
    InvalidInputError
        When the place lies outside the twin.
    """
    told = x, y
    _, bottom, right, _ = twin.grid.bbox
    x, y = (x - _HAIR if x == right else x), (y + _HAIR if y == bottom else y)  # on its edge it is inside
    column = column_at(twin, x, y)
    every = twin.claims if claims is None else claims
    at = float(twin.reference_year if year is None else year)
    row, cell = (int(number) for number in twin.grid.index(x, y))
    here = {
        str(name): float(field.variable[row, cell].values)
        for name, field in twin.surface.data_vars.items()
        if field.dims == ("y", "x")
    }
    level = here["ground_level"]
    ground = level if math.isfinite(level) else None
    items = [
        *_surface(twin, here, ground),
        *objects_in(twin, shapely.Point(x, y), at, hidden, NEAR),
        *_blocks(twin, column),
        *_claims(claims_in(every, at, hidden, (x, y, x, y), NEAR), names_of(twin), (x, y), level, at),
    ]
    items.sort(
        key=lambda item: (-math.inf if item.top is None else -item.top, item.kind, item.theme, item.id)
    )
    return Probe(*told, at, ground, tuple(items))


def _surface(twin: Twin, here: dict[str, float], ground: float | None) -> Iterator[Item]:
    """Tell of the ground, what stands in its cell, and the groundwater under it."""
    if ground is None:
        return
    source = twin.attributes.get("title_en", twin.name)
    yield Item("ground", "", "ground_level", ground, ground, "maaiveld", "ground level", source=source)
    for name, vocabulary in (("land_use", LAND_USE), ("soil", SOIL)):
        code = here.get(name, math.nan)
        entry = vocabulary.get(int(code)) if math.isfinite(code) else None
        if entry is not None:
            words = entry.label_nl, entry.label_en, entry.color
            yield Item("object", name, entry.key, ground, ground, *words, source=source)
    for name, labels in _DEPTHS.items():
        level = ground - here.get(name, math.nan)
        if math.isfinite(level):
            yield Item("water", name, name, level, level, *labels, source=source)


def _blocks(twin: Twin, column: Column) -> Iterator[Item]:
    """Tell of the blocks of ground; neighbours of one unit and one lithoclass are told together."""
    count = len(column.top)
    changes = [
        k
        for k in range(1, count)
        if column.units[k] != column.units[k - 1]
        or column.lithology[k] != column.lithology[k - 1]
        or column.part[k] != column.part[k - 1]
        or column.top[k] != column.base[k - 1]
    ]
    bounds = [0, *changes, count] if count else []
    sources = {name: str(twin.subsurface[name].attrs.get("title", "")) for name in set(column.part)
               if twin.subsurface is not None}  # fmt: skip
    for first, last in pairwise(bounds):
        unit, code, part = column.units[first], int(column.lithology[first]), column.part[first]
        soil = LITHOCLASS.get(code) if code != MISSING else None
        flow = [float(v) if np.isfinite(v) else None for v in (column.kh[first], column.kv[first])]
        yield Item(
            "voxel" if part == "voxels" else "layer",
            "",
            unit.key,
            float(column.top[first]),
            float(column.base[last - 1]),
            f"{soil.label_nl} ({unit.label_nl})" if soil else unit.label_nl,
            f"{soil.label_en} ({unit.label_en})" if soil else unit.label_en,
            soil.color if soil else unit.color,
            sources.get(part, ""),
            unit=unit.key,
            lithology=soil.key if soil else None,
            kh=flow[0],
            kv=flow[1],
            probability=_mean(column, slice(first, last)),
        )


def _mean(column: Column, run: slice) -> float | None:
    """Mean probability of the lithoclass of a run of blocks, by their thickness; None where none is told."""
    likely, thickness = column.probability[run], (column.top - column.base)[run]
    known = np.isfinite(likely)
    return float(np.average(likely[known], weights=thickness[known])) if known.any() else None


def _claims(
    claims: Iterable[Claim], names: Names, at: tuple[float, float], ground: float, year: float
) -> Iterator[Item]:
    """Tell of the claims whose body holds the place, and of lines and points close by."""
    x, y = at
    place = shapely.Point(x, y)
    for claim in claims:
        reach = max(NEAR, radius_in(claim, year))
        away = float(body_of(claim, year).distance(place))
        areal = shapely.get_dimensions(claim.footprint) == 2
        if away <= (0.0 if areal else NEAR):
            top, base = levels_near(claim, x, y, reach)
            rise = float(rise_to(claim, ground))
            yield claim_item(claim, names, (top + rise, base + rise), away)
