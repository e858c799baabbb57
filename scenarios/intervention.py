"""What people change: the base of every intervention, and the kinds that are found."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from scenarios.forms import FormModel
from twin.errors import Problem, did_you_mean
from twin.registry import discover

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Context", "Intervention", "interventions", "known_feature"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an intervention may know of its scenario.

    Parameters
    ----------
    start, horizon
        First and last calendar year.
    sea_level_rise
        How much higher the mean sea stands at the horizon than in the reference run [m].
    """

    start: int
    horizon: int
    sea_level_rise: float


class Intervention(FormModel):
    """A change to the twin; its model is its form, its command line and its entry in the API.

    Subclasses set ``kind: Literal[...]``, their titles, and `apply`.
    """

    title_en: ClassVar[str]
    title_nl: ClassVar[str]
    description_en: ClassVar[str]
    description_nl: ClassVar[str]

    def check(self, twin: Twin) -> list[Problem]:  # noqa: ARG002 - subclasses look at the twin
        """List what does not fit this twin; fields are relative to the intervention."""
        return []

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


def known_feature(twin: Twin, theme: str, feature_id: str, field: str) -> list[Problem]:
    """Check that a theme of the twin has a feature, else name the ones it has."""
    if theme not in twin.features:
        return [Problem(field, feature_id, f"the twin has no {theme}", "Use a twin that has them.")]
    ids = [str(value) for value in twin.features[theme]["id"]]
    if feature_id in ids:
        return []
    return [Problem(field, feature_id, f"is not one of the {theme} of this twin", _suggest(feature_id, ids))]


def _suggest(word: str, ids: list[str]) -> str:
    guess = did_you_mean(word, ids)
    listed = f"They are: {', '.join(sorted(ids)[:40])}{', ...' if len(ids) > 40 else ''}."
    return listed if guess.startswith("Known") else f"{guess} {listed}"
