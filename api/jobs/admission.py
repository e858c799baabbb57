"""What may be run, and by whom: a run is weighed before anything is allocated."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.access.principal import Role
from api.errors import TooLargeError
from scenarios.machine import memory_for_runs

if TYPE_CHECKING:
    from scenarios.process import Estimate

__all__ = ["Budget", "Most", "refuse_too_large", "retry_after"]

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Most:
    """The most that one role may ask.

    Parameters
    ----------
    cells, seconds
        Of one run, scenario and reference together.
    jobs
        That wait or run at once, of one account.
    """

    cells: int
    seconds: float
    jobs: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What the runs of a service may take.

    Parameters
    ----------
    memory
        Of all runs together, and so of one [bytes].
    waiting
        Jobs in the queue.
    visitors
        The most of those who are below modeller.
    modellers, admins
        The most of those.
    """

    memory: int = field(default_factory=memory_for_runs)
    waiting: int = 500
    visitors: Most = Most(10_000_000, 60.0, 10)
    modellers: Most = Most(1_000_000_000, _DAY, 100)
    admins: Most = Most(10_000_000_000, 30 * _DAY, 500)

    def most(self, role: Role) -> Most:
        """What a role may ask."""
        return {"modeller": self.modellers, "admin": self.admins}.get(role, self.visitors)


def refuse_too_large(estimate: Estimate, role: Role, budget: Budget) -> None:
    """Refuse a run that takes more than a role may ask, or than there is.

    Raises
    ------
    TooLargeError
        Naming everything that is too much.
    """
    most = budget.most(role)
    found = []
    if estimate.cells > most.cells:
        found.append(f"{estimate.cells:,} cells, of which {most.cells:,} are allowed")
    if estimate.bytes > budget.memory:
        found.append(f"{estimate.bytes / 1e9:.1f} GB of memory, of which there are {budget.memory / 1e9:.1f}")
    if estimate.seconds > most.seconds:
        found.append(f"{estimate.seconds:,.0f} s of computing, of which {most.seconds:,.0f} are allowed")
    if found:
        raise TooLargeError(
            f"The run would take about {'; '.join(found)} ({role}). "
            "Use a coarser twin, a smaller area, larger cells or fewer hours."
        )


def retry_after(jobs: int, seconds: float, max_running: int) -> int:
    """Seconds until a place will be free, when so many jobs of so many seconds together are ahead."""
    if not jobs:
        return 1
    return min(3600, max(1, math.ceil(seconds / jobs / max(1, max_running))))
