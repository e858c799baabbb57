"""What groundwater and sinking ground do to lines, by the courses of the process `water-level-raise`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from twin.errors import InvalidInputError
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.polders.effect import Answer, Case
    from twin.state import Twin

__all__ = ["LevelEffects", "level_effects"]

_ASKED = frozenset({"utility_lines", "excavations", "trees"})
NO_AREAS = "the twin has no water-level areas, so that the groundwater at the lines is not known"


@dataclass(frozen=True, slots=True)
class LevelEffects:
    """Pipes that float or bend.

    Parameters
    ----------
    floating, bent
        Length [m]; None where it is not known.
    floating_range
        Least and most, by the variants of the method [m].
    rating
        Current of cables over that in dry ground [1]; None without power cables.
    rows
        Of lines at risk: name, state, length.
    reason
        Why something is not known.
    """

    floating: float | None = None
    bent: float | None = None
    floating_range: tuple[float, float] | None = None
    rating: float | None = None
    rows: Sequence[dict[str, str | float]] = field(default_factory=tuple)
    reason: str = ""


def level_effects(twin: Twin, year: int, progress: Progress) -> LevelEffects:
    """Follow the polders to a year and ask what their groundwater and ground do to the lines.

    Parameters
    ----------
    twin
        With the levels that are decided.
    year
        The horizon.
    progress
        Told how far it is.
    """
    from scenarios.polders.columns import check_columns

    table = twin.features.get("peilgebieden")
    if table is None or not len(table):
        return LevelEffects(reason=NO_AREAS)
    if year < twin.reference_year:
        return LevelEffects(reason=f"the horizon lies before the year of the twin, {twin.reference_year}")
    if problems := check_columns(twin, None):
        return LevelEffects(reason=f"the water levels cannot be followed: {problems[0]}")
    try:
        return _told(_answer(twin, year, progress))
    except InvalidInputError as error:
        return LevelEffects(reason=f"the water levels cannot be followed: {error.problems[0]}")


def _answer(twin: Twin, year: int, progress: Progress) -> Answer:
    from scenarios.polders.effects.utilities import Utilities

    land = _without_plans(twin)
    key = land.digest, year
    case = _CASES.get(key)
    if case is None:
        case = _followed(land, year, progress)
        _CASES.clear()
        _CASES[key] = case
    return Utilities().assess(replace(case, twin=twin))


_CASES: dict[tuple[str, int], Case] = {}
"""The last land that was followed: what is planned for lines changes neither groundwater nor ground."""


def _without_plans(twin: Twin) -> Twin:
    """The twin without what this process is asked about, so that plans leave the land the same."""
    features = {name: table for name, table in twin.features.items() if name not in _ASKED}
    return type(twin)(
        twin.surface,
        twin.subsurface,
        features,
        name=twin.name,
        reference_year=twin.reference_year,
        attributes=twin.attributes,
    )


def _followed(twin: Twin, year: int, progress: Progress) -> Case:
    from scenarios.polders.parameters import WaterLevelParameters
    from scenarios.polders.study import study

    parameters = WaterLevelParameters()
    made = study(twin, parameters, year)
    gone, whole = 0, year - made.first_year + 1

    def each_year() -> None:
        nonlocal gone
        gone += 1
        progress(min(gone / whole, 1.0), "years of groundwater and ground")

    course = made.course(parameters.relation, decided=True, each_year=each_year)
    return made.case(course, {"relation": parameters.relation}, decided=True, land=None)


def _told(answer: Answer) -> LevelEffects:
    if not answer.known:
        return LevelEffects(reason=answer.reason)
    floating, bent = answer.parts["floating [m]"], answer.parts["bent [m]"]
    # the variants are of both together: what they add to what bends is what floats
    spread = [max(value - (answer.value - floating), 0.0) for value in answer.variants.values()]
    return LevelEffects(
        floating=floating,
        bent=bent,
        floating_range=(min([floating, *spread]), max([floating, *spread])),
        rating=answer.parts.get("cable_rating [1]"),
        rows=[dict(row) for row in answer.table if row.get("row") == "object"],  # type: ignore[arg-type]
    )
