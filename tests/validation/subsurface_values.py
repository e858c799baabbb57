"""Worked values of the deep and shallow underground: the case, its value, and Zicht's call.

Each value was computed apart from Zicht, in double precision, and is given to six figures (g-functions to the
figures that they were given with). Cases are told in the units of the field; calls convert to SI.
"""

from __future__ import annotations

import numpy as np

from scenarios.physics import (
    ates,
    capture,
    closed_loops,
    doublet_wells,
    geothermal,
    well_drawdown,
)
from scenarios.physics.layered_wells import LeakyAquifers
from tests.validation.dike_load_values import Worked

__all__ = ["CAPTURE", "DOUBLETS", "SOIL_ENERGY"]

DAY = 86_400.0
YEAR = 31_557_600.0
BAR = 1e5
MEGA = 1e6
FLOW = 150 / 3600
ROCK = {"thickness": 60.0, "flow": FLOW}
BREAKTHROUGH = {"spacing": 1500.0, **ROCK}
WELL = {"flow": 5000 / DAY, "thickness": 40.0, "porosity": 0.35}
SLOPE = {"flow": 5000 / DAY, "transmissivity": 1200 / DAY, "gradient": 0.001}
STORE = {"volume": 150_000.0, "length": 40.0}


def faded(ratio: float) -> float:
    """Temperature that a doublet of 78.2 and 35 degrees C produces, at a time over the breakthrough."""
    return float(geothermal.produced_temperature(time=ratio, breakthrough=1.0, initial=78.2, injected=35.0))


def angle(ratio: float) -> float:
    """Angle from which cold has come [rad]."""
    return np.pi * float(
        1.0 - geothermal.produced_temperature(time=ratio, breakthrough=1.0, initial=1.0, injected=0.0)
    )


def arrival_by_the_integral() -> float:
    """``2 pi H R / Q`` times the integral of ``x (D - x) / D`` between the wells, by Simpson's rule [yr]."""
    x = np.array([0.0, 750.0, 1500.0])
    integral = 250.0 * float(np.dot([1.0, 4.0, 1.0], x * (1500.0 - x) / 1500.0))
    return 2.0 * np.pi * 60.0 * geothermal.RETARDATION / FLOW * integral / YEAR


def pressure() -> float:
    """Of one well of a doublet [Pa]."""
    return float(
        doublet_wells.well_pressure(
            flow=FLOW, permeability=3e-13, thickness=60.0, spacing=1500.0, viscosity=0.6e-3, radius=0.1
        )
    )


def pumping() -> float:
    """Of a doublet [W]."""
    return float(doublet_wells.pump_power(flow=FLOW, pressure=2.0 * pressure(), efficiency=0.6))


def power() -> float:
    """Of a doublet [W]."""
    return float(geothermal.thermal_power(flow=FLOW, cooling=43.2))


DOUBLETS = {
    "G1 temperature of the ground [degrees C]": [
        Worked(f"{depth} m", expected, lambda depth=depth: geothermal.ground_temperature(depth=depth))
        for depth, expected in ((1000.0, 41.0), (2000.0, 72.0), (2200.0, 78.2))
    ],
    "G2 power of a doublet [MW]": [Worked("150 m3/h cooled by 43.2 K", 7.51140, lambda: power() / MEGA)],
    "G3 heat of a reservoir": [
        Worked("porosity 0.18 [MJ/(m3 K)]", 2.70684, lambda: geothermal.heat_capacity(porosity=0.18) / MEGA),
        Worked("retardation [1]", 0.648656, lambda: geothermal.RETARDATION),
    ],
    "G4 breakthrough [yr]": [
        Worked(
            "1500 m, 60 m, 150 m3/h", 69.7403, lambda: geothermal.breakthrough_time(**BREAKTHROUGH) / YEAR
        ),
        Worked("by the integral between the wells", 69.7403, arrival_by_the_integral),
    ],
    "G5 after it: angle with cold [rad]": [
        Worked(f"{ratio} times as long", expected, lambda ratio=ratio: angle(ratio))
        for ratio, expected in ((1.5, 0.987376), (2.0, 1.27298), (3.0, 1.57080))
    ],
    "G5 after it: produced [degrees C]": [
        Worked(f"{ratio} times as long", expected, lambda ratio=ratio: faded(ratio))
        for ratio, expected in ((1.5, 64.6226), (2.0, 60.6953), (3.0, 56.6))
    ],
    "G6 distance between wells [m]": [
        Worked("30 years", 983.807, lambda: geothermal.doublet_spacing(life=30 * YEAR, **ROCK)),
    ],
    "G7 cooled radius [m]": [
        Worked(f"{years} years", expected, lambda t=years * YEAR: geothermal.cooled_radius(time=t, **ROCK))
        for years, expected in ((30, 568.001), (50, 733.287))
    ],
    "G8 pressure of a well [bar]": [
        Worked("300 mD, 60 m, 0.6 mPa s, no skin", 21.2556, lambda: pressure() / BAR)
    ],
    "G9 pumps": [
        Worked("efficiency 0.6 [kW]", 295.217, lambda: pumping() / 1e3),
        Worked(
            "heat over electricity [1]",
            25.4437,
            lambda: doublet_wells.coefficient_of_performance(power=power(), pumping=pumping()),
        ),
    ],
}


def line(distance: float) -> float:
    """Of a loop of 3 W/m after 25 years [K]."""
    response = closed_loops.line_response(distance=distance, time=25 * YEAR, diffusivity=2.0 / 2.4e6)
    return float(closed_loops.temperature_change(rate=3.0, conductivity=2.0, response=response))


SOIL_ENERGY = {
    "A1 thermal radius [m]": [Worked("150,000 m3, 40 m", 42.9880, lambda: ates.thermal_radius(**STORE))],
    "A2 hydraulic radius [m]": [
        Worked("porosity 0.35", 58.3992, lambda: ates.hydraulic_radius(porosity=0.35, **STORE))
    ],
    "A3 energy of a season [GWh]": [
        Worked("6 K", 1.04500, lambda: ates.stored_energy(volume=150_000.0, difference=6.0) / 3.6e12)
    ],
    "A4 drift of heat [m/yr]": [
        Worked(
            "groundwater 25 m/yr",
            13.5463,
            lambda: ates.thermal_drift(velocity=25.0 / YEAR, porosity=0.35) * YEAR,
        )
    ],
    "A5 warm to cold well [m]": [
        Worked("three radii", 128.964, lambda: ates.well_distance(radius=ates.thermal_radius(**STORE)))
    ],
    "A7 loop of 3 W/m after 25 years [K]": [
        Worked("10 m away", 0.325863, lambda: line(10.0)),
        Worked("5 m away", 0.487976, lambda: line(5.0)),
    ],
}


def age() -> float:
    """Part of the water that is younger than 25 years, under 0.30 m of recharge a year."""
    phreatic = {"recharge": 0.30 / YEAR, "thickness": 40.0, "porosity": 0.35}
    return float(capture.age_share(time=25 * YEAR, **phreatic))


def area() -> float:
    """That feeds the well [m2]."""
    return float(capture.capture_area(flow=5000 / DAY, recharge=0.30 / YEAR))


def reach(time: float, upstream: bool) -> float:
    """Along the axis [m]."""
    speed = capture.pore_velocity(conductivity=30 / DAY, gradient=0.001, porosity=0.35)
    return float(capture.axis_reach(time=time, velocity=speed, upstream=upstream, **WELL))


ZONES = tuple(zip(("60 days", "25 years", "100 years"), capture.PROTECTION_TIMES, strict=True))
CAPTURE = {
    "a well of 5000 m3/d [Mm3/yr]": [Worked("in a year", 1.82625, lambda: 5000 / DAY * YEAR / MEGA)],
    "D1 cylinder [m]": [
        Worked(name, expected, lambda time=time: capture.capture_radius(time=time, **WELL))
        for (name, time), expected in zip(ZONES, (82.5889, 1018.85, 2037.70), strict=True)
    ],
    "D2 in a slope of 0.001 [m]": [
        Worked("stagnation point", 663.146, lambda: capture.stagnation_distance(**SLOPE)),
        Worked("width", 4166.67, lambda: capture.capture_width(**SLOPE)),
    ],
    "D3 divide [m]": [
        Worked("1000 m beside the axis", 62.9147, lambda: capture.divide(across=1000.0, **SLOPE)),
        Worked("on the axis", 663.146, lambda: capture.divide(across=0.0, **SLOPE)),
    ],
    "D4 reach upstream [m]": [
        Worked(name, expected, lambda time=time: reach(time, True))
        for (name, time), expected in zip(ZONES, (86.0525, 1595.33, 4490.47), strict=True)
    ],
    "D4 reach downstream [m]": [
        Worked(name, expected, lambda time=time: reach(time, False))
        for (name, time), expected in zip(ZONES, (79.1965, 577.924, 660.966), strict=True)
    ],
    "D5 Thiem [m]": [
        Worked(
            "10 and 500 m",
            2.59424,
            lambda: well_drawdown.thiem_difference(
                flow=5000 / DAY, transmissivity=1200 / DAY, near=10.0, far=500.0
            ),
        )
    ],
    "D6 Theis [m]": [
        Worked(
            "500 m, 100 d, storage 0.001",
            2.31550,
            lambda: well_drawdown.theis_drawdown(
                flow=5000 / DAY, transmissivity=1200 / DAY, storage=1e-3, distance=500.0, time=100 * DAY
            ),
        )
    ],
    "D7 De Glee": [
        Worked(
            "leakage length of 1000 d [m]",
            1095.45,
            lambda: LeakyAquifers(
                transmissivity=[1200 / DAY], resistance=[1000 * DAY, np.inf]
            ).leakage_lengths[0],
        ),
        Worked(
            "500 m [m]",
            0.663708,
            lambda: well_drawdown.de_glee_drawdown(
                flow=5000 / DAY, transmissivity=1200 / DAY, resistance=1000 * DAY, distance=500.0
            ),
        ),
    ],
    "D8 rain of 0.30 m/yr": [
        Worked("area [km2]", 6.08750, lambda: area() / MEGA),
        Worked("part of 25 years [1]", 0.414749, age),
        Worked("its radius [m]", 896.473, lambda: np.sqrt(age() * area() / np.pi)),
    ],
}
