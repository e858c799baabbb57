"""Cross-sections as points, and the earth between two of them."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.dikes.sections import earthworks, section_designed, section_now
from scenarios.dikes.soil import soil_design
from scenarios.physics.dike_soil import raised_area
from tests.unit.scenarios.dikes.design_cases import needs, profiles

EXAMPLE = profiles(
    crest_level=4.21, crest_width=3.97, outer_slope=3.52, inner_slope=2.4,
    outer_toe_level=0.6, inner_toe_level=2.82, outer_berm_level=0.6, inner_berm_level=2.82,
)  # fmt: skip


def test_new_section_of_the_example() -> None:
    """Base 57.306 m from the old outer crest edge, berm of 40 m at 3.576, crest at 4.71 m NAP."""
    design = soil_design(EXAMPLE, needs([[0.5]], 10.0, 50.0))
    offset, level = section_designed(EXAMPLE, design)
    assert offset[0, 7] + 3.97 / 2 == pytest.approx(57.306)
    assert offset[0, 6] - offset[0, 5] == pytest.approx(40.0)
    assert level[0].tolist() == pytest.approx([0.6, 0.6, 0.6, 4.71, 4.71, 3.576, 3.576, 2.82])
    assert (np.diff(offset[0]) >= 0).all()
    assert offset[0, 0] == section_now(EXAMPLE)[0][0, 0]


@pytest.mark.parametrize("direction", ["landward", "square", "riverward"])
def test_fill_of_a_raise_is_that_of_the_closed_form(direction: str) -> None:
    """On level ground a shifted section of the same size takes more fill, and as much more cut."""
    raises = np.array([0.5, 1.0, 2.0, 3.0])
    dike = profiles(4, crest_width=5.0, inner_slope=3.0)
    design = soil_design(dike, needs(raises[:, None]), direction=direction)
    fill, cut = earthworks(section_now(dike), section_designed(dike, design))
    area = raised_area(height=5.0, crest_width=5.0, outer_slope=3.0, inner_slope=3.0, heightening=raises)
    np.testing.assert_allclose(fill - cut, area, rtol=1e-12)
    np.testing.assert_allclose(cut, 0.0, atol=1e-12)


def test_fill_and_cut_of_lines_that_cross() -> None:
    """A dike moved 2 m aside: two slabs of 2 m along slopes of 5 m high, one filled, one cut."""
    old = np.array([[0.0, 10.0, 14.0, 24.0]]), np.array([[0.0, 5.0, 5.0, 0.0]])
    new = old[0] + 2.0, old[1]
    fill, cut = earthworks(old, new)
    assert (fill[0], cut[0]) == (pytest.approx(10.0), pytest.approx(10.0))
    assert [area[0] for area in earthworks(new, old)] == pytest.approx([10.0, 10.0])
    assert [area[0] for area in earthworks(old, old)] == [0.0, 0.0]


def test_crossing_between_corners_is_found() -> None:
    flat = np.array([[0.0, 4.0]]), np.array([[1.0, 1.0]])
    slope = np.array([[0.0, 4.0]]), np.array([[0.0, 4.0]])
    fill, cut = earthworks(flat, slope)
    assert (fill[0], cut[0]) == (pytest.approx(4.5), pytest.approx(0.5))


def test_unknown_rows_stay_unknown() -> None:
    dike = profiles(2, crest_width=[4.0, np.nan])
    offset, level = section_now(dike)
    assert np.isfinite(offset[0]).all()
    assert np.isnan(offset[1]).all()
    assert np.isnan(level[1]).all()
    design = soil_design(dike, needs([[1.0], [1.0]]))
    fill, cut = earthworks((offset, level), section_designed(dike, design))
    assert np.isnan([fill[1], cut[1]]).all()
    assert fill[0] > 0.0


def test_each_future_has_its_section() -> None:
    design = soil_design(profiles(), needs([[0.0, 1.0, 2.0]]))
    tops = [section_designed(profiles(), design, future)[1][0, 3] for future in range(3)]
    assert tops == [5.0, 6.0, 7.0]
