"""The level field equals labelling at every whole centimetre, and keeps order and symmetry of the terrain."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from scenarios.kernels.inundation import NEVER, NODATA, inundation_level, inundation_level_cm, quantise

STRUCTURE = {4: None, 8: np.ones((3, 3))}


@st.composite
def terrains(draw: Any, side: int = 14, spread: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Small terrains in whole centimetres with gaps, and any start cells, also on missing ground."""
    shape = draw(array_shapes(min_dims=2, max_dims=2, max_side=side))
    z = draw(arrays(np.int16, shape, elements=st.integers(-spread, spread)))
    gaps = draw(arrays(np.bool_, shape, elements=st.sampled_from([False] * 9 + [True])))
    sea = draw(arrays(np.bool_, shape, elements=st.sampled_from([False] * 9 + [True])))
    z[gaps] = NODATA
    return z, sea


def wet_by_labelling(z: np.ndarray, sea: np.ndarray, level: int, connectivity: int) -> np.ndarray:
    low = (z != NODATA) & (z <= level)
    label, _ = ndimage.label(low, STRUCTURE[connectivity])
    return low & np.isin(label, np.unique(label[sea & low]))


def assert_equals_labelling(z: np.ndarray, sea: np.ndarray, connectivity: int) -> None:
    field = inundation_level_cm(z, sea, connectivity)
    ground = z[z != NODATA].astype(int)
    for level in range(int(ground.min(initial=0)) - 1, int(ground.max(initial=0)) + 2):
        wet = (field != NODATA) & (field <= level)
        assert np.array_equal(wet, wet_by_labelling(z, sea, level, connectivity))


@settings(max_examples=150, deadline=None)
@given(terrains(), st.sampled_from([4, 8]))
def test_equals_labelling_at_each_centimetre(
    terrain: tuple[np.ndarray, np.ndarray], connectivity: int
) -> None:
    assert_equals_labelling(*terrain, connectivity)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([4, 8]), st.integers(1, 300), st.integers(1, 300))
def test_equals_labelling_on_wide_terrain(seed: int, connectivity: int, ny: int, nx: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    rolling = ndimage.gaussian_filter(rng.normal(0, 1, (ny, nx)), rng.uniform(0, 8))
    z = np.rint(rolling / max(float(np.abs(rolling).max()), 1e-9) * 20).astype(np.int16)
    z[rng.random(z.shape) < rng.choice([0.0, 0.05, 0.4])] = NODATA
    assert_equals_labelling(z, rng.random(z.shape) < rng.choice([0.0, 1e-4, 0.01]), connectivity)


@settings(max_examples=60, deadline=None)
@given(terrains(side=20), st.sampled_from([4, 8]))
def test_turning_the_map_turns_the_answer(terrain: tuple[np.ndarray, np.ndarray], connectivity: int) -> None:
    z, sea = terrain
    plain = inundation_level_cm(z, sea, connectivity)
    assert np.array_equal(inundation_level_cm(z.T, sea.T, connectivity), plain.T)
    for turns in (1, 2, 3):
        turned = inundation_level_cm(np.rot90(z, turns), np.rot90(sea, turns), connectivity)
        assert np.array_equal(turned, np.rot90(plain, turns))


@settings(max_examples=60, deadline=None)
@given(terrains(side=20), st.sampled_from([4, 8]), st.data())
def test_higher_ground_never_lowers_a_level(
    terrain: tuple[np.ndarray, np.ndarray], connectivity: int, data: st.DataObject
) -> None:
    z, sea = terrain
    rise = data.draw(arrays(np.int16, z.shape, elements=st.integers(0, 5)))
    higher = np.where(z == NODATA, z, z + rise).astype(np.int16)
    before, after = (inundation_level_cm(ground, sea, connectivity) for ground in (z, higher))
    assert (after >= before).all()


@settings(max_examples=60, deadline=None)
@given(terrains(side=20))
def test_more_ways_never_raise_a_level(terrain: tuple[np.ndarray, np.ndarray]) -> None:
    z, sea = terrain
    four, eight = (inundation_level_cm(z, sea, connectivity) for connectivity in (4, 8))
    assert (eight <= four).all()
    assert (eight >= z).all()
    assert (four[sea] == z[sea]).all()
    assert ((four == NODATA) == (z == NODATA)).all()


@settings(max_examples=60, deadline=None)
@given(terrains(), st.sampled_from([4, 8]))
def test_metres_and_centimetres_say_the_same(
    terrain: tuple[np.ndarray, np.ndarray], connectivity: int
) -> None:
    z, sea = terrain
    ground = np.where(z == NODATA, np.nan, z / 100.0)
    assert np.array_equal(quantise(ground), z)
    metres, whole = inundation_level(ground, sea, connectivity), inundation_level_cm(z, sea, connectivity)
    assert np.array_equal(np.isposinf(metres), whole == NEVER)
    reached = np.isfinite(metres)
    assert np.array_equal(np.rint(metres[reached] * 100.0), whole[reached])
