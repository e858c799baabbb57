"""Discharge through the breach of the polder case beside the weir law."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

import numpy as np
import numpy.typing as npt

from scenarios.bench._flow_cases import BREACH, CELL, RESERVOIR_LEVEL, SILL, Case

__all__ = ["Passage", "drowned", "free"]

_DROWNED_LEVEL = 1.5  # m NAP: 2.5 m above the sill behind 3 m before it
_STEP, _AT_SPEED = 10.0, 300.0  # s

Field = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Passage:
    """Water through the breach.

    Attributes
    ----------
    discharge, law
        Mean over the time, computed and by the weir law from the levels away from the breach [m3/s].
    """

    discharge: float
    law: float


def free(case: Case, threads: int) -> Passage:
    """Let the reservoir run into the dry polder: from the first to the last moment of the case."""
    return _passage(case, case.level, threads, case.moments[0], case.moments[-1])


def drowned(case: Case, threads: int) -> Passage:
    """Let it run into a polder that stands at 1.5 m NAP, so that the breach drowns.

    Half a metre of head needs five minutes to bring the water up to speed: what comes before is not counted.
    """
    level = np.maximum(case.level, np.float32(_DROWNED_LEVEL))
    level[:, : case.polder.start] = case.level[:, : case.polder.start]
    return _passage(case, level, threads, _AT_SPEED, case.moments[-1])


def _passage(case: Case, level: Field, threads: int, begin: float, end: float) -> Passage:
    from scenarios.flow.solver import Solver
    from scenarios.physics.weir import weir_discharge

    before, behind = _away(case)
    solver = Solver(case.domain, level, threads=threads, capped=True)
    solver.advance(begin)
    discharges, laws = [], []
    for until in np.arange(begin + _STEP, end + _STEP / 2, _STEP):
        volume, start = float(solver.faces_volume.sum()), solver.level
        solver.advance(float(until))
        middle = (start + solver.level) / 2
        discharges.append((float(solver.faces_volume.sum()) - volume) / _STEP)
        laws.append(
            float(
                weir_discharge(
                    level_up=float(middle[before].mean()),
                    level_down=float(middle[behind].mean()),
                    crest_level=SILL,
                    width=BREACH,
                )
            )
        )
    return Passage(fmean(discharges), fmean(laws))


def _away(case: Case) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Cells before and behind the dike where the level is not drawn down: two breach widths from it."""
    ny, nx = case.bed.shape
    rows, columns = np.mgrid[0:ny, 0:nx]
    distance = np.hypot(columns - case.polder.start, rows - ny / 2) * CELL
    near, far = min(2 * BREACH, 0.15 * nx * CELL), min(3 * BREACH, 0.2 * nx * CELL)
    ring = (distance >= near) & (distance <= far)
    reservoir = (columns < case.polder.start) & (case.level == np.float32(RESERVOIR_LEVEL))
    polder = (columns >= case.polder.start) & (case.bed < 0.0)
    return ring & reservoir, ring & polder
