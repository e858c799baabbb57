"""How far claims reach beyond themselves, as physics tells it: head, heat and subsidence.

What the twin does not tell enough for stays unknown: rules that hang on it then say so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.drinking_water.aquifers import Aquifers, aquifers
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.physics.constants import Parameter
from scenarios.physics.geothermal import ground_temperature
from scenarios.physics.layered_wells import LeakyAquifers
from scenarios.physics.subsidence_bowl import bowl_radius, cooling_contraction
from scenarios.physics.well_drawdown import drawdown_radius
from scenarios.subsurface.loop_reaches import loop_reaches
from twin.claims import YEAR, Claim
from twin.feature_rows import feature_rows, number
from twin.heat_reach import cooled_radius

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["with_reaches"]

HEAD = Parameter(0.05, "m", "change of head that counts: practice", "unverified")
PRESSURE = Parameter(1e5, "Pa", "change of pressure in a reservoir that counts", "unverified")
VISCOSITY = Parameter(0.6e-3, "Pa s", "brine of a reservoir", "unverified")
BOWL = Parameter(0.01, "m", "subsidence by deep use that counts", "unverified")
INJECTED = Parameter(30.0, "degrees C", "ThermoGIS default of the water that goes back", "verified")
UNSATURATED = Parameter(1.0, "m", "usual depth of the water table", "unverified")
_SEASON = 0.5 * YEAR
_LIFE = 50.0  # years of a doublet without an end: the longest usual life
_FAR, _PLACES = 20_000.0, 800
_THEMES = ("doublets", "ates", "infiltration", "peilgebieden")


@dataclass(frozen=True, slots=True)
class _Layers:
    """Aquifers at a place, and the transmissivity of what lies on the first [m2/s]."""

    sands: Aquifers
    cover: float


Row = Mapping[str, Any]
Ground = Callable[[float, float], _Layers | None]


def with_reaches(claims: tuple[Claim, ...], twin: Twin) -> tuple[Claim, ...]:
    """Claims with the reaches that can be computed.

    Parameters
    ----------
    claims
        Claims of the twin.
    twin
        With the features that they come from, and what it knows of the ground.

    Returns
    -------
    tuple of Claim
        In the same order. Doublets get the footprint of their pressure and their bowl of subsidence, storage
        systems the reach of their heat and of their change of head, loops that of their cold together,
        infiltration and levels that change that of their change of head.
    """
    loops, ground, rows = loop_reaches(twin), _ground(twin), _rows(twin)
    found = []
    for claim in claims:
        told: dict[str, Any] = {}
        if claim.function == "BHE":
            told = {"heat_reach": loops.get(claim.id, math.nan)}
        elif (work := _WORK.get(claim.function)) is not None:
            row = rows.get((claim.theme, claim.id)) or rows.get((claim.theme, claim.id.rpartition(":")[0]))
            told = {} if row is None else work(claim, row, ground)
        known = {name: value for name, value in told.items() if math.isfinite(value)}
        found.append(replace(claim, **known) if known else claim)
    return tuple(found)


def _ground(twin: Twin) -> Ground:
    """Function that tells the aquifers at a place; None where the twin does not know them."""
    from terrain.subsurface import column_at

    @cache
    def at(x: float, y: float) -> _Layers | None:
        if twin.subsurface is None or not bool(twin.grid.contains(x, y)):
            return None
        column = column_at(twin, x, y)
        if not len(column.top):
            return None
        water_table = float(column.top[0]) - UNSATURATED.value
        sands = aquifers([column], 0, water_table)
        if isinstance(sands, str):
            return None
        return _Layers(sands, column.transmissivity(low=float(sands.top[0]), high=water_table))

    return at


def _rows(twin: Twin) -> dict[tuple[str, str], Row]:
    """What the features tell that claims with a reach come from, by theme and id."""
    found: dict[tuple[str, str], Row] = {}
    for theme in _THEMES:
        if theme in twin.features:
            for row in feature_rows(twin.features[theme]):
                found[theme, str(row["id"])] = row
    return found


def _doublet(claim: Claim, row: Row, _: Ground) -> dict[str, float]:
    """Pressure footprint and bowl of a cooled body, or of a licence that tells its doublet.

    Bores and sites have none of their own.
    """
    if claim.kind not in {"cooled", "licence"}:
        return {"reach": 0.0, "bowl_reach": 0.0}
    height, ground, flow = claim.top - claim.base, claim.ground, number(row, "flow")
    if not 0.0 < height < math.inf or not flow >= 0.0 or ground is None:
        return {}
    years = _LIFE if claim.start is None or claim.end is None else max(claim.end - claim.start, 0.0)
    depth = ground - 0.5 * (claim.top + claim.base)
    cooled = cooled_radius(flow=flow, seconds=years * YEAR, height=height)
    injected = number(row, "injection_temperature", INJECTED.value)
    cooling = max(float(ground_temperature(depth=depth)) - injected, 0.0)
    lost = cooling_contraction(volume=math.pi * cooled**2 * height, cooling=cooling)
    bowl = float(bowl_radius(compaction=lost, depth=depth, limit=BOWL.value))
    # Far from a doublet both wells act as a dipole: dp = Q mu spacing / (2 pi k H r).
    apart = math.hypot(
        number(row, "producer_x") - number(row, "injector_x"),
        number(row, "producer_y") - number(row, "injector_y"),
    )
    passes = 2.0 * math.pi * number(row, "permeability") * height * PRESSURE.value
    pressure = flow * VISCOSITY.value * apart / passes if passes > 0.0 else math.nan
    return {"bowl_reach": bowl, "reach": pressure}


def _storage(claim: Claim, row: Row, ground: Ground) -> dict[str, float]:
    """Heat within the stored radius, as seasons balance; head under the cover as both wells change it."""
    if claim.kind == "bore":
        return {"heat_reach": 0.0, "reach": 0.0}
    told = {} if math.isnan(claim.growth) else {"heat_reach": claim.radius}
    flow = number(row, "volume") / _SEASON
    wells = [
        np.array([number(row, f"{kind}_x"), number(row, f"{kind}_y")])
        for kind in (claim.kind, "cold" if claim.kind == "warm" else "warm")
    ]
    layers = ground(float(row["geometry"].centroid.x), float(row["geometry"].centroid.y))
    pumped = None if layers is None else layers.sands.screened(claim.top, claim.base)
    if layers is None or pumped is None or not flow >= 0.0:
        return told
    resistance = np.append(layers.sands.resistance, np.inf)
    resistance[0] += CaptureParameters().drains
    stack = LeakyAquifers(transmissivity=layers.sands.transmissivity, resistance=np.maximum(resistance, 1.0))
    # Of all places as far from this well, the other well is farthest from that straight away from it.
    away = np.geomspace(0.5, _FAR, _PLACES)
    apart = float(np.hypot(*(wells[0] - wells[1])))
    drawn, filled = (
        stack.drawdown(distance=distance, flow=flow, screened=pumped)[:, 0]
        for distance in (away, away + apart)
    )
    counts = np.flatnonzero(np.abs(drawn - filled) > HEAD.value)
    return {**told, "reach": float(away[min(counts[-1] + 1, _PLACES - 1)]) if counts.size else 0.0}


def _infiltration(claim: Claim, row: Row, ground: Ground) -> dict[str, float]:
    """Head as one well of its rate changes it, steady (De Glee)."""
    rate, cover = number(row, "rate"), _cover(claim, ground)
    if cover is None or not rate >= 0.0:
        return {}
    reach = drawdown_radius(flow=rate, transmissivity=cover[0], resistance=cover[1], drawdown=HEAD.value)
    return {"reach": float(reach)}


def _level(claim: Claim, row: Row, ground: Ground) -> dict[str, float]:
    """Head beyond the edge of the area: ``dh exp(-x / sqrt(KD c))`` (Mazure 1936)."""
    cover = _cover(claim, ground)
    change = max(abs(number(row, f"raise_{season}")) for season in ("summer", "winter"))
    if cover is None or not change > 0.0:
        return {}
    return {"reach": max(math.sqrt(cover[0] * cover[1]) * math.log(change / HEAD.value), 0.0)}


def _cover(claim: Claim, ground: Ground) -> tuple[float, float] | None:
    """Transmissivity [m2/s] and resistance [s] of what lies on the first aquifer; None where not known."""
    at = claim.footprint.representative_point()
    layers = ground(at.x, at.y)
    if layers is None or not layers.cover > 0.0 or not layers.sands.resistance[0] > 0.0:
        return None
    return layers.cover, float(layers.sands.resistance[0])


_WORK: dict[str, Callable[[Claim, Row, Ground], dict[str, Any]]] = {
    "GEO": _doublet, "ATES": _storage, "INF": _infiltration, "PEI": _level,
}  # fmt: skip
