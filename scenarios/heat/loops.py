"""Closed loops of a twin: temperature of their fluid over the years, and how neighbours cool together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.heat.ground import ground_at
from scenarios.physics.closed_loops import finite_line_response, temperature_change
from scenarios.physics.loop_field import MOST_LOOPS, field_response
from twin.claims import YEAR
from twin.feature_rows import feature_rows, number

if TYPE_CHECKING:
    from scenarios.heat.storage_parameters import StorageParameters
    from twin.state import Twin

__all__ = ["LoopField", "cooling_by_neighbours", "fluid_temperatures", "loop_fields"]

Floats = npt.NDArray[np.float64]

_RADIUS = 0.075  # m, of a borehole
_MOST_PAIRS = 20_000  # at once


@dataclass(frozen=True, slots=True)
class LoopField:
    """A system of closed loops.

    Parameters
    ----------
    id, name
        Of the feature.
    places
        Of the boreholes [m RD], (n, 2).
    top, base
        Of the loops [m NAP].
    buried
        Depth of their top below the ground [m].
    heat
        Taken out of the ground, mean of years [W/m]; below 0 is put in. NaN where not known.
    start, end
        Calendar years; -inf and inf where not told.
    """

    id: str
    name: str
    places: Floats
    top: float
    base: float
    buried: float
    heat: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Of each loop [m]."""
        return self.top - self.base

    @property
    def power(self) -> float:
        """Taken out by all loops, mean of years [W]."""
        return self.heat * self.length * len(self.places)


def loop_fields(twin: Twin, asked: StorageParameters) -> tuple[tuple[LoopField, ...], dict[str, str]]:
    """Read the closed loops of a twin: those that can be computed, and the reason why others cannot."""
    if "closed_loops" not in twin.features:
        return (), {}
    found, reasons = [], dict[str, str]()
    for row in feature_rows(twin.features["closed_loops"]):
        made = _field(twin, row, asked)
        if isinstance(made, str):
            reasons[str(row["id"])] = made
        else:
            found.append(made)
    return tuple(found), reasons


def _field(twin: Twin, row: Mapping[str, Any], asked: StorageParameters) -> LoopField | str:
    import shapely

    places = shapely.get_coordinates(row["geometry"])
    if not len(places) or not twin.grid.contains(places[:, 0], places[:, 1]).all():
        return "a borehole stands outside the twin"
    base = number(row, "base_level")
    if math.isnan(base):
        return "not known: base_level"
    middle = places.mean(axis=0)
    ground = ground_at(twin, (float(middle[0]), float(middle[1])))
    top = number(row, "top_level", ground)
    if not ground >= top > base:
        return f"its loops do not go down from the ground: {top:g} to {base:g} m NAP, ground {ground:g}"
    heat = number(row, "heat", math.nan if asked.loop_heat is None else asked.loop_heat)
    start, end = number(row, "start", -math.inf), number(row, "end", math.inf)
    if end < start:
        return f"ends in {end:g}, before it starts in {start:g}"
    return LoopField(
        str(row["id"]), str(row.get("name") or row["id"]), places, top, base, ground - top,
        heat, start, end,
    )  # fmt: skip


def fluid_temperatures(one: LoopField, asked: StorageParameters, years: Floats) -> Floats | str:
    """Temperature of the fluid after years of use, mean of a year [degrees C], (n,); or why it is not known.

    Notes
    -----
    ``T = T_0 - q (g / (2 pi lambda) + R_b)`` with the g-function of the field. A season makes it colder and
    warmer than this mean.
    """
    if math.isnan(one.heat):
        return "the heat that it takes is not known"
    if len(one.places) > MOST_LOOPS:
        return f"it has more than {MOST_LOOPS} loops"
    lam, held = asked.conductivity, asked.heat_capacity * 1e6
    beside = tuple(map(tuple, (one.places - one.places[0]).tolist()))
    try:
        response = np.array(_response(beside, tuple(years), lam / held, one.length, one.buried))
    except ValueError as error:
        return str(error)
    wall = temperature_change(rate=-one.heat, conductivity=lam, response=response)
    return np.asarray(asked.ground_temperature + wall - one.heat * asked.borehole_resistance, np.float64)


@lru_cache(maxsize=512)
def _response(
    places: tuple[tuple[float, float], ...], years: tuple[float, ...], diffusivity: float, length: float,
    buried: float,
) -> tuple[float, ...]:  # fmt: skip
    """Response of a field, kept: a scenario and its reference mostly have the same fields."""
    x, y = np.array(places).T
    response = field_response(
        x=x,
        y=y,
        time=np.array(years) * YEAR,
        diffusivity=diffusivity,
        length=length,
        buried_depth=buried,
        radius=_RADIUS,
    )
    return tuple(response.tolist())


def cooling_by_neighbours(found: tuple[LoopField, ...], asked: StorageParameters) -> tuple[Floats, list[str]]:
    """How much all other systems together cool the ground at each, at its worst borehole.

    Parameters
    ----------
    found
        Systems.
    asked
        Years that each has worked, ground, and the distance between boreholes within which they count.

    Returns
    -------
    tuple
        Cooling [K], (n,): below 0 is warming, NaN where the heat of a neighbour is not known; and the ids of
        the neighbours of each, in words. Systems whose years do not overlap are no neighbours.
    """
    from scipy.spatial import KDTree

    cooling, names = np.zeros(len(found)), [""] * len(found)
    if not found:
        return cooling, names
    places = np.concatenate([one.places for one in found])
    owner = np.repeat(np.arange(len(found)), [len(one.places) for one in found])
    tree = KDTree(places)
    told = {
        name: np.array([getattr(one, name) for one in found])
        for name in ("start", "end", "length", "buried", "heat")
    }
    for k, one in enumerate(found):
        near = tree.query_ball_point(one.places, asked.reach, return_sorted=True)
        here = np.repeat(np.arange(len(near)), [len(each) for each in near])
        there = np.concatenate([np.asarray(each, np.int64) for each in near])
        beside = (told["start"] < one.end) & (one.start < told["end"])
        beside[k] = False
        kept = beside[owner[there]]
        here, there = here[kept], there[kept]
        names[k] = ", ".join(found[j].id for j in np.unique(owner[there]))
        felt = np.bincount(here, _felt(one, told, here, there, places, owner, asked), len(one.places))
        cooling[k] = felt.max()
    return cooling, names


def _felt(
    one: LoopField, told: Mapping[str, Floats], here: npt.NDArray[np.int64],
    there: npt.NDArray[np.int64], places: Floats, owner: npt.NDArray[np.int64], asked: StorageParameters,
) -> Floats:  # fmt: skip
    """Cooling of boreholes of one system by single boreholes of others [K]."""
    lam, held = asked.conductivity, asked.heat_capacity * 1e6
    away = np.maximum(np.hypot(*(places[there] - one.places[here]).T), _RADIUS)
    of = owner[there]
    length, buried, heat = (told[name][of] for name in ("length", "buried", "heat"))
    cooled = np.empty(len(here))
    for begin in range(0, len(here), _MOST_PAIRS):
        part = slice(begin, begin + _MOST_PAIRS)
        response = finite_line_response(
            distance=away[part],
            time=asked.years * YEAR,
            diffusivity=lam / held,
            length=length[part],
            buried_depth=buried[part],
        )
        cooled[part] = -temperature_change(rate=-heat[part], conductivity=lam, response=response)
    return cooled
