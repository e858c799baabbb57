"""Runs work in worker processes: a local pool, or a dask.distributed scheduler elsewhere."""

# distributed annotates only part of its methods
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Event, Future, KilledWorker, LocalCluster, get_worker

from scenarios.kernel_cache import keep_kernels_per_code
from twin.errors import Cancelled, SimulationError, invalid
from twin.progress import Progress, part, silent

__all__ = ["Executor", "Handle", "Work", "run_to_folder"]

Work = Callable[..., Any]
"""A function of a module: ``function(*args, progress)``."""

_TOPIC = "zicht-progress"
_EVERY = 0.1
_THREAD_CAPS = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA", "GDAL", "VECLIB")
}


class Handle:
    """Work that was handed to the workers."""

    def __init__(self, future: Future[Any], stop: Event) -> None:
        self._future, self._stop = future, stop

    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return bool(self._future.done())

    def cancel(self) -> None:
        """Ask it to stop; `result` raises `twin.errors.Cancelled` once it has."""
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
        SimulationError
            If its worker died, or the workers cannot be reached.
        """
        if timeout is not None and not self._future.done():
            deadline = time.monotonic() + timeout
            while not self._future.done():
                if time.monotonic() >= deadline:
                    raise TimeoutError(f"the work has not ended within {timeout:g} s")
                time.sleep(0.01)
        try:
            return self._future.result()
        except KilledWorker as error:
            raise SimulationError("its worker process died; was there enough memory?") from error
        except CancelledError as error:
            raise SimulationError(f"the workers were stopped: {error}") from error

    def add_done_callback(self, function: Callable[[Handle], None]) -> None:
        """Call a function, in a thread of its own, when it has ended."""
        self._future.add_done_callback(lambda _: function(self))


class Executor:
    """Starts work in worker processes with one thread each, at the lowest priority.

    Parameters
    ----------
    workers
        Number of worker processes; one per core by default.
    scheduler
        Address of a dask.distributed scheduler, such as ``tcp://host:8786``; without one a local pool is
        started at the first `submit`.
    memory_limit
        Memory of a worker, as dask writes it.

    Examples
    --------
    >>> with Executor(workers=1) as executor:                                          # doctest: +SKIP
    ...     handle = executor.submit(run_to_folder, scenario, "demo", "out", None)
    ...     handle.result()
    """

    def __init__(
        self, workers: int | None = None, scheduler: str | None = None, memory_limit: str = "auto"
    ) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._scheduler = scheduler
        self._memory_limit = memory_limit
        self._lock = threading.Lock()
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None
        self._listeners: dict[str, Progress] = {}
        self._stops: dict[str, Event] = {}

    def __enter__(self) -> Executor:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

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
        InvalidInputError
            If the scheduler cannot be reached.
        """
        client = self._started()
        key = f"zicht-{uuid.uuid4().hex}"
        stop = Event(f"stop-{key}", client=client)
        if progress is not None:
            self._listeners[key] = progress
        self._stops[key] = stop
        future = client.submit(_work, function, args, key, key=key, pure=False, retries=0)
        future.add_done_callback(lambda _: self._forget(key))
        return Handle(future, stop)

    def close(self, timeout: float = 1.0) -> None:
        """Ask all work to stop, give it a moment, and end the workers."""
        with self._lock:
            client, cluster = self._client, self._cluster
            self._client = self._cluster = None
        if client is None:
            return
        for stop in list(self._stops.values()):
            with suppress(Exception):
                stop.set()
        deadline = time.monotonic() + timeout
        while self._stops and time.monotonic() < deadline:
            time.sleep(0.02)
        with suppress(TimeoutError):
            client.close(timeout=timeout)
        if cluster is not None:
            _end(cluster, timeout)

    def _started(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connected() if self._scheduler else self._own_pool()
                self._client.subscribe_topic(_TOPIC, self._heard)
            return self._client

    def _own_pool(self) -> Client:
        environment = {**_THREAD_CAPS, "NUMBA_CACHE_DIR": str(keep_kernels_per_code())}
        settings = {
            "distributed.nanny.pre-spawn-environ": environment,
            "distributed.scheduler.allowed-failures": 0,
        }
        with dask.config.set(settings):
            self._cluster = LocalCluster(
                n_workers=self._workers,
                threads_per_worker=1,
                processes=True,
                memory_limit=self._memory_limit,
                dashboard_address="127.0.0.1:0",
                silence_logs=50,
                # xarray before any thread runs: two that import it at once may each meet it half made
                preload=["scenarios.worker_setup", "xarray"],
            )
        return Client(self._cluster, set_as_default=False)

    def _connected(self) -> Client:
        try:
            return Client(self._scheduler, timeout=5, set_as_default=False)
        except (OSError, ValueError) as error:
            raise invalid(
                "scheduler", self._scheduler, f"cannot be reached: {error}", "Start it, or leave it out."
            ) from None

    def _heard(self, event: tuple[float, dict[str, Any]]) -> None:
        message = event[1]
        listener = self._listeners.get(message["key"])
        if listener is not None:
            listener(message["fraction"], message["message"])

    def _forget(self, key: str) -> None:
        self._listeners.pop(key, None)
        self._stops.pop(key, None)


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


def _work(function: Work, args: tuple[Any, ...], key: str) -> Any:
    """Run in the worker: give the function a progress that tells the client and hears it."""
    worker = get_worker()
    stop = Event(f"stop-{key}")
    last = -_EVERY

    def progress(fraction: float, message: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _EVERY and fraction < 1.0:
            return
        last = now
        if stop.is_set():
            raise Cancelled("asked to stop")
        worker.log_event(_TOPIC, {"key": key, "fraction": fraction, "message": message})

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
