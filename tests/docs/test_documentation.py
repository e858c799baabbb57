"""What the documentation tells people to type does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios import Scenario
from scenarios.intervention import interventions
from scenarios.process import processes
from scenarios.run import check
from twin import Twin

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorials").glob("*.md"))]


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_code_of_the_page_runs(page: Path, demo_data: Path, tmp_path: Path) -> None:
    code = "\n".join(_blocks(page, "python"))
    assert code, f"{page.name} has no Python to run"
    environment = {**os.environ, "ZICHT_DATA": str(demo_data)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip()


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == [], page


EXAMPLES = [path for path in sorted((ROOT / "examples").glob("*.yaml")) if "\nprocesses:" in path.read_text()]


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Twin:
    return Twin.open("demo", data=demo_data)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_can_be_run_on_the_demo(path: Path, demo: Twin) -> None:
    assert check(Scenario.load(path), demo) == []


def test_the_readme_names_every_process_and_intervention() -> None:
    told = set(re.findall(r"`([a-z-]+)`", (ROOT / "README.md").read_text()))
    assert {*processes(), *interventions()} - told == set()
