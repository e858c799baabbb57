"""What maps there are of the fields of a twin or a result, and the tiles that were drawn of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from api.grids import Grids, Picked
from api.moments import parse_interval
from api.tiles.kept import Kept
from api.tiles.matrix_sets import MatrixSet, Tile, matrix_sets
from api.tiles.palette import PALETTES, Palette
from api.tiles.render import Read, render
from twin.errors import invalid
from twin.quantities import QUANTITIES

__all__ = ["INUNDATION", "Asked", "Map", "MapStore", "choose_map", "drawable", "titles"]

INUNDATION = "inundation"
_LEVELS = (-2.0, 20.0)
_KEPT_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Map:
    """A field as it is drawn.

    Parameters
    ----------
    grids
        The fields of the twin or the result.
    version
        Digest of them.
    name
        Name of the field, or `INUNDATION`.
    moment
        Which of its moments, -1 for a field without time.
    level
        Sea level [cm NAP], for `INUNDATION`.
    dikes
        Whether dikes hold or are absent, for `INUNDATION`.
    """

    grids: Grids
    version: str
    name: str
    moment: int = -1
    level: int = 0
    dikes: str = "hold"

    @property
    def palette(self) -> Palette:
        """Classes of the field."""
        return PALETTES[self.name]

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells it from every other map."""
        return (self.version, self.name, self.moment, self.level, self.dikes)


def titles(name: str) -> tuple[str, str]:
    """Dutch and English name of what a map shows."""
    if name == INUNDATION:
        return ("waterdiepte bij een zeestand", "water depth at a sea level")
    quantity = QUANTITIES[name]
    return (quantity.label_nl, quantity.label_en)


def drawable(grids: Grids, *, floods: bool) -> list[str]:
    """Names of the fields that can be drawn; `floods` when there are flood levels beside them."""
    found = [name for name in PALETTES if name in grids.parameters and grids.axis(name) != "z"]
    return [*found, INUNDATION] if floods else found


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a map, as it was written."""

    name: str | None = None
    datetime: str | None = None
    sea_level: float | None = None
    dikes: str = "hold"


def choose_map(grids: Grids, version: str, asked: Asked, *, floods: bool) -> Map:
    """Read what a request asks for; the first field, and the last moment, when it asks for none.

    Raises
    ------
    InvalidInputError
        When there is no such field or moment, or a level is missing, out of range, or of no use.
    """
    known, name, sea_level = drawable(grids, floods=floods), asked.name, asked.sea_level
    interval = parse_interval(asked.datetime)  # a wrong one is told, also of a field without time
    if not known or (name is not None and name not in known):
        remedy = f"Known: {', '.join(known)}." if known else "Nothing of this collection can be drawn."
        raise invalid("parameter-name", name or "", "has no map here", remedy)
    name = name or known[0]
    if name == INUNDATION:
        if sea_level is None:
            raise invalid("seaLevel", None, "is missing", f"Give the sea level in m NAP for {INUNDATION}.")
        if not _LEVELS[0] <= sea_level <= _LEVELS[1]:
            raise invalid("seaLevel", sea_level, f"is not between {_LEVELS[0]:g} and {_LEVELS[1]:g} m NAP")
        return Map(grids, version, name, level=round(100 * sea_level), dikes=asked.dikes)
    if sea_level is not None:
        remedy = f"Leave it out, or ask parameter-name={INUNDATION}."
        raise invalid("seaLevel", sea_level, f"is of no use for {name}", remedy)
    if grids.axis(name) != "time":
        return Map(grids, version, name)
    places = grids.during(interval)
    return Map(grids, version, name, int(places[0] if asked.datetime else places[-1]))


class MapStore:
    """Draws tiles, and keeps those that were asked last.

    Parameters
    ----------
    capacity
        Bytes that the drawn tiles may take.

    Attributes
    ----------
    by_address : Kept
        The same tiles by version of the twin, path and query: such an address was checked before.
    """

    def __init__(self, capacity: int = 64 * 2**20) -> None:
        self._drawn = Kept(capacity)
        self.by_address = Kept(capacity)
        self._levels: OrderedDict[tuple[str, str], npt.NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def draw(self, drawn: Map, matrix_set: MatrixSet, tile: Tile, assets: Path) -> bytes:
        """Give a tile as PNG.

        Parameters
        ----------
        drawn
            What to draw.
        matrix_set, tile
            Where; within the limits of the map.
        assets
            Folder with the flood levels of the twin.
        """

        def make() -> bytes:
            read = self._reader(drawn, assets)
            return render(matrix_set, tile, drawn.grids.grid, drawn.palette, read)

        return self._drawn.get((*drawn.key, matrix_set.id, tile), make)

    def warm_up(self, grids: Grids, version: str, assets: Path) -> None:
        """Draw the coarsest tile in every grid, so that nobody waits for what is loaded at the first one."""
        drawn = choose_map(grids, version, Asked(), floods=True)
        for scheme in matrix_sets().values():
            matrix, (row, _, column, _) = next(iter(scheme.limits(grids.grid).items()))
            self.draw(drawn, scheme, Tile(matrix, row, column), assets)

    def _reader(self, drawn: Map, assets: Path) -> Read:
        if drawn.name != INUNDATION:
            return _field(drawn.grids, drawn.name, drawn.moment)
        levels, read = self._flood_levels(drawn, assets), _field(drawn.grids, "ground_level")

        def depth(rows: slice, columns: slice) -> npt.NDArray[np.generic]:
            ground = read(rows, columns).astype(np.float64)
            reached = levels[rows, columns] <= drawn.level / 100
            return np.where(reached, np.maximum(drawn.level / 100 - ground, 0), np.nan)

        return depth

    def _flood_levels(self, drawn: Map, assets: Path) -> npt.NDArray[np.float32]:
        from terrain.exporters.frames import read_frames

        key = (drawn.version, drawn.dikes)
        with self._lock:
            if key in self._levels:
                self._levels.move_to_end(key)
                return self._levels[key]
        levels = read_frames(assets, drawn.dikes).astype(np.float32)
        with self._lock:
            self._levels[key] = levels
            while len(self._levels) > _KEPT_LEVELS:
                self._levels.popitem(last=False)
        return levels


def _field(grids: Grids, name: str, moment: int = -1) -> Read:
    """Reader of a field, at one of its moments when it has time."""
    picked = Picked(np.array([moment, moment]), np.empty(0))

    def read(rows: slice, columns: slice) -> npt.NDArray[np.generic]:
        values: npt.NDArray[np.generic] = grids.read(name, rows, columns, picked)
        return values[0] if values.ndim == 3 else values

    return read
