"""A flat twin of 8 km x 6 km with a few layers, and rows of heat in it."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import MultiPoint, Point

from twin.grid import GridSpec
from twin.state import Twin

CRS = "EPSG:28992"
MIDDLE = (64000.0, 548000.0)
LAYERS = (
    # key, top, base [m NAP], kind
    ("UR-ST", 0.0, -60.0, "aquifer"),
    ("WA", -60.0, -75.0, "aquitard"),
    ("PZWA", -75.0, -170.0, "aquifer"),
    ("NM", -170.0, -1900.0, "seal"),
    ("RO", -2000.0, -2200.0, "reservoir"),
)
"""Nothing is known between 1900 and 2000 m below NAP."""


def table(rows, shapes):
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def flat(*, layered=False, **features):
    """Ground at 0 m NAP, 100 m cells, with themes and perhaps layers."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 68000, 551000), 100)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros(grid.shape, np.float32))}, coords=grid.coords()
    )
    return Twin.from_datasets(
        surface, _layers() if layered else None, features, name="flat", reference_year=2025
    )


def _layers():
    grid, _ = GridSpec.from_bbox((60000, 545000, 68000, 551000), 1000)
    shape = (len(LAYERS), *grid.shape)
    top, base = (
        np.broadcast_to(np.array([layer[k] for layer in LAYERS])[:, None, None], shape).astype(np.float32)
        for k in (1, 2)
    )
    dataset = xr.Dataset(
        {"top": (("layer", "y", "x"), top), "base": (("layer", "y", "x"), base)},
        coords={**grid.coords(), "layer": [layer[0] for layer in LAYERS]},
    )
    dataset.coords["kind"] = ("layer", [layer[3] for layer in LAYERS])
    return xr.DataTree.from_dict({"/layers": dataset})


def doublet(name="d", *, spacing=1500.0, at=MIDDLE, **columns):
    """The worked doublet: 60 m of reservoir at 2200 m, 150 m3/h, wells 1500 m apart."""
    x, y = at
    return {
        "id": name, "flow": 150 / 3600, "reservoir_top": -2170.0, "reservoir_base": -2230.0,
        "producer_x": x - spacing / 2, "producer_y": y, "injector_x": x + spacing / 2, "injector_y": y,
        "start": 2030, "end": 2060, "injection_temperature": 35.0, "porosity": 0.18, "permeability": 3e-13,
        **columns,
    }  # fmt: skip


def doublets(*rows, at=MIDDLE):
    return table(list(rows), [Point(at)] * len(rows))


def store(name="a", *, at=MIDDLE, apart=128.963916, **columns):
    """The worked store: 150,000 m3 through 40 m of filter, warm and cold three radii apart."""
    x, y = at
    return {
        "id": name, "warm_x": x - apart / 2, "warm_y": y, "cold_x": x + apart / 2, "cold_y": y,
        "filter_top": -10.0, "filter_base": -50.0, "volume": 150_000.0, **columns,
    }  # fmt: skip


def stores(*rows):
    return table(list(rows), [Point(row["cold_x"], row["cold_y"]) for row in rows])


def loops(name="l", *, places=((64000.0, 548000.0),), **columns):
    return {"id": name, "top_level": -1.0, "base_level": -151.0, "heat": 3.0, "places": places, **columns}


def loop_table(*rows):
    shapes = [MultiPoint(row["places"]) for row in rows]
    return table([{key: row[key] for key in row if key != "places"} for row in rows], shapes)


def same_six_figures(found, worked):
    """Whether a number rounds to the six figures of a worked value."""
    if worked == 0.0:
        return found == 0.0
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(worked))) - 5)
    return abs(found - worked) <= half * (1.0 + 1e-6)
