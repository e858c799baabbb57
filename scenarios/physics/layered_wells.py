"""Steady drawdown of well fields in aquifers on top of each other, between layers that leak."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["LeakyAquifers", "Wells", "confined_field"]

Floats = npt.NDArray[np.float64]

_CALL = 4_000_000  # cells times wells times modes in a call of a kernel: some tenths of a second


@dataclass(frozen=True, slots=True)
class Wells:
    """Wells of one field.

    Parameters
    ----------
    x, y
        Places [m], (k,).
    flow
        Drawn from each [m3/s], (k,); below 0 is brought in.
    radius
        Of each [m], > 0.

    Raises
    ------
    ValueError
        When the three differ in length, or a number is impossible or not known.
    """

    x: Floats
    y: Floats
    flow: Floats
    radius: float = 0.3

    def __post_init__(self) -> None:
        numbers("radius", self.radius, above=0.0)
        given = [numbers(name, getattr(self, name)) for name in ("x", "y", "flow")]
        if len({each.shape for each in given}) != 1 or given[0].ndim != 1 or np.isnan(given).any():
            shapes = ", ".join(str(each.shape) for each in given)
            raise ValueError(f"x, y and flow have shapes {shapes}; allowed: a known number for each well")

    @property
    def places(self) -> Floats:
        """Place and radius, (k, 3) [m]."""
        return np.column_stack([self.x, self.y, np.full(len(self.x), self.radius)]).astype(np.float64)


class LeakyAquifers:
    """Aquifers under each other; above the first and below the last a level is held, or nothing passes.

    Parameters
    ----------
    transmissivity
        Of each aquifer from the top [m2/s], > 0, (n,).
    resistance
        Of each layer from the top [s], > 0, (n + 1,): the one on the first aquifer, those between, and the
        one below the last. Only the first and the last may be inf, and not both.

    Raises
    ------
    ValueError
        When an argument is impossible.

    Notes
    -----
    ``T_i lap(s_i) = (s_i - s_(i-1)) / c_i + (s_i - s_(i+1)) / c_(i+1)``. With ``s = T^(-1/2) w`` the matrix
    is symmetric; its eigenvectors are modes, each a leaky aquifer by itself with a K0 of its own.

    References
    ----------
    Hemker 1984, Journal of Hydrology 72, 355-374.

    Examples
    --------
    >>> stack = LeakyAquifers(transmissivity=[500 / 86_400], resistance=[1000 * 86_400.0, float("inf")])
    >>> stack.leakage_lengths.round(3).tolist()
    [707.107]
    >>> round(float(stack.drawdown(distance=500.0, flow=0.01, screened=0)[0]), 5)
    0.17962
    """

    def __init__(self, *, transmissivity: npt.ArrayLike, resistance: npt.ArrayLike) -> None:
        t = np.atleast_1d(numbers("transmissivity", transmissivity, above=0.0))
        c = np.asarray(resistance, dtype=np.float64)
        if t.ndim != 1 or c.shape != (t.size + 1,):
            raise ValueError(f"resistance has shape {c.shape}; allowed: one more than {t.shape} aquifers")
        if np.isnan(t).any() or not (c > 0.0).all() or np.isinf(c[1:-1]).any() or np.isinf(c[[0, -1]]).all():
            raise ValueError(
                f"resistance is {c.tolist()}; allowed: above 0, and inf for the top or the bottom only"
            )
        leak = 1.0 / c
        matrix = np.diag(leak[:-1] + leak[1:]) - np.diag(leak[1:-1], 1) - np.diag(leak[1:-1], -1)
        root = np.sqrt(t)
        self._squares, vectors = np.linalg.eigh(matrix / root[:, None] / root)
        self._modes = vectors / root[:, None]

    @property
    def leakage_lengths(self) -> Floats:
        """Of the modes, longest first [m]."""
        return np.asarray(1.0 / np.sqrt(self._squares), dtype=np.float64)

    def drawdown(self, *, distance: npt.ArrayLike, flow: npt.ArrayLike, screened: int) -> Floats:
        """Drawdown of one well.

        Parameters
        ----------
        distance
            To it [m], > 0, any shape.
        flow
            Drawn from it [m3/s].
        screened
            Aquifer that it draws from, 0 for the first.

        Returns
        -------
        ndarray
            Drawdown of every aquifer [m], (..., n).
        """
        from scipy.special import k0

        r = numbers("distance", distance, above=0.0)[..., None]
        return np.asarray((k0(r * np.sqrt(self._squares))[..., None] * self._amounts(flow, screened)).sum(-2))

    def field(
        self, *, x: Floats, y: Floats, wells: Wells, screened: int, threads: int | None = None
    ) -> Floats:
        """Drawdown on a grid.

        Parameters
        ----------
        x, y
            Cell centres (nx,), (ny,) [m].
        wells
            That draw from one aquifer.
        screened
            Number of it, 0 for the first.
        threads
            To work with; None is one for each core. The bytes do not depend on it.

        Returns
        -------
        ndarray
            Drawdown of every aquifer [m], (n, ny, nx), within 1e-7 ``sum Q / (2 pi T)``.
        """
        from scenarios.kernels.drawdown import leaky_drawdown

        out = np.empty((len(self._squares), len(y), len(x)))
        amounts = np.stack([self._amounts(flow, screened) for flow in wells.flow])
        east, north, places = _floats(x), _floats(y), wells.places

        def work(first: int, last: int) -> None:
            leaky_drawdown(east, north, places, self._squares, amounts, out, first, last)

        _in_rows(work, len(y), len(x) * len(wells.flow) * len(self._squares), threads)
        return out

    def _amounts(self, flow: npt.ArrayLike, screened: int) -> Floats:
        """Drawdown for a K0 of 1, (modes, n) [m]."""
        if not 0 <= screened < len(self._squares):
            raise ValueError(f"screened is {screened}; allowed: 0 to {len(self._squares) - 1}")
        drawn = float(numbers("flow", flow)) / (2.0 * np.pi)
        return np.asarray(drawn * self._modes[screened][:, None] * self._modes.T, dtype=np.float64)


def confined_field(
    *,
    x: Floats,
    y: Floats,
    wells: Wells,
    transmissivity: float,
    storage: float,
    time: npt.ArrayLike,
    threads: int | None = None,
) -> Floats:
    """Drawdown of a well field in a confined aquifer on a grid, some time after its wells began.

    Parameters
    ----------
    x, y, wells, threads
        As in `LeakyAquifers.field`.
    transmissivity
        Of the aquifer [m2/s], > 0.
    storage
        Of the aquifer [1], > 0.
    time
        Since the wells began [s], one for all or (k,); 0 or less has not begun.

    Returns
    -------
    ndarray
        Drawdown [m], (ny, nx), within 1e-8 ``sum Q / (2 pi T)``.

    Raises
    ------
    ValueError
        When a number is impossible or not known.

    References
    ----------
    Theis 1935, wells added up.

    Examples
    --------
    >>> well = Wells(np.array([0.0]), np.array([0.0]), np.array([5000 / 86_400]))
    >>> sand = {"transmissivity": 1200 / 86_400, "storage": 1e-3, "time": 100 * 86_400.0}
    >>> confined_field(x=np.array([500.0]), y=np.array([0.0]), wells=well, **sand).round(4).tolist()
    [[2.3155]]
    """
    from scenarios.kernels.drawdown import theis_drawdown

    t, s = float(numbers("transmissivity", transmissivity, above=0.0)), numbers("storage", storage, above=0.0)
    since = np.broadcast_to(numbers("time", time), wells.flow.shape)
    if np.isnan(t) or np.isnan(s).any() or np.isnan(since).any():
        raise ValueError("transmissivity, storage or time is not known; allowed: numbers")
    begun = np.where(since > 0.0, since, np.inf)
    out = np.empty((len(y), len(x)))
    east, north, places = _floats(x), _floats(y), wells.places
    scale, amounts = s / (4.0 * t * begun), wells.flow / (4.0 * np.pi * t)

    def work(first: int, last: int) -> None:
        theis_drawdown(east, north, places, scale, amounts, out, first, last)

    _in_rows(work, len(y), len(x) * len(since), threads)
    return out


def _floats(values: npt.ArrayLike) -> Floats:
    if np.isnan(values).any():
        raise ValueError("x or y of the grid is not known; allowed: numbers")
    return np.ascontiguousarray(values, dtype=np.float64)


def _in_rows(work: Callable[[int, int], None], rows: int, cost: int, threads: int | None) -> None:
    """Work on bands of rows side by side, each a call that a clock can wait for."""
    workers = threads or os.cpu_count() or 1
    band = max(1, min(_CALL // max(cost, 1), -(-rows // workers)))
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda first: work(first, min(first + band, rows)), range(0, rows, band)))
