"""Builds and publishes twins in the background, in a process of its own, and tells how far it is."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from api.catalogue import TWIN_ID
from api.paths import without_folders
from api.publish import is_current

__all__ = ["DEMO", "Preparation", "Readiness"]

DEMO = "demo"
_MOST_FAILURES = 3
_log = logging.getLogger("zicht.preparation")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the embedded area stands, and how far it is when it does not."""

    ready: bool
    progress: float
    message: str

    def to_dict(self) -> dict[str, object]:
        """The JSON that ``/readyz`` shows."""
        return {"ready": self.ready, "progress": round(self.progress, 3), "message": self.message}


class Preparation:
    """Watches the twins of a data folder and publishes those that are not, `demo` first.

    Parameters
    ----------
    data
        Data folder.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._state = Readiness(ready=False, progress=0.0, message="Starting")
        self._stop = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._tried: dict[str, int] = {}
        self._failures = 0
        self._thread = threading.Thread(target=self._loop, name="zicht-preparation", daemon=True)

    @property
    def readiness(self) -> Readiness:
        """How far the embedded area is."""
        return self._state

    def pending(self) -> list[str]:
        """Twins that are still to be published, again or for the first time; those that failed are not."""
        watched = self._names() if self._thread.is_alive() else []
        return [name for name in watched if not is_current(self.data, name)]

    def start(self) -> None:
        """Begin to watch."""
        if is_current(self.data, DEMO):
            self._state = Readiness(ready=True, progress=1.0, message="Ready")
        self._thread.start()

    def assume_ready(self) -> None:
        """Serve what is published, and publish nothing."""
        self._state = Readiness(ready=True, progress=1.0, message="Ready")

    def close(self) -> None:
        """Stop watching, and what is being built."""
        self._stop.set()
        if self._process is not None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                for name in self._names():
                    if not self._stop.is_set() and not is_current(self.data, name):
                        self._publish(name)
            except OSError:
                _log.exception("looking for twins failed once; it goes on")
            self._stop.wait(3.0)

    def _names(self) -> list[str]:
        home = self.data / "twins"
        entries = sorted(home.iterdir()) if home.is_dir() else []
        others = [e.name for e in entries if TWIN_ID.fullmatch(e.name) and e.name != DEMO]
        demo = [] if self._state.ready or self._failures == _MOST_FAILURES else [DEMO]
        return demo + [name for name in others if self._stamp(name) not in {0, self._tried.get(name)}]

    def _stamp(self, name: str) -> int:
        """When a twin was stored [ns]; 0 when it is not there. What was tried once is not tried again."""
        head = self.data / "twins" / name / "twin.json"
        return head.stat().st_mtime_ns if head.is_file() else 0

    def _publish(self, name: str) -> None:
        command = [sys.executable, "-m", "api.prepare", str(self.data), name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            self._process = process
            assert process.stdout is not None
            reason = ""
            for line in process.stdout:
                reason = self._told(name, line) or reason
            code = process.wait()
        self._process = None
        if self._stop.is_set():
            return
        if code == 0:
            _log.info("published %s", name)
            self._tried[name] = self._stamp(name)
            if name == DEMO:
                self._state = Readiness(ready=True, progress=1.0, message="Ready")
        else:
            self._failed(name, reason or f"it ended with code {code}")

    def _told(self, name: str, line: str) -> str:
        """Take in one line of the process; gives the reason when it is about to fail."""
        try:
            told = json.loads(line)
        except ValueError:
            return ""
        if name == DEMO and "fraction" in told and not self._state.ready:
            self._state = Readiness(ready=False, progress=told["fraction"], message=told["message"])
        return str(told.get("error", ""))

    def _failed(self, name: str, reason: str) -> None:
        _log.error("publishing %s failed: %s", name, reason)
        self._tried[name] = self._stamp(name)
        if name == DEMO:
            self._failures += 1
            message = f"The demo could not be built: {without_folders(reason, self.data)}"
            self._state = Readiness(ready=False, progress=0.0, message=message)
