"""How far wells draw down the head: the distance from them beyond which it falls less than counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scenarios.drinking_water.background import heads
from scenarios.drinking_water.drawdown import COUNTS
from scenarios.drinking_water.fields import well_fields
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.drinking_water.study import NO_DRAINAGE, Case, cases
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014
from twin.progress import silent

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["drawdown_reach", "drawdown_reaches"]

_NEAREST, _FURTHEST = 0.3, 1e6  # m
_HALVINGS = 60


def drawdown_reach(case: Case, number: int, drawdown: float = COUNTS) -> float:
    """Distance from all wells of a field beyond which the head of an aquifer falls less than so much [m].

    Parameters
    ----------
    case
        The field.
    number
        Of the aquifer, 0 for the first.
    drawdown
        That counts [m], > 0.

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

    if fall(_NEAREST) <= drawdown:
        return 0.0
    low, high = math.log(_NEAREST), math.log(_FURTHEST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if fall(math.exp(middle)) > drawdown else (low, middle)
    return math.exp(low)


def drawdown_reaches(
    twin: Twin, *, year: float | None = None, drawdown: float = COUNTS
) -> dict[str, float | str]:
    """Reach of every drinking-water well under the cover, where settlement and wooden piles are.

    Parameters
    ----------
    twin
        With its wells.
    year
        In which they are in use; None is the year of the twin.
    drawdown
        Of the head in the first aquifer that counts [m], > 0.

    Returns
    -------
    dict
        By id of the well: distance round it [m], `drawdown_reach` of its field in the first aquifer; or in
        words why it is not known.
    """
    asked = CaptureParameters()
    fields = well_fields(twin, twin.reference_year if year is None else year)
    if not fields:
        return {}
    still = heads(twin, sea=MEAN_LEVEL_1995_2014, recharge=asked.rain, progress=silent)
    known, reasons = cases(twin, fields, still, asked)
    by_field: dict[str, float | str] = dict(reasons)
    for case in known:
        found = drawdown_reach(case, 0, drawdown)
        by_field[case.field.name] = NO_DRAINAGE if np.isnan(found) else found
    return {well: by_field[field.name] for field in fields for well in field.ids}
