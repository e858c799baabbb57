"""Soft soil under a changed load: effective stress, degree of consolidation, and settlement with creep."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = [
    "DAY",
    "WATER_WEIGHT",
    "bjerrum_strain",
    "consolidation_degree",
    "intrinsic_time",
    "isotache_parameters",
    "isotache_strain",
    "koppejan_strain",
    "stress_change",
]

Floats = npt.NDArray[np.float64]

DAY = 86400.0
"""Time after which creep is counted from, in all three models [s]."""
WATER_WEIGHT = 9810.0
"""Weight of fresh water [N/m3]."""


def stress_change(
    *, lowering: npt.ArrayLike, saturated_weight: npt.ArrayLike, drained_weight: npt.ArrayLike
) -> Floats:
    """Change of the effective stress below a groundwater table that moves.

    Parameters
    ----------
    lowering
        How much lower the table comes [m]; below 0 when it is raised.
    saturated_weight, drained_weight
        Weight of the soil between both tables below and above water [N/m3], > 0.

    Returns
    -------
    ndarray
        Change [Pa]; below 0 the soil is unloaded.

    References
    ----------
    Terzaghi 1943: less pressure of the water, less weight of the soil that falls dry.

    Examples
    --------
    >>> round(float(stress_change(lowering=0.3, saturated_weight=11_000, drained_weight=10_500)), 3)
    2793.0
    """
    wet = numbers("saturated_weight", saturated_weight, above=0.0)
    lighter = wet - numbers("drained_weight", drained_weight, above=0.0)
    return np.asarray(numbers("lowering", lowering) * (WATER_WEIGHT - lighter), dtype=np.float64)


def consolidation_degree(
    *,
    coefficient: npt.ArrayLike,
    thickness: npt.ArrayLike,
    duration: npt.ArrayLike,
    drainage_factor: npt.ArrayLike = 0.5,
) -> Floats:
    """Part of the primary settlement of a layer that has come after a time.

    Parameters
    ----------
    coefficient
        Coefficient of consolidation cv [m2/s], >= 0.
    thickness
        Of the layer [m], > 0.
    duration
        Since the load [s], >= 0.
    drainage_factor
        Longest way of the water over the thickness [1], > 0: 0.5 when it leaves on both sides, 1 on one.

    Returns
    -------
    ndarray
        Degree [1], 0..1.

    References
    ----------
    ``(T^3 / (T^3 + 0.5))^(1/6)`` with ``T = cv t / (f L)^2``: the approximation of Terzaghi's solution in
    Verruijt 2012, as used by Atlantis.

    Examples
    --------
    >>> round(float(consolidation_degree(coefficient=0.1, thickness=1.0, duration=1.0, drainage_factor=1)), 6)
    0.354835
    """
    path = numbers("thickness", thickness, above=0.0) * numbers("drainage_factor", drainage_factor, above=0.0)
    time = numbers("coefficient", coefficient, least=0.0) * numbers("duration", duration, least=0.0) / path**2
    cubed = time**3
    return np.asarray((cubed / (cubed + 0.5)) ** (1.0 / 6.0), dtype=np.float64)


def isotache_parameters(
    *, reloading_ratio: npt.ArrayLike, compression_ratio: npt.ArrayLike, creep_coefficient: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Parameters of the isotache model from those of NEN-Bjerrum, for small strains.

    Parameters
    ----------
    reloading_ratio, compression_ratio, creep_coefficient
        RR, CR and C-alpha, per tenfold stress or time [1], > 0.

    Returns
    -------
    a, b, c : ndarray
        Per natural logarithm [1].

    References
    ----------
    Den Haan 1996, Géotechnique 46(1), 9-16.

    Examples
    --------
    >>> a, b, c = isotache_parameters(reloading_ratio=0.04, compression_ratio=0.30, creep_coefficient=0.02)
    >>> round(float(a), 7), round(float(b), 6), round(float(c), 8)
    (0.0173718, 0.130288, 0.00868589)
    """
    given = {
        "reloading_ratio": reloading_ratio,
        "compression_ratio": compression_ratio,
        "creep_coefficient": creep_coefficient,
    }
    a, b, c = (
        np.asarray(numbers(name, value, above=0.0) / np.log(10.0), np.float64)
        for name, value in given.items()
    )
    return a, b, c


def intrinsic_time(
    *, overconsolidation: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike
) -> Floats:
    """Age of soft soil, told by how far it was compressed before.

    Parameters
    ----------
    overconsolidation
        Preconsolidation stress over the present effective stress OCR [1], >= 1.
    a, b, c
        Parameters of the isotache model [1], > 0, with b above a.

    Returns
    -------
    ndarray
        Intrinsic time [s]; a day when normally consolidated.

    References
    ----------
    Den Haan 1996: ``1 day x OCR^((b - a) / c)``.

    Examples
    --------
    >>> round(float(intrinsic_time(overconsolidation=1.3, a=0.01737, b=0.1303, c=0.008686)) / DAY, 4)
    30.2985
    """
    ratio = numbers("overconsolidation", overconsolidation, least=1.0)
    return np.asarray(DAY * ratio ** _steepness(a, b, c), dtype=np.float64)


def isotache_strain(
    *,
    stress: npt.ArrayLike,
    new_stress: npt.ArrayLike,
    time: npt.ArrayLike,
    duration: npt.ArrayLike,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
) -> Floats:
    """Linear strain of soft soil after its effective stress has changed, creep with it.

    Parameters
    ----------
    stress, new_stress
        Effective stress before and after [Pa], > 0; a lower new stress unloads.
    time
        Intrinsic time before [s], > 0; see `intrinsic_time`.
    duration
        Since the change [s], >= 0.
    a, b, c
        Parameters of the isotache model [1], > 0, with b above a.

    Returns
    -------
    ndarray
        Strain [1]; below 0 it swells. Creep goes on without any change: tell scenario minus reference.

    References
    ----------
    Den Haan 1996: natural strain ``a ln(s1 / s0) + c ln((t* + dt) / t*)`` with
    ``t* = t (s0 / s1)^((b - a) / c)``.

    Examples
    --------
    >>> soil = {"a": 0.01737, "b": 0.1303, "c": 0.008686}
    >>> age = intrinsic_time(overconsolidation=1.3, **soil)
    >>> strain = isotache_strain(stress=20e3, new_stress=25e3, time=age, duration=50 * 365.25 * DAY, **soil)
    >>> round(4.0 * float(strain), 6)
    0.324775
    """
    ratio = numbers("new_stress", new_stress, above=0.0) / numbers("stress", stress, above=0.0)
    shifted = numbers("time", time, above=0.0) * ratio ** -_steepness(a, b, c)
    creep = np.log1p(numbers("duration", duration, least=0.0) / shifted)
    natural = numbers("a", a) * np.log(ratio) + numbers("c", c) * creep
    return np.asarray(-np.expm1(-natural), dtype=np.float64)


def _steepness(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike) -> Floats:
    """How fast creep reacts to stress: (b - a) / c."""
    swell, virgin = numbers("a", a, above=0.0), numbers("b", b, above=0.0)
    if np.any(virgin <= swell):
        raise ValueError(f"b is {np.min(virgin):g}; allowed: above a, which is {np.max(swell):g}")
    return np.asarray((virgin - swell) / numbers("c", c, above=0.0), dtype=np.float64)


def bjerrum_strain(
    *,
    stress: npt.ArrayLike,
    new_stress: npt.ArrayLike,
    preconsolidation: npt.ArrayLike,
    duration: npt.ArrayLike,
    reloading_ratio: npt.ArrayLike,
    compression_ratio: npt.ArrayLike,
    creep_coefficient: npt.ArrayLike,
) -> Floats:
    """Linear strain of soft soil under a load by NEN-Bjerrum, to compare with.

    Parameters
    ----------
    stress, new_stress, preconsolidation
        Effective stress before, after, and the highest of before [Pa], > 0; it does not unload.
    duration
        Since the load [s], at least a day.
    reloading_ratio, compression_ratio, creep_coefficient
        RR, CR and C-alpha [1], >= 0.

    Returns
    -------
    ndarray
        Strain [1]; NaN where the new stress is below the old.

    References
    ----------
    NEN 9997-1: ``RR log(min(s1, sp) / s0) + CR log(s1 / sp) + Ca log(t / 1 day)``.

    Examples
    --------
    >>> strain = bjerrum_strain(stress=20e3, new_stress=25e3, preconsolidation=22e3, duration=18262.5 * DAY,
    ...                         reloading_ratio=0.04, compression_ratio=0.30, creep_coefficient=0.02)
    >>> round(4.0 * float(strain), 6)
    0.414168
    """
    again, virgin, days = _loading(stress, new_stress, preconsolidation, duration)
    strain = (
        numbers("reloading_ratio", reloading_ratio, least=0.0) * np.log10(again)
        + numbers("compression_ratio", compression_ratio, least=0.0) * np.log10(virgin)
        + numbers("creep_coefficient", creep_coefficient, least=0.0) * np.log10(days)
    )
    return np.asarray(strain, dtype=np.float64)


def koppejan_strain(
    *,
    stress: npt.ArrayLike,
    new_stress: npt.ArrayLike,
    preconsolidation: npt.ArrayLike,
    duration: npt.ArrayLike,
    primary: npt.ArrayLike,
    secular: npt.ArrayLike,
    primary_virgin: npt.ArrayLike,
    secular_virgin: npt.ArrayLike,
) -> Floats:
    """Linear strain of soft soil under a load by Koppejan, to compare with.

    Parameters
    ----------
    stress, new_stress, preconsolidation, duration
        As in `bjerrum_strain`.
    primary, secular, primary_virgin, secular_virgin
        Cp, Cs below and Cp', Cs' above the preconsolidation stress [1], > 0.

    Returns
    -------
    ndarray
        Strain [1]; NaN where the new stress is below the old: the model has no unloading.

    References
    ----------
    Koppejan 1948, Proc. 2nd ICSMFE, Rotterdam.

    Examples
    --------
    >>> strain = koppejan_strain(stress=20e3, new_stress=25e3, preconsolidation=22e3, duration=18262.5 * DAY,
    ...                          primary=25, secular=100, primary_virgin=7, secular_virgin=60)
    >>> round(4.0 * float(strain), 6)
    0.140862
    """
    again, virgin, days = _loading(stress, new_stress, preconsolidation, duration)
    below = 1.0 / numbers("primary", primary, above=0.0) + np.log10(days) / numbers(
        "secular", secular, above=0.0
    )
    above = 1.0 / numbers("primary_virgin", primary_virgin, above=0.0) + np.log10(days) / numbers(
        "secular_virgin", secular_virgin, above=0.0
    )
    return np.asarray(below * np.log(again) + above * np.log(virgin), dtype=np.float64)


def _loading(
    stress: npt.ArrayLike,
    new_stress: npt.ArrayLike,
    preconsolidation: npt.ArrayLike,
    duration: npt.ArrayLike,
) -> tuple[Floats, Floats, Floats]:
    """Stress ratios below and above the preconsolidation stress, and the time in days; NaN when unloaded."""
    old = numbers("stress", stress, above=0.0)
    new = numbers("new_stress", new_stress, above=0.0)
    most = np.maximum(numbers("preconsolidation", preconsolidation, above=0.0), old)
    loaded = np.where(new >= old, new, np.nan)
    days = numbers("duration", duration, least=DAY) / DAY
    return np.minimum(loaded, most) / old, np.maximum(loaded / most, 1.0), days
