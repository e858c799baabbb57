"""Where a new well field could be: how far it would lower the head, what protects it, how far the salt is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.capture import PROTECTION_TIMES, capture_radius
from scenarios.physics.constants import Parameter
from scenarios.physics.well_drawdown import de_glee_drawdown

__all__ = [
    "ALLOWED", "CONDITIONAL", "DENSITY_DIFFERENCE", "FORBIDDEN", "LEAST_THICKNESS", "LIFT", "MOST_DRAWDOWN",
    "OPEN", "REASONS", "SEAL", "UNKNOWN", "Suitability", "suitability",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

UNKNOWN, FORBIDDEN, CONDITIONAL, ALLOWED = 0, 1, 2, 3
"""What a place is, from least to most."""

MOST_DRAWDOWN = Parameter(5.0, "m", "usual limit of a field's own drawdown", "unverified")
"""Drawdown at a well of a field above which it is not feasible."""
LEAST_THICKNESS = Parameter(10.0, "m", "room for screens", "unverified")
"""Thickness of an aquifer below which no field is made."""
SEAL = Parameter(500.0 * 86_400.0, "s", "layer that protects what lies below it", "unverified")
"""Resistance from which what lies on the aquifer protects it."""
OPEN = Parameter(50.0 * 86_400.0, "s", "hardly any layer", "unverified")
"""Resistance that is taken for the drainage where less lies on the aquifer."""
DENSITY_DIFFERENCE = Parameter(0.025, "1", "sea water over fresh water", "secondary")
"""Excess density of salt water over that of fresh water."""
LIFT = Parameter(1.0 / 3.0, "1", "Schmorak and Mercado 1969", "unverified")
"""Part of its distance to the well that salt water may rise and stay stable."""

REASONS = (
    ("geschikt", "suitable"),
    ("de lagen zijn hier niet bekend", "the layers are not known here"),
    ("een andere claim gaat voor", "another claim goes first"),
    ("het pakket is te dun voor filters", "the aquifer is too thin for screens"),
    ("de verlaging wordt te groot", "the drawdown becomes too large"),
    ("zout water zou worden opgetrokken", "salt water would be drawn up"),
    (
        "geen afsluitende laag: kwetsbaar, met een beschermingsgebied",
        "no sealing layer: vulnerable, with a protected area",
    ),
    ("hoe diep het zoute water zit is niet bekend", "how deep the salt water lies is not known"),
)
"""Dutch and English of each reason."""

_RADIUS = 0.3  # m


@dataclass(frozen=True, slots=True)
class Suitability:
    """What each place is for a well field; all arrays of one shape.

    Parameters
    ----------
    state
        `UNKNOWN`, `FORBIDDEN`, `CONDITIONAL` or `ALLOWED`.
    reason
        Number in `REASONS`.
    score
        From 0 to 1: 1 for little drawdown below a seal and far from salt; 0 where it cannot be.
    drawdown
        At a well of the field [m]; NaN where the layers are not known.
    zone_radius
        Of the cylinder that the field draws from in 25 years [m]; NaN where they are not known.
    """

    state: Codes
    reason: Codes
    score: Floats
    drawdown: Floats
    zone_radius: Floats


def suitability(
    *,
    transmissivity: npt.ArrayLike,
    thickness: npt.ArrayLike,
    seal_resistance: npt.ArrayLike,
    salt_distance: npt.ArrayLike,
    flow: float,
    wells: int = 10,
    spacing: float = 100.0,
    porosity: float = 0.35,
    taken: npt.ArrayLike = False,
) -> Suitability:
    """Judge places for a well field; arguments broadcast.

    Parameters
    ----------
    transmissivity, thickness
        Of the aquifer [m2/s], [m], >= 0; NaN where they are not known.
    seal_resistance
        Of all that lies on it [s], >= 0.
    salt_distance
        From the base of the screens down to salt water [m]; inf where there is none, NaN where not known.
    flow
        Of the whole field [m3/s], > 0.
    wells, spacing
        In a row, and their distance [m].
    porosity
        That water moves through [1].
    taken
        Where another claim rules a field out.

    Notes
    -----
    Drawdown is De Glee's at the middle well, with `OPEN` where less lies on the aquifer. Salt water rises
    ``Q / (2 pi d K D)`` below a well it lies ``d`` under; a third of ``d`` draws it in (Schmorak and Mercado
    1969) [unverified].
    """
    t, h, c, d = np.broadcast_arrays(
        numbers("transmissivity", transmissivity, least=0.0),
        numbers("thickness", thickness, least=0.0),
        numbers("seal_resistance", seal_resistance, least=0.0),
        np.asarray(salt_distance, np.float64),
    )
    known = np.isfinite(t) & np.isfinite(h) & np.isfinite(c)
    there = known & (t > 0.0) & (h > 0.0)
    conducts, height = np.where(there, t, 1.0), np.where(there, h, 1.0)
    drawn = _drawdown(conducts, np.where(there, c, 0.0), flow / wells, wells, spacing)
    lift = DENSITY_DIFFERENCE.value * LIFT.value * 2.0 * np.pi * conducts / height
    apart = np.sqrt(flow / wells / lift)
    untold = np.isnan(d)
    state, reason = _judged(
        (np.broadcast_to(taken, t.shape), 2, FORBIDDEN),
        (~known, 1, UNKNOWN),
        (~there | (h < LEAST_THICKNESS.value), 3, FORBIDDEN),
        (drawn > MOST_DRAWDOWN.value, 4, FORBIDDEN),
        (d < apart, 5, FORBIDDEN),
        (untold, 7, UNKNOWN),
        (c < SEAL.value, 6, CONDITIONAL),
    )
    parts = (
        1.0 - drawn / MOST_DRAWDOWN.value,
        np.clip(np.where(known, c, 0.0) / SEAL.value, 0.0, 1.0),
        1.0 - apart / np.maximum(np.where(untold, apart, d), apart),
    )
    score = np.where(state >= CONDITIONAL, sum(parts) / 3.0, 0.0)
    radius = capture_radius(flow=flow, time=PROTECTION_TIMES[1], thickness=height, porosity=porosity)
    return Suitability(state, reason, score, np.where(there, drawn, np.nan), np.where(there, radius, np.nan))


def _drawdown(conducts: Floats, resistance: Floats, flow: float, wells: int, spacing: float) -> Floats:
    """Of a row of wells, at the middle one [m]."""
    along = np.maximum(np.abs(np.arange(wells) - (wells - 1) // 2) * spacing, _RADIUS)
    fall = de_glee_drawdown(
        flow=flow,
        transmissivity=conducts[..., None],
        resistance=np.maximum(resistance, OPEN.value)[..., None],
        distance=along,
    )
    return np.asarray(fall.sum(axis=-1), np.float64)


def _judged(*cases: tuple[npt.NDArray[np.bool_], int, int]) -> tuple[Codes, Codes]:
    """State and reason of each place: those of the first case that it is."""
    wheres = [where for where, _, _ in cases]
    reason = np.select(wheres, [np.int8(number) for _, number, _ in cases], np.int8(0))
    state = np.select(wheres, [np.int8(state) for _, _, state in cases], np.int8(ALLOWED))
    return state.astype(np.int8), reason.astype(np.int8)
