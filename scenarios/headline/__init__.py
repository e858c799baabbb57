"""The scenarios that the demo shows first."""

from __future__ import annotations

from pathlib import Path

__all__ = ["headline_files"]


def headline_files() -> list[Path]:
    """Scenario files of the demo, in the order in which they are told."""
    return sorted(Path(__file__).parent.glob("*.yaml"))
