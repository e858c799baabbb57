"""Where the room for dikes in a result is: for the page, and as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from api.responses import JSON, address, link

__all__ = ["dike_space_of"]

_FOLDER = "dike-space"
_GPKG = "application/geopackage+sqlite3"
_DRAWN = (
    ("dike-space.city.json", "application/city+json", "New dikes and reservations, CityJSON 2.0"),
    ("3dtiles/tileset.json", JSON, "New dikes and reservations, 3D Tiles in EPSG:4978"),
    ("3dtiles-rd/tileset.json", JSON, "New dikes and reservations, 3D Tiles in local RD New and NAP"),
)


def dike_space_of(folder: Path, files: str, job: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Member of the results document and its links; nothing when a result has no room for dikes in it.

    Parameters
    ----------
    folder
        Folder of the result.
    files
        Path under which its files are served.
    job
        Id of the job.
    """
    if not (folder / _FOLDER / "dike-space.json").is_file():
        return {}, []
    place = f"{files}/{_FOLDER}"
    links = [
        link(f"{place}/{name}", "enclosure", title, media_type=media)
        for name, media, title in _DRAWN
        if (folder / _FOLDER / name).is_file()
    ]
    if (folder / "features" / "dike_reservations.parquet").is_file():
        download = f"/v1/collections/{job}-dike-reservations/downloads?format=gpkg"
        links.append(link(download, "enclosure", "Reservations, GeoPackage", media_type=_GPKG))
    return {_FOLDER: {"href": address(f"{place}/dike-space.json"), "type": JSON}}, links
