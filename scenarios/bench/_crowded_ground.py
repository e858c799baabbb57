"""Made-up claims as crowded as a Dutch town, and a plain way to find their conflicts: shapely and loops."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from scenarios.kernels import conflict_layout as kernel
from scenarios.subsurface.applied import Applied, Record
from scenarios.subsurface.rules import NAMES
from twin.claims import Claim

__all__ = ["crowded", "plain"]

_DENSITY = 110.0  # claims per km2: a town with its surroundings
_SHARES = {
    "CAB": 0.30, "PIP": 0.28, "BHE": 0.10, "TUN": 0.08, "TRE": 0.08, "ARC": 0.06, "ATES": 0.03, "INF": 0.03,
    "DIK": 0.01, "PEI": 0.01, "GEO": 0.005, "SAND": 0.003, "GWB": 0.003, "WWG": 0.002, "BVZ": 0.002,
    "ASV": 0.002, "STO": 0.001, "SALT": 0.001,
}  # fmt: skip
_LEVELS = {  # top and base [m NAP]
    "CAB": (-0.6, -1.0), "PIP": (-0.8, -2.5), "BHE": (0.0, -150.0), "TUN": (0.0, -12.0), "TRE": (0.0, -1.0),
    "ARC": (-0.3, -2.0), "ATES": (-30.0, -90.0), "INF": (0.0, -3.0), "DIK": (4.0, -10.0), "PEI": (0.0, -2.0),
    "GEO": (-1800.0, -2400.0), "SAND": (0.0, -20.0), "GWB": (0.0, -60.0), "WWG": (0.0, -60.0),
    "BVZ": (-40.0, -200.0), "ASV": (-80.0, -250.0), "STO": (-1000.0, -3000.0), "SALT": (-600.0, -1500.0),
}  # fmt: skip
_OUTLINES = {  # radius of the outline [m]
    "TUN": (3.0, 40.0), "ARC": (5.0, 150.0), "DIK": (20.0, 60.0), "PEI": (200.0, 800.0),
    "SAND": (50.0, 300.0),
    "GWB": (500.0, 3000.0), "WWG": (100.0, 600.0), "BVZ": (500.0, 4000.0), "ASV": (500.0, 4000.0),
}  # fmt: skip
_RADII = {"ATES": (15.0, 60.0), "TRE": (1.0, 5.0), "BHE": (0.07, 0.1), "SALT": (30.0, 60.0)}
_KINDS = {
    "CAB": ("data", "electricity-lv", "electricity-mv"),
    "PIP": ("water", "gas-lp", "sewer", "heat"),
    "ATES": ("warm", "cold"),
}
_CORNERS = 24
_STREET = 6  # lines that lie beside each other


def crowded(size: int, seed: int = 1) -> list[Claim]:
    """Make claims up.

    Parameters
    ----------
    size
        Number of claims; their area grows with it, so that it stays equally crowded.
    seed
        Seed of the random numbers.
    """
    rng = np.random.default_rng(seed)
    side = 1000.0 * math.sqrt(size / _DENSITY)
    functions = rng.choice(list(_SHARES), size, p=np.array(list(_SHARES.values())) / sum(_SHARES.values()))
    places = rng.uniform(0.0, side, (size, 2)) + np.array([100_000.0, 400_000.0])
    lines = np.isin(functions, ("CAB", "PIP"))
    street = np.flatnonzero(lines)
    # Lines of a street start beside the first of it, half a metre to a metre apart.
    places[street] = places[street[np.arange(len(street)) // _STREET * _STREET]]
    bearings = rng.uniform(0.0, 2.0 * math.pi, size)
    bearings[street] = bearings[street[np.arange(len(street)) // _STREET * _STREET]]
    offset = np.zeros(size)
    offset[street] = np.arange(len(street)) % _STREET * rng.uniform(0.4, 1.2, len(street))
    return [
        _claim(f"c{number}", str(functions[number]), places[number], bearings[number], offset[number], rng)
        for number in range(size)
    ]


def _claim(
    name: str,
    function: str,
    place: npt.NDArray[np.float64],
    bearing: float,
    offset: float,
    rng: np.random.Generator,
) -> Claim:
    low, high = _LEVELS[function]
    top = low + 0.2 * (high - low) * rng.random()
    base = high + 0.3 * (top - high) * rng.random()
    start = float(rng.integers(1960, 2060))
    radius = float(rng.uniform(*_RADII[function])) if function in _RADII else 0.0
    kinds = _KINDS.get(function, ("",))
    growth = 0.018 * rng.random() if function == "GEO" else 0.0
    kind = kinds[int(rng.integers(len(kinds)))]
    reach = float(rng.uniform(10.0, 80.0)) if rng.random() < 0.8 else None
    return Claim(
        name, "made-up", function, _footprint(function, place, bearing, offset, rng), top, base, start,
        start + float(rng.integers(10, 80)), radius,
        growth=growth, kind=kind, reach=reach, heat_reach=reach, bowl_reach=reach, ground=0.3,
    )  # fmt: skip


def _footprint(
    function: str, place: npt.NDArray[np.float64], bearing: float, offset: float, rng: np.random.Generator
) -> BaseGeometry:
    if function in {"CAB", "PIP"}:
        along = np.linspace(0.0, rng.uniform(60.0, 400.0), int(rng.integers(2, 12)))
        bend = 4.0 * np.sin(along / 40.0) + offset
        step = np.column_stack([along, bend]) @ np.array(
            [[math.cos(bearing), math.sin(bearing)], [-math.sin(bearing), math.cos(bearing)]]
        )
        return LineString(place + step)
    if function in _OUTLINES:
        angles = np.linspace(0.0, 2.0 * math.pi, _CORNERS, endpoint=False)
        radii = rng.uniform(*_OUTLINES[function]) * rng.uniform(0.7, 1.3, _CORNERS)
        return Polygon(place + np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]))
    return Point(place)


def plain(claims: Sequence[Claim], applied: Applied, horizon: float) -> set[tuple[int, int, int]]:
    """Find conflicts that hold as drawn, pair by pair, as a first version would: first, second and verdict.

    For claims without heights along their footprints, with depths and starts that are told.
    """
    table = applied.arrays.table
    tree = shapely.STRtree([claim.footprint for claim in claims])
    found = set()
    numbers = {name: number for number, name in enumerate(NAMES)}
    widest = _widest(claims, applied, horizon)
    for i, claim in enumerate(claims):
        reach = shapely.box(*claim.footprint.bounds).buffer(widest[claim.function], join_style="mitre")
        for j in tree.query(reach):
            other = claims[j]
            rule = int(table[numbers[claim.function], numbers[other.function]])
            if j <= i or rule < 0:
                continue
            code = _code(claim, other, applied, rule, horizon)
            if code:
                found.add((i, int(j), code))
    return found


def _widest(claims: Sequence[Claim], applied: Applied, horizon: float) -> dict[str, float]:
    """Largest distance that any rule can ask of a function [m]."""
    radius = dict.fromkeys(NAMES, 0.0)
    depth = height = 0.0
    for claim in claims:
        radius[claim.function] = max(radius[claim.function], _radius(claim, horizon))
        depth, height = max(depth, 5.0 - claim.top), max(height, claim.top - claim.base)
    widest = dict.fromkeys(NAMES, 0.0)
    for record in applied.records:
        one, two = radius[record.one], radius[record.two]
        variables = {
            "r_sum": one + two, "r_max": max(one, two), "r_min": min(one, two),
            "depth": depth, "height": height if "SAND" in record.asked.subject else 0.0, "kind": 5.0,
        }  # fmt: skip
        need = max(float(program.of(variables)) for program in (record.distance, record.search) if program)
        for name in (record.one, record.two):
            widest[name] = max(widest[name], need, 80.0)
    return widest


def _radius(claim: Claim, year: float) -> float:
    assert claim.start is not None
    end = year if claim.end is None else min(claim.end, year)
    return claim.radius_after((end - claim.start) * kernel.YEAR)


def _code(one: Claim, two: Claim, applied: Applied, rule: int, horizon: float) -> int:
    record = applied.records[rule]
    alike = int(applied.arrays.numbers[rule, kernel.ALIKE])
    if alike >= 0 and one.kind == two.kind and one.kind in applied.kinds:
        record = applied.records[alike]
    asked = record.asked
    if one.kind in asked.spared or two.kind in asked.spared:
        return 0
    clear = math.inf if asked.clearance == "any" else asked.clearance
    up = max(one.base, two.base) - min(one.top, two.top) - clear
    subjects = [claim for claim in (one, two) if claim.function in asked.subject] or [one, two]
    if asked.predicate == "depth":
        up = subjects[0].base - (two if subjects[0] is one else one).top - clear
    ends = [
        horizon
        if claim.end is None or (asked.time == "permanent" and any(claim is subject for subject in subjects))
        else claim.end
        for claim in (one, two)
    ]
    assert one.start is not None
    assert two.start is not None
    begin, end = max(one.start, two.start), min(*ends)
    follow = begin >= end
    if begin > horizon or (follow and asked.afterwards is None):
        return 0
    letter = asked.afterwards if follow else record.letter
    row = applied.records.index(record)
    kind = float(applied.arrays.kinds[row, applied.kinds.get(one.kind, 0), applied.kinds.get(two.kind, 0)])
    last = min(end, horizon) if not follow else horizon
    return _by_distance(one, two, record, subjects, up, last, letter, kind)


def _by_distance(
    one: Claim, two: Claim, record: Record, subjects: list[Claim], up: float, last: float,
    letter: str | None, kind: float,
) -> int:  # fmt: skip
    asked = record.asked
    ground = max(claim.ground or -math.inf for claim in (one, two))
    radii = sorted((_radius(one, last), _radius(two, last)))
    variables = {
        "r_sum": sum(radii), "r_max": radii[1], "r_min": radii[0],
        "depth": max(0.0, *(ground - claim.top for claim in subjects)) if len(subjects) > 1
        else max(0.0, ground - subjects[0].top),
        "height": max(claim.top - claim.base for claim in subjects),
        "kind": kind,
    }  # fmt: skip
    required = float(record.distance.of(variables))
    column = {"head": "reach", "heat": "heat_reach", "bowl": "bowl_reach"}[asked.influence]
    reach = [getattr(claim, column) for claim in subjects]
    known = [metres for metres in reach if metres is not None]
    if record.search is not None and len(known) == len(reach):
        required = max(required, *known)
    apart = float(shapely.distance(one.footprint, two.footprint))
    if asked.predicate == "space":
        apart = math.hypot(apart, max(max(one.base, two.base) - min(one.top, two.top), 0.0))
        up = -math.inf
    overlaps = apart == 0.0 and _overlap(one.footprint, two.footprint)
    near = apart < required - kernel.TOUCH or (required <= 0.0 and overlaps)
    if near and up < -kernel.TOUCH:
        return _LETTERS[letter or "-"] if _dug(one, two, record, ground) else 0
    unknown = len(known) < len(reach) and not near and (up < -kernel.TOUCH or asked.beside is not None)
    if record.search is not None and unknown:
        return kernel.UNKNOWN if apart < float(record.search.of(variables)) else 0
    return _LETTERS[asked.beside] if near and asked.beside else 0


def _overlap(one: BaseGeometry, two: BaseGeometry) -> bool:
    """Whether shapes share more than an edge; lines and points must lie inside a polygon."""
    if not one.area and not two.area:
        return False
    edge = shapely.boundary(two if two.area else one)
    parts = shapely.get_parts(shapely.intersection(one, two))
    middles = [
        part.interpolate(0.5, normalized=True)
        if part.length and not part.area
        else part.representative_point()
        for part in parts
    ]
    return bool(np.any(shapely.distance(middles, edge) > kernel.TOUCH))


def _dug(one: Claim, two: Claim, record: Record, ground: float) -> bool:
    """Whether a disturbance is larger and deeper than is free; true for rules without thresholds."""
    asked = record.asked
    if asked.predicate != "threshold":
        return True
    digger = one if one.function in asked.subject else two
    width = max(2.0 * digger.radius, asked.trench)
    area = digger.footprint.area
    if not area:
        area = digger.footprint.length * width + 0.25 * math.pi * width**2
    return area > asked.least_area and ground - digger.base > asked.least_depth + kernel.TOUCH


_LETTERS: dict[str, int] = {"-": 0, "X": 1, "C": 2, "K": 3, "S": 4}
