"""What becomes of work whose process or scheduler ends before it does."""

from __future__ import annotations

from twin.errors import SimulationError

__all__ = ["WorkerDiedError", "WorkersLostError"]


class WorkerDiedError(SimulationError):
    """The worker process died under the work, which may or may not be the work's own doing."""


class WorkersLostError(SimulationError):
    """The scheduler or all workers are gone, through no fault of the work."""
