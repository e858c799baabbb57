"""Water that comes up in the land beside a measure: what is held back in one polder is pushed to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Case, Effect
from scenarios.seepage.setting import DRAINAGE

if TYPE_CHECKING:
    from scenarios.polders.model import Columns
    from scenarios.seepage.beside import Shared, Under

__all__ = ["NOTHING_DECIDED", "NeighbourSeepage"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NOTHING_DECIDED = "in no area anything is decided, so no land lies beside a measure"
NO_LAND = "nothing is known of the land beside what is decided"
_DAY, _YEAR = 86_400.0, 365.25 * 86_400.0
_TWENTIETH = 0.05
_LAYER = ("layer as the twin tells", "layer half as tight", "layer twice as tight")


class NeighbourSeepage(Effect):
    """Seepage of the land outside the areas for which something is decided."""

    id = "neighbour_seepage"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Kwel in het land ernaast",
        "en": "Seepage in the land beside it",
    }
    unit = "m3/yr"
    column_unit = "m/s"
    better = "lower"
    coupled = True
    method = (
        "Steady flow in one aquifer in plan, KD laplacian(h) = (h - hd) / c (De Glee 1930; Mazure 1936), "
        "with KD and c of the voxels. hd is the mean groundwater of the eight years up to the asked one; "
        f"where no more than {DRAINAGE.value / _DAY:g} d lies on the sand it is the ditch level, behind as "
        "much of drainage [unverified], and the head is the groundwater. The value is what goes up less what "
        "goes down in land of areas for which nothing is decided; asked of decided land, it is that of all "
        "land beside it. Ditches, and land of which nothing is known, do not count. Sea, rivers and land "
        "outside the areas stay as they are, and so does the groundwater of the neighbours: their ditches "
        "take what comes. Range: resistance halved and doubled [unverified]."
    )

    def assess(self, case: Case) -> Answer:
        """Sum over the land beside, and how far the measure reaches."""
        if case.decided is None or not case.decided.any():
            return Answer.unknown(NOTHING_DECIDED)
        beside = case.columns.known & ~case.decided
        counted = case.counted & beside
        if not counted.any():
            counted = beside
        if not counted.any():
            return Answer.unknown(NO_LAND)
        from scenarios.seepage.beside import shared

        found = shared(case.twin, case.columns)
        if isinstance(found, str):
            return Answer.unknown(found)
        return _answer(case, found, counted)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What does not depend on the land that counts: flows for each of `_LAYER`, and means of the columns."""

    every: tuple[Under, ...]
    head: Floats
    seepage: Floats


def _whole(case: Case, found: Shared) -> _Whole:
    from scenarios.seepage.beside import mean_by_area

    columns, course = case.columns, case.course
    ditch = 0.5 * (course.summer_level[case.index] + course.winter_level[case.index])
    depth = course.monthly[case.period].mean(axis=(0, 1), dtype=np.float64)
    # depths are below the ground as it was when their year began
    ground = np.concatenate([columns.ground_level[None], course.ground_level])[case.period].mean(axis=0)
    level = np.where(columns.known, np.where(_sandy(columns), ditch, ground - depth), np.nan)
    every = found.under(level, mean_by_area(columns, np.where(columns.known, ditch, np.nan)))
    seepage = np.where(columns.known, found.of_columns(every[0].seepage), np.nan)
    return _Whole(every, found.of_columns(every[0].head), seepage)


def _answer(case: Case, found: Shared, counted: Flags) -> Answer:
    """Sums over the columns that count, with their range."""
    course = case.course
    arrays = (course.monthly, course.ground_level, course.summer_level, course.winter_level)
    whole = found.once(arrays, f"flow {case.index}", lambda: _whole(case, found))
    every, head, size = whole.every, whole.head, case.columns.cell_area
    land = found.land(counted)
    sums = [_total(each, land) * size for each in every]
    area = float(land[np.isfinite(every[0].seepage)].sum()) * size
    if area <= 0.0:
        return Answer.unknown(NO_LAND)
    parts = {"seepage_rate [mm/d]": sums[0] / area * _DAY * 1e3, "land [ha]": area / 1e4}
    parts["head_in_aquifer [m NAP]"] = _mean(case, head, counted)
    sand = counted & _sandy(case.columns) & np.isfinite(whole.seepage)
    if sand.any():
        parts["groundwater_on_sand [m NAP]"] = _mean(case, head, sand)
    told = found.once((case.columns.reason,), f"reach {_digest(case)}", lambda: _reach(case, found))
    return Answer(
        sums[0] * _YEAR,
        variants={name: total * _YEAR for name, total in zip(_LAYER, sums, strict=True)},
        columns=whole.seepage,
        parts=parts,
        notes=(told,),
    )


def _sandy(columns: Columns) -> Flags:
    """Columns of which the ditches resist as much as what lies on the aquifer, or more, (k,)."""
    return np.asarray(np.isinf(columns.resistance) | (columns.resistance <= DRAINAGE.value), np.bool_)


def _digest(case: Case) -> str:
    """Which columns something is decided for, as a short text."""
    return sha256(np.packbits(case.decided).tobytes()).hexdigest()  # type: ignore[arg-type]


def _total(under: Under, land: Floats) -> float:
    """Upward flow over cells of land [m/s times cells]."""
    known = np.isfinite(under.seepage)
    return float((under.seepage[known] * land[known]).sum())


def _mean(case: Case, values: Floats, among: Flags) -> float:
    chosen = among & np.isfinite(values)
    weight = case.columns.size[chosen]
    return float(np.average(values[chosen], weights=weight)) if weight.sum() > 0.0 else float("nan")


def _reach(case: Case, found: Shared) -> str:
    """How far from the decided land the head follows a rise there, in words."""
    from scipy.ndimage import distance_transform_edt

    decided = case.decided & case.columns.known  # type: ignore[operator]  # asked only where some are
    grid = found.setting.grid
    inside = found.land(decided).reshape(grid.shape) > 0.0
    others = (found.land(case.columns.known & ~decided).reshape(grid.shape) > 0.0) & ~inside
    if not inside.any() or not others.any():
        return f"No cell of the aquifer tells how far the measure reaches. {found.setting.notes[0]}"
    followed = found.response(decided).reshape(grid.shape)
    most = float(np.nanmax(np.where(others, followed, 0.0)))
    felt = others & (followed >= _TWENTIETH)
    where = "nowhere as much as a twentieth"
    if felt.any():
        far = distance_transform_edt(~inside, sampling=(grid.dy, grid.dx))
        where = f"a twentieth up to {float(far[felt].max()):.0f} m away"
    return (
        "Of a rise of the groundwater of the decided land, the head in the aquifer beside it follows "
        f"{100.0 * most:.1f} % at most, and {where}. {found.setting.notes[0]}"
    )
