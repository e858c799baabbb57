"""A ground level is refused when no place in the Netherlands can have it."""

from __future__ import annotations

import numpy as np

from terrain.plausibility import level_problems, sentinel_problem


def test_nine_thousand_centimetres_may_be_ground_but_minus_nine_thousand_may_not():
    values = np.array([9999, 120], np.int16)
    assert sentinel_problem(values, "f", factor=0.01) is None
    assert sentinel_problem(values, "f", factor=1.0).value == 9999
    assert sentinel_problem(-values, "f", factor=0.01).value == -9999
    assert sentinel_problem(np.zeros(0), "f") is None
    assert sentinel_problem(np.array([200], np.uint8), "f") is None


def test_levels_are_judged_by_what_the_area_file_says():
    assert level_problems(-6.8, 322.4, None, "f") == []
    assert "centimetres?" in level_problems(-680, 100, None, "f")[0].message
    assert level_problems(-45.0, 10.0, "m", "f") == []
    assert "read as cm" in level_problems(-3.0, 400.0, "cm", "f")[0].message
