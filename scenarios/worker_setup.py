"""Preload of a worker process: lowest priority, a limit of memory, and compiled kernels of this code only.

Importing it changes the process, so nothing else does. The executor starts its workers with it; workers of
another scheduler take it as ``dask worker tcp://... --nthreads 1 --preload scenarios.worker_setup``.
"""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

from scenarios.kernel_cache import keep_kernels_per_code
from scenarios.machine import WORKER_MEMORY

__all__ = ["first_to_go", "limit_memory", "lowest_priority"]

_ROOM = 3_000_000_000
"""What a process may reserve above its memory [bytes]: libraries reserve more than they ever use."""


def lowest_priority() -> None:
    """Give every thread of this process nice 19: on Linux each thread has its own, new ones inherit it."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        os.nice(19)
        return
    for task in tasks.iterdir():
        os.setpriority(os.PRIO_PROCESS, int(task.name), 19)


def limit_memory() -> None:
    """Refuse an allocation far above the worker's memory at once, before the machine has to find it."""
    memory = int(os.environ.get(WORKER_MEMORY, "0"))
    if memory > 0:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = memory + _ROOM
        resource.setrlimit(resource.RLIMIT_DATA, (limit if hard < 0 else min(limit, hard), hard))


def first_to_go() -> None:
    """Let the system, when the machine is out of memory, end a worker and never the service."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


keep_kernels_per_code()
lowest_priority()
limit_memory()
first_to_go()
