"""Cables and pipelines of a KLIC delivery (IMKL 1.2.1 and later): XML, the same in gzip, or the delivery ZIP.

Deliveries may be used for the purpose of their request alone and are no open data: the user owns the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from terrain.connectors._files import LocalPaths
from terrain.connectors._imkl_features import Message, read_message
from terrain.connectors._imkl_files import documents
from terrain.connectors._imkl_lines import lines_table
from terrain.connectors.base import Connector, Input, Role, Source, Table, Wish, places
from twin.errors import InvalidInputError, Problem, invalid

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Imkl", "ImklSource", "read_delivery"]

_THEME = "utility_lines"


class ImklSource(Source):
    """One delivery, or several that are put together."""

    connector: Literal["imkl"]
    path: LocalPaths


class Imkl(Connector):
    """Read the lines of KLIC deliveries, with depths, sizes and what lies in what."""

    id: ClassVar[str] = "imkl"
    model: ClassVar[type[Source]] = ImklSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"features"})

    def features(self, source: Source, wish: Wish) -> Table:
        """Read the lines that touch the bounding box."""
        assert isinstance(source, ImklSource)
        if wish.name != _THEME:
            raise invalid(
                f"{wish.field}.connector", "imkl", f"gives {_THEME}, not {wish.name}", "Use `file`."
            )
        message, problems = Message(), list[Problem]()
        for path, field in zip(source.path, places(wish.field, len(source.path)), strict=True):
            try:
                read_delivery(path, field, message)
            except InvalidInputError as error:
                problems += error.problems
        if problems:
            raise InvalidInputError(problems)
        table, notes = lines_table(message)
        inputs = tuple(Input.of(path, source) for path in source.path)
        return Table(_touching(table, wish), inputs, tuple(notes))


def read_delivery(path: Path, field: str = "path", message: Message | None = None) -> Message:
    """Read all features of a delivery.

    Parameters
    ----------
    path
        XML, XML in gzip, or ZIP.
    field
        Where it is named, for messages.
    message
        What was read before, to add to.

    Raises
    ------
    InvalidInputError
        If it cannot be read, is not safe to read, or holds no features of IMKL.
    """
    message = message or Message()
    before = len(message.features)
    with documents(path, field) as streams:
        for name, stream in streams:
            read_message(stream, name, field, message)
    if len(message.features) == before:
        raise invalid(
            f"{field}.path", path.name, "holds no features of IMKL", "Give the GI_...xml of a delivery."
        )
    if not any("imkl" in name.lower() for name in message.namespaces):
        shown = ", ".join(sorted(message.namespaces)) or "no namespace"
        raise invalid(f"{field}.path", path.name, f"is no IMKL (it has {shown})", "Give a KLIC delivery.")
    return message


def _touching(table: gpd.GeoDataFrame, wish: Wish) -> gpd.GeoDataFrame:
    left, bottom, right, top = wish.grid.bbox
    near: gpd.GeoDataFrame = table.cx[left:right, bottom:top]
    return near.reset_index(drop=True)
