"""What the ground takes of the water on it: a constant rate, or Green and Ampt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from twin.errors import Problem

__all__ = ["Infiltration"]

Field = npt.NDArray[np.float32]
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Infiltration:
    """Infiltration of every cell; make it with `constant` or `green_ampt`.

    Each field is one value or an array of shape (ny, nx); where one is NaN the ground takes nothing.

    Parameters
    ----------
    conductivity
        Rate of saturated ground [m/s], >= 0.
    suction
        Suction head at the wetting front [m], >= 0.
    deficit
        Part of the ground that can still fill with water [1], 0..1; 0 makes the rate constant.
    storage
        Depth of water that the ground can take in all [m], >= 0.
    """

    conductivity: Field | float
    suction: Field | float = 0.0
    deficit: Field | float = 0.0
    storage: Field | float = math.inf

    @classmethod
    def constant(cls, rate: Field | float, storage: Field | float = math.inf) -> Self:
        """Make the ground take a constant rate [m/s], up to a storage [m]."""
        return cls(rate, storage=storage)

    @classmethod
    def green_ampt(
        cls,
        conductivity: Field | float,
        suction: Field | float,
        deficit: Field | float,
        storage: Field | float = math.inf,
    ) -> Self:
        """Make the ground take what Green and Ampt 1911 say, also while it rains (Mein and Larson 1973).

        Parameters
        ----------
        conductivity
            Saturated conductivity [m/s].
        suction
            Suction head at the wetting front [m].
        deficit
            Moisture deficit [1]: porosity less the moisture at the start.
        storage
            Depth of water that the ground can take in all [m]: above the groundwater, deficit times depth.
        """
        return cls(conductivity, suction, deficit, storage)

    def check(self, shape: tuple[int, int]) -> list[Problem]:
        """List everything that is wrong, for a model of (ny, nx) cells."""
        problems = []
        for name, most in (
            ("conductivity", 1.0),
            ("suction", 100.0),
            ("deficit", 1.0),
            ("storage", math.inf),
        ):
            value = np.asarray(getattr(self, name), np.float64)
            field = f"infiltration.{name}"
            if value.ndim and value.shape != shape:
                text = f"the ground has shape {shape}"
                problems.append(Problem(field, value.shape, text, "Give one value, or one a cell."))
            elif ((value < 0.0) | (value > most)).any():
                worst = float(np.nanmin(value) if np.nanmin(value) < 0 else np.nanmax(value))
                text = "must be 0 or more" if math.isinf(most) else f"must lie within 0 to {most:g}"
                problems.append(Problem(field, worst, text, "Give SI units: m/s, m, a fraction."))
        return problems

    def fields(self, shape: tuple[int, int], unit: float) -> tuple[Array, Array, Array, Array]:
        """Conductivity, suction and deficit (float32, NaN nowhere) and storage in counts of `unit` metres."""
        given = (self.conductivity, self.suction, self.deficit, self.storage)
        whole = [np.broadcast_to(np.asarray(value, np.float64), shape) for value in given]
        unknown = np.isnan(np.sum([np.where(np.isinf(value), 0.0, value) for value in whole], axis=0))
        first = [np.where(unknown, 0.0, value).astype(np.float32) for value in whole[:3]]
        most = np.where(unknown, 0.0, np.minimum(whole[3] / unit, 2.0**31 - 1)).astype(np.int32)
        return first[0], first[1], first[2], most
