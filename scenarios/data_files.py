"""Tables that come with Zicht: comma-separated files with their source in the first lines."""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["data_rows"]

_DATA = Path(__file__).parent / "data"


def data_rows(name: str) -> list[dict[str, str]]:
    """Rows of a table by its column names; lines that start with ``#`` tell where it comes from."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
