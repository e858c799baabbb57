"""Designs in soil: one cross-section in three directions, wide green dikes, and what is not known."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from scenarios.dikes.model import DRIVERS, Design
from scenarios.dikes.sections import section_designed, section_now
from scenarios.dikes.soil import DIRECTIONS, soil_design
from tests.unit.scenarios.dikes.design_cases import needs, profiles


def test_example_of_three_directions() -> None:
    """Raise 1 m at 1:3 and 1:2: 5 m wider; square keeps the crest in its place."""
    raise_of_1 = needs([[1.0]])
    found = {name: soil_design(profiles(), raise_of_1, direction=name) for name in DIRECTIONS}
    moved = {name: (float(d.inward[0, 0]), float(d.outward[0, 0])) for name, d in found.items()}
    assert moved == {"landward": (5.0, 0.0), "riverward": (0.0, 5.0), "square": (2.0, 3.0)}
    crest = {name: section_designed(profiles(), design)[0][0, 3:5] for name, design in found.items()}
    assert crest["landward"].tolist() == [1.0, 5.0]
    assert crest["square"].tolist() == [-2.0, 2.0]
    assert crest["riverward"].tolist() == [-4.0, 0.0]


def test_square_takes_no_more_room_than_the_section_needs() -> None:
    """A wide berm takes in the raise: no toe moves, whatever the direction."""
    dike = profiles(inner_berm_width=12.0, inner_berm_level=1.2)
    for direction in DIRECTIONS:
        design = soil_design(dike, needs([[1.0]]), direction=direction)
        assert (design.inward[0, 0], design.outward[0, 0]) == (0.0, 0.0)
        assert DRIVERS[design.driver[0, 0]] == "height"


@pytest.mark.parametrize(
    ("asked", "driver"),
    [
        ((0.0, 0.0, 0.0), "none"),
        ((1.0, 0.0, 0.0), "height"),
        ((1.0, 10.0, 0.0), "stability"),
        ((1.0, 10.0, 11.0), "piping"),
        ((0.0, 0.0, 0.1), "piping"),
        ((1.0, 4.0, 4.0), "height"),
    ],
)
def test_driver_is_what_sets_the_width(asked: tuple[float, float, float], driver: str) -> None:
    design = soil_design(profiles(), needs(*([[part]] for part in asked)))
    assert DRIVERS[design.driver[0, 0]] == driver


def test_nothing_needed_leaves_the_dike_as_it_is() -> None:
    """Also its berms, a low one too, and a slope that would be made flatter."""
    dike = profiles(inner_berm_width=5.0, inner_berm_level=0.2, outer_berm_width=3.0, outer_berm_level=2.0)
    design = soil_design(dike, needs([[0.0]]), outer_slope=7.0, direction="square")
    new, old = section_designed(dike, design), section_now(dike)
    np.testing.assert_array_equal(new[0], old[0])
    np.testing.assert_array_equal(new[1], old[1])


def test_wide_green_dike_flattens_its_outer_slope_outward() -> None:
    design = soil_design(profiles(), needs([[1.0]]), outer_slope=7.0)
    assert design.outer_slope[0, 0] == 7.0
    assert design.outward[0, 0] == pytest.approx(5.0 * (7.0 - 3.0))
    assert design.inward[0, 0] == pytest.approx(7.0 + 2.0)
    gentle = soil_design(profiles(outer_slope=8.0), needs([[1.0]]), outer_slope=7.0)
    assert (gentle.outer_slope[0, 0], gentle.outward[0, 0]) == (8.0, 0.0)


def test_outer_berm_rises_with_the_crest() -> None:
    dike = profiles(outer_berm_width=4.0, outer_berm_level=2.0)
    design = soil_design(dike, needs([[1.0]]))
    assert (design.outer_berm_width[0, 0], design.outer_berm_level[0, 0]) == (4.0, 3.0)
    offset, _ = section_designed(dike, design)
    assert offset[0, 0] == section_now(dike)[0][0, 0]


def test_unknown_profiles_and_raises_stay_unknown() -> None:
    dike = profiles(3, crest_level=[5.0, np.nan, 5.0])
    asked = needs([[1.0], [1.0], [np.nan]], stability=np.nan, piping=np.nan)
    design = soil_design(dike, asked)
    assert design.driver[:, 0].tolist() == [1, -1, -1]
    for field in fields(Design):
        if field.name != "driver":
            assert np.isnan(getattr(design, field.name)[:, 0]).tolist() == [False, True, True], field.name


def test_a_crest_below_its_inner_toe_is_no_dike() -> None:
    assert soil_design(profiles(inner_toe_level=5.0), needs([[1.0]])).driver[0, 0] == -1


def test_many_places_are_done_in_parts() -> None:
    """More sections than one call of the kernel takes: the same answer as of each alone."""
    raises = np.linspace(0.0, 2.0, 2_500)[:, None] * np.ones(500)
    design = soil_design(profiles(2_500), needs(raises))
    np.testing.assert_allclose(design.inward, 5.0 * raises, atol=1e-12)


def test_wrong_directions_and_slopes_are_refused() -> None:
    with pytest.raises(ValueError, match="direction is one of landward, riverward, square, not 'up'"):
        soil_design(profiles(), needs([[1.0]]), direction="up")
    with pytest.raises(ValueError, match="outer_slope is 0; allowed: above 0"):
        soil_design(profiles(), needs([[1.0]]), outer_slope=0.0)
