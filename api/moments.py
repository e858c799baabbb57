"""Moments in requests and answers, RFC 3339: the parameter ``datetime``, and when an answer was made."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from twin.errors import invalid

__all__ = ["Interval", "parse_interval", "this_second"]

_INSTANT = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?"
_DATETIME = re.compile(rf"({_INSTANT})|(({_INSTANT}|\.\.)?/({_INSTANT}|\.\.)?)", re.ASCII)

Interval = tuple[datetime | None, datetime | None]


def this_second() -> str:
    """When an answer is made, in UTC and whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def parse_interval(text: str | None) -> Interval:
    """Read ``datetime``.

    Returns
    -------
    tuple
        First and last moment, in UTC where no offset is given; None for an end that is open. An instant is
        both.

    Raises
    ------
    InvalidInputError
        When it is no instant and no interval, or its end comes before its start.
    """
    if text is None:
        return None, None
    try:
        if _DATETIME.fullmatch(text) is None or text == "/":
            raise ValueError
        parts = text.split("/")
        first, last = (_moment(part) for part in (parts[0], parts[-1]))
        if first is not None and last is not None and last < first:
            raise ValueError
    except ValueError:  # a month 13, a day 31 where there are 30
        problem = invalid("datetime", text, "is no RFC 3339 instant or interval", "E.g. 2025-01-01/.. .")
        raise problem from None
    return first, last


def _moment(text: str) -> datetime | None:
    if text in {"", ".."}:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
