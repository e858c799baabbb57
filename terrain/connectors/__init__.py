"""Where data comes from: one file per source, found by scanning this folder."""

from __future__ import annotations

from functools import cache

from terrain.connectors.base import Connector
from twin.registry import discover

__all__ = ["connectors"]


@cache
def connectors() -> dict[str, Connector]:
    """Every connector by id: those of this folder and those that installed packages add."""
    found = discover(__name__, Connector, "zicht.connectors")
    return {name: connector() for name, connector in found.items()}
