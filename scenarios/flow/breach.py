"""A breach that grows: first deeper, then wider, by the law of Verheij and Van der Knaap or as given."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import TimeSeries
from scenarios.physics.breach import (
    DEEPENING_TIME,
    MATERIALS,
    START_WIDTH,
    breach_crest,
    widening_rate,
)
from twin.errors import InvalidInputError, Problem, did_you_mean

__all__ = ["Breach"]

_LONGEST = 60.0
"""Longest step of the growth [s]; the law is integrated with the levels at the start of a step."""


class Breach:
    """The gap in one dike, as it grows with the levels on both sides.

    First the crest sinks to the bottom, linear in time and with the width it started with. Then the width
    grows by the rate form of Verheij and Van der Knaap 2003, only while water stands higher outside than
    inside and above the sill: water that runs back out does not widen it.

    Parameters
    ----------
    crest, bottom
        Crest of the dike, and the level that the breach sinks to [m NAP].
    soil
        ``clay`` or ``sand``.
    start
        Moment at which the dike gives way [s].
    initial_width
        Width at that moment [m]; 10 m by Dutch practice [unverified].
    deepening_time
        Time until the bottom is reached [s]; 900 s by Dutch practice, 10 to 15 minutes [unverified].
    largest_width
        Width that it cannot pass [m]; by default that of the soil, 200 m in sand and 75 m in clay.
    widths, sills
        Instead of the law: width [m] and sill [m NAP] over the time since ``start`` [s], both or neither.

    Raises
    ------
    InvalidInputError
        If the soil is unknown, a width or time is negative or no number, the bottom lies above the crest, or
        a series is wrong or alone.
    """

    def __init__(
        self,
        *,
        crest: float,
        bottom: float,
        soil: str = "clay",
        start: float = 0.0,
        initial_width: float = START_WIDTH.value,
        deepening_time: float = DEEPENING_TIME.value,
        largest_width: float | None = None,
        widths: TimeSeries | None = None,
        sills: TimeSeries | None = None,
    ) -> None:
        problems = _problems(crest, bottom, soil, start, initial_width, deepening_time, largest_width)
        problems += _series_problems(widths, sills)
        if problems:
            raise InvalidInputError(problems)
        material = MATERIALS[soil]
        self.crest, self.bottom, self.start = float(crest), float(bottom), float(start)
        self.deepening_time = float(deepening_time)
        self.largest_width = float(material.largest_width.value if largest_width is None else largest_width)
        self._critical = float(material.critical_velocity.value)
        self._given = None if widths is None or sills is None else (widths, sills)
        self._grown = min(float(initial_width), self.largest_width)
        self._now = -math.inf

    @property
    def width(self) -> float:
        """Width now [m], 0 before the dike gives way."""
        if self._now < self.start:
            return 0.0
        return self._grown if self._given is None else max(self._given[0].at(self._now - self.start), 0.0)

    @property
    def sill(self) -> float:
        """Sill of the breach now [m NAP], the crest before the dike gives way."""
        if self._now < self.start:
            return self.crest
        age = self._now - self.start
        if self._given is not None:
            return self._given[1].at(age)
        deep = breach_crest(
            time=age,
            crest_level=self.crest,
            lowest_level=self.bottom,
            deepening_time=self.deepening_time,
        )
        return float(deep)

    def update(self, t0: float, t1: float, outside: float, inside: float) -> tuple[float, float]:
        """Grow over a stretch of time.

        Parameters
        ----------
        t0, t1
            Start and end of the stretch [s]; stretches follow each other.
        outside, inside
            Water levels on both sides of the dike, beyond the draw-down of the breach [m NAP]; the bed where
            dry.

        Returns
        -------
        tuple of float
            Width [m] and sill [m NAP] at ``t1``.
        """
        widens = self.start + self.deepening_time
        if self._given is None and t1 > widens and outside > inside:
            head = outside - max(inside, self.bottom)
            begin = max(t0, widens)
            steps = max(1, math.ceil((t1 - begin) / _LONGEST - 1e-9)) if head > 0 else 0
            for number in range(steps):
                age = begin - widens + (t1 - begin) * number / steps
                rate = widening_rate(time=age, head_difference=head, critical_velocity=self._critical)
                self._grown = min(self._grown + float(rate) * (t1 - begin) / steps, self.largest_width)
        self._now = t1
        return self.width, self.sill

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What is needed to go on later."""
        return {"breach": np.array([self._grown, self._now])}

    def restore(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        """Go on from what `arrays` gave, bit-identically."""
        self._grown, self._now = (float(value) for value in arrays["breach"])


def _problems(
    crest: float,
    bottom: float,
    soil: str,
    start: float,
    initial_width: float,
    deepening_time: float,
    largest_width: float | None,
) -> list[Problem]:
    problems = []
    if soil not in MATERIALS:
        problems.append(Problem("soil", soil, "is no soil of a dike", did_you_mean(soil, MATERIALS)))
    for name, value, low in (
        ("crest", crest, -math.inf),
        ("bottom", bottom, -math.inf),
        ("start", start, 0.0),
        ("initial_width", initial_width, 0.0),
        ("deepening_time", deepening_time, 0.0),
    ):
        if not (math.isfinite(value) and value >= low):
            least = "a number" if low < 0 else "0 or more"
            problems.append(Problem(name, value, f"must be {least}", "Give metres, m NAP or seconds."))
    if largest_width is not None and not largest_width > 0:
        problems.append(Problem("largest_width", largest_width, "must be above 0", "Give metres."))
    if bottom > crest:
        text = f"the breach would rise above the crest at {crest:g} m NAP"
        problems.append(Problem("bottom", bottom, text, "Give a level below the crest."))
    return problems


def _series_problems(widths: TimeSeries | None, sills: TimeSeries | None) -> list[Problem]:
    if (widths is None) != (sills is None):
        missing = "widths" if widths is None else "sills"
        return [Problem(missing, None, "a given breach needs widths and sills", "Give both, or neither.")]
    problems = []
    for name, series in (("widths", widths), ("sills", sills)):
        if series is not None:
            problems += series.check(name)
    if widths is not None and not problems and float(np.min(widths.value)) < 0:
        low = float(np.min(widths.value))
        problems.append(Problem("widths", low, "a width is negative", "Give metres of 0 or more."))
    return problems
