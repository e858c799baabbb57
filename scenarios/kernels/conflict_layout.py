"""How bodies, rules and answers of the conflict engine lie in arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy.typing as npt

__all__ = ["Bodies", "Rules"]

Array = npt.NDArray[Any]

TOUCH = 1e-3  # m: closer than this to a limit counts as on it, which is allowed; coordinates are in mm
DEEPEST, TALLEST = 5_000.0, 1_000.0  # m: depth and height that one may have that tells none
HIGHEST = 325.0  # m NAP: no ground of the country lies higher
LIFE = 50.0  # years that a body of unknown start may have grown: longest usual life of a doublet
YEAR = 31_557_600.0  # s
NEAR = 3.0  # standard deviations within which a pair is looked at

# Values of a body
TOP, BASE, START, END, RADIUS, GROWTH, REACH, GROUND, AREA, LENGTH = range(10)
SIGMA_XY, SIGMA_Z, FREE_AREA, FREE_DEPTH, WIDEST, TILT, HEAT, BOWL, DUG, UPRIGHT = range(10, 20)
# Numbers of a rule
PREDICATE, CLASS, BESIDE, CLEARANCE, TIME, AFTERWARDS, ALIKE, LEAST_AREA, TRENCH, INFLUENCE = range(10)
DISTANCE_RULE, DEPTH_RULE, SPACE_RULE, THRESHOLD_RULE = range(4)
TOGETHER, PERMANENT, SEQUENCE = range(3)
NONE, FORBIDDEN, CONDITIONAL, COMPETING, SYNERGY, UNKNOWN = range(6)
# Why a verdict is unknown
ZONE_DEPTH, DIG_DEPTH, NO_REACH, NO_START, NO_REQUIREMENT, NO_GROWTH = range(1, 7)
# What is found for a pair
MARGIN, PLAN, VERTICAL, DISTANCE, REQUIRED, FIRST, YEARS, PROBABILITY, INSIDE = range(9)
# Operations of an expression; the first are variables
VARIABLES = ("r_sum", "r_max", "r_min", "depth", "height", "kind")
CONSTANT, ADD, SUBTRACT, MULTIPLY, DIVIDE, LARGER, SMALLER, ROOT = range(6, 14)


class Bodies(NamedTuple):
    """Bodies as arrays; ``n`` of them.

    Parameters
    ----------
    function, kind
        Number of the function (row of the matrix) and of the sort within it, 0 for none (n,).
    values
        (n, 20): levels [m NAP], years, radii [m], growth [m s-1/2], area [m2], deviations [m], how far one
        of unknown growth may have grown [m], deviation for each metre of depth, how far head (REACH), heat
        and subsidence (BOWL) count [m], how deep a trench is wherever it lies (DUG) [m], and 1 where the
        radius widens it aside and not in height (UPRIGHT); the columns are the constants above. Infinite
        where without limit, NaN where not known.
    areal, path
        Whether the footprint is a polygon, and whether it is a path with heights (n,).
    first
        Row of the first segment of each (n + 1,).
    segments
        Table of segments (m, 7), as in `scenarios.kernels.plan_distance`.
    boxes
        West, south, east and north of each footprint [m] (n, 4).
    """

    function: Array
    kind: Array
    values: Array
    areal: Array
    path: Array
    first: Array
    segments: Array
    boxes: Array


class Rules(NamedTuple):
    """Rules as arrays; ``r`` of them, each for one pair of functions.

    Parameters
    ----------
    table
        Row of the rule of two functions (f, f), symmetric; -1 where they have none.
    numbers
        (r, 10); the columns are the constants above. Infinite clearance: all heights count; INFLUENCE is the
        column of `Bodies.values` that tells how far it reaches.
    steps, constants, lengths
        Distance (0) and search distance (1) of each rule as an expression in postfix order, (r, 2, s),
        (r, 2, s) and (r, 2); length 0 where there is none.
    kinds
        Value of each pair of sorts [m] (r, sorts, sorts): a distance, or of a threshold the free depth.
    spared
        Whether the rule does not hold for a sort (r, number of sorts).
    subject
        Whether depth, height and reach of a function count in a rule (r, f).
    """

    table: Array
    numbers: Array
    steps: Array
    constants: Array
    lengths: Array
    kinds: Array
    spared: Array
    subject: Array
