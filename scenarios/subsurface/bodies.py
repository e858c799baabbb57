"""Claims as arrays of bodies; what cannot be judged is refused with the reason, all at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.kernels import conflict_layout as lay
from scenarios.kernels.conflict_layout import Bodies
from scenarios.subsurface.rules import NAMES
from twin.claims import Claim
from twin.errors import InvalidInputError, Problem

__all__ = ["bodies"]

Floats = npt.NDArray[np.float64]

_SHOWN = 20  # problems of one call
_NUMBERS = {name: number for number, name in enumerate(NAMES)}
_COOLED, _HEATED = 2_500.0, 200.0  # m: 300 m3/h in 20 m of reservoir for a century; the largest storage
_NOT_NEGATIVE = (
    "radius", "growth", "sigma_xy", "sigma_z", "tilt", "reach", "heat_reach", "bowl_reach", "free_area",
    "free_depth", "dug",
)  # fmt: skip
_POINTS, _LINES, _AREAS = {0, 4}, {1, 2, 5}, {3, 6}


def bodies(claims: Sequence[Claim], kinds: Mapping[str, int]) -> Bodies:
    """Lay claims down as arrays, in their order.

    Parameters
    ----------
    claims
        With functions of the matrix.
    kinds
        Number of each sort that rules name; other sorts count as untold.

    Raises
    ------
    InvalidInputError
        If a claim has no usable footprint, ends before it starts, or has a number that is none; names the
        first 20.
    """
    shapes = np.array([claim.footprint for claim in claims], object)
    values = _values(claims, shapes)
    _check(claims, shapes, values)
    kind = shapely.get_type_id(shapes)
    areal = np.isin(kind, list(_AREAS))
    values[:, lay.LENGTH] *= ~areal
    flat = ~np.isin(kind, list(_LINES)) & shapely.has_z(shapes)  # only lines are paths through space
    shapes[flat] = shapely.force_2d(shapes[flat])
    shapes[areal] = shapely.orient_polygons(shapes[areal])
    segments, owner = _segments(shapes, areal)
    first = np.searchsorted(owner, np.arange(len(claims) + 1))
    path = np.zeros(len(claims), np.bool_)
    path[owner] = ~np.isnan(segments[:, 2])
    values[:, lay.UPRIGHT] *= ~(path | areal)
    return Bodies(
        np.array([_NUMBERS[claim.function] for claim in claims], np.int64),
        np.array([kinds.get(claim.kind, 0) for claim in claims], np.int64),
        values,
        areal,
        path,
        first.astype(np.int64),
        segments,
        np.ascontiguousarray(shapely.bounds(shapes)).reshape(-1, 4),
    )


def _values(claims: Sequence[Claim], shapes: npt.NDArray[Any]) -> Floats:
    rows = [
        (
            claim.top,
            claim.base,
            -math.inf if claim.start is None else claim.start,
            math.inf if claim.end is None else claim.end,
            claim.radius,
            claim.growth,
            math.nan if claim.reach is None else claim.reach,
            math.nan if claim.ground is None else claim.ground,
            0.0,
            0.0,
            claim.sigma_xy,
            claim.sigma_z,
            math.nan if claim.free_area is None else claim.free_area,
            math.nan if claim.free_depth is None else claim.free_depth,
            _COOLED if claim.function == "GEO" else _HEATED,
            claim.tilt,
            math.nan if claim.heat_reach is None else claim.heat_reach,
            math.nan if claim.bowl_reach is None else claim.bowl_reach,
            math.nan if claim.dug is None else claim.dug,
            claim.function in {"ATES", "GEO"} and claim.kind != "bore",
        )
        for claim in claims
    ]
    values = np.array(rows, np.float64).reshape(-1, 20)
    values[:, lay.AREA], values[:, lay.LENGTH] = shapely.area(shapes), shapely.length(shapes)
    return values


def _segments(shapes: npt.NDArray[Any], areal: npt.NDArray[np.bool_]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Segments of all shapes and the shape that each belongs to, in order of shapes."""
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    polygon = areal[of_part]
    rings, of_ring = shapely.get_rings(parts[polygon], return_index=True)
    lines = np.concatenate([parts[~polygon], rings])
    owner = np.concatenate([of_part[~polygon], of_part[polygon][of_ring]])
    places, of_place = shapely.get_coordinates(lines, include_z=True, return_index=True)
    leads = np.diff(of_place, prepend=-1) > 0
    starts = np.flatnonzero(leads)
    counts = np.diff(np.append(starts, len(places)))
    # A point is a segment from itself to itself; of a line the last place starts none.
    keep = np.ones(len(places), np.bool_)
    keep[(starts + counts - 1)[counts > 1]] = False
    step = np.ones(len(places), np.int64)
    step[starts[counts == 1]] = 0
    begin = np.flatnonzero(keep)
    whose = owner[of_place[begin]]
    order = np.argsort(whose, kind="stable")
    begin = begin[order]
    table = np.empty((len(begin), 7))
    table[:, :3], table[:, 3:6], table[:, 6] = places[begin], places[begin + step[begin]], leads[begin]
    return table, whose[order].astype(np.int64)


def _check(claims: Sequence[Claim], shapes: npt.NDArray[Any], values: Floats) -> None:
    problems: list[Problem] = []
    kind = shapely.get_type_id(shapes)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    finite = np.isfinite(shapely.bounds(shapes)).reshape(-1, 4).all(axis=1)
    usable = ~empty & finite & np.isin(kind, list(_POINTS | _LINES | _AREAS))
    crossed = usable & np.isin(kind, list(_AREAS))
    crossed[crossed] = ~shapely.is_valid(shapes[crossed])
    levels, whose = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    told = np.bincount(whose, np.isfinite(levels[:, 2]), len(claims))
    half = usable & np.isin(kind, list(_LINES)) & (told > 0) & (told < shapely.get_num_coordinates(shapes))
    problems += [
            Problem(
                f"claims.{claims[number].id}.footprint", str(shapes[number])[:60],
                "is no point, line or polygon with finite coordinates", "Give its outline in RD New.",
            )
        for number in np.flatnonzero(~usable)[:_SHOWN].tolist()
    ]  # fmt: skip
    problems += [
        Problem(
            f"claims.{claims[number].id}.footprint", str(shapes[number])[:60],
            "has an outline that crosses itself", "Draw it without crossings.",
        )
        for number in np.flatnonzero(crossed)[:_SHOWN].tolist()
    ]  # fmt: skip
    problems += [
        Problem(
            f"claims.{claims[number].id}.footprint", str(shapes[number])[:60],
            "tells its height at some places and not at others", "Give all heights in m NAP, or none.",
        )
        for number in np.flatnonzero(half)[:_SHOWN].tolist()
    ]  # fmt: skip
    for number in np.flatnonzero(_suspect(claims, values))[:_SHOWN].tolist():
        problems += _wrong(claims[number])
    if problems:
        raise InvalidInputError(problems[:_SHOWN])


def _suspect(claims: Sequence[Claim], values: Floats) -> npt.NDArray[np.bool_]:
    """Claims with something wrong besides their footprint; NaN is what is not known, where that may be."""
    sizes = values[:, [lay.RADIUS, lay.SIGMA_XY, lay.SIGMA_Z, lay.TILT]]
    told = values[:, [lay.GROWTH, lay.REACH, lay.HEAT, lay.BOWL, lay.FREE_AREA, lay.FREE_DEPTH, lay.DUG]]
    start, end = values[:, lay.START], values[:, lay.END]
    wrong = ~((sizes >= 0.0) & (sizes < np.inf)).all(axis=1)
    wrong |= ((told < 0.0) | (told == np.inf)).any(axis=1) | np.isinf(values[:, lay.GROUND])
    wrong |= ~(start <= end) | (start == np.inf) | (end == -np.inf)
    wrong |= np.array([claim.function not in _NUMBERS for claim in claims], np.bool_)
    return np.asarray(wrong)


def _wrong(claim: Claim) -> list[Problem]:
    field = f"claims.{claim.id}"
    problems = []
    if claim.function not in _NUMBERS:
        problems.append(
            Problem(f"{field}.function", claim.function, "has no rules", f"Known: {', '.join(NAMES)}.")
        )
    years = (claim.start, claim.end)
    if any(year is not None and not math.isfinite(year) for year in years):
        problems.append(Problem(f"{field}.start", years, "is not a year", "Leave it out where unknown."))
    elif claim.start is not None and claim.end is not None and claim.end < claim.start:
        problems.append(
            Problem(f"{field}.end", claim.end, f"is before its start, {claim.start:g}", "Swap them.")
        )
    for name in _NOT_NEGATIVE:
        value = getattr(claim, name)
        unknown = value is None or (name == "growth" and math.isnan(value))
        if not unknown and not 0.0 <= value < math.inf:
            problems.append(Problem(f"{field}.{name}", value, "must be 0 or more", "Give metres."))
    if claim.ground is not None and math.isinf(claim.ground):
        problems.append(
            Problem(f"{field}.ground", claim.ground, "is no level", "Give m NAP, or leave it out.")
        )
    return problems
