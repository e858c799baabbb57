"""What a flow computation is given: ground, roughness, crests and boundaries on faces, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from twin.errors import Problem

if TYPE_CHECKING:
    from scenarios.flow.infiltration import Infiltration
    from scenarios.flow.links import Links

__all__ = [
    "FREE_OUTFLOW",
    "NO_SERIES",
    "Domain",
    "Faces",
    "Inflow",
    "TimeSeries",
    "level_problems",
    "numbers",
    "opening_problems",
]

NO_SERIES, FREE_OUTFLOW = -1, -2
"""Values of `Faces.series` that are no number of a series: both sides are cells; water falls away freely."""
HIGHEST_LEVEL = 320.0
"""No dike of the Netherlands is higher [m NAP]: a boundary level above it is a mistake."""
_FURTHEST = 10_000.0  # m: no ground of the earth lies further from the level of the sea
_ROUGHEST = 10.0  # s m-1/3: a hundred times a dense wood
_MOST_RAIN = 0.01  # m/s: ten times the heaviest minute that was measured
_MOST_DISCHARGE = 1e6  # m3/s: five times the Amazon

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """A value over time, linear between its points and constant beyond its ends.

    Parameters
    ----------
    time
        Seconds since the start, ascending, shape (n,), n >= 1.
    value
        Value at those times, shape (n,).
    """

    time: Floats
    value: Floats

    @classmethod
    def constant(cls, value: float) -> Self:
        """Make a series that always has the same value."""
        return cls(np.zeros(1), np.array([value], np.float64))

    def at(self, t: float) -> float:
        """Value at time `t` [s]."""
        return float(np.interp(t, self.time, self.value))

    def check(self, name: str) -> list[Problem]:
        """List what is wrong with the series; `name` is the field that holds it."""
        time, value = np.asarray(self.time), np.asarray(self.value)
        if time.ndim != 1 or time.size == 0 or time.shape != value.shape:
            shapes = (time.shape, value.shape)
            return [
                Problem(name, shapes, "times and values do not belong together", "Give one value a time.")
            ]
        if not (np.isfinite(time).all() and np.isfinite(value).all()):
            return [Problem(name, "NaN", "a time or value is not finite", "Fill the gaps of the series.")]
        if (np.diff(time) <= 0.0).any():
            return [Problem(name, time.tolist(), "times do not ascend", "Sort the series by time.")]
        return []


@dataclass(frozen=True, slots=True)
class Faces:
    """Sparse cell faces where water does not simply flow on: crests, breaches, boundaries.

    Several entries may share one face; their flows add up. All arrays have shape (n,).

    Parameters
    ----------
    row, col
        int32: the cell on the west (axis 0) or north (axis 1) side; -1 is outside the grid.
    axis
        uint8: 0 for the face between (row, col) and (row, col + 1), 1 for (row, col) and (row + 1, col).
    sill
        float32 [m NAP]: water passes above it; -inf where the beds alone count.
    share
        float32, 0..1: part of the face length that water passes over.
    weir
        bool: the flow is capped by the weir law instead of at the speed of a wave.
    series
        int16: number of the level series on the side that is no cell; `NO_SERIES` where both sides are cells,
        `FREE_OUTFLOW` where water leaves at critical depth.
    """

    row: npt.NDArray[np.int32]
    col: npt.NDArray[np.int32]
    axis: npt.NDArray[np.uint8]
    sill: npt.NDArray[np.float32]
    share: npt.NDArray[np.float32]
    weir: npt.NDArray[np.bool_]
    series: npt.NDArray[np.int16]

    @classmethod
    def empty(cls) -> Self:
        """Make a table without faces."""
        return cls(**{name: np.empty(0, kind) for name, kind in _KINDS.items()})

    @classmethod
    def joined(cls, parts: Sequence[Faces]) -> Self:
        """Put tables after each other."""
        if not parts:
            return cls.empty()
        columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _KINDS}
        return cls(**{name: columns[name].astype(kind) for name, kind in _KINDS.items()})

    def __len__(self) -> int:
        return int(self.row.shape[0])

    def sides(self, shape: tuple[int, int]) -> tuple[Array, Array]:
        """Row and column of both cells of each face, and whether they lie in a grid of this shape.

        Returns
        -------
        cells
            int64, shape (2, 2, n): side (west or north first), row or column, face.
        inside
            bool, shape (2, n).
        """
        first = np.array([self.row, self.col], np.int64)
        second = first + np.array([self.axis == 1, self.axis == 0], np.int64)
        cells = np.array([first, second])
        limits = np.array(shape)[:, None]
        return cells, ((cells >= 0) & (cells < limits)).all(axis=1)


_KINDS: dict[str, Any] = {
    "row": np.int32,
    "col": np.int32,
    "axis": np.uint8,
    "sill": np.float32,
    "share": np.float32,
    "weir": np.bool_,
    "series": np.int16,
}


@dataclass(frozen=True, slots=True)
class Inflow:
    """A discharge that some cells share evenly.

    Parameters
    ----------
    row, col
        int32, shape (k,), k >= 1.
    discharge
        m3/s; a negative one takes out what is there.
    """

    row: npt.NDArray[np.int32]
    col: npt.NDArray[np.int32]
    discharge: TimeSeries


@dataclass(frozen=True, slots=True)
class Domain:
    """Ground, roughness, faces and sources of a flow computation.

    Parameters
    ----------
    bed
        Ground level [m NAP], float32, shape (ny, nx); NaN is no cell: closed.
    dx, dy
        Cell size [m].
    roughness
        Manning coefficient [s m-1/3], shape (ny, nx) or one value.
    faces
        Crests, breaches and boundaries.
    levels
        Water levels [m NAP] that `Faces.series` numbers.
    inflows, links
        Discharges, pumps and culverts.
    rain
        m/s, even over the area.
    infiltration
        What the ground takes.
    """

    bed: npt.NDArray[np.float32]
    dx: float
    dy: float
    roughness: npt.NDArray[np.float32] | float
    faces: Faces = field(default_factory=Faces.empty)
    levels: tuple[TimeSeries, ...] = ()
    inflows: tuple[Inflow, ...] = ()
    links: Links | None = None
    rain: TimeSeries | None = None
    infiltration: Infiltration | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bed.shape[0], self.bed.shape[1]

    @property
    def cells(self) -> npt.NDArray[np.bool_]:
        """Where there is ground, shape (ny, nx)."""
        return ~np.isnan(self.bed)

    def check(self) -> list[Problem]:
        """List everything that keeps the domain from being computed."""
        shape = getattr(self.bed, "shape", ())
        if len(shape) != 2 or 0 in shape or numbers(self.bed) is None:
            return [Problem("bed", shape, "the ground is no field", "Give an array (ny, nx) of numbers.")]
        problems = [
            Problem(name, size, "a cell has no such size", "Give a length in metres above 0.")
            for name, size in (("dx", self.dx), ("dy", self.dy))
            if (found := numbers(size)) is None or found.ndim or not 0.0 < found < _FURTHEST
        ]
        problems += self._check_ground() + self._check_series() + self._check_faces() + self._check_inflows()
        if self.links is not None:
            problems += self.links.check(self.cells, len(self.levels))
        if self.infiltration is not None:
            problems += self.infiltration.check(self.shape)
        return problems

    def _check_ground(self) -> list[Problem]:
        cells, bed = self.cells, self.bed
        problems = []
        if not cells.any():
            problems.append(
                Problem("bed", "NaN", "no cell has a ground level", "Choose an area with ground.")
            )
        if np.isinf(bed).any():
            problems.append(
                Problem("bed", "inf", "a ground level is infinite", "Use NaN where no ground is.")
            )
        elif (np.abs(bed[cells]) > _FURTHEST).any():
            worst = float(bed[cells][np.argmax(np.abs(bed[cells]))])
            problems.append(Problem("bed", worst, "no ground lies there", "Use m NAP, NaN for no ground."))
        rough = numbers(self.roughness)
        if rough is None:
            return [*problems, Problem("roughness", "", "is no number", "Give one value, or one a cell.")]
        if rough.ndim and rough.shape != bed.shape:
            text = f"the ground has shape {bed.shape}"
            return [*problems, Problem("roughness", rough.shape, text, "Give one value, or one a cell.")]
        used = rough[cells] if rough.ndim else rough
        sound = (used > 0.0) & (used <= _ROUGHEST)
        if not sound.all():
            worst = float(np.extract(~sound, used)[0])
            text = f"roughness must be known where there is ground, above 0 and up to {_ROUGHEST:g}"
            problems.append(
                Problem("roughness", worst, text, "Open water has about 0.02, grass 0.03 s m-1/3.")
            )
        return problems

    def _check_series(self) -> list[Problem]:
        problems = []
        for number, series in enumerate(self.levels):
            found = series.check(f"levels.{number}")
            problems += found or level_problems(f"levels.{number}", series.value)
        if self.rain is not None:
            found = self.rain.check("rain")
            problems += found
            if not found and float(np.min(self.rain.value)) < 0.0:
                low = float(np.min(self.rain.value))
                problems.append(Problem("rain", low, "rain is negative", "Give a rate in m/s of 0 or more."))
            if not found and float(np.max(self.rain.value)) > _MOST_RAIN:
                high = float(np.max(self.rain.value))
                problems.append(Problem("rain", high, "it never rains so hard", "Give a rate in m/s."))
        return problems

    def _check_faces(self) -> list[Problem]:
        faces = self.faces
        if len(faces) == 0:
            return []
        sizes = {np.shape(getattr(faces, name)) for name in _KINDS}
        if sizes != {(len(faces),)}:
            text = "the columns of the faces differ in length"
            return [Problem("faces", sorted(sizes), text, "Give each face one value a column.")]
        problems = opening_problems("faces", faces, faces.sill, faces.share)
        cells, inside = faces.sides(self.shape)
        rows, cols = np.where(inside, cells[:, 0], 0), np.where(inside, cells[:, 1], 0)
        ground = inside & self.cells[rows, cols]
        closed = np.where(faces.series == NO_SERIES, ground.sum(axis=0) != 2, ground.sum(axis=0) != 1)
        rules = (
            (~inside.any(axis=0), "the face lies outside the grid", "Choose rows and columns of the grid."),
            (
                closed & inside.any(axis=0),
                "a face needs a cell on both sides, or a level series (or free outflow) and one cell",
                "Put boundaries where the ground has no value or the grid ends.",
            ),
            (
                (faces.series < FREE_OUTFLOW) | (faces.series >= len(self.levels)),
                f"there are {len(self.levels)} level series",
                "Number a series from 0.",
            ),
            (faces.axis > 1, "axis is 0 (to the east) or 1 (to the south)", "Use 0 or 1."),
            (_shares(faces) > 1.0001, "the shares of a face add up to more than 1", "Enter it once."),
        )
        return problems + _broken("faces", faces, rules)

    def _check_inflows(self) -> list[Problem]:
        problems = []
        ny, nx = self.shape
        for number, inflow in enumerate(self.inflows):
            name = f"inflows.{number}"
            found = inflow.discharge.check(f"{name}.discharge")
            problems += found
            if not found and float(np.abs(inflow.discharge.value).max()) > _MOST_DISCHARGE:
                high = float(np.abs(inflow.discharge.value).max())
                problems.append(Problem(f"{name}.discharge", high, "no river is so large", "Use m3/s."))
            row, col = np.asarray(inflow.row), np.asarray(inflow.col)
            if row.ndim != 1 or row.shape != col.shape:
                text = "rows and columns do not belong together"
                problems.append(
                    Problem(name, (row.shape, col.shape), text, "Give each cell a row and column.")
                )
                continue
            fits = (row >= 0) & (row < ny) & (col >= 0) & (col < nx)
            if row.size == 0 or not fits.all() or not self.cells[row[fits], col[fits]].all():
                text = "an inflow needs cells that have ground"
                problems.append(Problem(name, (row.tolist(), col.tolist()), text, "Move it onto the grid."))
        return problems


def numbers(value: Any) -> Floats | None:
    """Read what was given as numbers, one or an array; None when it is something else."""
    try:
        found = np.asarray(value)
    except ValueError:  # rows of unequal length
        return None
    return found.astype(np.float64) if found.dtype.kind in "iuf" else None


def level_problems(name: str, level: Any) -> list[Problem]:
    """List what is wrong with water levels [m NAP], one or an array; NaN is none, and no problem."""
    found = numbers(level)
    if found is None:
        return [Problem(name, str(level)[:80], "is no level", "Give numbers in m NAP.")]
    if found.size and (high := float(np.fmax.reduce(found, axis=None))) > HIGHEST_LEVEL:
        text = f"a level above {HIGHEST_LEVEL:g} m NAP, higher than any dike"
        return [Problem(name, high, text, "Give the level in m NAP.")]
    if found.size and (low := float(np.fmin.reduce(found, axis=None))) < -_FURTHEST:
        text = f"a level below {-_FURTHEST:g} m NAP"
        return [Problem(name, low, text, "Give the level in m NAP, NaN where it is dry.")]
    return []


def opening_problems(name: str, faces: Faces, sill: Any, share: Any) -> list[Problem]:
    """List what is wrong with a sill [m NAP] and a share for every entry of the faces."""
    sills, shares = numbers(sill), numbers(share)
    if sills is None or shares is None or not sills.shape == shares.shape == (len(faces),):
        shapes = (np.shape(sill), np.shape(share))
        return [Problem(name, shapes, f"there are {len(faces)} faces", "Give each a sill and a share.")]
    rules = (
        (~((shares >= 0.0) & (shares <= 1.0)), "share must lie within 0..1", "Give a part of the face."),
        (np.isnan(sills) | (sills == np.inf), "the sill has no level", "Use -inf for no sill."),
    )
    return _broken(name, faces, rules)


def _broken(name: str, faces: Faces, rules: Sequence[tuple[Array, str, str]]) -> list[Problem]:
    """Tell for each rule the first face that breaks it, and how many do."""
    problems = []
    for wrong, text, remedy in rules:
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            where = (int(faces.row[first]), int(faces.col[first]), int(faces.axis[first]))
            problems.append(Problem(f"{name}.{first}", where, f"{text} ({int(wrong.sum())} faces)", remedy))
    return problems


def _shares(faces: Faces) -> Floats:
    """Sum of the shares of all entries of the face of each entry."""
    keys = np.column_stack([faces.axis, faces.row, faces.col]).astype(np.int64)
    _, face = np.unique(keys, axis=0, return_inverse=True)
    sums = np.bincount(face.reshape(-1), np.nan_to_num(faces.share.astype(np.float64)))
    return np.asarray(sums[face.reshape(-1)], np.float64)
