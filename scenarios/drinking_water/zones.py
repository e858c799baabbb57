"""Capture zones of the well fields of a twin, each with the wells of the others that it feels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.drinking_water.study import Case
from scenarios.physics.capture import PROTECTION_TIMES, axis_reach
from scenarios.physics.capture_zones import capture_zones
from scenarios.physics.stream_lines import StreamLines
from twin.claims import YEAR

if TYPE_CHECKING:
    from shapely import MultiPolygon

__all__ = ["PORES_APART", "YEARS", "Arrival", "Zones", "arrivals", "zones"]

Floats = npt.NDArray[np.float64]

YEARS = tuple(time / YEAR for time in PROTECTION_TIMES)
"""Travel times of the zones [years]."""
PORES_APART = 0.05
"""Pores less and more that give the range [1]."""
_APART = 1.0  # m: wells of others that stand in those of a field are not felt
_FURTHEST = 1000.0 * YEAR  # s: longer travel times are not told


@dataclass(frozen=True, slots=True)
class Zones:
    """Zones of one well field.

    Parameters
    ----------
    case
        The field.
    shapes
        One for each of `YEARS`.
    small, large
        Of 25 years with more and with fewer pores.
    """

    case: Case
    shapes: tuple[MultiPolygon, ...]
    small: MultiPolygon
    large: MultiPolygon


@dataclass(frozen=True, slots=True)
class Arrival:
    """When water below a place is drawn.

    Parameters
    ----------
    seconds
        Travel time [s]; inf where no well draws it within 1000 years.
    field
        Field that draws it, empty for none.
    """

    seconds: float
    field: str


def zones(cases: Sequence[Case], *, only: str | None = None, threads: int | None = None) -> list[Zones]:
    """Trace the zones of well fields, in their order.

    Parameters
    ----------
    cases
        The fields.
    only
        Name of the one field that is asked; None: all.
    threads
        To work with; the answer does not depend on it.

    Notes
    -----
    Lines run in the sand and the slope of the field that draws them. Wells of others that draw from an
    aquifer at the same height pull at them too, as far as zones of 100 years reach. Zones for more and for
    fewer pores are those of shorter and of longer times.
    """
    return [_zones(case, cases, threads) for case in cases if only in {None, case.field.name}]


def _zones(case: Case, cases: Sequence[Case], threads: int | None) -> Zones:
    young = [
        case.in_time(PROTECTION_TIMES[1], case.porosity + apart) for apart in (PORES_APART, -PORES_APART)
    ]
    times = np.array(young + [case.in_time(time) for time in PROTECTION_TIMES])
    moments = np.unique(times)
    x, y, flow = _felt(case, cases)
    shapes = capture_zones(
        x=x,
        y=y,
        flow=flow,
        velocity=case.velocity,
        thickness=case.thickness,
        porosity=case.porosity,
        times=moments,
        wanted=np.arange(len(case.field.x)),
        threads=threads,
    )
    low, high, *usual = (shapes[int(np.searchsorted(moments, time))] for time in times)
    return Zones(case, tuple(usual), low, high)


def arrivals(cases: Sequence[Case], points: Sequence[tuple[float, float]]) -> list[Arrival]:
    """Tell for some places when water in the aquifer below them is drawn first, and by which field.

    Parameters
    ----------
    cases
        The fields.
    points
        Places [m].
    """
    first = [Arrival(np.inf, "")] * len(points)
    for case in cases:
        x, y, flow = _felt(case, cases)
        middle = np.array([x.mean(), y.mean()])
        strength = flow / (2.0 * np.pi * case.porosity * case.thickness)
        lines = StreamLines(
            np.column_stack([x - middle[0], y - middle[1], strength]),
            np.array(case.velocity),
            np.array([min(_FURTHEST, case.in_time(_FURTHEST))]),
        )
        times, wells = lines.arrivals(np.reshape(points, (-1, 2)) - middle)
        for at, (time, well) in enumerate(zip(times.tolist(), wells.tolist(), strict=True)):
            if 0 <= well < len(case.field.x) and (since := case.since(time)) < first[at].seconds:
                first[at] = Arrival(since, case.field.name)
    return first


def _felt(case: Case, cases: Sequence[Case]) -> tuple[Floats, Floats, Floats]:
    """Place and flow of the wells of a field, and after them of those of others that it feels."""
    x, y, flow = case.field.x, case.field.y, case.field.flow
    for other in cases:
        if other is case or not _meet(case, other):
            continue
        away = np.hypot(other.field.x[:, None] - x, other.field.y[:, None] - y).min(axis=1) >= _APART
        x, y, flow = (
            np.append(values, getattr(other.field, name)[away])
            for values, name in ((x, "x"), (y, "y"), (flow, "flow"))
        )
    return x, y, flow


def _meet(one: Case, other: Case) -> bool:
    """Whether zones of two fields may come to each other."""
    spans = [(case.aquifers.top[case.pumped], case.aquifers.base[case.pumped]) for case in (one, other)]
    if min(span[0] for span in spans) <= max(span[1] for span in spans):
        return False
    from scipy.spatial.distance import cdist

    places = [np.column_stack([case.field.x, case.field.y]) for case in (one, other)]
    return bool(cdist(*places).min() <= _reach(one) + _reach(other))


def _reach(case: Case) -> float:
    """Upstream reach of all wells of a field in one, in 100 years [m]."""
    return float(
        axis_reach(
            time=case.in_time(PROTECTION_TIMES[2]),
            flow=case.field.total,
            velocity=float(np.hypot(*case.velocity)),
            thickness=case.thickness,
            porosity=case.porosity,
            upstream=True,
        )
    )
