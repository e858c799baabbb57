"""The job table with several processes at work (R14) and with power that fails at every write (R3)."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import insert

from api.jobs.database import writing
from api.jobs.model import Job
from api.jobs.store import JobStore
from api.jobs.tables import jobs as table
from tests import rows
from tests.postgres import postgres_server
from tests.reliability.conftest import Figure, Size, Start
from tests.reliability.serving import Served

MAX_RUNNING = 3
CLAIMER = r"""
import sys, threading, time
from api.jobs.store import JobStore
store = JobStore(sys.argv[1])
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()

def race(owner):
    while store.count("accepted"):
        if (found := store.claim(owner, int(sys.argv[2]))) is not None:
            sys.stdout.write(f"{found.id} {store.count('running')}\n")
            store.finish(found, owner, "successful", "")
        else:
            time.sleep(0.01)

threads = [threading.Thread(target=race, args=(f"{sys.argv[3]}-{number}",)) for number in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
store.close()
"""
SUBMITTER = """
import os, sys
from api.jobs.store import JobStore
from tests.reliability.test_job_table import job
acknowledged = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT)
store = JobStore(f"sqlite:///{sys.argv[1]}")
for number in range(int(sys.argv[3])):
    store.submit(job(number))
    os.write(acknowledged, b"kept")
"""
WRITES = "pwrite64,write,ftruncate,fsync,fdatasync,unlink"
CALL = re.compile(r'\d+ +(\w+)\((?:\d+<([^>]*)>)?(?:, )?(?:"([^"]*)")?(?:, )?([\d, ]*)\) += \d+')


def test_r14_two_processes_claim_every_job_once(database: str, size: Size, figure: Figure) -> None:
    jobs = size(500, 5000)
    store = JobStore(database)
    with writing(store.engine) as connection:
        connection.execute(insert(table), [asdict(job(number)) for number in range(jobs)])
    command = [sys.executable, "-c", CLAIMER, database, str(MAX_RUNNING)]
    processes = [Popen([*command, name], stdin=PIPE, stdout=PIPE, text=True) for name in ("one", "two")]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=600)[0].split() for process in processes]
    claimed = [identifier for words in told for identifier in words[::2]]
    running = max(int(count) for words in told for count in words[1::2])
    store_says = store.count("successful")
    store.close()
    assert min(map(len, told)) > 0
    assert len(claimed) == len(set(claimed)) == store_says == jobs
    assert running <= MAX_RUNNING
    kind = database.partition(":")[0]
    figure("R14", f"{kind}: {jobs} jobs, 2 processes, each claimed once, never more than {running} running")


def job(number: int) -> Job:
    return replace(rows.job(f"{number:064d}"), scenario="x" * 2000)


@dataclass
class Disk:
    """Files as they are once the power is back: what was synced, and of the rest what happened to land."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)

    def write(self, name: str, place: int, content: bytes | None) -> None:
        self.waiting.setdefault(name, []).append((place, content))

    def sync(self, name: str) -> None:
        self.synced[name] = self._with(name, self.waiting.pop(name, []))

    def remove(self, name: str) -> None:
        self.synced.pop(name, None)
        self.waiting.pop(name, None)

    def after_power_loss(self, folder: Path, landed: random.Random | None) -> None:
        for name in {*self.synced, *self.waiting}:
            lucky = [w for w in self.waiting.get(name, []) if landed is not None and landed.random() < 0.5]
            (folder / name).write_bytes(self._with(name, lucky))

    def _with(self, name: str, writes: list[tuple[int, bytes | None]]) -> bytearray:
        content = bytearray(self.synced.get(name, b""))
        for place, block in writes:
            content.extend(bytes(max(0, place - len(content))))
            end = len(content) if block is None else place + len(block)
            content[place:end] = block or b""
        return content


def traced(folder: Path, jobs: int) -> list[tuple[str, str, bytes, int]]:
    """What a process that submits jobs writes and syncs, call by call."""
    files = [folder / name for name in ("zicht.db", "zicht.db-wal", "zicht.db-journal", "acknowledged")]
    watched = [argument for file in files for argument in ("-P", str(file))]
    tracer = ["strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", f"trace={WRITES}", *watched]
    work = [sys.executable, "-c", SUBMITTER, str(files[0]), str(files[3]), str(jobs)]
    subprocess.run([*tracer, "-o", str(folder / "trace"), *work], check=True, timeout=120)
    calls = []
    for line in (folder / "trace").read_text().splitlines():
        if (call := CALL.fullmatch(line)) is None:
            continue
        name, path, text, numbers = (part or "" for part in call.groups())
        content = bytes.fromhex(text.replace("\\x", ""))
        path = bytes.fromhex(path.replace("\\x", "")).decode() or content.decode()
        place = int(numbers.rpartition(",")[2] or 0) if name in {"pwrite64", "ftruncate"} else 0
        calls.append((name, Path(path).name, content, place))
    return calls


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_r3_job_table_survives_power_loss_at_every_write(tmp_path: Path, size: Size, figure: Figure) -> None:
    (tmp_path / "traced").mkdir()
    calls = traced(tmp_path / "traced", size(5, 50))
    disk, kept, states = Disk(), 0, 0
    landed = random.Random(3)
    for name, file, content, place in calls:
        if file == "acknowledged":
            kept += 1
        elif name == "pwrite64":
            disk.write(file, place, content)
        elif name == "ftruncate":
            disk.write(file, place, None)
        elif name == "unlink":
            disk.remove(file)
        elif name in {"fsync", "fdatasync"}:
            disk.sync(file)
        else:
            pytest.fail(f"{name} is not in the model of the disk")
        for luck in (None, landed):
            folder = tmp_path / f"after-{states}"
            folder.mkdir()
            disk.after_power_loss(folder, luck)
            assert_table_holds(folder / "zicht.db", kept)
            if states % 10 == 0:
                assert_works(folder / "zicht.db")
            shutil.rmtree(folder)
            states += 1
    assert kept == size(5, 50)
    assert states > 100
    figure(
        "R3",
        f"job table: power lost {states} times at {len(calls)} writes and syncs, always opens, no job lost",
    )


def assert_table_holds(file: Path, kept: int) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = set()
        if kept:
            found = {identifier for (identifier,) in connection.execute("SELECT id FROM jobs")}
    assert found >= {job(number).id for number in range(kept)}


def assert_works(file: Path) -> None:
    store = JobStore(f"sqlite:///{file}")
    assert store.submit(job(999_999)).status == "accepted"
    store.close()


def test_r2_service_on_postgresql_outlives_its_server(
    polder: Path, tmp_path: Path, start: Start, figure: Figure
) -> None:
    shutil.copytree(polder, tmp_path / "data")
    with postgres_server() as server:
        address = server.new_database()
        served = start(tmp_path / "data", address)
        first = ended_job(served, 1.0)
        server.stop("immediate")
        assert served.get("/v1/jobs")[0] == 503
        assert served.get("/healthz")[0] == 200
        server.start()
        second = ended_job(served, 2.0)
        served.process.kill()
        served.process.wait()
        _, listed = start(tmp_path / "data", address).get("/v1/jobs")
    assert {entry["jobID"]: entry["status"] for entry in listed["jobs"]} == {
        first: "successful",
        second: "successful",
    }
    figure("R2", "PostgreSQL killed and started: the service answers 503 meanwhile and goes on, no job lost")


def ended_job(served: Served, metres: float) -> str:
    """Id of a job that ran to its end."""
    inputs = {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": metres}}}
    status, told = served.post("/v1/processes/sea-level-rise/execution", {"inputs": inputs})
    assert status == 201, told
    limit = time.monotonic() + 240
    while told["status"] in {"accepted", "running"}:
        assert time.monotonic() < limit, told
        time.sleep(0.1)
        _, told = served.get(f"/v1/jobs/{told['jobID']}")
    return str(told["jobID"])
