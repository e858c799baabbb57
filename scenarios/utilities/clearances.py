"""Room that networks ask of each other, of the ground above them, of trees and of dikes: tables to edit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.physics.constants import Parameter, Status

__all__ = ["ANY", "Clearance", "clearance", "clearances", "disturbance", "least_cover", "tree_distance"]

ANY = "*"
_OTHER = "other"
_USUAL_PRESSURE = {"gas-lp": 1e4, "gas-hp": 8e5, "gas-transmission": 6.6e6, "chemicals": 6.6e6, "water": 8e5,
                   "heat": 1.6e6, "sewer-pressure": 6e5}  # fmt: skip
"""Pressure of lines that tell none [Pa], unverified; networks that are not here have none."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clearance:
    """Room between two lines.

    Parameters
    ----------
    horizontal
        Clear distance side by side [m].
    crossing
        Clear height where they cross [m].
    source, status
        Where it comes from, and whether that was read.
    """

    horizontal: float
    crossing: float
    source: str
    status: str


@cache
def _table() -> dict[tuple[str, str], Clearance]:
    found = {}
    for row in data_rows("network_clearances.csv"):
        made = Clearance(float(row["horizontal"]), float(row["crossing"]), row["source"], row["status"])
        found[row["network"], row["beside"]] = made
    return found


def clearance(network: str, other: str) -> Clearance:
    """Room between lines of two networks: their own row, else the larger of what both ask of any other.

    Examples
    --------
    >>> clearance("heat", "water").horizontal, clearance("water", "heat").crossing
    (1.0, 0.5)
    >>> clearance("data", "gas-lp").horizontal, clearance("beer", "data").horizontal
    (0.4, 0.5)
    """
    table = _table()
    own = table.get((network, other)) or table.get((other, network))
    if own is not None:
        return own
    both = [table.get((name, ANY), table[_OTHER, ANY]) for name in sorted((network, other))]
    wider = max(both, key=lambda each: each.horizontal)
    return Clearance(wider.horizontal, max(each.crossing for each in both), wider.source, wider.status)


def clearances(names: Sequence[str]) -> tuple[Floats, Floats]:
    """Distances side by side and heights at crossings between some networks, (n, n) each [m]."""
    size = len(names)
    beside, across = np.empty((size, size)), np.empty((size, size))
    for i, one in enumerate(names):
        for j, two in enumerate(names):
            found = clearance(one, two)
            beside[i, j], across[i, j] = found.horizontal, found.crossing
    return beside, across


@cache
def _covers() -> dict[str, dict[str, str]]:
    return {row["network"]: row for row in data_rows("network_covers.csv")}


def least_cover(network: str) -> float:
    """Least cover of a network below the ground [m]."""
    return float(_covers().get(network, _covers()[_OTHER])["cover"])


def tree_distance(network: str) -> float:
    """Least distance from the heart of a tree to a line of a network [m]."""
    return float(_covers().get(network, _covers()[_OTHER])["tree"])


@cache
def _disturbances() -> list[tuple[str, float, float, Parameter]]:
    return [
        (
            row["medium"],
            float(row["diameter"]),
            float(row["pressure"]),
            Parameter(float(row["radius"]), "m", row["source"], cast(Status, row["status"])),
        )
        for row in data_rows("pipe_disturbance.csv")
    ]


def disturbance(network: str, diameter: float, pressure: float) -> float:
    """Radius of the ground that the rupture of a line disturbs [m]; 0 for lines that hold no pressure.

    Parameters
    ----------
    network
        Of the line.
    diameter
        [m]; NaN counts as 0.1 m.
    pressure
        [Pa]; NaN counts as what is usual for the network.

    Examples
    --------
    >>> disturbance("gas-transmission", 0.61, 6.6e6), disturbance("water", 0.5, math.nan)
    (10.0, 7.0)
    >>> disturbance("data", 0.05, math.nan)
    0.0
    """
    usual = _USUAL_PRESSURE.get(network, 0.0)
    holds = usual if math.isnan(pressure) else pressure
    if holds <= 0.0:
        return 0.0
    size = 0.1 if math.isnan(diameter) else diameter
    medium = "gas" if network.startswith(("gas", "chemicals")) else "liquid"
    rows = [row for row in _disturbances() if row[0] == medium]
    # what is larger than the table goes is as its last row
    return next((each for each in rows if size <= each[1] and holds <= each[2]), rows[-1])[3].value
