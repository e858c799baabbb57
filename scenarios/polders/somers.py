"""SOMERS 2.0 rules as a relation: emission of peat from its ditch level, by a table that the user brings.

The table of the rules is licensed and does not come with Zicht. It is read from a file with the columns of
`COLUMNS`; values lie on a line between freeboards of one class, and never between classes.
"""

from __future__ import annotations

import csv
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
from twin.errors import InvalidInputError, Problem

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

_DAY = 86_400.0
_PER_HECTARE_YEAR = 1.0 / (1e4 * YEAR)
_CLOSE = 1e-6
_MOST_PROBLEMS = 20
_NUMBERS = COLUMNS[3:]
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


def read_somers(path: str | Path, *, region: str, field: str = "somers_table") -> SomersTable:
    """Read a table of the user.

    Parameters
    ----------
    path
        Comma-separated file with the columns of `COLUMNS`; lines that start with ``#`` are skipped.
    region
        Of the weather; rows of others are left out.
    field
        Where the file was given, for the problems.

    Raises
    ------
    InvalidInputError
        With all problems: no such file, columns that are missing, values that are no numbers, a measure that
        is not known, negative or unordered emissions, the same class twice, a region without rows.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read as a text file: {type(error).__name__}"
        raise InvalidInputError([Problem(field, str(path), message, "Give a CSV file in UTF-8.")]) from error
    reader = csv.DictReader(line for line in lines if line.strip() and not line.startswith("#"))
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        message = f"has no column {', '.join(missing)}"
        remedy = f"Name its columns {', '.join(COLUMNS)}."
        raise InvalidInputError([Problem(field, str(path), message, remedy)])
    rows, problems = [], []
    for place, row in enumerate(reader, start=1):
        if row["region"] != region:
            continue
        values, wrong = _numbers(row, f"{field}[{place}]")
        problems += wrong
        rows.append((row["soil"], row["measure"], values))
    if not rows:
        problems.append(Problem(f"{field}.region", region, "has no rows in the table", "Give one that has."))
    if problems:
        raise InvalidInputError(problems[:_MOST_PROBLEMS])
    return _table(region, rows, field)


def _numbers(row: Mapping[str, str], field: str) -> tuple[dict[str, float], list[Problem]]:
    """Numbers of a row by column, and what is wrong with it."""
    values, problems = {}, []
    for name in _NUMBERS:
        text = (row[name] or "").strip()
        if not text and name in _OPEN:
            values[name] = _OPEN[name]
            continue
        try:
            values[name] = float(text)
        except ValueError:
            values[name] = np.nan
        if not np.isfinite(values[name]):
            problems.append(Problem(f"{field}.{name}", text, "is no number", "Give a number."))
    if row["measure"] not in MEASURES:
        remedy = f"Give one of {', '.join(MEASURES)}."
        problems.append(Problem(f"{field}.measure", row["measure"], "is no measure of SOMERS", remedy))
    if not problems and not 0.0 <= values["low"] <= values["median"] <= values["high"]:
        message = "low, median and high emission are negative or out of order"
        problems.append(Problem(f"{field}.median", values["median"], message, "Give low <= median <= high."))
    return values, problems


def _table(region: str, rows: Sequence[tuple[str, str, dict[str, float]]], field: str) -> SomersTable:
    soils = tuple(sorted({soil for soil, _, _ in rows}))
    axes = {
        name: sorted({tuple(values[key] for key in keys) for _, _, values in rows})
        for name, keys in {
            "offset": ("winter_offset",),
            "width": ("width_from", "width_to"),
            "seepage": ("seepage_from", "seepage_to"),
            "freeboard": ("summer_freeboard",),
        }.items()
    }
    shape = (len(soils), len(DRAINS), *(len(axis) for axis in axes.values()), 3)
    found = np.full(shape, np.nan)
    problems = []
    for soil, measure, values in rows:
        place = (
            soils.index(soil),
            DRAINS.index(MEASURES[measure]),
            axes["offset"].index((values["winter_offset"],)),
            axes["width"].index((values["width_from"], values["width_to"])),
            axes["seepage"].index((values["seepage_from"], values["seepage_to"])),
            axes["freeboard"].index((values["summer_freeboard"],)),
        )
        if np.isfinite(found[place]).any():
            problems.append(
                Problem(field, f"{soil}, {measure}, {values}", "stands in it twice", "Leave one out.")
            )
        found[place] = [values[key] * _PER_HECTARE_YEAR for key in ("median", "low", "high")]
    there = np.isfinite(found[..., 0])
    if (np.abs(np.diff(there.astype(np.int8), axis=-1)).sum(axis=-1) > 1 + ~there[..., 0]).any():
        message = "leaves out a freeboard between others of the same class"
        problems.append(Problem(field, region, message, "Give all freeboards from the least to the most."))
    if problems:
        raise InvalidInputError(problems[:_MOST_PROBLEMS])
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
