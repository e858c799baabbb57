"""Nitrous oxide of drained peat, by the factors of national inventories."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = ["NITROGEN_DEEP", "NITROGEN_SHALLOW", "NITROUS_WARMING", "nitrous_oxide"]

Floats = npt.NDArray[np.float64]

NITROGEN_TO_NITROUS = 44.0 / 28.0
"""Mass of N2O for each mass of the nitrogen in it."""
NITROUS_WARMING = Parameter(273.0, "kg CO2-eq/kg", "IPCC AR6, 100 years", "secondary")
"""Warming by nitrous oxide for each kilogram of carbon dioxide."""
_WETLANDS = "IPCC 2013 Wetlands Supplement, temperate grassland, rich peat"
NITROGEN_DEEP = Parameter(8.2, "kg N2O-N/ha/yr", f"{_WETLANDS}, deep drained", "secondary")
NITROGEN_SHALLOW = Parameter(1.6, "kg N2O-N/ha/yr", f"{_WETLANDS}, shallow drained", "secondary")
"""Nitrogen that leaves as nitrous oxide, by whether mean groundwater is deeper than 0.3 m."""


def nitrous_oxide(*, nitrogen: npt.ArrayLike) -> Floats:
    """Nitrous oxide from the nitrogen in it, as inventories tell it.

    Parameters
    ----------
    nitrogen
        Nitrogen that leaves as N2O [kg N/(m2 s)], >= 0.

    Returns
    -------
    ndarray
        Flux [kg N2O/(m2 s)].

    Raises
    ------
    ValueError
        If it is below 0.

    References
    ----------
    IPCC 2013 Wetlands Supplement, table 2.5; 44/28 by molar mass.

    Examples
    --------
    >>> tonnes = 31_557_600.0 * 10.0 * NITROUS_WARMING.value
    >>> round(float(nitrous_oxide(nitrogen=8.2e-4 / 31_557_600.0)) * tonnes, 4)
    3.5178
    """
    return np.asarray(numbers("nitrogen", nitrogen, least=0.0) * NITROGEN_TO_NITROUS, dtype=np.float64)
