"""How far a job is, and how long it will still take."""

from __future__ import annotations

import threading
import time
from collections import deque

__all__ = ["Reporter"]

_WINDOW, _LEAST_SECONDS, _LEAST_PART = 60.0, 3.0, 0.02
_STEP = 0.0005
_THROTTLE = 0.2


class Reporter:
    """Takes the progress of a run, at any rate and in any thread; gives what is worth writing down.

    The seconds that remain follow from the pace of the last minute, or of the last fiftieth of a run that is
    slower, so that a slow start (compiling) or the part that a checkpoint saved does not count.
    """

    def __init__(self) -> None:
        self.message = ""
        self._fraction = 0.0
        self._lock = threading.Lock()
        self._seen: deque[tuple[float, float]] = deque()
        self._given: tuple[float, float, str] = (-_THROTTLE, 0.0, "")

    def __call__(self, fraction: float, message: str) -> None:
        """Hear how far the run is."""
        with self._lock:
            self._fraction = max(self._fraction, min(1.0, fraction))
            self.message = message

    def news(self) -> tuple[int, str, float | None] | None:
        """Progress in percent, message and remaining seconds; None when nothing changed or it is too soon."""
        moment = time.monotonic()
        with self._lock:
            fraction, message = self._fraction, self.message
        if moment - self._given[0] < _THROTTLE or (fraction, message) == self._given[1:]:
            return None
        self._given = (moment, fraction, message)
        return min(99, int(100 * fraction)), message, self._remaining(moment, fraction)

    def _remaining(self, moment: float, fraction: float) -> float | None:
        seen = self._seen
        if not seen or fraction - seen[-1][1] >= _STEP:  # a run of days tells too often to keep all
            seen.append((moment, fraction))
        while len(seen) > 2 and seen[1][0] < moment - _WINDOW and fraction - seen[1][1] >= _LEAST_PART:
            seen.popleft()
        seconds, done = moment - seen[0][0], fraction - seen[0][1]
        if seconds < _LEAST_SECONDS or done < _LEAST_PART:
            return None
        return round((1.0 - fraction) * seconds / done, 1)
