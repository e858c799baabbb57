"""What a dike-space study takes for granted, in one place, with where each number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.physics import norms
from scenarios.physics.constants import Parameter
from scenarios.physics.stability import UPLIFT_SAFETY
from scenarios.physics.uplift import HEAVE_LIMIT

__all__ = [
    "DISCHARGE",
    "FAILURE_BUDGET",
    "LENGTH_EFFECT",
    "MINIMUM_FREEBOARD",
    "PIPING_FACTOR",
    "Settings",
]

DISCHARGE = Parameter(
    0.001, "m2/s", "WBI/OI2014: 0.1 l/s per m on poor grass, 1 and 5 on grass, 10 on good grass", "unverified"
)
FAILURE_BUDGET = norms.FAILURE_BUDGET["height"]
LENGTH_EFFECT = Parameter(2.0, "1", "WBI, N of height lies between 1 and 3", "unverified")
MINIMUM_FREEBOARD = Parameter(0.5, "m", "Leidraad Rivieren, least freeboard above still water", "unverified")
PIPING_FACTOR = Parameter(1.2, "1", "WBI, partial factor on the head of piping", "unverified")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything of a study that is no property of a place.

    Parameters
    ----------
    return_period, station, wave_height, wave_period, fetch, wind_speed
        Loads of dikes that say nothing themselves: lower limit of the norm [years], station of the water
        level, Hm0 [m] and Tm-1,0 [s] before the foreshore, or fetch [m] and wind at 10 m [m/s].
    allowed_discharge
        Overtopping that an inner slope bears [m2/s].
    failure_budget, length_effect
        Share of the norm for the height [1], and its length effect N [1].
    wave_formula
        How waves grow over a fetch.
    waves_grow
        Whether waves grow with the depth of the foreshore when the sea rises.
    minimum_freeboard, settlement
        Least freeboard [m], and extra height for what a new dike settles [m].
    subsidence
        How fast dike, foreshore and ground behind it sink, beyond what is in the rise of the sea [m/year].
    uplift_factor, heave_gradient, piping_factor
        What must be exceeded for uplift and heave, and the factor on the head of piping [1].
    foreland
        Length of foreland with a closed clay layer, which counts as seepage length [m].
    """

    return_period: float | None = None
    station: str | None = None
    wave_height: float | None = None
    wave_period: float | None = None
    fetch: float | None = None
    wind_speed: float | None = None
    allowed_discharge: float = DISCHARGE.value
    failure_budget: float = FAILURE_BUDGET.value
    length_effect: float = LENGTH_EFFECT.value
    wave_formula: Literal["bretschneider", "young-verhagen"] = "bretschneider"
    waves_grow: bool = True
    minimum_freeboard: float = MINIMUM_FREEBOARD.value
    settlement: float = 0.0
    subsidence: float = 0.0
    uplift_factor: float = UPLIFT_SAFETY.value
    heave_gradient: float = HEAVE_LIMIT.value
    piping_factor: float = PIPING_FACTOR.value
    foreland: float = 0.0
