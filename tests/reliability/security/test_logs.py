"""S13: whatever is sent, a log stays one line per event, short, and without secrets."""

from __future__ import annotations

import json
import socket
import time
import urllib.request
from pathlib import Path

from tests.reliability.conftest import Start
from tests.reliability.security.conftest import make_keys

FORGED = '{"time":"2026-01-01T00:00:00Z","who":"forged","outcome":"201"}'
HOSTILE = [
    "%0d%0a" + FORGED, "%0a" + FORGED, "%1b[2J%1b[31m", "%00", "%e2%80%a8" + FORGED, "%c2%9b31m",
    "x" * 20_000,
    "%25%30%61", "jan@example.nl",
]  # fmt: skip


def _raw(port: int, method: str, path: str, headers: dict[str, str]) -> None:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Length: 0", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        while connection.recv(65_536):
            pass


def test_s13_no_value_forges_a_line_or_shows_a_key(polder: Path, tmp_path: Path, start: Start) -> None:
    database = f"sqlite:///{tmp_path / 'zicht.db'}"
    keys = make_keys(database)
    wrong = "zk_000000000000_" + "s" * 43
    data = tmp_path / "data"
    data.mkdir()
    (data / "twins").symlink_to(polder / "twins")
    (data / "published").symlink_to(polder / "published")
    served = start(data, database, max_running=0)
    for value in HOSTILE:
        for method in ("GET", "POST", "DELETE"):
            for key in (keys["modeller"], wrong):
                headers = {"Authorization": f"Bearer {key}", "User-Agent": value, "traceparent": value[:100]}
                path = f"/v1/jobs/{value}?key={key}&mail=jan@example.nl"
                _raw(served.port, method, path, headers)
    asked = urllib.request.Request(served.address + "/v1/jobs", headers={"X-API-Key": keys["reader"]})
    assert served.ask(asked)[0] == 200
    served.stop()
    audit = (data / "audit.jsonl").read_bytes()
    lines = [json.loads(line) for line in audit.splitlines()]
    assert len(lines) >= len(HOSTILE)
    assert {line["who"] for line in lines} <= {"modeller", "public"}
    assert all(32 <= byte < 127 or byte == 10 for byte in audit)
    log = "".join(served.log).encode("utf-8", "replace")
    for kept in (audit, log):
        assert max((len(line) for line in kept.splitlines()), default=0) <= 2048
        assert b"\x1b" not in kept
        assert not [line for line in kept.splitlines() if line.startswith(FORGED[:20].encode())]
        for secret in (*keys.values(), wrong, "jan@example.nl?", "mail="):
            assert secret.encode() not in kept


def test_s13_audit_names_who_ran_what(polder: Path, tmp_path: Path, start: Start) -> None:
    database = f"sqlite:///{tmp_path / 'zicht.db'}"
    keys = make_keys(database)
    data = tmp_path / "data"
    data.mkdir()
    (data / "twins").symlink_to(polder / "twins")
    (data / "published").symlink_to(polder / "published")
    served = start(data, database, max_running=0)
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {
        "Content-Type": "application/json", "X-API-Key": keys["modeller"],
        "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
    }  # fmt: skip
    address = served.address + "/v1/processes/sea-level-rise/execution"
    body = json.dumps({"inputs": {"baseline": "polder"}}).encode()
    status, content = served.ask(urllib.request.Request(address, body, headers))
    assert status == 201
    limit = time.monotonic() + 10
    while not (log := data / "audit.jsonl").is_file():
        assert time.monotonic() < limit
        time.sleep(0.05)
    line = json.loads(log.read_text().splitlines()[-1])
    assert line | {"time": ""} == {
        "time": "", "trace": trace, "who": "modeller", "role": "modeller", "workspace": "provincie",
        "action": "POST /v1/processes/sea-level-rise/execution", "object": f"/v1/jobs/{content['jobID']}",
        "outcome": "201",
    }  # fmt: skip
