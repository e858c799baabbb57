"""What this machine has to offer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["WORKER_MEMORY", "memory_for_runs", "memory_of_machine"]

WORKER_MEMORY = "ZICHT_WORKER_MEMORY"
"""Environment variable with the memory of a worker process [bytes]."""

_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def memory_of_machine() -> int:
    """Memory that processes here may use together [bytes]; a container may have less than its machine."""
    found = 1 << 62  # where nothing tells
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # no such file, or the word "max"
        found = min(found, int(_CONTAINER.read_text(encoding="ascii")))
    return found


def memory_for_runs() -> int:
    """Memory that simulations may take together [bytes]: the rest is for the service and the system."""
    return int(0.8 * memory_of_machine())
