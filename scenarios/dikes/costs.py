"""What reinforcement costs: two sets of unit prices brought to one year, with where they come from.

One set prices parts (earth by layers, land, walls by their length) with surtaxes; the other is all-in. They
differ by factors of 2 to 5, and that is the range of every cost: the lower and the higher of both, the parts
with their lowest and their highest surtax.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.physics.constants import Parameter, Status

if TYPE_CHECKING:
    from scenarios.dikes.choice import Choice
    from scenarios.dikes.model import Locations

__all__ = [
    "PRICE_SETS",
    "SURTAXED",
    "SURTAX_CLASSES",
    "Prices",
    "Stretches",
    "prices",
    "stretches",
    "unit_price",
]

Floats = npt.NDArray[np.float64]

PRICE_SETS = ("koswat-2017", "vrtool")
"""Sets of unit prices, by name."""
SURTAX_CLASSES = ("easy", "normal", "hard")
"""How hard the surroundings make the work."""
SURTAXED = ("soil", "structure", "land")
"""Parts that a surtax is laid on."""
_DEFAULT_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Prices:
    """Unit prices at the price level of one year.

    Parameters
    ----------
    middle
        Set that the middle of a range comes from, one of `PRICE_SETS`.
    year
        Year of the price level.
    index
        How much prices rise a year [1].
    parts_factor, all_in_factor
        What prices of either set are multiplied with to come to that year [1].
    land
        Price of land [EUR/m2] at the level of the first set.
    """

    middle: str
    year: int
    index: Parameter
    parts_factor: float
    all_in_factor: float
    land: float

    @property
    def source(self) -> str:
        """Both sets, their price level and the index, in words; what is not verified says so."""
        return (
            f"middle of {self.middle}; range of KOSWAT 0.17 (prices of 2017, surtax easy to hard, with VAT)"
            f" and VRTool (all-in, level not stated); to {self.year} by {self.index} a year"
        )

    def part_prices(self) -> tuple[float, ...]:
        """Prices in the order of `scenarios.kernels.dike_costs.PARTS`."""
        from scenarios.kernels.dike_costs import PARTS

        found = [self.land if name == "land" else unit_price("koswat-2017", name).value for name in PARTS]
        return (*(price * self.parts_factor for price in found[:-1]), found[-1])

    def surtax(self, part: str, name: str) -> float:
        """Surtax on a part (``soil``, ``structure``, ``land``) by one of `SURTAX_CLASSES` [1]."""
        return unit_price("koswat-2017", f"surtax-{part}.{name}").value

    def extreme_surtaxes(self) -> tuple[float, ...]:
        """Easy and hard surtax of all parts, 6 numbers."""
        return tuple(self.surtax(part, name) for name in ("easy", "hard") for part in SURTAXED)

    def all_in(self) -> tuple[float, ...]:
        """Start [EUR/m], fill inward and outward [EUR/m3], road on a raised crest [EUR/m], 1 if middle."""
        found = (
            unit_price("vrtool", name).value for name in ("start", "fill_inward", "fill_outward", "road")
        )
        return (*(price * self.all_in_factor for price in found), float(self.middle == "vrtool"))

    def curve(self, wall: str) -> tuple[float, float, float, float, float]:
        """Coefficients c, d, z, f, g of the cost of a wall by its length."""
        c, d, z, f, g = (unit_price("koswat-2017", f"{wall}.{name}").value for name in "cdzfg")
        factor = self.parts_factor
        return c * factor, d * factor, z * factor, f * factor, g

    def all_in_wall(self, wall: str) -> tuple[float, float]:
        """All-in price of a wall by its area [EUR/m2] and by its length along the dike [EUR/m]; NaN: none."""
        if ("vrtool", wall) not in _table():
            return math.nan, math.nan
        price = unit_price("vrtool", wall)
        value = price.value * self.all_in_factor
        return (value, 0.0) if price.unit == "EUR/m2" else (0.0, value)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of dike with one measure, one entry each.

    Parameters
    ----------
    dike, measure
        Id of the dike and of the measure.
    from_chainage, to_chainage
        Where it begins and ends along the dike [m].
    wall_length
        Longest wall in it, downward [m]; 0 without one.
    width
        Largest width that it takes, inward and outward together [m].
    cost_low, cost, cost_high
        Range of the whole stretch [EUR].
    """

    dike: tuple[str, ...]
    measure: tuple[str, ...]
    from_chainage: Floats
    to_chainage: Floats
    wall_length: Floats
    width: Floats
    cost_low: Floats
    cost: Floats
    cost_high: Floats


def stretches(locations: Locations, choice: Choice, future: int = 0) -> Stretches:
    """Gather places that follow each other along a dike and have the same measure.

    Parameters
    ----------
    locations
        The places, (n,).
    choice
        Their measures, (n, m). Where none is needed or known there is no stretch.
    future
        Column of the choice.
    """
    from scenarios.dikes.measures import MEASURES

    code, dike = choice.measure[:, future], locations.dike
    begins = np.ones(code.size, np.bool_)
    begins[1:] = (code[1:] != code[:-1]) | (dike[1:] != dike[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], code.size) - 1
    there = code[first] > 0

    def total(values: Floats) -> Floats:
        return np.add.reduceat(values[:, future] * locations.length, first)[there]

    def largest(values: Floats) -> Floats:
        return np.maximum.reduceat(values, first)[there]

    half = 0.5 * locations.length
    return Stretches(
        dike=tuple(locations.dikes[number] for number in dike[first][there]),
        measure=tuple(MEASURES[number].id for number in code[first][there]),
        from_chainage=(locations.chainage - half)[first][there],
        to_chainage=(locations.chainage + half)[last][there],
        wall_length=largest(choice.wall_length[:, future]),
        width=largest(choice.inward[:, future] + choice.outward[:, future]),
        cost_low=total(choice.cost_low),
        cost=total(choice.cost),
        cost_high=total(choice.cost_high),
    )


@cache
def prices(
    middle: str = "koswat-2017",
    year: int = _DEFAULT_YEAR,
    index: float | None = None,
    land: float | None = None,
) -> Prices:
    """Bring the unit prices to the level of a year.

    Parameters
    ----------
    middle
        Set that the middle of a range comes from, one of `PRICE_SETS`.
    year
        Year of the price level that is asked, 1950 to 2200.
    index
        How much prices rise a year [1]; a rounded mean that is not verified when left out.
    land
        Price of land [EUR/m2] in 2017; that of unbuilt land when left out.

    Raises
    ------
    ValueError
        When the set is not known, or the year, the index or the price of land cannot be.

    Examples
    --------
    >>> prices(year=2017).parts_factor
    1.0
    """
    if middle not in PRICE_SETS:
        raise ValueError(f"middle is one of {', '.join(PRICE_SETS)}, not {middle!r}")
    usual = unit_price("index", "per_year")
    rate = usual if index is None else Parameter(index, "1", "as given", "unverified")
    ground = unit_price("koswat-2017", "land").value if land is None else land
    for name, value, low, high in (
        ("year", year, 1950, 2200), ("index", rate.value, -0.5, 0.5), ("land", ground, 0, 1e5)
    ):  # fmt: skip
        if not low <= value <= high:
            raise ValueError(f"{name} is {value:g}; allowed: {low:g} to {high:g}")
    other = unit_price("index", "vrtool_year").value
    growth = 1.0 + rate.value
    return Prices(middle, year, rate, growth ** (year - 2017), growth ** (year - other), ground)


def unit_price(price_set: str, item: str) -> Parameter:
    """A number of the table of prices, with its unit, its source and how sure it is.

    Examples
    --------
    >>> print(unit_price("vrtool", "house"))
    500000 EUR (VRTool, unit costs (Deltares), price level not stated)
    """
    return _table()[price_set, item]


@cache
def _table() -> dict[tuple[str, str], Parameter]:
    return {
        (row["set"], row["item"]): Parameter(
            float(row["value"]),
            row["unit"],
            row["source"] + (f", price level {row['price_level']}" if row["price_level"] else ""),
            cast(Status, row["status"]),
        )
        for row in data_rows("dike_costs.csv")
    }
