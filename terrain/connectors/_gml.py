"""GML geometry to shapely: points, lines, arcs, polygons and collections of them, in RD New, 2D or 3D."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from terrain.connectors._safe_xml import local

__all__ = ["GmlError", "is_geometry", "shape_of"]

_RD, _RD_NAP = 28992, 7415
_ARC_STEP = math.radians(5.0)
_LEAST_BEND = 1e-12
_MOST_PATCHES = 100
Floats = npt.NDArray[np.float64]


class GmlError(ValueError):
    """A geometry that cannot be read; the message says why."""


def is_geometry(element: Any) -> bool:
    """Whether an element is a geometry that is read here."""
    return local(element) in _READERS


def shape_of(element: Any) -> Any:
    """Geometry of a GML element in RD New; with heights [m NAP] where it has three dimensions.

    Parameters
    ----------
    element
        A geometry; its ``srsName``, or that of something inside it, must be RD New (28992), alone or with
        NAP (7415). Without one, RD New is taken, as the model prescribes it.

    Raises
    ------
    GmlError
        If the reference system is another one, or coordinates are wrong in number or not finite.

    Notes
    -----
    Arcs become chords that turn by 5 degrees at most: 0.1 % of the radius off the arc.
    """
    for part in element.iter():
        name = part.get("srsName")
        if name is not None and _code(name) not in {_RD, _RD_NAP}:
            raise GmlError(f"is in {name}, not RD New (EPSG:28992)")
    try:
        return _READERS[local(element)](element)
    except KeyError:
        raise GmlError(f"has a {local(element)}, which is not read") from None
    except shapely.errors.GEOSException as error:
        raise GmlError(str(error)) from None
    except RecursionError:
        raise GmlError("is nested too deeply") from None


def _code(name: str) -> int:
    numbers = re.findall(r"\d+", name)
    return int(numbers[-1]) if numbers else 0


def _dimension(element: Any, outer: Any) -> int:
    told = element.get("srsDimension") or outer.get("srsDimension")
    if told is None:
        code = _code(outer.get("srsName") or "")
        return 3 if code == _RD_NAP else 2
    if told not in {"2", "3"}:
        raise GmlError(f"has {told} dimensions")
    return int(told)


def _places(element: Any, outer: Any) -> Floats:
    """Coordinates in an element: one ``posList`` or some ``pos``, (n, 2 or 3)."""
    lists = [part for part in element if local(part) in {"posList", "pos"}]
    if not lists:
        raise GmlError("has no coordinates")
    rows = []
    for part in lists:
        size = _dimension(part, outer)
        try:
            numbers = np.array((part.text or "").split(), np.float64)
        except ValueError:
            raise GmlError("has coordinates that are no numbers") from None
        if numbers.size % size or not numbers.size or not np.isfinite(numbers).all():
            raise GmlError(f"has {numbers.size} coordinates where {size} make a place")
        rows.append(numbers.reshape(-1, size))
    if len({row.shape[1] for row in rows}) > 1:
        raise GmlError("mixes places with and without height")
    return np.concatenate(rows)


def _point(element: Any) -> Any:
    return shapely.Point(_places(element, element)[0])


def _line(element: Any) -> Any:
    return _linestring(_places(element, element))


def _linestring(places: Floats) -> Any:
    if len(places) < 2:
        raise GmlError("is a line of one place")
    return shapely.LineString(places)


def _curve(element: Any) -> Any:
    segments = [part for holder in element if local(holder) == "segments" for part in holder]
    if not segments:
        raise GmlError("is a curve without segments")
    return _linestring(_chained([_segment(part, element) for part in segments]))


def _chained(parts: list[Floats]) -> Floats:
    """Places of parts behind each other, those that are the same once."""
    whole = [parts[0]]
    for part in parts[1:]:
        whole.append(part[1:] if np.array_equal(whole[-1][-1], part[0]) else part)
    return np.concatenate(whole)


def _segment(element: Any, outer: Any) -> Floats:
    kind = local(element)
    if kind in {"LineStringSegment", "GeodesicString"}:
        return _places(element, outer)
    if kind in {"Arc", "ArcString", "Circle"}:
        places = _places(element, outer)
        if len(places) < 3 or len(places) % 2 == 0:
            raise GmlError(f"has an arc of {len(places)} places")
        if kind == "Circle":
            places = np.concatenate([places, places[:1]])
            return _chained([_arc(places[[0, 1, 2]]), _turned(places)])
        return _chained([_arc(places[start : start + 3]) for start in range(0, len(places) - 2, 2)])
    raise GmlError(f"has a {kind}, which is not read")


def _turned(circle: Floats) -> Floats:
    """The rest of a circle through three places: from the third back to the first."""
    centre = _centre(circle[:3])
    if centre is None:
        raise GmlError("has a circle through places on a line")
    middle = centre - (circle[1, :2] - centre)
    if circle.shape[1] == 3:
        middle = np.append(middle, circle[0, 2])
    return _arc(np.stack([circle[2], middle, circle[0]]))


def _centre(places: Floats) -> Floats | None:
    """Centre of the circle through three places; None where they lie on a line."""
    (ax, ay), (bx, by) = places[1, :2] - places[0, :2], places[2, :2] - places[0, :2]
    twice = 2.0 * (ax * by - ay * bx)
    if abs(twice) <= _LEAST_BEND * (ax * ax + ay * ay + bx * bx + by * by):
        return None
    one, two = ax * ax + ay * ay, bx * bx + by * by
    offset = np.array([by * one - ay * two, ax * two - bx * one]) / twice
    return np.asarray(places[0, :2] + offset, np.float64)


def _arc(places: Floats) -> Floats:
    """Chords of an arc from the first through the second to the third place; heights go evenly."""
    centre = _centre(places)
    if centre is None:
        return places
    angles = np.arctan2(places[:, 1] - centre[1], places[:, 0] - centre[0])
    to_middle, to_end = ((angles[i] - angles[0]) % (2.0 * math.pi) for i in (1, 2))
    turn = to_end if to_middle <= to_end else to_end - 2.0 * math.pi
    share = np.linspace(0.0, 1.0, max(2, math.ceil(abs(turn) / _ARC_STEP)) + 1)
    radius = math.dist(centre, places[0, :2])
    bend = angles[0] + turn * share
    made = centre + radius * np.column_stack([np.cos(bend), np.sin(bend)])
    if places.shape[1] == 3:
        made = np.column_stack([made, places[0, 2] + share * (places[2, 2] - places[0, 2])])
    made[0], made[-1] = places[0], places[2]
    return made


def _ring(element: Any) -> Floats:
    for part in element:
        if local(part) == "LinearRing":
            return _places(part, part)
        if local(part) == "Ring":
            members = [curve for member in part for curve in member]
            return _chained([shapely.get_coordinates(_curve(curve)) for curve in members])
    raise GmlError("has a ring that is not read")


def _polygon(element: Any) -> Any:
    shells = [_ring(part) for part in element if local(part) == "exterior"]
    holes = [_ring(part) for part in element if local(part) == "interior"]
    if len(shells) != 1 or any(len(ring) < 4 for ring in (*shells, *holes)):
        raise GmlError("is a polygon without a closed outline")
    return shapely.Polygon(shells[0], holes)


def _surface(element: Any) -> Any:
    patches = [part for holder in element if local(holder) == "patches" for part in holder]
    if not patches:
        raise GmlError("is a surface without patches")
    if len(patches) > _MOST_PATCHES:
        raise GmlError(f"is a surface of over {_MOST_PATCHES} patches")
    return shapely.union_all([_polygon(patch) for patch in patches])


def _gathered(element: Any) -> Any:
    members = [part for member in element for part in member if is_geometry(part)]
    if not members:
        raise GmlError("is a collection of nothing")
    shapes = [_READERS[local(part)](part) for part in members]
    parts = shapely.get_parts(shapes)
    kinds = set(shapely.get_dimensions(parts).tolist())
    if len(kinds) > 1:
        return shapely.geometrycollections(parts)
    return (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[kinds.pop()](parts)


def _oriented(element: Any) -> Any:
    for holder in element:
        for part in holder:
            if is_geometry(part):
                shape = _READERS[local(part)](part)
                return shapely.reverse(shape) if element.get("orientation") == "-" else shape
    raise GmlError("is a curve without a base")


_READERS: dict[str, Callable[[Any], Any]] = {
    "Point": _point,
    "LineString": _line,
    "Curve": _curve,
    "OrientableCurve": _oriented,
    "Polygon": _polygon,
    "Surface": _surface,
    "CompositeCurve": _gathered,
    "CompositeSurface": _gathered,
    "MultiPoint": _gathered,
    "MultiCurve": _gathered,
    "MultiLineString": _gathered,
    "MultiSurface": _gathered,
    "MultiPolygon": _gathered,
    "MultiGeometry": _gathered,
}
