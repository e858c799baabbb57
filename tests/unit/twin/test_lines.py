"""Lines as they come: heights that are whole, and lines of no length."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString

from twin.lines import divided, with_heights


def test_heights_count_where_all_places_have_one() -> None:
    flat, whole, holed = ([(0, 0, z), (9, 0, 1.0)] for z in (math.nan, 2.0, math.nan))
    shapes = [LineString(flat).segmentize(3.0), LineString(whole), MultiLineString([whole, holed]),
              MultiLineString([whole, whole]), LineString([(0, 0), (1, 0)]), LineString()]  # fmt: skip
    assert with_heights(np.array(shapes, object)).tolist() == [False, True, False, True, False, False]


def test_lines_are_divided_and_those_of_no_length_stay() -> None:
    dot, line = LineString([(1, 1), (1, 1)]), LineString([(0, 0, 0), (10, 0, -5)])
    found = divided(np.array([dot, line], object), 4.0)
    assert found[0] is dot
    places = shapely.get_coordinates(found[1], include_z=True)
    assert np.diff(places[:, 0]).max() <= 4.0
    assert places[:, 2] == pytest.approx(-places[:, 0] / 2.0)
