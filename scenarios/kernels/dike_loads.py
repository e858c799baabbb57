"""Loads and strengths of a dike at one place, one number at a time: waves, overtopping, piping.

Each formula stands here once. The public functions of `scenarios.physics` run it over arrays (`..._each`),
the national loop over places and futures calls it directly. What is not known (NaN) stays so. Symbols:

    U  wind at 10 m [m/s]       F  fetch [m]          d  depth [m]
    H  wave height Hm0 [m]      T  period [s]         cot  cotangent of the outer slope [1]
    q  discharge [m2/s]         Rc  freeboard [m]     xi  breaker parameter [1]
    L  seepage length [m]       D  thickness of the aquifer [m]
"""

from __future__ import annotations

import math
from typing import Any

import numba

__all__ = [
    "BRETSCHNEIDER",
    "YOUNG_VERHAGEN",
    "YOUNG_VERHAGEN_1996",
    "breaker_parameter",
    "breaker_parameter_each",
    "critical_head",
    "critical_head_each",
    "depth_limited_height",
    "depth_limited_height_each",
    "heave_gradient",
    "heave_gradient_each",
    "overtopping",
    "overtopping_each",
    "reduced_head",
    "reduced_head_each",
    "required_freeboard",
    "required_freeboard_each",
    "required_length",
    "required_length_each",
    "spectral_period",
    "spectral_period_each",
    "uplift_factor",
    "uplift_factor_each",
    "wave_height",
    "wave_height_each",
    "wave_period",
    "wave_period_each",
]

BRETSCHNEIDER, YOUNG_VERHAGEN, YOUNG_VERHAGEN_1996 = 0, 1, 2
"""Codes of the formulas of wave growth."""

_G = 9.81
_WATER = 9810.0  # weight of water [N/m3]
_PEAK = 1.08  # peak period over significant period
_SPECTRAL = 1.1  # peak period over Tm-1,0
_SERIES = 0.1  # below it the exponentials of Sellmeijer's geometry factor are taken as a series
_STEPS = 50  # of Halley at most; two are made
_CLOSE = 1e-4  # a step so small leaves an error of a hundredth of its cube


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _lower(a: Any, b: Any) -> Any:
    """The lower of two numbers, NaN when one of them is."""
    if a < b:
        return a
    return b if b <= a else math.nan


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _tanh(x: Any) -> Any:
    """Hyperbolic tangent of a number above 0, to 1e-16: half the time of the one of the library."""
    return 1.0 - 2.0 / (math.exp(2.0 * x) + 1.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wave_height(formula: Any, wind: Any, fetch: Any, depth: Any) -> Any:
    """Wave height Hm0 [m] that wind raises over a fetch; 0 without wind, fetch or depth."""
    if wind <= 0.0 or fetch <= 0.0 or depth <= 0.0:
        return 0.0
    unit = wind * wind / _G
    f, d = fetch / unit, depth / unit
    if formula == BRETSCHNEIDER:
        root = math.sqrt(math.sqrt(d))
        limit = _tanh(0.53 * root * root * root)
        return 0.283 * limit * _tanh(0.0125 * f**0.42 / limit) * unit
    if formula == YOUNG_VERHAGEN:
        limit = math.tanh(0.343 * d**1.14)
        return 0.24 * (limit * math.tanh(4.41e-4 * f**0.79 / limit)) ** 0.572 * unit
    limit = math.tanh(0.493 * d**0.75)
    energy = 3.64e-3 * (limit * math.tanh(3.13e-3 * f**0.57 / limit)) ** 1.74
    return 4.0 * math.sqrt(energy) * unit


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wave_period(formula: Any, wind: Any, fetch: Any, depth: Any) -> Any:
    """Period [s] as the formula gives it: significant by Bretschneider, else of the peak; 0 without waves."""
    if wind <= 0.0 or fetch <= 0.0 or depth <= 0.0:
        return 0.0
    unit = wind * wind / _G
    f, d = fetch / unit, depth / unit
    if formula == BRETSCHNEIDER:
        root = math.sqrt(math.sqrt(d))
        limit = _tanh(0.833 * root * math.sqrt(root))
        return 2.4 * math.pi * limit * _tanh(0.077 * math.sqrt(math.sqrt(f)) / limit) * wind / _G
    if formula == YOUNG_VERHAGEN:
        limit = math.tanh(0.10 * d**2.01)
        return 7.69 * (limit * math.tanh(2.77e-7 * f**1.45 / limit)) ** 0.187 * wind / _G
    limit = math.tanh(0.331 * d**1.01)
    return (limit * math.tanh(5.215e-4 * f**0.73 / limit)) ** 0.37 / 0.133 * wind / _G


@numba.njit(cache=True, error_model="numpy", nogil=True)
def spectral_period(formula: Any, period: Any) -> Any:
    """Spectral period Tm-1,0 [s] of the period that `wave_period` gives."""
    return period * (_PEAK if formula == BRETSCHNEIDER else 1.0) / _SPECTRAL


@numba.njit(cache=True, error_model="numpy", nogil=True)
def depth_limited_height(height: Any, depth: Any, ratio: Any) -> Any:
    """Wave height that is left on a foreshore [m]: no more than a share of the depth, 0 where it is dry."""
    return _lower(height, 0.0 if depth <= 0.0 else ratio * depth)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def breaker_parameter(height: Any, period: Any, cot: Any) -> Any:
    """Breaker parameter (EurOtop 2018 eq. 5.1 and 5.2) [1]."""
    return math.sqrt(_G * period * period / (2.0 * math.pi * height)) / cot


@numba.njit(cache=True, error_model="numpy", nogil=True)
def overtopping(
    freeboard: Any, height: Any, period: Any, cot: Any, berm: Any, on_breaking: Any, on_largest: Any,
    c1: Any, c4: Any, c2: Any, c3: Any, power: Any,
) -> Any:  # fmt: skip
    """Mean overtopping discharge [m2/s]; 0 without waves. For arguments see `required_freeboard`."""
    if height == 0.0:
        return 0.0
    xi = breaker_parameter(height, period, cot)
    unit = math.sqrt(_G * height**3)
    above = freeboard * (freeboard > 0.0)
    breaking = c4 * math.sqrt(cot) * berm * xi * unit
    breaking *= math.exp(-((above * c1 / (xi * height * berm * on_breaking)) ** power))
    largest = c2 * unit * math.exp(-((above * c3 / (height * on_largest)) ** power))
    return _lower(breaking, largest)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _reached(ratio: Any, reach: Any, power: Any) -> Any:
    """Freeboard [m] at which a discharge that falls as ``exp(-(Rc / reach)^power)`` is down by a ratio."""
    above = math.log(ratio)
    return 0.0 if above <= 0.0 else reach * above ** (1.0 / power)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def required_freeboard(
    discharge: Any, height: Any, period: Any, cot: Any, berm: Any, on_breaking: Any, on_largest: Any,
    c1: Any, c4: Any, c2: Any, c3: Any, power: Any,
) -> Any:  # fmt: skip
    """Freeboard at which waves bring no more than a discharge over the crest [m], 0 where none is needed.

    ``berm`` is its influence factor, ``on_breaking`` the product of the other influence factors on breaking
    waves (roughness, obliqueness, wall), ``on_largest`` on the others (roughness, obliqueness, crest); c1 to
    c4 and the power are those of `scenarios.physics.overtopping.Formula`.
    """
    if height == 0.0:
        return 0.0
    xi = breaker_parameter(height, period, cot)
    at_zero = math.sqrt(_G * height**3) / discharge
    factor, reach = c4 * math.sqrt(cot) * berm * xi, xi * height * berm * on_breaking / c1
    top_factor, top_reach = c2, height * on_largest / c3
    if factor <= top_factor and reach <= top_reach:  # lower in both: mostly one branch is enough
        return _reached(factor * at_zero, reach, power)
    if factor >= top_factor and reach >= top_reach:
        return _reached(top_factor * at_zero, top_reach, power)
    return _lower(_reached(factor * at_zero, reach, power), _reached(top_factor * at_zero, top_reach, power))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def reduced_head(level: Any, exit_level: Any, cover: Any) -> Any:
    """Head that drives a pipe [m]: over the dike, less 0.3 times the cover layer it must break through."""
    return level - exit_level - 0.3 * cover


@numba.njit(cache=True, error_model="numpy", nogil=True)
def uplift_factor(level: Any, exit_level: Any, response: Any, cover: Any, cover_weight: Any) -> Any:
    """Weight of the cover layer below water over the pressure below it [1].

    Infinite without pressure; 0 without a cover, for then there is nothing to lift.
    """
    above = level - exit_level
    if above <= 0.0:
        return math.inf
    if cover <= 0.0:
        return 0.0
    pressure = response * above
    return math.inf if pressure <= 0.0 else cover * (cover_weight - _WATER) / (_WATER * pressure)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def heave_gradient(level: Any, exit_level: Any, response: Any, cover: Any) -> Any:
    """Upward gradient over the cover layer [1], 0 without pressure, infinite without a cover."""
    above = level - exit_level
    if above <= 0.0:
        return 0.0
    return math.inf if cover <= 0.0 else response * above / cover


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _geometry(y: Any) -> Any:
    """``y / (1 - exp(-y))``, the singular part of Sellmeijer's geometry factor, with both its derivatives."""
    if abs(y) < _SERIES:
        z = y * y
        return (
            1.0 + y / 2.0 + z / 12.0 - z * z / 720.0 + z**3 / 30240.0,
            0.5 + y / 6.0 - z * y / 180.0 + z * z * y / 5040.0,
            1.0 / 6.0 - z / 60.0 + z * z / 1008.0,
        )
    left = math.exp(-abs(y))
    whole = 1.0 / (1.0 - left)
    more, less = (whole, left * whole) if y > 0.0 else (-left * whole, -whole)
    return y * more, more * (1.0 - y * less), -less * more * (2.0 - y * (more + less))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def critical_head(length: Any, thickness: Any, strength: Any) -> Any:
    """Head at which a pipe grows through (Sellmeijer 2011) [m]; 0 without length.

    ``strength`` [m^(1/3)] is that of the sand, see `scenarios.physics.piping.sand_strength`. With
    ``l = ln(L / D)`` the geometry factor is ``0.91 exp(0.1 y / (1 - exp(-y)) - 0.04 l)``, ``y = 2.8 l``: the
    published power of D / L, in a form that has no hole at D = L.
    """
    if length <= 0.0:
        return 0.0
    along = math.log(length / thickness)
    shape, _, _ = _geometry(2.8 * along)
    return strength * length ** (2.0 / 3.0) * 0.91 * math.exp(0.1 * shape - 0.04 * along)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def required_length(head: Any, thickness: Any, strength: Any) -> Any:
    """Seepage length at which a head is the critical one [m], 0 where there is no head.

    In logarithms the critical head is a convex, rising function of the length with a slope between 0.626 and
    0.907: Halley's steps reach it from the hyperbola with the same two ends.
    """
    if head <= 0.0:
        return 0.0
    slope = 2.0 / 3.0 - 0.04
    goal = math.log(head / (0.91 * strength)) - math.log(thickness) * 2.0 / 3.0
    middle = slope + 0.14
    along = middle * goal - math.sqrt(0.0196 * goal * goal + 0.01 * (middle * middle - 0.0196))
    along /= middle * middle - 0.0196
    for _ in range(_STEPS):
        shape, steepness, bend = _geometry(2.8 * along)
        miss, rate = slope * along + 0.1 * shape - goal, slope + 0.28 * steepness
        step = miss * rate / (rate * rate - 0.392 * bend * miss)
        along -= step
        if not abs(step) > _CLOSE:
            break
    return thickness * math.exp(along)


def _each(scalar: Any) -> Any:
    """Over arrays of any shape, as a function of numpy; compiled when it is first called."""
    return numba.vectorize(nopython=True, cache=True)(scalar)  # type: ignore[no-untyped-call]


breaker_parameter_each = _each(breaker_parameter)
critical_head_each = _each(critical_head)
depth_limited_height_each = _each(depth_limited_height)
heave_gradient_each = _each(heave_gradient)
overtopping_each = _each(overtopping)
reduced_head_each = _each(reduced_head)
required_freeboard_each = _each(required_freeboard)
required_length_each = _each(required_length)
spectral_period_each = _each(spectral_period)
uplift_factor_each = _each(uplift_factor)
wave_height_each = _each(wave_height)
wave_period_each = _each(wave_period)
