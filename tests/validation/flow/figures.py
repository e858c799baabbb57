"""Figures of the science page, drawn by the full-size cases when `ZICHT_FIGURES` is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.validation import figures
from tests.validation.flow.measurements import SCIENCE

BLUE, RED, GREY, GREEN, ORANGE = "#1f6fb2", "#b2402a", "#6b7280", "#2f855a", "#c77d0a"


@contextmanager
def drawn(
    name: str, columns: int = 1, *, size: tuple[float, float] = (9.0, 3.6), **grid: Any
) -> Iterator[Any]:
    """Axes to draw on; the file docs/science/figures/flow-NAME.png is written at the end."""
    path = SCIENCE / "figures" / f"flow-{name}.png"
    with figures.drawn(path, columns, size, **grid) as axes:
        yield axes
    assert path.stat().st_size < 150_000
