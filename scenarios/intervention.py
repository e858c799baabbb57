"""What people change: the base of every intervention, and the kinds that are found."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from scenarios.forms import FormModel
from twin.errors import Problem
from twin.registry import discover

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Context", "Intervention", "interventions"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an intervention may know of its scenario.

    Parameters
    ----------
    start, horizon
        First and last calendar year.
    sea_level_rise
        Rise of the mean sea since 1995-2014 at the horizon [m].
    """

    start: int
    horizon: int
    sea_level_rise: float


class Intervention(FormModel):
    """A change to the twin; its model is its form, its command line and its entry in the API.

    Subclasses set ``kind: Literal[...]``, their titles, and `apply`; ``writes_ground`` tells that it works on
    the surface or the voxels of a whole area, so that it cannot be tried out in an instant.
    """

    title_en: ClassVar[str]
    title_nl: ClassVar[str]
    description_en: ClassVar[str]
    description_nl: ClassVar[str]
    writes_ground: ClassVar[bool] = False

    def check(self, twin: Twin) -> list[Problem]:  # noqa: ARG002 - subclasses look at the twin
        """List what does not fit this twin; fields are relative to the intervention."""
        return []

    def check_seconds(self) -> float:
        """Processor time that `check` takes at most [s], on a twin like the demo."""
        return 0.001

    def adds_up(self) -> frozenset[str]:
        """Ids of what others of its kind add to as well: these are tried in their order before a run."""
        return frozenset()

    def searches(self) -> bool:
        """Whether `apply` has to look for what it does; no check waits for that, and the run tells."""
        return False

    def needs_run(self) -> Problem | None:
        """Why it cannot be tried out in an instant, for a plan that is moved about; None where it can."""
        if not self.writes_ground:
            return None
        remedy = "Run a scenario with the process subsurface-conflicts."
        return Problem("kind", getattr(self, "kind", ""), "changes the ground, which takes a run", remedy)

    @abstractmethod
    def apply(self, twin: Twin, context: Context) -> Twin:
        """Make the changed twin; the one given stays as it is."""


@cache
def interventions() -> dict[str, type[Intervention]]:
    """Every kind of intervention, by its ``kind``: the files of the folder, and plug-ins."""
    base: Any = Intervention
    found: dict[str, type[Intervention]] = discover(
        "scenarios.interventions", base, "zicht.interventions", "kind"
    )
    return found
