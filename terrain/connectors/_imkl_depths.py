"""How deep a line of an IMKL message lies: measured, told of its network, usual, or not known."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from terrain.connectors._imkl_features import Feature, Message
from terrain.connectors._imkl_themes import COVERS, DEPTHS, SIGMA_Z, sigma_of

__all__ = ["NEAR", "Depth", "depths", "loose"]

NEAR = 1.0
"""How far from a line of its network a measured depth may lie to be of it [m]: the accuracy of WIBON."""
_STANDARD = "standaardDieptelegging"


@dataclass(frozen=True, slots=True)
class Depth:
    """Depth of the top of a line.

    Parameters
    ----------
    depth
        Below the ground [m]; NaN where it is not known, or known as a level alone.
    level
        Of the axis [m NAP]; NaN where it is not told.
    status
        ``measured``, ``standard`` (of its network), ``assumed`` (usual for its theme) or ``unknown``.
    sigma
        Standard deviation [m].
    source
        Where it comes from.
    """

    depth: float
    level: float
    status: str
    sigma: float
    source: str


def depths(
    message: Message, lines: Sequence[Feature], shapes: npt.NDArray[Any], networks: Sequence[str],
    diameter: npt.NDArray[np.float64],
) -> list[Depth]:  # fmt: skip
    """Depth of each line.

    Parameters
    ----------
    message
        All features.
    lines, shapes, networks, diameter
        The lines, their geometries, their networks of ours and their diameters [m], n of each.

    Notes
    -----
    A depth that is measured belongs to the lines that refer to it, else to the nearest line of its network
    within 1 m. Of several the least counts, which leaves the least cover.
    """
    measured = _measured(message, lines, shapes)
    found = []
    for number, line in enumerate(lines):
        told = (_told(each, diameter[number]) for each in measured[number])
        own = [each for each in told if each is not None]
        found.append(min(own, key=_shallow) if own else _usual(message, line, networks[number]))
    return found


def loose(message: Message, found: Sequence[Depth]) -> int:
    """Number of measured depths that belong to no line, or whose line has one that is less deep."""
    used = {each.source for each in found if each.status == "measured"}
    return sum(each.id not in used for each in message.of(*DEPTHS))


def _shallow(depth: Depth) -> tuple[bool, float]:
    return math.isnan(depth.depth), depth.depth if math.isfinite(depth.depth) else -depth.level


def _measured(
    message: Message, lines: Sequence[Feature], shapes: npt.NDArray[Any]
) -> Mapping[int, list[Feature]]:
    """Measured depths of each line, by its number."""
    given = {each.id: each for each in message.of(*DEPTHS)}
    found: dict[int, list[Feature]] = defaultdict(list)
    for number, line in enumerate(lines):
        for links in line.links.values():
            for link in links:
                if link in given:
                    found[number].append(given[link])
    referred = {each.id for several in found.values() for each in several}
    networks = [frozenset(line.links.get("inNetwork", ())) for line in lines]
    tree = shapely.STRtree(shapes)
    for each in given.values():
        place = each.shapes.get("ligging")
        if each.id in referred or place is None:
            continue
        own = frozenset(each.links.get("inNetwork", ()))
        near = np.sort(tree.query(place, predicate="dwithin", distance=NEAR))
        near = near[[bool(own & networks[number]) for number in near]]
        if near.size:
            found[int(near[np.argmin(shapely.distance(shapes[near], place))])].append(each)
    return found


def _told(feature: Feature, diameter: float) -> Depth | None:
    """Depth of the top of a line by what was measured of it; None where that is no number."""
    value = feature.numbers.get("dieptePeil", math.nan)
    if not math.isfinite(value):
        return None
    size = diameter if math.isfinite(diameter) else 0.0
    lower = {"onderkant": size, "hart": size / 2.0, "middelpunt": size / 2.0}.get(
        feature.code("diepteAangrijpingspunt"), 0.0
    )  # from the top down to what was measured
    sigma = sigma_of(feature.code("diepteNauwkeurigheid"), SIGMA_Z)
    if feature.type == "DiepteTovMaaiveld":
        return Depth(value - lower, math.nan, "measured", sigma, feature.id)
    axis = value + lower - size / 2.0
    ground = feature.numbers.get("maaiveldPeil", math.nan)
    return Depth(ground - value - lower, axis, "measured", sigma, feature.id)


def _usual(message: Message, line: Feature, network: str) -> Depth:
    for name in line.links.get("inNetwork", ()):
        whole = message.features.get(name)
        if whole is not None and math.isfinite(depth := whole.number(_STANDARD)):
            return Depth(depth, math.nan, "standard", SIGMA_Z, whole.id)
    if network in COVERS:
        return Depth(COVERS[network], math.nan, "assumed", SIGMA_Z, f"usual cover of {network}")
    return Depth(math.nan, math.nan, "unknown", SIGMA_Z, "")
