"""Properties of the flow solver on random ground: mass, levels, mirror images, dry tiles."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scenarios.flow.domain import Domain
from scenarios.flow.solver import Solver

heights = st.integers(-40, 40).map(lambda tenths: tenths / 10)
grounds = arrays(np.float32, st.tuples(st.integers(2, 9), st.integers(2, 80)), elements=heights)
settled = settings(max_examples=25, deadline=None)


def flowed(bed, level, seconds=40.0, **kind):
    solver = Solver(Domain(bed, 4.0, 4.0, 0.03), level, **kind)
    solver.advance(seconds)
    return solver


@settled
@given(bed=grounds, head=heights, gap=st.integers(0, 80))
def test_water_is_kept_and_never_negative(bed, head, gap):
    bed[:, gap % bed.shape[1]] = np.nan
    if np.isnan(bed).all():
        return
    level = np.full(bed.shape, np.nan)
    level[:, : bed.shape[1] // 2] = head
    solver = flowed(bed, level)
    assert solver.balance.error == 0.0
    assert np.nanmin(solver.depth) >= 0.0
    assert (solver.depth[:, gap % bed.shape[1]] != solver.depth[:, gap % bed.shape[1]]).all()


@settled
@given(bed=grounds, head=heights)
def test_a_flat_surface_stays_flat(bed, head):
    solver = flowed(bed, head)
    wet = bed < np.float32(head)
    assert np.unique(solver.level[wet]).size <= 1
    assert np.abs(solver.level[wet] - head).max(initial=0.0) < 1e-6  # the nearest whole count
    assert np.array_equal(solver.level[~wet], bed[~wet])


@settled
@given(bed=grounds, head=heights)
def test_a_mirror_image_flows_alike(bed, head):
    level = np.full(bed.shape, np.nan)
    level[0] = head
    one = flowed(bed, level).depth
    assert np.array_equal(flowed(bed[::-1].copy(), level[::-1]).depth[::-1], one)
    assert np.array_equal(flowed(bed.T.copy(), level.T).depth.T, one)


@settled
@given(bed=grounds, head=heights, stop=st.floats(0.5, 39.0))
def test_a_stop_halfway_keeps_the_water(bed, head, stop):
    level = np.full(bed.shape, np.nan)
    level[:, 0] = head
    solver = flowed(bed, level, stop)
    solver.advance(40.0)
    assert solver.time == 40.0
    assert solver.balance.error == 0.0
