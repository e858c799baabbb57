"""Two drinking-water well fields of the demo: in the dunes and on the bank of the river."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import xarray as xr

from terrain.demo.curves import parallel_through
from terrain.demo.plan import line, point
from terrain.demo.voxels import THICKNESS
from twin.grid import CRS, GridSpec

__all__ = ["FIELDS", "WellField", "sand_interval", "wells"]

_YEAR = 31_557_600.0
_DAY = 86400.0
FIRST_SAND = 5
"""Lowest lithoclass that is sand: 5 fine, 6 medium, 7 coarse, 8 gravel."""


@dataclass(frozen=True, slots=True)
class WellField:
    """A row of pumping wells.

    Parameters
    ----------
    key, name
        Short key of the ids and the name of the field.
    anchor
        Name of the site in the plan that the row passes.
    along
        Name of the line of the plan that the row follows.
    count, spacing
        Number of wells and their distance [m].
    yearly
        Water pumped by the whole field [m3 per year].
    search
        Levels between which the screens are placed [m NAP]: highest, lowest.
    conductivity
        Horizontal conductivity of the pumped sand [m s-1].
    gradient, towards
        Slope of the head [1] and compass bearing to which the groundwater flows [degrees].
    recharge
        Rain that feeds the field from above [m s-1]; 0 for a field fed from the side.
    since
        Year in which pumping began.
    """

    key: str
    name: str
    anchor: str
    along: str
    count: int
    spacing: float
    yearly: float
    search: tuple[float, float]
    conductivity: float
    gradient: float
    towards: float
    recharge: float
    since: int

    @property
    def discharge(self) -> float:
        """Discharge of one well [m3 s-1]."""
        return self.yearly / _YEAR / self.count


FIELDS = (
    WellField("dune", "Duinwinning", "duinwinning", "duinrand", 12, 95.0, 0.8e6, (-16.0, -28.0), 40 / _DAY,
              0.0008, 90.0, 0.30 / _YEAR, 1968),
    WellField("river", "Oeverwinning", "oeverwinning", "rivierdijk", 12, 95.0, 1.8e6, (-31.0, -48.0),
              35 / _DAY, 0.0008, 180.0, 0.0, 1985),
)  # fmt: skip
"""The fields; Dutch ones pump 0.5-10 million m3 a year, conductivities are composites [unverified]."""


def sand_interval(
    voxels: xr.Dataset, x: float, y: float, highest: float, lowest: float, longest: float = 15.0
) -> tuple[float, float]:
    """Top and base [m NAP] of the thickest unbroken sand between two levels, at most `longest` metres of it.

    Parameters
    ----------
    voxels
        Voxel model of the demo.
    x, y
        Point [m RD] inside the model.
    highest, lowest
        Levels between which to look [m NAP].
    longest
        Greatest length of the interval [m].

    Raises
    ------
    ValueError
        If there is no sand between the levels.
    """
    row, column = (int(k) for k in GridSpec.of(voxels).index(x, y))
    z = voxels["z"].values
    sand = voxels["lithok"].values[:, row, column] >= FIRST_SAND
    sand &= (z + THICKNESS / 2 <= highest) & (z - THICKNESS / 2 >= lowest)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], sand.astype(np.int8), [0]])))
    if edges.size == 0:
        raise ValueError(f"no sand between {highest} and {lowest} m NAP at {x}, {y}")
    starts, ends = edges[::2], edges[1::2]
    best = int(np.argmax(ends - starts))
    top = float(z[ends[best] - 1]) + THICKNESS / 2
    return top, max(float(z[starts[best]]) - THICKNESS / 2, top - longest)


def _row(field: WellField) -> npt.NDArray[np.float64]:
    """Places of the wells of a field, shape (count, 2): parallel to its line, through its anchor."""
    anchor, guide = point(field.anchor), line(field.along)
    parallel = parallel_through(guide, anchor)
    middle = parallel.project(anchor)
    steps = (np.arange(field.count) - (field.count - 1) / 2) * field.spacing
    return np.round([parallel.interpolate(middle + step).coords[0] for step in steps], 1)


def wells(voxels: xr.Dataset) -> gpd.GeoDataFrame:
    """Place the pumping wells of both fields, each with its screen in sand.

    Parameters
    ----------
    voxels
        Voxel model of the demo; the screens stand in lithoclasses 5 to 8.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``wells``: id, name, kind, field, screen_top and screen_base [m NAP], discharge [m3 s-1,
        pumped out], status, valid_from (year).
    """
    rows = []
    for field in FIELDS:
        for number, (x, y) in enumerate(_row(field), start=1):
            top, base = sand_interval(voxels, x, y, *field.search)
            rows.append(
                {
                    "id": f"well-{field.key}-{number:02d}",
                    "name": f"{field.name} put {number}",
                    "kind": "drinking-water",
                    "field": field.key,
                    "screen_top": top,
                    "screen_base": base,
                    "discharge": field.discharge,
                    "status": "existing",
                    "valid_from": field.since,
                    "x": x,
                    "y": y,
                }
            )
    table = gpd.GeoDataFrame(rows)
    places = gpd.points_from_xy(table.pop("x"), table.pop("y"))
    return gpd.GeoDataFrame(table, geometry=places, crs=CRS)
