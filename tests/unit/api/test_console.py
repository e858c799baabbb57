"""What people see at a terminal."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.commands import console
from api.commands.console import show_progress


def test_a_log_is_told_every_tenth_and_every_ten_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr(console.time, "monotonic", lambda: clock)
    with show_progress("demo") as tell:
        for seconds, fraction, message in [
            (0, 0.0, "first"), (5, 0.09, "no"), (11, 0.09, "long"), (12, 0.12, "tenth"), (23, 0.13, "again"),
        ]:  # fmt: skip
            clock = 100.0 + seconds
            tell(fraction, message)
    assert capsys.readouterr().err.splitlines() == [
        "demo:   0 %  first", "demo:   9 %  long", "demo:  12 %  tenth", "demo:  13 %  again",
    ]  # fmt: skip


def test_demo_on_a_port_in_use_is_refused_before_any_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "api.cli", "demo", "--data", str(tmp_path), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"port = {port}: cannot be listened on" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
