"""Lines of a twin as they lie in the ground: axes with heights, sizes, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.physics.constants import Parameter
from scenarios.polders.objects import numeric, words
from twin.lines import divided, with_heights
from twin.vocabulary import NETWORKS

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["SIGMA_XY", "SIGMA_Z", "Lines", "filled", "ground_at", "lines_of"]

SIGMA_XY = Parameter(0.5, "m", "accuracy of 1 m (WIBON) as two standard deviations", "unverified")
SIGMA_Z = Parameter(0.25, "m", "deviation of a depth that was not measured", "unverified")
_MEASURED = Parameter(0.1, "m", "deviation of a place or depth that was measured", "unverified")
_SIZE = {"electricity": 0.05, "data": 0.04}
_USUAL_SIZE = 0.1
"""Diameter where none is told [m], by how the network begins, else of a small pipe: assumed."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines in the ground, n of them.

    Parameters
    ----------
    id, network, owner
        Names; an owner is empty for a line by itself.
    planned
        Whether it is not there yet.
    shapes
        Lines in plan; those of no length are points.
    segments, first
        Axes with heights [m NAP], (m, 7), as kernels take them, and the first row of each line, (n + 1,).
    ground
        Ground above both ends of each segment [m NAP], (m, 2).
    half_height, half_width
        Half the diameter, and half the width of a bed or half the diameter [m].
    diameter, pressure
        As told [m, Pa]; NaN where they are not.
    sigma_xy, sigma_z
        Standard deviations [m].
    start, end
        Years; infinite where they are not told.
    known, measured
        Whether it is known how deep the line lies, and whether that was measured.
    """

    id: Words
    network: Words
    owner: Words
    planned: Flags
    shapes: npt.NDArray[Any]
    segments: Floats
    first: npt.NDArray[np.int64]
    ground: Floats
    half_height: Floats
    half_width: Floats
    diameter: Floats
    pressure: Floats
    sigma_xy: Floats
    sigma_z: Floats
    start: Floats
    end: Floats
    known: Flags
    measured: Flags

    def __len__(self) -> int:
        """Number of lines."""
        return len(self.id)

    @property
    def axes(self) -> npt.NDArray[Any]:
        """Segments as lines in plan, (m,); those of no length as points."""
        ends = self.segments[:, [0, 1, 3, 4]].reshape(-1, 2, 2)
        return _places(np.asarray(shapely.linestrings(ends), object))

    @property
    def of_segment(self) -> npt.NDArray[np.int64]:
        """Line of each segment, (m,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    @property
    def spans(self) -> Floats:
        """Length of each segment in plan [m], (m,)."""
        return np.hypot(self.segments[:, 3] - self.segments[:, 0], self.segments[:, 4] - self.segments[:, 1])

    @property
    def cover(self) -> Floats:
        """Depth of the top below the ground in the middle of each segment [m], (m,)."""
        axis = 0.5 * (self.segments[:, 2] + self.segments[:, 5])
        return np.asarray(self.ground.mean(axis=1) - axis - self.half_height[self.of_segment])


def lines_of(twin: Twin) -> Lines | None:
    """Lines of a twin; None without any.

    Parameters
    ----------
    twin
        Heights at all places of a geometry are those of the axis [m NAP]; other lines follow the ground at
        their depth, or at the usual cover of their network.

    Notes
    -----
    Where the ground is not known, as outside the grid, it is taken from beside it along the line. Lines
    without any are not known, nor those without a depth.
    """
    table = twin.features.get("utility_lines")
    if table is None or not len(table):
        return None
    network = _networks(table)
    diameter = _above_zero(numeric(table, "diameter"))
    size = np.where(np.isnan(diameter), [_usual(name) for name in network], diameter)
    width = np.fmax(_above_zero(numeric(table, "width")), size)
    usual = np.array([NETWORKS[name].cover if name in NETWORKS else np.nan for name in network.tolist()])
    depth = numeric(table, "depth", usual)
    shapes = table.geometry.to_numpy()
    heights = with_heights(shapes)
    segments, first, ground = _segments(twin, shapes, depth + 0.5 * size, heights)
    pieces = np.diff(first)
    lost = np.repeat(np.arange(len(table)), pieces)[np.isnan(segments[:, [2, 5]]).any(axis=1)]
    measured = words(table, "depth_status") == "measured"
    return Lines(
        id=words(table, "id"),
        network=network,
        owner=words(table, "owner"),
        planned=words(table, "status") == "planned",
        shapes=_places(shapely.force_2d(shapes)),
        segments=segments,
        first=first,
        ground=ground,
        half_height=0.5 * size,
        half_width=0.5 * width,
        diameter=diameter,
        pressure=_above_zero(numeric(table, "pressure")),
        sigma_xy=numeric(table, "sigma_xy", np.where(measured, _MEASURED.value, SIGMA_XY.value)),
        sigma_z=numeric(table, "sigma_z", np.where(measured, _MEASURED.value, SIGMA_Z.value)),
        start=numeric(table, "start", -np.inf),
        end=numeric(table, "end", np.inf),
        known=(pieces > 0) & (np.bincount(lost, minlength=len(table)) == 0),
        measured=measured,
    )


def _networks(table: gpd.GeoDataFrame) -> Words:
    """Networks; a sewer whose material tells of pressure is one."""
    network, material = words(table, "network"), words(table, "material")
    pressed = (network == "sewer") & (np.char.find(np.char.lower(material), "pressure") >= 0)
    return np.asarray(np.where(pressed, "sewer-pressure", network), dtype=np.str_)


def _above_zero(values: Floats) -> Floats:
    return np.where(values > 0.0, values, np.nan)


def _places(shapes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Shapes, lines of no length as points: GEOS finds them near nothing otherwise."""
    made = np.array(shapes, object)
    dots = shapely.length(made) == 0.0
    made[dots] = shapely.get_point(shapely.get_geometry(made[dots], 0), 0)
    return made


def _usual(network: str) -> float:
    return next((size for name, size in _SIZE.items() if network.startswith(name)), _USUAL_SIZE)


def _segments(
    twin: Twin, shapes: npt.NDArray[Any], axis: Floats, heights: Flags
) -> tuple[Floats, npt.NDArray[np.int64], Floats]:
    """Segments no longer than two cells, with heights, their first rows, and the ground at their ends."""
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    parts = divided(parts, 2.0 * twin.grid.dx)
    places, at_part = shapely.get_coordinates(parts, include_z=True, return_index=True)
    line = of_part[at_part]
    above = _ground_along(twin, places, line)
    places[:, 2] = np.where(heights[line], places[:, 2], above - axis[line])
    begin = np.flatnonzero(np.diff(at_part) == 0)
    leads = np.diff(at_part[begin], prepend=-1) != 0
    segments = np.column_stack([places[begin], places[begin + 1], leads.astype(np.float64)])
    first = np.searchsorted(line[begin], np.arange(len(shapes) + 1)).astype(np.int64)
    return np.ascontiguousarray(segments), first, np.column_stack([above[begin], above[begin + 1]])


def _ground_along(twin: Twin, places: Floats, line: npt.NDArray[np.int64]) -> Floats:
    """Ground at places on lines [m NAP]; where it is not known that of the nearest ones along the line."""
    above = ground_at(twin, places[:, 0], places[:, 1])
    for number in np.unique(line[np.isnan(above)]):
        rows = slice(*np.searchsorted(line, [number, number + 1]))
        above[rows] = filled(above[rows])
    return above


def filled(ground: Floats) -> Floats:
    """Ground along a line, that of places where it is not known by those beside them; NaN where none is."""
    known = np.isfinite(ground)
    if known.all() or not known.any():
        return ground
    at = np.arange(ground.size)
    return np.interp(at, at[known], ground[known])


def ground_at(twin: Twin, x: Floats, y: Floats) -> Floats:
    """Ground of the cell that holds each place [m NAP]; NaN outside the grid."""
    return twin.grid.sample(twin.surface["ground_level"].values, x, y)
