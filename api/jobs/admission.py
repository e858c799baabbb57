"""What may be run, and by whom: a run is weighed before anything is allocated."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.access.principal import Role
from api.errors import TooLargeError
from scenarios.machine import memory_for_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.intervention import Intervention
    from scenarios.process import Estimate

__all__ = ["Budget", "Most", "refuse_long_check", "refuse_too_large", "retry_after"]

_DAY = 86_400.0
_CHECK = 1.2  # s of processor time that a request spends on the interventions of a run
_SECONDS_PER_CELL = 4e-8  # to do one of an earlier run again


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
        raise TooLargeError(f"The run would take about {'; '.join(found)} ({role}). {estimate.remedy}")


def refuse_long_check(changes: Sequence[Intervention], earlier: int, cells: int) -> None:
    """Refuse more interventions than can be checked while somebody waits.

    Parameters
    ----------
    changes
        Interventions of the run.
    earlier
        How many there are in the runs that it stands on: these are done again.
    cells
        Of the twin.

    Raises
    ------
    TooLargeError
        When they take too long.
    """
    seconds = sum(change.check_seconds() for change in changes) + earlier * cells * _SECONDS_PER_CELL
    if seconds > _CHECK:
        behind = f", behind {earlier:,} of the runs that it stands on," if earlier else ""
        raise TooLargeError(
            f"{len(changes):,} interventions{behind} take about {seconds:.1f} s to check, and {_CHECK:g} s "
            "is allowed. Use fewer (one may name several areas), or run them on the command line."
        )


def retry_after(jobs: int, seconds: float, max_running: int) -> int:
    """Seconds until a place will be free, when so many jobs of so many seconds together are ahead."""
    if not jobs:
        return 1
    return min(3600, max(1, math.ceil(seconds / jobs / max(1, max_running))))
