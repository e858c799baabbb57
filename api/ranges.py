"""Byte ranges of RFC 9110: the part of a file that a client asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Span", "parse_range"]

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``start <= i < stop``; empty when the range cannot be satisfied."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.stop - self.start


def parse_range(header: str, size: int) -> Span | None:
    """Read a Range header.

    Parameters
    ----------
    header
        Value of the header.
    size
        Bytes in the file.

    Returns
    -------
    Span or None
        The span; an empty one when it lies outside the file; None when the header asks for several
        ranges or is malformed, which RFC 9110 lets a server ignore.

    Examples
    --------
    >>> parse_range("bytes=2-5", 10), parse_range("bytes=-3", 10), parse_range("bytes=12-", 10)
    (Span(start=2, stop=6), Span(start=7, stop=10), Span(start=0, stop=0))
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        count = min(int(last), size)
        return Span(size - count, size) if count else Span(0, 0)
    start = int(first)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    return Span(start, stop) if start < size else Span(0, 0)
