"""From a twin and a year to all that the process `utility-check` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.utilities.cover import Beds, Cover, beds, cover
from scenarios.utilities.dikes import DikePipes, dike_pipes
from scenarios.utilities.levels import LevelEffects, level_effects
from scenarios.utilities.lines import Lines, lines_of
from scenarios.utilities.pairs import Pairs, close_pairs
from scenarios.utilities.sections import Sections, sections
from scenarios.utilities.works import Meetings, Search, digging, planted, searched
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.utilities.parameters import UtilityParameters
    from twin.state import Twin

__all__ = ["Found", "find"]


@dataclass(frozen=True, slots=True)
class Found:
    """Lines, and what they lack: room, cover, distance to beds and dikes, ground that bears them."""

    lines: Lines
    pairs: Pairs
    meetings: tuple[Meetings, ...]
    cover: Cover
    beds: Beds | None
    dikes: DikePipes | None
    search: Search
    sections: Sections | None
    levels: LevelEffects


def find(twin: Twin, year: int, parameters: UtilityParameters, progress: Progress) -> Found | None:
    """Check every line of a twin; None where it has none.

    Parameters
    ----------
    twin
        With lines, and whatever they may meet.
    year
        The horizon.
    parameters
        What people choose.
    progress
        Told how far it is.
    """
    progress(0.0, "lines")
    lines = lines_of(twin)
    if lines is None:
        return None
    progress(0.05, "room between lines")
    pairs = close_pairs(lines)
    progress(0.3, "works, trees, dikes and beds")
    met = (digging(twin, lines, pile_distance=parameters.pile_distance), planted(twin, lines))
    water = beds(twin, lines, scour=parameters.scour, least_width=parameters.least_width)
    dikes = dike_pipes(twin, lines, year)
    search = searched(twin, lines, parameters.search)
    progress(0.4, "sections of streets")
    full = sections(twin, lines, parameters, year)
    progress(0.5, "groundwater")
    levels = (
        level_effects(twin, year, part(progress, 0.5, 0.95))
        if parameters.levels
        else LevelEffects(reason="not asked for")
    )
    return Found(
        lines, pairs, tuple(each for each in met if each is not None), cover(lines), water, dikes, search,
        full, levels,
    )  # fmt: skip
