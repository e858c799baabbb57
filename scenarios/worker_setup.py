"""Preload of a worker process: lowest priority, and compiled kernels of this code only.

The executor starts its workers with it; workers of another scheduler take it as
``dask worker tcp://... --nthreads 1 --preload scenarios.worker_setup``.
"""

from __future__ import annotations

import os
from pathlib import Path

from scenarios.kernel_cache import keep_kernels_per_code

__all__ = ["lowest_priority"]


def lowest_priority() -> None:
    """Give every thread of this process nice 19: on Linux each thread has its own, new ones inherit it."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        os.nice(19)
        return
    for task in tasks.iterdir():
        os.setpriority(os.PRIO_PROCESS, int(task.name), 19)


keep_kernels_per_code()
lowest_priority()
