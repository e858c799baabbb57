"""The aquifer of a twin as it stands today: one head for everything that asks what presses from below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.decisions import as_today
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014
from scenarios.seepage.flow import Flow, flow
from scenarios.seepage.parameters import SeepageParameters
from scenarios.seepage.setting import Setting, setting

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["RECHARGE", "Levels", "Today", "head_today", "levels_today", "mean_levels", "today"]

Floats = npt.NDArray[np.float64]

RECHARGE = SeepageParameters().rain
"""Rain less evaporation on land outside the areas where nobody says otherwise [m/s]."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels that drive the flow [m NAP]: of the areas, (areas,), of sea and of rivers."""

    polder: Floats
    sea: float
    river: float


@dataclass(frozen=True, slots=True)
class Today:
    """A setting and its flow before anything that is decided."""

    setting: Setting
    flow: Flow


_KEPT: dict[str, Today | str] = {}
"""That of the last twin, by its digest: columns ask for it, and then what they press to their neighbours."""


def mean_levels(twin: Twin) -> Floats:
    """Mean of summer and winter level of each area [m NAP], (areas,); NaN where one is not known."""
    if "peilgebieden" not in twin.features:
        return np.empty(0)
    table = twin.features["peilgebieden"]
    summer, winter = (table[key].to_numpy(np.float64) for key in ("summer_level", "winter_level"))
    return np.asarray(0.5 * (summer + winter), np.float64)


def levels_today(twin: Twin) -> Levels:
    """Levels before anything that is decided, and the mean sea of 1995 to 2014."""
    return Levels(mean_levels(_before(twin)), MEAN_LEVEL_1995_2014, MEAN_LEVEL_1995_2014)


def today(twin: Twin) -> Today | str:
    """Find the flow of today by what the voxels of a twin tell, or tell why there is none.

    Parameters
    ----------
    twin
        The twin, whatever is decided in it.

    Raises
    ------
    SimulationError
        If the flow is not found.
    """
    twin = _before(twin)
    if (kept := _KEPT.get(twin.digest)) is not None:
        return kept
    found = _found(twin)
    _KEPT.clear()
    _KEPT[twin.digest] = found
    return found


def head_today(twin: Twin) -> Floats:
    """Head in the aquifer below each cell of a twin [m NAP], (ny, nx); NaN where there is none.

    Notes
    -----
    A level that is decided on does not move it. What a raise presses through the layer comes up beside it,
    which `neighbour_seepage` tells; a head that followed would let every area act on all others, so that
    none could be judged, or chosen for, by itself.
    """
    found = today(twin)
    if isinstance(found, str):
        return np.full(twin.grid.shape, np.nan)
    return found.setting.fine(found.flow.head, twin)


def _found(twin: Twin) -> Today | str:
    made = setting(twin)
    if isinstance(made, str):
        return made
    at = levels_today(twin)
    return Today(made, flow(made, polder=at.polder, sea=at.sea, river=at.river, recharge=RECHARGE))


def _before(twin: Twin) -> Twin:
    return as_today(twin) if "peilgebieden" in twin.features else twin
