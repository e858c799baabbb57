"""Lines along which groundwater comes to wells, as many as it takes to draw where it came from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.kernels.capture_lines import DONE, trace_back, travel_times

__all__ = ["StreamLines"]

Floats = npt.NDArray[np.float64]

_LINES = 64  # to a well, before others come between them
_ASKEW = 0.0123  # angle of the first [rad]: none runs along an axis, into a stagnation point, for ever
_START = 1e-3  # of the size of the first zone and of the distance between wells: where lines begin
_GAP = 2.0 * np.pi / 96.0  # of the size of a zone: ends further apart want a line between them
_CLOSE = 1e-5  # angle at the well [rad] between lines that no other comes between: a divide parts them
_ERROR = 1e-6  # of the size of the first zone, in a step of a line
_STEPS = 20_000  # of one line
_ALONG = 400  # places along a line beside a divide
_SAME = 0.02  # of the size of a zone: the end of a line lies on its neighbour
_SLIT = 1e-3  # of the size of a zone: nearer together, two lines have not parted yet


class StreamLines:
    """Steady level flow to wells in groundwater that moves by itself.

    Parameters
    ----------
    wells
        Place and strength ``Q / (2 pi n H)`` of each, (k, 3) [m, m, m2/s].
    velocity
        Without the wells, to the east and to the north [m/s].
    times
        At which zones are wanted, ascending [s], > 0, (m,).
    """

    def __init__(self, wells: Floats, velocity: Floats, times: Floats) -> None:
        self._wells = np.ascontiguousarray(wells, dtype=np.float64)
        self._velocity = float(velocity[0]), float(velocity[1])
        self._times = np.ascontiguousarray(times, dtype=np.float64)
        strength = self._wells[:, 2:]
        speed = max(float(np.hypot(*velocity)), 1e-300)
        self._size = np.minimum(np.sqrt(2.0 * strength * times), np.pi * strength / speed)
        apart = np.hypot(*(self._wells[:, None, :2] - self._wells[:, :2]).transpose(2, 0, 1))
        np.fill_diagonal(apart, np.inf)
        self._start = _START * np.minimum(self._size[:, 0], apart.min(axis=1))

    def rings(self, well: int) -> list[Floats]:
        """Outlines of where the water of one well was at each of the times before.

        Parameters
        ----------
        well
            Number of it.

        Returns
        -------
        list of ndarray
            Corners, counterclockwise, (n, 2) each [m]; where a divide comes close to the well from afar, the
            outline goes along it and back.

        Raises
        ------
        ValueError
            When a line takes too many steps.
        """
        angles = 2.0 * np.pi * np.arange(_LINES + 1) / _LINES
        ends = self._ends(well, angles, self._times)
        while True:
            gaps = np.hypot(*np.moveaxis(np.diff(ends, axis=0), -1, 0))
            wide = (gaps > _GAP * self._size[well]).any(axis=1) & (np.diff(angles) > _CLOSE)
            if not wide.any():
                break
            between = 0.5 * (angles[:-1] + angles[1:])[wide]
            where = np.flatnonzero(wide) + 1
            angles = np.insert(angles, where, between)
            ends = np.insert(ends, where, self._ends(well, between, self._times), axis=0)
        return [self._ring(well, angles, ends, number) for number in range(len(self._times))]

    def arrivals(self, points: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Time that water at some points needs to reach a well, and which.

        Parameters
        ----------
        points
            (n, 2) [m].

        Returns
        -------
        times
            (n,) [s]; inf for water that no well draws within the last of the times.
        wells
            Number of the well, (n,); -1 for none.

        Raises
        ------
        ValueError
            When a line takes too many steps.
        """
        places = np.ascontiguousarray(points, dtype=np.float64).reshape(-1, 2)
        times, wells = np.empty(len(places)), np.empty(len(places), np.int64)
        status = travel_times(
            points=places,
            wells=self._wells * np.array([1.0, 1.0, -1.0]),
            u=-self._velocity[0],
            w=-self._velocity[1],
            near=self._start,
            longest=float(self._times[-1]),
            tolerance=_ERROR * float(self._size[:, 0].min()),
            most_steps=_STEPS,
            times=times,
            arrives=wells,
            first=0,
            last=len(places),
        )
        if status != DONE:
            raise ValueError(f"a line to a well takes more than {_STEPS} steps; allowed: shorter times")
        return np.where(times <= self._times[-1], times, np.inf), np.where(
            times <= self._times[-1], wells, -1
        )

    def _ring(self, well: int, angles: Floats, ends: Floats, number: int) -> Floats:
        """Ends of lines, and between two that a divide parts the lines themselves, there and back."""
        size, places = self._size[well, number], ends[:, number]
        gaps = np.hypot(*np.diff(places, axis=0).T)
        moments = np.linspace(0.0, 1.0, _ALONG) ** 2 * self._times[number]
        parts: list[Floats] = []
        done = 0
        for gap in np.flatnonzero(gaps > _GAP * size).tolist():
            one, other = self._ends(well, angles[gap : gap + 2], moments)
            parts += [places[done : gap + 1], _between(one, other, size)]
            done = gap + 1
        return np.concatenate([*parts, places[done:-1]])

    def _ends(self, well: int, angles: Floats, times: Floats) -> Floats:
        """Where lines from angles round a well are at times before, (angles, times, 2)."""
        x, y, strength = self._wells[well]
        start = self._start[well]
        around = np.mod(angles, 2.0 * np.pi) + _ASKEW  # the last line is the first
        ends = np.empty((len(angles), len(times), 2))
        status = trace_back(
            starts=np.stack([x + start * np.cos(around), y + start * np.sin(around)], axis=-1),
            wells=self._wells,
            u=self._velocity[0],
            w=self._velocity[1],
            elapsed=np.full(len(angles), 0.5 * start**2 / strength),
            times=times,
            tolerance=_ERROR * self._size[well, 0],
            most_steps=_STEPS,
            ends=ends,
            first=0,
            last=len(angles),
        )
        if status != DONE:
            raise ValueError(
                f"a line to well {well} takes more than {_STEPS} steps; allowed: shorter times, "
                "and no well that draws next to nothing"
            )
        return ends


def _between(one: Floats, other: Floats, size: float) -> Floats:
    """Outline from the end of one line to that of its neighbour: back along it to where they part, and on."""
    for there, (behind, ahead) in ((1, (one, other)), (-1, (other, one))):
        away, piece = _nearest(behind[-1], ahead)
        if away < _SAME * size:  # both on one side of a divide
            return ahead[piece + 1 :][::there]
    apart = np.hypot(*(one - other).T) > _SLIT * size
    return np.concatenate([one[apart][::-1], other[apart]])


def _nearest(place: Floats, line: Floats) -> tuple[float, int]:
    """Distance of a place to a line [m], and the number of the piece of it that is nearest."""
    start, piece = line[:-1], np.diff(line, axis=0)
    length = np.maximum((piece**2).sum(axis=1), 1e-300)
    part = np.clip(((place - start) * piece).sum(axis=1) / length, 0.0, 1.0)
    away = np.hypot(*(start + part[:, None] * piece - place).T)
    return float(away.min()), int(away.argmin())
