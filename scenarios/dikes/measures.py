"""Measures that reinforce a dike: in soil, or narrower with a structure; one row of a table for each.

Rules are those of KOSWAT, but for this. A wall that holds the slope stops all the seepage that the
base leaves, keeps today's slope where that is steeper than it would make it, and needs no room for stability.
A wall that would be too long cannot be had, where KOSWAT cuts it off. KOSWAT steepens no slope for a wall at
the toe, which takes the room of height and stability there: the 1:3 that it holds here is unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from scenarios.dikes.costs import SURTAXED, Prices

__all__ = ["MEASURES", "Measure", "measure_code", "measure_numbers"]

Floats = npt.NDArray[np.float64]
Surtax = Literal["easy", "normal", "hard"]

_KOSWAT = "KOSWAT 0.17 (Deltares)"


@dataclass(frozen=True, slots=True)
class Measure:
    """A way to reinforce a dike.

    Parameters
    ----------
    id, label_nl, label_en
        Name in files, and for people.
    holds_slope
        A wall gives the stability: the inner slope needs no room for it, and may steepen to ``steepest``.
    holds_seepage
        A screen stops what washes out sand: the base needs no length for it.
    in_outline
        Both toes stay where they are.
    berm
        Width of a berm that goes with it [m].
    steepest
        Steepest inner slope that it makes (cotangent); a steeper one of today stays.
    top
        Where its wall begins: in the ``toe`` (1 m above the ground), in the ``crest`` (0.5 m below it), or
        ``none``.
    to_firm
        The wall reaches 1 m into firm ground. One that holds seepage goes down past the top of the aquifer by
        a sixth of the seepage length that is lacking.
    least, most
        Bounds of the length of the wall [m]: it is made no shorter, and cannot be made longer.
    wall
        Name of its wall in the table of prices.
    surtax
        How hard the work is on earth, structure and land.
    source
        Where the rules come from.
    """

    id: str
    label_nl: str
    label_en: str
    holds_slope: bool = False
    holds_seepage: bool = False
    in_outline: bool = False
    berm: float = 0.0
    steepest: float = 0.0
    top: Literal["none", "toe", "crest"] = "none"
    to_firm: bool = False
    least: float = 0.0
    most: float = np.inf
    wall: str | None = None
    surtax: tuple[Surtax, Surtax, Surtax] = ("normal", "normal", "normal")
    source: str = _KOSWAT


MEASURES: tuple[Measure, ...] = (
    Measure("none", "niets nodig", "nothing needed", source=""),
    Measure("soil", "in grond", "soil"),
    Measure(
        "vertical-geotextile",
        "verticaal zanddicht geotextiel",
        "vertical sand-tight geotextile",
        holds_seepage=True,
        berm=10.0,
        wall="vertical-geotextile",
    ),
    Measure(
        "seepage-screen",
        "kwelscherm",
        "seepage screen",
        holds_seepage=True,
        top="toe",
        least=4.0,
        most=25.0,
        wall="cb-wall",
    ),
    Measure(
        "wall-toe",
        "stabiliteitswand in de teen",
        "stability wall at the toe",
        holds_slope=True,
        holds_seepage=True,
        steepest=3.0,
        top="toe",
        to_firm=True,
        least=5.0,
        most=15.0,
        wall="sheet-pile",
        surtax=("hard", "normal", "hard"),
    ),
    Measure(
        "wall-crest",
        "stabiliteitswand in de kruin",
        "stability wall in the crest",
        holds_slope=True,
        holds_seepage=True,
        steepest=2.0,
        top="crest",
        to_firm=True,
        least=5.0,
        most=20.0,
        wall="anchored-sheet-pile",
        surtax=("hard", "normal", "hard"),
    ),
    Measure(
        "diaphragm-wall",
        "diepwand in de kruin",
        "diaphragm wall in the crest",
        holds_slope=True,
        holds_seepage=True,
        steepest=2.0,
        top="crest",
        to_firm=True,
        least=5.0,
        most=25.0,
        wall="diaphragm-wall",
        surtax=("hard", "normal", "hard"),
    ),
    Measure(
        "cofferdam",
        "kistdam",
        "cofferdam",
        holds_slope=True,
        holds_seepage=True,
        in_outline=True,
        top="crest",
        to_firm=True,
        least=5.0,
        most=25.0,
        wall="cofferdam",
        surtax=("hard", "hard", "normal"),
    ),
)
"""Measures by their code, from the weakest to the strongest: that needs less room, and replaces the other."""

_TOPS = {"none": 0.0, "toe": 1.0, "crest": 2.0}


def measure_code(name: str) -> int:
    """Code of a measure by its id.

    Raises
    ------
    ValueError
        When there is no such measure.

    Examples
    --------
    >>> MEASURES[measure_code("cofferdam")].label_nl
    'kistdam'
    """
    for code, measure in enumerate(MEASURES):
        if measure.id == name:
            return code
    raise ValueError(f"measure is one of {', '.join(m.id for m in MEASURES)}, not {name!r}")


def measure_numbers(prices: Prices) -> Floats:
    """Rows of numbers of all measures, in the order of `scenarios.kernels.dike_measures.MEASURE`."""
    return np.array([_numbers(measure, prices) for measure in MEASURES])


def _numbers(measure: Measure, prices: Prices) -> list[float]:
    curve = prices.curve(measure.wall) if measure.wall else (0.0,) * 5
    return [
        float(measure.holds_slope),
        float(measure.holds_seepage),
        float(measure.in_outline),
        measure.berm,
        measure.steepest,
        _TOPS[measure.top],
        float(measure.to_firm),
        measure.least,
        measure.most,
        *curve,
        *(prices.all_in_wall(measure.wall) if measure.wall else (0.0, 0.0)),
        *(prices.surtax(part, name) for part, name in zip(SURTAXED, measure.surtax, strict=True)),
    ]
