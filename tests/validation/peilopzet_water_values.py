"""Worked values of the water of a polder and a lake, and of salt: the case, its value, and Zicht's call.

Each value was computed apart from Zicht, in double precision, and is given to six figures. Cases are told in
the units of the field; calls convert to SI.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from scenarios.lakes.hypsometry import Hypsometry
from scenarios.physics import salinity, seepage, sluice, uplift, water_balance, wooden_piles
from scenarios.physics.bottom_heave import bottom_safety
from tests.validation.dike_load_values import Worked

__all__ = ["SALT", "SLUICES", "WATER"]

DAY = 86_400.0
YEAR = 31_557_600.0
MM = 1e-3 / DAY


def demand() -> float:
    """Of a season of 180 days [mm]."""
    return 1e3 * float(water_balance.season_demand(rise=0.3, storage=0.12, loss=0.5 * MM, duration=180 * DAY))


def storage_lost(groundwater: float) -> float:
    """By 0.3 m of ditch level and so much of groundwater [mm]."""
    before, after = water_balance.rain_storage(
        freeboard=[0.6, 0.3], groundwater_depth=[0.6, 0.6 - groundwater], storage=0.12, open_water=0.08
    )
    return 1e3 * float(before - after)


def leakage(transmissivity: float, resistance: float) -> float:
    """KD in m2/d and c in d [m]."""
    return float(
        uplift.leakage_length(
            permeability=transmissivity / 20.0 / DAY, thickness=20.0, resistance=resistance * DAY
        )
    )


def beyond_the_edge() -> float:
    """Part of a raised drainage base one leakage length away from the measure."""
    length = leakage(500, 200)
    return float(seepage.half_plane_response(distance=length, leakage_length=length))


WATER = {
    "water demand of a raise [mm]": [Worked("0.3 m, storage 0.12, 0.5 mm/d, 180 d", 126.000, demand)],
    "storage for rain that a raise takes [mm]": [
        Worked("0.3 m, 8 % water, storage 0.12", 57.1200, lambda: storage_lost(0.3)),
        Worked("ditches only", 24.0000, lambda: storage_lost(0.0)),
    ],
    "seepage that a raise takes [mm/d]": [
        Worked(
            "0.3 m, 1000 d",
            -0.300000,
            lambda: water_balance.seepage_change(rise=0.3, resistance=1000 * DAY) / MM,
        ),
    ],
    "ditch bottom [1]": [
        Worked("3 m of 15 kN/m3, head 4.2 m", 1.09218, lambda: bottom_safety(weight=45e3, head=4.2)),
    ],
    "wooden piles [yr]": [
        Worked(
            "60 dry days a year until 12.5 yr",
            76.0938,
            lambda: wooden_piles.years_until(limit=12.5, dry_days=60.0),
        ),
    ],
    "half-plane of raised drainage on sand": [
        Worked("leakage length of KD 500 m2/d, 200 d [m]", 316.228, lambda: leakage(500, 200)),
        Worked("one length outside [1]", 0.183940, beyond_the_edge),
    ],
}


@cache
def tide(rise: float) -> sluice.Tide:
    """Of 300 m of openings, lake at -0.25, mean sea at 0.05 m NAP."""
    return sluice.tidal_discharge(
        level_in=-0.25, mean_sea_level=0.05 + rise, amplitude=0.85, sill=-4.7, width=300.0, midpoints=20_000
    )


def lake_volume(square_kilometres: float, rise: float) -> float:
    """Between two levels of a lake with straight shores [Mm3]."""
    lake = Hypsometry(np.array([0.0]), np.array([1e6 * square_kilometres]))
    return float(lake.volume(0.0, rise)) / 1e6


def pumps(millimetres: float, square_kilometres: float) -> float:
    rate = millimetres * MM
    return float(sluice.pump_discharge(depth_rate=rate, area=1e6 * square_kilometres))


SLUICES = {
    "pumps [m3/s]": [
        Worked("1 mm/d of 1 km2", 0.0115741, lambda: pumps(1.0, 1.0)),
        Worked("14 mm/d of 100 km2", 16.2037, lambda: pumps(14.0, 100.0)),
    ],
    "mean discharge of a sluice over a tide [m3/s]": [
        Worked(f"sea {rise:g} m higher", value, lambda rise=rise: tide(rise).discharge)
        for rise, value in ((0.0, 1067.40), (0.25, 595.321), (0.50, 101.561), (0.75, 0.0))
    ],
    "part of the tide in which it is open [1]": [
        Worked(f"sea {rise:g} m higher", value, lambda rise=rise: tide(rise).open_fraction)
        for rise, value in ((0.0, 0.385200), (0.25, 0.276000), (0.50, 0.109700), (0.75, 0.0))
    ],
    "end of discharge by gravity [m]": [
        Worked(
            "rise of the sea",
            0.550000,
            lambda: sluice.rise_that_ends(level_in=-0.25, mean_sea_level=0.05, amplitude=0.85),
        ),
    ],
    "lake": [
        Worked(
            "1500 m2 under water, 0.3 m of head [m3/s]",
            3275.25,
            lambda: sluice.orifice(area=1500.0, head=0.3),
        ),
        Worked("IJsselmeer, 0.20 m [Mm3]", 220.000, lambda: lake_volume(1100.0, 0.20)),
        Worked("with the Markermeer, 0.10 m [Mm3]", 180.000, lambda: lake_volume(1800.0, 0.10)),
        Worked("all that acts, about 2000 km2, 0.20 m [Mm3]", 400.000, lambda: lake_volume(2000.0, 0.20)),
        Worked("shore of 1:50, 0.1 m higher [m]", 5.00000, lambda: sluice.shore_strip(rise=0.1, slope=50.0)),
    ],
}


def lens() -> float:
    return float(
        salinity.lens_head(distance=0.0, half_width=1000.0, recharge=0.3 / YEAR, conductivity=10 / DAY)
    )


SHORE = {"resistance": 500 * DAY}


def at_shore(distance: float) -> float:
    return float(seepage.shore_response(distance=distance, leakage_length=leakage(800, 500)))


def flux(head: float) -> float:
    """A kilometre inland [mm/d]."""
    return float(seepage.seepage_flux(head_difference=head, response=at_shore(1000.0), **SHORE)) / MM


def total() -> float:
    """[m2/d]."""
    return DAY * float(seepage.shore_total(head_difference=4.0, leakage_length=leakage(800, 500), **SHORE))


def wedge(depth: float, velocity: float) -> float:
    return float(salinity.salt_wedge_length(depth=depth, velocity=velocity))


def froude() -> float:
    return float(salinity.densimetric_froude(depth=12.0, velocity=0.30))


SALT = {
    "Badon Ghijben-Herzberg [m]": [
        Worked("head of 0.5 m", 20.0000, lambda: salinity.interface_depth(head=0.5)),
    ],
    "lens of a strip [m]": [
        Worked("0.3 m/yr, 10 m/d, 1000 m: head", 1.41538, lens),
        Worked("its depth", 56.6153, lambda: salinity.interface_depth(head=lens())),
    ],
    "seepage of a polder by the sea": [
        Worked("leakage length of 800 m2/d, 500 d [m]", 632.456, lambda: leakage(800, 500)),
        Worked("head at 1000 m [m]", 0.822963, lambda: 4.0 * at_shore(1000.0)),
        Worked("seepage there [mm/d]", 1.64593, lambda: flux(4.0)),
        Worked("all of a metre of shore [m2/d]", 5.05964, total),
    ],
    "a higher sea": [
        Worked("part that arrives at 1000 m [1]", 0.205741, lambda: at_shore(1000.0)),
        Worked("more seepage there by 0.82 m [mm/d]", 0.337415, lambda: flux(0.82)),
        Worked(
            "distance at which 5 % is left [m]",
            1894.67,
            lambda: seepage.influence_distance(leakage_length=leakage(800, 500)),
        ),
    ],
    "salt wedge": [
        Worked("densimetric Froude number [1]", 0.195515, froude),
        Worked("12 m, 0.30 m/s [m]", 12319.3, lambda: wedge(12.0, 0.30)),
        Worked("12.82 m, the same discharge [m]", 16685.7, lambda: wedge(12.82, 0.30 * 12.0 / 12.82)),
    ],
}
