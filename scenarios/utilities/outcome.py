"""From what the lines of a twin lack to the answers of the process `utility-check`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.process import Outcome, Value
from scenarios.utilities.found import Found, find
from scenarios.utilities.indicators import INDICATORS
from scenarios.utilities.pairs import POSSIBLE, SURE
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.utilities.parameters import UtilityParameters
    from twin.state import Twin

__all__ = ["NO_LINES", "utility_check", "utility_values"]

NO_LINES = "the twin has no cables and pipelines"
NO_BEDS = "the twin has no watercourses whose bed is known"
NO_DIKES = "the twin has no zones of dikes"
NO_ROADS = "the twin has no roads"
NO_CABLES = "no power cables lie over polders whose groundwater is known"

Floats = npt.NDArray[np.float64]


def utility_check(twin: Twin, year: int, parameters: UtilityParameters, progress: Progress) -> Outcome:
    """Check the lines of a twin at a horizon.

    Parameters
    ----------
    twin
        With what is planned.
    year
        The horizon.
    parameters
        What people choose.
    progress
        Told how far it is.
    """
    import xarray as xr

    from scenarios.utilities.tables import tables

    found = find(twin, year, parameters, progress)
    if found is None:
        return Outcome(xr.Dataset(), {name: Value(None, reason=NO_LINES) for name in INDICATORS})
    return Outcome(xr.Dataset(), _values(found, parameters), tables(found))


def utility_values(
    twin: Twin, year: int, parameters: UtilityParameters, progress: Progress
) -> Mapping[str, Value]:
    """Give the indicators alone."""
    found = find(twin, year, parameters, progress)
    if found is None:
        return {name: Value(None, reason=NO_LINES) for name in INDICATORS}
    return _values(found, parameters)


def _values(found: Found, parameters: UtilityParameters) -> dict[str, Value]:
    chances = [found.pairs.probability, *(each.probability for each in found.meetings)]
    plans = [found.pairs.planned, *(each.planned for each in found.meetings)]
    chance, planned = np.concatenate(chances), np.concatenate(plans)
    lines, levels = found.lines, found.levels
    measured = lines.measured[found.pairs.first] & lines.measured[found.pairs.second]
    near, likely, possible = (float(lengths.sum()) for lengths in found.cover.lengths)
    full = found.sections
    return {
        "conflicts": _count(chance[planned]),
        "existing_conflicts": _count(chance[~planned]),
        "measured_conflicts": _count(found.pairs.probability[~found.pairs.planned & measured]),
        "unknown": Value(float((~lines.known).sum())),
        "under_cover_length": Value(near, likely, possible),
        "bed_crossings": Value(None, reason=NO_BEDS)
        if found.beds is None
        else _count(found.beds.probability),
        "dike_zone_length": _pressure_length(found),
        "search_lines": Value(float(found.search.line.size)),
        "floating_length": Value(None, reason=levels.reason)
        if levels.floating is None
        else Value(levels.floating, *(levels.floating_range or (None, None))),
        "bent_length": Value(levels.bent, reason=levels.reason or None),
        "cable_rating": Value(levels.rating, reason=None if levels.rating else levels.reason or NO_CABLES),
        "dense_sections": Value(None, reason=NO_ROADS)
        if full is None
        else Value(float((full.occupied.max(axis=1) > parameters.dense).sum())),
        "fullest_section": Value(None, reason=NO_ROADS)
        if full is None
        else Value(float(100.0 * full.occupied.max())),
    }


def _count(chance: Floats) -> Value:
    """Number of times that room lacks more likely than not, almost surely, and possibly."""
    likely, sure, possible = (float((chance > bound).sum()) for bound in (0.5, SURE, POSSIBLE))
    return Value(likely, sure, possible)


def _pressure_length(found: Found) -> Value:
    """Length of pressure pipes in zones of influence; what lies in those of two dikes counts for each."""
    if found.dikes is None:
        return Value(None, reason=NO_DIKES)
    return Value(float(found.dikes.influence[found.dikes.radius > 0.0].sum()))
