"""The stories of the embedded area: round the Roman fort, a place for a doublet, and real archaeology.

With ``ZICHT_FIGURES=1`` the figure of docs/science/search.md is written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString

from scenarios.run import run
from scenarios.search.prospect import ALLOWED, CONDITIONAL, FORBIDDEN
from scenarios.search.suitability import judge
from scenarios.search.suitability_parameters import SuitabilityParameters
from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import index, place
from tests.validation.search_figure import draw
from twin.grid import GridSpec
from twin.progress import silent
from twin.state import Twin
from twin.store import Result

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[2] / "examples"
FIGURES = Path(__file__).parents[2] / "docs" / "science" / "figures"


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Twin:
    return Twin.open("demo", data=demo_data)


@pytest.fixture(scope="module")
def route(demo: Twin) -> Result:
    return run(EXAMPLES / "kabel-om-het-castellum.yaml", demo)


def number(result: Any, process: str, name: str) -> float:
    return float(result.indicators[f"{process}.{name}"]["value"])


def test_the_route_goes_round_the_fort_and_the_straight_line_through(route: Result) -> None:
    found = {name.split(".")[1]: entry["value"] for name, entry in route.indicators.items()}
    assert found["archaeology"] < 0.02 * found["direct_archaeology"]
    assert found["forbidden"] == 0.0
    assert found["direct_archaeology"] > 50.0
    assert found["direct_blocked"] > 0.0
    assert 1.0 < found["length"] / found["direct_length"] < 1.2
    dug = route.features["archaeology_route_disturbance"]
    assert {"roman-fort", "castle-mound"} <= set(dug[dug["route"] == "direct"]["body"])
    around = dug[(dug["route"] == "least-conflict") & dug["known"]]
    assert set(around["body"]) <= {"roman-road"}


def test_the_figure_shows_both_searches(demo: Twin, route: Result, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    places = run(EXAMPLES / "plaats-voor-een-doublet.yaml", demo)
    written = bool(os.environ.get("ZICHT_FIGURES"))
    path = FIGURES / "search.png" if written else tmp_path / "search.png"
    draw(path, route, places, demo)
    assert path.stat().st_size > 10_000
    assert number(places, "subsurface-suitability", "allowed_area") > 5e6
    assert number(places, "subsurface-suitability", "forbidden_area") > 5e6


def test_the_straight_line_as_a_plan_digs_the_same_sites(demo: Twin) -> None:
    result = run(EXAMPLES / "kabel-door-het-castellum.yaml", demo)
    rows = result.features["archaeology_works"].set_index("theme")
    assert rows.loc["utility_lines", "research"]
    assert rows.loc["utility_lines", "sites"] > 20.0
    assert number(result, "archaeology-disturbance", "touched") >= 3.0


@pytest.mark.parametrize("use", ["closed-loops", "ates"])
def test_places_are_judged_as_the_engine_judges_one(demo: Twin, use: Any) -> None:
    asked = SuitabilityParameters(use=use, cell=800.0, start=2030)
    found = judge(demo, asked, silent)
    known = index(claims(demo))
    rows, columns = np.nonzero(np.isin(found.state, (FORBIDDEN, CONDITIONAL, ALLOWED)))
    table = found.prospect.features(rows, columns)
    bare = Twin.from_datasets(demo.surface, demo.subsurface, {found.prospect.theme: table})
    forbidden = {
        int(claim.owner.partition("-")[0])
        for claim in bare.claims
        if any(one.verdict == "forbidden" for one in place(claim, known, least_probability=0.0))
    }
    assert forbidden == set(np.flatnonzero(found.state[rows, columns] == FORBIDDEN).tolist())


def test_areas_of_uikav_are_dug_by_a_trench(data_dir: Path) -> None:
    areas = gpd.read_file(data_dir / "archaeology" / "uikav_archeo_vlakken.gpkg").to_crs("EPSG:28992")
    assert len(areas) == 105
    areas = gpd.GeoDataFrame({"id": [f"uikav-{n}" for n in range(len(areas))]}, geometry=areas.geometry)
    largest = areas.geometry.iloc[int(areas.area.argmax())]
    x, y = largest.representative_point().coords[0]
    grid, _ = GridSpec.from_bbox((x - 6000, y - 2000, x + 6000, y + 2000), 50)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.full(grid.shape, 8.0, np.float32))}, coords=grid.coords()
    )
    line = LineString([(x - 5000, y), (x + 5000, y)])
    row = {
        "id": "main", "network": "water", "depth": 1.0, "depth_status": "measured", "diameter": 0.4,
        "status": "planned",
    }  # fmt: skip
    works = gpd.GeoDataFrame([row], geometry=[line], crs="EPSG:28992")
    twin = Twin.from_datasets(surface, features={"archaeology": areas, "utility_lines": works}, name="uikav")
    result = run({"name": "uikav", "processes": ["archaeology-disturbance"]}, twin)
    inside = sum(
        float(line.buffer(0.4, cap_style="flat").intersection(shape).area) for shape in areas.geometry
    )
    assert inside > 0.0
    assert number(result, "archaeology-disturbance", "sites") == pytest.approx(inside * 1.4, rel=1e-6)
    assert number(result, "archaeology-disturbance", "research") == 1.0
