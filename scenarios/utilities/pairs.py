"""Lines that come too near each other: which, where, how much room lacks, and how likely that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.kernels.utility_pairs import line_pairs
from scenarios.physics.line_positions import chance_of_less, chance_within
from scenarios.utilities.clearances import clearances

if TYPE_CHECKING:
    from scenarios.utilities.lines import Lines

__all__ = ["POSSIBLE", "SURE", "Pairs", "close_pairs", "verdict"]

SURE, POSSIBLE = 0.95, 0.05
_DEVIATIONS = 2.0  # beyond which a line is not looked for
_JOINT = 0.1  # m: an end so near a line of its own network is connected to it
_ALONGSIDE = 4.0  # times what is asked, over which lines that are connected may be near each other
_TOUCH = 1e-9

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of lines that may lack room, k of them.

    Parameters
    ----------
    first, second
        Numbers of the lines.
    planned
        Whether one of them is planned.
    beside, required_beside
        Clear distance in plan, and what is asked [m].
    above, required_above
        Clear height where they are within that distance, and what is asked [m]; NaN where a depth is not
        known.
    length
        Of the first line within the distance that is asked [m].
    probability
        That both lack [1]; NaN where a depth is not known.
    place
        Where they are nearest, (k, 2).
    """

    first: Numbers
    second: Numbers
    planned: Flags
    beside: Floats
    required_beside: Floats
    above: Floats
    required_above: Floats
    length: Floats
    probability: Floats
    place: Floats

    @property
    def margin(self) -> Floats:
        """Room that is left over beside or above, the larger of both [m]; below 0 where both lack."""
        return np.fmax(self.beside - self.required_beside, self.above - self.required_above)


def close_pairs(lines: Lines) -> Pairs:
    """Find pairs of lines that lack room, or may by how uncertain their places are.

    Parameters
    ----------
    lines
        Lines.

    Notes
    -----
    Room lacks where it lacks beside and above: ``P = P(beside) P(above)``, the errors of place and of height
    being independent. Lines that cross do so wherever they lie. Left out: parts of one system, lines that are
    never there together, and lines of one network that join, or that both are there and cross: a branch.
    """
    names, of_name = np.unique(lines.network, return_inverse=True)
    beside, above = clearances(names.tolist())
    pairs, near, runs = _candidates(lines, beside[of_name])
    one, two = pairs.T
    required, high = beside[of_name[one], of_name[two]], above[of_name[one], of_name[two]]
    halves = lines.half_width[one] + lines.half_width[two]
    sigma = np.hypot(lines.sigma_xy[one], lines.sigma_xy[two])
    # heights count where the lines are within what is asked, else where they are nearest
    segments = np.ascontiguousarray(np.nan_to_num(lines.segments))
    found, within = np.empty((len(pairs), 5)), np.empty((len(pairs), 5))
    line_pairs(segments, near, runs, required + halves + _DEVIATIONS * sigma, found)
    line_pairs(segments, near, runs, required + halves, within)
    close, inside = np.isfinite(found[:, 0]), np.isfinite(within[:, 0])
    short = within[:, 2] <= _ALONGSIDE * (required + halves)
    branch = (found[:, 0] <= _TOUCH) & ~(lines.planned[one] | lines.planned[two])
    same = lines.network[one] == lines.network[two]
    close &= ~(short & same & (branch | _joined(lines, one, two)))
    known = lines.known[one] & lines.known[two]
    heights = np.where(known, np.where(inside, within[:, 1], found[:, 1]), np.nan)
    tall = lines.half_height[one] + lines.half_height[two]
    chance = np.full(len(pairs), np.nan)
    chance[close] = _chance(
        found[close, 0], (required + halves)[close], sigma[close],
        heights[close], (high + tall)[close], np.hypot(lines.sigma_z[one], lines.sigma_z[two])[close],
    )  # fmt: skip
    keep = close & ~(chance < POSSIBLE) & (known | inside)
    return Pairs(
        first=one[keep],
        second=two[keep],
        planned=(lines.planned[one] | lines.planned[two])[keep],
        beside=np.maximum(found[:, 0] - halves, 0.0)[keep],
        required_beside=required[keep],
        above=(heights - tall)[keep],
        required_above=high[keep],
        length=np.where(inside, within[:, 2], 0.0)[keep],
        probability=chance[keep],
        place=found[keep, 3:],
    )


def verdict(probability: Floats) -> npt.NDArray[np.str_]:
    """Word for a probability that room lacks: conflict, possible, clear, or unknown.

    Examples
    --------
    >>> verdict(np.array([0.99, 0.5, 0.01, np.nan])).tolist()
    ['conflict', 'possible', 'clear', 'unknown']
    """
    words = np.where(probability >= SURE, "conflict", np.where(probability >= POSSIBLE, "possible", "clear"))
    return np.asarray(np.where(np.isnan(probability), "unknown", words), dtype=np.str_)


def _chance(
    plan: Floats, asked: Floats, sigma_xy: Floats, apart: Floats, height: Floats, sigma_z: Floats
) -> Floats:
    """Probability that room lacks beside and above; lines that cross do so wherever they lie."""
    beside = chance_of_less(found=plan, required=asked, sigma=sigma_xy)
    return np.where(plan <= _TOUCH, 1.0, beside) * chance_within(apart=apart, required=height, sigma=sigma_z)


def _candidates(lines: Lines, beside: Floats) -> tuple[Numbers, Numbers, Numbers]:
    """Pairs whose lines are near enough, there together, and not of one system.

    Returns
    -------
    tuple
        Their lines, (k, 2); rows of segments that are near each other, (s, 2), in order of pairs; and where
        those of each pair begin, (k + 1,).
    """
    reach = beside.max(axis=1) + lines.half_width + float(lines.half_width.max())
    reach = reach + _DEVIATIONS * np.hypot(lines.sigma_xy, float(lines.sigma_xy.max()))
    of = lines.of_segment
    shapes = lines.axes
    near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach[of])
    near = near[:, of[near[0]] != of[near[1]]]
    one, two = of[near]
    system = np.array([owner or f"\0{name}" for owner, name in zip(lines.owner, lines.id, strict=True)])
    _, system = np.unique(system, return_inverse=True)
    keep = system[one] != system[two]
    keep &= (lines.start[one] <= lines.end[two]) & (lines.start[two] <= lines.end[one])
    near = np.sort(near[:, keep], axis=0)  # rows of a line come before those of later lines
    rows, count = len(shapes), len(lines)
    near = np.column_stack(np.divmod(np.unique(near[0] * rows + near[1]), rows))
    pair = of[near[:, 0]] * count + of[near[:, 1]]
    order = np.argsort(pair, kind="stable")
    pairs, runs = np.unique(pair[order], return_index=True)
    both = np.column_stack(np.divmod(pairs, count))
    return both, np.ascontiguousarray(near[order]), np.append(runs, len(near))


def _joined(lines: Lines, one: Numbers, two: Numbers) -> Flags:
    """Pairs in which an end of one lies on the other."""
    joined = np.zeros(one.size, np.bool_)
    for first, second in ((one, two), (two, one)):
        joined |= shapely.dwithin(_ends(lines.shapes[first]), lines.shapes[second], _JOINT)
    return joined


def _ends(shapes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Ends of lines, as points together; those of a closed line are one of its places."""
    ends = shapely.boundary(shapes)
    closed = shapely.is_empty(ends)
    ends[closed] = shapely.get_point(shapely.get_geometry(shapes[closed], 0), 0)
    return ends
