"""Peat of parcel columns in layers: organic matter that oxidises above the groundwater, and soil that ripens.

After Atlantis (Bootsma et al. 2020): what oxidises takes its volume with it, until too little is left.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.peat import INTERCEPT, SLOPE, bulk_density, temperature_factor, volume_loss
from scenarios.physics.shrinkage import (
    CLAY_DENSITY,
    ORGANIC_BINDS,
    ORGANIC_DENSITY,
    REST_DENSITY,
    RIPE_WATER,
    RIPENING_TIME,
    WATER_DENSITY,
)
from scenarios.polders.isotache import METHOD as CREEP_METHOD
from scenarios.polders.model import Columns
from scenarios.polders.threads import in_parts
from scenarios.polders.weather import TEMPERATURE

__all__ = ["LOSS", "MARGIN", "METHOD", "ORGANIC_PART", "MassBalance", "parameters"]

Floats = npt.NDArray[np.float64]

_YEAR = 31_557_600.0
_FITTED = "chosen so that fresh peat loses two thirds of the total of van den Akker et al. 2007"
ORGANIC_PART = Parameter(0.8, "1", "usual organic part of Dutch bog and wood peat", "unverified")
CLAY_PART = Parameter(0.1, "1", "half of what is not organic", "unverified")
"""Clay in the dry mass of peat."""
MARGIN = Parameter(round(INTERCEPT.value / SLOPE.value, 3), "m", _FITTED, "unverified")
"""Height above the lowest groundwater up to which peat stays too wet to oxidise."""
LOSS = Parameter(
    round(2.0 / 3.0 * SLOPE.value / float(volume_loss(organic_part=ORGANIC_PART.value)), 4),
    "kg/m3/yr",
    _FITTED,
    "unverified",
)
"""Organic matter that oxidises in peat that lies dry."""
DEEPEST = Parameter(1.2, "m", "Atlans, Deltares 2026", "verified")
"""Depth below which nothing oxidises."""
LEAST_ORGANIC = Parameter(
    0.05, "1", "Atlantis stops at a least organic part; the number is Zicht's", "unverified"
)
"""Organic part of soil in which oxidation ends."""
FRESH_WATER = Parameter(1.5, "1", "unripe Dutch soil; the worked value of Atlans", "unverified")
"""Water of peat that never lay above the groundwater, for each part of clay and organic matter."""

METHOD = (
    f"Peat in layers of 0.25 m: organic part {ORGANIC_PART}, of which {LOSS} oxidises where it lies higher "
    f"than {MARGIN} above the mean lowest groundwater and not deeper than {DEEPEST}, faster in warm years "
    "(Hendriks and Vermeulen 1997), with the volume that goes with it (Bootsma et al. 2020), until the "
    f"organic part is {LEAST_ORGANIC}. Peat that falls dry for the first time ripens and shrinks (Atlans). "
    f"{CREEP_METHOD}"
)

LAYERS, LAYER = 10, 0.25


def parameters() -> Floats:
    """Parameters of the kernel, in the order of `scenarios.kernels.peat_column.OXIDATION`."""
    return np.array(
        [
            LOSS.value,
            MARGIN.value,
            DEEPEST.value,
            LEAST_ORGANIC.value,
            RIPE_WATER.value,
            RIPENING_TIME.value / _YEAR,
            CLAY_PART.value,
            ORGANIC_PART.value,
            ORGANIC_BINDS.value,
            CLAY_DENSITY.value,
            REST_DENSITY.value,
            ORGANIC_DENSITY.value,
            WATER_DENSITY.value,
            FRESH_WATER.value,
        ]
    )


class MassBalance:
    """Peat of columns in layers, from year to year.

    Parameters
    ----------
    columns
        Of which ``peat_thickness`` and ``clay_cover`` tell what lies where; NaN is not known.
    lowest
        Mean lowest groundwater below the ground at the start [m], (k,): peat above it is ripe.
    threads
        Number of threads.
    """

    __slots__ = (
        "_cover",
        "_mineral",
        "_organic",
        "_parameters",
        "_thickness",
        "_threads",
        "_warmth",
        "_water",
    )

    def __init__(self, columns: Columns, lowest: Floats, threads: int) -> None:
        peat = columns.peat_thickness
        layer = np.minimum(peat / LAYERS, LAYER)
        thickness = np.repeat(layer[:, None], LAYERS, axis=1)
        thickness[:, -1] = peat - layer * (LAYERS - 1)
        cover = np.where(peat == 0.0, 0.0, columns.clay_cover)
        top = cover[:, None] + np.cumsum(thickness, axis=1) - thickness
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            dry = np.clip((lowest[:, None] - top) / thickness, 0.0, 1.0)
        density = float(bulk_density(organic_part=ORGANIC_PART.value))
        self._cover, self._thickness = cover, thickness
        self._organic = ORGANIC_PART.value * density * thickness
        self._mineral = (1.0 - ORGANIC_PART.value) * density * thickness
        self._water = np.where(
            thickness > 0.0, FRESH_WATER.value + dry * (RIPE_WATER.value - FRESH_WATER.value), 0.0
        )
        self._parameters, self._threads = parameters(), threads
        self._warmth = float(temperature_factor(temperature=TEMPERATURE.value))

    def year(self, lowest: Floats, temperature: float) -> tuple[Floats, Floats]:
        """Height lost in a year by oxidation and by shrinkage [m], (k,) each.

        Parameters
        ----------
        lowest
            Mean lowest groundwater below the ground [m], (k,).
        temperature
            Mean of the year [degrees C].
        """
        from scenarios.kernels.peat_column import oxidise_year

        warmth = float(temperature_factor(temperature=temperature)) / self._warmth
        oxidation, shrinkage = np.empty(lowest.size), np.empty(lowest.size)

        def work(first: int, last: int) -> None:
            oxidise_year(
                self._cover, lowest, warmth, self._parameters, self._thickness, self._organic,
                self._mineral, self._water, oxidation, shrinkage, first, last,
            )  # fmt: skip

        in_parts(work, lowest.size, self._threads)
        return oxidation, shrinkage
