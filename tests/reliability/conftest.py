"""What the tests of reliability and security share: sizes, figures, and a service to attack.

Everything in this folder carries the marker ``reliability`` and runs by ``make test-reliability``; with
``--nightly`` in full size. With ``ZICHT_FIGURES=1`` the figures go into docs/reliability.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.contract.conftest import with_polder
from tests.reliability.page import IDS, write
from tests.reliability.serving import Served, serving

_FIGURES = pytest.StashKey[dict[str, list[str]]]()

Size = Callable[[int, int], int]
Figure = Callable[[str, str], None]
Start = Callable[..., Served]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="reliability tests in full size")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FIGURES] = {}


@pytest.hookimpl(tryfirst=True)  # before pytest looks which markers are wanted
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("reliability")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures = terminalreporter.config.stash[_FIGURES]
    if not figures:
        return
    terminalreporter.section("figures")
    for name in sorted(figures, key=IDS.index):
        terminalreporter.write_line(f"{name}: {'; '.join(figures[name])}")
    if os.environ.get("ZICHT_FIGURES"):
        write({name: "; ".join(texts) for name, texts in figures.items()})


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> Size:
    """``size(ci, nightly)``: how many, in this run."""
    nightly = bool(request.config.getoption("nightly", default=False))
    return lambda ci, full: full if nightly else ci


@pytest.fixture(scope="session")
def figure(request: pytest.FixtureRequest) -> Figure:
    """``figure(id, text)``: what a test measured, for the line of that id in docs/reliability.md."""
    kept = request.config.stash[_FIGURES]

    def keep(name: str, text: str) -> None:
        assert name in IDS, f"docs/reliability.md has no line {name}"
        assert "|" not in text
        kept.setdefault(name, []).append(text)

    return keep


@pytest.fixture(scope="session")
def polder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with one small published twin, ``polder``; nobody may change it."""
    return with_polder(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def served(polder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service on `polder` that queues jobs and runs none."""
    database = tmp_path_factory.mktemp("jobs") / "zicht.db"
    with serving(polder, str(database), max_running=0) as found:
        yield found


@pytest.fixture
def start() -> Iterator[Start]:
    """``start(data, database=None, **settings)``: `zicht serve` in a process that ends with the test."""
    with ExitStack() as stack:
        yield lambda data, database=None, **settings: stack.enter_context(serving(data, database, **settings))
