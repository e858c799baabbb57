"""Lines of a twin as they lie in the ground: axes with heights, sizes, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.physics.constants import Parameter
from scenarios.polders.objects import numeric, words
from twin import line_defaults
from twin.ground import Ground
from twin.line_defaults import SIGMA_MEASURED, line_network, usual_cover, usual_diameter
from twin.lines import divided, laid, with_heights

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["SIGMA_XY", "SIGMA_Z", "Lines", "ground_at", "lines_of"]

SIGMA_XY = Parameter(
    line_defaults.SIGMA_XY, "m", "accuracy of 1 m (WIBON) as two standard deviations", "unverified"
)
SIGMA_Z = Parameter(line_defaults.SIGMA_Z, "m", "deviation of a depth that was not measured", "unverified")

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
    size = np.where(np.isnan(diameter), [usual_diameter(name) for name in network.tolist()], diameter)
    width = np.fmax(_above_zero(numeric(table, "width")), size)
    usual = np.array([usual_cover(name) for name in network.tolist()])
    depth = numeric(table, "depth", usual)
    shapes = table.geometry.to_numpy()
    segments, first, ground = _segments(twin, shapes, depth + 0.5 * size)
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
        sigma_xy=numeric(table, "sigma_xy", np.where(measured, SIGMA_MEASURED, SIGMA_XY.value)),
        sigma_z=numeric(table, "sigma_z", np.where(measured, SIGMA_MEASURED, SIGMA_Z.value)),
        start=numeric(table, "start", -np.inf),
        end=numeric(table, "end", np.inf),
        known=(pieces > 0) & (np.bincount(lost, minlength=len(table)) == 0),
        measured=measured,
    )


def _networks(table: gpd.GeoDataFrame) -> Words:
    """Networks; a sewer whose material tells of pressure is one."""
    pairs = zip(words(table, "network").tolist(), words(table, "material").tolist(), strict=True)
    return np.array([line_network(*pair) for pair in pairs], np.str_)


def _above_zero(values: Floats) -> Floats:
    return np.where(values > 0.0, values, np.nan)


def _places(shapes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Shapes, lines of no length as points: GEOS finds them near nothing otherwise."""
    made = np.array(shapes, object)
    dots = shapely.length(made) == 0.0
    made[dots] = shapely.get_point(shapely.get_geometry(made[dots], 0), 0)
    return made


def _segments(
    twin: Twin, shapes: npt.NDArray[Any], axis: Floats
) -> tuple[Floats, npt.NDArray[np.int64], Floats]:
    """Segments with heights, their first rows, and the ground at their ends.

    Lines that tell their heights have segments no longer than a cell, so that the ground is that above them.
    """
    ground = Ground(twin.grid, twin.surface["ground_level"].values)
    told = with_heights(shapes)
    parts, of_part = shapely.get_parts(laid(shapes, axis, ground), return_index=True)
    own = told[of_part]
    parts[own] = divided(parts[own], twin.grid.dx)
    places, at_part = shapely.get_coordinates(parts, include_z=True, return_index=True)
    line = of_part[at_part]
    above = np.where(told[line], ground.along(places, line), places[:, 2] + axis[line])
    begin = np.flatnonzero(np.diff(at_part) == 0)
    leads = np.diff(at_part[begin], prepend=-1) != 0
    segments = np.column_stack([places[begin], places[begin + 1], leads.astype(np.float64)])
    first = np.searchsorted(line[begin], np.arange(len(shapes) + 1)).astype(np.int64)
    return np.ascontiguousarray(segments), first, np.column_stack([above[begin], above[begin + 1]])


def ground_at(twin: Twin, x: Floats, y: Floats) -> Floats:
    """Ground of the cell that holds each place [m NAP]; NaN outside the grid."""
    return twin.grid.sample(twin.surface["ground_level"].values, x, y)
