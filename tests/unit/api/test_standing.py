"""Results that stand before anybody asks: once, for everybody, and the newest only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from api.jobs import standing
from api.jobs.folders import Folders
from api.jobs.model import Job
from api.jobs.standing import stand
from api.jobs.store import JobStore
from api.jobs.titles import titles
from api.settings import database_url
from scenarios import Scenario
from scenarios.headline import ENGLISH, headline_files
from tests.rows import job
from twin.errors import StoreError
from twin.progress import silent
from twin.publishing import publish
from twin.state import Twin

ASKED = {"name": "Zee +1 m", "drivers": {"sea_level_rise": {"metres": 1.0}}, "processes": ["sea-level-rise"]}

DUTCH = "Zeespiegel +1 m, zonder dijken"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    found = JobStore(database_url(None, tmp_path))
    yield found
    found.close()


@pytest.fixture
def coast(small_surface: xr.Dataset) -> Twin:
    return Twin.from_datasets(small_surface, name="coast")


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was computed: the folders, which a stand-in fills."""
    done: list[str] = []

    def execute(_scenario: str, _baseline: str, out: str, *_rest: Any) -> None:
        with publish(Path(out)) as inside:
            (inside / "indicators.json").write_text("{}")
        done.append(out)

    monkeypatch.setattr(standing, "execute", execute)
    return done


def listed(store: JobStore) -> list[Job]:
    return store.page(None, (), (), 10, 0)[0]


def test_it_is_computed_once_and_stays_for_everybody(
    store: JobStore, coast: Twin, tmp_path: Path, computed: list[str]
) -> None:
    scenario = Scenario.load(ASKED)
    folders = {stand(scenario, coast, store, tmp_path, silent) for _ in range(2)}
    assert computed == [str(folder) for folder in folders]
    (found,) = listed(store)
    assert (found.status, found.public, found.process) == ("successful", True, "sea-level-rise")
    store.remove(found.id)  # by a user: who asks for the demo again gets it again
    stand(scenario, coast, store, tmp_path, silent)
    assert [each.id for each in listed(store)] == [found.id]


def test_what_older_code_made_gives_way_and_what_users_made_stays(
    store: JobStore, coast: Twin, tmp_path: Path, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = Scenario.load(ASKED)
    monkeypatch.setattr(standing, "run_digest", lambda *_: "a" * 64)
    stand(scenario, coast, store, tmp_path, silent)
    theirs = store.submit(job("b" * 64))
    monkeypatch.setattr(standing, "run_digest", lambda *_: "c" * 64)
    stand(scenario, coast, store, tmp_path, silent)
    assert len(computed) == 2
    assert {each.digest for each in listed(store)} == {"c" * 64, theirs.digest}


def test_a_headline_that_asks_something_else_by_now_gives_way_too(
    store: JobStore, coast: Twin, tmp_path: Path, computed: list[str]
) -> None:
    higher = ASKED | {"drivers": {"sea_level_rise": {"metres": 1.5}}}
    other = ASKED | {"name": "Zee +2 m"}
    for asked in (ASKED, other, higher):
        stand(Scenario.load(asked), coast, store, tmp_path, silent)
    assert len(computed) == 3
    assert {each.scenario for each in listed(store)} == {
        Scenario.load(asked).canonical_json() for asked in (higher, other)
    }


def test_a_service_that_starts_meanwhile_leaves_what_is_being_written(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    dead = tmp_path / f".{'b' * 64}.{'0' * 32}.part"
    dead.mkdir()
    with publish(tmp_path / ("a" * 64)) as inside:
        folders.sweep(folders.parts(), [])
        (inside / "indicators.json").write_text("{}")
    assert (tmp_path / ("a" * 64) / "indicators.json").is_file()
    assert not dead.exists()


def test_what_cannot_be_computed_leaves_no_job(
    store: JobStore, coast: Twin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise StoreError("storage: full")

    monkeypatch.setattr(standing, "execute", fails)
    with pytest.raises(StoreError):
        stand(Scenario.load(ASKED), coast, store, tmp_path, silent)
    assert listed(store) == []


def test_every_headline_has_a_name_in_both_languages() -> None:
    names = [Scenario.load(file).name for file in headline_files()]
    assert sorted(names) == sorted(ENGLISH)
    assert len(set(ENGLISH.values())) == len(names)


@pytest.mark.parametrize(
    ("scenario", "english", "dutch"),
    [
        (f'{{"name": "{DUTCH}"}}', "Sea level +1 m, without dikes", DUTCH),
        ('{"name": "Mijn plan"}', "Mijn plan", "Mijn plan"),
        ('{"name": "Sea-level rise"}', "Sea-level rise", "Zeespiegelstijging"),
        ("{}", "sea-level-rise", "sea-level-rise"),
    ],
)  # fmt: skip
def test_a_job_is_called_as_its_scenario(scenario: str, english: str, dutch: str) -> None:
    assert titles(replace(job(), scenario=scenario)) == {"title": english, "x-title-nl": dutch}
