"""What whoever runs the service sees: numbers, readiness, request ids and log lines."""

from __future__ import annotations

import json
import logging
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.app import create_app, make_service
from api.errors import UnavailableError
from api.jobs.model import STATES
from api.operations.logs import configure
from api.preparation import Preparation
from api.settings import Settings
from tests.reliability.serving import serving


def numbers(client: TestClient) -> dict[str, float]:
    """Every sample by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        sample.name
        + "".join(f",{name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_numbers_are_all_there(client: TestClient) -> None:
    found = numbers(client)
    assert {f"zicht_jobs,status={state}" for state in STATES} <= set(found)
    assert found["zicht_database_up"] == 1.0
    assert found["zicht_demo_ready"] == 1.0
    assert found["zicht_queue_seconds"] >= 0.0
    assert found["zicht_workers"] >= 0.0
    assert found["zicht_file_cache_bytes"] >= 0.0
    assert found["process_resident_memory_bytes"] > 2**20


def test_requests_are_counted_by_template_and_never_by_address(client: TestClient) -> None:
    client.get("/healthz")
    before = numbers(client)
    for number in range(50):
        client.get(f"/v1/collections/polder-buildings/items/none-{number}")
        client.get(f"/v1/collections/x{number}/3dtiles/tileset.json")
        client.get(f"/nothing-{number}")
        client.request(f"ODD{number}", "/v1/jobs")
    after = numbers(client)
    items = "/v1/collections/{collectionId}/items/{featureId}"
    added = {name: value - before.get(name, 0.0) for name, value in after.items() if "requests_total" in name}
    assert added[f"zicht_requests_total,method=GET,route={items},status=404"] == 50
    assert (
        added["zicht_requests_total,method=GET,route=/v1/collections/{collectionId}/{files},status=404"] == 50
    )
    assert sum(value for name, value in added.items() if "method=other" in name) == 50
    assert len(set(after) - set(before)) < 80
    assert f"zicht_request_seconds_count,route={items}" in after


def test_readiness_tells_that_the_job_table_is_away(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service = make_service(Settings.of(settings.data, str(tmp_path / "zicht.db"), prepare=False))
    with TestClient(create_app(service.settings, service)) as client:
        fine = {"ready": True, "progress": 1.0, "message": "Ready", "warm": True, "preparing": []}
        assert client.get("/readyz").json() == fine

        def away(*_: object) -> int:
            raise UnavailableError("The job table cannot be reached.")

        monkeypatch.setattr(service.jobs.store, "count", away)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == fine | {"ready": False, "message": "The job table cannot be reached."}
        assert numbers(client)["zicht_database_up"] == 0.0
        assert client.get("/healthz").json() == {"status": "ok"}
        monkeypatch.undo()
        monkeypatch.setattr(service.jobs, "problem", lambda: "the workers cannot be reached")
        assert client.get("/readyz").status_code == 503
        assert client.get("/readyz").json()["message"] == "the workers cannot be reached"
        assert [record for record in caplog.records if record.name == "zicht.requests"] == []


def test_what_is_published_is_served_while_the_demo_is_on_its_way(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def publish(self: Preparation, name: str) -> None:
        began.set()
        go_on.wait(60)
        self._failed(name, "no room")

    monkeypatch.setattr(Preparation, "_publish", publish)
    for data, code in ((settings.data, 200), (tmp_path, 503)):
        began.clear()
        go_on.clear()
        service = make_service(Settings.of(data, str(tmp_path / "zicht.db")))
        with TestClient(create_app(service.settings, service)) as client:
            assert began.wait(60)
            answer = client.get("/readyz")
            state = answer.json()
            assert (answer.status_code, state["ready"]) == (code, code == 200)
            assert "demo" in state["preparing"]
            assert not state["warm"]
            listed = client.get("/v1/collections").json()["collections"]
            assert ("polder" in {entry["id"] for entry in listed}) == state["ready"]
            service.stop.set()
            go_on.set()


@pytest.mark.parametrize("given", ["4f1c9c0e-5d5e-4c55-a1b0-1f9f3c1e0d11", "abcdef0123456789", "trace.1_2-3"])
def test_sound_request_ids_are_taken_over(client: TestClient, given: str) -> None:
    assert client.get("/v1", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f", "<script>alert(1)</script>", "../../../etc", "-abcdefgh"]
)
def test_other_request_ids_are_replaced(client: TestClient, given: str) -> None:
    found = client.get("/v1/nothing", headers={"X-Request-Id": given}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", found)


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("zicht")
    before = root.handlers[:], root.level, own.level
    yield
    root.handlers[:], own.level = before[0], before[2]
    root.setLevel(before[1])


@pytest.mark.usefixtures("logging_as_it_was")
def test_lines_cannot_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log = logging.getLogger("zicht.test")
    log.warning("asked for %s", 'x\n{"forged": true}\x1b[31m', extra={"job_id": "a\u2028b"})
    log.warning("%s", "y" * 100_000)
    try:
        raise ValueError("inside")
    except ValueError:
        log.exception("failed")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    first, second, third = (json.loads(line) for line in lines)
    assert first["event"] == 'asked for x\\x0a{"forged": true}\\x1b[31m'
    assert first["job_id"] == "a\\x2028b"
    assert (first["level"], first["logger"]) == ("warning", "zicht.test")
    assert len(second["event"]) == 2000
    assert third["exception"].endswith("ValueError: inside")
    configure("text")
    log.warning("a\nb", extra={"job_id": "7"})
    assert re.fullmatch(r"\S+Z \[warning +\] a\\x0ab +\[zicht\.test\] job_id=7\n", capsys.readouterr().err)
    try:
        raise ValueError("x\n2026-11-30T00:00:00Z [info] forged\x1b[31m")
    except ValueError:
        log.exception("failed")
    assert re.search(r"\n +2026-11-30T00:00:00Z \[info\] forged\\x1b\[31m\n$", capsys.readouterr().err)


@pytest.mark.usefixtures("logging_as_it_was")
def test_what_changes_something_is_logged_with_its_request(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("json")
    client.get("/v1/collections")
    client.post(
        "/v1/processes/nothing/execution?key=secret", json={}, headers={"X-Request-Id": "request-0001"}
    )
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [line for line in lines if line["logger"] == "zicht.requests"]
    assert line["request_id"] == "request-0001"
    assert line["route"] == "/v1/processes/{processId}/execution"
    assert line["status"] >= 400
    assert "secret" not in json.dumps(lines)


def test_shutdown_does_not_wait_for_those_who_follow_a_job(data: Path, tmp_path: Path) -> None:
    """A server that ends within two seconds, with streams open, is replaced without anybody noticing."""
    with serving(data, str(tmp_path / "zicht.db"), max_running=0) as served:
        status, job = served.post(
            "/v1/processes/sea-level-rise/execution", {"inputs": {"baseline": "polder"}}
        )
        assert status == 201, job
        host = served.address.removeprefix("http://")
        asked = f"GET /v1/jobs/{job['jobID']}/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        followers = [socket.create_connection(("127.0.0.1", served.port), timeout=30) for _ in range(20)]
        for follower in followers:
            follower.sendall(asked)
            assert b"200 OK" in follower.recv(65536)
        time.sleep(0.2)
        took = served.stop(signal.SIGTERM)
        assert served.process.returncode in {0, 143}
        assert took < 2.0
        for follower in followers:
            while follower.recv(65536):
                pass
            follower.close()
