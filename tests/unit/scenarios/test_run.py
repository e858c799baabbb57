"""Running a scenario: reference, provenance, determinism, and what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from scenarios import Scenario, run
from scenarios.process import Indicator, Value, processes
from scenarios.processes.sea_level_rise import SeaLevelRise
from scenarios.run import _entry, check, estimate
from twin.crate import CRATE
from twin.errors import InvalidInputError
from twin.state import Twin

CONTENT = {
    "name": "Zee +1 m",
    "baseline": "coast",
    "drivers": {"sea_level_rise": {"metres": 1.0}},
    "interventions": [{"kind": "dike-reinforcement", "dike": "zeedijk"}],
    "processes": ["sea-level-rise", "policy-check"],
}


def test_scenario_and_reference_stand_side_by_side(coast: Twin) -> None:
    entry = run(CONTENT, coast).indicators["sea-level-rise.sea_level"]
    assert (entry["value"], entry["reference"], entry["difference"]) == (1.03, 0.03, 1.0)
    assert set(entry) == {
        "value", "reference", "difference", "low", "high", "unit", "label_nl", "label_en", "method", "reason"
    }  # fmt: skip


def test_no_change_is_exactly_the_reference_and_computed_once(
    coast: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    simulate = SeaLevelRise.simulate
    monkeypatch.setattr(SeaLevelRise, "simulate", lambda *a: calls.append(1) or simulate(*a))
    result = run({"name": "x", "processes": ["sea-level-rise"]}, coast)
    assert len(calls) == 1
    for entry in result.indicators.values():
        assert entry["value"] == entry["reference"]
        assert entry["difference"] == 0
    run(CONTENT, coast)
    assert len(calls) == 3


def test_provenance_tells_where_it_comes_from(coast: Twin) -> None:
    told = run(CONTENT, coast).provenance
    assert told["scenario_digest"] == Scenario.load(CONTENT).digest
    assert told["twin"]["digest"] == coast.digest
    assert told["twin"]["difference"] is None
    assert told["not_built"] == ["policy-check"]
    assert told["years"] == {"start": 2025, "horizon": 2100}
    assert told["drivers"]["reference"]["sea_level"] == 0.03
    assert {"started", "finished", "seconds"} == set(told["times"])
    other = run({**CONTENT, "baseline": "demo"}, coast).provenance["twin"]["difference"]
    assert other == "run on 'coast', the scenario names 'demo'"


def test_provenance_tells_what_the_files_of_the_user_held(coast: Twin, tmp_path: Path) -> None:
    table, rows = tmp_path / "table.csv", "soil,crop,GHG_cm,GLG_cm,wet,dry,salt\npeat,grass,1,{},1,1,0\n"
    rows += "peat,grass,1,90,1,1,0\npeat,grass,40,99,1,1,0\n"
    asked = {"name": "x", "processes": [{"water-level-raise": {"waterwijzer_table": str(table)}}]}
    digests = []
    for depth in (50, 60):
        table.write_text(rows.format(depth))
        told = run(asked, coast).provenance["files"]["water-level-raise"]
        assert told == {"waterwijzer_table": hashlib.sha256(table.read_bytes()).hexdigest()}
        digests.append(told["waterwijzer_table"])
    assert digests[0] != digests[1]
    assert run(CONTENT, coast).provenance["files"] == {}


def test_the_same_input_gives_the_same_bytes(coast: Twin, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(CONTENT, coast).save(tmp_path / name)
    first, second = (json.loads((tmp_path / n / "manifest.json").read_text()) for n in ("a", "b"))
    assert {path for path in first if first[path] != second[path]} <= {"provenance.json", CRATE}
    assert "features/buildings.parquet" in first


def test_the_result_opens_in_any_xarray(coast: Twin, tmp_path: Path) -> None:
    run(CONTENT, coast).save(tmp_path / "r")
    dataset = xr.open_zarr(tmp_path / "r" / "result.zarr", consolidated=False)
    assert dataset["inundation_level"].dims == ("y", "x")
    assert dataset.attrs["Conventions"] == "CF-1.11"
    assert dataset["inundation_level"].attrs["standard_name"] == "water_surface_height_above_reference_datum"
    assert "scenario" in dataset.attrs["history"]
    assert not any(character in dataset.attrs["history"] for character in ":")
    assert list(dataset["emission"].values) == ["knmi23-l", "knmi23-m", "knmi23-h"]


def test_everything_that_does_not_fit_the_twin_is_named(coast: Twin) -> None:
    wrong = {
        "name": "x",
        "horizon": 2020,
        "interventions": [
            {"kind": "dike-reinforcement", "dike": "zedijk"},
            {"kind": "water-level-raise", "areas": ["polder-1", "polder-9"], "by": 0.3},
            {"kind": "geothermal-doublet", "at": [0, 0], "flow_m3_h": 100},
        ],
        "processes": [
            "policy-check",
            {"sea-level-rise": {"dikes": "breach", "breach_at": [61000, 545500]}},
        ],
    }
    with pytest.raises(InvalidInputError) as caught:
        run(wrong, coast)
    found = {problem.field: str(problem) for problem in caught.value.problems}
    assert "before the start 2025" in found["horizon"]
    assert "'zeedijk'" in found["interventions[0].dike"]
    assert "polder-1, polder-2" in found["interventions[1].areas[1]"]
    assert "bounding box" in found["interventions[2].at"]
    assert "zeedijk" in found["processes[1].sea-level-rise.breach_at"]


def test_a_scenario_beyond_its_table_is_refused(coast: Twin) -> None:
    content = {**CONTENT, "horizon": 2150, "drivers": {"sea_level_rise": {"scenario": "knmi23-h"}}}
    with pytest.raises(InvalidInputError, match="the horizon is 2150"):
        run(content, coast)


def test_what_does_not_fit_in_memory_is_refused(coast: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["scenarios.run"], "memory_of_machine", lambda: 1000)
    with pytest.raises(InvalidInputError, match="GB of memory"):
        run(CONTENT, coast)


def test_cost_counts_both_runs(coast: Twin) -> None:
    scenario = Scenario.load(CONTENT)
    once = processes()["sea-level-rise"].estimate(coast, scenario.built[0].parameters)
    both = estimate(scenario, coast)
    assert (both.cells, both.bytes) == (2 * once.cells, once.bytes)


def test_progress_grows_to_one(coast: Twin) -> None:
    seen: list[float] = []
    run(CONTENT, coast, lambda fraction, _: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_only_unbuilt_processes_give_no_indicators(coast: Twin) -> None:
    result = run({"name": "x", "processes": ["policy-check"]}, coast)
    assert result.indicators == {}
    assert result.provenance["not_built"] == ["policy-check"]
    assert np.asarray(result.dataset["x"]).size == coast.grid.nx


def test_import_of_the_package_is_light() -> None:
    heavy = "{'xarray', 'pandas', 'numba', 'geopandas', 'scipy'}"
    code = f"import sys, scenarios; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("process", ["flood", "flood-consequences"])
def test_a_sea_above_every_dike_is_refused_before_the_run(coast: Twin, process: str) -> None:
    high = {"sea_level_rise": {"metres": 12.0}}
    asked = {"name": "x", "drivers": high, "processes": [process]}
    raised = [{"kind": "dike-reinforcement", "dike": "zeedijk"}]
    assert [found.field for found in check(Scenario.load(asked), coast)] == ["drivers"]
    assert check(Scenario.load(asked | {"interventions": raised}), coast) == []
    reference = asked | {"drivers": {}, "reference": {"drivers": high}}
    assert [found.field for found in check(Scenario.load(reference), coast)] == ["reference.drivers"]


def test_unknown_reference_is_not_told_as_an_unknown_value() -> None:
    indicator = Indicator("year", "einde", "end", "counted")
    entry = _entry(indicator, Value(2080.0), Value(None, reason="no year is given"))
    assert (entry["value"], entry["difference"]) == (2080.0, None)
    assert entry["reason"] == "the reference is not known: no year is given"


def test_the_reason_of_a_known_reference_is_told_as_its_own() -> None:
    entry = _entry(Indicator("km2", "nat", "wet", "method"), Value(2.0), Value(0.0, reason="nothing digs"))
    assert (entry["value"], entry["reference"], entry["reason"]) == (2.0, 0.0, "the reference: nothing digs")
