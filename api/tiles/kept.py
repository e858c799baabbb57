"""Bytes that were made on request, kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

__all__ = ["Kept"]


@dataclass
class Kept:
    """The answers that were asked last.

    Parameters
    ----------
    capacity
        Bytes that they may take together.
    """

    capacity: int
    used: int = 0
    _found: OrderedDict[Hashable, bytes] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2), repr=False)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give the answer of a key; it is made when it is not there, by two threads at most."""
        if (found := self.look(key)) is not None:
            return found
        with self._gate:
            if (found := self.look(key)) is not None:  # another thread made it meanwhile
                return found
            made = make()
        self.keep(key, made)
        return made

    def keep(self, key: Hashable, made: bytes) -> None:
        """Keep an answer; what was asked longest ago goes when there is no room."""
        with self._lock:
            if key not in self._found:
                self._found[key] = made
                self.used += len(made)
            while self.used > self.capacity:
                self.used -= len(self._found.popitem(last=False)[1])

    def look(self, key: Hashable) -> bytes | None:
        """Give the answer of a key if it is there."""
        with self._lock:
            if (found := self._found.get(key)) is not None:
                self._found.move_to_end(key)
            return found
