"""The audit log: one line per action, whatever stands in it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from api.access.audit import LONGEST_LINE, Audit, trace_of
from api.access.principal import Principal

HOSTILE = [
    'x\n{"who": "admin"}', "x\r\nx", "\x1b[2J\x1b]0;title\x07", "\x00", "\u2028\u2029\x85", "\ud800",
    "é" * 10_000, "x" * 2**20, "\x00" * 5000,
    '"' * 5000, "\\" * 5000, "\x9b31m", "\u202eevil",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_forges_a_line_or_reaches_a_terminal(tmp_path: Path, value: str) -> None:
    audit = Audit(tmp_path / "audit.jsonl")
    audit.write(Principal(value, "reader", value), "0" * 32, value, value, value)
    body = (tmp_path / "audit.jsonl").read_bytes()
    assert body.count(b"\n") == 1
    assert body.endswith(b"\n")
    assert len(body) <= LONGEST_LINE
    assert all(32 <= byte < 127 for byte in body[:-1])
    assert set(json.loads(body)) == {
        "time", "trace", "who", "role", "workspace", "action", "object", "outcome"
    }  # fmt: skip


def test_log_may_be_moved_away(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "audit.jsonl")
    principal = Principal("jan", "modeller", "w")
    audit.write(principal, "a", "POST /v1/x", "/v1/jobs/1", "201")
    (tmp_path / "audit.jsonl").rename(tmp_path / "audit.1.jsonl")
    audit.write(principal, "b", "POST /v1/x", "/v1/jobs/2", "201")
    assert json.loads((tmp_path / "audit.jsonl").read_bytes())["object"] == "/v1/jobs/2"


def test_full_disk_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    audit = Audit(tmp_path / "missing" / "audit.jsonl")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            audit.write(Principal("jan", "modeller", "w"), "a", "b", "c", "d")
    assert len(caplog.records) == 1


def test_trace_of_the_caller_is_kept() -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    assert trace_of(f"00-{trace}-00f067aa0ba902b7-01") == trace
    for wrong in (
        None,
        "",
        "x" * 55,
        f"00-{trace.upper()}-00f067aa0ba902b7-01",
        f"00-{trace}-00f067aa0ba902b7-01\n",
    ):
        assert trace_of(wrong) != trace
        assert len(trace_of(wrong)) == 32
