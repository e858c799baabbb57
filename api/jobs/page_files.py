"""Files of a result that the page plays without asking: each exporter for the page writes its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.responses import JSON, address, link
from twin.progress import Progress

if TYPE_CHECKING:
    from twin.store import Result

__all__ = ["page_files_of", "write_page_files"]


def write_page_files(result: Result, folder: Path, progress: Progress) -> None:
    """Write each format that is for the page and that a result can show to a folder of its own.

    Parameters
    ----------
    result
        What was computed.
    folder
        Of the result, while it is being published.
    progress
        Told how far it is.
    """
    from terrain.exporters.base import exporters

    for name, kind in exporters().items():
        exporter = kind()
        if exporter.for_page and exporter.shows(result):
            exporter.export(result, folder / name, progress)


def page_files_of(folder: Path, files: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Members of the results document and links, one for each format that was written.

    Parameters
    ----------
    folder
        Folder of the result.
    files
        Path under which its files are served.
    """
    from terrain.exporters.base import exporters

    names = [name for name, kind in exporters().items() if kind.for_page]
    places = {
        name: f"{files}/{name}/{name}.json" for name in names if (folder / name / f"{name}.json").is_file()
    }
    members = {name: {"href": address(place), "type": JSON} for name, place in places.items()}
    links = [
        link(place, "enclosure", f"{name}, as the page reads it", media_type=JSON)
        for name, place in places.items()
    ]
    return members, links
