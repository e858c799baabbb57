"""The documents of a delivery: XML, the same packed with gzip, or a ZIP as it is delivered."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from terrain.connectors._files import check_file
from terrain.connectors._header import unreadable
from terrain.connectors._safe_xml import LIMIT_XML, Bounded
from twin.errors import InvalidInputError, Problem, invalid

__all__ = ["FORMATS", "MOST_MEMBERS", "MOST_RATIO", "documents"]

FORMATS = {".xml": "XML", ".gml": "XML", ".gz": "gzip", ".zip": "ZIP"}
MOST_MEMBERS = 5_000
MOST_RATIO = 200
"""Most bytes that one packed byte of a document may become, in ZIP or gzip; IMKL packs some 20 to 1."""
_MESSAGE = "gi_"
"""How the name of the message with the lines begins in a delivery (GI_gebiedsinformatielevering)."""


@contextmanager
def documents(path: Path, field: str) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Open the XML documents of a file, one after the other; nothing is unpacked to disk.

    Parameters
    ----------
    path, field
        The file, and where its source stands in the area file.

    Raises
    ------
    InvalidInputError
        If the file is something else than its name says, or packs more than is read here.
    """
    kind = check_file(path, FORMATS, field)
    try:
        if kind == "ZIP":
            with ZipFile(path) as archive:
                yield _members(archive, path, field)
        elif kind == "gzip":
            most = MOST_RATIO * path.stat().st_size
            with gzip.open(path) as stream:
                yield iter([(path.name, Bounded(stream, most, field, path.name))])  # type: ignore[list-item, arg-type]
        else:
            with path.open("rb") as plain:
                yield iter([(path.name, plain)])
    except (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise unreadable(path, field, error) from None


def _members(archive: ZipFile, path: Path, field: str) -> Iterator[tuple[str, IO[bytes]]]:
    for member in _chosen(archive.infolist(), path, field):
        with archive.open(member) as stream:
            yield f"{path.name}/{member.filename}", stream


def _chosen(listed: list[ZipInfo], path: Path, field: str) -> list[ZipInfo]:
    """Messages with lines, where there are such, else all XML; refuse what cannot be a delivery."""
    where = f"{field}.path"
    if len(listed) > MOST_MEMBERS:
        message = f"holds {len(listed)} files, at most {MOST_MEMBERS}"
        raise invalid(where, path.name, message, "Give the delivery as it came.")
    documents = [each for each in listed if each.filename.lower().endswith((".xml", ".gml"))]
    messages = [each for each in documents if Path(each.filename).name.lower().startswith(_MESSAGE)]
    chosen = messages or documents
    if not chosen:
        shown = ", ".join(each.filename for each in listed[:5]) or "nothing"
        message = f"holds no XML (it has {shown})"
        raise invalid(where, path.name, message, "Give the delivery as it came, with its GI_...xml.")
    problems = [problem for each in chosen for problem in _too_much(each, path, where)]
    if (size := sum(each.file_size for each in chosen)) > LIMIT_XML:
        message = f"unpacks to {size / 2**20:,.0f} MB, at most {LIMIT_XML >> 20} MB"
        problems.append(Problem(where, path.name, message, "Ask for a smaller area."))
    if problems:
        raise InvalidInputError(problems)
    return chosen


def _too_much(member: ZipInfo, path: Path, where: str) -> Iterator[Problem]:
    shown = f"{path.name}/{member.filename}"
    if member.flag_bits & 1:
        yield Problem(where, shown, "is locked with a password", "Unlock it first.")
    if member.file_size > MOST_RATIO * max(member.compress_size, 1):
        ratio = member.file_size / max(member.compress_size, 1)
        yield Problem(where, shown, f"unpacks {ratio:,.0f} to 1: no document does", "Give the delivery.")
