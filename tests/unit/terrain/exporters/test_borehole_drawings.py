"""Boreholes in the scene and in sections: each interval in the colour of its soil, where it lies."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely

from terrain.exporters.borehole_logs import boreholes
from terrain.exporters.ground import Ground
from terrain.exporters.svg_section import draw_section
from terrain.subsurface.intervals import Interval, interval_text
from twin.vocabulary import LITHOCLASS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drilled(small_twin):
    """One hole 20 m beside the middle row, another far from it, and one of which nothing is told."""
    grid = small_twin.grid
    y = float(grid.y[grid.ny // 2])
    x = float(grid.x[grid.nx // 2])
    table = small_twin.features["boreholes"].iloc[:0][["id", "geometry"]].copy()
    told = interval_text(
        [Interval(-1.0, -3.0, 1, "NIHO", "veen"), Interval(-3.5, -8.0, 2), Interval(-8.0, -9.0, None)]
    )
    rows = [("near", x, y + 20, told), ("far", x, y + 400, told), ("bare", x + 30, y, None)]
    import geopandas as gpd

    table = gpd.GeoDataFrame(
        {
            "id": [row[0] for row in rows],
            "kind": ["borehole", "borehole", "cpt"],
            "ground_level": [-1.0] * 3,
            "base_level": [-9.0] * 3,
            "intervals": [row[3] for row in rows],
        },
        geometry=[shapely.Point(row[1], row[2]) for row in rows],
        crs="EPSG:28992",
    )
    return small_twin.with_(features={"boreholes": table})


def test_the_scene_shows_soils_at_their_levels(drilled):
    parts = {
        part.material.name: part for part in boreholes(drilled.features["boreholes"], Ground.of(drilled))
    }
    assert set(parts) == {"borehole", "peat", "clay"}
    for name, low, high in (("borehole", -9.0, 0.0), ("peat", -3.0, -1.0), ("clay", -8.0, -3.5)):
        levels = parts[name].mesh.positions[:, 2]
        assert (levels.min(), levels.max()) == pytest.approx((low, high)), name
    assert parts["peat"].material.color == LITHOCLASS[1].color
    assert np.unique(parts["peat"].mesh.features).tolist() == [0, 1]
    assert np.unique(parts["borehole"].mesh.features).tolist() == [0, 1, 2]


def test_a_section_shows_the_holes_beside_it(drilled):
    drawn = ET.fromstring(draw_section(drilled))
    titles = [title.text for title in drawn.iter(f"{SVG}title") if "(borehole)" in (title.text or "")]
    assert titles == ["near (borehole): veen", "near (borehole): klei"]
