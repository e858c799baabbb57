"""What a form says of files that only the command line takes."""

from __future__ import annotations

from api.processes import describe
from scenarios.process import processes


def test_files_of_ones_own_are_named_and_not_asked_for() -> None:
    told = describe("water-level-raise")
    fields = processes()["water-level-raise"].Parameters.model_fields
    assert told["description"].endswith("“Table of Waterwijzer Landbouw”, “Table of SOMERS”.")
    assert "opdrachtregel" in told["x-description-nl"]
    hidden = {"somers_table", "somers_region", "waterwijzer_table"}
    assert hidden <= set(fields)
    assert not hidden & set(told["inputs"])


def test_a_process_without_files_says_nothing_of_them() -> None:
    assert describe("sea-level-rise")["description"] == processes()["sea-level-rise"].description_en
