"""Cone penetration tests of the Dutch subsurface register (BRO) as XML, version 1.1."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from terrain.connectors._bro_xml import Placed, found, read_documents, text_of
from terrain.connectors._logs import Log, LogSource, check_theme, log_table, number
from terrain.connectors.base import Connector, Role, Source, Table, Wish
from terrain.subsurface.soil_behaviour import behaviour_intervals

__all__ = ["BroCpt", "BroCptSource"]

_COLUMNS = 25
_LENGTH, _DEPTH, _CONE, _FRICTION, _RATIO = 0, 1, 3, 18, 24
"""Places in a record of ``ConePenetrationTestResultRecord``: length, depth, qc, fs and Rf."""
_VOID = -999_999.0
_MOST_ROWS = 100_000


class BroCptSource(LogSource):
    """XML documents as the BRO gives them, or a folder of them."""

    connector: Literal["bro_cpt"]


class BroCpt(Connector):
    """Read tests: intervals of equal soil behaviour, which is a guess of what soil it is."""

    id: ClassVar[str] = "bro_cpt"
    model: ClassVar[type[Source]] = BroCptSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"features"})

    def features(self, source: Source, wish: Wish) -> Table:
        """Read the tests that lie in the bounding box."""
        assert isinstance(source, BroCptSource)
        check_theme(wish, self.id)
        files = source.files(".xml", wish.field)
        logs, notes = read_documents(files, wish.field, frozenset({"CPT_O"}), _read)
        return log_table(logs, source, files, wish, [*notes, "soils guessed from behaviour (Robertson)"])


def _read(element: Any, placed: Placed) -> Log | None:
    identifier, x, y, ground = placed
    rows = _values(element)
    final = number(text_of(element, "finalDepth"))
    if not len(rows):
        return None
    depth = np.where(np.isfinite(rows[:, _DEPTH]), rows[:, _DEPTH], rows[:, _LENGTH])
    cone, friction = rows[:, _CONE], rows[:, _FRICTION]
    friction = np.where(np.isfinite(friction), friction, cone * rows[:, _RATIO] / 100.0)
    deepest = float(np.nanmax(depth)) if np.isfinite(depth).any() else final
    if not math.isfinite(deepest):
        return None
    intervals = behaviour_intervals(ground, depth, cone, friction)
    return Log(identifier, "cpt", x, y, ground, ground - deepest, intervals, f"BRO {identifier}")


def _values(element: Any) -> npt.NDArray[np.float64]:
    """Records of the first test, NaN where nothing was measured, shape (n, 25)."""
    encoding = next(found(element, "TextEncoding"), None)
    told = {} if encoding is None else encoding.attrib
    block, token = told.get("blockSeparator") or ";", told.get("tokenSeparator") or ","
    rows = []
    for result in found(element, "cptResult", "conePenetrationTestResult"):
        for record in text_of(result, "values").split(block)[:_MOST_ROWS]:
            parts = record.split(token)
            if len(parts) == _COLUMNS:
                rows.append([number(part) for part in parts])
        break
    values = np.array(rows, np.float64).reshape(-1, _COLUMNS)
    values[values == _VOID] = np.nan
    return values
