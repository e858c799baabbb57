"""Work in worker processes: answers, progress, stopping, death, and priority."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
import xarray as xr

from scenarios.executor import Executor, run_to_folder
from scenarios.model import Scenario
from scenarios.worker_errors import WorkerDiedError, WorkersLostError
from twin.errors import Cancelled, InvalidInputError, SimulationError
from twin.state import Twin
from twin.store import Result

pytestmark = pytest.mark.xdist_group("dask")

TASKS = """
import os, time
from twin.errors import invalid

def about(progress):
    progress(0.5, "half")
    time.sleep(0.2)
    progress(0.9, "nearly")
    tasks = os.listdir("/proc/self/task")
    priorities = {os.getpriority(os.PRIO_PROCESS, int(task)) for task in tasks}
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_CACHE_DIR")
    return priorities, *(os.environ[name] for name in names)

def slow(progress):
    for step in range(600):
        time.sleep(0.05)
        progress(step / 600, "slow")

def die(progress):
    os._exit(3)

def deaf(progress):
    progress(0.1, "on its own")
    while True:
        pass

def gluttonous(progress):
    held = []
    for step in range(600):
        held.append(bytearray(b"x" * 20_000_000))
        time.sleep(0.02)

def greedy(progress):
    return len(bytearray(8_000_000_000))

def refuse(progress):
    raise invalid("depth", 1, "is wrong", "Mend it.")
"""

DEAF = """
import time

def deaf(progress):
    while True:
        pass

if __name__ == "__main__":
    from scenarios.executor import Executor

    pool = Executor(workers=1)
    pool.submit(deaf)
    time.sleep(1.0)
    pool.close()
    print(time.time(), flush=True)
"""


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A module that the workers can import too."""
    import importlib
    import sys

    folder = tmp_path_factory.mktemp("tasks")
    (folder / "zicht_worker_tasks.py").write_text(TASKS, encoding="utf-8")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module("zicht_worker_tasks")
    sys.path.remove(str(folder))
    os.environ.pop("PYTHONPATH")
    if before is not None:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="module")
def executor(tasks: object) -> Iterator[Executor]:
    with Executor(workers=1) as pool:
        yield pool


def wait_for(condition: object, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.02)
    return bool(condition())  # type: ignore[operator]


def test_worker_has_one_thread_and_the_lowest_priority(executor: Executor, tasks: object) -> None:
    seen: list[tuple[float, str]] = []
    handle = executor.submit(tasks.about, progress=lambda f, m: seen.append((f, m)))  # type: ignore[attr-defined]
    priorities, numba_threads, omp_threads, cache = handle.result(timeout=60)
    assert priorities == {19}
    assert (numba_threads, omp_threads) == ("1", "1")
    assert cache == os.environ["NUMBA_CACHE_DIR"]
    assert handle.done()
    assert wait_for(lambda: (0.9, "nearly") in seen)
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)


def test_priority_of_this_process_is_left_alone() -> None:
    script = "import os, scenarios.executor; print(os.getpriority(os.PRIO_PROCESS, 0))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(told.stdout) == os.getpriority(os.PRIO_PROCESS, 0)


def test_a_scenario_runs_there_as_it_runs_here(executor: Executor, coast: Twin, tmp_path: Path) -> None:
    coast.save(tmp_path / "coast")
    scenario = Scenario.load(
        {"name": "x", "drivers": {"sea_level_rise": {"metres": 1.0}}, "processes": ["sea-level-rise"]}
    )
    out = tmp_path / "there"
    ended: list[bool] = []
    handle = executor.submit(
        run_to_folder, scenario.canonical_json(), str(tmp_path / "coast"), str(out), None
    )
    handle.add_done_callback(lambda ended_handle: ended.append(ended_handle.done()))
    indicators = handle.result(timeout=120)
    here = run_to_folder(scenario.canonical_json(), str(tmp_path / "coast"), str(tmp_path / "here"), None)
    assert indicators == here == Result.open(out).indicators
    xr.testing.assert_identical(
        Result.open(out).dataset.drop_attrs(deep=False),
        Result.open(tmp_path / "here").dataset.drop_attrs(deep=False),
    )
    assert wait_for(lambda: ended == [True])


def test_stopping_takes_a_moment(executor: Executor, tasks: object) -> None:
    handle = executor.submit(tasks.slow)  # type: ignore[attr-defined]
    with pytest.raises(TimeoutError):
        handle.result(timeout=0.5)
    moment = time.monotonic()
    handle.cancel()
    with pytest.raises(Cancelled):
        handle.result(timeout=10)
    assert time.monotonic() - moment < 5


def test_what_is_wrong_with_the_input_comes_back_whole(executor: Executor, tasks: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        executor.submit(tasks.refuse).result(timeout=30)  # type: ignore[attr-defined]
    assert caught.value.problems[0].remedy == "Mend it."


def test_a_stopped_run_leaves_nothing(executor: Executor, tmp_path: Path) -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        run_to_folder('{"name": "x", "processes": ["flood"]}', "demo", str(tmp_path / "r"), None, stop)
    assert list(tmp_path.iterdir()) == []


def test_death_of_a_worker_is_told_and_survived(executor: Executor, tasks: object) -> None:
    with pytest.raises(SimulationError, match="worker process died"):
        executor.submit(tasks.die).result(timeout=60)  # type: ignore[attr-defined]
    assert executor.submit(tasks.about).result(timeout=60)[0] == {19}  # type: ignore[attr-defined]


def test_a_pool_keeps_its_workers_however_long_one_takes_to_come_back(tasks: object) -> None:
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "10ms"}), Executor(workers=1) as executor:
        for _ in range(2):
            with pytest.raises(WorkerDiedError):
                executor.submit(tasks.die).result(timeout=60)  # type: ignore[attr-defined]
        assert executor.submit(tasks.about).result(timeout=60)  # type: ignore[attr-defined]
        assert len(executor._cluster.workers) == 1  # type: ignore[union-attr]


def test_an_answer_is_not_computed_again_when_its_worker_dies(tasks: object) -> None:
    with Executor(workers=1) as executor:
        first = executor.submit(tasks.about)  # type: ignore[attr-defined]
        answer = first.result(timeout=60)
        with pytest.raises(WorkerDiedError):
            executor.submit(tasks.die).result(timeout=60)  # type: ignore[attr-defined]
        assert first.done()
        assert first.result(timeout=0) == answer
        assert first.key not in executor._client.futures  # type: ignore[union-attr]


def test_work_that_does_not_listen_is_ended(executor: Executor, tasks: object) -> None:
    heard: list[str] = []
    handle = executor.submit(tasks.deaf, progress=lambda f, m: heard.append(m))  # type: ignore[attr-defined]
    assert wait_for(lambda: "on its own" in heard or "started" in heard, 60)
    moment = time.monotonic()
    handle.cancel()
    with pytest.raises(WorkerDiedError):
        handle.result(timeout=30)
    assert time.monotonic() - moment < 10


def test_too_much_memory_is_told_and_survived(tasks: object) -> None:
    with Executor(workers=1, memory=1_000_000_000) as pool:
        with pytest.raises(WorkerDiedError, match=r"took (0\.9|1\.\d) GB of memory"):
            pool.submit(tasks.gluttonous).result(timeout=60)  # type: ignore[attr-defined]
        with pytest.raises(SimulationError, match=r"more memory than a worker may use|worker process died"):
            pool.submit(tasks.greedy).result(timeout=60)  # type: ignore[attr-defined]
        assert pool.submit(tasks.about).result(timeout=60)[0] == {19}  # type: ignore[attr-defined]
        assert pool.workers() == 1


def test_pool_that_lost_its_scheduler_is_replaced(tasks: object) -> None:
    with Executor(workers=1) as pool:
        handle = pool.submit(tasks.slow)  # type: ignore[attr-defined]
        lost = pool._cluster
        assert lost is not None
        lost.sync(lost.scheduler.close)
        with pytest.raises(WorkersLostError):
            handle.result(timeout=30)
        assert pool.ready()
        assert pool.submit(tasks.about).result(timeout=60)[0] == {19}  # type: ignore[attr-defined]
        assert pool._cluster is not lost


def test_closing_stops_what_runs(tasks: object) -> None:
    pool = Executor(workers=1)
    handle = pool.submit(tasks.slow)  # type: ignore[attr-defined]
    assert not handle.done()
    moment = time.monotonic()
    pool.close()
    assert time.monotonic() - moment < 8
    pool.close()


def test_leaving_does_not_wait_for_work_that_does_not_listen(tmp_path: Path) -> None:
    script = tmp_path / "deaf.py"
    script.write_text(DEAF, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=True
    )
    assert time.time() - float(told.stdout) < 7  # dask's own hook would wait 10 s after the closing


def test_no_scheduler_there_is_told() -> None:
    nowhere = Executor(scheduler="tcp://127.0.0.1:1")
    assert not nowhere.ready()
    with pytest.raises(WorkersLostError, match="cannot be reached"):
        nowhere.submit(run_to_folder)
    with pytest.raises(InvalidInputError, match="is no address"):
        Executor(scheduler="gopher://x").submit(run_to_folder)
