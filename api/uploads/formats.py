"""What may be uploaded: the media type that is declared, and the bytes with which such a file begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Parameters
    ----------
    name
        What it is called here.
    media
        Media type of the request.
    suffix
        End of the name of the file.
    begins
        Whether its first bytes are those of such a file.
    """

    name: str
    media: str
    suffix: str
    begins: Callable[[bytes], bool]


def _geopackage(head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\x00") and head[68:72] == b"GPKG"


def _geotiff(head: bytes) -> bool:
    return head[:4] in {b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"}


def _text(first: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(first)


def _comma_separated(head: bytes) -> bool:
    """Text has no zeros; whether the whole of it is UTF-8 is looked at later."""
    return bool(head.strip()) and b"\x00" not in head


FORMATS = {
    found.media: found
    for found in (
        Format("geopackage", "application/geopackage+sqlite3", ".gpkg", _geopackage),
        Format("geotiff", "image/tiff", ".tif", _geotiff),
        Format("cityjson", "application/city+json", ".city.json", _text(b"{")),
        Format("imkl", "application/gml+xml", ".gml", _text(b"<")),
        Format("table", "text/csv", ".csv", _comma_separated),
    )
}
"""Formats by media type."""
