"""What XML documents of the Dutch subsurface register (BRO) have in common: an id, a place and a height."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from terrain.connectors._files import check_file
from terrain.connectors._logs import Log, broken, number, place_in_rd
from terrain.connectors._safe_xml import elements, local
from twin.errors import InvalidInputError, Problem

__all__ = ["Placed", "found", "read_documents", "text_of"]

_LIMIT = 2**26
_EPSG = re.compile(r"EPSG:{1,2}(\d{1,6})$", re.ASCII)
Placed = tuple[str, float, float, float]
"""Id, x and y [m RD], and ground level [m NAP]."""


def read_documents(
    files: Iterable[Path], field: str, roots: frozenset[str], read: Callable[[Any, Placed], Log | None]
) -> tuple[list[Log], list[str]]:
    """Read the objects of some kinds from XML documents.

    Parameters
    ----------
    files
        One document or more.
    field
        Where they are named, for messages.
    roots
        Local names of the objects that are read, such as ``CPT_O``.
    read
        Makes a log of an object; None where it holds nothing to show.

    Returns
    -------
    tuple
        The logs, and what was left out.

    Raises
    ------
    InvalidInputError
        With every file that is no XML, or holds none of these objects.
    """
    logs: list[Log] = []
    problems: list[Problem] = []
    left_out: Counter[str] = Counter()
    for path in files:
        try:
            check_file(path, {".xml": "XML"}, field)
            with path.open("rb") as stream:
                any_there = False
                for each in _objects(stream, path, field, roots):  # each is forgotten before the next
                    any_there = True
                    placed, reason = _placed(each)
                    log = None if placed is None else read(each, placed)
                    if log is None:
                        left_out[reason or "without a description"] += 1
                    else:
                        logs.append(log)
        except InvalidInputError as error:
            problems += error.problems
            continue
        if not any_there:
            problems.append(broken(path, field, f"holds no {' or '.join(sorted(roots))}"))
    if problems:
        raise InvalidInputError(problems)
    return logs, [f"{count} left out: {why}" for why, count in sorted(left_out.items())]


def _objects(stream: Any, path: Path, field: str, roots: frozenset[str]) -> Iterator[Any]:
    parents = frozenset({"dispatchDocument", "sourceDocument"})
    return (each for each in elements(stream, path.name, field, parents, _LIMIT) if local(each) in roots)


def found(element: Any, *names: str) -> Iterator[Any]:
    """Give all descendants of some local names, in the order of the document."""
    wanted = frozenset(names)
    return (each for each in element.iter() if local(each) in wanted)


def text_of(element: Any, *names: str) -> str:
    """Text of the first descendant of some local names; empty without."""
    first = next(found(element, *names), None)
    return "" if first is None or first.text is None else first.text.strip()


def _placed(element: Any) -> tuple[Placed | None, str]:
    """Id, place and ground level of an object, or why it has none."""
    vertical = next(found(element, "deliveredVerticalPosition"), None)
    level = math.nan if vertical is None else number(text_of(vertical, "offset"))
    datum = "" if vertical is None else text_of(vertical, "verticalDatum")
    if not math.isfinite(level):
        return None, "no height"
    if datum.upper() != "NAP":
        return None, f"height in {datum or 'no datum'}, not NAP"
    for name in ("deliveredLocation", "standardizedLocation"):
        for where in found(element, name):
            place = _place(where)
            if place is not None:
                identifier = text_of(element, "broId", "sourceDocumentId")
                return ((identifier, *place, level), "") if identifier else (None, "no id")
    return None, "no place in RD or degrees in the Netherlands"


def _place(where: Any) -> tuple[float, float] | None:
    system = next((each.get("srsName") for each in where.iter() if each.get("srsName")), "")
    parts = text_of(where, "pos").split()
    matched = _EPSG.search(system)
    if matched is None or len(parts) < 2:
        return None
    first, second = number(parts[0]), number(parts[1])
    if math.isnan(first) or math.isnan(second):
        return None
    return place_in_rd(int(matched[1]), first, second)
