"""Places at equal distances along the dikes of a twin, and what keeps a dike from having any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.lines import Run, along, crosses_itself, runs
from scenarios.dikes.model import Locations
from scenarios.dikes.sides import LEFT, UNDECIDED, Surroundings, given_side
from scenarios.dikes.survey import has_survey, surveyed
from twin.errors import InvalidInputError, Problem, did_you_mean

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from twin.state import Twin

__all__ = ["NO_CREST", "NO_GROUND", "NO_SIDE", "OFF_TERRAIN", "TOO_SHORT", "check_lines", "locations"]

Floats = npt.NDArray[np.float64]

OFF_TERRAIN = "off the terrain"
NO_GROUND = "no ground level here"
NO_CREST = "crest level unknown"
NO_SIDE = "protected side unknown: no water, water-level area or lower ground on one side only"
TOO_SHORT = "dike shorter than one step"
"""Why a place is unknown."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Places of one dike: columns (k,) and points, directions (k, 2)."""

    chainage: Floats
    length: Floats
    point: Floats
    inward: Floats
    undecided: npt.NDArray[np.bool_]


def locations(twin: Twin, dikes: Sequence[str] | None = None, *, step: float = 10.0) -> Locations:
    """Put a place in the middle of every stretch of dike.

    Parameters
    ----------
    twin
        Twin with the theme ``dikes``.
    dikes
        Ids of dikes; all of them by default.
    step
        Length of a stretch [m], > 0. A remainder is shared: stretches of a run have one length, and together
        they have the length of the dike.

    Returns
    -------
    Locations
        In the order of the dikes and along each line. Unknown, with the reason, are places off the terrain
        or without ground, those of a dike without a crest level or shorter than a step, and those of a run
        whose protected side nothing tells: there ``inward`` points to the left of the line.

    Raises
    ------
    InvalidInputError
        When `check_lines` finds a problem.
    """
    if problems := check_lines(twin, dikes, step=step):
        raise InvalidInputError(problems)
    table = _chosen(twin, dikes)
    around = Surroundings(twin)
    inside = table["inside"] if "inside" in table.columns else [None] * len(table)
    found = [
        _places(runs(shape), step, given_side(side), around)
        for shape, side in zip(table.geometry, inside, strict=True)
    ]
    counts = [len(one.chainage) for one in found]
    point, inward = (np.concatenate([getattr(one, name) for one in found]) for name in ("point", "inward"))
    places = Locations(
        dikes=tuple(map(str, table["id"])),
        dike=np.repeat(np.arange(len(found), dtype=np.int32), counts),
        chainage=np.concatenate([one.chainage for one in found]),
        length=np.concatenate([one.length for one in found]),
        x=point[:, 0].copy(),
        y=point[:, 1].copy(),
        inward_x=inward[:, 0].copy(),
        inward_y=inward[:, 1].copy(),
        reasons=("",),
        reason=np.zeros(sum(counts), np.int32),
    )
    short = np.array([_length(shape) < step for shape in table.geometry], np.bool_)
    crest = _crests(table)
    inside_grid = twin.grid.contains(places.x, places.y)
    return (
        places.without(short[places.dike], TOO_SHORT)
        .without(~inside_grid, OFF_TERRAIN)
        .without(np.isnan(_ground(twin, point)), NO_GROUND)
        .without(np.isnan(crest)[places.dike] & np.isnan(surveyed(twin, places, "crest_level")), NO_CREST)
        .without(np.concatenate([one.undecided for one in found]), NO_SIDE)
    )


def check_lines(
    twin: Twin, dikes: Sequence[str] | None = None, *, step: float = 10.0, field: str = "dikes"
) -> list[Problem]:
    """List what keeps dikes from being studied.

    Parameters
    ----------
    twin, dikes, step
        As in `locations`.
    field
        Name of the parameter in which the dikes were given.

    Returns
    -------
    list of Problem
        Unknown ids, lines that cross themselves, and a column ``inside`` that is neither left nor right, in
        any case. Lines off the terrain, without ground, without a crest level or shorter than a step are
        refused when asked for by name, or when no other dike is left; else their places are unknown.
    """
    if not step > 0.0:
        return [Problem("step", step, "must be positive", "Give a length in metres above 0.")]
    if "dikes" not in twin.features or not len(twin.features["dikes"]):
        return [Problem(field, None, "the twin has no dikes", "Use a twin with dikes.")]
    if dikes is not None and not len(dikes):
        return [Problem(field, [], "names no dike", "Give ids, or leave it out for all dikes.")]
    ids = list(map(str, twin.features["dikes"]["id"]))
    if strange := [name for name in dikes or () if name not in ids]:
        return [Problem(field, name, "is no dike of the twin", did_you_mean(name, ids)) for name in strange]
    table = _chosen(twin, dikes)
    names, shapes, crests = table["id"].astype(str), table.geometry, _crests(table)
    sides = table["inside"] if "inside" in table.columns else [None] * len(table)
    each = zip(names, shapes, sides, strict=True)
    wrong = [problem for name, shape, side in each for problem in _never(name, shape, side, field)]
    poor = [
        _poor(twin, name, shape, crest, step, field)
        for name, shape, crest in zip(names, shapes, crests, strict=True)
    ]
    found = [problem for problem in poor if problem is not None]
    refused = found if dikes is not None or len(found) == len(table) else []
    named = {problem.value for problem in wrong}
    return wrong + [problem for problem in refused if problem.value not in named]


def _never(name: str, shape: shapely.Geometry | None, side: object, field: str) -> list[Problem]:
    """What makes a line unusable whatever was asked."""
    problems = []
    if shape is not None and runs(shape) and crosses_itself(shape):
        problems.append(Problem(field, name, "its line crosses itself", "Draw it without loops."))
    if given_side(side) is None:
        message = f"its column inside holds {side!r}"
        problems.append(Problem(field, name, message, "Give left, right or nothing."))
    return problems


def _poor(
    twin: Twin, name: str, shape: shapely.Geometry | None, crest: float, step: float, field: str
) -> Problem | None:
    """Why a dike has no place that is known, if so."""
    if not (length := _length(shape)) >= step:
        message = f"its line is {length:.1f} m long, shorter than one step of {step:g} m"
        return Problem(field, name, message, "Leave it out or use a smaller step.")
    points = np.concatenate([along(run, step)[1] for run in runs(shape)])
    if not twin.grid.contains(points[:, 0], points[:, 1]).any():
        return Problem(field, name, "its line lies off the terrain", "Leave it out or build a wider twin.")
    if np.isnan(_ground(twin, points)).all():
        return Problem(field, name, "there is no ground level along its line", "Check NoData of the ground.")
    if np.isnan(crest) and not has_survey(twin, name, "crest_level"):
        return Problem(
            field, name, "its crest level is unknown", "Give crest_level [m NAP], or leave it out."
        )
    return None


def _chosen(twin: Twin, dikes: Sequence[str] | None) -> gpd.GeoDataFrame:
    table = twin.features["dikes"]
    if dikes is None:
        return table
    return table[table["id"].astype(str).isin(list(dikes))]


def _crests(table: gpd.GeoDataFrame) -> Floats:
    return np.asarray(table["crest_level"].to_numpy(dtype=np.float64, na_value=np.nan), np.float64)


def _length(shape: shapely.Geometry | None) -> float:
    return sum(run.line.length for run in runs(shape))


def _places(parts: Sequence[Run], step: float, given: int | None, around: Surroundings) -> _Places:
    """Places of all runs of a dike; a run that tells no side follows the dike's longest run that does."""
    laid = [along(run, step) for run in parts]
    sides = [given or around.side(points, direction) for _, points, direction in laid]
    told = [(run.line.length, side) for run, side in zip(parts, sides, strict=True) if side != UNDECIDED]
    usual = max(told)[1] if told else UNDECIDED
    sides = [side or usual for side in sides]
    empty = np.empty((0, 2))
    direction = np.concatenate(
        [empty, *((side or LEFT) * one[2] for one, side in zip(laid, sides, strict=True))]
    )
    counts = [len(one[0]) for one in laid]
    return _Places(
        chainage=np.concatenate(
            [empty[:, 0], *(run.start + one[0] for run, one in zip(parts, laid, strict=True))]
        ),
        length=np.repeat([run.line.length / count for run, count in zip(parts, counts, strict=True)], counts),
        point=np.concatenate([empty, *(one[1] for one in laid)]),
        inward=np.column_stack([-direction[:, 1], direction[:, 0]]),
        undecided=np.repeat(np.array(sides, np.int64) == UNDECIDED, counts),
    )


def _ground(twin: Twin, points: Floats) -> Floats:
    """Ground level of the cell at each point [m NAP]; NaN off the grid."""
    return twin.grid.sample(twin.surface["ground_level"].values, points[:, 0], points[:, 1])
