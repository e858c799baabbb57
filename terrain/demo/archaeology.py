"""Archaeology of the demo: known sites with their depth, and zones of expectation."""

from __future__ import annotations

import math
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
import xarray as xr
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate, scale
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from terrain.demo.curves import parallel_through
from terrain.demo.plan import BBOX, line, point, polygon
from terrain.demo.stratigraphy import DONK, OLD_BELT
from twin.grid import CRS, GridSpec

__all__ = ["archaeology", "expectation_zones"]

_X0, _Y0 = BBOX[:2]

Site = tuple[str, str, str, str, BaseGeometry, float, float, str]


def _ellipse(centre: Point, length: float, width: float, angle: float) -> Polygon:
    return rotate(scale(centre.buffer(0.5, quad_segs=12), length, width), angle)


def _rectangle(centre: Point, length: float, width: float, angle: float) -> Polygon:
    shape = box(centre.x - length / 2, centre.y - width / 2, centre.x + length / 2, centre.y + width / 2)
    return rotate(shape.buffer(-12).buffer(12, quad_segs=4), angle)


def _hull_of_ship(centre: Point, length: float, width: float, angle: float) -> Polygon:
    along = np.linspace(-0.5, 0.5, 21)
    half = 0.5 * np.sqrt(np.clip(1.0 - np.abs(2.0 * along) ** 2.6, 0.0, 1.0))
    outline = np.concatenate([np.column_stack([along, half]), np.column_stack([along, -half])[::-1]])
    return rotate(Polygon(outline * (length, width) + (centre.x, centre.y)).buffer(0), angle)


def _roman_road() -> LineString:
    """Along the river on its natural levee, past the fort."""
    fort, dike = point("castellum"), line("rivierdijk")
    parallel = parallel_through(dike, fort)
    middle = parallel.project(fort)
    return LineString(np.round(substring(parallel, middle - 1500.0, middle + 2600.0).simplify(3.0).coords, 1))


def _bearing(at: Point) -> float:
    """Direction of the Roman road at a point [degrees from the east]."""
    road = _roman_road()
    here = road.project(at)
    first, second = road.interpolate(here - 60.0), road.interpolate(here + 60.0)
    return math.degrees(math.atan2(second.y - first.y, second.x - first.x))


def _sites() -> tuple[Site, ...]:
    """Id, name, kind, period, shape, cover [m], thickness [m] and value of every known site."""
    fort, castle, wreck = point("castellum"), point("burcht"), point("wrak")
    camp = Point(fort.x + 165.0, fort.y + 15.0)
    return (
        ("roman-road", "Limesweg", "road", "Roman, 47-275", _roman_road(), 0.7, 0.6, "very high"),
        ("roman-fort", "Castellum", "fort", "Roman, 47-275",
         _rectangle(fort, 150, 105, _bearing(fort)), 0.8, 1.6, "very high, protected"),
        ("roman-vicus", "Kampdorp", "settlement", "Roman, 60-260",
         _rectangle(camp, 150, 70, _bearing(fort)), 0.7, 0.8, "high"),
        ("terp-1", "Terp", "dwelling mound", "Iron Age - late Middle Ages",
         _ellipse(point("terp"), 130, 100, 20), 0.3, 2.6, "very high, protected"),
        ("castle-moat", "Burcht, gracht", "moat", "late Middle Ages, 1270-1426",
         castle.buffer(48, quad_segs=12).difference(castle.buffer(33, quad_segs=12)), 0.6, 2.2, "very high"),
        ("castle-mound", "Burcht, burchtheuvel", "castle", "late Middle Ages, 1270-1426",
         castle.buffer(30, quad_segs=12), 0.3, 2.0, "very high"),
        ("wreck-1", "Scheepswrak", "shipwreck", "early modern, about 1610",
         _hull_of_ship(wreck, 26.0, 6.4, 35.0), 0.7, 1.5, "high"),
        ("old-town", "Stadskern", "town", "Middle Ages - modern", polygon("oude-stad"), 0.5, 3.0, "high"),
        ("donk-1", "Rivierduin", "camp site", "Mesolithic, 7000-5000 BC",
         _ellipse(DONK, 170, 120, 40), 1.0, 0.7, "very high"),
        ("bunker-1", "Bunkercomplex", "bunker", "Second World War, 1942-1944",
         _rectangle(Point(_X0 + 2990, _Y0 + 7650), 90, 60, 15), 0.6, 4.0, "value"),
    )  # fmt: skip


def _farm_mounds() -> list[Site]:
    """House platforms of the peat reclamation, a strip of them at the heads of the parcels."""
    row = LineString([(_X0 + 7900.0, _Y0 + 6050.0), (_X0 + 9150.0, _Y0 + 6000.0)])
    places = [row.interpolate((k + 0.5) / 6, normalized=True) for k in range(6)]
    return [
        (f"house-mound-{k + 1}", f"Huisterp {k + 1}", "dwelling mound", "Middle Ages, 1050-1350",
         _ellipse(at, 34, 24, 80), 0.3, 0.9, "high")
        for k, at in enumerate(places)
    ]  # fmt: skip


def _lowest(surface: xr.Dataset) -> Callable[[BaseGeometry], float]:
    """Function that gives the lowest ground [m NAP] along and within a shape."""
    grid, ground = GridSpec.of(surface), surface["ground_level"].values

    def lowest(shape: BaseGeometry) -> float:
        dense = shapely.get_coordinates(shapely.segmentize(shape, grid.dx / 2))
        left, low, right, high = shape.bounds
        step = min(grid.dx, max((right - left) / 4, 1.0))
        x, y = (
            mesh.ravel() for mesh in np.meshgrid(np.arange(left, right, step), np.arange(low, high, step))
        )
        inside = shapely.contains_xy(shape, x, y)
        points = np.concatenate([dense, np.column_stack([x[inside], y[inside]])])
        return float(np.nanmin(ground[grid.index(points[:, 0], points[:, 1])]))

    return lowest


def archaeology(surface: xr.Dataset) -> gpd.GeoDataFrame:
    """Place the known sites, each wholly below the lowest ground above it.

    Parameters
    ----------
    surface
        ``ground_level`` [m NAP].

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``archaeology``: id, name, kind, period, top_level and base_level [m NAP], value, valid_from.
    """
    lowest = _lowest(surface)
    rows, shapes = [], []
    for key, name, kind, period, shape, cover, thickness, value in [*_sites(), *_farm_mounds()]:
        top = round(lowest(shape) - cover, 2)
        rows.append(
            {
                "id": key,
                "name": name,
                "kind": kind,
                "period": period,
                "top_level": top,
                "base_level": round(top - thickness, 2),
                "value": value,
                "valid_from": 2014,
            }
        )
        shapes.append(shape)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


_THRESHOLDS = {"high": (500.0, 0.30), "medium": (1000.0, 0.40), "low": (25000.0, 0.40)}
"""Area [m2] and depth [m] above which a plan needs research, as in one municipal plan (Meerssen)."""


def expectation_zones() -> gpd.GeoDataFrame:
    """Divide the land into zones of high, medium and low archaeological expectation.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``expectation_zones``: id, expectation, basis, top_depth [m below ground] of the level that
        may hold remains, free_area [m2] and free_depth [m] of disturbance without a duty to research.
        Zones do not overlap.
    """
    land = polygon("binnendijks").union(polygon("duinen"))
    levee = line("rivierdijk").buffer(330.0).difference(line("rivier").buffer(120.0))
    candidates = [
        ("high-terp", "high", "terp", point("terp").buffer(150.0, quad_segs=8), 0.3),
        ("high-creek-ridge", "high", "creek ridge", line("kreekrug").buffer(190.0, quad_segs=6), 0.3),
        ("high-levee", "high", "natural levee", levee, 0.4),
        ("high-river-dune", "high", "river dune", DONK.buffer(190.0, quad_segs=8), 0.8),
        ("medium-buried-belt", "medium", "buried river course", OLD_BELT.buffer(180.0, quad_segs=6), 2.5),
        ("medium-flank", "medium", "cover sand", polygon("flank"), 0.3),
        ("medium-clay", "medium", "marine clay on peat", polygon("kleipolder-1"), 0.4),
        ("medium-dunes", "medium", "old dunes", polygon("duinen"), 1.0),
        ("low-peat", "low", "peat and lake bed", land, 0.4),
    ]
    rows, shapes = [], []
    taken: BaseGeometry = Polygon()
    for key, expectation, basis, shape, depth in candidates:
        area, threshold = _THRESHOLDS[expectation]
        rows.append(
            {
                "id": key,
                "expectation": expectation,
                "basis": basis,
                "top_depth": depth,
                "free_area": area,
                "free_depth": threshold,
            }
        )
        shapes.append(shape.intersection(land).difference(taken).simplify(1.0))
        taken = taken.union(shape)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
