"""What every process must keep, run over all that are found: a new file is tested before it has tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from scenarios.process import processes
from scenarios.run import run
from twin.quantities import QUANTITIES, check_ranges
from twin.state import Twin

DRIVEN = {"sea_level_rise": {"scenario": "knmi23-h", "quantile": 0.95}, "rain": {"depth_mm": 80, "hours": 2}}

QUICK: dict[str, dict[str, Any]] = {
    "dike-space": {
        "return_period": 3000.0, "station": "den-helder", "wave_height": 2.0, "wave_period": 6.0, "step": 50.0
    },
    "flood": {"hours": 2.0, "output_minutes": 60.0},
    "flood-consequences": {"hours": 2.0, "output_minutes": 60.0},
    "salt-seepage": {"transmissivity": 500.0, "resistance": 500.0, "salt": 5.0},
}  # fmt: skip
"""Parameters that make a process short where its own are long, or tell it what the small coast does not."""


@pytest.fixture(params=sorted(processes()))
def process_id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def content(process_id: str, **parts: object) -> dict[str, Any]:
    return {"name": "conformance", "processes": [{process_id: QUICK.get(process_id, {})}], **parts}


def test_no_change_is_the_reference(process_id: str, coast: Twin) -> None:
    for entry in run(content(process_id), coast).indicators.values():
        assert entry["value"] == entry["reference"]


def test_same_input_same_numbers(process_id: str, coast: Twin) -> None:
    first, second = (run(content(process_id, drivers=DRIVEN), coast) for _ in range(2))
    xr.testing.assert_identical(first.dataset, second.dataset)
    assert first.indicators == second.indicators


def test_every_variable_is_a_quantity_in_its_range(process_id: str, coast: Twin) -> None:
    dataset = run(content(process_id, drivers=DRIVEN), coast).dataset
    for name, variable in dataset.data_vars.items():
        assert variable.attrs["units"] == QUANTITIES[str(name)].units
        assert variable.attrs["long_name_nl"]
    assert check_ranges(dataset) == []
    assert {"x", "y"} <= set(dataset.dims)


def test_where_there_is_no_ground_there_is_no_answer(process_id: str, coast: Twin) -> None:
    ground = coast.surface["ground_level"].values.copy()
    ground[10:20, 120:140] = np.nan
    dataset = run(content(process_id, drivers=DRIVEN), coast.with_(surface={"ground_level": ground})).dataset
    for variable in dataset.data_vars.values():
        if variable.dims == ("y", "x"):
            np.testing.assert_array_equal(np.isnan(variable.values), np.isnan(ground))


def test_every_indicator_answers_or_says_why_not(process_id: str, coast: Twin) -> None:
    for twin in (coast, Twin.from_datasets(coast.surface[["ground_level"]])):
        found = run(content(process_id, drivers=DRIVEN), twin).indicators
        assert set(found) == {f"{process_id}.{name}" for name in processes()[process_id].indicators}
        for entry in found.values():
            missing = [
                key for key in ("value", "reference", "difference", "low", "high") if entry[key] is None
            ]
            assert entry["reason"] or not missing


SCIENCE = Path(__file__).parents[3] / "docs" / "science"


def sections(page: str) -> set[str]:
    """Anchors of the headings of a page, as the documentation makes them."""
    heads = re.findall(r"^#+ (.+)$", (SCIENCE / page).read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", head.lower()).strip()) for head in heads}


def test_the_model_card_is_filled_in(process_id: str) -> None:
    process = processes()[process_id]
    card = process.card
    assert card.formulas
    assert card.scores
    assert card.holds
    assert card.limits
    assert process.version in card.changes
    assert len({formula.id for formula in card.formulas}) == len(card.formulas)


def test_the_pages_of_the_model_card_are_there(process_id: str) -> None:
    card = processes()[process_id].card
    for entry in (*card.formulas, *card.scores):
        page, _, section = entry.page.partition("#")
        assert section in sections(page), entry.page


def test_the_scores_are_those_of_the_documentation(process_id: str) -> None:
    for score in processes()[process_id].card.scores:
        page = (SCIENCE / score.page.partition("#")[0]).read_text("utf-8")
        assert " ".join(score.evidence.split()) in " ".join(page.split()), score.title
        figures = {float(text) for text in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", score.evidence)}
        assert score.value in figures, score.title


PLUGIN = """
from typing import ClassVar
from scenarios.forms import field
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value


class Settings(ProcessParameters):
    answer: float = field("Answer", "Antwoord", default=42.0, unit="1")


class Oracle(Process[Settings]):
    id: ClassVar[str] = "oracle"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Oracle"
    title_nl: ClassVar[str] = "Orakel"
    description_en: ClassVar[str] = "Knows."
    description_nl: ClassVar[str] = "Weet."
    Parameters: ClassVar[type[ProcessParameters]] = Settings
    indicators: ClassVar = {"answer": Indicator("1", "antwoord", "answer", "known")}
    card: ClassVar = ModelCard((), (), (), (), {"1": "first version"})

    def estimate(self, twin, parameters):
        return Estimate(1, 1, 0.0)

    def simulate(self, twin, drivers, parameters, progress):
        import xarray as xr

        return Outcome(xr.Dataset(), {"answer": Value(parameters.answer)})
"""


def test_a_process_from_outside_is_found_by_its_entry_point(coast: Twin, tmp_path: Path) -> None:
    (tmp_path / "oracle.py").write_text(PLUGIN)
    info = tmp_path / "oracle-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: oracle\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[zicht.processes]\noracle = oracle:Oracle\n")
    coast.save(tmp_path / "coast")
    (tmp_path / "scenario.yaml").write_text("name: x\nprocesses: [oracle: {answer: 7}]\n")
    arguments = ("run", "scenario.yaml", "--twin", str(tmp_path / "coast"), "--out", "out", "--json")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        capture_output=True, text=True, env=environment, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert '"oracle.answer"' in done.stdout
    assert '"value": 7.0' in done.stdout
