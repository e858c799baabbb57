"""Makes the lake that is asked about: one of the twin, or one of figures, by default the IJsselmeer."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely import box

from scenarios.checks import known_feature
from scenarios.lakes import ijsselmeer as known
from scenarios.lakes.hypsometry import Hypsometry
from scenarios.lakes.model import Lake, Sluice
from twin.errors import Problem

if TYPE_CHECKING:
    from scenarios.lakes.parameters import LakeLevelParameters
    from scenarios.lakes.shore import Shore
    from scenarios.physics.constants import Parameter
    from twin.state import Twin

__all__ = [
    "BEFORE",
    "THEME",
    "check_change",
    "check_lake",
    "check_named",
    "lake_of_figures",
    "lake_of_twin",
    "lake_row",
    "levels_of",
    "raised_lakes",
]

THEME = "watercourses"
BEFORE = "water_level_before"
"""Column with the level before a raise [m NAP], NaN where nothing is decided."""

_DAY = 86_400.0
_SEA = ("sea", "river")


def lake_row(twin: Twin, name: str) -> Any:
    """Row of a lake in the table of watercourses; it must be there."""
    table = twin.features[THEME]
    return table[table["id"].astype(str) == name].iloc[0]


def levels_of(row: Any) -> tuple[float, float]:
    """Level of a lake, and its level before a raise [m NAP]; both the same where nothing is decided."""
    level, before = round(float(row["water_level"]), 6), row.get(BEFORE)
    return level, level if before is None or math.isnan(before) else round(float(before), 6)


def raised_lakes(twin: Twin) -> tuple[str, ...]:
    """Ids of the lakes of a twin for which another level is decided."""
    if THEME not in twin.features or BEFORE not in twin.features[THEME]:
        return ()
    table = twin.features[THEME]
    return tuple(table["id"][table[BEFORE].notna()].astype(str))


def check_named(twin: Twin, name: str, field: str) -> list[Problem]:
    """Say why a name is none of a lake whose level can be studied."""
    if problems := known_feature(twin, THEME, name, field):
        return problems
    row = lake_row(twin, name)
    shape = row.geometry
    if shape is None or shape.is_empty or shape.area <= 0.0:
        return [Problem(field, name, "is no area of water", "Name a lake that is drawn as an area.")]
    if not shape.intersects(box(*twin.grid.bbox)):
        return [Problem(field, name, "lies outside the twin", "Name a lake that lies in it.")]
    if row.get("kind") in _SEA:
        return [Problem(field, name, f"is no lake but {row['kind']}", "Name a lake.")]
    level = row.get("water_level")
    if level is None or not math.isfinite(float(level)):
        return [Problem(field, name, "has no water_level", "Give the lake its level in the twin.")]
    return []


def check_change(twin: Twin, name: str, by: float) -> list[Problem]:
    """Say why a lake of the twin cannot be raised or lowered (``by`` [m])."""
    if problems := check_named(twin, name, "lake"):
        return problems
    row = lake_row(twin, name)
    level, bed = levels_of(row)[0] + by, row.get("bed_level")
    if bed is not None and math.isfinite(bed) and level <= bed:
        message = f"would bring the lake to {level:.2f} m NAP, below its bed of {float(bed):.2f}"
        return [Problem("by", by, message, "Lower it less.")]
    return []


def check_lake(twin: Twin, given: LakeLevelParameters) -> list[Problem]:
    """List what is wrong with the lake that is asked about; fields are those of the parameters."""
    problems = []
    if given.lake is not None:
        problems += check_named(twin, given.lake, "lake")
        told = {
            "area": given.area,
            "levels": given.levels or None,
            "areas": given.areas or None,
            "level": given.level,
            "raise_by": given.raise_by or None,
        }
        remedy = {"raise_by": "Raise it with the intervention lake-level."}
        problems += [
            Problem(
                name, value, "the twin tells it of a lake that is named", remedy.get(name, "Leave it out.")
            )
            for name, value in told.items()
            if value is not None
        ]
    else:
        problems += _check_table(given)
    if problems:
        return problems
    lake = lake_of_figures(given) if given.lake is None else lake_of_twin(twin, given, None)
    if lake.low > lake.high:
        message = f"lies above the upper end, {lake.high:g} m NAP"
        problems.append(Problem("summer_low", lake.low, message, "Give a band from low to high."))
    if (given.sluice_width is None) != (given.sill is None) and given.lake is not None:
        lacking = "sill" if given.sill is None else "sluice_width"
        problems.append(Problem(lacking, None, "is needed beside the other one", "Give width and sill."))
    if lake.sluice is not None and lake.sluice.sill >= lake.level:
        message = f"lies above the lake, {lake.level:g} m NAP: nothing would run out"
        problems.append(Problem("sill", lake.sluice.sill, message, "Give a sill below the lake."))
    return problems


def _check_table(given: LakeLevelParameters) -> list[Problem]:
    """List what is wrong with a table of areas."""
    levels, areas = given.levels, given.areas
    if len(levels) != len(areas):
        message = f"has {len(areas)} entries for {len(levels)} levels"
        return [Problem("areas", areas, message, "Give one area for each level.")]
    if levels and given.area is not None:
        return [Problem("area", given.area, "stands beside a table of areas", "Leave one of them out.")]
    problems = []
    if any(high <= low for low, high in pairwise(levels)):
        problems.append(Problem("levels", levels, "do not ascend", "Give them from low to high."))
    if any(high < low for low, high in pairwise(areas)):
        message = "shrink upward: a higher lake is no smaller one"
        problems.append(Problem("areas", areas, message, "Give areas that grow with the level."))
    return problems


def lake_of_figures(given: LakeLevelParameters) -> Lake:
    """Lake of which no ground is known; figures that are left open are those of the IJsselmeer."""
    notes: list[str] = []

    def figure(name: str, value: float | None, default: Parameter, factor: float = 1.0) -> float:
        if value is not None:
            return value * factor
        notes.append(f"{name} {default}")
        return default.value

    if given.levels:
        notes.append("Area by the table that was given")
        table = Hypsometry(np.array(given.levels), np.array(given.areas) * 1e6)
    else:
        notes.append("Shores are taken as upright")
        table = Hypsometry(np.array([0.0]), np.array([figure("area", given.area, known.AREA, 1e6)]))
    level = figure("level", given.level, known.WINTER_TARGET)
    width = figure("width of the sluices", given.sluice_width, known.WIDTH)
    sill = figure("sill", given.sill, known.SILL)
    return Lake(
        name="IJsselmeer" if given.area is None and not given.levels else "lake of the given area",
        hypsometry=table,
        level=round(level + given.raise_by, 6),
        raised=given.raise_by,
        low=figure("summer band from", given.summer_low, known.SUMMER_LOW),
        high=figure("to", given.summer_high, known.SUMMER_HIGH),
        sluice=Sluice(width, sill, given.amplitude),
        pumps=figure("pumps", given.pumps, known.PUMPS),
        inflow=figure("inflow", given.inflow, known.INFLOW),
        resistance=given.resistance * _DAY,
        shore_slope=given.shore_slope,
        notes=tuple(notes),
    )


def lake_of_twin(twin: Twin, given: LakeLevelParameters, shore: Shore | None) -> Lake:
    """Lake of a twin, at the level that the twin holds; its sluices, pumps and rivers are as given.

    Parameters
    ----------
    twin
        With the lake; `check_lake` must have found nothing wrong with its name.
    given
        What the twin does not tell.
    shore
        Land that a higher level reaches; None: upright shores.
    """
    row = lake_row(twin, str(given.lake))
    level, before = levels_of(row)
    bed = row.get("bed_level")
    area = float(row.geometry.area)
    levels, areas = np.array([level]), np.array([area])
    if shore is not None:
        levels, areas = shore.levels, area + shore.areas
    note = "Upright shores below the level"
    if bed is not None and math.isfinite(bed) and bed < levels[0]:
        note = f"Upright shores down to a bed of {float(bed):g} m NAP"
    sluice = None
    if given.sluice_width is not None and given.sill is not None:
        sluice = Sluice(given.sluice_width, given.sill, given.amplitude)
    return Lake(
        name=str(row.get("name") or given.lake),
        hypsometry=Hypsometry(levels, areas),
        level=level,
        raised=round(level - before, 6),
        low=_or_nan(given.summer_low),
        high=_or_nan(given.summer_high),
        sluice=sluice,
        pumps=_or_nan(given.pumps),
        inflow=_or_nan(given.inflow),
        resistance=given.resistance * _DAY,
        shore_slope=given.shore_slope,
        notes=(note,),
    )


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
