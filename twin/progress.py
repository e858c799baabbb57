"""How long work tells how far it is, and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "part", "silent"]

Progress = Callable[[float, str], None]
"""``progress(fraction, message)``, fraction 0..1; raises `twin.errors.Cancelled` to stop the work."""


def silent(fraction: float, message: str) -> None:
    """Report to nobody."""


def part(progress: Progress, low: float, high: float) -> Progress:
    """Map the progress of a part of the work onto ``low..high`` of the whole.

    Examples
    --------
    >>> seen = []
    >>> part(lambda f, m: seen.append((f, m)), 0.5, 1.0)(0.5, "half of the second half")
    >>> seen
    [(0.75, 'half of the second half')]
    """
    return lambda fraction, message: progress(low + (high - low) * fraction, message)
