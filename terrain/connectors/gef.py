"""Boreholes and cone penetration tests in the Geotechnical Exchange Format: GEF-BORE and GEF-CPT."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from terrain.connectors._logs import Log, LogSource, broken, check_theme, log_table, number, place_in_rd
from terrain.connectors.base import Connector, Role, Source, Table, Wish
from terrain.subsurface.intervals import Interval
from terrain.subsurface.soil_behaviour import behaviour_intervals
from terrain.subsurface.soil_names import from_dino
from twin.errors import InvalidInputError, Problem

__all__ = ["Gef", "GefSource"]

_LARGEST = 2**24
_MOST_ROWS = 100_000
_RD, _NAP = {28992, 31000}, {5709, 31000}
_LENGTH, _CONE, _FRICTION, _RATIO, _DEPTH = 1, 2, 3, 4, 11
"""Numbers of quantities in ``#COLUMNINFO`` of a GEF-CPT file."""
_PERCENT = 100.0
_COLUMN = re.compile(r"[1-9]\d{0,2}", re.ASCII)
Floats = npt.NDArray[np.float64]


class GefSource(LogSource):
    """GEF files, or a folder of them."""

    connector: Literal["gef"]


class Gef(Connector):
    """Read GEF files: soils of a borehole by their NEN 5104 codes, those of a test by behaviour."""

    id: ClassVar[str] = "gef"
    model: ClassVar[type[Source]] = GefSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"features"})

    def features(self, source: Source, wish: Wish) -> Table:
        """Read the boreholes and tests that lie in the bounding box."""
        assert isinstance(source, GefSource)
        check_theme(wish, self.id)
        files = source.files(".gef", wish.field)
        logs: list[Log] = []
        problems: list[Problem] = []
        for path in files:
            try:
                logs.append(_read(path, wish.field))
            except InvalidInputError as error:
                problems += error.problems
        if problems:
            raise InvalidInputError(problems)
        return log_table(logs, source, files, wish, ["soils of tests guessed from behaviour (Robertson)"])


@dataclass
class _Header:
    """Keywords of a file: the values of each, in the order in which they stand."""

    told: dict[str, list[list[str]]] = field(default_factory=dict)

    def one(self, name: str) -> list[str]:
        """Values of a keyword; none when it is not there."""
        return self.told.get(name, [[]])[0]

    def numbered(self, name: str) -> dict[int, list[str]]:
        """Values of a keyword that stands once for every column, by number."""
        return {int(v[0]): v[1:] for v in self.told.get(name, []) if _COLUMN.fullmatch(v[0])}


def _read(path: Path, where: str) -> Log:
    header, lines = _split(path, where)
    problems: list[Problem] = []
    x, y = _place(header, path, where, problems)
    ground = _ground(header, path, where, problems)
    if problems:
        raise InvalidInputError(problems)
    report = " ".join([*header.one("REPORTCODE"), *header.one("PROCEDURECODE")]).upper()
    name = (header.one("TESTID") or [""])[0].strip() or path.stem
    source = f"GEF {path.name}"
    if "BORE" in report:
        intervals = tuple(sorted(_bore(header, lines, ground), key=lambda each: -each.top))
        if not intervals:
            raise InvalidInputError([broken(path, where, "tells no interval")])
        base = min(each.base for each in intervals)
        return Log(name, "borehole", x, y, ground, base, intervals, source)
    if "CPT" not in report:
        raise InvalidInputError([broken(path, where, "is neither GEF-CPT nor GEF-BORE")])
    columns = _measured(header, lines)
    depth = columns.get(_DEPTH, columns.get(_LENGTH))
    if depth is None or _CONE not in columns or not np.isfinite(depth).any():
        raise InvalidInputError([broken(path, where, "tells no depth or no cone resistance")])
    cone = columns[_CONE]
    unknown = np.full(len(depth), np.nan)
    friction = columns.get(_FRICTION, unknown)
    friction = np.where(np.isfinite(friction), friction, cone * columns.get(_RATIO, unknown) / _PERCENT)
    base = ground - float(np.nanmax(depth))
    return Log(name, "cpt", x, y, ground, base, behaviour_intervals(ground, depth, cone, friction), source)


def _split(path: Path, where: str) -> tuple[_Header, list[str]]:
    """Keywords and the lines of data behind ``#EOH``."""
    if not path.is_file():
        raise InvalidInputError([broken(path, where, "there is no such file")])
    if path.stat().st_size > _LARGEST:
        raise InvalidInputError([broken(path, where, f"has over {_LARGEST >> 20} MB")])
    lines = path.read_text(encoding="latin-1").splitlines()
    if not lines or not lines[0].lstrip().upper().startswith("#GEFID"):
        raise InvalidInputError([broken(path, where, "does not begin with #GEFID")])
    header = _Header()
    for number_, line in enumerate(lines):
        key, _, rest = line.partition("=")
        keyword = key.strip().lstrip("#").strip().upper()
        if keyword == "EOH":
            rows = [each for each in lines[number_ + 1 :] if each.strip()]
            if len(rows) > _MOST_ROWS:
                raise InvalidInputError([broken(path, where, f"has over {_MOST_ROWS:,} lines of data")])
            return header, rows
        header.told.setdefault(keyword, []).append([part.strip() for part in rest.split(",")])
    raise InvalidInputError([broken(path, where, "has no #EOH: it is cut off")])


def _place(header: _Header, path: Path, where: str, problems: list[Problem]) -> tuple[float, float]:
    told = [number(part) for part in header.one("XYID")[:3]]
    if len(told) < 3 or not all(map(math.isfinite, told)):
        problems.append(broken(path, where, "has no place (#XYID)"))
        return math.nan, math.nan
    place = place_in_rd(28992 if told[0] in _RD else int(told[0]), told[1], told[2])
    if place is None:
        what = f"has no place in the Netherlands in system {told[0]:g}, which should be RD (31000 or 28992)"
        problems.append(broken(path, where, what))
        return math.nan, math.nan
    return place


def _ground(header: _Header, path: Path, where: str, problems: list[Problem]) -> float:
    told = [number(part) for part in header.one("ZID")[:2]]
    if len(told) < 2 or not all(map(math.isfinite, told)):
        problems.append(broken(path, where, "has no height (#ZID)"))
    elif told[0] not in _NAP:
        problems.append(broken(path, where, f"has its height in datum {told[0]:g}, not in NAP (31000)"))
    else:
        return told[1]
    return math.nan


def _cells(header: _Header, lines: list[str]) -> Iterator[list[str]]:
    """Lines of data in parts, without the sign that ends a record."""
    column, record = (header.one(name) for name in ("COLUMNSEPARATOR", "RECORDSEPARATOR"))
    end = record[0] if record and record[0] else "!"
    for line in lines:
        text = line.strip().removesuffix(end).rstrip()
        yield text.rstrip(column[0]).split(column[0]) if column and column[0] else text.split()


def _measured(header: _Header, lines: list[str]) -> dict[int, Floats]:
    """Columns by the number of their quantity, NaN where void."""
    kinds = {at: int(number(told[2])) for at, told in header.numbered("COLUMNINFO").items()
             if len(told) > 2 and math.isfinite(number(told[2]))}  # fmt: skip
    voids = {at: number(told[0]) for at, told in header.numbered("COLUMNVOID").items() if told}
    if not kinds:
        return {}
    width = max(kinds)
    rows = [
        [number(part) for part in cells[:width]] for cells in _cells(header, lines) if len(cells) >= width
    ]
    table = np.array(rows, np.float64).reshape(-1, width)
    found: dict[int, Floats] = {}
    for at, kind in kinds.items():
        values = table[:, at - 1].copy()
        values[values == voids.get(at, math.nan)] = np.nan
        found.setdefault(kind, values)
    return found


def _bore(header: _Header, lines: list[str], ground: float) -> Iterator[Interval]:
    """Intervals of a borehole: top and base of each, and behind them codes in quotes."""
    for cells in _cells(header, lines):
        if len(cells) < 3:
            continue
        top, base = number(cells[0]), number(cells[1])
        if not base > top:
            continue
        words = [cell.strip().strip("'\"") for cell in cells[2:]]
        code = next((word for word in words if word[:1].isupper() or word == "NBE"), "")
        spoken = "; ".join(word for word in words if word and not word.replace(".", "").isdigit())
        yield Interval(ground - top, ground - base, _nen5104(code), "", spoken)


def _nen5104(code: str) -> int | None:
    """Lithoclass of a code such as ``Kz2h1`` or ``Zs1``: the main soil, then its admixtures."""
    parts = code.partition(" ")[0]
    main = "SHE" if parts.upper().startswith("SHE") else parts[:1]
    rest = parts[1:].lower()
    return from_dino(main, "z" if "z" in rest else "", "k" if "k" in rest else "")
