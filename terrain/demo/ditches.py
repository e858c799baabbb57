"""Parcels and the ditches between them: strips in peat, blocks in clay, a grid in the droogmakerij."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import Polygon
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from terrain.demo import plan
from terrain.demo.plan import SEED

__all__ = ["Ditch", "ditches", "hatch"]


@dataclass(frozen=True, slots=True)
class Ditch:
    """A ditch: its peilgebied, centre line, width [m] and class in the water board's register."""

    area: str
    line: shapely.LineString
    width: float
    category: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parcels: direction of the long side [degrees], width and length ranges [m], ditch width [m]."""

    angle: float
    width: tuple[float, float]
    length: tuple[float, float]
    ditch: float


_STRIP = (40.0, 60.0)
PATTERNS: dict[str, Pattern] = {
    "veenpolder-1": Pattern(-3.0, _STRIP, (560.0, 720.0), 4.0),
    "veenpolder-2": Pattern(4.0, _STRIP, (560.0, 720.0), 4.0),
    "veenpolder-3": Pattern(-9.0, _STRIP, (560.0, 720.0), 4.0),
    "veenpolder-4": Pattern(91.0, _STRIP, (600.0, 760.0), 4.0),
    "veenpolder-5": Pattern(84.0, _STRIP, (600.0, 760.0), 4.0),
    "veenpolder-6": Pattern(3.0, _STRIP, (600.0, 760.0), 4.0),
    "droogmakerij-1": Pattern(90.0, (166.0, 167.0), (425.0, 425.5), 5.0),
}
_CLAY_WIDTH, _CLAY_LENGTH, _CLAY_DITCH = (85.0, 150.0), (320.0, 520.0), 3.0
_MAIN_WIDTH = 9.0
_CLASS = ("secondary", "tertiary")


def hatch(
    area: BaseGeometry, pattern: Pattern, rng: np.random.Generator, *, stagger: bool = True
) -> tuple[list[shapely.LineString], list[shapely.LineString]]:
    """Parallel lines through an area in bands, and the lines between the bands.

    Returns
    -------
    tuple
        Long lines (parcel ditches) and band lines (main ditches), clipped to the area.
    """
    long, _, cross = _hatch(area, pattern, rng, stagger=stagger)
    return long, cross


def _hatch(
    area: BaseGeometry, pattern: Pattern, rng: np.random.Generator, *, stagger: bool
) -> tuple[list[shapely.LineString], list[int], list[shapely.LineString]]:
    """As `hatch`, with the number of each long line: pieces of one line share it."""
    centre = plan.polygon("gebied").centroid
    left, low, right, high = rotate(area, -pattern.angle, origin=centre).bounds
    edges = _steps(left - 20.0, right, pattern.length, rng)
    long, cross = [], [((x, low - 5), (x, high + 5)) for x in edges[1:-1]]
    offsets = _steps(low + 10.0, high, pattern.width, rng)
    for start, end in pairwise(edges):
        if stagger:
            offsets = _steps(low + rng.uniform(5.0, 35.0), high, pattern.width, rng)
        long += [((start, y), (end, y)) for y in offsets]
    lines, numbers = _clipped(long, pattern.angle, area)
    return lines, numbers, _clipped(cross, pattern.angle, area)[0]


def _steps(start: float, stop: float, step: tuple[float, float], rng: np.random.Generator) -> list[float]:
    count = int((stop - start) / step[0]) + 2
    at = start + np.concatenate([[0.0], np.cumsum(rng.uniform(*step, count))])
    return [float(value) for value in at[: int(np.searchsorted(at, stop)) + 1]]


def _clipped(
    pairs: Sequence[tuple[tuple[float, float], ...]], angle: float, area: BaseGeometry
) -> tuple[list[shapely.LineString], list[int]]:
    if not pairs:
        return [], []
    centre = np.asarray(plan.polygon("gebied").centroid.coords[0])
    turn = np.deg2rad(angle)
    ends = np.asarray(pairs) - centre
    ends = ends @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + centre
    shapely.prepare(area)
    pieces, number = shapely.get_parts(
        shapely.intersection(shapely.linestrings(np.round(ends, 2)), area), return_index=True
    )
    keep = (shapely.get_type_id(pieces) == 1) & (shapely.length(pieces) > 60.0)
    return list(pieces[keep]), number[keep].tolist()


def ditches(taken: BaseGeometry) -> list[Ditch]:
    """All parcel ditches outside the ground that settlements, dikes and sites take."""
    rng = np.random.Generator(np.random.PCG64([SEED, 60]))
    found: list[Ditch] = []
    for name, pattern in PATTERNS.items():
        area = plan.polygon(name).buffer(-14).difference(taken)
        long, numbers, cross = _hatch(area, pattern, rng, stagger=name != "droogmakerij-1")
        found += [
            Ditch(name, line, pattern.ditch, _CLASS[k % 2]) for line, k in zip(long, numbers, strict=True)
        ]
        found += [Ditch(name, line, _MAIN_WIDTH, "primary") for line in cross]
    return found + _clay_ditches(taken, rng)


def _clay_ditches(taken: BaseGeometry, rng: np.random.Generator) -> list[Ditch]:
    """Irregular blocks of the old clay land, each with its own direction; main ditches between them."""
    name = "kleipolder-1"
    area = plan.polygon(name).buffer(-14).difference(taken)
    found: list[Ditch] = []
    blocks = clay_blocks(rng)
    for block in blocks:
        pattern = Pattern(
            float(rng.choice([12.0, 35.0, 62.0, 85.0, 118.0, 150.0])), _CLAY_WIDTH, _CLAY_LENGTH, _CLAY_DITCH
        )
        inside = block.buffer(-6).intersection(area)
        if inside.area < 2e4:
            continue
        long, numbers, _ = _hatch(inside, pattern, rng, stagger=True)
        found += [
            Ditch(name, line, _CLAY_DITCH, _CLASS[k % 2]) for line, k in zip(long, numbers, strict=True)
        ]
    borders = shapely.line_merge(shapely.unary_union([block.exterior for block in blocks]).intersection(area))
    pieces = [piece for piece in shapely.get_parts(borders) if piece.length > 80.0]
    return found + [Ditch(name, piece, 6.0, "primary") for piece in pieces]


def clay_blocks(rng: np.random.Generator) -> list[Polygon]:
    """Blocks of about half a square kilometre: Voronoi cells of scattered points."""
    area = plan.polygon("kleipolder-1")
    left, low, right, high = area.bounds
    spots = np.column_stack([rng.uniform(left, right, 64), rng.uniform(low, high, 64)])
    cells = shapely.voronoi_polygons(shapely.multipoints(np.round(spots, 1)), extend_to=area)
    parts = sorted(shapely.get_parts(cells), key=lambda cell: (cell.centroid.x, cell.centroid.y))
    return [cell.intersection(area) for cell in parts if cell.intersects(area)]
