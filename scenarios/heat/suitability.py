"""How much heat a place can give: the largest doublet, storage and loop that its ground takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.ates import CAPACITY_RATIO, WELL_DISTANCE
from scenarios.physics.closed_loops import NEIGHBOUR_COOLING, finite_line_response
from scenarios.physics.constants import Parameter
from scenarios.physics.geothermal import RETARDATION, thermal_power
from twin.claims import YEAR

__all__ = [
    "LEAST_DEPTH",
    "LEAST_TRANSMISSIVITY",
    "LIMITS",
    "MOST_FLOW",
    "MOST_PRESSURE",
    "Yield",
    "doublet_power",
    "loop_heat",
    "storage_volume",
]

Floats = npt.NDArray[np.float64]

LEAST_TRANSMISSIVITY = Parameter(1e-11, "m3", "Mijnlieff 2020: about 10 Dm", "verified")
LEAST_DEPTH = Parameter(500.0, "m", "Mijnbouwwet: from here down a doublet is mining", "verified")
MOST_FLOW = Parameter(400.0 / 3600.0, "m3/s", "Dutch doublets pump 100 to 300 m3/h, some more", "unverified")
MOST_PRESSURE = Parameter(60e5, "Pa", "room below the strength of the seal, at each well", "unverified")
FILTER_RADIUS = Parameter(0.3, "m", "usual borehole of a storage well", "unverified")
FILTER_SPEED = Parameter(2.0, "1", "NVOE: K / 12 in m/h with K in m/d, over K", "unverified")
SEASON = Parameter(2000.0 * 3600.0, "s", "hours at full flow in a season", "unverified")

UNKNOWN, LIFE, PRESSURE, WELLS, THIN, COLD, SHALLOW, ROOM = range(8)
LIMITS: tuple[dict[str, str], ...] = (
    {"nl": "niet bekend", "en": "not known"},
    {"nl": "de kou is anders te vroeg bij de producent", "en": "else the cold is at the producer too early"},
    {"nl": "de putdruk", "en": "the pressure at the wells"},
    {"nl": "de putten en pompen", "en": "wells and pumps"},
    {"nl": "het reservoir laat te weinig door (onder 10 Dm)", "en": "the reservoir lets too little through "
     "(below 10 Dm)"},
    {"nl": "niet warmer dan wat teruggaat", "en": "not warmer than what goes back"},
    {"nl": "ondieper dan 500 m", "en": "shallower than 500 m"},
    {"nl": "de afstand tussen warm en koud", "en": "the room between warm and cold"},
)  # fmt: skip
"""What `Yield.limit` counts, in words."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What places give.

    Parameters
    ----------
    amount
        Power [W] or volume [m3 per season], the shape of the input; NaN where something is not known.
    flow
        Through the doublet, or of a well at full flow [m3/s].
    limit
        Row of `LIMITS` that keeps it from being more, int8. Where the reservoir lets too little through, the
        amount is told all the same: a condition, no ban.
    """

    amount: Floats
    flow: Floats
    limit: npt.NDArray[np.int8]


def doublet_power(
    *,
    thickness: npt.ArrayLike,
    permeability: npt.ArrayLike,
    temperature: npt.ArrayLike,
    depth: npt.ArrayLike,
    injected: float = 30.0,
    spacing: float = 1400.0,
    life: float = 30.0 * YEAR,
    pressure: float = MOST_PRESSURE.value,
    viscosity: float = 1.0e-3,
    radius: float = 0.1,
    retardation: float = RETARDATION,
) -> Yield:
    """Power of the largest doublet at each place.

    Parameters
    ----------
    thickness, permeability, temperature, depth
        Of the reservoir [m], [m2], [degrees C] and of its top below the ground [m]; arrays of one shape. 0 m
        where the layer is not there, NaN where it is not known.
    injected
        Temperature of what goes back [degrees C].
    spacing, life
        Distance between the wells [m], and time in which no cold may reach the producer [s], > 0.
    pressure, viscosity, radius
        Most pressure at a well [Pa], of the cold brine there [Pa s], radius of the well [m], > 0.
    retardation
        See `scenarios.physics.geothermal.heat_capacity`.

    References
    ----------
    G4 and G8 solved for the flow (Gringarten and Sauty 1975; steady flow between two wells), and G2.

    Examples
    --------
    >>> found = doublet_power(thickness=60.0, permeability=3e-13, temperature=78.2, depth=2200.0,
    ...                       injected=35.0, spacing=983.807, viscosity=0.6e-3)
    >>> round(float(found.flow) * 3600, 3), LIMITS[int(found.limit)]["en"]
    (150.0, 'else the cold is at the producer too early')
    """
    h, k, t, z = (
        np.asarray(v, np.float64)
        for v in np.broadcast_arrays(thickness, permeability, temperature, depth)
    )  # fmt: skip
    flows = np.stack(
        [
            np.pi / 3.0 * retardation * spacing**2 * h / life,
            pressure * 2.0 * np.pi * k * h / (viscosity * np.log(spacing / radius)),
            np.full(h.shape, MOST_FLOW.value),
        ]
    )
    known = np.isfinite(h + k + t + z)
    flow = np.where(known, flows.min(axis=0), np.nan)
    limit = np.choose(np.where(known, flows.argmin(axis=0), 0), [LIFE, PRESSURE, WELLS])
    limit = np.where(k * h < LEAST_TRANSMISSIVITY.value, THIN, limit)
    none = (t <= injected) | (z < LEAST_DEPTH.value)
    limit = np.where(z < LEAST_DEPTH.value, SHALLOW, np.where(t <= injected, COLD, limit))
    flow = np.where(none & known, 0.0, flow)
    power = thermal_power(flow=flow, cooling=np.maximum(t - injected, 0.0))
    return Yield(power, flow, np.where(known, limit, UNKNOWN).astype(np.int8))


def storage_volume(
    *,
    thickness: npt.ArrayLike,
    conductivity: npt.ArrayLike,
    room: npt.ArrayLike,
    longest: float = 60.0,
    times: float = WELL_DISTANCE.value,
    season: float = SEASON.value,
) -> Yield:
    """Water that one warm and one cold well can store in a season at each place.

    Parameters
    ----------
    thickness, conductivity
        Of the sand in which filters can stand [m], [m/s]; arrays of one shape. 0 m where there is none.
    room
        Distance that there is between the warm and the cold well [m], > 0.
    longest
        Longest filter [m].
    times
        Thermal radii between warm and cold [1].
    season
        Time at full flow [s].

    References
    ----------
    A1 and A5 (Bloemendal et al. 2018) solved for the volume; speed at the wall of a filter after NVOE.

    Examples
    --------
    >>> found = storage_volume(thickness=40.0, conductivity=5e-4, room=128.963916)
    >>> round(float(found.amount), 0), LIMITS[int(found.limit)]["en"]
    (150000.0, 'the room between warm and cold')
    """
    sand, k, apart = (np.asarray(v, np.float64) for v in np.broadcast_arrays(thickness, conductivity, room))
    length = np.minimum(sand, longest)
    held = np.pi * length * (apart / times) ** 2 / CAPACITY_RATIO
    flow = 2.0 * np.pi * FILTER_RADIUS.value * length * FILTER_SPEED.value * k
    known = np.isfinite(held + flow)
    amount = np.where(known, np.minimum(held, flow * season), np.nan)
    limit = np.where(known, np.where(held <= flow * season, ROOM, WELLS), UNKNOWN)
    return Yield(amount, np.where(known, flow, np.nan), limit.astype(np.int8))


def loop_heat(
    *,
    conductivity: npt.ArrayLike,
    heat_capacity: npt.ArrayLike,
    length: float,
    distance: float,
    life: float = 25.0 * YEAR,
    cooling: float = NEIGHBOUR_COOLING.value,
) -> Floats:
    """Net heat that each metre of a loop may take, so that a neighbour cools no more than is allowed.

    Parameters
    ----------
    conductivity, heat_capacity
        Of the ground [W/(m K)], [J/(m3 K)], > 0.
    length, distance
        Of the loop, and to the neighbour [m], > 0.
    life, cooling
        Time [s], and how much the neighbour may cool [K].

    Returns
    -------
    ndarray
        Heat [W/m], of this loop alone: with others near it is less.

    Examples
    --------
    >>> round(float(loop_heat(conductivity=2.0, heat_capacity=2.4e6, length=150.0, distance=5.0)), 2)
    10.46
    """
    lam, held = np.asarray(conductivity, np.float64), np.asarray(heat_capacity, np.float64)
    felt = finite_line_response(distance=distance, time=life, diffusivity=lam / held, length=length)
    return np.asarray(cooling * 2.0 * np.pi * lam / felt, np.float64)
