"""Expected damage per year over storms of several return periods."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.physics.damage import expected_annual_damage
from scenarios.process import Value

__all__ = ["NO_PERIODS", "NO_STORM", "annual_value"]

NO_PERIODS = "no return periods are given"
NO_STORM = "the drivers have no storm that could come more or less often"


def annual_value(return_periods: Sequence[float], damages: Sequence[Value], rule: str) -> Value:
    """Expected annual damage with its band, from the damage of each event.

    Parameters
    ----------
    return_periods
        Years, ascending, at least two.
    damages
        Damage of each event [EUR].
    rule
        ``log-linear`` or ``trapezoid``.

    Returns
    -------
    Value
        EUR per year; None with the reason when a damage is missing. A rarer storm never counts for less than
        a more frequent one: the grid of a flow model can turn that round by a hair.
    """
    missing = [damage.reason for damage in damages if damage.value is None]
    if missing:
        return Value(None, reason=missing[0])
    rows = np.array([[damage.low, damage.value, damage.high] for damage in damages], float)
    rising = np.maximum.accumulate(rows, axis=0)
    low, middle, high = (
        expected_annual_damage(return_periods=return_periods, damages=rising[:, column].tolist(), rule=rule)
        for column in range(3)
    )
    return Value(middle, low, high)
