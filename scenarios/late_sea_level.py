"""Sea-level rise up to 2150, for what must stay free now: KNMI'23 carried on, and a storyline of high impact.

Nothing of this is a forecast of KNMI, which publishes no yearly values beyond 2100: `source_of_late` says so.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.physics.constants import Parameter
from scenarios.physics.sea_level import interpolate_rise
from scenarios.sea_level_tables import EMISSIONS, LAST_YEAR, at_quantile, rise, source_of

__all__ = [
    "HIGH_IMPACT_2100",
    "HIGH_IMPACT_2150",
    "LAST_LATE_YEAR",
    "LATE_SCENARIOS",
    "rise_until_2150",
    "source_of_late",
]

Floats = npt.NDArray[np.float64]

LATE_SCENARIOS = (*EMISSIONS, "llhi")
"""KNMI'23 low, moderate and high emissions, and the low-likelihood high-impact storyline."""
LAST_LATE_YEAR = 2150

HIGH_IMPACT_2100 = Parameter(2.5, "m", "KNMI'23, Dutch coast, up to", "secondary")
HIGH_IMPACT_2150 = tuple(
    Parameter(value, "m", "Kennisprogramma Zeespiegelstijging 2023, interim report, 3 to 5 m", "secondary")
    for value in (3.0, 4.0, 5.0)
)
"""The range and its middle; it stands where the other scenarios have 5, 50 and 95 %, and is no percentile."""

_NAMESAKE, _UPPER = "knmi23-h", 0.95
_SPLIT_YEAR = 2050.0  # until then the storyline is the upper edge of high emissions
_LIKELY = 0.17


def rise_until_2150(scenario: str, quantile: float, year: npt.ArrayLike) -> Floats:
    """Sea-level rise since 1995-2014 along the Dutch coast, also after 2100.

    Parameters
    ----------
    scenario
        One of `LATE_SCENARIOS`.
    quantile
        0.05 to 0.95.
    year
        Calendar years 2005 to 2150.

    Returns
    -------
    ndarray
        Rise [m]; NaN outside 2005-2150.

    Raises
    ------
    ValueError
        When the scenario or the quantile is not one of these.

    Notes
    -----
    KNMI'23 to 2100, unchanged. In 2150: that of 2100 plus the growth of the global mean in AR6 under the same
    SSP, at the same quantile (its likely range of 17-83 % taken as that of a two-piece normal distribution);
    between them a monotone cubic. ``llhi`` is the 95 % of high emissions until 2050, `HIGH_IMPACT_2100` in
    2100 and `HIGH_IMPACT_2150` in 2150, without quantiles until 2100.

    References
    ----------
    KNMI 2023, KNMI'23-klimaatscenario's; Fox-Kemper et al. 2021, IPCC AR6 WG1 chapter 9, Table 9.9.

    Examples
    --------
    >>> rise_until_2150("knmi23-h", 0.5, [2100, 2150]).round(3).tolist()
    [0.82, 1.37]
    """
    if scenario not in LATE_SCENARIOS:
        raise ValueError(f"scenario is one of {', '.join(LATE_SCENARIOS)}, not {scenario!r}")
    if not 0.05 <= quantile <= 0.95:
        raise ValueError(f"quantile is {quantile}; allowed: 0.05 to 0.95")
    years = np.asarray(year, dtype=np.float64)
    before = _SPLIT_YEAR if scenario == "llhi" else LAST_YEAR - 10.0
    start, turn = _until_2100(scenario, quantile, [before, LAST_YEAR]).tolist()
    late = interpolate_rise(
        years=(before, LAST_YEAR, LAST_LATE_YEAR),
        rises=(start, turn, _in_2150(scenario, quantile, turn)),
        year=years,
    )
    return np.where(years <= LAST_YEAR, _until_2100(scenario, quantile, years), late)


def _until_2100(scenario: str, quantile: float, year: npt.ArrayLike) -> Floats:
    """Rise [m] as published, or of the storyline, which has no quantiles until then."""
    if scenario != "llhi":
        return rise(scenario, quantile, year)
    years = (_SPLIT_YEAR - 10.0, _SPLIT_YEAR)
    later = (HIGH_IMPACT_2100.value, _in_2150(scenario, 0.5, HIGH_IMPACT_2100.value))
    known = (*rise(_NAMESAKE, _UPPER, years).tolist(), *later)
    split = interpolate_rise(years=(*years, LAST_YEAR, LAST_LATE_YEAR), rises=known, year=year)
    return np.where(np.asarray(year) <= _SPLIT_YEAR, rise(_NAMESAKE, _UPPER, year), split)


def _in_2150(scenario: str, quantile: float, in_2100: float) -> float:
    """Rise in 2150 [m]."""
    if scenario == "llhi":
        return float(at_quantile(quantile, *(end.value for end in HIGH_IMPACT_2150)))
    return in_2100 + float(at_quantile(quantile, *_growth(scenario), tail=_LIKELY))


@cache
def _growth(scenario: str) -> tuple[float, float, float]:
    """Growth of the global mean from 2100 to 2150 [m], at 17, 50 and 83 %."""
    first, last = (row for row in data_rows("late_sea_level.csv") if row["scenario"] == scenario)
    low, median, high = (float(last[column]) - float(first[column]) for column in ("q17", "q50", "q83"))
    return low, median, high


def source_of_late(scenario: str) -> str:
    """Where the numbers of a scenario come from, in words.

    Examples
    --------
    >>> source_of_late("llhi").split(":")[0]
    "KNMI'23 storyline of high impact"
    """
    if scenario == "llhi":
        return (
            "KNMI'23 storyline of high impact: 2.5 m in 2100; 3 to 5 m in 2150 by the interim report of the "
            "Kennisprogramma Zeespiegelstijging 2023 [secondary]; 95 % of high emissions until 2050 [derived]"
        )
    growth = "from 2100 to 2150 the growth of the global mean in IPCC AR6 Table 9.9 [derived]"
    return f"{source_of(scenario)}; {growth}"
