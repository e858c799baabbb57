"""Flood damage: share lost by depth, expected damage per year, and what it is worth today."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import ascending, numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "DISCOUNT_RATES",
    "area_fraction",
    "company_fraction",
    "damage_fraction",
    "discount_factors",
    "dwelling_damage",
    "expected_annual_damage",
    "infrastructure_fraction",
    "present_value",
]

Floats = npt.NDArray[np.float64]

_RATE_2020 = "werkgroep discontovoet 2020, rwseconomie.nl"
_RATE_2025 = "werkgroep discontovoet 2025"
DISCOUNT_RATES: dict[str, tuple[tuple[float, Parameter], ...]] = {
    "2021": ((math.inf, Parameter(0.0225, "1", _RATE_2020, "verified")),),
    "2025": (
        (35.0, Parameter(0.028, "1", _RATE_2025, "secondary")),
        (math.inf, Parameter(0.018, "1", _RATE_2025, "secondary")),
    ),
}
"""Dutch discount rates by the year from which they hold: pairs of the last year [years from now] and the rate
per year. They are forward rates: a later rate counts from the year after the earlier one ends."""


def damage_fraction(*, depth: npt.ArrayLike, depths: Sequence[float], fractions: Sequence[float]) -> Floats:
    """Share of the largest damage at a depth, straight between the nodes of a curve.

    Parameters
    ----------
    depth
        Water depth [m]; 0 or below gives 0.
    depths, fractions
        Nodes of the curve [m], [1], ascending in depth; the last one holds for deeper water.

    Returns
    -------
    ndarray
        Fraction, 0 to 1.

    Raises
    ------
    ValueError
        When the nodes do not ascend, a fraction is not 0 to 1, or there are not as many of both.

    References
    ----------
    De Moel and Aerts 2011 (DamageScanner), Klijn et al. 2007: the curves of `scenarios.damage_tables`.

    Examples
    --------
    >>> float(damage_fraction(depth=2.05, depths=[0.0, 2.0, 2.1], fractions=[0.0, 0.42, 0.43]))
    0.425
    """
    deep, nodes = numbers("depth", depth), ascending("depths", depths)
    shares = np.atleast_1d(numbers("fractions", fractions, least=0.0, most=1.0))
    if shares.shape != nodes.shape or np.isnan(shares).any():
        raise ValueError(f"fractions is {list(fractions)}; allowed: a number for each of {nodes.size} depths")
    fraction = np.interp(deep, nodes, shares)
    return np.asarray(np.where(deep <= 0.0, 0.0, fraction), dtype=np.float64)


def area_fraction(*, depth: npt.ArrayLike) -> Floats:
    """Share lost of agriculture, recreation and airports.

    Parameters
    ----------
    depth
        Water depth [m].

    Returns
    -------
    ndarray
        ``min(d, 0.24 d + 0.4, 0.07 d + 0.75, 1)``, 0 to 1.

    References
    ----------
    Rijkswaterstaat 2004, Standaardmethode Schade en Slachtoffers.

    Examples
    --------
    >>> float(area_fraction(depth=1.5))
    0.76
    """
    d = np.maximum(numbers("depth", depth), 0.0)
    return np.asarray(np.minimum(np.minimum(d, 0.24 * d + 0.4), np.minimum(0.07 * d + 0.75, 1.0)), np.float64)


def infrastructure_fraction(*, depth: npt.ArrayLike) -> Floats:
    """Share lost of roads, railways and other infrastructure.

    Parameters
    ----------
    depth
        Water depth [m].

    Returns
    -------
    ndarray
        ``min(0.28 d, 0.18 d + 0.1, 1)``, 0 to 1.

    References
    ----------
    Rijkswaterstaat 2004, Standaardmethode Schade en Slachtoffers.

    Examples
    --------
    >>> float(infrastructure_fraction(depth=0.5))
    0.14
    """
    d = np.maximum(numbers("depth", depth), 0.0)
    return np.asarray(np.minimum(np.minimum(0.28 * d, 0.18 * d + 0.1), 1.0), dtype=np.float64)


def company_fraction(*, depth: npt.ArrayLike) -> Floats:
    """Share lost of companies.

    Parameters
    ----------
    depth
        Water depth [m].

    Returns
    -------
    ndarray
        ``0.1 d`` to 1 m, ``0.06 d + 0.04`` to 3 m, ``0.39 d - 0.95`` to 5 m, then 1.

    Notes
    -----
    Read in a secondary source that has 0.38; continuity at 3 and 5 m asks for 0.39.

    References
    ----------
    Rijkswaterstaat 2004, Standaardmethode Schade en Slachtoffers.

    Examples
    --------
    >>> float(company_fraction(depth=2.0))
    0.16
    """
    d = np.maximum(numbers("depth", depth), 0.0)
    return np.asarray(np.interp(d, (0.0, 1.0, 3.0, 5.0), (0.0, 0.1, 0.22, 1.0)), dtype=np.float64)


def dwelling_damage(
    *,
    floor_area: npt.ArrayLike,
    dwellings: npt.ArrayLike,
    fraction: npt.ArrayLike,
    structure: float,
    contents: float,
) -> Floats:
    """Damage to dwellings: the building by its floor area, what is in it by the dwelling.

    Parameters
    ----------
    floor_area
        Floor area of all dwellings together [m2].
    dwellings
        Number of dwellings [1].
    fraction
        Share lost at the depth of the water, 0 to 1.
    structure
        Largest damage to the building [EUR/m2].
    contents
        Largest damage to what is in a dwelling [EUR].

    Returns
    -------
    ndarray
        Damage [EUR].

    References
    ----------
    Slager and Wagenaar 2017, Standaardmethode 2017 Schade en slachtoffers.

    Examples
    --------
    >>> float(dwelling_damage(floor_area=100, dwellings=1, fraction=1.0, structure=1000, contents=70_000))
    170000.0
    """
    building = numbers("structure", structure, least=0.0) * numbers("floor_area", floor_area, least=0.0)
    inside = numbers("contents", contents, least=0.0) * numbers("dwellings", dwellings, least=0.0)
    share = numbers("fraction", fraction, least=0.0, most=1.0)
    return np.asarray(share * (building + inside), dtype=np.float64)


def expected_annual_damage(
    *, return_periods: Sequence[float], damages: Sequence[float], rule: str = "log-linear"
) -> float:
    """Expected damage per year over events of several return periods.

    Parameters
    ----------
    return_periods
        Return periods T [years], above 0 and ascending, at least two.
    damages
        Damage of each event [EUR], at least 0 and not falling with T; NaN makes the whole NaN.
    rule
        ``log-linear``: damage straight in the logarithm of the yearly probability; ``trapezoid``: straight in
        the probability itself, which is higher.

    Returns
    -------
    float
        EUR per year. Events rarer than the last one cost as much as it; those more frequent than the first
        one cost nothing.

    Raises
    ------
    ValueError
        When there are fewer than two events, periods do not ascend, damages fall or are negative, or the
        rule is unknown.

    References
    ----------
    Delft-FIAT 0.4 (log-linear integration over probability); Meyer et al. 2009 (trapezoid).

    Examples
    --------
    >>> events = {"return_periods": [1e2, 1e3, 1e4, 1e5], "damages": [0, 1e9, 6e9, 1e10]}
    >>> round(expected_annual_damage(**events))
    6019322
    """
    periods = ascending("return_periods", return_periods, above=0.0)
    losses = np.atleast_1d(numbers("damages", damages, least=0.0))
    if periods.size < 2:
        raise ValueError(f"return_periods is {list(return_periods)}; allowed: two or more")
    if periods.shape != losses.shape or (np.diff(losses) < 0).any():
        raise ValueError(f"damages is {list(damages)}; allowed: one for each return period, not falling")
    often, rare = 1.0 / periods[:-1], 1.0 / periods[1:]
    first, second = losses[:-1], losses[1:]
    if rule == "trapezoid":
        parts = (often - rare) * (first + second) / 2.0
    elif rule == "log-linear":
        # integral over p of D = second + slope ln(p / rare), slope < 0
        slope = (first - second) / np.log(often / rare)
        parts = (second - slope) * (often - rare) + slope * often * np.log(often / rare)
    else:
        raise ValueError(f"rule is log-linear or trapezoid, not {rule!r}")
    return float(parts.sum() + losses[-1] / periods[-1])


def discount_factors(*, years: int, rates: Sequence[tuple[float, float]]) -> Floats:
    """What an amount at the end of each year is worth now.

    Parameters
    ----------
    years
        Number of years, at least 1.
    rates
        Pairs of the last year and the rate per year until it, ascending; forward rates. The last rate goes on
        after its year.

    Returns
    -------
    ndarray
        Factors of years 1 to ``years``, shape (years,).

    Raises
    ------
    ValueError
        When there is no year or no rate, the years of the rates do not ascend, or a rate is -1 or below.

    References
    ----------
    Werkgroep discontovoet 2020 and 2025: 2.25 %, and 2.8 % for 35 years with 1.8 % after.

    Examples
    --------
    >>> factors = discount_factors(years=100, rates=[(35, 0.028), (100, 0.018)])
    >>> round(float(factors[34]), 6), round(float(factors[99]), 6)
    (0.3804, 0.119299)
    """
    if years < 1 or not rates:
        raise ValueError(f"years is {years}, rates is {list(rates)}; allowed: one year or more, with a rate")
    values = numbers("rates", [rate for _, rate in rates], above=-1.0)
    changes = [end for end, _ in rates[:-1]]
    if changes:
        ascending("rates", changes, above=0.0)
    of_year = values[np.searchsorted(changes, np.arange(1, years + 1))]
    return np.asarray(np.cumprod(1.0 / (1.0 + of_year)), dtype=np.float64)


def present_value(
    *,
    annual: npt.ArrayLike,
    years: int,
    rates: Sequence[tuple[float, float]],
    growth: float = 0.0,
    growing_years: int = 100,
) -> float:
    """What a yearly amount over a number of years is worth now.

    Parameters
    ----------
    annual
        Amount per year at today's level [EUR]; one number, or one of each year, shape (years,).
    years
        Number of years; more than 100 suits works that last longer.
    rates
        As in `discount_factors`.
    growth
        Growth of the amount per year [1].
    growing_years
        Year after which it grows no more.

    Returns
    -------
    float
        EUR.

    References
    ----------
    Werkgroep discontovoet 2020; rwseconomie.nl: no growth of costs and benefits after year 100.

    Examples
    --------
    >>> value = present_value(annual=8.47e6, years=100, rates=[(100, 0.0225)])
    >>> round(value / 1e8, 5)
    3.35766
    """
    factors = discount_factors(years=years, rates=rates)
    amounts = np.broadcast_to(numbers("annual", annual), (years,))
    steps = np.minimum(np.arange(1, years + 1), growing_years)
    grown = (1.0 + numbers("growth", growth, above=-1.0)) ** steps
    return float((amounts * grown * factors).sum())
