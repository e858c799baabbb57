"""Cross-sections of dikes as eight points, today's and the new one, and the earth between them.

From the outer to the inner toe: outer toe, outer berm's outer and inner edge, outer and inner crest edge,
inner berm's inner and outer edge, inner toe. Offsets lie across the dike [m]: 0 on the middle of today's
crest, positive to the protected side.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Design, Profiles

__all__ = ["earthworks", "section_designed", "section_now"]

Floats = npt.NDArray[np.float64]
Section = tuple[Floats, Floats]


def section_now(profiles: Profiles) -> Section:
    """Cross-sections of today.

    Returns
    -------
    tuple
        Offsets [m] and levels [m NAP], (n, 8) each; a row is NaN where the profile is not known.

    Examples
    --------
    >>> import numpy as np
    >>> from scenarios.dikes.model import Profiles
    >>> one = lambda value: np.array([value])
    >>> dike = Profiles(
    ...     crest_level=one(5.0), crest_width=one(4.0), outer_slope=one(3.0), inner_slope=one(2.5),
    ...     outer_toe_level=one(0.0), inner_toe_level=one(1.0), outer_berm_width=one(0.0),
    ...     outer_berm_level=one(0.0), inner_berm_width=one(6.0), inner_berm_level=one(2.0),
    ...     sources=("survey",), source=np.zeros(1, np.int8),
    ... )
    >>> offset, level = section_now(dike)
    >>> offset[0].tolist()
    [-17.0, -17.0, -17.0, -2.0, 2.0, 9.5, 15.5, 18.0]
    >>> level[0].tolist()
    [0.0, 0.0, 0.0, 5.0, 5.0, 2.0, 2.0, 1.0]
    """
    p = profiles
    half = 0.5 * p.crest_width
    return _points(
        -half,
        (p.crest_level, p.crest_width, p.outer_toe_level, p.inner_toe_level),
        (p.outer_slope, p.outer_berm_width, p.outer_berm_level),
        (p.inner_slope, p.inner_berm_width, p.inner_berm_level),
    )


def section_designed(profiles: Profiles, design: Design, future: int = 0) -> Section:
    """Cross-sections of the new dike in one future.

    Parameters
    ----------
    profiles
        Today's, (n,).
    design
        New profiles, (n, m).
    future
        Column of the design.

    Returns
    -------
    tuple
        Offsets [m] and levels [m NAP], (n, 8) each, on the ground at today's toes.
    """
    p = profiles
    crest, slope = design.crest_level[:, future], design.outer_slope[:, future]
    width, level = design.outer_berm_width[:, future], design.outer_berm_level[:, future]
    outer_toe = section_now(profiles)[0][:, 0] - design.outward[:, future]
    return _points(
        outer_toe + (crest - p.outer_toe_level) * slope + width,
        (crest, p.crest_width, p.outer_toe_level, p.inner_toe_level),
        (slope, width, level),
        (
            design.inner_slope[:, future],
            design.inner_berm_width[:, future],
            design.inner_berm_level[:, future],
        ),
    )


def earthworks(old: Section, new: Section) -> tuple[Floats, Floats]:
    """Earth to bring and to dig away between two cross-sections, per metre of dike.

    Parameters
    ----------
    old, new
        Offsets [m], ascending, and levels [m NAP], (n, points) each. Beyond its toes the ground is level.

    Returns
    -------
    tuple
        Fill and cut [m2], (n,) each; exact for these points, without layers or settlement.

    Examples
    --------
    >>> import numpy as np
    >>> old = np.array([[-15.0, 0.0, 5.0, 20.0]]), np.array([[0.0, 5.0, 5.0, 0.0]])
    >>> new = np.array([[-18.0, 0.0, 5.0, 23.0]]), np.array([[0.0, 6.0, 6.0, 0.0]])
    >>> [area.tolist() for area in earthworks(old, new)]
    [[38.0], [0.0]]
    """
    from scenarios.kernels.dike_section import fill_and_cut

    fill, cut = np.empty(old[0].shape[0]), np.empty(old[0].shape[0])
    old_x, old_z, new_x, new_z = (np.ascontiguousarray(part, np.float64) for part in (*old, *new))
    fill_and_cut(old_x, old_z, new_x, new_z, fill, cut)
    return fill, cut


def _points(
    edge: Floats,
    body: tuple[Floats, Floats, Floats, Floats],
    outer: tuple[Floats, Floats, Floats],
    inner: tuple[Floats, Floats, Floats],
) -> Section:
    """Points from the outer crest edge; outer and inner side are slope, berm width and berm level."""
    crest, width, outer_toe, inner_toe = body
    sides = []
    for (slope, berm, level), toe in ((outer, outer_toe), (inner, inner_toe)):
        near = (crest - level) * slope
        sides.append((near, near + berm, near + berm + (level - toe) * slope, level, toe))
    (near, far, end, berm_level, toe), inside = sides
    other = edge + width
    offset = (edge - end, edge - far, edge - near, edge, other, *(other + run for run in inside[:3]))
    heights = (toe, berm_level, berm_level, crest, crest, inside[3], inside[3], inside[4])
    offsets, levels = np.stack(offset, axis=-1), np.stack(heights, axis=-1)
    unknown = ~np.isfinite(offsets + levels).all(axis=-1)
    offsets[unknown] = levels[unknown] = np.nan
    return offsets, levels
