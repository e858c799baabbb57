"""Boreholes and cone penetration tests from one Parquet table with a row per interval or measurement.

The columns are those of the tables of geost (Deltares): nr, x, y, surface, top, bottom and lith, or depth,
coneresistance and localfriction.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from terrain.connectors._files import check_file
from terrain.connectors._header import unreadable
from terrain.connectors._logs import Log, LogSource, broken, check_theme, log_table
from terrain.connectors.base import Connector, Role, Source, Table, Wish
from terrain.extent import bbox_suspicion
from terrain.subsurface.intervals import Interval
from terrain.subsurface.soil_behaviour import behaviour_intervals
from terrain.subsurface.soil_names import from_dino
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["BoreholeTable", "BoreholeTableSource"]

_PLACE = ("nr", "x", "y", "surface")
_BORE = ("top", "bottom", "lith")
_TEST = ("depth", "coneresistance", "localfriction")
_MOST_ROWS = 20_000_000


class BoreholeTableSource(LogSource):
    """Parquet tables in RD and NAP."""

    connector: Literal["borehole_table"]


class BoreholeTable(Connector):
    """Read tables of intervals (lithology by DINO codes) or of measurements (soil by behaviour)."""

    id: ClassVar[str] = "borehole_table"
    model: ClassVar[type[Source]] = BoreholeTableSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"features"})

    def features(self, source: Source, wish: Wish) -> Table:
        """Read the boreholes and tests that lie in the bounding box."""
        assert isinstance(source, BoreholeTableSource)
        check_theme(wish, self.id)
        files = source.files(".parquet", wish.field)
        logs: list[Log] = []
        problems: list[Problem] = []
        notes: list[str] = []
        for path in files:
            try:
                table = _opened(path, wish.field)
            except InvalidInputError as error:
                problems += error.problems
                continue
            left, bottom, right, top = wish.grid.bbox
            inside = table["x"].between(left, right) & table["y"].between(bottom, top)
            if not inside.any() and (why := _elsewhere(table)):
                problems.append(broken(path, wish.field, why))
            lacking = {"no height": table["surface"].isna(), "no name": table["nr"].isna()}
            for why, rows in lacking.items():
                if lost := int((inside & rows).sum()):
                    notes.append(f"{lost} rows left out: {why}")
            read = _bores if "lith" in table.columns else _tests
            logs += read(table[inside & table[["nr", "surface"]].notna().all(axis=1)], path.name)
        if problems:
            raise InvalidInputError(problems)
        return log_table(logs, source, files, wish, notes)


def _opened(path: Path, field: str) -> pd.DataFrame:
    """Read the columns that are needed, telling all that are missing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    check_file(path, {".parquet": "GeoParquet"}, field)
    try:
        with pq.ParquetFile(path) as file:
            names = set(file.schema_arrow.names)
            wanted = _BORE if "lith" in names else _TEST
            missing = [name for name in (*_PLACE, *wanted) if name not in names]
            if missing:
                raise InvalidInputError([broken(path, field, f"has no column {', '.join(missing)}")])
            if file.metadata.num_rows > _MOST_ROWS:
                raise InvalidInputError(
                    [broken(path, field, f"has over {_MOST_ROWS / 1e6:.0f} million rows")]
                )
            extra = [name for name in ("az", "ak", "zm", "zmk", "end", "strat_2003") if name in names]
            table: pd.DataFrame = file.read([*_PLACE, *wanted, *extra]).to_pandas()
            return table.astype({name: float for name in (*_PLACE[1:], *wanted) if name != "lith"})
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        raise unreadable(path, field, error) from None


def _elsewhere(table: pd.DataFrame) -> str | None:
    """Say what is wrong with places that cannot be RD; None where nothing is."""
    x, y = table["x"].dropna(), table["y"].dropna()
    if x.empty or y.empty:
        return None
    suspicion = bbox_suspicion((x.min() - 1.0, y.min() - 1.0, x.max() + 1.0, y.max() + 1.0))
    return suspicion and f"has places of which the extent {suspicion[0]}"


def _bores(table: pd.DataFrame, source: str) -> Iterator[Log]:
    for name, rows in table.groupby("nr", sort=True):
        ground = float(rows["surface"].iloc[0])
        intervals = tuple(_interval(row, ground) for row in rows.sort_values("top").to_dict("records"))
        intervals = tuple(each for each in intervals if each.top > each.base)
        if intervals:
            x, y = float(rows["x"].iloc[0]), float(rows["y"].iloc[0])
            base = min(each.base for each in intervals)
            yield Log(str(name), "borehole", x, y, ground, base, intervals, source)


def _interval(row: Mapping[Any, Any], ground: float) -> Interval:
    median = row.get("zm")
    grain = (
        float(median) if isinstance(median, int | float) and math.isfinite(median) else _code(row.get("zmk"))
    )
    lith = _code(row["lith"])
    lithology = from_dino(lith, _code(row.get("az")), _code(row.get("ak")), grain)
    top, base = (float(row[name]) for name in ("top", "bottom"))
    return Interval(ground - top, ground - base, lithology, _code(row.get("strat_2003")))


def _code(value: object) -> str:
    return value if isinstance(value, str) else ""


def _tests(table: pd.DataFrame, source: str) -> Iterator[Log]:
    for name, rows in table.groupby("nr", sort=True):
        ground = float(rows["surface"].iloc[0])
        depth, cone, friction = (rows[column].to_numpy(np.float64) for column in _TEST)
        if np.isfinite(depth).any():
            x, y = float(rows["x"].iloc[0]), float(rows["y"].iloc[0])
            intervals = behaviour_intervals(ground, depth, cone, friction)
            yield Log(str(name), "cpt", x, y, ground, ground - float(np.nanmax(depth)), intervals, source)
