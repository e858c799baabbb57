"""Outlines of the ground from which wells draw within a time, where groundwater also flows by itself.

The aquifer has one thickness, conductivity and porosity everywhere; water moves steadily and level. As a body
an outline reaches from the top to the base of the aquifer that is screened, not up to the ground.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import ascending, numbers
from scenarios.physics.capture import capture_radius
from scenarios.physics.stream_lines import StreamLines

if TYPE_CHECKING:
    from shapely import MultiPolygon

__all__ = ["capture_zones", "isochrone"]

Floats = npt.NDArray[np.float64]

_ROUND = 1e-4  # of v sqrt(2 t / C): below it the isochrone is a circle that is a little shifted
_HALVINGS = 60
_AXIS = 1e-6  # angle to the axis [rad] that stands for the axis itself
_HOLE = 1e-5  # of the area of a shape: smaller holes are what is left of slits
_SLIT = 0.01  # of the size of the smallest zone: what lies between two outlines of one divide
_POINTS = 192  # of the outline of one well; a circle of so many corners lacks 0.02 % of its area


def isochrone(
    *,
    time: float,
    flow: float,
    velocity: tuple[float, float],
    thickness: float,
    porosity: float,
    points: int = _POINTS,
) -> Floats:
    """Outline of the ground from which one well draws within a time.

    Parameters
    ----------
    time
        Travel time [s], > 0.
    flow
        Of the well [m3/s], > 0.
    velocity
        Of the groundwater without the well, to the east and to the north [m/s].
    thickness
        Of the aquifer [m], > 0.
    porosity
        That water moves through [1], above 0 up to 1.
    points
        Of the outline, about.

    Returns
    -------
    ndarray
        Corners as seen from the well, counterclockwise, (points, 2) [m], round ``Q t / (n H)``.

    Raises
    ------
    ValueError
        When an argument is impossible or not known: an outline needs all of them.

    Notes
    -----
    In lengths of ``C / v``, with ``C = Q / (2 pi n H)``, water from ``x`` upstream and ``y`` beside the axis
    needs ``x - ln(cos y + x sin y / y)`` times ``C / v^2``; the distance is found by halving, in each
    direction. On the axis this is `capture.axis_travel_time`.

    References
    ----------
    Bear and Jacobs 1965, Journal of Hydrology 3.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "thickness": 40.0, "porosity": 0.35, "time": 25 * 31_557_600.0}
    >>> outline = isochrone(velocity=(1.2 / 14 / 86_400, 0.0), **well)
    >>> outline.min(axis=0).round(1).tolist(), outline.max(axis=0).round(1).tolist()
    ([-1595.3, -953.7], [577.9, 953.7])
    """
    _known(time=time, flow=flow, velocity=velocity, thickness=thickness, porosity=porosity)
    radius = float(capture_radius(flow=flow, time=time, thickness=thickness, porosity=porosity))
    numbers("radius of the zone", radius, above=0.0)
    east, north = numbers("velocity", velocity)
    reach = 2.0 * np.hypot(east, north) * time / radius  # v sqrt(2 t / C)
    front = min(np.pi / 2.0, np.arctan2(np.pi, reach + 0.5 * reach**2))  # of a long zone, seen from the well
    third = max(points // 6, 2)
    sides = np.geomspace(front, np.pi / 2.0, third + 1)[1:]
    half = np.concatenate(
        [np.linspace(_AXIS, front, third), sides, np.linspace(np.pi / 2.0, np.pi - _AXIS, third + 1)[1:]]
    )
    angle = np.concatenate([half, -half[::-1]])
    if reach < _ROUND:
        distance = radius * (1.0 + reach * np.cos(angle) / 3.0)
    else:
        distance = radius / reach * _came_from(np.abs(angle), 0.5 * reach**2)
    angle = angle + (np.arctan2(-north, -east) if reach > 0.0 else 0.0)
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=-1)


def _came_from(a: Floats, time: float) -> Floats:
    """Distance of the water that needs so long, at angles to the upstream axis; both without unit."""
    low, high = np.zeros_like(a), (np.pi - a) / np.sin(a)
    for _ in range(_HALVINGS):
        r = 0.5 * (low + high)
        x, y = r * np.cos(a), r * np.sin(a)
        # cos y + x sin y / y, less 1: nothing or less than that never reaches the well
        inside = np.maximum(x * np.sinc(y / np.pi) - 2.0 * np.sin(0.5 * y) ** 2, -1.0)
        with np.errstate(divide="ignore"):
            late = x - np.log1p(inside) > time
        low, high = np.where(late, low, r), np.where(late, r, high)
    return low


def capture_zones(
    *,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    flow: npt.ArrayLike,
    velocity: tuple[float, float],
    thickness: float,
    porosity: float,
    times: npt.ArrayLike,
    wanted: npt.ArrayLike | None = None,
    threads: int | None = None,
) -> list[MultiPolygon]:
    """Outlines of the ground from which a well field draws within each of some times.

    Parameters
    ----------
    x, y
        Places of the wells [m], (n,), at least 1 m apart.
    flow
        Of each well [m3/s], > 0, (n,).
    velocity, thickness, porosity
        As in `isochrone`.
    times
        Travel times, ascending [s], > 0, (m,).
    wanted
        Numbers of the wells whose zones are asked, from 0; the others pull at their water. None: all.
    threads
        To work with; None is one for each core. The answer does not depend on it.

    Returns
    -------
    list of MultiPolygon
        One for each time; wells whose zones meet share a polygon.

    Raises
    ------
    ValueError
        When an argument is impossible or not known, wells stand in each other, or a line takes too long.

    Notes
    -----
    Stream lines are followed from each well backwards, with more lines where their ends lie far apart.

    Examples
    --------
    >>> pair = {"x": [0.0, 400.0], "y": [0.0, 0.0], "flow": 2500 / 86_400, "times": 25 * 31_557_600.0}
    >>> [zone] = capture_zones(velocity=(0.0, 1e-6), thickness=40.0, porosity=0.35, **pair)
    >>> len(zone.geoms), round(zone.area / 3_261_161, 3)  # Q t / (n H)
    (1, 1.0)
    >>> still = {"velocity": (0.0, 0.0), "thickness": 40.0, "porosity": 0.35}
    >>> [west] = capture_zones(wanted=[0], **still, **pair)
    >>> round(west.area / 1_630_580, 2), abs(west.bounds[2] - 200.0) < 1.0  # no further than half way
    (1.0, True)
    """
    moments = ascending("times", np.atleast_1d(np.asarray(times, np.float64)).tolist(), above=0.0)
    _known(flow=flow, velocity=velocity, thickness=thickness, porosity=porosity)
    places = np.stack([numbers("x", x), numbers("y", y)], axis=-1)
    flows = np.broadcast_to(numbers("flow", flow, above=0.0), places.shape[:1])
    _check(places)
    middle = places.mean(axis=0)
    strength = 0.5 * capture_radius(flow=flows, time=1.0, thickness=thickness, porosity=porosity) ** 2
    lines = StreamLines(np.column_stack([places - middle, strength]), numbers("velocity", velocity), moments)
    drawing = range(len(places)) if wanted is None else np.atleast_1d(np.asarray(wanted, np.int64)).tolist()
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        rings = list(pool.map(lines.rings, drawing))
    return [_together([ring[n] + middle for ring in rings]) for n in range(len(moments))]


def _together(rings: list[Floats]) -> MultiPolygon:
    """One shape of the zones of all wells, without what two outlines of one divide leave between them."""
    from shapely import MultiPolygon, Polygon, get_parts, make_valid, union_all

    zones = [make_valid(Polygon(ring), method="structure") for ring in rings]
    slit = _SLIT * min(zone.area / zone.length for zone in zones)
    grown = union_all([zone.buffer(slit, join_style="mitre") for zone in zones])
    shape = grown.buffer(-slit, join_style="mitre").simplify(0.2 * slit)
    parts = [part for part in get_parts(shape) if isinstance(part, Polygon)]
    least = _HOLE * shape.area
    return MultiPolygon(
        [Polygon(p.exterior, [hole for hole in p.interiors if Polygon(hole).area > least]) for p in parts]
    )


def _known(**given: npt.ArrayLike) -> None:
    """An outline needs all of its numbers."""
    for name, value in given.items():
        if np.isnan(np.asarray(value, dtype=np.float64)).any():
            raise ValueError(f"{name} is not known; allowed: a number")
    if np.shape(given["velocity"]) != (2,):
        raise ValueError(f"velocity is {given['velocity']!r}; allowed: one to the east and one to the north")


def _check(places: Floats) -> None:
    if places.ndim != 2 or not len(places) or np.isnan(places).any():
        raise ValueError(f"x and y are {places.tolist()}; allowed: one known place for each well")
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))[np.triu_indices(len(places), 1)]
    if (apart < 1.0).any():
        raise ValueError(f"wells stand {apart.min():g} m apart; allowed: at least 1")
