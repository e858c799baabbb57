"""Surveyed sections of dikes: where there is one it wins from what the ground or the voxels tell."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.lines import runs
from scenarios.dikes.model import Locations, Profiles, Subsoil
from scenarios.physics.constants import Parameter
from twin.errors import InvalidInputError, Problem, did_you_mean

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = [
    "ALONG",
    "BESIDE",
    "PROFILE_COLUMNS",
    "SOFT_COVER",
    "SUBSOIL_COLUMNS",
    "check_survey",
    "has_survey",
    "profiles_from_table",
    "surveyed",
]

Floats = npt.NDArray[np.float64]

ALONG = Parameter(250.0, "m", "half the usual 500 m between sections of dike", "unverified")
"""Distance along the dike up to which a surveyed point stands for its surroundings."""
BESIDE = Parameter(25.0, "m", "half the base of a large dike", "unverified")
"""Distance from a place up to which a surveyed line covers it."""
SOFT_COVER = Parameter(2.0, "m", "peat or clay that makes a dike settle and slide", "unverified")
"""Thickness of peat and clay from which the ground counts as soft."""

PROFILE_COLUMNS = tuple(one.name for one in fields(Profiles) if one.name not in {"sources", "source"})
SUBSOIL_COLUMNS = tuple(one.name for one in fields(Subsoil) if one.name not in {"sources", "source", "soft"})

_THEME = "dike_profiles"


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a column may hold: above or from a number, up to another, and what to do about it."""

    low: float
    high: float
    strict: bool = False
    remedy: str = ""

    def broken(self, values: Floats) -> npt.NDArray[np.bool_]:
        below = values <= self.low if self.strict else values < self.low
        return np.asarray(below | (values > self.high), dtype=np.bool_)

    def __str__(self) -> str:
        return f"{'above' if self.strict else 'at least'} {self.low:g}, at most {self.high:g}"


_LEVEL = _Bound(-100.0, 330.0, remedy="Give m NAP.")
_SLOPE = _Bound(0.0, 100.0, strict=True, remedy="Give the cotangent: 3 for a slope of 1:3.")
_WIDTH = _Bound(0.0, 500.0, remedy="Give metres.")
_BOUNDS: dict[str, _Bound] = {
    "crest_level": _LEVEL,
    "crest_width": _Bound(0.0, 500.0, strict=True, remedy="Give metres."),
    "outer_slope": _SLOPE,
    "inner_slope": _SLOPE,
    "outer_toe_level": _LEVEL,
    "inner_toe_level": _LEVEL,
    "outer_berm_width": _WIDTH,
    "outer_berm_level": _LEVEL,
    "inner_berm_width": _WIDTH,
    "inner_berm_level": _LEVEL,
    "cover_thickness": _Bound(0.0, 100.0, remedy="Give metres below the inner toe; 0 when sand surfaces."),
    "cover_weight": _Bound(9000.0, 25000.0, remedy="Give N/m3: 15000 for clay of 15 kN/m3."),
    "cover_resistance": _Bound(0.0, 1e12, remedy="Give seconds: 500 days are 43200000."),
    "aquifer_top": _LEVEL,
    "aquifer_thickness": _Bound(0.0, 1000.0, strict=True, remedy="Give metres."),
    "permeability": _Bound(0.0, 0.1, strict=True, remedy="Give m/s: 10 m/d are 0.000116."),
    "grain_size": _Bound(1e-5, 5e-3, remedy="Give metres: 200 micrometres are 0.0002."),
    "firm_level": _LEVEL,
    "stability_width": _WIDTH,
}

_ORDER = (
    ("outer_toe_level", "crest_level", None, "the outer toe is not below the crest"),
    ("inner_toe_level", "crest_level", None, "the inner toe is not below the crest"),
    ("outer_berm_level", "crest_level", "outer_berm_width", "the outer berm is not below the crest"),
    ("inner_berm_level", "crest_level", "inner_berm_width", "the inner berm is not below the crest"),
)
"""Pairs of which the first lies below the second, where the third column is above 0."""


def check_survey(twin: Twin) -> list[Problem]:
    """List what is wrong with the surveyed sections of a twin.

    Parameters
    ----------
    twin
        Twin with or without the theme ``dike_profiles``.

    Returns
    -------
    list of Problem
        One for each column and rule that is broken, naming the first section that breaks it: sections of
        dikes that are not there, slopes of 0, crests below their toes, aquifers above the ground.
    """
    if _THEME not in twin.features:
        return []
    dikes = twin.features.get("dikes")
    known = set() if dikes is None else set(map(str, dikes["id"]))
    table = twin.features[_THEME]
    strange = [
        Problem(
            f"features.{_THEME}.dike",
            str(dike),
            f"section {name} has no such dike",
            did_you_mean(dike, known),
        )
        for name, dike in zip(table["id"], map(str, table["dike"]), strict=True)
        if dike not in known
    ]
    return strange[:1] + _wrong_values(table)


def _wrong_values(table: gpd.GeoDataFrame) -> list[Problem]:
    """What no dike can have; the first section of each kind."""
    problems = []
    for name, bound in _BOUNDS.items():
        values = _column(table, name)
        if name in table.columns and (texts := np.isnan(values) & table[name].notna().to_numpy()).any():
            row = int(np.flatnonzero(texts)[0])
            message = f"section {table['id'].iloc[row]}: is no number"
            problems.append(
                Problem(f"features.{_THEME}.{name}", str(table[name].iloc[row]), message, bound.remedy)
            )
        infinite, broken = np.isinf(values), bound.broken(values)
        if (wrong := infinite | broken).any():
            row = int(np.flatnonzero(wrong)[0])
            message = f"section {table['id'].iloc[row]}: allowed is {bound}"
            problems.append(Problem(f"features.{_THEME}.{name}", float(values[row]), message, bound.remedy))
    for lower, upper, width, message in _ORDER:
        wrong = _column(table, lower) >= _column(table, upper)
        if width is not None:
            wrong &= _column(table, width) > 0.0
        problems += _first(table, lower, wrong, message, "Check both levels [m NAP].")
    buried = _column(table, "aquifer_top") > _column(table, "inner_toe_level")
    return problems + _first(
        table, "aquifer_top", buried, "the aquifer lies above the ground", "Give its top at or below the toe."
    )


def _first(
    table: gpd.GeoDataFrame, name: str, wrong: npt.NDArray[np.bool_], message: str, remedy: str
) -> list[Problem]:
    if not wrong.any():
        return []
    row = int(np.flatnonzero(wrong)[0])
    value = float(_column(table, name)[row])
    return [
        Problem(f"features.{_THEME}.{name}", value, f"section {table['id'].iloc[row]}: {message}", remedy)
    ]


def _column(table: gpd.GeoDataFrame, name: str) -> Floats:
    """Numbers of a column; NaN where there is none, or a text that `check_survey` refuses."""
    import pandas as pd

    if name not in table.columns:
        return np.full(len(table), np.nan)
    numbers = pd.to_numeric(table[name], errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def surveyed(twin: Twin, places: Locations, column: str) -> Floats:
    """Take a column of the surveyed sections to places along the dikes.

    Parameters
    ----------
    twin
        Twin with or without the theme ``dike_profiles``.
    places
        Places, (n,).
    column
        Column of the theme.

    Returns
    -------
    ndarray
        (n,): of the line section of the same dike that covers the place, else of the nearest point within
        250 m along that dike; NaN where there is neither, or the section does not say.
    """
    found = np.full(len(places.x), np.nan)
    if _THEME not in twin.features or column not in twin.features[_THEME].columns:
        return found
    table = twin.features[_THEME]
    tells = ~(np.isnan(_column(table, column)) | table.geometry.isna() | table.geometry.is_empty).to_numpy()
    table = table[tells]
    values, shapes = _column(table, column), table.geometry.to_numpy()
    is_point = table.geom_type.str.contains("Point").to_numpy()
    owner = table["dike"].astype(str).to_numpy()
    lines = dict(zip(map(str, twin.features["dikes"]["id"]), twin.features["dikes"].geometry, strict=True))
    for number, name in enumerate(places.dikes):
        here = np.flatnonzero(places.dike == number)
        rows = np.flatnonzero(owner == name)
        points, covers = rows[is_point[rows]], rows[~is_point[rows]]
        if points.size:
            near = _nearest(lines[name], shapes[points], places.chainage[here])
            found[here] = np.where(near < 0, np.nan, values[points][near])
        if covers.size:
            near = _covering(shapes[covers], places.x[here], places.y[here])
            found[here] = np.where(near < 0, found[here], values[covers][near])
    return found


def has_survey(twin: Twin, dike: str, column: str) -> bool:
    """Whether any section of a dike gives a column."""
    if _THEME not in twin.features:
        return False
    table = twin.features[_THEME]
    return bool((~np.isnan(_column(table, column)) & (table["dike"].astype(str) == dike).to_numpy()).any())


def _nearest(line: Any, points: npt.NDArray[Any], chainage: Floats) -> npt.NDArray[np.int64]:
    """Nearest point along the dike to each place, by number; -1 where none lies within `ALONG`."""
    import shapely

    at = np.full(points.size, np.nan)
    closest = np.full(points.size, np.inf)
    centres = shapely.centroid(points)
    for run in runs(line):
        away = shapely.distance(run.line, centres)
        better = away < closest
        at[better] = run.start + shapely.line_locate_point(run.line, centres[better])
        closest = np.minimum(away, closest)
    apart = np.abs(chainage[:, None] - at[None, :])
    near = apart.argmin(axis=1)
    return np.where(apart[np.arange(chainage.size), near] <= ALONG.value, near, -1)


def _covering(lines: npt.NDArray[Any], x: Floats, y: Floats) -> npt.NDArray[np.int64]:
    """Nearest line to each place, by number; -1 where none lies within `BESIDE`."""
    import shapely

    tree = shapely.STRtree(lines)
    place, line = tree.query_nearest(shapely.points(x, y), max_distance=BESIDE.value, all_matches=False)
    near = np.full(x.size, -1)
    near[place] = line
    return near


def profiles_from_table(
    table: gpd.GeoDataFrame, dikes: gpd.GeoDataFrame | None = None
) -> tuple[Locations, Profiles, Subsoil]:
    """Take surveyed sections as places of their own, without a twin.

    Parameters
    ----------
    table
        Table of the theme ``dike_profiles``, (n,): points or lines in RD New.
    dikes
        Lines of the dikes, ids in ``id``, that give points their direction; without them ``inward`` of a
        point is east. Lines have their own: inward is to their left.

    Returns
    -------
    tuple
        Places (n,), of which the length is that of the line, or 1 m for a point; profiles, of which a berm
        that is not given is none; and subsoil. Unknown are places whose crest, slopes or toes are not given.

    Raises
    ------
    InvalidInputError
        When a value is impossible.
    """
    if problems := _wrong_values(table):
        raise InvalidInputError(problems)
    profile = {name: _column(table, name) for name in PROFILE_COLUMNS}
    for side in ("outer", "inner"):
        width = profile[f"{side}_berm_width"] = np.nan_to_num(profile[f"{side}_berm_width"])
        profile[f"{side}_berm_level"] = np.where(
            width > 0.0, profile[f"{side}_berm_level"], profile[f"{side}_toe_level"]
        )
    places = _section_places(table, dikes)
    for name in PROFILE_COLUMNS:
        places = places.without(np.isnan(profile[name]), f"the survey lacks {name}")
    ground = {name: _column(table, name) for name in SUBSOIL_COLUMNS}
    source = np.zeros(len(table), np.int8)
    soft = ground["cover_thickness"] >= SOFT_COVER.value
    return (
        places,
        Profiles(**profile, sources=("survey",), source=source),
        Subsoil(
            **ground, soft=soft | np.isnan(ground["cover_thickness"]), sources=("survey",), source=source
        ),
    )


def _section_places(table: gpd.GeoDataFrame, dikes: gpd.GeoDataFrame | None) -> Locations:
    import shapely

    shapes = table.geometry.to_numpy()
    length = shapely.length(shapes)
    middle = shapely.get_coordinates(
        [
            shape.interpolate(0.5, normalized=True) if size > 0.0 else shape.centroid
            for shape, size in zip(shapes, length, strict=True)
        ]
    )
    lines = {} if dikes is None else dict(zip(map(str, dikes["id"]), dikes.geometry, strict=True))
    names = tuple(dict.fromkeys(map(str, table["dike"])))
    chainage, direction = np.zeros(len(table)), np.zeros((len(table), 2))
    for row, (shape, name) in enumerate(zip(shapes, map(str, table["dike"]), strict=True)):
        point = shapely.Point(middle[row])
        line = lines.get(name, shape if length[row] > 0.0 else None)
        chainage[row] = 0.0 if line is None else line.project(point)
        direction[row] = (0.0, -1.0) if line is None else _direction(line, chainage[row])
    return Locations(
        dikes=names,
        dike=np.array([names.index(name) for name in map(str, table["dike"])], np.int32),
        chainage=chainage,
        length=np.where(length > 0.0, length, 1.0),
        x=middle[:, 0].copy(),
        y=middle[:, 1].copy(),
        inward_x=-direction[:, 1],
        inward_y=direction[:, 0].copy(),
        reasons=("",),
        reason=np.zeros(len(table), np.int32),
    )


def _direction(line: Any, at: float) -> tuple[float, float]:
    """Unit direction of a line at a distance along it: of the chord of 10 m round it."""
    before, after = line.interpolate(max(0.0, at - 5.0)), line.interpolate(at + 5.0)
    x, y = after.x - before.x, after.y - before.y
    size = math.hypot(x, y)
    return (x / size, y / size) if size > 0.0 else (0.0, -1.0)
