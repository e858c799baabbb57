"""Lines of odd shape, without sizes, or where the ground is not known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString

from scenarios.utilities.clearances import disturbance
from scenarios.utilities.cover import cover
from scenarios.utilities.lines import lines_of
from scenarios.utilities.pairs import close_pairs
from tests.unit.scenarios.utilities.street import X0, Y0, along, flat, lines, table


def test_a_place_without_a_height_makes_a_line_follow_the_ground() -> None:
    holed = LineString([(X0 + 20, Y0 + 100, -9.0), (X0 + 180, Y0 + 100, math.nan)])
    found = lines(along(100) | {"geometry": holed})
    assert found.segments[:, [2, 5]] == pytest.approx(-1.05)
    assert found.known.all()


def test_outside_the_grid_the_ground_is_that_beside_it_along_the_line() -> None:
    out = along(100) | {"geometry": LineString([(X0 + 150, Y0 + 100), (X0 + 400, Y0 + 100)])}
    found = lines_of(flat(5.0, utility_lines=table([out, out | {"depth": 2.0}])))
    assert found.segments[: found.first[1], [2, 5]] == pytest.approx(5.0 - 1.05)
    assert found.known.all()
    assert close_pairs(found).first.size == 0  # 0.9 m clear between them, in the grid and outside it


def test_a_line_without_any_ground_is_not_known() -> None:
    gone = along(100) | {"geometry": LineString([(X0 + 500, Y0 + 100), (X0 + 600, Y0 + 100)])}
    found = lines(gone, gone | {"network": "sewer"})
    assert not found.known.any()
    assert np.isnan(close_pairs(found).probability).all()
    assert np.isnan(cover(found).least).all()


@pytest.mark.parametrize("size", [math.nan, 0.0, -0.2])
def test_a_size_that_is_none_is_a_usual_one(size: float) -> None:
    found = lines(along(100, diameter=size), along(110, "data", diameter=size))
    assert found.half_height.tolist() == [0.05, 0.02]
    bare = lines_of(flat(utility_lines=table([along(100)]).drop(columns="diameter")))
    assert bare.half_height.tolist() == [0.05]


def test_a_line_of_no_length_is_a_place() -> None:
    dot = along(100) | {"geometry": LineString([(X0 + 100, Y0 + 100.2), (X0 + 100, Y0 + 100.2)])}
    found = close_pairs(lines(along(100, "gas-lp"), dot))
    assert found.beside == pytest.approx([0.1])
    assert found.probability.tolist() == [1.0]


def test_parts_of_a_line_count_each_and_do_not_hinder_each_other() -> None:
    parts = MultiLineString([along(100)["geometry"], along(100.2)["geometry"]])
    both = lines(along(100) | {"geometry": parts}, along(100.4, "gas-lp"))
    assert shapely.get_num_geometries(both.shapes[0]) == 2
    found = close_pairs(both)
    assert found.beside == pytest.approx([0.1])
    assert found.first.tolist() == [0]


def test_sizes_and_pressures_beyond_the_table_are_as_its_last_row() -> None:
    assert disturbance("gas-transmission", 12.0, 6.6e6) == 15.0
    assert disturbance("water", 0.3, 1e12) == 12.0
    assert disturbance("gas-hp", math.inf, math.inf) == 15.0
