"""How well water flows through each unit and lithoclass: a table that anybody can replace."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from twin.vocabulary import LITHOCLASS, STRATIGRAPHY

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ANY", "DAY", "Conductivity", "Table", "conductivity_of", "conductivity_table", "own_table"]

ANY = "*"
DAY = 86_400.0
"""Seconds in a day: the table is in m/d, as the field writes it."""
_OWN = Path(__file__).parents[1] / "data" / "hydraulic_conductivity.csv"


class Conductivity(NamedTuple):
    """Horizontal and vertical conductivity [m s-1], NaN where unknown, and where they are from."""

    horizontal: float
    vertical: float
    source: str
    status: str


UNKNOWN = Conductivity(math.nan, math.nan, "", "unknown")
Table = dict[tuple[str, str], Conductivity]


@cache
def conductivity_table(path: Path = _OWN) -> Table:
    """Read conductivities by unit and key of the lithoclass; lines that start with ``#`` are remarks.

    Parameters
    ----------
    path
        Comma-separated: unit, lithology, kh and kv [m/d], source, status; ``*`` stands for any.

    Examples
    --------
    >>> round(conductivity_table()["NIHO", "peat"].vertical * DAY, 6)
    0.000423
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        (row["unit"], row["lithology"]): Conductivity(
            float(row["kh"]) / DAY, float(row["kv"]) / DAY, row["source"], row["status"]
        )
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
    }


def own_table(told: xr.Dataset) -> Table:
    """Table of a twin: its own rows, and for what they do not tell those of `conductivity_table`.

    Parameters
    ----------
    told
        ``/properties`` of its subsurface, over ``entry``: codes ``strat`` and ``lithok``, and ``kh`` and
        ``kv`` [m s-1], of which one may lack. What is no positive number is not told.
    """
    rows = dict(conductivity_table())
    count = told.sizes["entry"]
    kh, kv = (told[name].values if name in told else [math.nan] * count for name in ("kh", "kv"))
    sources = told["conductivity_source"].values if "conductivity_source" in told else ["the twin"] * count
    for k, (strat, lithok) in enumerate(zip(told["strat"].values, told["lithok"].values, strict=True)):
        unit, soil = STRATIGRAPHY.get(int(strat)), LITHOCLASS.get(int(lithok))
        if soil is None:
            continue
        key = str(strat) if unit is None else unit.key
        known = conductivity_of(key, int(lithok))
        rows[key, soil.key] = Conductivity(
            float(kh[k]) if 0.0 < kh[k] < math.inf else known.horizontal,
            float(kv[k]) if 0.0 < kv[k] < math.inf else known.vertical,
            str(sources[k]),
            "told",
        )
    return rows


def conductivity_of(unit: str, lithology: int | None = None, table: Table | None = None) -> Conductivity:
    """Find what holds for a unit and a lithoclass: the row of both, of the unit, else of the lithoclass.

    Parameters
    ----------
    unit
        Key of the unit or layer.
    lithology
        Code of `twin.vocabulary.LITHOCLASS`; None where it is not known.
    table
        Of `conductivity_table`; the one that comes with Zicht by default.

    Examples
    --------
    >>> conductivity_of("WA", 2).source, conductivity_of("EC", 2).source, conductivity_of("CK").status
    ('geotop-south', 'nlmod-default', 'unknown')
    """
    rows = conductivity_table() if table is None else table
    entry = None if lithology is None else LITHOCLASS.get(lithology)
    soil = "" if entry is None else entry.key
    keys = ((unit, soil), (unit, ANY), (ANY, soil))
    return next((rows[key] for key in keys if key in rows), UNKNOWN)
