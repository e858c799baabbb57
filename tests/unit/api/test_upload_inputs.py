"""What a job reads of an upload: the bytes that were accepted, whatever becomes of it while the job runs."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.access.principal import OPEN, PUBLIC, Principal
from api.app import make_service
from api.jobs.request import Run, plan
from api.jobs.work import execute
from api.service import Service
from api.settings import Settings
from api.uploads.store import Upload
from tests.contract.conftest import write_artefacts
from tests.unit.api.test_cli_tables import TABLE
from tests.unit.scenarios.polders.raised_polder import peat_halves
from twin.errors import InvalidInputError
from twin.progress import Progress, silent
from twin.store import Result


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that does not run, with a twin of two peat areas, ``strips``."""
    twin = peat_halves()
    twin.save(tmp_path / "twins" / twin.name)
    write_artefacts(twin, tmp_path)
    found = make_service(Settings.of(tmp_path, prepare=False))
    yield found
    found.jobs.close()


@pytest.fixture
def table(service: Service) -> Upload:
    async def body() -> AsyncIterator[bytes]:
        yield TABLE.encode()

    return asyncio.run(service.uploads.receive(body(), "text/csv; charset=utf-8", OPEN))


def asked(service: Service, table: Upload, principal: Principal = OPEN) -> Run:
    inputs = {"baseline": "strips", "horizon": 2026, "waterwijzer_table": table.id}
    return plan(
        "water-level-raise",
        {"inputs": inputs},
        service.catalogue,
        service.jobs,
        service.uploads,
        principal,
    )


def work(service: Service, run: Run, out: Path, progress: Progress = silent) -> Result:
    data = service.settings.data
    scratch = str(out.with_name("scratch"))
    execute(run.scenario.canonical_json(), run.baseline, str(out), scratch, str(data), progress)
    return Result.open(out)


def bytes_of(folder: Path) -> dict[str, str]:
    """Digests of the files that hold no time."""
    files = [*folder.glob("result.zarr/**/*"), *folder.glob("features/*"), folder / "indicators.json"]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def test_a_run_that_was_broken_off_reads_the_same_again(
    service: Service, table: Upload, tmp_path: Path
) -> None:
    run = asked(service, table)
    left = tmp_path / "killed.uploads.part"  # of a worker that was killed while it copied
    left.mkdir()
    (left / table.id).write_text("half", encoding="utf-8")
    told = work(service, run, tmp_path / "killed")
    assert told.indicators["water-level-raise.yield_loss"]["value"] == pytest.approx(30.0)
    assert told.provenance["files"] == {"water-level-raise": {"waterwijzer_table": table.sha256}}
    (call,) = told.provenance["scenario"]["processes"]
    assert call["water-level-raise"]["waterwijzer_table"] == table.id
    work(service, run, tmp_path / "again")
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "again")
    assert list(tmp_path.glob("*.uploads.part")) == []


def test_an_upload_that_is_deleted_meanwhile_changes_nothing(
    service: Service, table: Upload, tmp_path: Path
) -> None:
    run = asked(service, table)

    def deletes(fraction: float, _: str) -> None:
        if fraction > 0.1 and service.uploads.read(table.id):
            service.uploads.remove(table.id, OPEN)

    told = work(service, run, tmp_path / "out", deletes)
    assert service.uploads.read(table.id) is None
    assert told.indicators["water-level-raise.yield_loss"]["value"] == pytest.approx(30.0)
    assert told.provenance["files"] == {"water-level-raise": {"waterwijzer_table": table.sha256}}


@pytest.mark.parametrize("damage", ["deleted", "file gone", "other bytes"])
def test_an_upload_that_is_gone_or_another_before_it_runs_fails_it(
    service: Service, table: Upload, tmp_path: Path, damage: str
) -> None:
    run = asked(service, table)
    if damage == "deleted":
        service.uploads.remove(table.id, OPEN)
    elif damage == "file gone":
        service.uploads.place(table).unlink()
    else:
        service.uploads.place(table).write_text(TABLE.replace("30", "31"), encoding="utf-8")
    with pytest.raises(InvalidInputError) as told:
        work(service, run, tmp_path / "out")
    (problem,) = told.value.problems
    assert problem.field == "processes[0].water-level-raise.waterwijzer_table"
    assert problem.value == table.id
    assert "deleted or damaged" in problem.message
    assert "Send the file again" in problem.remedy
    assert not list(tmp_path.glob("out*"))


def test_a_table_is_of_those_who_may_see_uploads(service: Service, table: Upload) -> None:
    for stranger in (PUBLIC, Principal("x", "public", OPEN.workspace), Principal("x", "modeller", "elders")):
        with pytest.raises(InvalidInputError, match="is not the id of an upload of yours"):
            asked(service, table, stranger)


def test_the_bytes_of_a_table_are_part_of_what_is_asked(service: Service, table: Upload) -> None:
    from api.jobs.request import run_digest

    run = asked(service, table)
    base = {"baseline": "b", "process": "water-level-raise"}
    digests = {
        run_digest(run.scenario, files=files, **base) for files in ({}, {table.id: "a"}, {table.id: "b"})
    }
    assert len(digests) == 3
    assert asked(service, table).digest == run.digest


def test_copies_of_a_worker_that_was_killed_are_swept(service: Service, table: Upload) -> None:
    run = asked(service, table)
    job, folders = service.jobs.submit(run, OPEN, run.estimate), service.jobs.runner.folders
    left = Path(f"{folders.part(job)}.uploads.part")
    left.mkdir(parents=True)
    folders.sweep(folders.parts(), [job])
    assert left.exists()  # of a run under way
    folders.sweep(folders.parts(), [])
    assert not left.exists()
