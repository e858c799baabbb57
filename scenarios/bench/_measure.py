"""Fair clocks for benches: interleaved runs, medians, and the machine they ran on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

__all__ = ["clock_for", "machine", "medians", "seconds"]


Work = Callable[[], object]
Clock = Callable[[], float]


def clock_for(threads: int) -> tuple[Clock, str]:
    """Clock and its name: processor time for one thread (least stretched by other work), else wall time."""
    return (time.process_time, "processor") if threads == 1 else (time.perf_counter, "wall")


def seconds(work: Work, clock: Clock) -> float:
    """Seconds that one call takes."""
    start = clock()
    work()
    return clock() - start


def medians(works: Mapping[str, Work], repeats: int, clock: Clock, *, warm: bool = True) -> dict[str, float]:
    """Median seconds of each work, run in turn (A B A B ...) so that a busy machine slows all alike.

    With `warm` a first round fills caches and compilers and does not count.
    """
    for work in works.values() if warm else ():
        work()
    rounds = [{name: seconds(work, clock) for name, work in works.items()} for _ in range(repeats)]
    return {name: median(taken[name] for taken in rounds) for name in works}


def machine() -> str:
    """Processor, number of cores and Python of this machine, in words."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1] for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
