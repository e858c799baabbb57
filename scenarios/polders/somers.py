"""SOMERS 2.0 rules as a relation: emission of peat from its ditch level, by a table that the user brings.

The table of the rules is licensed and does not come with Zicht. It is read from a file with the columns of
`COLUMNS`; values lie on a line between freeboards of one class, and never between classes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.physics.peat import YEAR, carbon_dioxide
from scenarios.polders.isotache import METHOD as CREEP_METHOD
from scenarios.polders.isotache import Creep
from scenarios.polders.model import DRAINS, Columns, Course
from scenarios.polders.soils import soil_kind
from scenarios.polders.subsidence import Losses, Sinking, Wetness
from twin.errors import InvalidInputError, Problem, did_you_mean, invalid
from twin.user_tables import MOST_PROBLEMS, number, read_table

__all__ = ["COLUMNS", "MEASURES", "Emission", "SomersRelation", "SomersTable", "read_somers"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

COLUMNS = (
    "region", "soil", "measure", "width_from", "width_to", "seepage_from", "seepage_to", "winter_offset",
    "summer_freeboard", "median", "low", "high",
)  # fmt: skip
"""Columns of the file: region and soil as SOMERS calls them; measure of `MEASURES`; bounds of the class of
width [m] and of seepage, upward [mm/d], empty where it is open; how far the winter level and the ground lie
above the summer level [m]; emission [kg CO2/ha/yr]."""
MEASURES = {"none": "none", "PWIS": "passive", "AWIS": "pressurised"}
"""Infiltration drains as SOMERS calls them, and as `scenarios.polders.model.DRAINS` does."""

_FIELD = "somers_table"
"""Where the file was given, for the problems."""
_DAY = 86_400.0
_PER_HECTARE_YEAR = 1.0 / (1e4 * YEAR)
_CLOSE = 1e-6
_MOST_CLASSES, _MOST_COMBINATIONS = 200, 1_000_000
_NUMBERS = COLUMNS[3:]
_AXES = {
    "offset": ("winter_offset",),
    "width": ("width_from", "width_to"),
    "seepage": ("seepage_from", "seepage_to"),
    "freeboard": ("summer_freeboard",),
}
"""Axes of the values, by the columns that tell them."""
_OPEN = {"width_from": 0.0, "width_to": np.inf, "seepage_from": -np.inf, "seepage_to": np.inf}


@dataclass(frozen=True, slots=True)
class Emission:
    """What a table tells, (k,) each: CO2 [kg/m2/s], NaN without a row; ``outside`` beyond its freeboards."""

    median: Floats
    low: Floats
    high: Floats
    outside: Flags


@dataclass(frozen=True, slots=True)
class SomersTable:
    """Rows of one region, by class.

    Parameters
    ----------
    region
        Of the weather, as SOMERS calls it.
    soils
        Classes of soil.
    widths, seepages
        Bounds of the classes [m] and [m/s], (classes, 2), from low to high.
    offsets
        Winter level above the summer level [m], ascending.
    freeboards
        Of the ground above the summer level [m], ascending.
    values
        Median, low and high emission [kg CO2/m2/s], (soil, measure, offset, width, seepage, freeboard, 3);
        NaN without a row.
    """

    region: str
    soils: tuple[str, ...]
    widths: Floats
    seepages: Floats
    offsets: Floats
    freeboards: Floats
    values: Floats

    def emission(
        self,
        *,
        soil: Sequence[str | None],
        measure: Numbers,
        width: Floats,
        seepage: Floats,
        offset: Floats,
        freeboard: Floats,
    ) -> Emission:
        """Look up columns, (k,) each.

        Parameters
        ----------
        soil
            Class of SOMERS; None where it has none.
        measure
            Number in `scenarios.polders.model.DRAINS`.
        width
            Of the parcel [m].
        seepage
            Upward [m/s].
        offset
            Winter level above the summer level [m]; the nearest of the table counts.
        freeboard
            Ground above the summer level [m]; beyond the table its nearest value stands, and is marked.
        """
        number = {name: at for at, name in enumerate(self.soils)}
        code = np.array([number.get(name or "", -1) for name in soil], np.int64)
        wide, seeping = _class_of(self.widths, width), _class_of(self.seepages, seepage)
        known = (code >= 0) & (wide >= 0) & (seeping >= 0) & np.isfinite(offset) & np.isfinite(freeboard)
        nearest = np.abs(np.nan_to_num(offset)[:, None] - self.offsets).argmin(axis=1)
        rows = self.values[code, measure, nearest, wide, seeping]
        there = np.isfinite(rows[..., 0])
        known &= there.any(axis=1)
        first = there.argmax(axis=1)
        last = self.freeboards.size - 1 - there[:, ::-1].argmax(axis=1)
        least, most = self.freeboards[first], self.freeboards[last]
        held = np.clip(np.where(known, freeboard, least), least, most)
        at = np.clip(
            np.searchsorted(self.freeboards, held, side="right") - 1, first, np.maximum(last - 1, first)
        )
        after = np.minimum(at + 1, last)
        step = np.where(after > at, self.freeboards[after] - self.freeboards[at], 1.0)
        part = ((held - self.freeboards[at]) / step)[:, None]
        each = np.arange(held.size)
        found = np.where(known[:, None], rows[each, at] * (1.0 - part) + rows[each, after] * part, np.nan)
        beyond = known & ((freeboard < least - _CLOSE) | (freeboard > most + _CLOSE))
        return Emission(found[:, 0], found[:, 1], found[:, 2], beyond)


def _class_of(bounds: Floats, values: Floats) -> Numbers:
    """Number of the class that holds each value, -1 where none does."""
    inside = (values[:, None] >= bounds[:, 0]) & (values[:, None] < bounds[:, 1])
    return np.where(inside.any(axis=1), inside.argmax(axis=1), -1)


def read_somers(path: str | Path, *, region: str) -> SomersTable:
    """Read a table of the user.

    Parameters
    ----------
    path
        File that `twin.user_tables.read_table` takes, with the columns of `COLUMNS`.
    region
        Of the weather; rows of others are left out.

    Raises
    ------
    InvalidInputError
        With all problems: no table with these columns, values that are no numbers, a measure that is not
        known, negative or unordered emissions, the same class twice, a region without rows, more classes
        than a table has.
    """
    table = read_table(path, COLUMNS, field=_FIELD)
    rows, problems = [], list[Problem]()
    for place, row in enumerate(table, start=1):
        if row["region"] != region or len(problems) >= MOST_PROBLEMS:
            continue
        values, wrong = _numbers(row, f"{_FIELD}[{place}]")
        problems += wrong
        rows.append((row["soil"], row["measure"], values))
    if not rows:
        remedy = did_you_mean(region, sorted({row["region"] for row in table})[:MOST_PROBLEMS])
        problems.append(Problem("somers_region", region, "has no rows in the table", remedy))
    if problems:
        raise InvalidInputError(problems[:MOST_PROBLEMS])
    return _table(region, rows)


def _numbers(row: Mapping[str, str], field: str) -> tuple[dict[str, float], list[Problem]]:
    """Numbers of a row by column, and what is wrong with it."""
    values, problems = {}, []
    for name in _NUMBERS:
        value = number(row[name]) if row[name] else _OPEN.get(name)
        if value is None:
            problems.append(
                Problem(f"{field}.{name}", row[name], "is no number", "Give a number, a million at most.")
            )
        else:
            values[name] = value
    if row["measure"] not in MEASURES:
        remedy = f"Give one of {', '.join(MEASURES)}."
        problems.append(Problem(f"{field}.measure", row["measure"], "is no measure of SOMERS", remedy))
    for name in ("width", "seepage"):
        if not problems and values[f"{name}_from"] >= values[f"{name}_to"]:
            message = f"the class of {name} ends before it begins"
            remedy = f"Give {name}_from < {name}_to."
            problems.append(Problem(f"{field}.{name}_from", values[f"{name}_from"], message, remedy))
    if not problems and not 0.0 <= values["low"] <= values["median"] <= values["high"]:
        message = "low, median and high emission are negative or out of order"
        problems.append(Problem(f"{field}.median", values["median"], message, "Give low <= median <= high."))
    return values, problems


def _table(region: str, rows: Sequence[tuple[str, str, dict[str, float]]]) -> SomersTable:
    soils = tuple(sorted({soil for soil, _, _ in rows}))
    axes = {
        name: sorted({tuple(values[key] for key in keys) for _, _, values in rows})
        for name, keys in _AXES.items()
    }
    sizes = {"soil": len(soils), **{name: len(axis) for name, axis in axes.items()}}
    if max(sizes.values()) > _MOST_CLASSES or math.prod(sizes.values()) > _MOST_COMBINATIONS:
        message = f"has too many classes: {', '.join(f'{size} of {name}' for name, size in sizes.items())}"
        remedy = f"Give {_MOST_CLASSES} of each at most, and {_MOST_COMBINATIONS:,} combinations."
        raise invalid(_FIELD, region, message, remedy)
    numbers = {name: {key: place for place, key in enumerate(axis)} for name, axis in axes.items()}
    soil_numbers = {soil: place for place, soil in enumerate(soils)}
    found = np.full((len(soils), len(DRAINS), *map(len, axes.values()), 3), np.nan)
    problems = []
    for soil, measure, values in rows:
        classes = (numbers[name][tuple(values[key] for key in keys)] for name, keys in _AXES.items())
        place = (soil_numbers[soil], DRAINS.index(MEASURES[measure]), *classes)
        if np.isfinite(found[place]).any():
            problems.append(
                Problem(_FIELD, f"{soil}, {measure}, {values}", "stands in it twice", "Leave one out.")
            )
        found[place] = [values[key] * _PER_HECTARE_YEAR for key in ("median", "low", "high")]
    there = np.isfinite(found[..., 0])
    if (np.abs(np.diff(there.astype(np.int8), axis=-1)).sum(axis=-1) > 1 + ~there[..., 0]).any():
        message = "leaves out a freeboard between others of the same class"
        problems.append(Problem(_FIELD, region, message, "Give all freeboards from the least to the most."))
    if problems:
        raise InvalidInputError(problems[:MOST_PROBLEMS])
    return SomersTable(
        region=region,
        soils=soils,
        widths=np.array(axes["width"]),
        seepages=np.array(axes["seepage"]) * 1e-3 / _DAY,
        offsets=np.array(axes["offset"])[:, 0],
        freeboards=np.array(axes["freeboard"])[:, 0],
        values=found,
    )


@dataclass(frozen=True, slots=True)
class SomersRelation:
    """Oxidation of peat by a table of SOMERS; soft soil creeps by the isotaches."""

    table: SomersTable
    id: str = "somers"

    @property
    def labels(self) -> Mapping[str, str]:
        """Name for people."""
        return {
            "nl": "SOMERS-tabel: uitstoot uit de drooglegging",
            "en": "SOMERS table: emission from freeboard",
        }

    @property
    def method(self) -> str:
        """What it does."""
        return (
            f"Peat: the user's table of SOMERS 2.0 rules, region {self.table.region}, by soil, width, "
            "seepage, infiltration and winter level, on a line in the summer freeboard; the height that goes "
            f"with the emission at 112 kg organic matter per m3, 0.55 of it carbon. {CREEP_METHOD}"
        )

    def begin(self, columns: Columns, now: Wetness, *, threads: int = 1) -> Sinking:
        """Soil of the columns before the first year."""
        return _Table(self.table, columns, now, threads)

    def outside(self, columns: Columns, course: Course) -> Flags:
        """Freeboards beyond the table."""
        freeboard = course.ground_level - course.summer_level
        beyond = (freeboard < self.table.freeboards[0]) | (freeboard > self.table.freeboards[-1])
        return np.asarray((columns.peat_thickness > 0.0) & beyond, np.bool_)


class _Table:
    """Peat that emits as a table tells."""

    __slots__ = ("_creep", "_left", "_seepage", "_soil", "_table", "_width", "_without")

    def __init__(self, table: SomersTable, columns: Columns, now: Wetness, threads: int) -> None:
        names = [soil_kind(key).somers for key in columns.soils]
        self._table, self._soil = table, [names[code] for code in columns.soil]
        # pipes make the spacing small; the table is about parcels between ditches
        self._width = np.where(np.isnan(columns.width), columns.spacing, columns.width)
        self._seepage = now.seepage
        self._without = columns.peat_thickness == 0.0
        self._left = columns.peat_thickness.copy()
        self._creep = Creep(columns, now.mean, np.ones(now.mean.size, np.bool_), threads)

    def year(self, now: Wetness) -> Losses:
        found = self._table.emission(
            soil=self._soil,
            measure=now.drains.astype(np.int64),
            width=self._width,
            seepage=self._seepage,
            offset=now.summer - now.winter,
            freeboard=now.summer,
        )
        height = found.median * YEAR / float(carbon_dioxide(oxidation=1.0))
        oxidation = np.where(self._without, 0.0, np.minimum(height, self._left))
        self._left = self._left - oxidation
        return Losses(oxidation, self._creep.year(now.mean), np.zeros_like(oxidation) * oxidation)
