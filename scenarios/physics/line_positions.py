"""Lines in the ground whose place is not exact: chances that room lacks, and the profile of a drilling."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from scenarios.physics.arguments import numbers

__all__ = ["chance_of_less", "chance_within", "drilling_length", "drilling_level", "laid_level"]

Floats = npt.NDArray[np.float64]


def chance_of_less(*, found: npt.ArrayLike, required: npt.ArrayLike, sigma: npt.ArrayLike) -> Floats:
    """Probability that a distance is less than what is required.

    Parameters
    ----------
    found
        Distance as it is recorded [m]; NaN where it is not known.
    required
        [m].
    sigma
        Standard deviation of the distance [m], >= 0; ``sqrt(s1^2 + s2^2)`` of two places.

    Returns
    -------
    ndarray
        Probability [1]; NaN where the distance is not known.

    References
    ----------
    ``P = Phi((d_req - d) / sigma)``: a normal error along the line that joins the places.

    Examples
    --------
    >>> [round(float(chance_of_less(found=d, required=0.5, sigma=0.25)), 5) for d in (0.5, 0.75, 1.0)]
    [0.5, 0.15866, 0.02275]
    """
    short = numbers("required", required) - numbers("found", found)
    spread = numbers("sigma", sigma, least=0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        chance = ndtr(short / spread)
    # without an error it is certain; exactly what is required is enough
    return np.asarray(np.where(spread == 0.0, np.where(np.isnan(short), np.nan, short > 0.0), chance))


def chance_within(*, apart: npt.ArrayLike, required: npt.ArrayLike, sigma: npt.ArrayLike) -> Floats:
    """Probability that two heights differ by less than what is required, whichever is the higher.

    Parameters
    ----------
    apart
        Difference of the heights as recorded [m]; NaN where it is not known.
    required
        [m], >= 0: of axes, the clear height and both radii.
    sigma
        Standard deviation of the difference [m], >= 0.

    Returns
    -------
    ndarray
        Probability [1]; NaN where the difference is not known.

    References
    ----------
    ``P(|Z| < L) = Phi((L - d) / sigma) - Phi((-L - d) / sigma)`` for Z normal with mean d.

    Examples
    --------
    >>> round(float(chance_within(apart=0.0, required=0.25, sigma=0.25)), 5)
    0.68269
    """
    limit = numbers("required", required, least=0.0)
    distance = np.abs(numbers("apart", apart))
    return chance_of_less(found=distance, required=limit, sigma=sigma) - chance_of_less(
        found=distance, required=-limit, sigma=sigma
    )


def drilling_level(
    *, along: npt.ArrayLike, length: float, entry: float, leave: float, lowest: float, angle: float
) -> Floats:
    """Level of a directional drilling along its way: down at an angle, level, and up at the same angle.

    Parameters
    ----------
    along
        Distance from the entry in plan [m], within the length.
    length
        Of the drilling in plan [m], > 0.
    entry, leave
        Level at both ends [m NAP].
    lowest
        Lowest level [m NAP]; not reached where the drilling is too short for it.
    angle
        Of entry and exit with the horizontal [rad], above 0 and at most pi/3.

    Returns
    -------
    ndarray
        Level [m NAP].

    References
    ----------
    Straight legs and a level stretch; the bends between them, some 100 to 500 m in radius, are left out.

    Examples
    --------
    >>> way = dict(length=100, entry=0, leave=0, lowest=-10, angle=math.atan(0.25))
    >>> drilling_level(along=[0, 50, 100], **way).tolist()
    [0.0, -10.0, 0.0]
    """
    whole = float(numbers("length", length, above=0.0))
    at = numbers("along", along, least=0.0, most=whole * (1.0 + 1e-9))
    slope = math.tan(float(numbers("angle", angle, above=0.0, most=math.pi / 3.0)))
    down = numbers("entry", entry) - slope * at
    up = numbers("leave", leave) - slope * (whole - at)
    deep = np.minimum(numbers("lowest", lowest), np.minimum(entry, leave))
    return np.asarray(np.maximum(np.maximum(down, up), deep), dtype=np.float64)


def drilling_length(*, drop: npt.ArrayLike, angle: npt.ArrayLike) -> Floats:
    """Least length in plan of a drilling that has to go down so far and up again [m].

    Parameters
    ----------
    drop
        From the ends to the lowest level [m], >= 0.
    angle
        Of entry and exit [rad], above 0.

    Examples
    --------
    >>> round(float(drilling_length(drop=10, angle=math.radians(12))), 2)
    94.09
    """
    return np.asarray(
        2.0
        * numbers("drop", drop, least=0.0)
        / np.tan(numbers("angle", angle, above=0.0, most=math.pi / 3.0)),
        dtype=np.float64,
    )


def laid_level(
    *, ground: npt.ArrayLike, depth: npt.ArrayLike, drilled: npt.ArrayLike, diameter: float
) -> Floats:
    """Level of the axis of a line: trenches follow the ground, drillings the lowest ground above them.

    Parameters
    ----------
    ground
        Ground level at places along the line [m NAP], shape (n,).
    depth
        Of the top of the line below the ground at those places [m], >= 0, shape (n,).
    drilled
        Whether each stretch between two places is drilled, shape (n - 1,).
    diameter
        Outer diameter [m].

    Returns
    -------
    ndarray
        [m NAP], shape (n,). Each run of drilled stretches lies below the lowest ground of that run.

    Examples
    --------
    >>> laid_level(ground=[0, 0, 6, 0], depth=[1, 5, 5, 1], drilled=[0, 1, 0], diameter=0.0).tolist()
    [-1.0, -5.0, -5.0, -1.0]
    """
    above, bored = numbers("ground", ground), np.asarray(drilled, np.bool_)
    lowest = above.copy()
    edges = [0, *(np.flatnonzero(np.diff(bored)) + 1).tolist(), len(bored)]
    for begin, stop in itertools.pairwise(edges):
        if bored[begin]:
            lowest[begin : stop + 1] = above[begin : stop + 1].min()
    return np.asarray(lowest - numbers("depth", depth, least=0.0) - 0.5 * diameter)
