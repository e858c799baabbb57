"""Tables of the process `utility-check`; each begins with the theme, which not everybody may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from scenarios.utilities.pairs import verdict
from scenarios.utilities.sections import SLICES
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.utilities.found import Found
    from scenarios.utilities.lines import Lines

__all__ = ["tables"]


def tables(found: Found) -> dict[str, gpd.GeoDataFrame]:
    """Tables of what was found, those with rows."""
    made = {
        "clearances": _clearances(found),
        "cover": _cover(found),
        "beds": _beds(found),
        "dikes": _dikes(found),
        "search": _search(found),
        "sections": _sections(found),
        "levels": _levels(found),
    }
    return {
        f"utility_lines_{name}": _table(*parts) for name, parts in made.items() if parts and len(parts[1])
    }


def _table(columns: Mapping[str, Any], shapes: Any) -> gpd.GeoDataFrame:
    import geopandas as gpd

    names = {"id": np.array([f"{number}" for number in range(1, len(shapes) + 1)], object)}
    plain = {
        key: np.asarray(value, object if np.asarray(value).dtype.kind == "U" else None)
        for key, value in columns.items()
    }
    return gpd.GeoDataFrame(names | plain, geometry=shapes, crs=CRS)


def _clearances(found: Found) -> tuple[dict[str, Any], Any]:
    """Lines against lines, and against what is dug or planted."""
    lines, pairs = found.lines, found.pairs
    rows: list[dict[str, Any]] = [
        {
            "line": lines.id[pairs.first],
            "network": lines.network[pairs.first],
            "other": lines.id[pairs.second],
            "other_kind": lines.network[pairs.second],
            "planned": pairs.planned,
            "depths": _depths(lines, pairs.first, pairs.second),
            "beside": pairs.beside,
            "required_beside": pairs.required_beside,
            "above": pairs.above,
            "required_above": pairs.required_above,
            "length": pairs.length,
            "probability": pairs.probability,
            "place": pairs.place,
        }
    ]
    rows += [
        {
            "line": lines.id[each.line],
            "network": lines.network[each.line],
            "other": each.other,
            "other_kind": each.kind,
            "planned": each.planned,
            "depths": _depths(lines, each.line),
            "beside": each.beside,
            "required_beside": each.required,
            "above": each.above,
            "required_above": each.required_above,
            "length": np.full(each.line.size, np.nan),
            "probability": each.probability,
            "place": each.place,
        }
        for each in found.meetings
    ]
    whole = {key: np.concatenate([row[key] for row in rows]) for key in rows[0]}
    place = whole.pop("place")
    order = np.lexsort((-np.nan_to_num(whole["probability"], nan=2.0), ~whole["planned"]))
    columns = {key: value[order] for key, value in whole.items()}
    columns["verdict"] = verdict(columns["probability"])
    return columns, shapely.points(place[order])


def _depths(lines: Lines, *several: Any) -> Any:
    """Whether the depths of some lines together are ``measured``, ``assumed``, or one of them ``unknown``."""
    known = np.logical_and.reduce([lines.known[each] for each in several])
    measured = np.logical_and.reduce([lines.measured[each] for each in several])
    return np.where(~known, "unknown", np.where(measured, "measured", "assumed"))


def _cover(found: Found) -> tuple[dict[str, Any], Any]:
    """Lines with a length of too little cover, or whose depth is not known."""
    lines, cover = found.lines, found.cover
    some = np.flatnonzero((cover.lengths[0] > 0.0) | ~lines.known)
    return {
        "line": lines.id[some],
        "network": lines.network[some],
        "planned": lines.planned[some],
        "least_cover": cover.least[some],
        "required": cover.required[some],
        "length": cover.lengths[0][some],
        "verdict": np.where(lines.known[some], "too little", "unknown"),
    }, lines.shapes[some]


def _beds(found: Found) -> tuple[dict[str, Any], Any] | None:
    beds, lines = found.beds, found.lines
    if beds is None:
        return None
    return {
        "line": lines.id[beds.line],
        "network": lines.network[beds.line],
        "watercourse": beds.water,
        "planned": lines.planned[beds.line],
        "margin": beds.margin,
        "probability": beds.probability,
        "verdict": verdict(beds.probability),
    }, shapely.points(beds.place)


def _dikes(found: Found) -> tuple[dict[str, Any], Any] | None:
    dikes, lines = found.dikes, found.lines
    if dikes is None:
        return None
    return {
        "line": lines.id[dikes.line],
        "network": lines.network[dikes.line],
        "dike": dikes.dike,
        "planned": lines.planned[dikes.line],
        "radius": dikes.radius,
        "length_in_zone": dikes.inside,
        "length_of_influence": dikes.influence,
    }, lines.shapes[dikes.line]


def _search(found: Found) -> tuple[dict[str, Any], Any]:
    search, lines = found.search, found.lines
    return {
        "line": lines.id[search.line],
        "network": lines.network[search.line],
        "work": search.work,
        "work_kind": search.kind,
        "distance": search.distance,
        "length": search.length,
    }, lines.shapes[search.line]


def _sections(found: Found) -> tuple[dict[str, Any], Any] | None:
    sections = found.sections
    if sections is None:
        return None
    slices = {
        f"occupied_{above:g}_{below:g}": 100.0 * sections.occupied[:, layer]
        for layer, (above, below) in enumerate(pairwise(SLICES))
    }
    return {
        "road": sections.road,
        "along": sections.along,
        "width": sections.width,
        "lines": sections.count,
        **slices,
        "fullest": 100.0 * sections.occupied.max(axis=1),
    }, sections.line


def _levels(found: Found) -> tuple[dict[str, Any], Any] | None:
    """Lines that float or bend."""
    rows: Sequence[dict[str, str | float]] = found.levels.rows
    if not rows:
        return None
    places = dict(zip(found.lines.id.tolist(), found.lines.shapes, strict=True))
    return {
        "line": np.array([row["name"] for row in rows]),
        "state": np.array([row["state"] for row in rows]),
        "length": np.array([row["value"] for row in rows], np.float64),
    }, np.array([places.get(str(row["name"])) for row in rows], object)
