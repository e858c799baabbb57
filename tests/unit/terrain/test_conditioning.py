"""Voids and spikes are counted and left alone; edges and water on small arrays."""

from __future__ import annotations

import numpy as np
import pytest

from terrain.conditioning import (
    Spikes,
    Voids,
    edge_cells,
    fill_water,
    find_spikes,
    find_voids,
)


def test_voids_are_counted_by_piece():
    ground = np.zeros((5, 6), np.float32)
    ground[0, 0] = ground[2:4, 2:4] = ground[4, 4] = np.nan
    assert find_voids(ground) == Voids(cells=6, pieces=3, largest=4)
    assert find_voids(np.zeros((3, 3), np.float32)) == Voids(0, 0, 0)


def test_spikes_are_reported_with_place_and_left_alone():
    ground = np.zeros((7, 8), np.float32)
    ground[2, 3], ground[5, 6] = 12.0, -7.0
    before = ground.copy()
    assert find_spikes(ground) == Spikes(cells=2, largest=12.0, row=2, column=3)
    np.testing.assert_array_equal(ground, before)


def test_a_dune_front_and_the_rim_of_a_void_are_no_spikes():
    ground = np.zeros((7, 8), np.float32)
    ground[:, 4:] = 9.0
    ground[3, 1] = np.nan
    assert find_spikes(ground).cells == 0
    assert find_spikes(np.full((3, 3), np.nan, np.float32)).cells == 0


@pytest.mark.parametrize(
    ("sides", "marked"),
    [
        (("west",), [(0, 1), (1, 0), (2, 2)]),
        (("east",), [(0, 1), (1, 2), (2, 2)]),
        (("north",), [(1, 0), (0, 1), (1, 2)]),
        (("south",), [(1, 0), (1, 1), (2, 2)]),
        (("west", "south"), [(0, 1), (1, 0), (2, 2), (1, 1)]),
    ],
)
def test_edge_cells_are_the_first_valid_ones_from_each_side(sides, marked):
    ground = np.array([[np.nan, 1, np.nan], [1, 1, 1], [np.nan, np.nan, 1]], np.float32)
    expected = np.zeros((3, 3), bool)
    for cell in marked:
        expected[cell] = True
    np.testing.assert_array_equal(edge_cells(ground, sides), expected)


def test_water_takes_the_nearest_level_where_it_has_none():
    ground = np.full((1, 5), np.nan, np.float32)
    water = np.array([[True, False, True, False, True]])
    levels = np.array([[-1.0, np.nan, np.nan, np.nan, -2.0]], np.float32)
    filled, orphans = fill_water(ground, water, levels)
    assert orphans == 1
    assert filled[0, 0] == -1.0
    assert filled[0, 2] in (-1.0, -2.0)
    assert np.isnan(filled[0, [1, 3]]).all()
    with pytest.raises(ValueError, match="water level"):
        fill_water(ground, water, np.full((1, 5), np.nan, np.float32))


def test_spikes_are_those_of_a_median_filter():
    from scipy.ndimage import median_filter

    rng = np.random.default_rng(7)
    ground = rng.normal(0, 3, (60, 50)).astype(np.float32)
    departure = np.abs(ground - median_filter(ground, size=3, mode="nearest"))
    row, column = np.unravel_index(departure.argmax(), departure.shape)
    found = find_spikes(ground)
    assert found.cells == (departure > 5).sum() > 100
    assert (found.row, found.column) == (row, column)
    assert found.largest == pytest.approx(departure.max())
