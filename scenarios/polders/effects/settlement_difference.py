"""Houses without piles: how differently the ground under and around them sinks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.objects import Places, kept, nothing, places

if TYPE_CHECKING:
    from scenarios.polders.model import Course

__all__ = ["ROTATION", "SPAN", "SettlementDifference"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

ROTATION = Parameter(1.0 / 300.0, "1", "1/300, Skempton & MacDonald 1956", "secondary")
"""Relative rotation from which walls crack."""
SPAN = Parameter(10.0, "m", "length of the front of a house", "unverified")
"""How far apart ground is compared, whatever the size of the cells."""
_ROTATIONS = (1.0 / 500.0, 1.0 / 150.0)
"""Where cracks are to be ruled out, and where the structure is damaged."""
_ON_PILES = "pile|palen|wood|hout|concrete|beton|steel|stalen"


@dataclass(frozen=True, slots=True)
class _Around:
    """Pieces of buildings without piles, (n,), and the columns at nine points at each, (n, 9).

    Column -1 is a cell of which nothing is known; the distance [m] is that of the nine points, (9,).
    ``silent`` are the pieces of buildings whose foundation is not told.
    """

    pieces: Numbers
    silent: Numbers
    columns: npt.NDArray[np.int64]
    far: Floats


class SettlementDifference(Effect):
    """Buildings on shallow foundations whose ground sinks unevenly."""

    id = "settlement_difference"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Panden op staal met kans op scheuren door ongelijke zakking",
        "en": "Buildings without piles that may crack because the ground sinks unevenly",
    }
    unit = "buildings"
    better = "lower"
    theme = "buildings"
    method = (
        "Height lost since the start by oxidation, creep and shrinkage under the building and at eight "
        f"points around it, {SPAN} away; the greatest difference over its distance, against {ROTATION}, "
        "for buildings that the twin names shallow. The weight of the building and the stiffness of its "
        "walls are not counted, and parcel columns take ground together in steps, so that differences "
        "within a column are not seen, nor those across the border of two areas. Range: rotations of "
        "1/500 and 1/150, and the other relation of subsidence where it is computed."
    )

    def assess(self, case: Case) -> Answer:
        """Count buildings beyond the rotation."""
        found = places(case, "buildings")
        if found is None:
            return nothing(case, "buildings", found)
        table = case.twin.features["buildings"]
        if "foundation" not in table:
            return Answer.unknown("the buildings of the twin do not tell their foundations")
        around = kept(case, table, self.id, lambda: _around(case, found))
        own = found.column[around.pieces]
        at = np.flatnonzero(case.counted[own])
        silent = int(case.counted[found.column[around.silent]].sum())
        if not at.size:
            return _none(case, found, silent)
        rotation, lost = _rotation(case, case.course, own[at], around.columns[at], around.far)
        known = np.isfinite(rotation)
        if not known.any():
            return Answer.unknown("it is not known how the ground under the buildings sinks")
        variants = {f"rotation 1/{1 / limit:.0f}": float((rotation > limit).sum()) for limit in _ROTATIONS}
        if case.beside is not None:
            other, _ = _rotation(case, case.beside, own[at], around.columns[at], around.far)
            if np.isfinite(other).any():
                variants["other relation of subsidence"] = float((other > ROTATION.value).sum())
        ids = table["id"].to_numpy(object)[found.thing[around.pieces[at]]]
        missing = int((~known).sum())
        return Answer(
            float((rotation > ROTATION.value).sum()),
            variants=variants,
            parts={
                "shallow [buildings]": float(at.size),
                "sunk [m]": float(np.nanmean(lost)),
                "greatest_rotation [1]": float(np.nanmax(rotation)),
            },
            table=_rows(rotation, ids),
            notes=_notes(missing, silent),
        )


def _around(case: Case, found: Places) -> _Around:
    """Buildings without piles, and the columns around them."""
    kind = case.twin.features["buildings"]["foundation"].fillna("").astype(str).str.lower()
    shallow = kind.str.contains("shallow|staal").to_numpy(np.bool_)
    told = shallow | kind.str.contains(_ON_PILES).to_numpy(np.bool_)
    near = found.column >= 0
    pieces, silent = np.flatnonzero(near & shallow[found.thing]), np.flatnonzero(near & ~told[found.thing])
    grid = case.twin.grid
    row, col = np.divmod(found.cell[pieces], grid.nx)
    down, right = np.mgrid[-1:2, -1:2].reshape(2, -1)
    down, right = down * max(1, round(SPAN.value / grid.dy)), right * max(1, round(SPAN.value / grid.dx))
    y, x = row[:, None] + down, col[:, None] + right
    on = (y >= 0) & (y < grid.ny) & (x >= 0) & (x < grid.nx)
    columns = case.columns.column[np.clip(y, 0, grid.ny - 1), np.clip(x, 0, grid.nx - 1)].astype(np.int64)
    area = np.append(case.columns.area, -1)
    own = area[found.column[pieces]][:, None]
    fits = on & np.append(case.columns.known, False)[columns] & (area[columns] == own)
    columns = np.where(fits, columns, -1)
    return _Around(pieces, silent, columns, np.hypot(down * grid.dy, right * grid.dx))


def _none(case: Case, found: Places, silent: int) -> Answer:
    """Answer where no building is known to have a shallow foundation."""
    if silent:
        return Answer.unknown(f"of {silent} buildings the foundation is not known; all others have piles")
    if not found.counted(case).size:
        return nothing(case, "buildings", found)
    return Answer(0.0, notes=("All buildings here stand on piles.",))


def _notes(missing: int, silent: int) -> tuple[str, ...]:
    notes = []
    if missing:
        notes.append(f"Of {missing} buildings it is not known how their ground sinks.")
    if silent:
        notes.append(f"Of {silent} buildings the foundation is not known: they are left out.")
    return tuple(notes)


def _rotation(
    case: Case, course: Course, own: Numbers, around: Numbers, far: Floats
) -> tuple[Floats, Floats]:
    """Greatest difference over its distance [1], and height lost under each building [m], (n,)."""
    parts = (course.oxidation, course.creep, course.shrinkage)
    lost = np.append(sum(part[case.index].astype(np.float64) for part in parts), np.nan)
    difference = np.abs(lost[around] - lost[own][:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(far > 0.0, difference / far, np.where(np.isnan(lost[own])[:, None], np.nan, 0.0))
    return np.fmax.reduce(slope, axis=1), lost[own]


def _rows(rotation: Floats, ids: npt.NDArray[np.object_]) -> Sequence[dict[str, str | float]]:
    """Rows of each state, and of the twenty buildings with the greatest rotation."""
    bounds = (0.0, _ROTATIONS[0], ROTATION.value, _ROTATIONS[1], np.inf)
    words = ("no damage", "1/500 to 1/300", "cracks, 1/300 to 1/150", "damage, more than 1/150")
    rows: list[dict[str, str | float]] = [
        {
            "row": "state",
            "name": "",
            "state": word,
            "value": float(
                ((rotation > low) & (rotation <= high)).sum() + (low == 0.0) * (rotation == 0.0).sum()
            ),
            "unit": "buildings",
        }
        for word, low, high in zip(words, bounds[:-1], bounds[1:], strict=True)
    ]
    worst = np.argsort(-np.nan_to_num(rotation), kind="stable")[:20]
    return rows + [
        {"row": "object", "name": str(ids[at]), "state": "cracks", "value": float(rotation[at]), "unit": "1"}
        for at in worst
        if rotation[at] > ROTATION.value
    ]
