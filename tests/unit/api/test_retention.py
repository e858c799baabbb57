"""What nobody needs goes; what a job, a living process or the public needs stays."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.commands.backup import backup
from api.commands.keys import show as show_keys
from api.commands.prune import prune as prune_command
from api.jobs import retention
from api.jobs.model import Job
from api.jobs.remembered import remember
from api.jobs.retention import Pruned, prune
from api.jobs.store import JobStore
from api.settings import Settings, database_url
from tests.rows import job
from twin.errors import InvalidInputError
from twin.holding import hold
from twin.publishing import publish

HEX = "0123456789abcdef" * 2
LATER = "9999"


@pytest.fixture
def store(database: str) -> Iterator[JobStore]:
    found = JobStore(database)
    yield found
    found.close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which nothing is young."""
    monkeypatch.setattr(retention, "_YOUNG", -1.0)
    (tmp_path / "results").mkdir()
    return tmp_path


def ended(store: JobStore, data: Path, letter: str, status: str = "successful") -> Job:
    """A job that ended, with its results."""
    submitted = store.submit(job(letter * 64))
    running = store.claim("me", 99)
    assert running is not None
    assert running.id == submitted.id
    if status == "dismissed":
        store.dismiss(running.id)
    else:
        store.finish(running, "me", "failed" if status == "failed" else "successful", "")
    make(data, f"results/{letter * 64}")
    return running


def make(data: Path, *names: str) -> list[Path]:
    folders = [data / name for name in names]
    for folder in folders:
        with publish(folder) as inside:
            (inside / "file").write_bytes(b"0123456789")
    return folders


def left(data: Path) -> set[str]:
    return {path.name for path in (data / "results").iterdir()}


def test_only_what_users_removed_goes_by_itself(store: JobStore, data: Path) -> None:
    kept, gone = ended(store, data, "a"), ended(store, data, "b")
    store.remove(gone.id)
    told = prune(store.engine, data)
    assert (told.jobs, [folder.name for folder in told.folders]) == (1, ["b" * 64])
    assert told.bytes > 10
    assert store.find(gone.id) is None
    assert store.find(kept.id) is not None
    assert left(data) == {"a" * 64}
    assert prune(store.engine, data) == Pruned(0, (), 0)


@pytest.mark.parametrize("status", ["successful", "failed", "dismissed"])
def test_jobs_that_ended_before_a_moment_go(store: JobStore, data: Path, status: str) -> None:
    done = ended(store, data, "a", status)
    assert prune(store.engine, data, "2000").jobs == 0
    assert left(data) == {"a" * 64}
    assert prune(store.engine, data, LATER).jobs == 1
    assert store.find(done.id) is None
    assert left(data) == set()


def test_published_results_are_never_removed(store: JobStore, data: Path) -> None:
    done = ended(store, data, "a")
    store.set_public(done.id, public=True)
    store.remove(done.id)
    assert prune(store.engine, data, LATER).jobs == 0
    assert left(data) == {"a" * 64}


def test_jobs_that_wait_or_run_and_their_files_stay(store: JobStore, data: Path) -> None:
    store.submit(job("a" * 64))
    store.claim("me", 9)
    store.submit(job("b" * 64))
    names = [f"{letter * 64}{end}" for letter in "ab" for end in ("", ".1.part", ".scratch")]
    names += [f".{'a' * 64}.1.part.{HEX}.part"]
    make(data, *(f"results/{name}" for name in names))
    assert prune(store.engine, data, LATER) == Pruned(0, (), 0)
    assert left(data) == set(names)


def test_bytes_that_two_workspaces_share_stay_until_both_are_gone(store: JobStore, data: Path) -> None:
    first = ended(store, data, "a")
    store.submit(job("a" * 64, "other"))
    store.remove(first.id)
    assert prune(store.engine, data).folders == ()
    store.dismiss(job("a" * 64, "other").id)
    store.remove(job("a" * 64, "other").id)
    assert [folder.name for folder in prune(store.engine, data).folders] == ["a" * 64]


def test_checkpoints_of_a_failed_job_stay_as_long_as_it_does(store: JobStore, data: Path) -> None:
    ended(store, data, "a", "failed")
    ended(store, data, "b")
    make(data, *(f"results/{letter * 64}{end}" for letter in "ab" for end in (".scratch", ".1.part")))
    prune(store.engine, data)
    assert left(data) == {"a" * 64, "b" * 64, f"{'a' * 64}.scratch"}
    prune(store.engine, data, LATER)
    assert left(data) == set()


def test_leftovers_of_dead_writers_go_and_those_of_living_ones_stay(store: JobStore, data: Path) -> None:
    make(data, "twins/polder", "published/polder", "headline/demo/zee")
    dead = make(
        data,
        f"twins/.polder.{HEX}.part",
        f"published/.polder.{HEX}.old",
        f"headline/demo/.z.{HEX}.part",
        f"uploads/.u.{HEX}.part",
    )
    living = make(data, f"twins/.demo.{HEX}.part")
    others = make(data, "twins/.hidden", "results/notes", "twins/x.part", f".x.{HEX}.part")
    with hold(living[0]):
        told = prune(store.engine, data)
    assert set(told.folders) == set(dead)
    assert not any(folder.exists() for folder in dead)
    assert all(folder.exists() for folder in (*living, *others, data / "twins" / "polder"))
    assert prune(store.engine, data).folders == (living[0],)


def test_writer_that_dies_lets_go(store: JobStore, data: Path) -> None:
    make(data, f"twins/.polder.{HEX}.part")
    code = (
        "import sys, pathlib, time; from twin.holding import hold\n"
        "with hold(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    held = data / "twins" / f".polder.{HEX}.part"
    with subprocess.Popen([sys.executable, "-c", code, held], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"held\n"
        assert prune(store.engine, data).folders == ()
        writer.kill()
    assert prune(store.engine, data).folders == (held,)


def test_publish_holds_what_it_fills(store: JobStore, data: Path) -> None:
    with publish(data / "twins" / "polder") as folder:
        (folder / "file").write_text("")
        assert prune(store.engine, data).folders == ()
    assert (data / "twins" / "polder" / "file").is_file()


def test_without_locks_folders_are_published_and_nothing_half_written_is_cleared(
    store: JobStore, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("twin.holding.fcntl.flock", unsupported)
    make(data, "twins/polder", f"twins/.demo.{HEX}.part")
    assert prune(store.engine, data).folders == ()
    assert (data / "twins" / "polder" / "file").is_file()


def test_young_folders_stay(store: JobStore, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_YOUNG", 60.0)
    made = make(data, f"twins/.polder.{HEX}.part")
    assert prune(store.engine, data).folders == ()
    later = retention.time.time() + 61
    monkeypatch.setattr("api.jobs.retention.time.time", lambda: later)
    assert prune(store.engine, data).folders == (made[0],)


def test_folder_that_was_being_replaced_is_put_back(store: JobStore, data: Path) -> None:
    make(data, f"twins/.polder.{HEX}.old", f"twins/.damaged.{HEX}.old")
    (data / "twins" / f".damaged.{HEX}.old" / "file").write_text("tampered")
    told = prune(store.engine, data)
    assert [folder.name for folder in told.folders] == [f".damaged.{HEX}.old"]
    assert [path.name for path in (data / "twins").iterdir()] == ["polder"]


def test_results_are_not_found_while_they_are_being_removed(
    store: JobStore, data: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder,) = make(data, f"results/{'a' * 64}")
    service = JobStore(database)
    put_aside = retention._put_aside

    def ask() -> None:
        service.submit(job("a" * 64))
        claimed = service.claim("me", 1)
        assert claimed is not None
        if folder.is_dir():  # as the service does: what is there is not computed again
            service.finish(claimed, "me", "successful", "")

    asking = threading.Thread(target=ask)

    def meanwhile(found: Path) -> Path:
        asking.start()
        asking.join(0.5)
        return put_aside(found)

    monkeypatch.setattr(retention, "_put_aside", meanwhile)
    assert prune(store.engine, data).folders == (folder,)
    asking.join()
    assert not folder.exists()
    assert (service.count("successful"), service.count("running")) == (0, 1)
    service.close()


def test_looking_changes_nothing(store: JobStore, data: Path) -> None:
    ended(store, data, "a")
    make(data, f"results/{'b' * 64}", f"twins/.polder.{HEX}.old")
    told = prune(store.engine, data, LATER, dry_run=True)
    assert (told.jobs, {folder.name for folder in told.folders}) == (1, {"a" * 64, "b" * 64})
    assert store.find(job("a" * 64).id) is not None
    assert left(data) == {"a" * 64, "b" * 64}
    assert (data / "twins" / f".polder.{HEX}.old").is_dir()
    assert prune(store.engine, data, LATER).jobs == 1


def test_results_of_another_database_are_not_taken_for_nobodys(
    store: JobStore, data: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_DATA", str(data))
    ended(store, data, "a")
    with pytest.raises(InvalidInputError, match=r"holds no jobs.*--database URL"):
        prune_command(None, None, dry_run=False)
    with pytest.raises(InvalidInputError, match="holds no jobs"):
        backup(data / "b.tar", None)
    assert left(data) == {"a" * 64}
    assert not [path for path in data.iterdir() if ".tar" in path.name]
    prune_command(database, None, dry_run=False)
    assert left(data) == {"a" * 64}


def test_an_older_table_is_not_taken_for_that_of_the_service(
    store: JobStore, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_DATA", str(data))
    with closing(JobStore(database_url(None, data))) as older:
        ended(older, data, "b")
    ended(store, data, "a")
    remember(Settings.of(data, "postgresql://zicht:secret@db.example.nl/zicht?password=secret"))
    assert "secret" not in (data / "database.txt").read_text()
    told = r"postgresql://zicht:\*\*\*@db\.example\.nl/zicht.*--database URL"
    for command in (
        lambda: prune_command(None, None, dry_run=False),
        lambda: backup(data / "b.tar", None),
        lambda: show_keys(None, data, as_json=True),
    ):
        with pytest.raises(InvalidInputError, match=told):
            command()
    assert left(data) == {"a" * 64, "b" * 64}
    prune_command(str(data / "zicht.db"), None, dry_run=True)  # who names it knows what they do
    remember(Settings.of(data))  # a service that came back to it
    prune_command(None, None, dry_run=True)


def test_command_says_what_went(
    store: JobStore,
    data: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ZICHT_DATA", str(data))
    ended(store, data, "a")
    prune_command(database, 1.0, dry_run=False)
    assert capsys.readouterr().err == "0 jobs and 0 folders (0.0 MB) removed\n"
    prune_command(database, 0.0, dry_run=True)
    assert "1 jobs and 1 folders" in capsys.readouterr().err
    prune_command(database, 0.0, dry_run=False)
    assert f"results/{'a' * 64}\n" in capsys.readouterr().err
    assert left(data) == set()
