"""Reading XML of strangers: no DTD, no entities, nothing fetched, and bounded in bytes and in depth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from twin.errors import invalid

__all__ = ["LIMIT_XML", "Bounded", "Spent", "elements", "local", "namespace"]

LIMIT_XML = 2**29
"""Most bytes that one XML document may have, unpacked."""
_DEEPEST = 60
_MOST_PARTS = 500_000
_MOST_IN_ALL = 4_000_000  # some 300 MB as the field writes it; without it 512 MB could be 128 million
_PORTION = 2**20
_LONGEST = 2**23  # bytes of one tag or text: the parser looks through an unfinished tag again and again


@dataclass(slots=True)
class Spent:
    """How many elements were read, of one document or of several that belong together."""

    count: int = 0


class Bounded:
    """A stream that refuses to give more than some bytes.

    Parameters
    ----------
    stream
        What is read.
    limit
        Most bytes.
    field, name
        For the message: where the source stands, and its file.
    longest
        Most bytes in which nothing is found.
    """

    def __init__(
        self, stream: IO[bytes], limit: int, field: str, name: str, longest: float = math.inf
    ) -> None:
        self._stream, self._left, self._limit = stream, limit, limit
        self._field, self._name = field, name
        self._longest = longest
        self.silent = 0
        """Bytes read since something was found in them; who parses sets it back."""

    def read(self, size: int = -1) -> bytes:
        """Read up to some bytes, all by default."""
        portion = self._stream.read(min(_PORTION, self._left + 1) if size < 0 else min(size, _PORTION))
        self._left -= len(portion)
        if self._left < 0:
            message = f"unpacks to more than {self._limit >> 20} MB"
            raise invalid(f"{self._field}.path", self._name, message, "Cut out the part you need first.")
        self.silent += len(portion)
        if self.silent > self._longest:
            message = f"has over {_LONGEST >> 20} MB in one tag or text"
            raise invalid(f"{self._field}.path", self._name, message, "Give the file as it was delivered.")
        return portion


def elements(
    stream: IO[bytes], name: str, field: str, parents: frozenset[str], limit: int = LIMIT_XML,
    spent: Spent | None = None,
) -> Iterator[Element]:  # fmt: skip
    """Give each element that stands directly in one of some parents, and forget it afterwards.

    Parameters
    ----------
    stream
        An XML document.
    name, field
        The file, and where its source stands, for messages.
    parents
        Local names of the parents.
    limit
        Most bytes.
    spent
        Elements of documents that were read before this one, to which its own are added.

    Raises
    ------
    InvalidInputError
        If it is no XML, has a document type or entities, is too large or nested too deeply.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    path: list[Element] = []
    parts = 0
    spent = spent or Spent()
    bounded = Bounded(stream, limit, field, name, _LONGEST)
    try:
        for event, element in iterparse(bounded, events=("start", "end"), forbid_dtd=True):
            bounded.silent = 0
            if event == "start":
                path.append(element)
                parts += 1
                spent.count += 1
                if spent.count > _MOST_IN_ALL:
                    message = f"has more than {_MOST_IN_ALL:,} elements"
                    raise invalid(f"{field}.path", name, message, "Cut out the part you need first.")
                if len(path) > _DEEPEST or parts > _MOST_PARTS:
                    message = f"has more than {_MOST_PARTS} elements in one, or {_DEEPEST} inside each other"
                    raise invalid(f"{field}.path", name, message, "Give the file as it was delivered.")
                continue
            path.pop()
            if path and local(path[-1]) in parents:
                yield element
                path[-1].clear()
                parts = 0
            elif len(path) == 1:  # what stands beside the parents is not kept either
                path[0].remove(element)
    except DefusedXmlException:
        message = "has a document type or entities, which are not read"
        raise invalid(f"{field}.path", name, message, "Give the file as it was delivered.") from None
    except (ParseError, ValueError, LookupError, EOFError) as error:
        raise invalid(
            f"{field}.path", name, f"is not well-formed XML ({error})", "Check that the file is whole."
        ) from None


def local(element: Any) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Any) -> str:
    """Namespace of an element; empty without one."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")
