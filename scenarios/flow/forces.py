"""What drives a flow from outside, as series in time: the sea, rain, a river wave, waves over dikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.flow.barriers import guarded
from scenarios.flow.domain import Faces, Inflow, TimeSeries
from scenarios.flow.film import even_times
from scenarios.flow.hydrograph import peak_time, river_wave, sea_level, tidal_amplitude
from scenarios.physics.overtopping import overtopping_discharge
from twin.errors import invalid

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from scenarios.flow.parameters import FloodParameters
    from twin.grid import GridSpec

__all__ = ["SERIES_STEP", "high_water", "overtopping_inflows", "rain_series", "river_inflow", "sea_series"]

Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SERIES_STEP = 300.0
"""Step of the series of sea and river [s]; straight in between is within a millimetre of tide and surge."""


def high_water(drivers: Drivers, parameters: FloodParameters) -> float:
    """High water of a usual tide [m NAP]."""
    return drivers.mean_level + _amplitude(drivers, parameters)


def _amplitude(drivers: Drivers, parameters: FloodParameters) -> float:
    asked = parameters.tide_amplitude
    return tidal_amplitude(drivers.station)[0] if asked is None else asked


def sea_series(drivers: Drivers, parameters: FloodParameters) -> tuple[TimeSeries, str]:
    """Level of the sea during the simulation [m NAP], and how it was made, in words."""
    duration = parameters.hours * 3600.0
    peak = peak_time(parameters.hours, parameters.storm_peak_hours)
    amplitude = _amplitude(drivers, parameters)
    storm = None if drivers.station is None else drivers.sea_level
    time = _moments(duration, peak)
    level = sea_level(
        time,
        mean=drivers.mean_level,
        amplitude=amplitude,
        peak=peak,
        storm_level=storm,
        duration=parameters.storm_hours * 3600.0,
        shape=parameters.storm_shape,
        top=parameters.storm_top_hours * 3600.0,
    )
    known = parameters.tide_amplitude is not None or tidal_amplitude(drivers.station)[1]
    mark = "" if known else " [unverified]"
    told = (
        f"mean {drivers.mean_level:g} m NAP, tide of {amplitude:g} m{mark}, high water at {peak / 3600:.2f} h"
    )
    if storm is not None:
        shape = f"{parameters.storm_shape}, {parameters.storm_hours:g} h [unverified]"
        told += f", surge ({shape}) up to {storm:g} m NAP"
    return TimeSeries(time, level), told


def _moments(duration: float, peak: float) -> npt.NDArray[np.float64]:
    even = even_times(duration, SERIES_STEP)
    return np.unique(np.append(even, peak)) if 0.0 <= peak <= duration else even


def rain_series(drivers: Drivers) -> TimeSeries | None:
    """Rain of constant intensity [m/s] from the start; None without rain."""
    if not (drivers.rain_depth > 0.0 and drivers.rain_duration > 0.0):
        return None
    rate, end = drivers.rain_depth / drivers.rain_duration, drivers.rain_duration
    return TimeSeries(np.array([0.0, end, np.nextafter(end, np.inf)]), np.array([rate, rate, 0.0]))


def river_inflow(parameters: FloodParameters, grid: GridSpec, bed: Field) -> Inflow | None:
    """River wave into the cells around a place; None without one.

    Parameters
    ----------
    parameters
        With the place, and the wave.
    grid
        Grid of the cells.
    bed
        Ground of the model [m NAP], NaN where no cell is.

    Raises
    ------
    InvalidInputError
        If no cell of the model lies at the place.
    """
    if parameters.river_at is None or not (parameters.river_base > 0 or parameters.river_peak > 0):
        return None
    row, col = (int(k) for k in grid.index(*parameters.river_at))
    if not (0 <= row < grid.ny and 0 <= col < grid.nx) or np.isnan(bed[row, col]):
        message = "lies outside the grid, or where the sea stands or no ground is known"
        raise invalid("river_at", list(parameters.river_at), message, "Give a point on land or in a river.")
    rows, cols = np.mgrid[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2]
    near = bed[rows.clip(max=grid.ny - 1), cols.clip(max=grid.nx - 1)]
    inside = (rows < grid.ny) & (cols < grid.nx) & (near <= bed[row, col] + 0.5)
    length = parameters.river_hours * 3600.0
    peak = length / 2 if parameters.river_peak_hours is None else parameters.river_peak_hours * 3600.0
    time = _moments(parameters.hours * 3600.0, peak)
    flow = river_wave(
        time, base=parameters.river_base, highest=parameters.river_peak, peak=peak, duration=length
    )
    return Inflow(rows[inside].astype(np.int32), cols[inside].astype(np.int32), TimeSeries(time, flow))


def overtopping_inflows(
    faces: Faces,
    sides: tuple[Mask, Mask],
    sea: TimeSeries,
    parameters: FloodParameters,
    steps: tuple[float, float],
) -> list[Inflow]:
    """Water that waves throw over the dikes between the open side and protected land.

    Parameters
    ----------
    faces
        Crests of the model.
    sides
        Outside water and exposed land, of `barriers`.
    sea
        Level of the sea [m NAP].
    parameters
        With the waves; without wave height nothing comes over.
    steps
        Cell sizes dx and dy [m].

    Returns
    -------
    list of Inflow
        One for each tenth of a metre of crest level, into the cells just behind the crests.

    Notes
    -----
    Overflow itself is the weir on the faces; this adds the discharge of the waves at the freeboard of the
    moment (at zero freeboard once the sea stands above the crest; EurOtop 2018).
    """
    if not parameters.wave_height > 0:
        return []
    inwards = guarded(faces, *sides)
    cells, inside = faces.sides(sides[0].shape)
    inner = np.where(inwards > 0, 1, 0)
    number = np.arange(len(faces))
    row, col = cells[inner, 0, number], cells[inner, 1, number]
    usable = (inwards != 0) & inside[inner, number] & np.isfinite(faces.sill)
    length = faces.share * np.where(faces.axis == 0, steps[1], steps[0])
    step = np.rint(faces.sill * 10.0)
    found = []
    for crest in np.unique(step[usable]):
        mine = usable & (step == crest)
        discharge = overtopping_discharge(
            freeboard=float(faces.sill[mine].mean()) - sea.value,
            wave_height=parameters.wave_height,
            wave_period=parameters.wave_period,
            cot_slope=parameters.outer_slope,
        )
        flow = TimeSeries(sea.time, discharge * float(length[mine].sum()))
        found.append(Inflow(row[mine].astype(np.int32), col[mine].astype(np.int32), flow))
    return found
