"""Heat and cold in the ground of the demo: a doublet, licence areas, ten storage systems, closed loops."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import MultiPoint, Point

from terrain.demo.plan import BBOX, point
from terrain.demo.wells import sand_interval
from twin.grid import CRS, GridSpec
from twin.heat_reach import cooled_radius, thermal_radius

__all__ = ["ates", "closed_loops", "doublets"]

_X0, _Y0 = BBOX[:2]
_YEAR = 31_557_600.0
_HOUR = 3600.0
_INJECTED = 30.0  # degrees C
_POROSITY, _PERMEABILITY = {"RO": 0.18, "KN-DS": 0.20}, {"RO": 3e-13, "KN-DS": 5e-13}  # 1, m2 [unverified]
_DRIFT, _TOWARDS = 1.7 / _YEAR, 300.0
"""Speed of the thermal front in the sands of Urk and Sterksel [m s-1] and where to: 30 m/d, a slope of 1e-4
and 1.55 for the heat capacities [unverified]."""
SPACING_RATIO = 3.0
"""Distance of warm to cold well in thermal radii: planning practice [unverified]."""


@dataclass(frozen=True, slots=True)
class _Doublet:
    id: str
    name: str
    status: str
    at: Point
    bearing: float
    spacing: float
    flow_m3_h: float
    reservoir: str
    start: int
    end: int
    licence: bool
    owner: str


def _doublets() -> tuple[_Doublet, ...]:
    east = Point(_X0 + 10650.0, _Y0 + 4300.0)
    site = Point(point("doublet").x + 90.0, point("doublet").y)
    return (
        _Doublet("doublet-1", "Aardwarmte Glastuinbouw", "existing",
                 site, 118.0, 1400.0, 150.0, "RO", 2015, 2065, False, "glastuinbouw"),
        _Doublet("licence-1", "Winningsvergunning Glastuinbouw", "licence",
                 site, 118.0, 1400.0, 150.0, "RO", 2013, 2068, True, "glastuinbouw"),
        _Doublet("licence-2", "Startvergunning Oostpolder", "licence",
                 east, 72.0, 1400.0, 180.0, "KN-DS", 2027, 2057, True, "oostpolder"),
    )  # fmt: skip


def doublets(layers: xr.Dataset) -> gpd.GeoDataFrame:
    """Place the existing doublet and the two licence areas.

    Parameters
    ----------
    layers
        Layer model of the demo; it gives top and base of the reservoir between the wells.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``doublets``: a point at the well site for the doublet, a polygon for a licence. Wells leave
        the site vertically and deviate below ``kickoff_level`` [m NAP] to their bottom holes; flow in m3
        s-1. A licence covers the cooled radius of its whole term round both bottom holes plus 100 m.
    """
    rows, shapes = [], []
    for doublet in _doublets():
        row = _doublet_row(doublet, layers)
        rows.append(row)
        ends = MultiPoint([(row["producer_x"], row["producer_y"]), (row["injector_x"], row["injector_y"])])
        seconds = (doublet.end - doublet.start) * _YEAR
        height = row["reservoir_top"] - row["reservoir_base"]
        reach = cooled_radius(flow=row["flow"], seconds=seconds, height=height) + 100.0
        shapes.append(ends.convex_hull.buffer(reach, quad_segs=8) if doublet.licence else doublet.at)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _doublet_row(doublet: _Doublet, layers: xr.Dataset) -> dict[str, Any]:
    east, north = math.sin(math.radians(doublet.bearing)), math.cos(math.radians(doublet.bearing))
    half = doublet.spacing / 2
    row, column = (int(k) for k in GridSpec.of(layers).index(doublet.at.x, doublet.at.y))
    unit = layers.sel(layer=doublet.reservoir)
    return {
        "id": doublet.id,
        "name": doublet.name,
        "status": doublet.status,
        "reservoir": doublet.reservoir,
        "reservoir_top": round(float(unit["top"].values[row, column]), 1),
        "reservoir_base": round(float(unit["base"].values[row, column]), 1),
        "flow": doublet.flow_m3_h / _HOUR,
        "producer_x": round(doublet.at.x + half * east, 1),
        "producer_y": round(doublet.at.y + half * north, 1),
        "injector_x": round(doublet.at.x - half * east, 1),
        "injector_y": round(doublet.at.y - half * north, 1),
        "surface_x": doublet.at.x,
        "surface_y": doublet.at.y,
        "kickoff_level": -600.0,
        "injection_temperature": _INJECTED,
        "porosity": _POROSITY[doublet.reservoir],
        "permeability": _PERMEABILITY[doublet.reservoir],
        "owner": doublet.owner,
        "start": doublet.start,
        "end": doublet.end,
        "source": "fictional; rock [unverified]",
    }


_SYSTEMS = (
    # name, midpoint in local metres, bearing from cold to warm [degrees], m3 per season, status, year
    ("Ziekenhuis", (5960, 6190), 95.0, 140_000, "existing", 2009),
    ("Station", (6480, 6180), 20.0, 60_000, "existing", 2016),
    ("Kantoor waterschap", (6690, 6690), 60.0, 45_000, "existing", 2012),
    ("Stadhuis", (6330, 7120), 10.0, 40_000, "existing", 2018),
    ("Nieuwe wijk noord", (5330, 6180), 45.0, 90_000, "existing", 2019),
    ("Nieuwe wijk midden", (5560, 5850), 120.0, 110_000, "existing", 2021),
    ("Nieuwe wijk zuid", (6010, 5540), 80.0, 80_000, "licence", 2026),
    ("Datacentrum", (6890, 5620), 150.0, 150_000, "existing", 2020),
    ("Glastuinbouw", (4760, 7420), 70.0, 160_000, "existing", 2014),
    ("Haven", (8480, 8650), 75.0, 70_000, "licence", 2027),
)


def ates(voxels: xr.Dataset) -> gpd.GeoDataFrame:
    """Place the storage systems, each a warm and a cold well with filters in the sands of Urk and Sterksel.

    Parameters
    ----------
    voxels
        Voxel model of the demo; the filters stand in sand below -31 m NAP.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``ates``: midpoint, places of both wells [m RD], filter_top and filter_base [m NAP], volume
        [m3 per season], thermal_radius [m], drift_x and drift_y of the thermal front [m s-1], start; warm and
        cold lie at least three thermal radii apart.
    """
    rows, shapes = [], []
    for number, (name, (u, v), bearing, volume, status, year) in enumerate(_SYSTEMS, start=1):
        x, y = _X0 + u, _Y0 + v
        top, base = sand_interval(voxels, x, y, -31.0, -50.0, longest=16.0)
        radius = thermal_radius(volume=volume, length=top - base)
        half = math.ceil(SPACING_RATIO * radius / 10.0) * 5.0 + 1.0
        east, north = half * math.sin(math.radians(bearing)), half * math.cos(math.radians(bearing))
        places = {"warm_x": x + east, "warm_y": y + north, "cold_x": x - east, "cold_y": y - north}
        rows.append(
            {
                "id": f"ates-{number:02d}",
                "name": name,
                **{key: round(value, 1) for key, value in places.items()},
                "filter_top": top,
                "filter_base": base,
                "volume": float(volume),
                "thermal_radius": round(radius, 2),
                "drift_x": _DRIFT * math.sin(math.radians(_TOWARDS)),
                "drift_y": _DRIFT * math.cos(math.radians(_TOWARDS)),
                "status": status,
                "start": year,
                "valid_from": year,
            }
        )
        shapes.append(Point(x, y))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


_LOOPS = (
    # name, middle in local metres, rows, columns, W per metre net taken out, status, year
    ("Dorpsschool", (5740, 2260), 3, 4, 2.0, "existing", 2017),
    ("Nieuwbouw dorp", (5800, 2230), 4, 6, 3.0, "licence", 2027),
)
_APART, _LENGTH = 6.0, 150.0


def closed_loops(surface: xr.Dataset) -> gpd.GeoDataFrame:
    """Place two fields of closed loops in a village, some 60 m from each other.

    Parameters
    ----------
    surface
        ``ground_level`` [m NAP]; loops begin 1 m below it.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``closed_loops``: a point for each borehole, top_level and base_level [m NAP], heat taken out
        over the years [W m-1], start, status.
    """
    rows, shapes = [], []
    for number, (name, (u, v), deep, wide, heat, status, year) in enumerate(_LOOPS, start=1):
        east, north = np.meshgrid(np.arange(wide) - (wide - 1) / 2, np.arange(deep) - (deep - 1) / 2)
        x, y = _X0 + u + _APART * east.ravel(), _Y0 + v + _APART * north.ravel()
        row, column = (int(k) for k in GridSpec.of(surface).index(_X0 + u, _Y0 + v))
        top = round(float(surface["ground_level"].values[row, column]) - 1.0, 2)
        rows.append(
            {
                "id": f"loops-{number}",
                "name": name,
                "top_level": top,
                "base_level": top - _LENGTH,
                "heat": heat,
                "status": status,
                "start": year,
            }
        )
        shapes.append(MultiPoint(np.column_stack([x, y])))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
