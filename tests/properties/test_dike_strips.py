"""Ground along dikes of any shape: valid, where it should be, and never counted twice."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scenarios.dikes.growth import growth
from scenarios.dikes.strips import pieces, quads, strip
from tests.unit.scenarios.dikes.dike_lines import X0, Y0, along, profiles

TURNS = arrays(np.float64, st.integers(2, 8), elements=st.floats(-1.2, 1.2))
WIDTHS = st.floats(0.5, 80.0)


def dike(turns: np.ndarray):
    """Pieces of 60 m, each turned by an angle from the one before it."""
    heading = np.cumsum(turns)
    corners = np.cumsum(60.0 * np.column_stack([np.cos(heading), np.sin(heading)]), axis=0)
    return along([(0.0, 0.0), *map(tuple, corners)])


@given(TURNS, WIDTHS, st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_strips_are_valid_and_cover_what_each_place_owns(turns, width, seed):
    places = dike(turns)
    widths = width * np.random.default_rng(seed).uniform(0.2, 1.0, len(places.x))
    (found,) = strip(places, widths, 0.0)
    shapes = quads(places, widths, 0.0)
    assert found.is_valid
    assert all(shapely.is_valid(shapes))
    covered = shapely.union_all(shapes, grid_size=1e-4)
    assert (
        shapely.symmetric_difference(found, covered).area <= 1.0 + 2e-3 * covered.area
    )  # slivers where rays cross
    assert found.area <= 1.0 + 1.002 * sum(shape.area for shape in shapes)


@given(st.floats(0, 2 * np.pi), WIDTHS, st.floats(-40, 40))
@settings(max_examples=40, deadline=None)
def test_a_straight_dike_at_any_angle_and_offset(angle, width, outer):
    places = along([(0.0, 0.0), (300 * np.cos(angle), 300 * np.sin(angle))])
    (found,) = strip(places, outer + width, outer)
    assert np.isclose(found.area, 300 * width, rtol=1e-6)
    line = shapely.LineString([(X0, Y0), (X0 + 300 * np.cos(angle), Y0 + 300 * np.sin(angle))])
    assert np.isclose(found.distance(line), max(outer, -outer - width, 0.0), atol=1e-6)


@given(TURNS)
@settings(max_examples=30, deadline=None)
def test_pieces_add_up_to_no_more_than_the_line(turns):
    places = dike(turns)
    lengths = shapely.length(pieces(places))
    assert lengths.sum() <= places.length.sum() + 1e-6
    assert lengths.sum() >= 0.85 * places.length.sum()


@given(TURNS, arrays(np.float64, 12, elements=st.floats(0, 60)))
@settings(max_examples=25, deadline=None)
def test_ground_taken_never_shrinks_with_the_years(turns, course):
    """Also where the need falls back: 5 % of the fast scenarios do so after 2095."""
    places = dike(turns)
    count = len(places.x)
    inward = np.tile(course, (count, 1))
    grown = growth(places, profiles(count), inward, 0 * inward, np.arange(2025, 2037), 2036)
    areas = [0.0 if (ground := grown.taken(year)) is None else ground.area for year in range(12)]
    assert all(later >= earlier - 1e-3 for earlier, later in pairwise(areas))
