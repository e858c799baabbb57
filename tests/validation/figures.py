"""Figures of the science pages: one look, and the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["drawn"]

STYLE = {"font.size": 9, "axes.grid": True, "grid.alpha": 0.3, "legend.fontsize": 8}


@contextmanager
def drawn(
    path: Path,
    columns: int,
    size: tuple[float, float],
    *,
    dpi: int = 110,
    style: dict[str, Any] | None = None,
    **grid: Any,
) -> Iterator[Any]:
    """Axes beside each other to draw on; the file is written at the end."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with plt.rc_context(STYLE | (style or {})):
        figure, axes = plt.subplots(1, columns, figsize=size, layout="constrained", **grid)
        yield axes
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=dpi, metadata={"Software": None})
        plt.close(figure)
