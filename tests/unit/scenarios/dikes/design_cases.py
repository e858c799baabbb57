"""Dikes, subsoil and needs as tables of a few numbers, for tests of the design and the choice of measures."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Locations, Needs, Profiles, Subsoil

Floats = npt.NDArray[np.float64]

DIKE: dict[str, Any] = {
    "crest_level": 5.0, "crest_width": 4.0, "outer_slope": 3.0, "inner_slope": 2.0,
    "outer_toe_level": 0.0, "inner_toe_level": 0.0, "outer_berm_width": 0.0, "outer_berm_level": 0.0,
    "inner_berm_width": 0.0, "inner_berm_level": 0.0,
}  # fmt: skip


def profiles(count: int = 1, **changed: npt.ArrayLike) -> Profiles:
    """The same dike everywhere but for what is changed."""
    shape = {name: _column(value, count) for name, value in {**DIKE, **changed}.items()}
    return Profiles(**shape, sources=("survey",), source=np.zeros(count, np.int8))


def subsoil(count: int = 1, aquifer: npt.ArrayLike = -2.0, firm: npt.ArrayLike = -6.0) -> Subsoil:
    """Ground of which only the depths that walls reach are known."""
    unknown = np.full(count, np.nan)
    return Subsoil(
        unknown, unknown, unknown, _column(aquifer, count), unknown, unknown, unknown, _column(firm, count),
        np.ones(count, np.bool_), ("survey",), np.zeros(count, np.int8),
    )  # fmt: skip


def needs(heightening: npt.ArrayLike, stability: npt.ArrayLike = 0.0, piping: npt.ArrayLike = 0.0) -> Needs:
    """Needs (n, m) of a dike with its crest at 5 m NAP."""
    given = (np.asarray(part, np.float64) for part in (heightening, stability, piping))
    dh, ds, dp = (np.array(part) for part in np.broadcast_arrays(*given))
    none = np.zeros_like(dh)
    return Needs(5.0 + dh, dh, ds, dp, none, none, none)


def places(count: int, *, dikes: int = 1, step: float = 10.0) -> Locations:
    """Places along straight dikes of the same length, one after the other."""
    dike = np.repeat(np.arange(dikes, dtype=np.int32), count // dikes)
    chainage = step * (np.arange(count) % (count // dikes) + 0.5)
    zero, one = np.zeros(count), np.ones(count)
    return Locations(
        tuple(f"dike-{number}" for number in range(dikes)), dike, chainage, np.full(count, step),
        chainage, zero, zero, one, ("",), np.zeros(count, np.int32),
    )  # fmt: skip


def _column(value: npt.ArrayLike, count: int) -> Floats:
    return np.array(np.broadcast_to(np.asarray(value, np.float64), (count,)))
