"""What the wells of a geothermal doublet ask: pressure, pumping power, and heat for electricity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["coefficient_of_performance", "pump_power", "well_pressure"]

Floats = npt.NDArray[np.float64]


def well_pressure(
    *,
    flow: npt.ArrayLike,
    permeability: npt.ArrayLike,
    thickness: npt.ArrayLike,
    spacing: npt.ArrayLike,
    viscosity: npt.ArrayLike,
    radius: npt.ArrayLike = 0.1,
    skin: npt.ArrayLike = 0.0,
) -> Floats:
    """Pressure that one well of a doublet needs, above (injector) or below (producer) that of the reservoir.

    Parameters
    ----------
    flow
        Through the doublet [m3/s], >= 0.
    thickness
        Of the reservoir that takes part [m], > 0.
    permeability
        Of the reservoir [m2], > 0; a millidarcy is 9.869e-16 m2, by rule of thumb 1e-15.
    spacing
        Distance between the wells [m], at least the radius.
    viscosity
        Of the brine at the well [Pa s], > 0: cold brine at the injector needs more.
    radius
        Of the well [m], > 0.
    skin
        Of the well [1]: above 0 clogged, below 0 stimulated.

    Returns
    -------
    ndarray
        Pressure [Pa], steady.

    References
    ----------
    ``dp = Q mu / (2 pi k H) (ln(D / r_w) + S)``, steady flow between two wells.

    Examples
    --------
    >>> rock = {"permeability": 3e-13, "thickness": 60.0}
    >>> well = well_pressure(flow=150 / 3600, spacing=1500.0, viscosity=0.6e-3, **rock)
    >>> round(float(well) / 1e5, 4)
    21.2556
    """
    q, mu = numbers("flow", flow, least=0.0), numbers("viscosity", viscosity, above=0.0)
    passes = numbers("permeability", permeability, above=0.0) * numbers("thickness", thickness, above=0.0)
    r, d = numbers("radius", radius, above=0.0), numbers("spacing", spacing, above=0.0)
    numbers("spacing over radius", d / r, least=1.0)
    return np.asarray(
        q * mu / (2.0 * np.pi * passes) * (np.log(d / r) + numbers("skin", skin)), dtype=np.float64
    )


def pump_power(*, flow: npt.ArrayLike, pressure: npt.ArrayLike, efficiency: npt.ArrayLike = 0.6) -> Floats:
    """Electric power that circulates the brine of a doublet.

    Parameters
    ----------
    flow
        Through the doublet [m3/s], >= 0.
    pressure
        Of producer and injector together [Pa], see `well_pressure`; friction in the wells is not in it.
    efficiency
        Of the pumps [1], above 0 up to 1.

    Returns
    -------
    ndarray
        Power [W].

    References
    ----------
    ``P = Q (dp_prod + dp_inj) / eta``.

    Examples
    --------
    >>> round(float(pump_power(flow=150 / 3600, pressure=2 * 21.2556e5)) / 1e3, 1)
    295.2
    """
    share = numbers("efficiency", efficiency, above=0.0, most=1.0)
    return np.asarray(
        numbers("flow", flow, least=0.0) * numbers("pressure", pressure) / share, dtype=np.float64
    )


def coefficient_of_performance(*, power: npt.ArrayLike, pumping: npt.ArrayLike) -> Floats:
    """Heat over the electricity of the pumps [1]: `power` and `pumping` [W], the last > 0.

    Examples
    --------
    >>> round(float(coefficient_of_performance(power=7.5114e6, pumping=295.217e3)), 3)
    25.444
    """
    return np.asarray(numbers("power", power) / numbers("pumping", pumping, above=0.0), dtype=np.float64)
