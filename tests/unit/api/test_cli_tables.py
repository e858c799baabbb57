"""A table of the user on the command line: looked for beside the scenario file, and used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from api.commands.run import run_file
from scenarios.model import Scenario
from scenarios.physics.peat import carbon_dioxide
from scenarios.polders.soils import soil_kind, soil_kinds
from scenarios.polders.somers import COLUMNS
from tests.unit.scenarios.polders.raised_polder import peat_halves
from twin.errors import InvalidInputError
from twin.store import Result

TABLE = """soil,crop,GHG_cm,GLG_cm,wet,dry,salt
peat,grass,0,20,30,0,0
peat,grass,0,250,30,0,0
peat,grass,200,250,30,0,0
"""
SCENARIO = """
name: eigen tabel
baseline: twin
horizon: 2026
processes: [water-level-raise: {waterwijzer_table: tables/own.csv}]
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    peat_halves().save(tmp_path / "twin")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "own.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path / "scenario.yaml"


def ran(scenario: Path, name: str = "yield_loss", *assignments: str) -> dict[str, Any]:
    out = scenario.parent / "out"
    run_file(scenario, out, twin=None, assignments=assignments, scheduler=None, as_json=True)
    indicators = json.loads((out / "indicators.json").read_text())
    found: dict[str, Any] = indicators[f"water-level-raise.{name}"]
    return found


def test_the_table_beside_the_scenario_gives_the_loss(scenario: Path) -> None:
    assert ran(scenario)["value"] == pytest.approx(30.0)


def test_the_result_tells_the_name_of_the_table_and_not_where_it_stands(scenario: Path) -> None:
    ran(scenario)
    own = scenario.parent / "tables" / "own.csv"
    for name in ("provenance.json", "ro-crate-metadata.json", "result.zarr/zarr.json"):
        assert str(own.parent) not in (scenario.parent / "out" / name).read_text(encoding="utf-8"), name
    told = Result.open(scenario.parent / "out").provenance
    (call,) = told["scenario"]["processes"]
    assert call["water-level-raise"]["waterwijzer_table"] == "own.csv"
    assert told["scenario_digest"] == Scenario.load(told["scenario"]).digest
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    assert told["files"] == {"water-level-raise": {"waterwijzer_table": digest}}


def test_a_table_that_is_not_there_or_is_none_is_refused(scenario: Path) -> None:
    (scenario.parent / "tables" / "own.csv").write_text("soil;crop\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="has no column"):
        ran(scenario)
    (scenario.parent / "tables" / "own.csv").unlink()
    with pytest.raises(InvalidInputError, match="cannot be read"):
        ran(scenario)
    assert not (scenario.parent / "out").exists()


def test_peat_emits_what_a_table_of_somers_says_and_the_other_relation_gives_the_range(
    scenario: Path,
) -> None:
    soils = sorted({kind.somers for kind in map(soil_kind, soil_kinds()) if kind.somers})
    rows = [f"ZW,{soil},none,,,,,0,{freeboard},9000,8000,10000" for soil in soils for freeboard in (0, 3)]
    text = "\n".join([",".join(COLUMNS), *rows])
    (scenario.parent / "tables" / "somers.csv").write_text(text, encoding="utf-8")
    call = "processes.water-level-raise"
    own = (f"{call}.somers_table=tables/somers.csv", f"{call}.somers_region=ZW")
    found = ran(scenario, "subsidence", *own)
    years = 2  # 2025 and 2026
    height = 0.9 / float(carbon_dioxide(oxidation=1.0)) * years
    assert "region ZW" in found["method"]
    parts = Result.open(scenario.parent / "out").features["water_level_effects"].set_index("id")
    oxidised = json.loads(parts.loc["west-subsidence", "parts"])["oxidation [m]"]["after"]
    assert oxidised == pytest.approx(height, rel=1e-4)
    assert found["low"] < found["high"]


def test_a_table_of_somers_needs_its_region(scenario: Path) -> None:
    with pytest.raises(InvalidInputError, match="somers_region"):
        ran(scenario, "subsidence", "processes.water-level-raise.somers_table=tables/own.csv")
