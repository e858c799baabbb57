"""Aquifers under a well field and what parts them, read from the voxels and layers of a twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.seepage_state import AQUIFER_LEAST

if TYPE_CHECKING:
    from terrain.subsurface import Column

__all__ = ["CONDUCTS", "HARDLY_PARTS", "NOTHING_BELOW", "NO_AQUIFER", "Aquifers", "aquifers"]

Floats = npt.NDArray[np.float64]

CONDUCTS = Parameter(1.0 / 86_400.0, "m/s", "finer sand than this is no aquifer", "unverified")
"""Least horizontal conductivity of what is called an aquifer, where no lithoclass tells."""
HARDLY_PARTS = Parameter(50.0 * 86_400.0, "s", "thin layers in one aquifer", "unverified")
"""Resistance below which sands above and below a layer are one aquifer."""

NOTHING_BELOW = "the twin has neither voxels nor layers with a known conductivity there"
NO_AQUIFER = "no aquifer lies between top and base of the screens"

_TIGHT = ("aquitard", "seal", "basement")
_SANDS = (5, 6, 7, 8, 9)
_ENDS = ("seal", "basement", "reservoir")


@dataclass(frozen=True, slots=True)
class Aquifers:
    """Aquifers from the top, (n,) each.

    Parameters
    ----------
    top, base
        Levels [m NAP].
    transmissivity
        KD [m2/s].
    resistance
        Of what lies on each, up to the aquifer above or the ground [s]; 0 for sand at the ground.
    """

    top: Floats
    base: Floats
    transmissivity: Floats
    resistance: Floats

    def screened(self, top: float, base: float) -> int | None:
        """Number of the aquifer that holds most of a screen; None where it stands in none."""
        inside = np.minimum(self.top, top) - np.maximum(self.base, base)
        best = int(np.argmax(inside))
        return best if inside[best] > 0.0 else None

    def thickness(self, number: int) -> float:
        """Of one aquifer [m]."""
        return float(self.top[number] - self.base[number])


def aquifers(columns: Sequence[Column], middle: int, water_table: float) -> Aquifers | str:
    """Find the aquifers under a well field, or tell why nothing is known.

    Parameters
    ----------
    columns
        What lies below some of its wells.
    middle
        Number of the column that tells where aquifers begin and end.
    water_table
        Level above which sand is dry [m NAP].

    Notes
    -----
    Sand and gravel are an aquifer, and where no lithoclass tells what conducts 1 m/d or more. Layers of less
    than 50 d in it part nothing, and what is thinner than 4 m is no aquifer. Transmissivity and leakage (one
    over the resistance) are means over the columns. What lies below the first seal, or what is not known,
    takes no part.
    """
    column = columns[middle]
    known = np.isfinite(column.kh) & np.isfinite(column.kv)
    stops = [at for at, kind in enumerate(column.kind) if kind in _ENDS or not known[at]]
    count = stops[0] if stops else len(column.top)
    if not count:
        return NOTHING_BELOW
    spans = _spans(column, count, water_table)
    if not spans:
        return NO_AQUIFER
    top, base = np.array(spans).T
    above = np.concatenate([[max(water_table, top[0])], base[:-1]])
    with np.errstate(divide="ignore"):
        leakage = [
            np.mean([1.0 / np.float64(each.resistance(low=low, high=high)) for each in columns])
            for low, high in zip(top, above, strict=True)
        ]
        resistance = 1.0 / np.array(leakage)
    conducts = [
        np.mean([each.transmissivity(low=low, high=high) for each in columns])
        for low, high in zip(base, top, strict=True)
    ]
    return Aquifers(top, base, np.array(conducts), resistance)


def _spans(column: Column, count: int, water_table: float) -> list[tuple[float, float]]:
    """Top and base of each aquifer among the first blocks of a column [m NAP]."""
    found: list[tuple[float, float]] = []
    for at in range(count):
        top, base = min(float(column.top[at]), water_table), float(column.base[at])
        if not _sand(column, at) or top <= base:
            continue
        if found and column.resistance(low=top, high=found[-1][1]) < HARDLY_PARTS.value:
            found[-1] = (found[-1][0], base)
        else:
            found.append((top, base))
    return [span for span in found if span[0] - span[1] >= AQUIFER_LEAST.value]


def _sand(column: Column, at: int) -> bool:
    """Whether a block is one of an aquifer."""
    if column.lithology[at] >= 0:
        return bool(column.lithology[at] in _SANDS)
    return bool(column.kh[at] >= CONDUCTS.value) and column.kind[at] not in _TIGHT
