"""Cables and pipes in the scene: at their own heights, else at their depth, else at the usual one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from terrain.exporters.below import UNKNOWN_COVER, utility_lines
from terrain.exporters.ground import Ground
from twin.grid import GridSpec
from twin.vocabulary import NETWORKS

GRID = GridSpec(0.0, 100.0, 10.0, 10.0, 10, 10)
GROUND = Ground(GRID, np.full(GRID.shape, 3.0))


def drawn(places, network="water", depth=np.nan):
    """Levels of a line as it is drawn, from west to east."""
    columns = {"id": ["a"], "network": [network], "depth": [depth], "diameter": [0.4]}
    table = gpd.GeoDataFrame(columns, geometry=[LineString(places)], crs="EPSG:28992")
    (part,) = utility_lines(table, GROUND)
    places = part.mesh.positions
    ends = [places[np.isclose(places[:, 0], x), 2] for x in (10.0, 90.0)]
    return [float(end.max() + end.min()) / 2.0 for end in ends]


def test_a_line_with_heights_lies_at_them() -> None:
    assert drawn([(10, 50, -4.0), (90, 50, -12.0)]) == pytest.approx([-4.0, -12.0], abs=0.05)
    assert drawn([(10, 50, -4.0), (90, 50, -12.0)], depth=1.0) == pytest.approx([-4.0, -12.0], abs=0.05)


def test_other_lines_lie_at_their_depth_or_the_usual_one() -> None:
    flat = [(10, 50), (90, 50)]
    assert drawn(flat, depth=1.4) == pytest.approx([1.6, 1.6])
    assert drawn(flat) == pytest.approx([3.0 - NETWORKS["water"].cover] * 2)
    assert drawn(flat, "other") == pytest.approx([3.0 - UNKNOWN_COVER] * 2)
    assert drawn([(10, 50, -4.0), (90, 50, np.nan)], depth=1.4) == pytest.approx([1.6, 1.6])


def test_a_line_of_no_length_is_not_drawn_and_stops_nothing() -> None:
    table = gpd.GeoDataFrame(
        {"id": ["dot", "line"], "network": ["water"] * 2, "depth": [1.0] * 2},
        geometry=[LineString([(5, 5), (5, 5)]), LineString([(10, 50), (90, 50)])],
        crs="EPSG:28992",
    )
    (part,) = utility_lines(table, GROUND)
    assert set(part.mesh.features.tolist()) == {1}
