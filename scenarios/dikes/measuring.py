"""Profiles of dikes from the ground level of the twin: one transect per place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Locations, Profiles
from scenarios.dikes.survey import PROFILE_COLUMNS, surveyed
from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    from twin.grid import GridSpec
    from twin.state import Twin

__all__ = ["CREST_WIDTHS", "REACH", "REASONS", "USUAL_SLOPE", "measure"]

Floats = npt.NDArray[np.float64]

REACH = 150.0
"""Length of a transect on each side of the line [m]."""

_MEDIAN = 11
"""Places over which the middle of the crest is smoothed."""

_BATCH = 2000
"""Places measured in one go: a tenth of a second, and some tens of MB."""

_USUAL = "usual crest of such a dike in the Netherlands"
CREST_WIDTHS: dict[str, Parameter] = {
    "sea-dike": Parameter(6.0, "m", _USUAL, "unverified"),
    "river-dike": Parameter(5.0, "m", _USUAL, "unverified"),
    "secondary-dike": Parameter(4.0, "m", _USUAL, "unverified"),
    "summer-dike": Parameter(3.0, "m", _USUAL, "unverified"),
    "ring-dike": Parameter(4.0, "m", _USUAL, "unverified"),
    "boezem-embankment": Parameter(3.0, "m", _USUAL, "unverified"),
    "": Parameter(4.5, "m", "crests of 16 sections of dike ring 10 are 3.97 to 4.71 m wide", "verified"),
}
"""Crest width by kind of dike, for cells too large to see a crest; "" is every other kind."""

USUAL_SLOPE = Parameter(3.0, "1", "usual slope of a Dutch dike", "unverified")
"""Slope of a dike so small that cells show neither its steepness nor its area."""

REASONS = (
    "",
    "no ground level across the dike",
    "no outer toe within 150 m",
    "no inner toe within 150 m",
    "no dike in the ground: a side is less than 0.5 m lower than the crest",
    "no slope in the ground: crest and toes leave none",
)
"""Why a place has no profile, by the status of the kernel."""

_LOCAL = ("ground", "geometry")
"""Ways to find a crest that give the lowest of the whole line: the ground at the place tells more."""


def measure(twin: Twin, places: Locations) -> tuple[Locations, Profiles]:
    """Measure the profile of the dike at every place.

    Parameters
    ----------
    twin
        Twin with ``ground_level`` and ``dikes``.
    places
        Places along the dikes, (n,).

    Returns
    -------
    tuple
        The places, moved across the dike to the middle of the crest where cells show it, and unknown with
        the reason where no profile was found; and the profiles, NaN where unknown.

    Notes
    -----
    Where cells are larger than half the usual crest, the crest level is that of the dike and its width the
    usual one of the kind; slopes then are those that show over three cells or more, and steeper ones those
    that keep the area of the body. Berms do not show there.
    """
    crest, width = _given(twin, places)
    cell = max(twin.grid.dx, twin.grid.dy)
    column, status = _shapes(twin, places, cell, crest, width)
    places = _centred(places, column.pop("shift"))
    source = np.where(column.pop("seen") == 1.0, 0, 1)
    source += 2 * _take_survey(twin, places, column)
    known = _unknown(places, column, status)
    column = {name: np.where(known.known, values, np.nan) for name, values in column.items()}
    seen = f"ground level, cells of {cell:g} m"
    coarse = f"{seen}: crest level of the dike, usual width and slopes "
    coarse += "of its kind [unverified] where they do not show"
    sources = (seen, coarse, f"survey, and {seen}", f"survey, and {coarse}")
    return known, Profiles(**column, sources=sources, source=source.astype(np.int8))


def _centred(places: Locations, shift: Floats) -> Locations:
    """Move places to the middle of the crest: lines are often drawn along its outer edge.

    The shift is the running median over 11 places along the dike, so that a road on the crest or a house
    beside it makes no notch.
    """
    from scipy.ndimage import median_filter

    smooth = np.zeros_like(shift)
    for number in range(len(places.dikes)):
        here = np.flatnonzero((places.dike == number) & ~np.isnan(shift))
        if here.size:
            smooth[here] = median_filter(shift[here], size=min(_MEDIAN, here.size), mode="nearest")
    return replace(places, x=places.x + smooth * places.inward_x, y=places.y + smooth * places.inward_y)


def _take_survey(twin: Twin, places: Locations, column: dict[str, Floats]) -> npt.NDArray[np.bool_]:
    """Put what was surveyed over what was measured; whether anything was, by place."""
    taken = np.zeros(len(places.x), np.bool_)
    for name in PROFILE_COLUMNS:
        survey = surveyed(twin, places, name)
        taken |= ~np.isnan(survey)
        column[name] = np.where(np.isnan(survey), column[name], survey)
    for side in ("outer", "inner"):
        width, toe = column[f"{side}_berm_width"], column[f"{side}_toe_level"]
        width = np.where(taken & np.isnan(width), 0.0, width)  # a section that tells of no berm has none
        column[f"{side}_berm_width"] = width
        column[f"{side}_berm_level"] = np.where(width > 0.0, column[f"{side}_berm_level"], toe)
    return taken


def _unknown(places: Locations, column: dict[str, Floats], status: npt.NDArray[np.int8]) -> Locations:
    """Say why a place has no profile: nothing to measure and no survey, or levels that contradict."""
    lacking = np.any([np.isnan(column[name]) for name in PROFILE_COLUMNS], axis=0)
    for code, reason in enumerate(REASONS[1:], start=1):
        places = places.without(lacking & (status == code), reason)
    places = places.without(lacking, "survey and ground do not tell the whole profile")
    crest = column["crest_level"]
    for side in ("outer", "inner"):
        high = crest <= column[f"{side}_toe_level"]
        places = places.without(high, f"crest not above the {side} toe")
        berm = (column[f"{side}_berm_width"] > 0.0) & (crest <= column[f"{side}_berm_level"])
        places = places.without(berm, f"crest not above the {side} berm")
    return places


def _transects(
    twin: Twin, places: Locations, part: slice, step: float
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Ground level and open water across the dike at some places, from the outer to the inner side."""
    from scipy.ndimage import map_coordinates

    grid = twin.grid
    half = round(REACH / step)
    offset = step * np.arange(-half, half + 1)
    x = places.x[part, None] + places.inward_x[part, None] * offset
    y = places.y[part, None] + places.inward_y[part, None] * offset
    at = np.stack([(grid.y0 - y) / grid.dy, (x - grid.x0) / grid.dx])
    levels = map_coordinates(
        twin.surface["ground_level"].values, at, np.float64, order=1, mode="constant", cval=np.nan
    )
    return levels, _wet(twin, grid, x, y)


def _wet(twin: Twin, grid: GridSpec, x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
    row, column = grid.index(x, y)
    inside = grid.contains(x, y)
    wet = np.zeros(x.shape, np.bool_)
    for name in ("sea", "permanent_water"):
        if name in twin.surface:
            wet[inside] |= twin.surface[name].values[row[inside], column[inside]] > 0
    return wet


def _given(twin: Twin, places: Locations) -> tuple[Floats, Floats]:
    """Crest level of the dike of each place [m NAP], NaN where the ground tells it, and usual crest width."""
    table = twin.features["dikes"]
    table = table.set_index(table["id"].astype(str)).loc[list(places.dikes)]
    crest = table["crest_level"].to_numpy(dtype=np.float64, na_value=np.nan).copy()
    if "crest_method" in table.columns:
        crest[table["crest_method"].isin(_LOCAL).to_numpy()] = np.nan
    width = [CREST_WIDTHS.get(str(kind), CREST_WIDTHS[""]).value for kind in table["kind"]]
    return crest[places.dike], np.array(width, np.float64)[places.dike]


def _shapes(
    twin: Twin, places: Locations, cell: float, crest: Floats, width: Floats
) -> tuple[dict[str, Floats], npt.NDArray[np.int8]]:
    """Run the kernel over all places, some thousand at a time."""
    from scenarios.kernels.dike_transects import COLUMNS, shapes

    step = float(np.clip(0.5 * min(twin.grid.dx, twin.grid.dy), 0.5, 2.5))
    count = len(places.x)
    usual = np.full(count, USUAL_SLOPE.value)
    found, status = np.empty((count, len(COLUMNS))), np.empty(count, np.int8)
    for first in range(0, count, _BATCH):
        part = slice(first, first + _BATCH)
        levels, wet = _transects(twin, places, part, step)
        shapes(levels, wet, step, cell, crest[part], width[part], usual[part], found[part], status[part])
    return {name: np.ascontiguousarray(found[:, k]) for k, name in enumerate(COLUMNS)}, status
