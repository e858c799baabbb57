"""The page with the figures: every line is a test, its last column what the test measured."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
IDS = (
    *(f"R{number}" for number in (*range(1, 15), 17, 18, 19)),
    *(f"S{number}" for number in (*range(1, 12), 15, 16)),
    *(f"L{number}" for number in (1, 2, 3, 5, 6)),
)
_LINE = re.compile(r"^\| ([RSL]\d+) \|(.*)\|([^|]*)\|$", re.MULTILINE)
_PACKAGES = ("numpy", "numba", "zarr", "fastapi", "uvicorn", "sqlalchemy", "distributed")


def figures() -> dict[str, str]:
    """What the page says was measured, by id."""
    return {found[1]: found[3].strip() for found in _LINE.finditer(PAGE.read_text("utf-8"))}


def write(measured: dict[str, str]) -> None:
    """Put figures in the lines of their ids, and the machine above the tables."""
    stamp = f"({datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.1f})"
    text = PAGE.read_text("utf-8")

    def line(found: re.Match[str]) -> str:
        new = measured.get(found[1])
        return found[0] if new is None else f"| {found[1]} |{found[2]}| {new} {stamp} |"

    text = _LINE.sub(line, text)
    text = re.sub(r"^Measured on .*$", f"Measured on {_machine()}.", text, count=1, flags=re.MULTILINE)
    PAGE.write_text(text, "utf-8")


def _machine() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {versions}"
