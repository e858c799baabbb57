"""The service as a process that can be attacked, stopped and killed."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# `zicht serve` as it is, with other settings: the embedded area is not built in the background.
_SCRIPT = """
import json, sys
from api import serve
from api.settings import Settings

if __name__ == "__main__":
    usual, changed = Settings.of, json.loads(sys.argv[3])
    Settings.of = classmethod(lambda cls, *given, **named: usual(*given, **{**named, **changed}))
    say = lambda line: print(line, flush=True)
    serve.leave(serve.serve("127.0.0.1", 0, sys.argv[2] or None, sys.argv[1], say))
"""


@dataclass
class Served:
    """A running service.

    Parameters
    ----------
    process
        The process of the API; its workers are its children.
    address
        ``http://127.0.0.1:PORT``.
    log
        What it wrote on standard error so far.
    """

    process: subprocess.Popen[str]
    address: str
    log: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def get(self, path: str, timeout: float = 30.0) -> tuple[int, Any]:
        """Status and JSON of an address."""
        return self.ask(urllib.request.Request(self.address + path), timeout)

    def post(self, path: str, body: object, timeout: float = 60.0) -> tuple[int, Any]:
        """Status and JSON of what a JSON body was answered with."""
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)
        return self.ask(asked, timeout)

    def ask(self, request: urllib.request.Request, timeout: float = 30.0) -> tuple[int, Any]:
        """Status and JSON of a request; null when the answer has no JSON."""
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read()
        with suppress(ValueError):
            return status, json.loads(text)
        return status, None

    def stop(self, name: signal.Signals = signal.SIGTERM, within: float = 20.0) -> float:
        """Tell it to stop and wait; gives the seconds that took."""
        begun = time.monotonic()
        self.process.send_signal(name)
        self.process.wait(timeout=within)
        return time.monotonic() - begun


@contextmanager
def serving(data: Path, database: str | None = None, **settings: Any) -> Iterator[Served]:
    """Serve a data folder, on a free port, until the end of the block.

    Parameters
    ----------
    data
        Data folder.
    database
        Job table, ``zicht.db`` in the data folder by default.
    settings
        Fields of `api.settings.Settings` that differ; the embedded area is not built unless ``prepare=True``.
    """
    changed = json.dumps({"prepare": False, **settings})
    command = [sys.executable, "-c", _SCRIPT, str(data), database or "", changed]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        served = Served(process, "")
        listener = threading.Thread(target=_listen, args=(served,), daemon=True)
        listener.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://[\d.]+:\d+", line)
            assert found is not None, "".join(served.log)[-2000:]
            served.address = found[0]
            yield served
        finally:
            process.kill()
            process.wait()
            listener.join(timeout=5.0)


def _listen(served: Served) -> None:
    assert served.process.stderr is not None
    for line in served.process.stderr:
        served.log.append(line)
