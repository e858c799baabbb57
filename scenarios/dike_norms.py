"""How the norms of the Waterwet are spread over the Dutch primary defences, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from scenarios.data_files import data_rows

__all__ = ["NormClass", "norm_classes"]


@dataclass(frozen=True, slots=True)
class NormClass:
    """Stretches of primary defence with one norm.

    Parameters
    ----------
    return_period
        Of the norm [years]; None for a norm that is no class, or none.
    stretches
        How many there are.
    length
        Their length [m].
    """

    return_period: float | None
    stretches: int
    length: float


@cache
def norm_classes(kind: Literal["signal-value", "lower-limit"] = "lower-limit") -> tuple[NormClass, ...]:
    """Classes of one kind of norm, the mildest first; designs are made for the lower limit.

    Examples
    --------
    >>> sum(each.stretches for each in norm_classes())
    238
    """
    return tuple(
        NormClass(
            return_period=None if row["return_period"] == "other" else float(row["return_period"]),
            stretches=int(row["stretches"]),
            length=1000.0 * float(row["km"]),
        )
        for row in data_rows("dike_norms.csv")
        if row["kind"] == kind
    )
