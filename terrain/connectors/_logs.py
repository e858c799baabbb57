"""Boreholes and cone penetration tests that connectors read, as rows of the theme ``boreholes``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from terrain.connectors._crs import rd_from_degrees
from terrain.connectors._files import local_path
from terrain.connectors.base import Input, Source, Table, Wish
from terrain.subsurface.intervals import Interval, interval_text
from twin.errors import Problem, invalid
from twin.grid import CRS
from twin.vocabulary import LITHOCLASS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Log", "LogSource", "broken", "check_theme", "log_table", "number", "place_in_rd"]

_DEGREES = frozenset({4258, 4326})
MOST_FILES = 20_000


class LogSource(Source):
    """Files with one borehole or test each, or a folder of them."""

    path: tuple[Path, ...] = Field(min_length=1)

    @field_validator("path", mode="before")
    @classmethod
    def _resolved(cls, value: object, info: ValidationInfo) -> tuple[Path, ...]:
        folder = (info.context or {}).get("folder", Path())
        entries = value if isinstance(value, list | tuple) else [value]
        return tuple(local_path(entry, folder) for entry in entries)

    def files(self, suffix: str, field: str) -> list[Path]:
        """Name the files, those of a folder by their suffix and in order.

        Raises
        ------
        InvalidInputError
            When a folder has none, or there are too many.
        """
        found: list[Path] = []
        for path in self.path:
            if not path.is_dir():
                found.append(path)
                continue
            inside = sorted(each for each in path.iterdir() if each.suffix.lower() == suffix)
            if not inside:
                raise invalid(f"{field}.path", path.name, f"holds no {suffix} file", "Give another folder.")
            found += inside
        if len(found) > MOST_FILES:
            message = f"{len(found)} files, at most {MOST_FILES}"
            raise invalid(f"{field}.path", len(found), message, "Give those of the area only.")
        return found


@dataclass(frozen=True, slots=True)
class Log:
    """A borehole or a test.

    Parameters
    ----------
    id
        As it is registered.
    kind
        Which of the two.
    x, y
        Place in RD [m].
    ground_level
        Level from which its depths count [m NAP].
    base_level
        Level of its end [m NAP].
    intervals
        From the top down.
    source
        Where it is from.
    """

    id: str
    kind: Literal["borehole", "cpt"]
    x: float
    y: float
    ground_level: float
    base_level: float
    intervals: tuple[Interval, ...]
    source: str


def place_in_rd(epsg: int, first: float, second: float) -> tuple[float, float] | None:
    """Bring a place to RD; degrees as latitude and longitude. None for systems that are not taken."""
    import numpy as np

    if epsg in (28992, 7415):
        return first, second
    if epsg not in _DEGREES:
        return None
    ((x, y),) = rd_from_degrees(np.array([[second, first]])).tolist()
    return x, y


def check_theme(wish: Wish, connector: str) -> None:
    """Refuse a theme that a reader of boreholes cannot fill.

    Raises
    ------
    InvalidInputError
        Naming the theme that it can.
    """
    if wish.name != "boreholes":
        remedy = "Name it under boreholes."
        raise invalid(f"{wish.field}.connector", connector, f"gives boreholes, not {wish.name}", remedy)


def log_table(
    logs: Iterable[Log], source: Source, files: Iterable[Path], wish: Wish, notes: list[str]
) -> Table:
    """Lay down what was read as far as it lies in the area; what comes twice is kept once."""
    import geopandas as gpd
    import shapely

    left, bottom, right, top = wish.grid.bbox
    every = list(logs)
    once = {log.id: log for log in reversed(every)}
    kept = [log for log in reversed(once.values()) if left <= log.x <= right and bottom <= log.y <= top]
    if len(once) < len(every):
        notes = [*notes, f"{len(every) - len(once)} came twice"]
    rows: dict[str, list[Any]] = {
        "id": [log.id for log in kept],
        "kind": [log.kind for log in kept],
        "ground_level": [log.ground_level for log in kept],
        "base_level": [log.base_level for log in kept],
        "description": [_described(log) for log in kept],
        "intervals": [interval_text(log.intervals) for log in kept],
        "source": [log.source for log in kept],
    }
    table: gpd.GeoDataFrame = gpd.GeoDataFrame(
        rows, geometry=[shapely.Point(log.x, log.y) for log in kept], crs=CRS
    )
    return Table(table, tuple(Input.of(path, source) for path in files), tuple(notes))


def _described(log: Log) -> str:
    """Intervals in words, depths in m below the ground."""
    parts = []
    for interval in log.intervals:
        span = f"{log.ground_level - interval.top:.2f}-{log.ground_level - interval.base:.2f}".replace(
            ".", ","
        )
        entry = None if interval.lithology is None else LITHOCLASS.get(interval.lithology)
        word = interval.description or (entry.label_nl if entry else "onbekend")
        parts.append(f"{span} m {word}")
    return "; ".join(parts)


def broken(path: Path, field: str, what: str) -> Problem:
    """Say that a file lacks something without which it cannot be placed."""
    return Problem(f"{field}.path", path.name, what, "Leave this file out, or give it as it was delivered.")


def number(text: str | None) -> float:
    """Read a number; NaN for none."""
    try:
        return float((text or "").strip())
    except ValueError:
        return math.nan
