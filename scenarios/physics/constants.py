"""Constants that every formula shares, and parameters that tell how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["GRAVITY", "SECONDS_PER_HOUR", "Parameter", "Status"]

Status = Literal["verified", "secondary", "unverified"]
"""``verified``: read in the primary source or reproduced; ``secondary``: read in a work that cites it;
``unverified``: common practice without a source that could be read."""

GRAVITY = 9.81
"""Acceleration of gravity [m/s2]."""
SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a formula with its unit, its source, and how sure it is.

    Parameters
    ----------
    value
        The number.
    unit
        Its unit; "1" when it has none.
    source
        Author, year and place.
    status
        ``verified``, ``secondary`` or ``unverified``.
    """

    value: float
    unit: str
    source: str
    status: Status

    def __str__(self) -> str:
        """Value with unit and source, for method texts; what is not verified says so."""
        mark = "" if self.status == "verified" else f" [{self.status}]"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.value:g}{unit} ({self.source}){mark}"
