"""Classes of archaeological value and expectation, with the disturbance that each leaves free."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from scenarios.data_files import data_rows

__all__ = ["Worth", "worth_of"]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a class of sites or of expectation asks.

    Parameters
    ----------
    free_area, free_depth
        Disturbance that is free of research [m2, m below ground].
    research_cost
        Cost of research of what is dug [EUR/m3], an order of size.
    weight
        Weight of a cubic metre in a ranking of routes.
    source, status
        Where the limits come from; costs and weights are judgement.
    """

    free_area: float
    free_depth: float
    research_cost: float
    weight: float
    source: str
    status: str


def worth_of(value: str = "", expectation: str = "") -> Worth:
    """Class of a site by its value, or of a zone by its expectation; what is not told gets the default.

    Parameters
    ----------
    value
        ``very high, protected``, ``very high``, ``high`` or ``value``.
    expectation
        ``very high``, ``high``, ``medium`` or ``low``.
    """
    worths = _worths()
    key = (value, "") if value else ("", expectation)
    return worths.get(key, worths["", ""])


@cache
def _worths() -> dict[tuple[str, str], Worth]:
    return {
        (row["value"], row["expectation"]): Worth(
            float(row["free_area"]),
            float(row["free_depth"]),
            float(row["research_cost"]),
            float(row["weight"]),
            row["source"],
            row["status"],
        )
        for row in data_rows("archaeology_values.csv")
    }
