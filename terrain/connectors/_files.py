"""Telling what a file really is before anything interprets it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo

from terrain.connectors.base import refusal
from twin.errors import InvalidInputError, Problem, did_you_mean, invalid

__all__ = ["RASTER_FORMATS", "TABLE_FORMATS", "LocalPaths", "check_file", "local_path"]

RASTER_FORMATS = {".tif": "GeoTIFF", ".tiff": "GeoTIFF", ".nc": "NetCDF"}
TABLE_FORMATS = {
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
}

_SQLITE = b"SQLite format 3\0"
_SIGNATURES = {
    "GeoTIFF": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "NetCDF": (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n"),
    "GeoPackage": (_SQLITE,),
    "GeoParquet": (b"PAR1",),
    "ZIP": (b"PK\x03\x04",),
    "gzip": (b"\x1f\x8b",),
}
_TEXTS = {"GeoJSON": b"{", "XML": b"<"}


def local_path(value: object, folder: Path) -> Path:
    """Resolve a path against the folder of the area file; refuse anything that is not a plain local path.

    Raises
    ------
    PydanticCustomError
        With message and remedy; used inside validators.
    """
    text = str(value)
    if "://" in text or text.startswith("/vsi") or "\0" in text:
        raise refusal("is not a plain path", "Give the path of a file on this machine.")
    return folder / Path(text).expanduser()


def _local_paths(value: object, info: ValidationInfo) -> tuple[Path, ...]:
    """Resolve one path or several, as `local_path` does."""
    folder = (info.context or {}).get("folder", Path())
    return tuple(
        local_path(entry, folder) for entry in (value if isinstance(value, list | tuple) else [value])
    )


LocalPaths = Annotated[tuple[Path, ...], Field(min_length=1), BeforeValidator(_local_paths)]
"""Files of a source: one or several."""


def check_file(path: Path, formats: dict[str, str], field: str) -> str:
    """Say which of the allowed formats a file has, by its name and its first bytes.

    GDAL guesses the format from the content, so that a VRT named ``dem.tif`` could read any local file.

    Raises
    ------
    InvalidInputError
        If the file is missing or is something else than its name says.
    """
    if absence := _absence(path):
        raise invalid(f"{field}.path", str(path), *absence)
    if (name := formats.get(path.suffix.lower())) is None:
        allowed = ", ".join(f"{format_} ({suffix})" for suffix, format_ in formats.items())
        raise invalid(f"{field}.path", path.name, "has a format that is not read here", f"Use {allowed}.")
    with path.open("rb") as stream:
        head = stream.read(512)
    if problem := _disguise(head, name, path, field):
        raise InvalidInputError([problem])
    return name


def _absence(path: Path) -> tuple[str, str] | None:
    """Say why there is no file to read, and what to do; None when there is one."""
    try:
        if path.is_file():
            return None
        if path.is_symlink():
            return "is a link that leads to no file", "Mend the link."
        if path.exists():
            return "is not a file", "Give the path of a file."
        return "there is no such file", _remedy_for_missing(path)
    except OSError as error:
        return f"cannot be read ({error.strerror})", "Check the path."


def _remedy_for_missing(path: Path) -> str:
    if not path.parent.is_dir():
        return "The folder does not exist either."
    siblings = sorted(other.name for other in path.parent.iterdir() if other.suffix == path.suffix)
    return did_you_mean(path.name, siblings[:20]) if siblings else f"The folder has no {path.suffix} file."


def _disguise(head: bytes, name: str, path: Path, field: str) -> Problem | None:
    """Compare the first bytes of a file with the format that its name promises."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if name in _TEXTS:
        genuine = start.startswith(_TEXTS[name])
    else:
        genuine = head.startswith(_SIGNATURES[name])
        if name == "GeoPackage":
            genuine = genuine and head[68:72] in (b"GPKG", b"GP10", b"GP11")
    if genuine:
        return None
    kind = "is a VRT (XML)" if b"VRTDataset" in start or b"OGRVRT" in start else f"is not a {name} file"
    return Problem(
        f"{field}.path", path.name, f"{kind}, whatever its name says", f"Convert it to {name} first."
    )
