"""Zones that protect drinking water and nature in the demo, with the water zones sized by travel time."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import shapely
from shapely import Polygon
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from terrain.demo.plan import BBOX, polygon, polygons
from terrain.demo.stratigraphy import Strata
from terrain.demo.wells import FIELDS, WellField
from twin.grid import CRS

__all__ = ["field_zone", "isochrone", "protection_zones", "recharged_area"]

_X0, _Y0 = BBOX[:2]
_DAY = 86400.0
_YEAR = 31_557_600.0
POROSITY = 0.35
"""Pore volume of the pumped sand [1]."""
_FORMULA = {
    "river": "travel time: isochrones of Bear & Jacobs 1965, area Q t / (n H)",
    "dune": "age: recharged area Q / N (1 - exp(-N t / (n H)))",
}
_ANGLES = 96


def isochrone(
    *, discharge: float, seconds: float, height: float, conductivity: float, gradient: float
) -> Polygon:
    """Ground from which water reaches a well within a time, in uniform flow (Bear & Jacobs 1965).

    Travel time of a point at distances ``x`` up and ``y`` across the flow, both in units of ``Q / (2 pi T
    i)``: ``t = x - ln(cos y + x sin(y) / y)``, in units of ``n H x0 / (T i)``. The area is ``Q t / (n H)``.

    Parameters
    ----------
    discharge
        Pumped flow [m3 s-1], > 0.
    seconds
        Travel time [s], > 0.
    height
        Thickness of the pumped sand [m], > 0.
    conductivity
        Horizontal conductivity [m s-1], > 0.
    gradient
        Slope of the undisturbed head [1], > 0.

    Returns
    -------
    Polygon
        Outline round a well in (0, 0) with upstream towards +x [m].
    """
    unit = discharge / (2.0 * math.pi * conductivity * height * gradient)
    time = seconds * conductivity * gradient / (POROSITY * unit)
    angle = 2.0 * math.pi * np.arange(_ANGLES) / _ANGLES
    east, north = np.cos(angle), np.sin(angle)
    low, high = np.zeros(_ANGLES), np.full(_ANGLES, time + math.log1p(time + 10.0) + 10.0)
    for _ in range(60):
        middle = (low + high) / 2
        x, y = middle * east, middle * north
        inside = np.cos(y) + x * np.sinc(y / math.pi)
        caught = (np.abs(y) < math.pi) & (inside > 0)
        elapsed = np.where(caught, x - np.log(np.where(caught, inside, 1.0)), np.inf)
        low, high = np.where(elapsed <= time, middle, low), np.where(elapsed <= time, high, middle)
    return Polygon(np.column_stack([low * east, low * north]) * unit)


def recharged_area(*, discharge: float, recharge: float, seconds: float, height: float) -> float:
    """Ground below which the water that reaches a field is younger than a time [m2].

    ``a(t) = (Q / N) (1 - exp(-N t / (n H)))``: groundwater fed by rain, ageing with depth.

    Parameters
    ----------
    discharge
        Pumped flow of the field [m3 s-1].
    recharge
        Net rain [m s-1], > 0.
    seconds
        Age [s].
    height
        Thickness of the pumped sand [m].
    """
    return discharge / recharge * (1.0 - math.exp(-recharge * seconds / (POROSITY * height)))


def field_zone(field: WellField, wells: gpd.GeoDataFrame, seconds: float, height: float) -> BaseGeometry:
    """Outline of the ground whose water reaches the wells of a field within a time.

    The isochrones of the single wells are joined and widened until the area holds the pumped water: ``Q t /
    (n H)`` for a field fed from the side, the recharged area within the dunes for a field fed by rain.
    Short times keep the line round all wells.

    Parameters
    ----------
    field
        Discharge, conductivity, direction of flow and recharge.
    wells
        The wells of the field.
    seconds
        Travel time [s].
    height
        Thickness of the pumped sand [m].
    """
    single = isochrone(
        discharge=field.discharge,
        seconds=min(seconds, _YEAR) if field.recharge else seconds,
        height=height,
        conductivity=field.conductivity,
        gradient=field.gradient,
    )
    upstream = rotate(single, 90.0 - (field.towards + 180.0), origin=(0, 0))
    around = shapely.union_all([translate(upstream, well.x, well.y) for well in wells.geometry]).convex_hull
    flow = field.discharge * field.count
    if not field.recharge:
        return _widened(around, flow * seconds / (POROSITY * height), around.buffer(1e5))
    area = recharged_area(discharge=flow, recharge=field.recharge, seconds=seconds, height=height)
    return _widened(around, area, polygon("duinen"))


def _widened(shape: BaseGeometry, area: float, within: BaseGeometry) -> BaseGeometry:
    """The outline grown evenly until it holds an area inside another shape; as it is when it already does."""
    low, high = 0.0, 6000.0
    for _ in range(40):
        middle = (low + high) / 2
        enough = shape.buffer(middle, quad_segs=16).intersection(within).area >= area
        low, high = (low, middle) if enough else (middle, high)
    return shape.buffer(high, quad_segs=16).intersection(within) if high > 1e-6 else shape


def protection_zones(wells: gpd.GeoDataFrame, strata: Strata) -> gpd.GeoDataFrame:
    """Lay the zones round both well fields, the strategic reserve below the flank and the dune nature area.

    Parameters
    ----------
    wells
        Theme ``wells`` of the demo.
    strata
        Deposits; they give the levels of aquifer and seal.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``protection_zones``: id, name, kind, top_level and base_level [m NAP], rule, source, status,
        valid_from.
    """
    rows = [
        row for field in FIELDS for row in _water_zones(field, wells[wells["field"] == field.key], strata)
    ]
    rows += [_reserve(strata), *_nature(strata)]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _water_zones(field: WellField, wells: gpd.GeoDataFrame, strata: Strata) -> list[dict[str, object]]:
    """60 days, 25 years and, where a clay seals the aquifer, the zone without boreholes of 100 years."""
    top, base = _aquifer(field, wells, strata)
    spans = {
        "waterwingebied": 60.0 * _DAY,
        "grondwaterbeschermingsgebied": 25.0 * _YEAR,
        "boringsvrije-zone": 100.0 * _YEAR,
    }
    area, found, inner = polygon("gebied"), [], None
    for kind, seconds in spans.items():
        if kind == "boringsvrije-zone" and field.key != "river":
            continue
        zone = field_zone(field, wells, seconds, top - base)
        inner = zone if inner is None else shapely.union_all([zone, inner])
        found.append(_zone(field, kind, inner.intersection(area), strata, wells))
    return found


def _aquifer(field: WellField, wells: gpd.GeoDataFrame, strata: Strata) -> tuple[float, float]:
    """Mean top and base of the pumped sand [m NAP]: Kreftenheye below the dunes, Urk beside the river."""
    body = strata.body("KR" if field.key == "dune" else "UR")
    x, y = wells.geometry.x, wells.geometry.y
    return float(strata.sample(body.top, x, y).mean()), float(strata.sample(body.base, x, y).mean())


_RULES = {
    "waterwingebied": ("wwg", "60 d", "only activities for the abstraction"),
    "grondwaterbeschermingsgebied": ("gwb", "25 yr", "no soil energy, no boreholes, no digging below 3 m"),
    "boringsvrije-zone": ("bvz", "100 yr", "no boreholes or soil energy below the top of the sealing clay"),
}


def _zone(
    field: WellField, kind: str, shape: BaseGeometry, strata: Strata, wells: gpd.GeoDataFrame
) -> dict[str, object]:
    short, span, rule = _RULES[kind]
    _, base = _aquifer(field, wells, strata)
    ground = strata.ground[shapely.contains_xy(shape, *np.meshgrid(strata.grid.x, strata.grid.y))]
    seal = strata.sample(strata.body("EE").top, wells.geometry.x, wells.geometry.y).max()
    top = seal if kind == "boringsvrije-zone" else max(ground.max(initial=-99.0), _at(strata, wells))
    return {
        "id": f"{short}-{field.key}",
        "name": f"{field.name}, {kind}",
        "kind": kind,
        "top_level": round(float(top), 2),
        "base_level": round(base, 2),
        "rule": rule,
        "source": f"{span} {_FORMULA[field.key]}; rule as in provincial ordinances",
        "status": "in-force",
        "valid_from": field.since,
        "geometry": shape,
    }


def _at(strata: Strata, wells: gpd.GeoDataFrame) -> float:
    return float(strata.sample(strata.ground, wells.geometry.x, wells.geometry.y).max())


def _reserve(strata: Strata) -> dict[str, object]:
    """Additional strategic reserve: fresh water in the sand of the flank, kept for demand after 2040."""
    outline = [
        (10900, 700),
        (12100, 500),
        (12700, 1200),
        (12600, 2300),
        (11700, 2650),
        (10900, 2100),
        (10600, 1300),
    ]
    shape = Polygon(np.add(outline, (_X0, _Y0))).buffer(120.0, quad_segs=6).intersection(polygon("gebied"))
    top = strata.sample(strata.body("DRGI").base, shape.centroid.x, shape.centroid.y)
    return {
        "id": "asv-flank",
        "name": "Aanvullende strategische voorraad Zandflank",
        "kind": "asv",
        "top_level": round(float(top), 2),
        "base_level": -60.0,
        "rule": "no soil energy or deep drilling inside the reserved sand",
        "source": "reserved by the province for demand to 2040-2050; interval [unverified]",
        "status": "reserved",
        "valid_from": 2022,
        "geometry": shape,
    }


def _nature(strata: Strata) -> list[dict[str, object]]:
    """Natura 2000 dunes: the parts of the plan that carry the name."""
    found: list[dict[str, object]] = []
    for name, shape in polygons().items():
        if not name.startswith("natura2000"):
            continue
        inside = strata.ground[shapely.contains_xy(shape, *np.meshgrid(strata.grid.x, strata.grid.y))]
        found.append(
            {
                "id": name,
                "name": "Natura 2000 Duinen",
                "kind": "natura2000",
                "top_level": round(float(inside.max()), 2),
                "base_level": round(float(inside.min()) - 2.0, 2),
                "rule": "habitat of grey dunes: no significant effect on the groundwater of the dune slacks",
                "source": "fictional designation",
                "status": "in-force",
                "valid_from": 2009,
                "geometry": shape,
            }
        )
    return found
