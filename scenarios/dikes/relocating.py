"""A dike on a new line (dijkverlegging): the old stretch taken away, the new one laid, the lines joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.bodies import covered_surface, dike_of, editable, noted
from scenarios.dikes.lines import crosses_itself
from scenarios.dikes.resurvey import cut_away, with_rows
from scenarios.dikes.splicing import SHORTEST, Splice, splice
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    import shapely

    from twin.state import Twin

__all__ = ["JOIN_WITHIN", "Relocation", "check_relocation", "relocated"]

Floats = npt.NDArray[np.float64]
Row = dict[str, Any]

JOIN_WITHIN = 50.0
"""How far from the old dike a new line may start and end [m]; the gap is closed with the shortest line."""
_STEP = 10.0
_HALF_BASE = 40.0
_OF_A_PRIMARY_DEFENCE = {"return_period": np.nan, "station": None, "stability_width": np.nan}
"""Columns that a summer dike does not take over, empty."""
_MEETS = 5.0
_MIDDLES = np.linspace(0.1, 0.9, 17)
"""Parts of the new line at which is asked on which side of the old one it lies; its ends lie on it."""
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Relocation:
    """How one dike is moved.

    Parameters
    ----------
    dike
        Id of the dike.
    line
        New line, RD New [m], shape (n, 2).
    crest
        Crest level of the new stretch [m NAP]; None: that of the dike.
    crest_width, slope
        Its profile: width [m], and cotangent of both slopes.
    summer_crest
        Crest to which the old stretch is lowered [m NAP]; None: it is taken away.
    """

    dike: str
    line: Floats
    crest: float | None
    crest_width: float
    slope: float
    summer_crest: float | None


def check_relocation(twin: Twin, asked: Relocation) -> list[Problem]:
    """List what keeps a dike, which the twin has, from being moved to a line."""
    import shapely

    line = shapely.LineString(asked.line)
    if problems := _check_line(twin, line):
        return problems
    row, shape = dike_of(twin, asked.dike)
    told = [round(float(value), 1) for value in (*asked.line[0], *asked.line[-1])]
    away = [float(shape.distance(shapely.Point(asked.line[end]))) for end in (0, -1)]
    problems = [
        Problem(
            "line",
            told,
            f"{word} {far:.0f} m from the dike",
            f"Let it {verb} within {JOIN_WITHIN:g} m of it.",
        )
        for word, verb, far in (("starts", "start", away[0]), ("ends", "end", away[1]))
        if far > JOIN_WITHIN
    ]
    if problems:
        return problems
    try:
        found = splice(shape, asked.line)
    except InvalidInputError as refused:
        return list(refused.problems)
    if crosses_itself(found.whole):
        message = "crosses the part of the dike that stays"
        return [Problem("line", told, message, "Draw it on one side of the dike.")]
    problems = _check_crests(twin, asked, found, float(row["crest_level"]))
    if not problems and _on_the_water_side(twin, asked.dike, found):
        message = "lies on the water side of the dike, which would give up no land"
        problems = [Problem("line", told, message, "Draw it on the protected side.")]
    return problems


def _check_line(twin: Twin, line: shapely.LineString) -> list[Problem]:
    """What is wrong with a line by itself."""
    from shapely import box

    told = f"{len(line.coords)} points, {line.length:.1f} m"
    if not line.length >= SHORTEST:
        return [Problem("line", told, f"is shorter than {SHORTEST:g} m", "Draw a longer line.")]
    problems = []
    if crosses_itself(line) or line.is_closed:
        problems.append(Problem("line", told, "crosses itself", "Draw it without loops."))
    if not box(*twin.grid.bbox).covers(line):
        edges = ", ".join(f"{edge:g}" for edge in twin.grid.bbox)
        remedy = f"Its bounding box is {edges} (EPSG:28992)."
        problems.append(Problem("line", told, "leaves the terrain", remedy))
    elif np.isnan(_along(twin, line)).any():
        message = "passes over cells without a ground level"
        problems.append(Problem("line", told, message, "Draw it where the ground is known."))
    return problems


def _on_the_water_side(twin: Twin, dike: str, found: Splice) -> bool:
    """Whether most of the new line lies outward of the old stretch; not where its sides are unknown."""
    import shapely

    from scenarios.dikes.locations import locations

    try:
        places = locations(twin, [dike], step=_STEP)
    except InvalidInputError:  # a dike without a crest level has no places
        return False
    old = places.known & (shapely.distance(shapely.points(places.x, places.y), found.given_up) < _STEP)
    if not old.any():
        return False
    x, y, inward_x, inward_y = (
        values[old] for values in (places.x, places.y, places.inward_x, places.inward_y)
    )
    points = shapely.get_coordinates(shapely.line_interpolate_point(found.new, _MIDDLES, normalized=True))
    away = points[:, None, :] - np.stack([x, y], axis=1)
    nearest = np.argmin(np.hypot(away[..., 0], away[..., 1]), axis=1)
    way = away[np.arange(len(points)), nearest]
    inward = way[:, 0] * inward_x[nearest] + way[:, 1] * inward_y[nearest]
    return bool(np.median(inward) < 0.0)


def _check_crests(twin: Twin, asked: Relocation, found: Splice, old: float) -> list[Problem]:
    """What is wrong with the crests: unknown, below the ground, or a summer dike above the new dike."""
    crest = old if asked.crest is None else asked.crest
    if np.isnan(crest):
        return [Problem("crest", None, "the dike's own crest level is unknown", "Give a crest level.")]
    lowest = _base(twin, found.given_up)[1]
    if np.isnan(lowest).all():
        message = "the stretch of dike that it gives up lies off the terrain"
        return [Problem("line", None, message, "Draw it where the ground of the old dike is known.")]
    problems, foot = [], float(np.nanmedian(lowest))
    for name, level, ground in (
        ("crest", crest, float(np.median(_along(twin, found.new)))),
        ("summer_crest", asked.summer_crest, foot),
    ):
        if level is not None and level <= ground:
            message = f"lies below the ground there, {ground:.2f} m NAP"
            problems.append(Problem(name, level, message, "Give a level above it."))
    for whose, top in (("new", crest), ("old", old)):
        if asked.summer_crest is not None and asked.summer_crest >= top:
            message = f"is not below the crest of the {whose} dike, {top:.2f} m NAP"
            problems.append(Problem("summer_crest", asked.summer_crest, message, "Give a lower level."))
            break
    return problems


def relocated(twin: Twin, asked: Relocation) -> Twin:
    """Move a dike.

    Parameters
    ----------
    twin
        Twin with the dike.
    asked
        How.

    Returns
    -------
    Twin
        The old stretch is gone from the ground or lowered, the new one is in it; foreland lies between.

    Raises
    ------
    InvalidInputError
        When `check_relocation` finds a problem.
    """
    from terrain.earthworks import with_body, without_body

    if problems := check_relocation(twin, asked):
        raise InvalidInputError(problems)
    row, shape = dike_of(twin, asked.dike)
    found = splice(shape, asked.line)
    crest = float(row["crest_level"]) if asked.crest is None else asked.crest
    before = twin.surface["ground_level"].values
    ground = without_body(before, twin.grid, found.given_up)
    lowered = ground < before - 0.1
    bare = twin.with_(surface={"ground_level": ground})
    body = np.zeros(twin.grid.shape, bool)
    for line, level in ((found.given_up, asked.summer_crest), (found.new, crest)):
        if level is not None:
            chainage, offset, height = _sections(bare, line, level, asked)
            ground, share = with_body(ground, twin.grid, line, chainage=chainage, offset=offset, level=height)
            body |= share >= 0.5
    surface = covered_surface(twin, ground, body)
    surface |= _foreland(surface, lowered & ~body)
    changed = twin.with_(surface=surface, features=_tables(twin, row, found, asked, crest))
    return noted(changed, f"dike_relocation_{asked.dike}", _told(twin, found, asked, crest))


def _along(twin: Twin, line: shapely.LineString) -> Floats:
    """Ground level of the cells along a line [m NAP]; NaN where there is none."""
    import shapely

    step = min(twin.grid.dx, twin.grid.dy) / 2.0
    return _ground(twin, shapely.get_coordinates(shapely.segmentize(line, step)))


def _ground(twin: Twin, points: Floats) -> Floats:
    """Ground level of the cells of points (n, 2) [m NAP]; NaN outside the grid."""
    return twin.grid.sample(twin.surface["ground_level"].values, points[:, 0], points[:, 1])


def _base(twin: Twin, line: shapely.LineString) -> tuple[Floats, Floats]:
    """Distances along a line, and the lowest ground beside it there [m NAP], to which slopes go down."""
    import shapely

    count = max(1, round(line.length / _STEP))
    at = (np.arange(count) + 0.5) * (line.length / count)
    half = min(_STEP, line.length) / 2.0
    points, ahead, behind = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, np.clip(at + move, 0.0, line.length)))
        for move in (0.0, half, -half)
    )
    along = (ahead - behind) / np.maximum(np.hypot(*(ahead - behind).T), 1e-9)[:, None]
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    across = np.arange(-_HALF_BASE, _HALF_BASE + 1.0, 5.0)
    levels = np.column_stack([_ground(twin, points + away * normal) for away in across])
    lowest: Floats = np.fmin.reduce(levels, axis=1)
    return np.asarray(at, np.float64), lowest


def _sections(
    twin: Twin, line: shapely.LineString, crest: float, asked: Relocation
) -> tuple[Floats, Floats, Floats]:
    """Cross-sections of a standard profile along a line, down to the lowest ground beside it."""
    at, base = _base(twin, line)
    edge = np.full(at.size, asked.crest_width / 2.0)
    toe = edge + np.maximum(crest - base, 0.0) * asked.slope
    top = np.full(at.size, crest)
    low = np.minimum(base, crest)
    return at, np.column_stack([-toe, -edge, edge, toe]), np.column_stack([low, top, top, low])


def _foreland(surface: dict[str, Any], bare: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Land use and roughness where a dike has gone: what was dike becomes salt marsh or floodplain."""
    from twin.vocabulary import LAND_USE

    if "land_use" not in surface:
        return {}
    entries = {entry.key: entry for entry in LAND_USE.values()}
    gone = bare & (surface["land_use"] == entries["dike"].code)
    marsh = {"land_use": entries["salt_marsh"].code, "roughness": entries["salt_marsh"].manning}
    return {
        name: np.where(gone, surface[name].dtype.type(value), surface[name])
        for name, value in marsh.items()
        if name in surface
    }


def _tables(twin: Twin, row: Row, found: Splice, asked: Relocation, crest: float) -> dict[str, Any]:
    """Feature tables afterwards: the dike on its new line, and a summer dike on the old one.

    A new stretch with a crest of its own is a dike of its own, as a dike has one crest level.
    """
    import pandas as pd

    dikes = editable(twin.features["dikes"])
    shape, ids = dikes.geometry.name, dikes["id"].astype(str)
    mine, taken = ids == asked.dike, set(ids)
    added = []
    name = asked.dike
    if found.rest is None or crest == row["crest_level"]:
        dikes.loc[mine, [shape, "crest_level"]] = [found.whole, crest]
    else:
        dikes.loc[mine, shape] = found.rest
        name = _free(f"{asked.dike}-new", taken)
        added.append(_row_of(row, name, crest, "relocated") | {shape: found.new})
    if asked.summer_crest is not None:
        low = _free(f"{asked.dike}-summer", taken)
        summer = _row_of(row, low, asked.summer_crest, "lowered") | {shape: found.given_up}
        loads = {name: empty for name, empty in _OF_A_PRIMARY_DEFENCE.items() if name in summer}
        added.append(summer | {"kind": "summer-dike"} | loads)
    if added:
        dikes["id"] = ids  # those of the new ones are texts
        more = type(dikes)(added, geometry=shape, crs=dikes.crs).reindex(columns=dikes.columns)
        dikes = type(dikes)(pd.concat([dikes, more], ignore_index=True), geometry=shape, crs=dikes.crs)
    if "length" in dikes:
        changed = dikes["id"].astype(str).isin([asked.dike, *(row["id"] for row in added)])
        dikes.loc[changed, "length"] = dikes.geometry.length[changed]
    rows = [_standard_section(name, found, asked, crest)]
    surveyed = with_rows(cut_away(twin, asked.dike, found.given_up), rows)
    return {"dikes": dikes, "dike_profiles": surveyed}


def _standard_section(name: str, found: Splice, asked: Relocation, crest: float) -> Row:
    """Surveyed section along the new line: its shape is what was asked."""
    slopes = {"outer_slope": asked.slope, "inner_slope": asked.slope}
    shape = {"crest_level": crest, "crest_width": asked.crest_width, **slopes}
    return {"dike": name, "source": "relocated", "geometry": found.new, **shape}


def _row_of(row: Row, name: str, crest: float, method: str) -> Row:
    """Row of a new dike after that of the old one, whose line is still to come."""
    changed = row | {"id": name, "crest_level": crest}
    return changed | ({"crest_method": method} if "crest_method" in row else {})


def _free(name: str, taken: set[str]) -> str:
    return next(
        free
        for number in range(1, len(taken) + 2)
        if (free := name if number == 1 else f"{name}-{number}") not in taken
    )


def _told(twin: Twin, found: Splice, asked: Relocation, crest: float) -> str:
    """What was done in words, with the buildings on the land that becomes foreland."""
    gone = "taken away" if asked.summer_crest is None else f"lowered to {asked.summer_crest:g} m NAP"
    told = (
        f"{found.given_up.length:.0f} m of dike {gone}, {found.new.length:.0f} m laid on a new line with a "
        f"crest of {crest:g} m NAP, {asked.crest_width:g} m wide, slopes 1:{asked.slope:g}"
    )
    others = twin.features["dikes"][twin.features["dikes"]["id"].astype(str) != asked.dike]
    loose = others["id"][others.geometry.distance(found.given_up) <= _MEETS].astype(str)
    if len(loose):
        told += f"; what met the old stretch ends loose: {', '.join(loose)}"
    if (names := _between(twin, found)) is None:
        return told
    listed = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    return f"{told}; {len(names)} buildings stand on the land between{': ' + listed if names else ''}"


def _between(twin: Twin, found: Splice) -> list[str] | None:
    """Ids of the buildings between the old and the new line; None where the twin has no buildings."""
    import shapely

    if "buildings" not in twin.features:
        return None
    ring = np.vstack([shapely.get_coordinates(found.given_up), shapely.get_coordinates(found.new)[::-1]])
    land = shapely.make_valid(shapely.Polygon(ring))
    table = twin.features["buildings"]
    inside = shapely.intersects(land, table.geometry.representative_point().to_numpy())
    return [str(name) for name in table["id"][inside]]
