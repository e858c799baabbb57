"""Dike lines as drawn: parts joined to runs, places along them and their direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import shapely

__all__ = ["Run", "along", "crosses_itself", "runs"]

Floats = npt.NDArray[np.float64]

_REACH = 25.0
"""Half the chord that gives the direction of the line at a place [m]: wiggles of digitising are shorter."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a dike without a gap: its line, where it starts along the dike [m], and if it is a ring."""

    line: shapely.LineString
    start: float
    closed: bool


def runs(shape: shapely.Geometry | None) -> list[Run]:
    """Join the parts of a line that meet; what does not meet is a run of its own.

    Parameters
    ----------
    shape
        LineString or MultiLineString, RD New [m]; nothing gives no runs.

    Returns
    -------
    list of Run
        In the order of the parts; chainage goes on from run to run, gaps do not count.
    """
    import shapely

    if shape is None or shapely.is_empty(shape):
        return []
    flat = shapely.force_2d(shape)
    parts = [part for part in shapely.get_parts(shapely.line_merge(flat)) if part.length > 0.0]
    if len(parts) > 1:  # merging loses the order in which they were drawn
        order = [shapely.line_locate_point(_chain(flat), shapely.Point(part.coords[0])) for part in parts]
        parts = [parts[index] for index in np.argsort(order, kind="stable")]
    starts = np.concatenate([[0.0], np.cumsum([part.length for part in parts])])
    return [Run(part, float(start), bool(part.is_closed)) for part, start in zip(parts, starts, strict=False)]


def _chain(shape: shapely.Geometry) -> Any:
    """All vertices in the order drawn, as one line: only to sort parts along it."""
    import shapely

    return shapely.LineString(shapely.get_coordinates(shape))


def crosses_itself(shape: shapely.Geometry) -> bool:
    """Whether a line meets itself elsewhere than at the ends of its runs."""
    import shapely

    return not bool(shapely.is_simple(shapely.line_merge(shapely.force_2d(shape))))


def along(run: Run, step: float) -> tuple[Floats, Floats, Floats]:
    """Put places in the middle of equal stretches of a run.

    Parameters
    ----------
    run
        Piece of a dike.
    step
        Length of a stretch [m]; it is adapted so that a whole number of stretches fills the run.

    Returns
    -------
    tuple of ndarray
        Distance along the run [m] (k,), points (k, 2), and unit directions of the line there (k, 2): those of
        the chord from 25 m before to 25 m after, so that strips across a bend do not fan out wildly.
    """
    import shapely

    length = run.line.length
    count = max(1, round(length / step))
    middle = np.asarray((np.arange(count) + 0.5) * (length / count), np.float64)
    reach = min(_REACH, length / 2.0)
    before, after = middle - reach, middle + reach
    if run.closed:
        before, after = before % length, after % length
    points = _points(shapely.line_interpolate_point(run.line, middle))
    chord = _points(shapely.line_interpolate_point(run.line, np.minimum(after, length)))
    chord = chord - _points(shapely.line_interpolate_point(run.line, np.maximum(before, 0.0)))
    size = np.hypot(chord[:, 0], chord[:, 1])
    turned = size < 1e-6  # a hairpin: the chord has no length
    chord[turned], size[turned] = (1.0, 0.0), 1.0
    return middle, points, chord / size[:, None]


def _points(points: npt.NDArray[Any]) -> Floats:
    import shapely

    return np.asarray(shapely.get_coordinates(points), np.float64).reshape(-1, 2)
