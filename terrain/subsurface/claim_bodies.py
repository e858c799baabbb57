"""The bodies of claims in a year: who is there, how wide, and between which levels at a place."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.claims import Claim

__all__ = ["bodies_of", "body_of", "claims_in", "levels_near", "radius_in", "rise_to"]

_SECONDS = 31_557_600.0
_FOLLOWING = frozenset({"expectation_zones"})
Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


def claims_in(
    claims: Iterable[Claim], year: float, hidden: Collection[str], box: Box, reach: float = 0.0
) -> list[Claim]:
    """Give the claims that are there in a year and may come within a distance of a box.

    A claim is there from its first year on and until its last year begins.

    Parameters
    ----------
    claims
        All claims.
    year
        Calendar year.
    hidden
        Themes that are left out.
    box
        xmin, ymin, xmax, ymax in RD [m].
    reach
        Distance [m], besides how wide they are that year.
    """
    there = [
        claim
        for claim in claims
        if claim.theme not in hidden
        and (claim.start is None or claim.start <= year)
        and (claim.end is None or year < claim.end)
    ]
    if not there:
        return []
    left, bottom, right, top = shapely.bounds(np.array([claim.footprint for claim in there], object)).T
    wide = reach + np.array([radius_in(claim, year) for claim in there])
    # An empty footprint has NaN for bounds, and is never near.
    near = (left - wide <= box[2]) & (right + wide >= box[0])
    near &= (bottom - wide <= box[3]) & (top + wide >= box[1])
    return [there[k] for k in np.flatnonzero(near).tolist()]


def radius_in(claim: Claim, year: float) -> float:
    """How far a claim reaches round its footprint in a year [m].

    What grows at an unknown rate, or began in an unknown year, counts as wide as it began.
    """
    if claim.start is None or not math.isfinite(claim.growth):
        return claim.radius
    return claim.radius_after(_SECONDS * (year - claim.start))


def rise_to(claim: Claim, ground: npt.ArrayLike) -> Floats:
    """How much higher a claim lies where the ground is at some levels than its own levels say [m].

    Wide zones that are told by their depth follow the ground, and tell the levels of one place only.
    """
    level = np.asarray(ground, np.float64)
    if claim.theme not in _FOLLOWING or claim.ground is None:
        return np.zeros_like(level)
    rise: Floats = np.nan_to_num(level - claim.ground)
    return rise


def bodies_of(claims: Sequence[Claim], year: float) -> npt.NDArray[Any]:
    """Give what claims take in plan in a year, shape (n,)."""
    shapes: npt.NDArray[Any] = np.array([_plan(claim) for claim in claims], object)
    radius = np.array([radius_in(claim, year) for claim in claims])
    wide = radius > 0.0
    shapes[wide] = shapely.buffer(shapes[wide], radius[wide])
    return shapes


def body_of(claim: Claim, year: float) -> BaseGeometry:
    """Give what a claim takes in plan in a year."""
    body: BaseGeometry = bodies_of([claim], year)[0]
    return body


def _plan(claim: Claim) -> BaseGeometry:
    """Footprint in the plane; a heat store told as the line between its wells stands round both ends."""
    shape: BaseGeometry = shapely.force_2d(claim.footprint)
    if claim.function == "ATES" and shape.geom_type == "LineString" and not claim.footprint.has_z:
        return shapely.MultiPoint([shape.coords[0], shape.coords[-1]])
    return shape


def levels_near(claim: Claim, x: float, y: float, distance: float) -> tuple[float, float]:
    """Give highest and lowest level of a claim within a horizontal distance of a place [m NAP].

    Lines with heights of their own, such as deviated wells and drilled crossings, are followed; other claims
    reach from their top to their base.
    """
    if not claim.footprint.has_z or shapely.get_dimensions(claim.footprint) != 1:
        return claim.top, claim.base
    found = [
        level
        for part in shapely.get_parts(claim.footprint)
        for level in _levels(shapely.get_coordinates(part, include_z=True), x, y, distance)
    ]
    if not found:
        return claim.top, claim.base
    return float(max(found)) + claim.radius, float(min(found)) - claim.radius


def _levels(path: npt.NDArray[Any], x: float, y: float, distance: float) -> Floats:
    """Levels at which the segments of a path come within a distance of a place, and leave it."""
    start, step = path[:-1], np.diff(path, axis=0)
    away = np.array([x, y]) - start[:, :2]
    length = (step[:, :2] ** 2).sum(axis=1)
    upright = length == 0.0
    per = np.where(upright, 1.0, length)
    middle = (away * step[:, :2]).sum(axis=1) / per
    # Squared distance from the line through a segment; of an upright one, from its foot.
    off = (away**2).sum(axis=1) - np.where(upright, 0.0, middle**2 * per)
    half = np.sqrt(np.maximum(distance**2 - off, 0.0) / per)
    low = np.where(upright, 0.0, np.clip(middle - half, 0.0, 1.0))
    high = np.where(upright, 1.0, np.clip(middle + half, 0.0, 1.0))
    touched = (off <= distance**2) & (upright | ((middle + half >= 0.0) & (middle - half <= 1.0)))
    levels: Floats = np.concatenate([start[:, 2] + low * step[:, 2], start[:, 2] + high * step[:, 2]])
    kept: Floats = levels[np.concatenate([touched, touched])]
    return kept
