"""Hand-over of a raised polder to the process `flood`: less room, so more rain stands on the land."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import box

from scenarios.run import run
from twin.grid import GridSpec
from twin.state import Twin

RAISE = {"kind": "water-level-raise", "areas": ["a"], "by": 0.3, "start": 2026}
FLOOD = {"flood": {"hours": 25.0, "output_minutes": 300.0, "pumps": "off"}}


@pytest.fixture(scope="module")
def polder() -> Twin:
    """400 x 400 m at 10 m, ditches of 10 m each 50 m, land from -1.5 to -1.3 m NAP over a level of -2.1."""
    grid, _ = GridSpec.from_bbox((60_000, 545_000, 60_400, 545_400), 10)
    x, y = np.meshgrid(grid.x, grid.y)
    ditch = (x - 60_005) % 50 < 10
    ground = np.where(ditch, -2.1, -1.5 + 0.2 * (y - 545_000) / 400).astype(np.float32)
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), ground),
            "permanent_water": (("y", "x"), ditch.astype(np.int8)),
        },
        coords=grid.coords(),
    )
    areas = gpd.GeoDataFrame(
        {"id": ["a"], "summer_level": [-2.1], "winter_level": [-2.1]},
        geometry=[box(60_000, 545_000, 60_400, 545_400)],
        crs="EPSG:28992",
    )
    return Twin.from_datasets(surface, features={"peilgebieden": areas}, name="polder", reference_year=2025)


def scenario(*processes: object, **more: object) -> dict[str, object]:
    return {"name": "raised", "horizon": 2030, "interventions": [RAISE], "processes": processes, **more}


def test_the_same_rain_floods_more_of_a_raised_polder(polder: Twin) -> None:
    rain = {"rain": {"depth_mm": 80, "hours": 24}}
    found = run(scenario("water-level-raise", FLOOD, drivers=rain), polder).indicators
    for name in ("flooded_area", "max_depth"):
        assert found[f"flood.{name}"]["value"] > found[f"flood.{name}"]["reference"] >= 0.0
    assert abs(found["flood.mass_error"]["value"]) < 1e-6
    assert found["water-level-raise.rain_storage"]["difference"] < 0.0


def test_the_rain_that_the_soil_leaves_can_be_handed_to_flood(polder: Twin) -> None:
    table = run(scenario("water-level-raise"), polder).features["water_level_effects"]
    (row,) = table[(table["effect"] == "rain_storage") & (table["area"] == "decided")].to_dict("records")
    left = json.loads(row["parts"])["rain_for_flood [mm]"]
    assert 0.0 < left["before"] < left["after"] < 80.0
    found = run(
        scenario(
            FLOOD,
            drivers={"rain": {"depth_mm": left["after"], "hours": 24}},
            reference={"drivers": {"rain": {"depth_mm": left["before"], "hours": 24}}},
        ),
        polder,
    ).indicators
    assert found["flood.flooded_area"]["difference"] >= 0.0
    assert found["flood.max_depth"]["difference"] > 0.0
