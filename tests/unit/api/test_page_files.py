"""What the page plays is written beside a result by every format for the page, and told with its address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.jobs.page_files import page_files_of, write_page_files
from scenarios.run import run
from tests.unit.scenarios.polders.raised_polder import peat_halves
from twin.progress import silent
from twin.store import Result

FILES = "/v1/jobs/abc/results/files"


@pytest.fixture(scope="module")
def result() -> Result:
    raise_west = {"kind": "water-level-raise", "areas": ["west"], "by": 0.2}
    content = {
        "name": "x", "horizon": 2026, "interventions": [raise_west], "processes": ["water-level-raise"]
    }  # fmt: skip
    return run(content, peat_halves())


def test_a_result_gets_what_it_can_show_and_says_where(result: Result, tmp_path: Path) -> None:
    result.write_into(tmp_path)
    write_page_files(result, tmp_path, silent)
    members, links = page_files_of(tmp_path, FILES)
    assert set(members) == {"water-levels"}
    assert members["water-levels"]["href"].endswith(f"{FILES}/water-levels/water-levels.json")
    header = json.loads((tmp_path / "water-levels" / "water-levels.json").read_text())
    assert (tmp_path / "water-levels" / f"{header['file']}.gz").is_file()
    assert [(link["rel"], link["href"]) for link in links] == [("enclosure", members["water-levels"]["href"])]


def test_a_result_with_nothing_for_the_page_gets_nothing(result: Result, tmp_path: Path) -> None:
    bare = Result(result.dataset[["subsidence"]])
    bare.write_into(tmp_path)
    write_page_files(bare, tmp_path, silent)
    assert page_files_of(tmp_path, FILES) == ({}, [])


def test_the_room_for_dikes_tells_of_itself(tmp_path: Path) -> None:
    (tmp_path / "dike-space").mkdir()
    (tmp_path / "dike-space" / "dike-space.json").write_text("{}")
    assert page_files_of(tmp_path, FILES) == ({}, [])
