"""A box dug out of the ground: how much of each soil is in it, and whose claims and objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from terrain.subsurface.claim_bodies import bodies_of, claims_in
from terrain.subsurface.models import layer_stack, voxel_stack
from terrain.subsurface.objects import Item, Names, claim_item, names_of, objects_in
from terrain.subsurface.stack import Level, Stack
from twin.errors import InvalidInputError, Problem
from twin.grid import GridSpec
from twin.vocabulary import LITHOCLASS

if TYPE_CHECKING:
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["Dug", "Soil", "dig", "soil_volumes"]

LARGEST = 100e6
"""Largest area of a box [m2]."""
MOST_BLOCKS = 4_000_000
_LISTED = 1000
_HAIR = 1e-6  # m
_UNKNOWN = ("unknown", "onbekend", "unknown", "#999999")
Bounds = tuple[float, float, float, float]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Soil:
    """Volume of a soil, or of a layer below the voxels [m3]."""

    id: str
    label_nl: str
    label_en: str
    color: str
    volume: float


@dataclass(frozen=True, slots=True)
class Dug:
    """What is in a box.

    Parameters
    ----------
    bounds
        xmin, ymin, xmax, ymax in RD [m].
    base, top
        Levels [m NAP].
    year
        Year in which.
    soils
        Volume of each soil, largest first.
    objects
        Features that stand or lie in it, 1000 at most.
    claims
        Claims whose body reaches into it, with the volume of that [m3], largest first, 1000 at most.
    counts
        How many objects and claims there are.
    """

    bounds: Bounds
    base: float
    top: float
    year: float
    soils: tuple[Soil, ...]
    objects: tuple[Item, ...]
    claims: tuple[tuple[Item, float], ...]
    counts: tuple[int, int]

    @property
    def volume(self) -> float:
        """Ground in the box [m3]."""
        return sum(soil.volume for soil in self.soils)


def dig(
    twin: Twin, bounds: Bounds, low: float, high: float, year: float | None = None,
    hidden: Collection[str] = (), claims: Iterable[Claim] | None = None,
) -> Dug:  # fmt: skip
    """Dig a box.

    Parameters
    ----------
    twin
        What is dug in.
    bounds
        xmin, ymin, xmax, ymax in RD [m].
    low, high
        Levels of its floor and its lid [m NAP].
    year
        Calendar year; that of the twin by default.
    hidden
        Themes that are left out.
    claims
        Claims on its subsurface; those that its features make by default.

    Raises
    ------
    InvalidInputError
        When the box is inside out, outside the twin, or too large.
    """
    _check(twin, bounds, low, high)
    at = float(twin.reference_year if year is None else year)
    footprint = shapely.box(*bounds)
    objects = [
        item
        for item in objects_in(twin, footprint, at, hidden)
        if (item.top is None or item.top >= low) and (item.base is None or item.base <= high)
    ]
    every = claims_in(twin.claims if claims is None else claims, at, hidden, footprint.bounds)
    reached = sorted(_claims(every, names_of(twin), footprint, (low, high), at), key=lambda found: -found[1])
    soils = tuple(soil_volumes(twin, bounds, low, high))
    listed = tuple(objects[:_LISTED]), tuple(reached[:_LISTED])
    return Dug(bounds, low, high, at, soils, *listed, (len(objects), len(reached)))


def _check(twin: Twin, bounds: Bounds, low: float, high: float) -> None:
    left, bottom, right, top = bounds
    problems = []
    if not (left < right and bottom < top):
        problems.append(Problem("bbox", list(bounds), "is empty or inverted", "Give xmin, ymin, xmax, ymax."))
    elif (area := (right - left) * (top - bottom)) > LARGEST:
        message = f"covers {area / 1e6:.0f} km2, at most {LARGEST / 1e6:.0f} km2"
        problems.append(Problem("bbox", list(bounds), message, "Dig a smaller box."))
    elif not shapely.box(*twin.grid.bbox).intersects(shapely.box(*bounds)):
        edges = ", ".join(f"{edge:.10g}" for edge in twin.grid.bbox)
        problems.append(Problem("bbox", list(bounds), "lies outside the twin", f"It spans {edges} in RD."))
    if not low < high:
        problems.append(Problem("z", [low, high], "is empty or inverted", "Give lowest/highest in m NAP."))
    if not problems and twin.subsurface is not None and "voxels" in twin.subsurface.children:
        dataset = twin.subsurface["voxels"].to_dataset()
        grid = GridSpec.of(dataset)
        blocks = (right - left) / grid.dx * (top - bottom) / grid.dy * dataset.sizes["z"]
        if blocks > MOST_BLOCKS:
            message = f"holds {blocks / 1e6:.1f} million voxels, at most {MOST_BLOCKS / 1e6:.0f} million"
            problems.append(Problem("bbox", list(bounds), message, "Dig a smaller box."))
    if problems:
        raise InvalidInputError(problems)


def soil_volumes(twin: Twin, bounds: Bounds, low: float, high: float) -> list[Soil]:
    """Sum the ground in a box by lithoclass, and below the voxels by layer; largest first.

    Voxels that the box cuts count with the share of them that lies in it.

    Parameters
    ----------
    twin
        What is dug in.
    bounds
        xmin, ymin, xmax, ymax in RD [m].
    low, high
        Levels [m NAP].
    """
    found: dict[Soil, float] = defaultdict(float)
    voxels, layers = voxel_stack(twin, bounds), layer_stack(twin, bounds)
    floor: Level = high
    if voxels is not None:
        length = voxels.lengths(low, high) * _share(voxels.grid, bounds)
        for code in np.unique(voxels.lithology).tolist():
            entry = LITHOCLASS.get(code)
            words = (entry.key, entry.label_nl, entry.label_en, entry.color) if entry else _UNKNOWN
            found[Soil(*words, 0.0)] += float(length[voxels.lithology == code].sum())
    if layers is not None:
        if voxels is not None:
            floor = np.fmin(high, _lowest(voxels, layers.grid))
        length = layers.lengths(low, floor) * _share(layers.grid, bounds)
        for number, unit in enumerate(layers.units):
            key = Soil(unit.key, unit.label_nl, unit.label_en, unit.color, 0.0)
            found[key] += float(length[number].sum())
    soils = [Soil(s.id, s.label_nl, s.label_en, s.color, volume) for s, volume in found.items() if volume > 0]
    return sorted(soils, key=lambda soil: -soil.volume)


def _lowest(voxels: Stack, grid: GridSpec) -> Floats:
    """Down to where voxels go in the middle of each column of a grid [m NAP]; NaN where there are none."""
    left, bottom, right, top = voxels.grid.bbox
    x, y = np.clip(grid.x, left + _HAIR, right - _HAIR), np.clip(grid.y, bottom + _HAIR, top - _HAIR)
    row, column = voxels.grid.index(*np.meshgrid(x, y))
    return voxels.base_of(voxels.present)[row, column]


def _share(grid: GridSpec, bounds: Bounds) -> Floats:
    """Area of every column that lies in the box [m2], shape (ny, nx)."""
    sides = (
        np.clip(np.minimum(centre + size / 2, high) - np.maximum(centre - size / 2, low), 0.0, None)
        for centre, size, low, high in (
            (grid.y, grid.dy, bounds[1], bounds[3]),
            (grid.x, grid.dx, bounds[0], bounds[2]),
        )
    )
    return np.outer(*sides)


def _claims(
    every: Iterable[Claim], names: Names, footprint: shapely.Polygon, levels: tuple[float, float], year: float
) -> Iterator[tuple[Item, float]]:
    """Claims whose body reaches into a box, with the volume that it has there [m3]."""
    claims = [claim for claim in every if min(claim.top, levels[1]) >= max(claim.base, levels[0])]
    bodies = bodies_of(claims, year)
    touched = shapely.intersects(bodies, footprint)
    areas = shapely.area(shapely.intersection(bodies[touched], footprint))
    for k, area in zip(np.flatnonzero(touched).tolist(), areas.tolist(), strict=True):
        claim = claims[k]
        height = min(claim.top, levels[1]) - max(claim.base, levels[0])
        yield claim_item(claim, names, (claim.top, claim.base), 0.0), area * height
