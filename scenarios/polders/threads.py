"""Work on columns in parts side by side: columns do not look at each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

__all__ = ["in_parts"]

_WORTH_A_THREAD = 4_000  # columns: about a millisecond of a year of soil


def in_parts(
    work: Callable[[int, int], None], size: int, threads: int, least: int = _WORTH_A_THREAD, block: int = 1
) -> None:
    """Call ``work(first, last)`` for all of ``size`` columns, here and in other threads.

    Parameters
    ----------
    work
        What is done with the columns from one number up to another.
    size
        Number of columns.
    threads
        Largest number of parts.
    least
        Columns that are worth a part.
    block
        Parts begin at a multiple of it.
    """
    workers = max(1, min(threads, size // least))
    if workers == 1:
        work(0, size)
        return
    bounds = [size * number // workers // block * block for number in range(workers)]
    with ThreadPoolExecutor(workers - 1) as pool:
        others = pool.map(work, bounds[1:], [*bounds[2:], size])
        work(0, bounds[1])
        list(others)
