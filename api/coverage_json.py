"""CoverageJSON: points, series and grids of fields, with what they measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from api.grids import Grids, Values
from api.references import CRS84, ETRS89, RD

__all__ = ["COVERAGE", "TIME_NOTE", "grid_coverage", "parameter", "point_coverage"]

COVERAGE = "application/prs.coverage+json"
_STANDARD_NAMES = "http://vocab.nerc.ac.uk/standard_name/"
TIME_NOTE = (
    "The time axis starts at 1 January of the computed year: a computed moment, not a date that is foretold."
)
Content = dict[str, Any]
Places = npt.NDArray[np.intp]


def parameter(grids: Grids, name: str) -> Content:
    """Describe what a field measures, in Dutch and English."""
    attributes = grids.parameters[name].attrs
    english = str(attributes.get("long_name", name.replace("_", " ")))
    labels = {"nl": str(attributes.get("long_name_nl", english)), "en": english}
    observed: Content = {"label": labels}
    if standard := attributes.get("standard_name"):
        observed["id"] = f"{_STANDARD_NAMES}{standard}/"
    return {
        "type": "Parameter",
        "id": name,
        "description": labels,
        "unit": {"symbol": str(attributes.get("units", "1"))},
        "observedProperty": observed,
    }


def point_coverage(
    grids: Grids, values: Mapping[str, Values], at: tuple[float, float], crs: str, places: Places
) -> Content:
    """Values at one place: a Point for fields without time, a PointSeries for those over time, or both.

    Parameters
    ----------
    grids
        Where they come from.
    values
        Values by name: shape (1, 1), or (time, 1, 1).
    at
        Longitude and latitude, or x and y.
    crs
        System of `at`.
    places
        Which moments they are of.
    """
    axes = {"x": {"values": [at[0]]}, "y": {"values": [at[1]]}}
    flat = {name: array for name, array in values.items() if array.ndim == 2}
    series = {name: array for name, array in values.items() if array.ndim == 3}
    found = []
    if flat:
        found.append(_coverage(grids, _domain("Point", axes, crs), flat))
    if series:
        timed = axes | {"t": {"values": grids.moments(places)}}
        found.append(_coverage(grids, _domain("PointSeries", timed, crs), series))
    return _one_or_all(grids, found, values)


def grid_coverage(
    grids: Grids, values: Mapping[str, Values], rows: slice, columns: slice, places: Places
) -> Content:
    """Values in a window, in RD New: a Grid for fields without time, one with time for others, or both."""
    axes: Content = {
        "x": _regular(grids.grid.x[columns]),
        "y": _regular(grids.grid.y[rows]),
    }
    found = []
    for timed in (False, True):
        chosen = {name: array for name, array in values.items() if (array.ndim == 3) == timed}
        if chosen:
            time = {"t": {"values": grids.moments(places)}} if timed else {}
            found.append(_coverage(grids, _domain("Grid", axes | time, RD), chosen))
    return _one_or_all(grids, found, values)


def _regular(centres: npt.NDArray[np.float64]) -> Content:
    if centres.size == 1:
        return {"values": [float(centres[0])]}
    return {"start": float(centres[0]), "stop": float(centres[-1]), "num": int(centres.size)}


def _domain(kind: str, axes: Content, crs: str) -> Content:
    order = ["y", "x"] if crs == ETRS89 else ["x", "y"]
    system = "GeographicCRS" if crs in {CRS84, ETRS89} else "ProjectedCRS"
    referencing: list[Content] = [{"coordinates": order, "system": {"type": system, "id": crs}}]
    if "t" in axes:
        referencing.append({"coordinates": ["t"], "system": {"type": "TemporalRS", "calendar": "Gregorian"}})
    return {"type": "Domain", "domainType": kind, "axes": axes, "referencing": referencing}


def _coverage(grids: Grids, domain: Content, values: Mapping[str, Values]) -> Content:
    coverage = {
        "type": "Coverage",
        "domain": domain,
        "parameters": _parameters(grids, values),
        "ranges": {name: _range(array) for name, array in values.items()},
    }
    return coverage | ({"description": {"en": TIME_NOTE}} if "t" in domain["axes"] else {})


def _range(values: Values) -> Content:
    axes = ["t", "y", "x"][-values.ndim :]
    kind = "float" if values.dtype.kind == "f" else "integer"
    plain = values.astype(np.int64) if values.dtype.kind != "f" else values
    return {
        "type": "NdArray",
        "dataType": kind,
        "axisNames": axes,
        "shape": list(values.shape),
        "values": np.ascontiguousarray(plain).ravel(),
    }


def _parameters(grids: Grids, names: Mapping[str, Values]) -> Content:
    return {name: parameter(grids, name) for name in names}


def _one_or_all(grids: Grids, coverages: Sequence[Content], values: Mapping[str, Values]) -> Content:
    if len(coverages) == 1:
        return dict(coverages[0])
    return {
        "type": "CoverageCollection",
        "parameters": _parameters(grids, values),
        "coverages": list(coverages),
    }
