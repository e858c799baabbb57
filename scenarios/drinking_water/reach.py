"""How far wells draw down the head: the distance from them beyond which it falls less than counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.drinking_water.drawdown import COUNTS

if TYPE_CHECKING:
    from scenarios.drinking_water.study import Case

__all__ = ["drawdown_reach"]

_NEAREST, _FURTHEST = 0.3, 1e6  # m
_HALVINGS = 60


def drawdown_reach(case: Case, number: int) -> float:
    """Distance from all wells of a field beyond which the head of an aquifer falls less than `COUNTS` [m].

    Parameters
    ----------
    case
        The field.
    number
        Of the aquifer, 0 for the first.

    Returns
    -------
    float
        Of all that the field draws, as if from one well: discs of it round every well hold all places that
        the field draws down so much. 0 where none is; NaN where no drainage holds the water table.
    """
    stack = case.stack()
    if stack is None:
        return math.nan

    def fall(distance: float) -> float:
        return float(stack.drawdown(distance=distance, flow=case.field.total, screened=case.pumped)[number])

    if fall(_NEAREST) <= COUNTS:
        return 0.0
    low, high = math.log(_NEAREST), math.log(_FURTHEST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if fall(math.exp(middle)) > COUNTS else (low, middle)
    return math.exp(low)
