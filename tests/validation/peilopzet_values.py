"""Worked values of groundwater between ditches: the case, its value, and Zicht's call.

Each value was computed apart from Zicht, in double precision, and is given to six figures. Cases are told in
the units of the field; calls convert to SI. One table a formula; the science page shows them all.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from scenarios.physics import drainage, groundwater_time, leaky_strip
from scenarios.polders import gxg
from tests.validation.dike_load_values import Worked

__all__ = ["GROUNDWATER"]

DAY = 86_400.0
MM = 1e-3 / DAY

STRIP = {"transmissivity": 0.2 / DAY, "resistance": 1000 * DAY}
DRIVEN = {"ditch_level": -2.5, "deep_head": -3.0, "recharge": -1.5 * MM}


def depth(spacing: float, base: float, radius: float) -> float:
    return float(drainage.equivalent_depth(spacing=spacing, base_depth=base, radius=radius))


def radial(x: float) -> float:
    """F(x), out of the equivalent depth."""
    spacing = 2.0 * np.pi * 5.0 / x
    return float(np.pi * spacing / 8.0 / depth(spacing, 5.0, 0.5) - np.log(spacing / (np.pi * 0.5)))


def hooghoudt(recharge: float, conductivity: float, spacing: float, base: float, radius: float) -> float:
    return float(
        drainage.hooghoudt_rise(
            recharge=recharge * MM,
            conductivity=conductivity / DAY,
            depth=depth(spacing, base, radius),
            spacing=spacing,
        )
    )


def largest_deficit() -> float:
    most = drainage.largest_deficit(conductivity=0.05 / DAY, depth=depth(40, 4, 0.6), spacing=40.0)
    return float(most) / MM


def ernst() -> float:
    return float(
        drainage.ernst_rise(
            recharge=5 * MM,
            vertical_thickness=0.5,
            vertical_conductivity=0.2 / DAY,
            transmissivity=5 / DAY,
            spacing=50,
            radial_thickness=5,
            radial_conductivity=1 / DAY,
            wet_perimeter=1.5,
        )
    )


def strip(spacing: float, *, mean: bool) -> float:
    return float(leaky_strip.leaky_strip_level(**DRIVEN, **STRIP, spacing=spacing, mean=mean))


def response(*, mean: bool) -> float:
    return float(leaky_strip.leaky_strip_response(**STRIP, spacing=40, mean=mean))


def leakage_of_strip() -> float:
    """sqrt(KD c), out of the response in the middle: 1 / cosh(L / 2 lambda)."""
    return float(20.0 / np.arccosh(1.0 / response(mean=False)))


def wave() -> tuple[float, float]:
    amplitude, lag = groundwater_time.cosine_response(amplitude=1.5 * MM, resistance=300 * DAY, storage=0.15)
    return float(amplitude), float(lag) / DAY


def season(sign: float) -> float:
    """Mean of a wet or dry time: the mean recharge of 0.8 mm/d and the amplitude."""
    return 0.8 * MM * 300 * DAY + sign * wave()[0]


def reservoir(level: float, recharge: float, resistance: float, storage: float, days: float) -> float:
    return float(
        groundwater_time.reservoir_step(
            level=level,
            ditch_level=0.0,
            recharge=recharge,
            resistance=resistance * DAY,
            storage=storage,
            duration=days * DAY,
        )
    )


def zeeuw_hellinga(rise: float, recharge: float, days: float) -> float:
    return float(
        groundwater_time.zeeuw_hellinga_step(
            rise=rise,
            recharge=recharge * MM,
            transmissivity=1 / DAY,
            storage=0.15,
            spacing=50.0,
            duration=days * DAY,
            shape=0.8,
        )
    )


def reaction() -> float:
    """alpha [1/d], out of a day in which the table falls."""
    return -float(np.log(zeeuw_hellinga(1.0, 0.0, 1.0)))


@cache
def published_wave() -> dict[str, float]:
    """GHG, GLG and GVG of a cosine of eight hydrological years."""
    dates = np.arange("2010-04-01", "2018-04-01", dtype="datetime64[D]")
    levels = -0.6 + 0.35 * np.cos(2 * np.pi * (np.arange(dates.size) - 300) / 365.25)
    return {name: float(getattr(gxg, name)(dates, levels)) for name in ("ghg", "glg", "gvg")}


GROUNDWATER = {
    "H1 Hooghoudt, middle of the parcel [m]": [
        Worked("+7 mm/d, K 0.5 m/d, L 60 m", 1.34443, lambda: hooghoudt(7.0, 0.5, 60, 5, 0.5)),
        Worked("peat in winter, +1.5 mm/d, K 0.05, L 40", 1.46689, lambda: hooghoudt(1.5, 0.05, 40, 4, 0.6)),
        Worked("peat in summer, -0.3 mm/d", -0.378857, lambda: hooghoudt(-0.3, 0.05, 40, 4, 0.6)),
        Worked("drains at 6 m, -1.5 mm/d", -0.300078, lambda: hooghoudt(-1.5, 0.05, 6, 2, 0.04)),
        Worked("largest deficit that ditches feed [mm/d]", 1.40855, largest_deficit),
        Worked(
            "beyond it, 150 mm out of storage of 0.12",
            -1.25000,
            lambda: reservoir(0.0, -1.5 * MM, 1e9, 0.12, 100),
        ),
    ],
    "H2 equivalent depth [m]": [
        Worked("F(0.3) [1]", 5.18282, lambda: radial(0.3)),
        Worked("F(1.0) [1]", 0.629421, lambda: radial(1.0)),
        Worked("L 60, D 5, r 0.5 m", 4.01379, lambda: depth(60, 5, 0.5)),
        Worked("L 40, D 4, r 0.6 m", 3.35685, lambda: depth(40, 4, 0.6)),
        Worked("L 6, D 2, r 0.04 m", 0.599922, lambda: depth(6, 2, 0.04)),
    ],
    "H3 Ernst": [
        Worked("layered soil, 5 mm/d [m]", 0.420809, ernst),
        Worked("its resistance [d]", 84.1618, lambda: ernst() / 0.005),
    ],
    "H5 leaky strip [m NAP]": [
        Worked("leakage length [m]", 14.1421, leakage_of_strip),
        Worked("middle, L 40 m", -3.58180, lambda: strip(40, mean=False)),
        Worked("mean, L 40 m", -3.24363, lambda: strip(40, mean=True)),
        Worked("middle, L 6 m", -2.54417, lambda: strip(6, mean=False)),
    ],
    "H6 part of a ditch rise that arrives [1]": [
        Worked("middle, L 40 m", 0.459098, lambda: response(mean=False)),
        Worked("mean, L 40 m", 0.628183, lambda: response(mean=True)),
    ],
    "H7 water that ditches give [mm/d]": [
        Worked(
            "L 40 m",
            1.25637,
            lambda: leaky_strip.ditch_inflow(**DRIVEN, **STRIP, spacing=40) / MM,
        ),
    ],
    "S1 linear reservoir": [
        Worked(
            "30 d, 300 d, storage 0.15, from 1 m [m]",
            0.513417,
            lambda: reservoir(1.0, 0.0, 300, 0.15, 30),
        ),
    ],
    "S2 De Zeeuw and Hellinga": [
        Worked("alpha [1/d]", 0.0263189, reaction),
        Worked("j [d]", 37.9954, lambda: 1.0 / reaction()),
        Worked("10 mm/d for 5 d, f 0.8 [m]", 0.390415, lambda: zeeuw_hellinga(0.0, 10.0, 5.0)),
    ],
    "S3 recharge as a cosine": [
        Worked("amplitude [m]", 0.355840, lambda: wave()[0]),
        Worked("lag [d]", 38.2942, lambda: wave()[1]),
        Worked("highest above the ditch, mean 0.8 mm/d [m]", 0.595840, lambda: season(1.0)),
        Worked("lowest", -0.115840, lambda: season(-1.0)),
    ],
    "S5 mean levels of a cosine of eight years, pastas [m]": [
        Worked("GHG", -0.258765, lambda: published_wave()["ghg"]),
        Worked("GLG", -0.941572, lambda: published_wave()["glg"]),
        Worked("GVG", -0.441468, lambda: published_wave()["gvg"]),
    ],
}
