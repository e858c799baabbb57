"""Boreholes of the Dutch subsurface register (BRO): BHR-GT, BHR-G and BHR-P as XML."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from terrain.connectors._bro_xml import Placed, found, read_documents, text_of
from terrain.connectors._logs import Log, LogSource, check_theme, log_table, number
from terrain.connectors.base import Connector, Role, Source, Table, Wish
from terrain.subsurface.intervals import Interval
from terrain.subsurface.soil_names import from_name

__all__ = ["BroBorehole", "BroBoreholeSource"]

_ROOTS = frozenset({"BHR_GT_O", "BHR_G_O", "BHR_O", "BHR_P_O", "SFR_O"})
_LAYERS = ("layer", "soilLayer")
_NAMES = ("soilNameNEN5104", "geotechnicalSoilName", "standardSoilName", "pedologicalSoilName")


class BroBoreholeSource(LogSource):
    """XML documents as the BRO gives them, or a folder of them."""

    connector: Literal["bro_borehole"]


class BroBorehole(Connector):
    """Read borehole descriptions and soil faces: the soil of every interval, by its Dutch name."""

    id: ClassVar[str] = "bro_borehole"
    model: ClassVar[type[Source]] = BroBoreholeSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"features"})

    def features(self, source: Source, wish: Wish) -> Table:
        """Read the boreholes that lie in the bounding box."""
        assert isinstance(source, BroBoreholeSource)
        check_theme(wish, self.id)
        files = source.files(".xml", wish.field)
        logs, notes = read_documents(files, wish.field, _ROOTS, _read)
        return log_table(logs, source, files, wish, notes)


def _read(element: Any, placed: Placed) -> Log | None:
    identifier, x, y, ground = placed
    intervals = sorted(_intervals(element, ground), key=lambda interval: -interval.top)
    if not intervals:
        return None
    depth = number(text_of(element, "finalDepthBoring"))
    bottoms = [interval.base for interval in intervals]
    base = min([*bottoms, ground - depth] if math.isfinite(depth) else bottoms)
    return Log(identifier, "borehole", x, y, ground, base, tuple(intervals), f"BRO {identifier}")


def _intervals(element: Any, ground: float) -> Iterator[Interval]:
    for layer in found(element, *_LAYERS):
        top, base = number(text_of(layer, "upperBoundary")), number(text_of(layer, "lowerBoundary"))
        if not base > top:  # false for NaN too
            continue
        name = next(filter(None, (text_of(layer, each) for each in _NAMES)), "")
        made = text_of(layer, "anthropogenic") == "ja"
        lithology = from_name(name, text_of(layer, "sandMedianClass"), made=made)
        yield Interval(ground - top, ground - base, lithology, "", name)
