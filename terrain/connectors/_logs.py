"""Boreholes and cone penetration tests that connectors read, as rows of the theme ``boreholes``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from terrain.connectors._crs import rd_from_degrees
from terrain.connectors._files import LocalPaths
from terrain.connectors.base import Input, Source, Table, Wish
from terrain.extent import bbox_suspicion
from terrain.subsurface.intervals import Interval, interval_text
from twin.errors import InvalidInputError, Problem, invalid
from twin.grid import CRS
from twin.vocabulary import LITHOCLASS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Log", "LogSource", "broken", "check_theme", "log_table", "number", "place_in_rd"]

_DEGREES = frozenset({4258, 4326})
MOST_FILES = 20_000
_GROUND = (-200.0, 1000.0)  # m NAP: neither a deep gully nor a hill of the Netherlands goes beyond
_DEEPEST = -12_000.0


class LogSource(Source):
    """Files with one borehole or test each, or a folder of them."""

    path: LocalPaths

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
    """Bring a place to RD; degrees as latitude and longitude.

    None for systems that are not taken, and for numbers that are no place in the Netherlands.
    """
    import numpy as np

    if epsg in (28992, 7415):
        near = (first - 1.0, second - 1.0, first + 1.0, second + 1.0)
        return None if bbox_suspicion(near) else (first, second)
    if epsg not in _DEGREES:
        return None
    try:
        ((x, y),) = rd_from_degrees(np.array([[second, first]])).tolist()
    except InvalidInputError:
        return None
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
    """Lay down what was read as far as it lies in the area.

    What comes twice is kept once. Names that stand for several places are told apart by a number.
    """
    import geopandas as gpd
    import shapely

    left, bottom, right, top = wish.grid.bbox
    every = [log for log in logs if left <= log.x <= right and bottom <= log.y <= top]
    sound = [
        log
        for log in every
        if _GROUND[0] <= log.ground_level <= _GROUND[1] and _DEEPEST <= log.base_level <= log.ground_level
    ]
    once = {(log.id, log.x, log.y): log for log in reversed(sound)}
    kept = list(reversed(once.values()))
    for count, why in (
        (len(every) - len(sound), "left out: no depths or levels of Dutch ground"),
        (len(sound) - len(kept), "came twice"),
    ):
        if count:
            notes = [*notes, f"{count} {why}"]
    rows: dict[str, list[Any]] = {
        "id": _ids(kept),
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


def _ids(logs: Iterable[Log]) -> list[str]:
    """Ids of logs: the second of a name gets ``-2`` behind it; reports number their holes from 1 on."""
    used: Counter[str] = Counter()
    ids: list[str] = []
    for log in logs:
        used[log.id] += 1
        ids.append(log.id if used[log.id] == 1 else f"{log.id}-{used[log.id]}")
    return ids


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
    """Read a finite number; NaN for anything else."""
    try:
        value = float((text or "").strip())
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
