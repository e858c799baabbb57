"""How fast this machine moves memory now: what a kernel that does nothing but read and write could reach."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from scenarios.bench._measure import clock_for, seconds
from scenarios.kernels.triad import triad

__all__ = ["Triad"]

_BYTES = 12  # two read, one written, float32
_ELEMENTS = 32_000_000  # 384 MB in three arrays: far beyond any cache


class Triad:
    """A triad over arrays that no cache holds, with as many threads as the kernel beside it.

    Parameters
    ----------
    threads
        Number of threads.
    elements
        Length of each of the three arrays.
    """

    def __init__(self, threads: int, elements: int = _ELEMENTS) -> None:
        self.threads = threads
        self.clock, _ = clock_for(threads)
        self.arrays = [np.full(elements, value, np.float32) for value in (1.0, 2.0, 0.0)]
        first, second, out = (array[:8] for array in self.arrays)
        triad(first, second, np.float32(3.0), out)

    def gb_per_s(self) -> float:
        """Measure once [GB/s], in 1e9 bytes."""
        taken = seconds(self._pass, self.clock)
        return _BYTES * self.arrays[0].size / taken / 1e9

    def _pass(self) -> None:
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self._part, self._spans()))

    def _part(self, span: slice) -> None:
        first, second, out = (array[span] for array in self.arrays)
        triad(first, second, np.float32(3.0), out)

    def _spans(self) -> Iterator[slice]:
        cuts = np.linspace(0, self.arrays[0].size, self.threads + 1).astype(int)
        return (slice(low, high) for low, high in pairwise(cuts))
