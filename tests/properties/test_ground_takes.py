"""Whatever soil, step and water: the ground takes no more than there is, and all is accounted for."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.flow.domain import Domain
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.sources import Sources
from scenarios.flow.state import State


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 1e5), st.integers(1, 6))
def test_the_ground_takes_what_is_there_at_most(seed: int, dt: float, steps: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    shape = tuple(rng.integers(1, 80, 2))
    bed = rng.uniform(-5, 50, shape).astype(np.float32)
    soil = Infiltration.green_ampt(
        (10.0 ** rng.uniform(-12, -1, shape)).astype(np.float32),
        rng.uniform(0, 2, shape).astype(np.float32),
        np.where(rng.random(shape) < 0.3, 0.0, rng.uniform(0, 1, shape)).astype(np.float32),
        (10.0 ** rng.uniform(-6, 2, shape)).astype(np.float32),
    )
    soil.conductivity[rng.random(shape) < 0.1] = np.nan  # type: ignore[index]
    bed[rng.random(shape) < 0.1] = np.nan
    domain = Domain(bed, 10.0, 10.0, 0.03, infiltration=soil)
    if not domain.cells.any():
        return
    state = State(domain, bed + 10.0 ** rng.uniform(-7, 1, shape))
    sources, before = Sources(domain, state), state.stored()
    for step in range(steps):
        sources.apply(state, step * dt, (step + 1) * dt)
    assert (state.surface >= state.bed).all()
    assert state.stored() * state.cell_volume == before * state.cell_volume - sources.infiltrated
    taken = sources.infiltrated_depth(state.unit)
    assert (taken[np.isnan(soil.conductivity) | np.isnan(bed)] == 0.0).all()
    assert (taken <= np.asarray(soil.storage) * (1 + 1e-6) + state.unit).all()
    assert (taken >= 0.0).all()
