"""Roads go over water, bores go under it."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from terrain.exporters.geometry import paths
from terrain.exporters.ground import Ground
from terrain.exporters.profiles import bored, bridged
from twin.grid import GridSpec


@pytest.fixture(scope="module")
def river():
    """A line of 2 km, its points 10 m apart, over a 200 m river of -6 m between dikes at +5 m."""
    lines = paths(np.array([LineString([(0, 0), (2000, 0)])], dtype=object), np.array([0]), step=10.0)
    x = lines.points[:, 0]
    wet = np.abs(x - 1000) <= 100
    ground = np.where(wet, -6.0, np.where(np.abs(x - 1000) <= 130, 5.0, -1.0))
    return lines, ground, wet


def test_bridge_lies_at_the_level_of_the_banks(river):
    lines, ground, wet = river
    level = bridged(lines, ground, wet)
    assert set(level[wet].tolist()) == {5.0}
    assert np.array_equal(level[~wet], ground[~wet])


def test_a_road_on_dry_ground_stays_on_it(river):
    lines, ground, wet = river
    assert np.array_equal(bridged(lines, ground, np.zeros_like(wet)), ground)


def test_bore_keeps_its_cover_below_the_bed_and_meets_the_trench(river):
    lines, ground, wet = river
    trench = ground - 1.5
    level = bored(lines, trench, ground, wet, np.array([12.0]))
    assert set(level[wet].tolist()) == {-18.0}
    assert (level <= trench).all()
    assert np.array_equal(level[:60], trench[:60])
    dike = (~wet) & (ground == 5.0)
    assert (ground[dike] - level[dike] > 20).all()


@pytest.mark.parametrize("cover", [0.0, -1.0])
def test_lines_without_a_bore_stay_in_their_trench(river, cover):
    lines, ground, wet = river
    assert np.array_equal(bored(lines, ground - 1, ground, wet, np.array([cover])), ground - 1)


def test_ground_knows_its_water():
    grid = GridSpec(0, 10, 10, 10, 2, 2)
    ground = Ground(grid, np.zeros((2, 2)), np.array([[True, False], [False, False]]))
    assert ground.wet([0, 12, -99], [10, 10, 99]).tolist() == [True, False, True]
    assert not Ground(grid, np.zeros((2, 2))).wet(0, 10)
