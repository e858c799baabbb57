"""The soil rule against worked values, case by case, and what a raise takes of ground and earth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.kernels import dike_soil as kernel
from scenarios.physics.dike_soil import (
    BERM_PER_WIDTH,
    HIGHEST_BERM,
    LOWEST_BERM,
    base_lengths,
    raised_area,
    raised_width,
    soil_reinforcement,
)

SECTION: dict[str, Any] = {"height": 1.39, "crest_width": 3.97, "outer_slope": 3.52, "inner_slope": 2.4}
DIKE: dict[str, Any] = {"height": 5.0, "crest_width": 4.0, "outer_slope": 3.0, "inner_slope": 2.0}


def test_bases_of_the_example_section() -> None:
    found = base_lengths(heightening=0.5, stability=10.0, piping=50.0, **SECTION)
    bases = [float(base) for base in (found.old, found.height, found.stability, found.piping)]
    assert bases == pytest.approx([7.306, 10.266, 17.306, 57.306], rel=1e-12)


def test_soil_of_the_example_section() -> None:
    found = soil_reinforcement(heightening=0.5, stability=10.0, piping=50.0, **SECTION)
    assert float(found.berm_width) == pytest.approx(40.0, rel=1e-12)
    assert 2.82 + float(found.berm_height) == pytest.approx(3.576, rel=1e-12)
    assert float(found.inner_slope) == pytest.approx(6.124867724867725, rel=1e-12)
    assert float(found.growth) == pytest.approx(50.0, rel=1e-12)


@pytest.mark.parametrize(
    ("berm", "needs", "expected"),
    [
        # nothing needed: what stands stays, also a berm lower than one would build
        ((6.0, 0.3), (0.0, 0.0, 0.0), (2.0, 6.0, 0.3, 0.0)),
        # height: 3 + 4 + 12 = 19 against 14
        ((0.0, 0.0), (1.0, 0.0, 0.0), (2.0, 0.0, 0.0, 5.0)),
        # height takes in a low berm: 19 against 14 + 4
        ((4.0, 1.0), (1.0, 0.0, 0.0), (2.0, 0.0, 0.0, 1.0)),
        # a wide low berm is wide enough: what is left of it is a berm, its own height
        ((12.0, 1.2), (1.0, 0.0, 0.0), (2.0, 7.0, 1.2, 0.0)),
        # stability: the slope flattens to (14 + 6 - 4) / 5
        ((0.0, 0.0), (0.0, 6.0, 0.0), (3.2, 0.0, 0.0, 6.0)),
        # stability over a raise: (24 - 3 - 4) / 6
        ((0.0, 0.0), (1.0, 10.0, 0.0), (17.0 / 6.0, 0.0, 0.0, 10.0)),
        # a berm of half the height counts for stability, and grows: 14 + 4 + 6 - 14
        ((4.0, 2.5), (0.0, 6.0, 0.0), (2.0, 10.0, 2.5, 6.0)),
        # the same with a raise: (18 + 6) - 19, at half of the new height
        ((4.0, 2.5), (1.0, 6.0, 0.0), (2.0, 5.0, 3.0, 6.0)),
        # piping: a berm of 8 m, at least half a metre high
        ((0.0, 0.0), (0.0, 0.0, 8.0), (2.0, 8.0, 0.5, 8.0)),
        # a wider one is 0.05 of its width
        ((0.0, 0.0), (0.0, 0.0, 30.0), (2.0, 30.0, 1.5, 30.0)),
        # but no more than 0.4 of the dike
        ((0.0, 0.0), (0.0, 0.0, 60.0), (2.0, 60.0, 2.0, 60.0)),
        # a low berm is made wider and stays as high as it is: 4 + 8
        ((4.0, 1.0), (0.0, 0.0, 8.0), (2.0, 12.0, 1.0, 8.0)),
        # piping and stability together: flat to (20 - 4) / 5, then 4 m of berm
        ((0.0, 0.0), (0.0, 6.0, 10.0), (3.2, 4.0, 0.5, 10.0)),
    ],
)
def test_each_case_of_the_rule(
    berm: tuple[float, float], needs: tuple[float, float, float], expected: tuple[float, ...]
) -> None:
    found = soil_reinforcement(
        berm_width=berm[0],
        berm_height=berm[1],
        heightening=needs[0],
        stability=needs[1],
        piping=needs[2],
        **DIKE,
    )
    answer = [float(part) for part in (found.inner_slope, found.berm_width, found.berm_height, found.growth)]
    assert answer == pytest.approx(expected, rel=1e-12)


def test_what_is_not_known_of_stability_and_piping_is_left_out() -> None:
    known = soil_reinforcement(heightening=1.0, **DIKE)
    found = soil_reinforcement(heightening=1.0, stability=np.nan, piping=np.nan, **DIKE)
    assert float(found.growth) == float(known.growth) == 5.0
    assert np.isnan(soil_reinforcement(heightening=np.nan, piping=3.0, **DIKE).growth)
    assert np.isnan(soil_reinforcement(heightening=1.0, **{**DIKE, "height": np.nan}).growth)


def test_arrays_keep_their_shape() -> None:
    found = soil_reinforcement(heightening=np.zeros((3, 1)), piping=np.array([0.0, 5.0]), **DIKE)
    assert found.growth.shape == found.inner_slope.shape == (3, 2)
    assert found.growth[:, 1].tolist() == [5.0, 5.0, 5.0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("height", 0.0), ("outer_slope", 0.0), ("inner_slope", -1.0), ("heightening", -0.1), ("piping", -1.0)],
)
def test_impossible_values_are_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"{name} is {value:g}"):
        soil_reinforcement(**{**DIKE, "heightening": 0.0, name: value})


def test_width_and_earth_of_a_raise() -> None:
    """6 m wider per metre at 1:3, and the fill of a dike of 5 m with a crest of 5 m."""
    raises = np.array([0.5, 1.0, 2.0, 3.0])
    slopes: dict[str, Any] = {"outer_slope": 3.0, "inner_slope": 3.0}
    assert raised_width(heightening=raises, **slopes).tolist() == [3.0, 6.0, 12.0, 18.0]
    area = raised_area(height=5.0, crest_width=5.0, heightening=raises, **slopes)
    assert area.tolist() == [18.25, 38.0, 82.0, 132.0]


def test_parameters_are_those_of_the_kernel() -> None:
    assert (LOWEST_BERM.value, BERM_PER_WIDTH.value, HIGHEST_BERM.value) == (
        kernel.LOWEST_BERM,
        kernel.BERM_PER_WIDTH,
        kernel.HIGHEST_BERM,
    )
