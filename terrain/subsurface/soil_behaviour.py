"""What soil a cone penetration test suggests: a guess from how the soil behaves, not from its grains."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from terrain.subsurface.intervals import Interval

__all__ = ["behaviour_class", "behaviour_index", "behaviour_intervals"]

ATMOSPHERE = 0.1
"""Reference pressure [MPa]."""
_LIMITS = (1.31, 2.05, 2.60, 2.95, 3.60)
_CLASSES = (7, 6, 5, 3, 2, 1)
_WORDS = (
    "grof zand of grind", "zand", "siltig zand", "silt of leem", "klei", "organisch",
)  # fmt: skip
"""What each class of behaviour is called, and the lithoclass that comes nearest."""
_BIN = 0.25  # metres over which the measurements are averaged
_DEEPEST = 1000.0  # metres: no cone was ever pushed so far

Floats = npt.NDArray[np.float64]


def behaviour_index(*, cone: npt.ArrayLike, friction: npt.ArrayLike) -> Floats:
    """Soil behaviour type index of Robertson, not normalised by the stress in the ground.

    Parameters
    ----------
    cone
        Cone resistance qc [MPa], above 0.
    friction
        Sleeve friction fs [MPa], above 0.

    Returns
    -------
    numpy.ndarray
        ``I = sqrt((3.47 - lg(qc / pa))^2 + (lg(Rf) + 1.22)^2)`` with Rf = 100 fs / qc; NaN where either
        is not above 0.

    References
    ----------
    Robertson 2010, Soil behaviour type from the CPT: an update, 2nd International Symposium on Cone
    Penetration Testing, eq. 1 [unverified].

    Examples
    --------
    >>> float(behaviour_index(cone=10.0, friction=0.1).round(4))
    1.9061
    """
    qc, fs = np.asarray(cone, np.float64), np.asarray(friction, np.float64)
    known = (qc > 0.0) & (fs > 0.0)
    qc, ratio = np.where(known, qc, 1.0), np.where(known, 100.0 * fs / np.where(known, qc, 1.0), 1.0)
    index = np.hypot(3.47 - np.log10(qc / ATMOSPHERE), np.log10(ratio) + 1.22)
    found: Floats = np.where(known, index, np.nan)
    return found


def behaviour_class(index: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of the behaviour from coarse (0) to organic (5) of an index; -1 where it is NaN.

    Examples
    --------
    >>> behaviour_class([1.0, 1.9, 3.2, float("nan")]).tolist()
    [0, 1, 4, -1]
    """
    values = np.asarray(index, np.float64)
    return np.where(np.isnan(values), -1, np.searchsorted(_LIMITS, values, side="right")).astype(np.int64)


def behaviour_intervals(ground: float, depth: Any, cone: Any, friction: Any) -> tuple[Interval, ...]:
    """Put a test into intervals of equal behaviour, from the top down.

    Parameters
    ----------
    ground
        Level from which the depth counts [m NAP].
    depth
        Depth of each measurement [m], shape (n,).
    cone, friction
        Cone resistance and sleeve friction [MPa], NaN where not measured, shape (n,).

    Returns
    -------
    tuple of Interval
        Averaged over 0.25 m; the description says that it is a guess. Depths without both measurements are
        left out: a cone alone does not tell sand from stiff clay.
    """
    depth, cone, friction = (np.asarray(values, np.float64) for values in (depth, cone, friction))
    known = (depth >= 0.0) & (depth <= _DEEPEST) & (cone > 0.0) & (friction > 0.0)
    if not known.any():
        return ()
    place = np.floor(depth[known] / _BIN).astype(np.int64)
    count = np.bincount(place)
    filled = np.flatnonzero(count)
    mean = [np.bincount(place, values[known])[filled] / count[filled] for values in (cone, friction)]
    kind = behaviour_class(behaviour_index(cone=mean[0], friction=mean[1]))
    breaks = np.flatnonzero((np.diff(kind) != 0) | (np.diff(filled) != 1)) + 1
    found = []
    for first, last in zip([0, *breaks.tolist()], [*breaks.tolist(), len(filled)], strict=True):
        top, base = ground - _BIN * float(filled[first]), ground - _BIN * float(filled[last - 1] + 1)
        word = f"{_WORDS[kind[first]]} (naar gedrag, Robertson)"
        found.append(Interval(top, base, _CLASSES[kind[first]], "", word))
    return tuple(found)
