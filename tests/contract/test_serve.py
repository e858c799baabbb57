"""The server as a process: start, stop, refusals."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.serve import serve
from twin.errors import InvalidInputError

SCRIPT = """
import sys
from api.serve import serve
sys.exit(serve("127.0.0.1", 0, sys.argv[2], sys.argv[1], lambda line: print(line, flush=True)))
"""
COMMAND = [sys.executable, "-c", SCRIPT]


def post(address: str, body: object) -> str:
    """Address of the job that a run became."""
    request = urllib.request.Request(
        f"{address}/v1/processes/sea-level-rise/execution",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 201
        return str(answer.headers["Location"])


def read(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a service that is killed in the end, also when a check fails: the test would wait for it."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as found:
        try:
            yield found
        finally:
            found.kill()


@pytest.fixture
def process(data: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [*COMMAND, str(data), str(tmp_path / "zicht.db")]
    with running(command) as found:
        yield found


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "everybody on this machine is modeller" in line
    return re.findall(r"http://[\d.:]+", line)[0]


def port_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return f"http://127.0.0.1:{int(process.stdout.readline())}"


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_being_told_to_stop_is_no_failure(
    process: subprocess.Popen[str], name: signal.Signals, data: Path, tmp_path: Path
) -> None:
    started = time.monotonic()
    address = address_of(process)
    assert time.monotonic() - started < 20
    assert (data / "database.txt").read_text() == f"sqlite:///{tmp_path / 'zicht.db'}\n"
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 1.25}}}}
    job = post(address, body)
    followed = threading.Thread(
        target=lambda: urllib.request.urlopen(f"{address}{job}/events", timeout=30).read()
    )
    followed.start()
    time.sleep(0.2)
    process.send_signal(name)
    assert process.wait(timeout=15) == 0
    followed.join(timeout=5)
    assert not followed.is_alive()


def test_killed_service_finishes_its_jobs_after_a_new_start(
    data: Path, live: list[str], tmp_path: Path
) -> None:
    command = [*live, str(data), str(tmp_path / "zicht.db")]
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 1.75}}}}
    with running(command) as first:
        job = post(port_of(first), body)
        time.sleep(1.0)
    with running(command) as second:
        address = port_of(second)
        limit = time.monotonic() + 240
        while (state := read(f"{address}{job}"))["status"] != "successful":
            assert state["status"] in {"accepted", "running"}
            assert time.monotonic() < limit
            time.sleep(0.1)
    assert not list((data / "results").glob("*.part"))


def test_demo_is_told_to_be_on_its_way(tmp_path: Path) -> None:
    command = [*COMMAND, str(tmp_path), str(tmp_path / "zicht.db")]
    with running(command) as found:
        address = address_of(found)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{address}/readyz", timeout=5)
        state = json.load(caught.value)
        assert caught.value.code == 503
        assert state["ready"] is False
        assert 0.0 <= state["progress"] < 1.0
        caught.value.close()
        listed = read(f"{address}/v1/collections")["collections"]
        assert [collection["id"] for collection in listed] == ["catalogue"]
        found.send_signal(signal.SIGTERM)
        assert found.wait(timeout=15) == 0
    assert not (tmp_path / "published" / "demo").exists()


def test_other_machines_are_refused_without_keys(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="this machine only"):
        serve("0.0.0.0", 0, None, tmp_path)
    assert not list(tmp_path.iterdir())


def test_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidInputError, match="cannot be listened on") as caught:
            serve("127.0.0.1", port, None, tmp_path)
    assert caught.value.problems[0].value == port
