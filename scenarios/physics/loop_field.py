"""A field of closed loops: the response at their own walls (g-function)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import ascending, numbers
from scenarios.physics.closed_loops import segment_responses

__all__ = ["MOST_LOOPS", "field_response"]

Floats = npt.NDArray[np.float64]

MOST_LOOPS = 300
"""Loops in a field; the equations of their parts fill a matrix."""
_ENDS = np.array([0.0, 0.02, 0.0697, 0.1932, 0.5])
_EDGES = np.concatenate([_ENDS, 1.0 - _ENDS[-2::-1]])
"""Ends of the parts of a loop, of its length: short where much heat flows round the ends."""
_FIRST = 0.05  # of the first time asked for: when rates change first
_STEPS = 6  # moments until then


def field_response(
    *,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    time: npt.ArrayLike,
    diffusivity: float,
    length: float,
    buried_depth: float,
    radius: float,
) -> Floats:
    """Response at the walls of a field of loops, which all have one temperature, as they do in parallel.

    Parameters
    ----------
    x, y
        Places of the loops [m], (n,).
    time
        Since the start, ascending [s], > 0, (m,).
    diffusivity
        Of the ground [m2/s], > 0.
    length, radius
        Of each loop [m], > 0.
    buried_depth
        Of their tops [m], >= 0.

    Returns
    -------
    ndarray
        Response [1], (m,), for `closed_loops.temperature_change` at the mean rate of the field.

    Raises
    ------
    ValueError
        When an argument is impossible, loops stand in each other, or are more than `MOST_LOOPS`.

    Notes
    -----
    Each loop has eight parts with a rate each, steady between moments that grow by a factor of 1.6. At each
    of these the rates solve ``sum h(t_k - t_p) (q_p+1 - q_p) = T``, with one T for all and their mean given.

    References
    ----------
    Eskilson 1987; Cimmino and Bernier 2014, International Journal of Heat and Mass Transfer 70.

    Examples
    --------
    >>> east, north = np.meshgrid([0.0, 6.0], [0.0, 6.0])
    >>> loops = {"length": 150.0, "buried_depth": 1.0, "radius": 0.075, "diffusivity": 2.0 / 2.4e6}
    >>> years = [31_557_600.0, 25 * 31_557_600.0]
    >>> field_response(x=east.ravel(), y=north.ravel(), time=years, **loops).round(3).tolist()
    [5.534, 10.263]
    """
    asked = ascending("time", np.atleast_1d(np.asarray(time, np.float64)).tolist(), above=0.0)
    for name, value in (("diffusivity", diffusivity), ("length", length), ("radius", radius)):
        numbers(name, value, above=0.0)
    numbers("buried_depth", buried_depth, least=0.0)
    unique, which = _distances(numbers("x", x), numbers("y", y), radius)
    edges = buried_depth + length * _EDGES
    moments = _moments(asked)

    def between(span: float) -> Floats:
        spread = np.full(unique.shape, 4.0 * diffusivity * span)
        pairs = segment_responses(
            distance=unique, spread=spread, edges=np.broadcast_to(edges, (*unique.shape, edges.size))
        )
        size = which.shape[0] * (edges.size - 1)
        return pairs[which].transpose(0, 3, 1, 2).reshape(size, size)

    found = _walls(np.concatenate([[0.0], moments]), between, np.tile(np.diff(edges), which.shape[0]))
    return found[np.searchsorted(moments, asked)]


def _moments(asked: Floats) -> Floats:
    """Moments at which rates change: those asked for, and others that grow by one factor."""
    ratio = _FIRST ** (-1.0 / _STEPS)
    steps = _STEPS + int(np.ceil(np.log(asked[-1] / asked[0]) / np.log(ratio)))
    return np.unique(np.concatenate([np.geomspace(asked[0] * _FIRST, asked[-1], steps), asked]))


def _walls(since: Floats, between: Callable[[float], Floats], sizes: Floats) -> Floats:
    """Temperature that all walls share at every moment but the first, for a mean rate of 1."""
    count = len(sizes)
    rates = [np.zeros(count)]
    found = np.empty(len(since) - 1)
    system = np.zeros((count + 1, count + 1))
    system[:count, count], system[count, :count] = -1.0, sizes / sizes.sum()
    for k in range(1, len(since)):
        known = np.zeros(count)
        for p in range(1, k):
            known += between(since[k] - since[p - 1]) @ (rates[p] - rates[p - 1])
        system[:count, :count] = between(since[k] - since[k - 1])
        solved = np.linalg.solve(system, np.append(system[:count, :count] @ rates[-1] - known, 1.0))
        rates.append(solved[:count])
        found[k - 1] = solved[count]
    return found


def _distances(x: Floats, y: Floats, radius: float) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Distances that occur between loops, to the micrometre, and which of them each pair has."""
    if x.ndim != 1 or x.shape != y.shape or not x.size or np.isnan(x).any() or np.isnan(y).any():
        raise ValueError(f"x and y have shapes {x.shape} and {y.shape}; allowed: one place for each loop")
    if x.size > MOST_LOOPS:
        raise ValueError(f"the field has {x.size} loops; allowed: at most {MOST_LOOPS}")
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    others = ~np.eye(x.size, dtype=bool)
    if (apart[others] < 2.0 * radius).any():
        raise ValueError(f"loops stand {apart[others].min():g} m apart; allowed: at least {2.0 * radius:g}")
    np.fill_diagonal(apart, radius)
    unique, which = np.unique(apart.round(6), return_inverse=True)
    return unique, which.reshape(apart.shape)
