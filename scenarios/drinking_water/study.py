"""Each well field with its aquifers and the flow around it: all that its zones and drawdown need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.drinking_water.aquifers import (
    HARDLY_PARTS,
    NO_AQUIFER,
    NOTHING_BELOW,
    Aquifers,
    aquifers,
)
from scenarios.drinking_water.fields import WellField
from scenarios.physics.layered_wells import LeakyAquifers, Wells
from scenarios.polders.seepage_state import GROUNDWATER_DEPTH

if TYPE_CHECKING:
    from scenarios.drinking_water.background import Heads
    from scenarios.drinking_water.parameters import CaptureParameters
    from twin.state import Twin

__all__ = ["NO_DRAINAGE", "NO_SCREEN", "OUTSIDE", "Case", "cases"]

Floats = npt.NDArray[np.float64]

NO_SCREEN = "top and base of the screens are not known"
OUTSIDE = "a well stands outside the twin"
NO_DRAINAGE = "no ditches, river or sea within 3 km hold the water table, so nothing tells how far it falls"
_DAY = 86_400.0
_LOOKED_AT = 5  # wells of a field below which the layers are read, and its middle


@dataclass(frozen=True, slots=True)
class Case:
    """A well field with what its zones and its drawdown need.

    Parameters
    ----------
    field
        The wells.
    aquifers
        Under it.
    pumped
        Number of the aquifer that they draw from.
    slope
        Rise of the head to the east and to the north without wells [1].
    slope_known
        Whether the twin or the user tells that slope; else groundwater is taken to be at rest.
    rain
        That feeds the aquifer from above [m/s]; 0 below a layer.
    drainage
        Resistance from the top of the ground water to water whose level is held [s]; inf: none near.
    porosity
        Pores that water moves through [1].
    """

    field: WellField
    aquifers: Aquifers
    pumped: int
    slope: tuple[float, float]
    slope_known: bool
    rain: float
    drainage: float
    porosity: float

    @property
    def thickness(self) -> float:
        """Of the pumped aquifer [m]."""
        return self.aquifers.thickness(self.pumped)

    @property
    def transmissivity(self) -> float:
        """Of the pumped aquifer [m2/s]."""
        return float(self.aquifers.transmissivity[self.pumped])

    @property
    def gradient(self) -> float:
        """Fall of the head over distance [1]."""
        return math.hypot(*self.slope)

    @property
    def velocity(self) -> tuple[float, float]:
        """Of the groundwater without wells, to the east and to the north [m/s]."""
        speed = self.transmissivity / (self.porosity * self.thickness)
        return -speed * self.slope[0], -speed * self.slope[1]

    @property
    def cover(self) -> float:
        """Resistance of all that lies on the pumped aquifer [s]."""
        return float(self.aquifers.resistance[: self.pumped + 1].sum())

    def in_time(self, seconds: float, porosity: float | None = None) -> float:
        """Travel time without rain of a zone that is as large as that of a time with rain [s].

        ``t* = n H / N (1 - exp(-N t / (n H)))`` (Haitjema 1995): the area is that of D8. A zone in other
        pores is that of a time, in the pores of the case, that is as much shorter or longer.
        """
        pores = self.porosity if porosity is None else porosity
        room = pores * self.thickness
        young = room / self.rain * -math.expm1(-self.rain * seconds / room) if self.rain > 0.0 else seconds
        return young * self.porosity / pores

    def since(self, travelled: float) -> float:
        """Time with rain for a time without [s], `in_time` the other way; inf for what is never drawn."""
        if self.rain <= 0.0 or not math.isfinite(travelled):
            return travelled
        room = self.porosity * self.thickness
        left = 1.0 - self.rain * travelled / room
        return -room / self.rain * math.log(left) if left > 0.0 else math.inf

    def stack(self, times: float = 1.0) -> LeakyAquifers | None:
        """Its aquifers with all resistances so many times as large; None where no drainage holds the top."""
        if not math.isfinite(self.drainage):
            return None
        resistance = np.append(self.aquifers.resistance, np.inf)
        resistance[0] += self.drainage
        return LeakyAquifers(
            transmissivity=self.aquifers.transmissivity, resistance=np.maximum(resistance * times, 1.0)
        )

    @property
    def share_above(self) -> float:
        """Part of the drawdown of the first aquifer that the water table falls [1]."""
        return self.drainage / (self.drainage + float(self.aquifers.resistance[0]))

    @property
    def wells(self) -> Wells:
        """Of the field."""
        return Wells(self.field.x, self.field.y, self.field.flow)


def cases(
    twin: Twin, fields: Sequence[WellField], heads: Heads | str, asked: CaptureParameters
) -> tuple[list[Case], dict[str, str]]:
    """Work out the case of each well field, and for the others the reason why there is none, by name."""
    found, reasons = [], {}
    for field in fields:
        case = _case(twin, field, heads, asked)
        if isinstance(case, str):
            reasons[field.name] = case
        else:
            found.append(case)
    return found, reasons


def _case(twin: Twin, field: WellField, heads: Heads | str, asked: CaptureParameters) -> Case | str:
    if not twin.grid.contains(field.x, field.y).all():
        return OUTSIDE
    layers = _layers(twin, field, heads, asked)
    if isinstance(layers, str):
        return layers
    number = layers.screened(field.screen_top, field.screen_base)
    if number is None:
        return NO_AQUIFER
    slope, told = _slope(field, heads, asked)
    open_sand = number == 0 and layers.resistance[0] < HARDLY_PARTS.value
    share = 1.0 if isinstance(heads, str) else heads.drained_share(field.x, field.y)
    return Case(
        field,
        layers,
        number,
        slope,
        told,
        asked.rain if open_sand else 0.0,
        asked.drains / share if share > 0.0 else math.inf,
        asked.porosity,
    )


def _layers(twin: Twin, field: WellField, heads: Heads | str, asked: CaptureParameters) -> Aquifers | str:
    """Aquifers as given, else as voxels and layers have them."""
    if math.isnan(field.screen_top) or math.isnan(field.screen_base):
        return NO_SCREEN
    if asked.conductivity is not None and asked.thickness is not None:
        top = field.screen_top
        cover = 0.0 if asked.resistance is None else asked.resistance * _DAY
        return Aquifers(
            np.array([top]),
            np.array([top - asked.thickness]),
            np.array([asked.conductivity / _DAY * asked.thickness]),
            np.array([cover]),
        )
    from terrain.subsurface import column_at

    some = np.unique(np.append(np.linspace(0, len(field.x) - 1, _LOOKED_AT).astype(np.int64), field.middle))
    columns = [column_at(twin, float(field.x[well]), float(field.y[well])) for well in some]
    middle = int(np.searchsorted(some, field.middle))
    if not len(columns[middle].top):
        return NOTHING_BELOW
    return aquifers(columns, middle, _water_table(twin, field, heads))


def _water_table(twin: Twin, field: WellField, heads: Heads | str) -> float:
    """Level above which sand is dry [m NAP]: 0.7 m below the ground; in open sand the head if it is lower."""
    x, y = float(field.x[field.middle]), float(field.y[field.middle])
    row, column = (int(at) for at in twin.grid.index(x, y))
    usual = float(twin.surface["ground_level"].values[row, column]) - GROUNDWATER_DEPTH.value
    if math.isnan(usual):
        return math.inf
    if isinstance(heads, str):
        return usual
    at = tuple(int(part) for part in heads.setting.grid.index(x, y))
    return min(usual, heads.level(x, y)) if heads.setting.open_sand[at] else usual


def _slope(
    field: WellField, heads: Heads | str, asked: CaptureParameters
) -> tuple[tuple[float, float], bool]:
    """Rise of the head to the east and to the north [1], and whether it is known."""
    if asked.gradient is not None and asked.towards is not None:
        angle = math.radians(asked.towards)
        return (-asked.gradient * math.sin(angle), -asked.gradient * math.cos(angle)), True
    found = None if isinstance(heads, str) else heads.slope(field.x, field.y)
    return ((0.0, 0.0), False) if found is None else (found, True)
