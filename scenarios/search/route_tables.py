"""Routes as tables: lines in space, what they meet, and the archaeology that they dig."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import LineString

from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from scenarios.search.route_outcome import Route
    from scenarios.search.route_stack import Laying

__all__ = ["route_tables"]

_NAMES = {
    "least-conflict": ("Tracé met de minste hinder", "Least-conflict route"),
    "direct": ("Rechtdoor", "Straight on"),
}


def route_tables(routes: Sequence[Route], laying: Laying) -> dict[str, gpd.GeoDataFrame]:
    """Tables of routes.

    Returns
    -------
    dict of GeoDataFrame
        ``utility_lines_routes``: a line with heights for each; ``corners`` holds its corners as JSON,
        ``[[x, y, depth], ...]``. ``utility_lines_route_runs``: runs that are laid in one way.
        ``utility_lines_route_conflicts``: what each meets. ``archaeology_route_disturbance``: what each digs.
    """
    tables = {
        "utility_lines_routes": [_route(route, laying) for route in routes],
        "utility_lines_route_runs": [row for route in routes for row in _runs(route)],
        "utility_lines_route_conflicts": [row for route in routes for row in _conflicts(route)],
        "archaeology_route_disturbance": [row for route in routes for row in _disturbed(route)],
    }
    return {name: _table(rows) for name, rows in tables.items() if rows}


def _table(rows: list[tuple[dict[str, Any], BaseGeometry]]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame([row for row, _ in rows], geometry=[shape for _, shape in rows], crs=CRS)


def _route(route: Route, laying: Laying) -> tuple[dict[str, Any], BaseGeometry]:
    line = route.line
    row = {
        "id": route.name,
        "name_nl": _NAMES[route.name][0],
        "name_en": _NAMES[route.name][1],
        "network": laying.network,
        "diameter": laying.diameter,
        "length": line.length(),
        "drilled_length": line.length(drilled=True),
        "deepest": float(line.depth.max()),
        "bend_radius": line.radius if math.isfinite(line.radius) else math.nan,
        "cost": route.cost,
        "blocked_length": route.blocked,
        "conflicts": len(route.met),
        "archaeology": route.total.sites,
        "expected_archaeology": route.total.expected,
        "research": route.total.research,
        "corners": json.dumps(_corners(route)),
    }
    return row, line.shape


def _corners(route: Route) -> list[list[float]]:
    """Places where course or depth change, with the depth of the top there [m below ground]."""
    line = route.line
    plan = shapely.get_coordinates(LineString(line.places[:, :2]).simplify(0.5))
    at = {tuple(place): number for number, place in enumerate(line.places[:, :2].tolist())}
    kept = {at[tuple(place)] for place in plan.tolist()}
    bent = np.flatnonzero(np.abs(np.diff(line.depth, n=2)) > 1e-6) + 1
    numbers = sorted(kept | set(bent.tolist()) | {0, len(line.depth) - 1})
    return [
        [
            round(float(line.places[n, 0]), 2),
            round(float(line.places[n, 1]), 2),
            round(float(line.depth[n]), 2),
        ]
        for n in numbers
    ]


def _runs(route: Route) -> list[tuple[dict[str, Any], BaseGeometry]]:
    line = route.line
    rows: list[tuple[dict[str, Any], BaseGeometry]] = []
    for number, (begin, stop) in enumerate(line.runs()):
        places = line.places[begin : stop + 1]
        row = {
            "id": f"{route.name}-{number}",
            "route": route.name,
            "method": "drilling" if line.drilled[begin] else "trench",
            "length": float(np.sqrt((np.diff(places, axis=0) ** 2).sum(axis=1)).sum()),
            "least_depth": float(line.depth[begin : stop + 1].min()),
            "greatest_depth": float(line.depth[begin : stop + 1].max()),
            "highest": float(places[:, 2].max()),
            "lowest": float(places[:, 2].min()),
        }
        rows.append((row, LineString(places)))
    return rows


def _conflicts(route: Route) -> list[tuple[dict[str, Any], BaseGeometry]]:
    return [
        (
            {
                "id": f"{route.name}-{number}",
                "route": route.name,
                "other": verdict.second,
                "rule": verdict.rule,
                "verdict": verdict.verdict,
                "margin": math.nan if verdict.margin is None else verdict.margin,
                "explanation_nl": verdict.explanation["nl"],
                "explanation_en": verdict.explanation["en"],
                "remedy_nl": "; ".join(verdict.remedies["nl"]),
                "remedy_en": "; ".join(verdict.remedies["en"]),
                "source": verdict.source,
                "status": verdict.status,
            },
            claim.footprint,
        )
        for number, (claim, verdict) in enumerate(route.met)
    ]


def _disturbed(route: Route) -> list[tuple[dict[str, Any], BaseGeometry]]:
    return [
        (
            {
                "id": f"{route.name}-{one.body.id}",
                "route": route.name,
                "body": one.body.id,
                "name": one.body.name,
                "known": one.body.known,
                "value": one.body.value,
                "volume": one.volume,
                "area": one.area,
                "research": one.research,
            },
            one.shape,
        )
        for one in route.disturbed
        if one.volume > 0.0
    ]
