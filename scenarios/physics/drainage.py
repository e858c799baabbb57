"""Groundwater between ditches or drains: how high it stands above them in a steady state."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["drainage_resistance", "equivalent_depth", "ernst_rise", "hooghoudt_rise", "largest_deficit"]

Floats = npt.NDArray[np.float64]

_TERMS = 60
"""Odd terms of the series; the smallest argument that it is used for, 0.5, needs 20 for float64."""


def hooghoudt_rise(
    *, recharge: npt.ArrayLike, conductivity: npt.ArrayLike, depth: npt.ArrayLike, spacing: npt.ArrayLike
) -> Floats:
    """Height of the groundwater table halfway between ditches, above the ditch level.

    Parameters
    ----------
    recharge
        Net recharge [m/s]; below 0 is a deficit that the ditches feed.
    conductivity
        Hydraulic conductivity above and below the ditch level [m/s], > 0.
    depth
        Equivalent depth below the ditch level [m], > 0; see `equivalent_depth`.
    spacing
        Distance between the ditches [m], > 0.

    Returns
    -------
    ndarray
        Rise [m], below 0 under a deficit; NaN where the deficit is more than the ditches can feed (see
        `largest_deficit`): there the middle is cut off and its storage is used up.

    References
    ----------
    Hooghoudt 1940; Ritzema (ed.) 1994, ILRI Publication 16, ch. 8: ``q = 4 K m (2 d + m) / L^2``.

    Examples
    --------
    >>> ditches = {"conductivity": 0.5 / 86400, "depth": 4.01379, "spacing": 60.0}
    >>> float(hooghoudt_rise(recharge=0.007 / 86400, **ditches).round(5))
    1.34443
    """
    d = numbers("depth", depth, above=0.0)
    k = numbers("conductivity", conductivity, above=0.0)
    length = numbers("spacing", spacing, above=0.0)
    under_root = d**2 + numbers("recharge", recharge) * length**2 / (4.0 * k)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(under_root) - d, dtype=np.float64)


def largest_deficit(*, conductivity: npt.ArrayLike, depth: npt.ArrayLike, spacing: npt.ArrayLike) -> Floats:
    """Largest steady deficit that ditches can feed up to the middle of a parcel.

    Parameters
    ----------
    conductivity, depth, spacing
        As in `hooghoudt_rise`.

    Returns
    -------
    ndarray
        Deficit [m/s], > 0.

    References
    ----------
    Discriminant zero of Hooghoudt 1940: ``4 K d^2 / L^2``.

    Examples
    --------
    >>> feed = largest_deficit(conductivity=0.05 / 86400, depth=3.35685, spacing=40.0)
    >>> round(float(feed) * 86400e3, 4)
    1.4086
    """
    k = numbers("conductivity", conductivity, above=0.0)
    d = numbers("depth", depth, above=0.0)
    return np.asarray(4.0 * k * d**2 / numbers("spacing", spacing, above=0.0) ** 2, dtype=np.float64)


def equivalent_depth(*, spacing: npt.ArrayLike, base_depth: npt.ArrayLike, radius: npt.ArrayLike) -> Floats:
    """Depth of a layer with horizontal flow only that drains as well as the real one.

    Parameters
    ----------
    spacing
        Distance between ditches or drains [m], > 0.
    base_depth
        Depth of the impervious base below them [m], > 0.
    radius
        Of the drain, or the wet perimeter of the ditch divided by pi [m], > 0.

    Returns
    -------
    ndarray
        Equivalent depth [m], at most ``base_depth``.

    Notes
    -----
    ``d = (pi L / 8) / (ln(L / (pi r)) + F(x))``, ``x = 2 pi D / L``. Below x = 0.5 the series for F converges
    slowly and its limit ``pi^2 / (4 x) + ln(x / (2 pi))`` is used; both agree to six digits there.

    References
    ----------
    Van der Molen and Wesseling 1991, Agricultural Water Management 19, 1-16.

    Examples
    --------
    >>> round(float(equivalent_depth(spacing=60.0, base_depth=5.0, radius=0.5)), 5)
    4.01379
    """
    length = numbers("spacing", spacing, above=0.0)
    base = numbers("base_depth", base_depth, above=0.0)
    around = np.log(length / (np.pi * numbers("radius", radius, above=0.0)))
    depth = np.pi * length / 8.0 / (around + _radial(2.0 * np.pi * base / length))
    return np.asarray(np.minimum(depth, base), dtype=np.float64)


def _radial(x: npt.ArrayLike) -> Floats:
    """F(x) of Van der Molen and Wesseling."""
    given = np.asarray(x, np.float64)
    odd = np.arange(1, 2 * _TERMS, 2)
    large = np.maximum(given, 0.5)[..., None]
    series = (4.0 * np.exp(-2.0 * odd * large) / (odd * -np.expm1(-2.0 * odd * large))).sum(axis=-1)
    small = np.minimum(given, 0.5)
    limit = np.pi**2 / (4.0 * small) + np.log(small / (2.0 * np.pi))
    return np.asarray(np.where(given < 0.5, limit, series), dtype=np.float64)


def ernst_rise(
    *,
    recharge: npt.ArrayLike,
    vertical_thickness: npt.ArrayLike,
    vertical_conductivity: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    spacing: npt.ArrayLike,
    radial_thickness: npt.ArrayLike,
    radial_conductivity: npt.ArrayLike,
    wet_perimeter: npt.ArrayLike,
    geometry_factor: npt.ArrayLike = 1.0,
    entry_resistance: npt.ArrayLike = 0.0,
) -> Floats:
    """Height of the groundwater table halfway between ditches in layered soil, above the ditch level.

    Parameters
    ----------
    recharge
        Net recharge [m/s].
    vertical_thickness, vertical_conductivity
        Layer with vertical flow [m], >= 0, and its conductivity [m/s], > 0.
    transmissivity
        Sum of K D of the layers with horizontal flow [m2/s], > 0.
    spacing
        Distance between the ditches [m], > 0.
    radial_thickness, radial_conductivity
        Layer with radial flow [m], > 0, below a quarter of the spacing; and its conductivity [m/s], > 0.
    wet_perimeter
        Of the ditch [m], > 0.
    geometry_factor
        a [1], > 0; 1 in homogeneous soil, from Ernst's nomogram for two layers.
    entry_resistance
        Resistance of the ditch bottom w, per metre of ditch as the resistance of the other terms [s], >= 0.

    Returns
    -------
    ndarray
        Rise [m].

    References
    ----------
    Ernst 1956, 1962: ``m = q (Dv / Kv + L^2 / (8 sum KD) + L / (pi Kr) ln(a Dr / u) + w)``.

    Examples
    --------
    >>> per_day = 1 / 86400
    >>> rise = ernst_rise(recharge=0.005 * per_day, vertical_thickness=0.5,
    ...                   vertical_conductivity=0.2 * per_day,
    ...                   transmissivity=5 * per_day, spacing=50, radial_thickness=5,
    ...                   radial_conductivity=per_day, wet_perimeter=1.5)
    >>> round(float(rise), 6)
    0.420809
    """
    vertical = numbers("vertical_thickness", vertical_thickness, least=0.0) / numbers(
        "vertical_conductivity", vertical_conductivity, above=0.0
    )
    length = numbers("spacing", spacing, above=0.0)
    horizontal = length**2 / (8.0 * numbers("transmissivity", transmissivity, above=0.0))
    reach = (
        numbers("geometry_factor", geometry_factor, above=0.0)
        * numbers("radial_thickness", radial_thickness, above=0.0)
        / numbers("wet_perimeter", wet_perimeter, above=0.0)
    )
    radial = length / (np.pi * numbers("radial_conductivity", radial_conductivity, above=0.0)) * np.log(reach)
    resistance = vertical + horizontal + radial + numbers("entry_resistance", entry_resistance, least=0.0)
    return np.asarray(numbers("recharge", recharge) * resistance, dtype=np.float64)


def drainage_resistance(*, transmissivity: npt.ArrayLike, spacing: npt.ArrayLike) -> Floats:
    """Mean height of the table above the ditches for each unit of recharge, horizontal flow only.

    Parameters
    ----------
    transmissivity
        KD [m2/s], > 0.
    spacing
        Distance between the ditches [m], > 0.

    Returns
    -------
    ndarray
        Resistance of the parcel [s]: ``L^2 / (12 KD)``; halfway it is ``L^2 / (8 KD)``.

    References
    ----------
    De Lange 1997; the mean of a parabola is two thirds of its top.

    Examples
    --------
    >>> round(float(drainage_resistance(transmissivity=1 / 86400, spacing=60.0)) / 86400, 6)
    300.0
    """
    kd = numbers("transmissivity", transmissivity, above=0.0)
    return np.asarray(numbers("spacing", spacing, above=0.0) ** 2 / (12.0 * kd), dtype=np.float64)
