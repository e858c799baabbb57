"""More sea never asks less of a dike, whatever the dike; nothing asks anything of a dike that has it all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.bench._dike_synthetic import made_up_dikes
from scenarios.dikes.model import Futures
from scenarios.dikes.needs import needs
from scenarios.dikes.settings import Settings
from scenarios.dikes.soil import soil_design


def rising(rises: list[float]) -> Futures:
    count = len(rises)
    return Futures(("x",) * count, np.full(count, 0.5), np.full(count, 2100, np.int32), np.array(rises))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rises=st.lists(st.floats(-1.0, 5.0), min_size=2, max_size=6),
    formula=st.sampled_from(["bretschneider", "young-verhagen"]),
    grow=st.booleans(),
)
def test_more_sea_never_asks_less(seed: int, rises: list[float], formula: str, grow: bool) -> None:
    asked = Settings(wave_formula=formula, waves_grow=grow)  # type: ignore[arg-type]
    dikes = made_up_dikes(150.0, 500.0, asked, seed=seed)
    found = needs(dikes.places, dikes.profiles, dikes.subsoil, dikes.loads, rising(sorted(rises)), asked)
    for name in ("crest_level", "heightening", "stability", "piping", "water_level", "wave_height"):
        values = getattr(found, name)
        assert not np.isnan(values).any(), name
        assert (np.diff(values, axis=1) >= -1e-9).all(), name


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), rise=st.floats(0.0, 3.0))
def test_a_dike_that_is_high_and_wide_enough_takes_no_room(seed: int, rise: float) -> None:
    asked = Settings(foreland=1000.0)
    dikes = made_up_dikes(150.0, 500.0, asked, seed=seed)
    huge = replace(dikes.profiles, crest_level=np.full(dikes.places.x.size, 60.0))
    found = needs(dikes.places, huge, dikes.subsoil, dikes.loads, rising([rise]), asked)
    assert not found.heightening.any()
    design = soil_design(huge, replace(found, piping=np.zeros_like(found.piping)))
    assert not design.inward.any()
    assert not design.outward.any()
