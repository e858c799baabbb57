"""What was read and what was done to it, kept with the twin."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from terrain.connectors.base import Input

__all__ = ["ReportEntry", "as_json"]


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One quantity or theme: the files behind it and notes in words."""

    name: str
    inputs: tuple[Input, ...]
    notes: tuple[str, ...]


def as_json(entries: Iterable[ReportEntry]) -> str:
    """Write the report as JSON, in a fixed order and without clock or folder names."""
    return json.dumps(
        {
            entry.name: {"inputs": [asdict(i) for i in entry.inputs], "notes": entry.notes}
            for entry in entries
        },
        ensure_ascii=False,
        indent=1,
    )
