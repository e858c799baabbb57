"""Benches give the promised figures on a small grid, and refuse what they cannot do."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scenarios.bench import benches, run
from scenarios.bench import inundation as inundation_bench
from scenarios.bench._synthetic import dike_lattice
from twin.errors import InvalidInputError, SimulationError


def test_the_inundation_bench_gives_its_figures_and_its_peers() -> None:
    got = run("inundation", size=300, threads=2, repeats=1)
    assert {"bench", "size", "threads", "repeats", "machine", "mcells_per_second", "peers"} <= set(got)
    assert (got["bench"], got["size"], got["threads"], got["repeats"]) == ("inundation", 300, 2, 1)
    assert got["mcells_per_second"] > 0
    assert got["next_level_gcells_per_second"] > 0
    assert set(got["peers"]) == {"scipy.ndimage.label", "skimage.morphology.reconstruction"}
    assert got["peers"]["scipy.ndimage.label"] > 0
    assert json.loads(json.dumps(got)) == got


def test_a_peer_with_another_answer_stops_the_bench() -> None:
    field = np.array([[0, 50, 900]], np.int16)
    sea = np.array([[True, False, False]])
    inundation_bench._check({inundation_bench.LABEL: np.array([[1, 1, 0]])}, sea, field)
    with pytest.raises(SimulationError, match="label differs from the level field in 1 cells"):
        inundation_bench._check({inundation_bench.LABEL: np.array([[1, 1, 1]])}, sea, field)


def test_the_made_up_terrain_is_the_same_every_time_and_has_closed_dikes() -> None:
    ground, sea = dike_lattice(600)
    again, _ = dike_lattice(600)
    assert ground.tobytes() == again.tobytes()
    assert ground.dtype == np.float32
    assert sea[:, :12].all()
    assert not sea[:, 12:].any()
    assert ground[250, 300:].min() >= 1.0
    assert ground.std() > 0.5


def test_wrong_names_and_numbers_are_named() -> None:
    assert "inundation" in benches()
    with pytest.raises(InvalidInputError, match="Did you mean 'inundation'"):
        run("inundatoin")
    with pytest.raises(InvalidInputError, match="number in that range"):
        run("inundation", size=3)
    with pytest.raises(InvalidInputError, match="threads"):
        run("inundation", size=100, threads=0)
