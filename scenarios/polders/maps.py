"""Ground, groundwater and effects at the horizon, on the grid of the twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Case
from scenarios.polders.effects.target_band import BAND_HIGH, BAND_LOW

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["maps"]

Floats = npt.NDArray[np.float64]

_OF_EFFECTS = {
    "subsidence": "subsidence",
    "groundwater_depth": "groundwater_depth",
    "co2_emission": "peat_emission",
    "yield_loss": "yield_loss",
    "band_share": "band_months",
}
"""Variables that are maps of effects, by the id of the effect."""


def maps(case: Case, answers: Mapping[str, Answer]) -> xr.Dataset:
    """Put what is known of each column on its cells.

    Parameters
    ----------
    case
        All land in the year of the horizon.
    answers
        Of the effects about it, by id.

    Returns
    -------
    xarray.Dataset
        Variables over level_year, y and x, NaN where nothing is known. ``extrapolated`` is 1 where the
        relation of subsidence is used outside the range that it was made for, else 0.
    """
    import xarray as xr

    columns, course, at = case.columns, case.course, case.index
    moved = columns.on_grid(_known(case, course.ground_level[at] - columns.ground_level))
    ground = np.asarray(case.twin.surface["ground_level"].values, dtype=np.float32)
    sinks = np.isfinite(course.oxidation[at])
    outside = case.extrapolated
    beyond = np.full(sinks.size, np.nan) if outside is None else outside.astype(np.float64)
    found = {
        "polder_ground_level": ground + moved,
        "mean_highest_groundwater": columns.on_grid(_known(case, course.ghg[at])),
        "mean_lowest_groundwater": columns.on_grid(_known(case, course.glg[at])),
        "extrapolated": columns.on_grid(_known(case, np.where(sinks, beyond, np.nan))),
        "worst_month": columns.on_grid(_known(case, _worst_month(case))),
    }
    for effect, variable in _OF_EFFECTS.items():
        if (values := answers[effect].columns) is not None:
            found[variable] = columns.on_grid(_known(case, values))
    variables = {name: (("level_year", "y", "x"), values[None]) for name, values in found.items()}
    return xr.Dataset(variables, coords={"level_year": np.array([case.year], np.int32)})


def _known(case: Case, values: npt.NDArray[np.floating]) -> Floats:
    return np.where(case.columns.known, values, np.nan)


def _worst_month(case: Case) -> Floats:
    """Month of peat land whose groundwater is furthest out of the target band, 1..12; NaN where none is."""
    low, high = (case.number("band_low", BAND_LOW.value), case.number("band_high", BAND_HIGH.value))
    months = case.course.monthly[case.period].mean(axis=0, dtype=np.float64)
    out = np.maximum(low - months, months - high)
    worst = out.argmax(axis=0)
    outside = np.take_along_axis(out, worst[None], axis=0)[0] > 0.0
    return np.where(case.peat & outside, worst + 1.0, np.nan)
