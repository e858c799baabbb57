"""``zicht build`` and ``zicht export``: an area file to a twin, a twin or result to other formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.console import print_json, report, show_progress

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["build", "export"]


def build(area: Path, out: Path | None, *, as_json: bool) -> None:
    """Build a twin from an area file and keep it: in a folder, else under its own name in the data folder."""
    from terrain import build as build_area
    from twin.data_folder import data_folder
    from twin.publishing import refuse_foreign

    if out is not None:
        refuse_foreign(out)
    with show_progress(area.stem) as progress:
        twin = build_area(area, progress)
        target = twin.save(data_folder() / "twins" / twin.name if out is None else out)
    if as_json:
        features = {theme: len(table) for theme, table in twin.features.items()}
        print_json({"out": str(target), "name": twin.name, "digest": twin.digest, "features": features})
    report(f"{twin!r}\nwritten to {target}")


def export(source: str, form: str, out: Path) -> None:
    """Write a result or a twin in another format."""
    from terrain.exporters.base import export as write

    with show_progress(form) as progress:
        write(_opened(source), form, out, progress)
    report(f"written to {out}")


def _opened(source: str) -> Twin | Result:
    from twin.state import Twin
    from twin.store import Result

    if (Path(source) / "indicators.json").is_file():
        return Result.open(source)
    return Twin.open(source)
