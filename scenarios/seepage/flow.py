"""Steady flow in the aquifer of a setting: land outside the water-level areas takes in rain, or drains."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.polders.aquifer import LeakyAquifer, Solved
from scenarios.seepage.setting import Setting
from twin.errors import SimulationError
from twin.progress import Progress, silent

__all__ = ["Flow", "flow", "response"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_MOST = 30  # times that land changes from taking in rain to draining or back; some 5 do
_LEVEL = 1e-6  # m: land at which the head stands but for rounding does not change from turn to turn
_UNSETTLED = 1e-3  # part of that land that may still change then


@dataclass(frozen=True, slots=True)
class Flow:
    """Head and seepage of a setting, (ny, nx) each.

    Parameters
    ----------
    head
        In the aquifer [m NAP]; NaN where there is none.
    seepage
        Upward into land and rivers [m/s]; NaN in the sea, without aquifer, and where what stands above the
        layer, or the layer, is not known: nothing is taken to leak there.
    takes_in
        Land outside the areas that takes in the rain and drains none.
    imbalance
        Water that is made or lost, over all that comes in [1].
    """

    head: Floats
    seepage: Floats
    takes_in: Flags
    imbalance: float


def flow(
    given: Setting,
    *,
    polder: Floats,
    sea: float,
    river: float,
    recharge: float,
    begin: Flags | None = None,
    progress: Progress = silent,
) -> Flow:
    """Find the flow.

    Parameters
    ----------
    given
        Where it flows.
    polder
        Level above the layer in each water-level area [m NAP], (areas,); NaN: nothing leaks there.
    sea, river
        Levels [m NAP].
    recharge
        Rain less evaporation on land outside the areas [m/s], >= 0.
    begin
        Land that takes in the rain in a flow that is much like this one; None: that without a layer.
    progress
        Told how far it is; may raise `twin.errors.Cancelled`.

    Notes
    -----
    Land outside the areas gives ``max(-N, (h - level) / c)`` upward: what it takes in is never more than the
    rain, since no ditch brings water. Which land does what is found by turns, each a linear solution.
    """
    above = _above(given, polder, river)
    closed = np.isnan(above)
    through = np.where(closed, np.inf, given.aquifer.resistance)
    takes = given.open_sand if begin is None else begin
    for turn in range(_MOST):
        progress(turn / _MOST, "head in the aquifer")
        found = _solved(given, through, above, sea, takes, recharge)
        with np.errstate(invalid="ignore"):
            now = given.outside & ((found.head - above + _LEVEL) / given.aquifer.resistance < -recharge)
        changed = int((now != takes).sum())
        if not changed:
            break
        takes = now
    else:
        if changed > _UNSETTLED * given.outside.sum():
            raise SimulationError("which land drains and which takes in rain was not found")
    upward = np.where(takes, -recharge, np.where(np.isinf(through), np.nan, found.seepage))
    return Flow(found.head, upward, takes, found.imbalance)


def response(given: Setting, taking_in: Flags, *, sea: float, river: float, polder: Floats) -> Floats:
    """Head that changes of the levels bring about, where land keeps draining or taking in [m], (ny, nx).

    Parameters
    ----------
    given, taking_in
        The setting, and the land outside the areas that takes in rain whatever the head is.
    sea, river, polder
        Changes of the levels [m]; of the areas, (areas,).
    """
    above = np.where(given.outside, 0.0, _above(given, polder, river))
    through = np.where(np.isnan(above), np.inf, given.aquifer.resistance)
    return _solved(given, through, above, sea, taking_in, 0.0).head


def _above(given: Setting, polder: Floats, river: float) -> Floats:
    """Level above the layer; NaN where it is not known."""
    of_area = np.append(polder, np.nan)[given.area]
    return np.where(given.outside, given.above, np.where(given.river, river, of_area))


def _solved(
    given: Setting, through: Floats, above: Floats, sea: float, takes: Flags, recharge: float
) -> Solved:
    resistance = np.where(takes, np.inf, through)
    solver = LeakyAquifer(replace(given.aquifer, resistance=resistance))
    return solver.solve(above=np.nan_to_num(above), fixed_head=sea, recharge=np.where(takes, recharge, 0.0))
