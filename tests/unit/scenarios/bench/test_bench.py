"""Benches give the promised figures on a small grid, and refuse what they cannot do."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pytest

from scenarios.bench import _peers, benches, run
from scenarios.bench import flow as flow_bench
from scenarios.bench import inundation as inundation_bench
from scenarios.bench._bandwidth import Triad
from scenarios.bench._flow_cases import make_case
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


@pytest.mark.parametrize("case", ["W", "PB", "PB-cap"])
def test_the_flow_bench_gives_its_figures_and_its_peers(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_bench, "Triad", partial(Triad, elements=10_000))
    monkeypatch.setattr(flow_bench, "PEERS", {"itzi-core": "itzi_core"} if case == "W" else {})
    got = run("flow", case=case, size=64, threads=1, repeats=1)
    promised = {"cell_steps_per_second", "cpu_seconds_per_simulated_hour", "relative_mass_error"}
    promised |= {"triad_gb_per_s", "fraction_of_limit", "bench", "threads", "repeats", "machine", "peers"}
    assert promised <= set(got)
    assert (got["bench"], got["case"], got["size"], got["clock"]) == ("flow", case, 64, "processor")
    assert got["relative_mass_error"] <= 1e-7
    for name in ("cell_steps_per_second", "cpu_seconds_per_simulated_hour", "fraction_of_limit", "steps"):
        assert got[name] > 0, name
    assert ("weir_law_ratio" in got) == (case == "PB-cap")
    assert set(got["peers"]) == set(flow_bench.PEERS)
    for name, figure in got["peers"].items():
        assert figure is None or got["agreement"][name]["depth_rmse"] < 0.02
    assert json.loads(json.dumps(got)) == got


def test_a_peer_that_is_not_installed_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "find_spec", lambda name: None)
    assert _peers.peer("itzi-core", make_case("W", 64), 1) is None


def test_the_polder_is_as_it_is_described() -> None:
    case = make_case("PB-cap", 1000)
    assert float(case.depth.sum(dtype=float)) * 25 == pytest.approx(4.0e7)
    assert case.bed[500, 200:204].tolist() == [-1.0] * 4
    assert case.bed[520, 200:204].tolist() == [5.0] * 4
    assert case.polder.start == 204
    assert len(case.faces) == 20
    assert set(case.faces.col.tolist()) == {201}
    assert case.bed[250, 601] < 0 < case.bed[300, 601] == 0.5
    assert make_case("PB", 64).capped is False
    assert (make_case("W", 64).depth > 1.4).all()


def test_a_flood_of_another_case_stops_the_bench() -> None:
    flow_bench._refuse_others({"itzi-core": {"depth_rmse": 0.07}}, "PB")
    for rmse in (0.9, float("nan")):
        with pytest.raises(SimulationError, match="itzi-core finds another flood"):
            flow_bench._refuse_others({"itzi-core": {"depth_rmse": rmse}}, "PB")


def test_the_triad_counts_twelve_bytes_an_element() -> None:
    triad = Triad(2, elements=1001)
    assert triad.gb_per_s() > 0
    assert np.all(triad.arrays[2] == 7.0)


def test_wrong_options_of_the_flow_bench_are_named_together() -> None:
    with pytest.raises(InvalidInputError, match="no such case"):
        run("flow", case="PB-kap")
    with pytest.raises(InvalidInputError) as caught:
        run("flow", size=8, threads=0, repeats=0)
    assert [problem.field for problem in caught.value.problems] == ["size", "threads", "repeats"]
