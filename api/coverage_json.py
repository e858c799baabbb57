"""CoverageJSON: points, profiles, series, grids and sections of fields, with what they measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from api.edr.layers import LAYER, LayerGrids
from api.grids import Grids, Picked, Values
from api.references import CRS84, ETRS89, NAP, RD

__all__ = [
    "COVERAGE",
    "TIME_NOTE",
    "grid_coverages",
    "line_coverages",
    "merged",
    "parameter",
    "point_coverages",
]

COVERAGE = "application/prs.coverage+json"
_STANDARD_NAMES = "http://vocab.nerc.ac.uk/standard_name/"
TIME_NOTE = (
    "The time axis starts at 1 January of the computed year: a computed moment, not a date that is foretold."
)
Content = dict[str, Any]
Points = Sequence[Sequence[float]]


def parameter(grids: Grids, name: str) -> Content:
    """Describe what a field measures, in Dutch and English; classes with their names and colours."""
    attributes = grids.parameters[name].attrs
    english = str(attributes.get("long_name", name.replace("_", " ")))
    labels = {"nl": str(attributes.get("long_name_nl", english)), "en": english}
    observed: Content = {"label": labels}
    if standard := attributes.get("standard_name"):
        observed["id"] = f"{_STANDARD_NAMES}{standard}/"
    content: Content = {"type": "Parameter", "id": name, "description": labels, "observedProperty": observed}
    classes = _classes(grids, name)
    if not classes:
        return content | {"unit": {"symbol": str(attributes.get("units", "1"))}}
    observed["categories"] = [
        {"id": key, "label": {"nl": dutch, "en": english}, "preferredColor": color}
        for _, key, dutch, english, color in classes
    ]
    return content | {"categoryEncoding": {key: code for code, key, *_ in classes}}


def _classes(grids: Grids, name: str) -> list[tuple[int, str, str, str, str]]:
    if isinstance(grids, LayerGrids) and name == LAYER:
        return [(n, c["key"], c["nl"], c["en"], c["color"]) for n, c in enumerate(grids.classes)]
    return _vocabulary().get(name, [])


@cache
def _vocabulary() -> dict[str, list[tuple[int, str, str, str, str]]]:
    from twin.vocabulary import LAND_USE, LITHOCLASS, SOIL, STRATIGRAPHY, Entry

    tables: dict[str, Mapping[int, Entry]] = {
        "land_use": LAND_USE,
        "soil": SOIL,
        "lithok": LITHOCLASS,
        "strat": STRATIGRAPHY,
    }
    return {
        name: [(e.code, e.key, e.label_nl, e.label_en, e.color) for e in table.values()]
        for name, table in tables.items()
    }


def point_coverages(
    grids: Grids, values: Mapping[str, Values], at: tuple[float, float], crs: str, picked: Picked
) -> list[Content]:
    """Values at one place: a Point, a PointSeries over time, a VerticalProfile over height.

    Parameters
    ----------
    grids
        Where they come from.
    values
        Values by name: shape (1, 1), (time, 1, 1) or (z, 1, 1).
    at
        Longitude and latitude, or x and y.
    crs
        System of `at`.
    picked
        Which moments and heights they are of.
    """
    place = {"x": {"values": [at[0]]}, "y": {"values": [at[1]]}}
    kinds = {"": "Point", "time": "PointSeries", "z": "VerticalProfile"}
    if picked.heights.size == 1:
        kinds["z"] = "Point"
    return [
        _coverage(grids, _domain(kinds[axis], place | extra, crs), chosen, [short, "y", "x"])
        for axis, short, extra, chosen in _by_axis(grids, values, picked)
    ]


def grid_coverages(
    grids: Grids, values: Mapping[str, Values], rows: slice, columns: slice, picked: Picked
) -> list[Content]:
    """Values in a window, in RD New: a Grid for flat fields, one for those over time, one over height."""
    place = {"x": _regular(grids.grid.x[columns]), "y": _regular(grids.grid.y[rows])}
    return [
        _coverage(grids, _domain("Grid", place | extra, RD), chosen, [short, "y", "x"])
        for _, short, extra, chosen in _by_axis(grids, values, picked)
    ]


def line_coverages(
    grids: Grids, values: Mapping[str, Values], points: Points, crs: str, picked: Picked
) -> list[Content]:
    """Values along a line: a Trajectory (one per moment over time), or a Section for fields over height.

    Parameters
    ----------
    grids
        Where they come from.
    values
        Values by name, the last axis along the line: shape (n,), (time, n) or (z, n).
    points
        The places, x or longitude first; a line with heights has them here, and every field is (n,).
    crs
        System of the points.
    picked
        Which moments and heights they are of.
    """
    origin = grids.origin.isoformat().replace("+00:00", "Z")
    found = []
    for axis, _, extra, chosen in _by_axis(grids, values, picked):
        if axis == "time":
            for number, moment in enumerate(grids.moments(picked.places)):
                domain = _domain("Trajectory", _path(moment, points), crs)
                at_moment = {name: array[number] for name, array in chosen.items()}
                found.append(_coverage(grids, domain, at_moment, ["composite"]))
        elif axis == "z" and len(points[0]) == 2:
            domain = _domain("Section", _path(origin, points) | extra, crs)
            found.append(_coverage(grids, domain, chosen, ["z", "composite"]))
        else:
            domain = _domain("Trajectory", _path(origin, points), crs)
            found.append(_coverage(grids, domain, chosen, ["composite"]))
    return found


def merged(coverages: Sequence[Content]) -> Content:
    """One coverage as it is, several as a collection."""
    if len(coverages) == 1:
        return dict(coverages[0])
    parameters = {name: told for coverage in coverages for name, told in coverage["parameters"].items()}
    return {"type": "CoverageCollection", "parameters": parameters, "coverages": list(coverages)}


def _by_axis(
    grids: Grids, values: Mapping[str, Values], picked: Picked
) -> list[tuple[str, str, Content, dict[str, Values]]]:
    """Group fields by what they vary over, each group with its axis."""
    axes: dict[str, tuple[str, Content]] = {
        "": ("", {}),
        "time": ("t", {"t": {"values": grids.moments(picked.places)}}),
        "z": ("z", {"z": {"values": picked.heights.tolist()}}),
    }
    groups = {axis: {n: v for n, v in values.items() if grids.axis(n) == axis} for axis in axes}
    return [(axis, *axes[axis], chosen) for axis, chosen in groups.items() if chosen]


def _path(moment: str, points: Points) -> Content:
    coordinates = ["t", "x", "y", "z"][: 1 + len(points[0])]
    tuples = [[moment, *point] for point in points]
    return {"composite": {"dataType": "tuple", "coordinates": coordinates, "values": tuples}}


def _regular(centres: Values) -> Content:
    if centres.size == 1:
        return {"values": [float(centres[0])]}
    return {"start": float(centres[0]), "stop": float(centres[-1]), "num": int(centres.size)}


def _domain(kind: str, axes: Content, crs: str) -> Content:
    order = ["y", "x"] if crs == ETRS89 else ["x", "y"]
    system = "GeographicCRS" if crs in {CRS84, ETRS89} else "ProjectedCRS"
    referencing: list[Content] = [{"coordinates": order, "system": {"type": system, "id": crs}}]
    known = {*axes, *axes.get("composite", {}).get("coordinates", ())}
    if "z" in known:
        referencing.append({"coordinates": ["z"], "system": {"type": "VerticalCRS", "id": NAP}})
    if "t" in known:
        referencing.append({"coordinates": ["t"], "system": {"type": "TemporalRS", "calendar": "Gregorian"}})
    return {"type": "Domain", "domainType": kind, "axes": axes, "referencing": referencing}


def _coverage(grids: Grids, domain: Content, values: Mapping[str, Values], axes: Sequence[str]) -> Content:
    coverage = {
        "type": "Coverage",
        "domain": domain,
        "parameters": {name: parameter(grids, name) for name in values},
        "ranges": {name: _range(array, [axis for axis in axes if axis]) for name, array in values.items()},
    }
    return coverage | ({"description": {"en": TIME_NOTE}} if grids.seconds.size else {})


def _range(values: Values, axes: Sequence[str]) -> Content:
    kind = "float" if values.dtype.kind == "f" else "integer"
    return {
        "type": "NdArray",
        "dataType": kind,
        "axisNames": list(axes),
        "shape": list(values.shape),
        "values": _plain(values),
    }


def _plain(values: Values) -> Any:
    """Values in one row, null where they are masked, NaN or infinite."""
    if values.dtype.kind == "f":
        return np.ascontiguousarray(np.ma.filled(values, np.nan)).ravel()
    whole = values.astype(np.int64)
    if np.ma.is_masked(whole):
        return whole.ravel().tolist()
    return np.ascontiguousarray(np.ma.getdata(whole)).ravel()
