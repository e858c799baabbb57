"""Jobs whose work runs in threads: what `test_job_manager` lets the manager run."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.access.principal import OPEN, Principal
from api.jobs.manager import JobManager
from api.jobs.model import Job
from api.jobs.request import Run
from scenarios.model import Scenario
from scenarios.process import Estimate
from scenarios.worker_errors import WorkerDiedError, WorkersLostError
from twin.errors import Cancelled, SimulationError, StoreError

ANNA = Principal("anna", "modeller", "province")


class ThreadHandle:
    def __init__(self, function: Callable[..., object], args: tuple[Any, ...], progress: Any) -> None:
        self.stop = threading.Event()
        self.error: BaseException | None = None

        def tell(fraction: float, message: str) -> None:
            if self.stop.is_set():
                raise Cancelled("stop")
            progress(fraction, message)

        def work() -> None:
            try:
                function(*args, tell)
            except BaseException as error:
                self.error = error

        self.thread = threading.Thread(target=work, daemon=True)
        self.thread.start()

    def done(self) -> bool:
        return not self.thread.is_alive()

    def result(self, timeout: float | None = None) -> None:
        if self.error is not None:
            raise self.error

    def cancel(self) -> None:
        self.stop.set()


class ThreadExecutor:
    away = False

    def ready(self) -> bool:
        return not self.away

    def workers(self) -> int:
        return 1

    def submit(self, function: Callable[..., object], *args: Any, progress: Any = None) -> ThreadHandle:
        return ThreadHandle(function, args, progress)

    def close(self, timeout: float = 1.0) -> None: ...


def quick(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    progress(0.5, "halfway")
    Path(out).mkdir()
    (Path(out) / "indicators.json").write_text(scenario)
    (Path(out) / "manifest.json").write_text('{"indicators.json": "its digest"}')


def endless(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    Path(out).mkdir()
    for step in range(10_000):
        progress(step / 10_000, f"step {step}")
        time.sleep(0.01)


def failing(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    Path(out).mkdir()
    raise SimulationError("the mass balance does not close")


def unreadable(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    raise StoreError(f"{data}/twins/demo/twin.json cannot be read")


def keeping(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    """Goes on where it was broken off: its first attempt dies with its worker."""
    progress(0.3, "hour 3 of 10")
    if not Path(scratch).exists():
        Path(scratch).mkdir()
        raise WorkerDiedError("its worker process died")
    quick(scenario, baseline, out, scratch, data, progress)


def deadly(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    progress(0.4, "hour 4 of 10")
    raise WorkerDiedError("its worker process died")


def lost(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    """Loses its scheduler five times."""
    Path(scratch).mkdir(exist_ok=True)
    times = len(list(Path(scratch).iterdir()))
    (Path(scratch) / str(times)).touch()
    if times < 5:
        raise WorkersLostError("the scheduler went away")
    quick(scenario, baseline, out, scratch, data, progress)


def full(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", out)


def surprising(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Any) -> None:
    raise ZeroDivisionError("/srv/secret/path.py")


def submit(
    manager: JobManager, digest: str, name: str = "a run", by: Principal = OPEN, cost: Estimate | None = None
) -> Job:
    estimate = cost or Estimate(1000, 10**6, 2.0)
    scenario = Scenario.load({"name": name, "processes": ["sea-level-rise"]})
    return manager.submit(Run("p", scenario, "{}", digest * 64, estimate), by, estimate)


def until(manager: JobManager, identifier: str, *states: str, seconds: float = 20.0) -> Job:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = manager.read(identifier)
        if found.status in states:
            return found
        time.sleep(0.01)
    raise AssertionError(f"still {manager.read(identifier)}")


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    limit = time.monotonic() + seconds
    while not condition() and time.monotonic() < limit:
        time.sleep(0.01)
    return condition()
