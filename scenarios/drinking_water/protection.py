"""What computed zones and the protected areas of a twin have in common, and who else is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.drinking_water.fields import DRINKING_WATER, in_use
from scenarios.drinking_water.zones import YEARS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from scenarios.drinking_water.zones import Zones
    from twin.state import Twin

__all__ = ["KINDS", "NO_ZONES", "Comparison", "Use", "comparisons", "protected", "uncovered", "uses"]

KINDS = ("waterwingebied", "grondwaterbeschermingsgebied", "boringsvrije-zone")
"""Kinds of protected areas by the travel time that they are usually drawn for: 60 days, 25 and 100 years."""
NO_ZONES = "the twin has no protected areas to compare with"

_USES = ("doublets", "ates", "closed_loops", "storage", "extractions", "excavations", "infiltration", "wells")
_NO_THREAT = (DRINKING_WATER, "monitoring")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Computed zones of one travel time beside what is protected for it.

    Parameters
    ----------
    years
        Travel time.
    kind
        Of the protected areas.
    computed, covered
        Area of the zones inside the twin, and of the part that is protected [m2].
    bare, beyond
        Ground in the zones that is not protected, and protected ground outside them.
    """

    years: float
    kind: str
    computed: float
    covered: float
    bare: BaseGeometry
    beyond: BaseGeometry


@dataclass(frozen=True, slots=True)
class Use:
    """Another use of the ground inside a zone.

    Parameters
    ----------
    theme, feature
        Where it stands.
    field
        Well field whose zone it stands in.
    years
        Shortest travel time of the zones that it stands in.
    geometry
        Of the feature.
    """

    theme: str
    feature: str
    field: str
    years: float
    geometry: BaseGeometry


def protected(twin: Twin, year: float) -> Mapping[str, BaseGeometry] | None:
    """Ground that is protected in a year, by `KINDS`; None where the twin has no such areas."""
    import shapely

    if "protection_zones" not in twin.features or "kind" not in twin.features["protection_zones"]:
        return None
    table = twin.features["protection_zones"]
    table = table[in_use(table, year)]
    return {kind: shapely.union_all(table.geometry[table["kind"] == kind].to_numpy()) for kind in KINDS}


def comparisons(
    twin: Twin, zones: Sequence[Zones], known: Mapping[str, BaseGeometry] | None
) -> list[Comparison]:
    """Compare the zones of each travel time with what is protected for it or for a shorter one."""
    import shapely

    if known is None:
        return []
    inside, found = shapely.box(*twin.grid.bbox), []
    guarded: BaseGeometry = shapely.Polygon()
    for number, (years, kind) in enumerate(zip(YEARS, KINDS, strict=True)):
        computed = shapely.union_all([zone.shapes[number] for zone in zones]).intersection(inside)
        guarded = shapely.union_all([guarded, known[kind]])
        bare = computed.difference(guarded)
        found.append(
            Comparison(
                years, kind, computed.area, computed.area - bare.area, bare, known[kind].difference(computed)
            )
        )
    return found


def uncovered(twin: Twin, shapes: Sequence[BaseGeometry], known: Mapping[str, BaseGeometry]) -> float:
    """Part of 25-year zones inside the twin that no area for 60 days or 25 years protects [m2]."""
    import shapely

    computed = shapely.union_all(shapes).intersection(shapely.box(*twin.grid.bbox))
    return float(computed.difference(shapely.union_all([known[kind] for kind in KINDS[:2]])).area)


def uses(twin: Twin, shapes: Mapping[str, Sequence[BaseGeometry]], year: float) -> list[Use]:
    """List other uses inside zones.

    Parameters
    ----------
    twin
        With its themes; lines of utilities and archaeology are left to `subsurface-conflicts`.
    shapes
        Zones by well field, one for each of `YEARS` or fewer, from the inside.
    year
        Calendar year.
    """
    found = []
    for theme in _USES:
        if theme not in twin.features or not len(twin.features[theme]):
            continue
        table = twin.features[theme]
        there = in_use(table, year)
        if theme == "wells":
            there &= ~table["kind"].isin(_NO_THREAT).to_numpy() if "kind" in table else np.True_
        for row_id, geometry in zip(table["id"][there], table.geometry[there], strict=True):
            inside = [
                (YEARS[number], name)
                for name, outlines in shapes.items()
                for number, outline in enumerate(outlines)
                if outline.intersects(geometry)
            ]
            if inside:
                years, name = min(inside)
                found.append(Use(theme, str(row_id), name, years, geometry))
    return found
