"""How crowded the ground is: functions are counted once, where and when they are there."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import LineString, Point, box

from scenarios.subsurface.crowding import SLICES, crowding
from twin.claims import Claim
from twin.errors import InvalidInputError
from twin.grid import GridSpec

GRID = GridSpec(5.0, 95.0, 10.0, 10.0, 10, 10)  # cells of 10 m over (0, 0) to (100, 100)
YEAR = 31_557_600.0


def test_each_function_counts_once_in_the_cells_and_slices_that_it_is_in() -> None:
    claims = [
        Claim("a", "t", "WWG", box(0, 0, 50, 100), 5.0, -60.0),
        Claim("b", "t", "WWG", box(0, 0, 50, 100), 5.0, -60.0),
        Claim("c", "t", "PIP", LineString([(0, 45), (100, 45)]), -1.0, -1.3, radius=0.15),
        Claim("d", "t", "ATES", Point(75, 75), -30.0, -70.0, radius=12.0),
        Claim("w", "t", "WEL", Point(75, 75), 0.0, -70.0),
    ]
    counts = crowding(claims, GRID, 2030.0)
    assert counts.shape == (3, 10, 10)
    assert counts[2].max() == 0
    contact, water = counts[0], counts[1]
    row = 5  # y = 45
    assert (contact[row, :5] == 2).all()
    assert (contact[row, 5:] == 1).all()
    assert (np.delete(contact, row, axis=0)[:, :5] == 1).all()
    assert np.delete(contact, row, axis=0)[:, 5:].max() == 0
    assert (water[:, :5] == 1).all()
    assert (
        water[:, 5:].sum() == 5
    )  # the cell of the well and its four neighbours: 10 m, not the 14.1 m across
    assert water[2, 7] == 1


def test_bodies_come_grow_and_go() -> None:
    growth = 20.0 / math.sqrt(10.0 * YEAR)  # 20 m after ten years
    claim = Claim("g", "t", "GEO", Point(45, 45), -2000.0, -2100.0, 2030.0, 2070.0, growth=growth)
    cells = [int(crowding([claim], GRID, year)[2].sum()) for year in (2029.0, 2030.0, 2040.1, 2069.0, 2070.0)]
    assert cells[0] == cells[4] == 0
    assert cells[1] == 1
    assert cells[2] == 13  # centres within 20 m
    assert cells[3] > cells[2]


def test_slices_upside_down_are_refused() -> None:
    assert all(top > base for top, base in SLICES)
    with pytest.raises(InvalidInputError, match="slices"):
        crowding([], GRID, 2030.0, [(-5.0, 0.0)])
    with pytest.raises(InvalidInputError, match="year"):
        crowding([], GRID, math.nan)


def test_a_body_of_unknown_growth_counts_as_at_its_start() -> None:
    claim = Claim("g", "t", "GEO", Point(45, 45), -2000.0, -2100.0, 2030.0, growth=math.nan)
    assert crowding([claim], GRID, 2050.0)[2].sum() == 1
