"""What can be done with the level of an area: raises, policies and drains, the same list for all areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from scenarios.polders.decisions import as_today
from scenarios.polders.policies import Policy

if TYPE_CHECKING:
    from scenarios.polders.choice.parameters import WaterLevelChoiceParameters
    from scenarios.polders.study import Study
    from twin.state import Twin

__all__ = ["AS_TODAY", "MOST_OPTIONS", "Option", "options", "refused", "with_option"]

Flags = npt.NDArray[np.bool_]

MOST_OPTIONS = 200
"""More than that is no choice to be looked over."""
_AFTER: dict[str, Literal["fixation", "indexation"]] = {"fixatie": "fixation", "indexatie": "indexation"}


@dataclass(frozen=True, slots=True)
class Option:
    """A level and how it goes on, as the intervention `water-level-raise` takes them.

    Parameters
    ----------
    raised
        Summer and winter level go up by so much [m]; below 0 they go down.
    policy
        ``fixatie`` or ``indexatie``.
    drains
        One of `scenarios.polders.model.DRAINS`.
    """

    raised: float
    policy: str
    drains: str

    def __str__(self) -> str:
        """Option in words.

        Examples
        --------
        >>> str(Option(0.3, "fixatie", "none")), str(AS_TODAY)
        ('+0.30 m, fixatie', 'as today')
        """
        if self == AS_TODAY:
            return "as today"
        laid = "" if self.drains == "none" else f", {self.drains} drains"
        return f"{self.raised:+.2f} m, {self.policy}{laid}"


AS_TODAY = Option(0.0, "indexatie", "none")
"""Nothing is decided: the level follows the ground."""


def options(parameters: WaterLevelChoiceParameters) -> tuple[Option, ...]:
    """List the options: `AS_TODAY`, and every raise with every policy and kind of drains."""
    found = [
        Option(raised, policy, drains)
        for raised in parameters.raises
        for policy in dict.fromkeys(parameters.policies)
        for drains in dict.fromkeys(parameters.drains)
    ]
    return (AS_TODAY, *(option for option in found if option != AS_TODAY))


def with_option(work: Study, option: Option, start: int | None) -> Study:
    """Study in which all areas have an option from a year on; areas do not act on each other.

    Parameters
    ----------
    work
        Study in which nothing is decided.
    option
        The option.
    start
        First year of the raise; None: the first of the study.
    """
    from scenarios.polders.columns import with_drains

    if option == AS_TODAY:
        return work
    names = work.columns.areas
    policy = Policy(
        after=_AFTER[option.policy],
        raise_summer=option.raised,
        raise_winter=option.raised,
        start=work.first_year if start is None else start,
    )
    laid = option.drains != "none"
    return replace(
        work,
        policies=dict.fromkeys(names, policy),
        drained=with_drains(work.columns, dict.fromkeys(names, option.drains)) if laid else None,
    )


def refused(twin: Twin, raises: Sequence[float], names: Sequence[str]) -> Mapping[float, Mapping[str, str]]:
    """Tell which raises the intervention would refuse in which areas, and why.

    Parameters
    ----------
    twin
        With or without decisions; the levels before them count.
    raises
        Raises [m].
    names
        Areas with levels.

    Returns
    -------
    mapping
        By the raise, the reason by the id of the area; nothing for what is possible.
    """
    from scenarios.polders.columns import check_columns

    before = as_today(twin)
    return {
        raised: {
            str(problem.value): problem.message
            for problem in check_columns(before, list(names), winter_above_summer=True, raised=raised)
        }
        for raised in dict.fromkeys(raises)
    }
