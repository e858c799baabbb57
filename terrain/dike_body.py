"""The soil that a new dike adds, as closed bodies: lofted along the dike between today's and the new profile.

Each place gives one cross-section with the same number of points on its upper and lower side; the two sides
meet at the toes only. Where the new profile is no higher than today's a film of a millimetre keeps the body
in one piece, so that every edge lies in exactly two faces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import trimesh

__all__ = ["Body", "Sections", "bodies", "fill_area", "section_volume"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

FILM = 0.001
"""Least thickness between the toes [m]."""
SPACING = 0.005
"""Least distance between two points of a cross-section [m]."""
LEAST_FILL = 0.01
"""A place whose cross-section grows by less is left out [m2]."""
_JUMP = 1.5


@dataclass(frozen=True, slots=True)
class Sections:
    """Cross-sections of dikes at n places, today's and new ones of p points, outer toe to inner toe.

    Parameters
    ----------
    dike
        Number of the dike, (n,).
    point
        Place on the line, RD New [m], (n, 2).
    inward
        Unit vector across the dike, (n, 2).
    length
        Length of dike that the place stands for [m], (n,).
    now_offset, now_level, new_offset, new_level
        Offsets [m] from the line, ascending, and levels [m NAP], (n, p) each; NaN rows are unknown.
    """

    dike: Indices
    point: Floats
    inward: Floats
    length: Floats
    now_offset: Floats
    now_level: Floats
    new_offset: Floats
    new_level: Floats

    def take(self, rows: Indices) -> Sections:
        """Keep some places."""
        return Sections(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Body:
    """A closed body along places ``first`` up to and with ``last``.

    Parameters
    ----------
    dike
        Number of the dike.
    first, last
        Numbers of the places.
    vertices
        Corners [m RD, m NAP], (v, 3).
    faces
        Triangles, counter-clockwise seen from outside, (f, 3).
    """

    dike: int
    first: int
    last: int
    vertices: Floats
    faces: Indices

    @property
    def volume(self) -> float:
        """Volume [m3]."""
        middle = self.vertices.mean(axis=0)
        a, b, c = (self.vertices[self.faces[:, k]] - middle for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    def mesh(self) -> trimesh.Trimesh:
        """The body as a mesh of trimesh, corners as they are."""
        import trimesh

        return trimesh.Trimesh(self.vertices, self.faces, process=False)


def _stations(sections: Sections) -> tuple[Floats, Floats, Floats]:
    """Offsets, lower and upper levels of the body at each place, (n, 2p) each.

    The stations are the corners of both profiles, kept a little apart where corners coincide.
    """
    offset = np.sort(np.concatenate([sections.now_offset, sections.new_offset], axis=1), axis=1)
    apart = SPACING * np.arange(offset.shape[1])
    offset = np.maximum.accumulate(offset - apart, axis=1) + apart
    lower = _levels(sections.now_offset, sections.now_level, offset)
    upper = _levels(sections.new_offset, sections.new_level, offset)
    upper = np.maximum(upper, lower + FILM)
    upper[:, [0, -1]] = lower[:, [0, -1]]
    return offset, lower, upper


def _levels(corner: Floats, level: Floats, offset: Floats) -> Floats:
    """Level of profiles at offsets: straight between corners, level beyond the toes."""
    found = np.empty_like(offset)
    for row in range(len(offset)):
        found[row] = np.interp(offset[row], corner[row], level[row])
    return found


def fill_area(sections: Sections) -> Floats:
    """Cross-section of soil that the new profile adds above today's [m2], (n,); NaN where unknown."""
    corners = np.concatenate([sections.now_offset, sections.new_offset], axis=1)
    known = np.isfinite(corners).all(axis=1)
    area = np.full(len(corners), np.nan)
    offset, lower, upper = _stations(sections.take(np.flatnonzero(known)))
    thick = np.where(upper - lower > 1.01 * FILM, upper - lower, 0.0)
    area[known] = ((thick[:, 1:] + thick[:, :-1]) / 2 * np.diff(offset, axis=1)).sum(axis=1)
    return area


def bodies(sections: Sections) -> list[Body]:
    """Build a closed body along every stretch of dike where soil is added.

    Parameters
    ----------
    sections
        Cross-sections along dikes, in the order of their places.

    Returns
    -------
    list of Body
        One per stretch: places that follow one another along one dike, all with soil to add. Its ends are
        upright, half-way to where the next place would be.
    """
    with np.errstate(invalid="ignore"):
        some = np.flatnonzero(fill_area(sections) > LEAST_FILL)
    if not some.size:
        return []
    step = np.hypot(*np.diff(sections.point[some], axis=0).T)
    expected = (sections.length[some][1:] + sections.length[some][:-1]) / 2
    apart = (np.diff(some) > 1) | (np.diff(sections.dike[some]) != 0) | (step > _JUMP * expected)
    return [_loft(sections, run) for run in np.split(some, np.flatnonzero(apart) + 1)]


def _loft(sections: Sections, run: Indices) -> Body:
    """Span skin over the cross-sections of a stretch, and close its ends."""
    corners = _corners(sections.take(run))
    rows, points = corners.shape[:2]
    half = points // 2
    number = np.arange(rows * points).reshape(rows, points)
    behind, ahead = number, np.roll(number, -1, axis=1)
    sides = _quads(behind[:-1], ahead[:-1], ahead[1:], behind[1:])
    first, last = _cap(number[0], half), _cap(number[-1], half)
    faces = np.concatenate([sides, first[:, ::-1], last])
    body = Body(
        int(sections.dike[run[0]]), int(run[0]), int(run[-1]), corners.reshape(-1, 3), faces.astype(np.int64)
    )
    if body.volume >= 0:
        return body
    return Body(body.dike, body.first, body.last, body.vertices, body.faces[:, ::-1])


def _corners(sections: Sections) -> Floats:
    """Corners round the cross-section of each place, and of both ends, (n + 2, k, 3).

    First the upper side from the outer to the inner toe, then the lower side back, without the toes.
    """
    offset, lower, upper = _apart(*_stations(sections))
    across = np.concatenate([offset, offset[:, -2:0:-1]], axis=1)
    level = np.concatenate([upper, lower[:, -2:0:-1]], axis=1)
    point, inward = _with_ends(sections)
    across, level = (np.concatenate([a[:1], a, a[-1:]]) for a in (across, level))
    flat = point[:, None] + inward[:, None] * across[..., None]
    return np.concatenate([flat, level[..., None]], axis=2)


def _apart(offset: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats, Floats]:
    """Leave out stations that coincide with the one before them at every place."""
    new = (np.diff(offset, axis=1) > 1.01 * SPACING).any(axis=0)
    kept = np.concatenate([[True], new])
    kept[np.flatnonzero(kept)[-1]] = (
        False  # the last corner is the inner toe, wherever others coincide with it
    )
    kept[[0, -1]] = True
    return offset[:, kept], lower[:, kept], upper[:, kept]


def _with_ends(sections: Sections) -> tuple[Floats, Floats]:
    """Places and vectors across, with one more at either end, half a stretch further along the dike."""
    point, inward = sections.point, sections.inward
    along = np.column_stack([inward[:, 1], -inward[:, 0]])
    ahead = np.gradient(point, axis=0) if len(point) > 1 else along
    along = np.where(((along * ahead).sum(axis=1) < 0)[:, None], -along, along)
    half = along * sections.length[:, None] / 2
    whole = np.concatenate([point[:1] - half[:1], point, point[-1:] + half[-1:]])
    return whole, np.concatenate([inward[:1], inward, inward[-1:]])


def _quads(a: Indices, b: Indices, c: Indices, d: Indices) -> Indices:
    """Two triangles for each four corners."""
    return np.concatenate(
        [np.stack([a, b, c], axis=-1).reshape(-1, 3), np.stack([a, c, d], axis=-1).reshape(-1, 3)]
    )


def _cap(ring: Indices, half: int) -> Indices:
    """Triangles over one cross-section: strips between its upper and its lower side."""
    upper = ring[: half + 1]
    lower = np.concatenate([ring[:1], ring[:half:-1], ring[half : half + 1]])
    faces = []
    for place in range(half):
        a, b, c, d = upper[place], upper[place + 1], lower[place + 1], lower[place]
        faces += [[a, b, c]] if place == 0 else [[a, b, d]] if place == half - 1 else [[a, b, c], [a, c, d]]
    return np.array(faces)


def section_volume(sections: Sections, body: Body) -> float:
    """Volume of a body by its cross-sections: mean area times the way between their centroids [m3].

    Examples
    --------
    >>> import numpy as np
    >>> ground = np.array([[-10.0, 0.0, 0.0, 10.0]]), np.array([[0.0, 2.0, 2.0, 0.0]])
    >>> raised = np.array([[-10.0, 0.0, 0.0, 10.0]]), np.array([[0.0, 3.0, 3.0, 0.0]])
    >>> at = np.zeros(1, int), np.zeros((1, 2)), np.array([[0.0, 1.0]]), np.array([10.0])
    >>> one = Sections(*at, *ground, *raised)
    >>> round(section_volume(one, bodies(one)[0]))
    100
    """
    mine = sections.take(np.arange(body.first, body.last + 1))
    offset, lower, upper = _stations(mine)
    thick, wide = upper - lower, np.diff(offset, axis=1)
    slice_area = (thick[:, 1:] + thick[:, :-1]) / 2 * wide
    area = slice_area.sum(axis=1)
    middle = (slice_area * (offset[:, 1:] + offset[:, :-1]) / 2).sum(axis=1) / area
    point, inward = _with_ends(mine)
    area, middle = (np.concatenate([a[:1], a, a[-1:]]) for a in (area, middle))
    way = np.hypot(*np.diff(point + inward * middle[:, None], axis=0).T)
    return float(((area[1:] + area[:-1]) / 2 * way).sum())
