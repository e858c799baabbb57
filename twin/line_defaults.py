"""What holds for a cable or pipeline that does not tell it: size, accuracy, and how it follows the ground."""

from __future__ import annotations

import math

from twin.vocabulary import NETWORKS

__all__ = ["SIGMA_MEASURED", "SIGMA_XY", "SIGMA_Z", "line_network", "usual_cover", "usual_diameter"]

SIGMA_MEASURED = 0.1
"""Standard deviation of a place or a depth that was measured [m] [unverified]."""
SIGMA_XY = 0.5
"""Standard deviation of a place that was not [m]: 1 m in registers is two of them (WIBON) [unverified]."""
SIGMA_Z = 0.25
"""Standard deviation of a depth that was not [m] [unverified]."""

_DIAMETERS = {"electricity": 0.05, "data": 0.04}
_DIAMETER = 0.1
"""Usual diameter [m], by how the network begins, else of a small pipe [unverified]."""


def line_network(network: str, material: str) -> str:
    """Network of a line; a sewer whose material tells of pressure is one of its own.

    Examples
    --------
    >>> line_network("sewer", "PE, pressure"), line_network("water", "pvc")
    ('sewer-pressure', 'water')
    """
    return "sewer-pressure" if network == "sewer" and "pressure" in material.lower() else network


def usual_cover(network: str) -> float:
    """Depth of the top of a line of a network below the ground [m]; NaN for a network that is not known."""
    return NETWORKS[network].cover if network in NETWORKS else math.nan


def usual_diameter(network: str) -> float:
    """Outer diameter of a small line of a network [m]."""
    return next((size for name, size in _DIAMETERS.items() if network.startswith(name)), _DIAMETER)
