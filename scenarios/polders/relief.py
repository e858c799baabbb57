"""Shallow drains that land has by its use and soil: trenches in peat, drains and sewers under streets.

They drain and never give water: groundwater below them does not know of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.model import USES
from scenarios.polders.soils import soil_kind

__all__ = ["STREET_DEPTH", "STREET_RESISTANCE", "TRENCH_DEPTH", "TRENCH_RESISTANCE", "relief"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

TRENCH_DEPTH = Parameter(0.25, "m", "trenches of 0.2 to 0.3 m between beds of peat", "unverified")
"""Depth below the ground of trenches (greppels) in peat land."""
TRENCH_RESISTANCE = Parameter(
    60.0, "d", "trenches 12 to 15 m apart in 0.4 m of peat with 0.5 to 1 m/d, L^2 / (12 KD)", "unverified"
)
"""Between the mean groundwater of a parcel and its trenches."""
STREET_DEPTH = Parameter(
    1.0, "m", "deeper than the 0.7 m at which towns keep their highest groundwater", "unverified"
)
"""Depth below the ground of drains and leaky sewers of built land."""
STREET_RESISTANCE = Parameter(
    50.0, "d", "streets 25 m apart in 1 m of raised sand with 1 m/d, L^2 / (12 KD)", "unverified"
)
"""Between the mean groundwater of built land and its drains."""

_DAY = 86_400.0


def relief(use: Codes, soil: Codes, soils: Sequence[str]) -> tuple[Floats, Floats]:
    """Depth of shallow drains [m below the ground] and resistance to them [s], (k,) each; 0, infinite: none.

    Parameters
    ----------
    use, soil
        Numbers in `scenarios.polders.model.USES` and in ``soils``, (k,).
    soils
        Keys of soils.

    Examples
    --------
    >>> use, soil = np.array([0, 0, 2], np.int8), np.array([0, 1, 1], np.int8)
    >>> depth, resistance = relief(use, soil, ["peat", "sea_clay"])
    >>> depth, resistance / 86_400.0
    (array([0.25, 0.  , 1.  ]), array([60., inf, 50.]))
    """
    peat = np.array([soil_kind(key).peat is True for key in soils])[soil]
    built = use == USES.index("built")
    trenches = peat & np.isin(use, [USES.index(name) for name in ("grass", "arable", "nature")])
    depth = np.select([built, trenches], [STREET_DEPTH.value, TRENCH_DEPTH.value], 0.0)
    days = np.select([built, trenches], [STREET_RESISTANCE.value, TRENCH_RESISTANCE.value], np.inf)
    return depth, days * _DAY
