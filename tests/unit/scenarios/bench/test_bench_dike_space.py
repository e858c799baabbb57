"""The bench of dike space: its figures, the same sums for any threads, made-up dikes of the asked length."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scenarios.bench import run
from scenarios.bench._dike_synthetic import made_up_dikes
from scenarios.dikes.settings import Settings
from twin.errors import InvalidInputError


def test_it_gives_its_figures_and_the_sums_do_not_depend_on_threads() -> None:
    one, two = (run("dike-space", km=60.0, step=20.0, threads=threads, repeats=1) for threads in (1, 2))
    assert {"bench", "threads", "repeats", "machine", "peers", "seconds", "profiles"} <= set(one)
    assert one["seconds"] > 0
    assert one["futures"] == 9
    assert 0 < one["km_with_work"] < 60.0
    assert sum(one["share_by_driver"].values()) == pytest.approx(1.0)
    assert sum(one["km_by_measure"].values()) == pytest.approx(60.0)
    for name in ("km_with_work", "area_ha", "cost_meur", "share_by_driver", "km_by_measure", "profiles"):
        assert one[name] == two[name], name
    assert json.loads(json.dumps(one)) == one


def test_made_up_dikes_have_the_length_that_was_asked_and_every_kind_of_load() -> None:
    dikes = made_up_dikes(3469.0, 100.0, Settings())
    assert dikes.places.length.sum() == pytest.approx(3_469_000.0)
    assert len(dikes.places.dikes) == 238
    given = ~np.isnan(dikes.loads.wave_height)
    assert 0.1 < given.mean() < 0.5
    assert (~np.isnan(dikes.loads.fetch[~given])).all()
    assert np.isfinite(dikes.profiles.crest_level).all()
    again = made_up_dikes(3469.0, 100.0, Settings())
    assert again.profiles.crest_level.tobytes() == dikes.profiles.crest_level.tobytes()


def test_numbers_out_of_range_are_named() -> None:
    for wrong in ({"km": 0.0}, {"step": 0.1}, {"threads": 0}, {"repeats": 0}):
        (name,) = wrong
        with pytest.raises(InvalidInputError, match=name):
            run("dike-space", **wrong)
