"""A small coast: sea, foreshore, a dike, and a polder with some houses behind it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, Point, box

from twin.grid import GridSpec
from twin.state import Twin

CREST_X = 60500.0
FORESHORE, POLDER, DIKE_TOP = 0.5, -1.5, 6.0


def table(columns: dict[str, list[object]], shapes: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:28992")


@pytest.fixture(scope="session")
def coast() -> Twin:
    """2 km x 1 km at 10 m: sea bed -5 m west of x = 60300, foreshore 0.5 m, dike to 6 m, polder -1.5 m."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 62000, 546000), 10)
    x, _ = np.meshgrid(grid.x, grid.y)
    ground = np.where(x < 60300, -5.0, np.where(x < CREST_X, FORESHORE, POLDER))
    body = DIKE_TOP - np.maximum(np.abs(x - CREST_X) - 5, 0) / 4
    ground = np.where(np.abs(x - CREST_X) < 35, np.maximum(ground, body), ground)
    sea = (x < 60300).astype(np.int8)
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), ground.astype(np.float32)),
            "sea": (("y", "x"), sea),
            "permanent_water": (("y", "x"), sea),
        },
        coords=grid.coords(),
    )
    features = {
        "dikes": table(
            {"id": ["zeedijk"], "crest_level": [8.0], "kind": ["primary"]},
            [LineString([(CREST_X, 544900), (CREST_X, 546100)])],
        ),
        "peilgebieden": table(
            {"id": ["polder-1", "polder-2"], "summer_level": [-1.9, -1.9], "winter_level": [-2.0, -2.1]},
            [box(60600, 545000, 62000, 545500), box(60600, 545500, 62000, 546000)],
        ),
        "buildings": table(
            {
                "id": ["low", "plain", "mound"],
                "floor_level": [-1.2, np.nan, 2.0],
                "year": [1900, 1950, 2000],
                "dwellings": [1, 2, 10],
            },
            [
                box(61000, 545500, 61010, 545510),
                box(61100, 545500, 61112, 545512),
                box(61500, 545100, 61510, 545110),
            ],
        ),
        "vital_objects": table(
            {"id": ["hospital"], "name": ["Hospital"], "kind": ["hospital"]}, [Point(61505, 545505)]
        ),
    }
    return Twin.from_datasets(surface, features=features, name="coast", reference_year=2025)
