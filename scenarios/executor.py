"""Runs work in worker processes: a local pool, or a dask.distributed scheduler elsewhere."""

# distributed annotates only part of its methods
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Event, Future, KilledWorker, LocalCluster, Status, get_client, get_worker

from scenarios.kernel_cache import keep_kernels_per_code
from scenarios.machine import WORKER_MEMORY
from scenarios.worker_errors import WorkerDiedError, WorkersLostError
from twin.errors import Cancelled, SimulationError, invalid
from twin.progress import Progress, part, silent

__all__ = ["Executor", "Handle", "Work", "run_to_folder"]

Work = Callable[..., Any]
"""A function of a module: ``function(*args, progress)``."""

_TOPIC = "zicht-progress"
_OVERRUN = "worker-restart-memory"
"""Topic on which a nanny tells that its worker took too much memory; distributed gave it its name."""
_EVERY = 0.1
_GRACE = 2.0
"""Seconds after which work that does not listen is stopped by ending its process."""
_THREAD_CAPS = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA", "GDAL", "VECLIB")
}
_GONE = (OSError, TimeoutError, RuntimeError, CancelledError)
"""What talking to a scheduler gives that is not there any more."""


class Handle:
    """Work that was handed to the workers."""

    def __init__(self, executor: Executor, key: str, stop: Event, progress: Progress | None) -> None:
        self._executor, self._stop, self._progress = executor, stop, progress
        self._future: Future[Any]
        self._worker = ""
        self._taken, self._value = False, None
        self.key = key

    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._taken or bool(self._future.done())

    def cancel(self) -> None:
        """Ask it to stop; `result` raises `twin.errors.Cancelled` once it has.

        When it does not listen its process is ended, and `result` raises `WorkerDiedError`.
        """
        with suppress(*_GONE):
            self._stop.set()

    def result(self, timeout: float | None = None) -> Any:
        """Wait for what the function returned.

        Parameters
        ----------
        timeout
            Seconds to wait for the end; None waits as long as it takes.

        Raises
        ------
        TimeoutError
            If it has not ended in time.
        Cancelled
            If it was asked to stop.
        WorkerDiedError
            If its worker died; with the reason where that is known.
        WorkersLostError
            If the scheduler went away.
        SimulationError
            If there was not enough memory.
        """
        if timeout is not None and not self.done():
            deadline = time.monotonic() + timeout
            while not self.done():
                if time.monotonic() >= deadline:
                    raise TimeoutError(f"the work has not ended within {timeout:g} s")
                time.sleep(0.01)
        try:
            return self._answer()
        except KilledWorker as error:
            raise WorkerDiedError(self._executor._cause_of_death(self._worker)) from error
        except CancelledError as error:
            self._executor._broken = True
            raise WorkersLostError("the workers were stopped, or their scheduler went away") from error
        except MemoryError as error:
            raise SimulationError("it needs more memory than a worker may use") from error

    def _answer(self) -> Any:
        """Take the answer once: what a worker still holds is computed again when that worker dies."""
        if not self._taken:
            self._value = self._future.result()
            self._taken = True
            with suppress(*_GONE):
                self._future.release()
        return self._value

    def add_done_callback(self, function: Callable[[Handle], None]) -> None:
        """Call a function, in a thread of its own, when it has ended."""
        self._future.add_done_callback(lambda _: function(self))


class Executor:
    """Starts work in worker processes with one thread each, at the lowest priority.

    When the scheduler goes away, work that it had raises `WorkersLostError`; the next `submit` starts a new
    pool, or connects anew.

    Parameters
    ----------
    workers
        Number of worker processes; one per core by default.
    scheduler
        Address of a dask.distributed scheduler, such as ``tcp://host:8786``; without one a local pool is
        started at the first `submit`.
    memory
        Memory of a worker of the local pool [bytes]; by default the machine's, shared out over the cores.

    Examples
    --------
    >>> with Executor(workers=1) as executor:                                          # doctest: +SKIP
    ...     handle = executor.submit(run_to_folder, scenario, "demo", "out", None)
    ...     handle.result()
    """

    def __init__(
        self, workers: int | None = None, scheduler: str | None = None, memory: int | None = None
    ) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._scheduler = scheduler
        self._memory = memory
        self._lock = threading.Lock()
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None
        self._broken = False
        self._handles: dict[str, Handle] = {}
        self._overruns: dict[str, int] = {}

    def __enter__(self) -> Executor:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def ready(self) -> bool:
        """Whether work can be handed out; starts the pool, or connects, when that was not done yet."""
        try:
            self._started()
        except WorkersLostError:
            return False
        return True

    def workers(self) -> int:
        """How many workers there are; of a scheduler elsewhere, as it told last."""
        client, cluster = self._client, self._cluster
        if client is None:
            return 0
        if cluster is not None:
            return sum(nanny.pid is not None for nanny in cluster.workers.values())
        return len(client._scheduler_identity.get("workers", ()))

    def submit(self, function: Work, *args: Any, progress: Progress | None = None) -> Handle:
        """Start ``function(*args, progress)`` in a worker.

        Parameters
        ----------
        function
            Importable by its name in the worker; its last argument is its own progress, which raises
            `twin.errors.Cancelled` there after `Handle.cancel`.
        args
            Arguments that can be pickled.
        progress
            Told here, in another thread, how far it is there.

        Raises
        ------
        WorkersLostError
            If the scheduler cannot be reached.
        """
        client = self._started()
        key = f"zicht-{uuid.uuid4().hex}"
        handle = Handle(self, key, Event(f"stop-{key}", client=client), progress)
        self._handles[key] = handle
        handle._future = client.submit(_work, function, args, key, key=key, pure=False, retries=0)
        handle.add_done_callback(self._forget)
        return handle

    def close(self, timeout: float = 1.0) -> None:
        """Ask all work to stop, give it a moment, and end the workers."""
        with self._lock:
            client, cluster = self._client, self._cluster
            self._client = self._cluster = None
        if client is None:
            return
        for handle in list(self._handles.values()):
            handle.cancel()
        deadline = time.monotonic() + timeout
        while self._handles and time.monotonic() < deadline:
            time.sleep(0.02)
        _leave(client, cluster, timeout)

    def _started(self) -> Client:
        with self._lock:
            if self._client is not None and self._is_lost(self._client):
                _leave(self._client, self._cluster, 1.0)
                self._client = self._cluster = None
                self._handles.clear()
            if self._client is None:
                self._client = self._connected() if self._scheduler else self._own_pool()
                self._client.subscribe_topic(_TOPIC, self._heard)
                self._client.subscribe_topic(_OVERRUN, self._overrun)
                self._broken = False
            return self._client

    def _is_lost(self, client: Client) -> bool:
        """Whether the connection broke; a scheduler that came back does not know what the old one did."""
        own = None if self._cluster is None else self._cluster.scheduler
        dead = own is not None and own.status.name != "running"
        return self._broken or dead or client.status != "running"

    def _own_pool(self) -> Client:
        environment = {**_THREAD_CAPS, "NUMBA_CACHE_DIR": str(keep_kernels_per_code())}
        if self._memory is not None:
            environment[WORKER_MEMORY] = str(self._memory)
        settings = {
            "distributed.nanny.pre-spawn-environ": environment,
            "distributed.scheduler.allowed-failures": 0,
        }
        # For good: it is read whenever a worker is lost. A nanny starts a new one by itself; closing it
        # when that one is not there after so long would make the pool smaller with every such death.
        dask.config.set({"distributed.deploy.lost-worker-timeout": "3650 days"})
        with dask.config.set(settings):
            self._cluster = LocalCluster(
                n_workers=self._workers,
                threads_per_worker=1,
                processes=True,
                memory_limit="auto" if self._memory is None else self._memory,
                dashboard_address="127.0.0.1:0",
                silence_logs=50,
                # xarray before any thread runs: two that import it at once may each meet it half made
                preload=["scenarios.worker_setup", "xarray"],
            )
        return Client(self._cluster, set_as_default=False)

    def _connected(self) -> Client:
        try:
            return Client(self._scheduler, timeout=3, set_as_default=False)
        except ValueError as error:
            raise invalid(
                "scheduler", self._scheduler, f"is no address: {error}", "Give tcp://HOST:PORT."
            ) from None
        except OSError as error:
            raise WorkersLostError(f"the scheduler {self._scheduler} cannot be reached: {error}") from None

    def _heard(self, event: tuple[float, dict[str, Any]]) -> None:
        message = event[1]
        handle = self._handles.get(message["key"])
        if handle is not None:
            handle._worker = message["worker"]
            if handle._progress is not None:
                handle._progress(message["fraction"], message["message"])

    def _forget(self, handle: Handle) -> None:
        self._handles.pop(handle.key, None)

    def _overrun(self, event: tuple[float, dict[str, Any]]) -> None:
        self._overruns[event[1]["worker"]] = event[1]["rss"]

    def _cause_of_death(self, worker: str) -> str:
        """Say why a worker died; what its nanny told may still be on its way."""
        deadline = time.monotonic() + 1.0
        while worker not in self._overruns and time.monotonic() < deadline:
            time.sleep(0.02)
        taken = self._overruns.get(worker)
        if taken is None:
            return "its worker process died"
        return f"its worker process died: it took {taken / 1e9:.1f} GB of memory, more than a worker may use"


def _leave(client: Client, cluster: LocalCluster | None, timeout: float) -> None:
    with suppress(*_GONE):
        client.close(timeout=timeout)
    if cluster is not None:
        _end(cluster, timeout)


def _end(cluster: LocalCluster, timeout: float) -> None:
    """Close a pool; workers that do not listen in time are killed."""
    workers = {nanny.pid for nanny in cluster.workers.values()}
    try:
        cluster.close(timeout=timeout)
    except TimeoutError:
        for process in multiprocessing.active_children():
            if process.pid in workers:
                process.kill()
        # the time-out left it half closed for ever, and at exit dask would wait ten seconds for the rest
        cluster.shutdown_on_close = False
        cluster.status = Status.closed


class _Stop:
    """Hears, in a thread of the worker, that the work must stop; ends a process that does not listen."""

    def __init__(self, name: str) -> None:
        self._event = Event(name, client=get_client())
        self._ended = threading.Event()
        self.asked = threading.Event()

    def __enter__(self) -> _Stop:
        threading.Thread(target=self._listen, name="zicht-stop", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()

    def _listen(self) -> None:
        try:
            while not self._event.wait(timeout=1.0):
                if self._ended.is_set():
                    return
        except _GONE:
            return  # without its scheduler this process ends by itself
        self.asked.set()
        if not self._ended.wait(_GRACE):
            os.kill(os.getpid(), signal.SIGKILL)


def _work(function: Work, args: tuple[Any, ...], key: str) -> Any:
    """Run in the worker: give the function a progress that tells the client and hears it."""
    worker, last = get_worker(), -_EVERY
    with _Stop(f"stop-{key}") as stop:

        def progress(fraction: float, message: str) -> None:
            nonlocal last
            if stop.asked.is_set():
                raise Cancelled("asked to stop")
            now = time.monotonic()
            if now - last < _EVERY and fraction < 1.0:
                return
            last = now
            told = {"key": key, "worker": worker.address, "fraction": fraction, "message": message}
            worker.log_event(_TOPIC, told)

        progress(0.0, "started")
        return function(*args, progress)


def run_to_folder(
    scenario: str, twin: str | None, out: str, data: str | None, progress: Progress = silent
) -> dict[str, Any]:
    """Run a scenario and let its result appear in a folder: the usual work of a worker.

    Parameters
    ----------
    scenario
        Scenario as JSON text.
    twin
        Name or path of the twin; the scenario's baseline when None.
    out
        Folder of the result.
    data
        Data folder.
    progress
        Told how far it is; may raise to stop it, and then nothing is left behind.

    Returns
    -------
    dict
        The indicators.
    """
    from scenarios.model import Scenario
    from scenarios.run import run
    from twin.state import Twin

    asked = Scenario.load(json.loads(scenario))
    opened = Twin.open(asked.baseline if twin is None else twin, data=data, progress=part(progress, 0.0, 0.3))
    result = run(asked, opened, part(progress, 0.3, 0.9))
    progress(0.9, "writing")
    result.save(Path(out))
    progress(1.0, "done")
    return {name: dict(entry) for name, entry in result.indicators.items()}
