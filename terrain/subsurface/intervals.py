"""The intervals of a borehole: how a table keeps them, as JSON text in the column ``intervals``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

__all__ = ["Interval", "interval_text", "intervals_of"]


class Interval(NamedTuple):
    """A stretch of a borehole.

    Parameters
    ----------
    top, base
        Levels [m NAP].
    lithology
        Code of `twin.vocabulary.LITHOCLASS`; None where it is not told.
    unit
        Key of the stratigraphic unit; empty where it is not told.
    description
        As it was told, in the words of who described or measured it.
    """

    top: float
    base: float
    lithology: int | None
    unit: str = ""
    description: str = ""


def interval_text(intervals: Iterable[Interval]) -> str:
    """Write intervals as they stand in a table: lists of five, levels to the centimetre.

    Examples
    --------
    >>> interval_text([Interval(1.2, -0.8, 2, "NAWA", "klei")])
    '[[1.2,-0.8,2,"NAWA","klei"]]'
    """
    rows = [[round(i.top, 2), round(i.base, 2), i.lithology, i.unit, i.description] for i in intervals]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def intervals_of(row: Mapping[str, Any]) -> tuple[Interval, ...]:
    """Read the intervals of a row; none where there are none, or the text is another."""
    text = row.get("intervals")
    if not isinstance(text, str) or not text:
        return ()
    try:
        read = [Interval(float(r[0]), float(r[1]), r[2], str(r[3]), str(r[4])) for r in json.loads(text)]
    except (ValueError, TypeError, LookupError):
        return ()
    return tuple(
        i
        for i in read
        if math.isfinite(i.top) and math.isfinite(i.base) and isinstance(i.lithology, int | None)
    )
