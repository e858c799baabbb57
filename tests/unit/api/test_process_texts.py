"""What a form says of a process, and of the files that it takes."""

from __future__ import annotations

import pytest

from api.processes import describe
from scenarios.process import processes


@pytest.mark.parametrize("identifier", ["sea-level-rise", "water-level-raise", "water-level-choice"])
def test_a_process_is_described_in_its_own_words(identifier: str) -> None:
    told, process = describe(identifier), processes()[identifier]
    assert told["description"] == process.description_en
    assert told["x-description-nl"] == process.description_nl


def test_files_of_ones_own_are_asked_for() -> None:
    inputs = describe("water-level-choice")["inputs"]
    assert {name for name, entry in inputs.items() if entry["schema"].get("x-upload") == "text/csv"} == {
        "somers_table", "waterwijzer_table",
    }  # fmt: skip
    assert inputs["somers_region"]["minOccurs"] == 0
