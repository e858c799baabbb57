"""Doublets of a twin: what each is, what is assumed of it, and how it gives less as the years go by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.heat.ground import ground_at, reservoir_misfit
from scenarios.physics import doublet_wells, geothermal
from twin.claims import YEAR
from twin.feature_rows import feature_rows, number
from twin.well_paths import WellPath
from twin.well_paths import doublet_wells as paths_of

if TYPE_CHECKING:
    from scenarios.heat.doublet_parameters import DoubletParameters
    from twin.state import Twin

__all__ = ["Course", "Doublet", "Rock", "course", "doublets"]

Floats = npt.NDArray[np.float64]

_MILLIDARCY = 1e-15  # m2, by rule of thumb
_BRINE = 1070.0 * 3900.0


@dataclass(frozen=True, slots=True)
class Rock:
    """What is taken of rock and brine: how many times the usual the breakthrough and the gradient are."""

    facies: float = 1.0
    gradient: float = 1.0


@dataclass(frozen=True, slots=True)
class Doublet:
    """A doublet, ready to be computed.

    Parameters
    ----------
    row
        Position in the theme ``doublets``.
    id, name
        Of the feature.
    flow
        [m3/s].
    top, base, depth
        Of the reservoir [m NAP], and its middle below the ground [m].
    start, end
        Calendar years; ``end`` is that of the horizon where it tells none.
    producer, injector
        Bottom holes [m RD].
    initial
        Temperature of the reservoir [degrees C]; NaN: by the gradient.
    injected, porosity, permeability
        [degrees C], [1], [m2].
    wells
        Paths of the two wells.
    assumed
        Names of what the feature does not tell.
    """

    row: int
    id: str
    name: str
    flow: float
    top: float
    base: float
    depth: float
    start: int
    end: int
    producer: tuple[float, float]
    injector: tuple[float, float]
    initial: float
    injected: float
    porosity: float
    permeability: float
    wells: tuple[WellPath, ...]
    assumed: tuple[str, ...]

    @property
    def thickness(self) -> float:
        """Of the reservoir [m]."""
        return self.top - self.base

    @property
    def spacing(self) -> float:
        """Distance between the bottom holes [m]."""
        return math.dist(self.producer, self.injector)

    @property
    def life(self) -> float:
        """Time from start to end [s]."""
        return (self.end - self.start) * YEAR

    @property
    def retardation(self) -> float:
        """Heat capacity of the reservoir over that of the brine [1]."""
        return float(geothermal.heat_capacity(porosity=self.porosity)) / _BRINE

    def temperature(self, asked: DoubletParameters, rock: Rock) -> float:
        """Of the reservoir before anything is pumped [degrees C]."""
        if not math.isnan(self.initial):
            return self.initial
        gradient = asked.gradient / 1000.0 * rock.gradient
        warm = geothermal.ground_temperature(
            depth=self.depth, surface=asked.surface_temperature, gradient=gradient
        )
        return float(warm)

    def breakthrough(self, rock: Rock) -> float:
        """Time until cold arrives at the producer [s]."""
        usual = geothermal.breakthrough_time(
            spacing=self.spacing, thickness=self.thickness, flow=self.flow, retardation=self.retardation
        )
        return rock.facies * float(usual)

    def spacing_needed(self, rock: Rock) -> float:
        """Distance between the wells at which no cold arrives before the end [m]."""
        needed = geothermal.doublet_spacing(
            life=self.life / rock.facies,
            thickness=self.thickness,
            flow=self.flow,
            retardation=self.retardation,
        )
        return float(needed)

    def pressures(self, asked: DoubletParameters) -> tuple[float, float]:
        """Pressure below that of the reservoir at the producer, and above it at the injector [Pa]."""
        warm, cold = (
            float(
                doublet_wells.well_pressure(
                    flow=self.flow,
                    permeability=self.permeability,
                    thickness=self.thickness,
                    spacing=self.spacing,
                    viscosity=viscosity * 1e-3,
                    radius=asked.well_radius,
                    skin=asked.skin,
                )
            )
            for viscosity in (asked.viscosity, asked.cold_viscosity)
        )
        return warm, cold

    def pumping(self, asked: DoubletParameters) -> float:
        """Electric power of the pumps [W]."""
        both = sum(self.pressures(asked))
        power = doublet_wells.pump_power(flow=self.flow, pressure=both, efficiency=asked.efficiency)
        return float(power)


@dataclass(frozen=True, slots=True)
class Course:
    """A doublet through the years, arrays (n,) over ``years``, the last of which has no production.

    Parameters
    ----------
    years
        Calendar years from the start to the end or the horizon.
    temperature, power
        In the middle of each year [degrees C], [W]; a power of 0 in the last.
    radius, volume
        Of the cooled rock on 1 January [m], [m3].
    """

    years: npt.NDArray[np.int64]
    temperature: Floats
    power: Floats
    radius: Floats
    volume: Floats


def course(one: Doublet, asked: DoubletParameters, rock: Rock, horizon: int) -> Course:
    """Follow a doublet from its start to its end, or to the horizon."""
    last = max(min(one.end, horizon), one.start)
    years = np.arange(one.start, last + 1)
    initial = one.temperature(asked, rock)
    made = geothermal.produced_temperature(
        time=(years - one.start + 0.5) * YEAR,
        breakthrough=one.breakthrough(rock),
        initial=initial,
        injected=one.injected,
    )
    power = geothermal.thermal_power(flow=one.flow, cooling=np.maximum(made - one.injected, 0.0))
    power[-1] = 0.0
    since = (years - one.start) * YEAR
    radius = geothermal.cooled_radius(
        flow=one.flow, time=since, thickness=one.thickness, retardation=one.retardation
    )
    return Course(years, made, power, radius, np.pi * radius**2 * one.thickness)


def doublets(
    twin: Twin, asked: DoubletParameters, horizon: int
) -> tuple[tuple[Doublet, ...], dict[str, str]]:
    """Read the doublets of a twin.

    Parameters
    ----------
    twin
        With the theme ``doublets`` or without.
    asked
        Which of them, and what is taken where they tell nothing.
    horizon
        Last year of one that has no end.

    Returns
    -------
    tuple
        Doublets that can be computed, and by id the reason why others cannot. Licence areas are no doublets
        and stand in neither.
    """
    if "doublets" not in twin.features:
        return (), {}
    found, reasons = [], dict[str, str]()
    for position, row in enumerate(feature_rows(twin.features["doublets"])):
        licence = row["geometry"].geom_type not in {"Point", "MultiPoint"}
        if licence or (asked.doublets and row["id"] not in asked.doublets):
            continue
        made = _doublet(twin, position, row, asked, horizon)
        if isinstance(made, str):
            reasons[str(row["id"])] = made
        else:
            found.append(made)
    return tuple(found), reasons


def _doublet(
    twin: Twin, position: int, row: Mapping[str, Any], asked: DoubletParameters, horizon: int
) -> Doublet | str:
    told = {
        name: number(row, name)
        for name in ("flow", "reservoir_top", "reservoir_base", "producer_x", "producer_y", "injector_x",
                     "injector_y")
    }  # fmt: skip
    if lacking := [name for name, value in told.items() if math.isnan(value)]:
        return f"not known: {', '.join(lacking)}"
    flow, top, base, *places = told.values()
    producer, injector = (places[0], places[1]), (places[2], places[3])
    start = int(number(row, "start", twin.reference_year))
    end = int(number(row, "end", max(horizon, start)))
    reservoir = row.get("reservoir")
    named = str(reservoir) if isinstance(reservoir, str) and reservoir else None
    if wrong := _impossible(twin, flow, top, base, (producer, injector), start, end, named):
        return wrong
    site = row["geometry"].centroid
    level = math.nan if site.is_empty else ground_at(twin, (site.x, site.y))
    if math.isnan(level):
        return "no ground level is known at its site"
    usual = {
        "injection_temperature": asked.injection_temperature,
        "porosity": asked.porosity,
        "permeability": asked.permeability * _MILLIDARCY,
    }
    injected, porosity, permeability = (number(row, name, value) for name, value in usual.items())
    initial = number(row, "reservoir_temperature")
    assumed = [name for name in (*usual, "reservoir_temperature") if math.isnan(number(row, name))]
    return Doublet(
        position, str(row["id"]), str(row.get("name") or row["id"]), flow, top, base,
        level - 0.5 * (top + base), start, end, producer, injector, initial,
        injected, porosity, permeability, tuple(paths_of(row, level)), tuple(assumed),
    )  # fmt: skip


def _impossible(
    twin: Twin, flow: float, top: float, base: float, wells: tuple[tuple[float, float], ...],
    start: int, end: int, named: str | None,
) -> str | None:  # fmt: skip
    """Why a doublet cannot be computed."""
    if not flow > 0.0:
        return "pumps nothing"
    if not top > base:
        return f"its reservoir has its top, {top:g} m NAP, not above its base, {base:g} m NAP"
    if end < start:
        return f"ends in {end}, before it starts in {start}"
    if not all(bool(twin.grid.contains(*at)) for at in wells):
        return "a well ends outside the twin"
    if math.dist(*wells) < 1.0:
        return "its wells end in one place"
    wrong = reservoir_misfit(twin, wells, top=top, base=base, reservoir=named)
    return None if wrong is None else f"its reservoir {wrong}"
