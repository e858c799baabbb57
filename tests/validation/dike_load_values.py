"""Worked values of the loads and strengths of dikes: what is computed, what it must be, and what Zicht makes.

Each value was computed apart from Zicht, in double precision with g = 9.81 m/s2, and is given to six figures.
One table a formula; the science page shows them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenarios.late_sea_level import rise_until_2150
from scenarios.physics import norms, overtopping, piping, sea_level, stability, uplift, waves
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014, rise

__all__ = ["TABLES", "Worked", "six_figures"]

DAY = 86_400.0
WAVE = {"wave_height": 1.5, "wave_period": 5.0, "cot_slope": 3.0}
DEEPER = {**WAVE, "wave_height": 1.91}
SAND = {"grain_size": 2.0e-4, "permeability": 1e-4}
AQUIFER = {"thickness": 20.0, **SAND}
LAKES = (("U 25 m/s, F 10 km, d 5 m", (25.0, 10e3, 5.0)), ("U 20 m/s, F 3 km, d 4 m", (20.0, 3e3, 4.0)))


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked value: the case in words, the value, and the call that must give it."""

    case: str
    expected: float
    ours: Callable[[], object]

    def found(self) -> float:
        return float(np.asarray(self.ours(), dtype=np.float64))


def six_figures(value: float) -> str:
    """The first six figures, trailing zeros kept: what a table shows and what must be equal."""
    return f"{value:#.6g}".rstrip(".")


def pchip(*ends: float) -> float:
    return 100 * float(
        sea_level.interpolate_rise(years=[2005, 2050, 2100], rises=[0, *(e / 100 for e in ends)], year=2075)
    )


def line(period: float, more: float = 0.0) -> float:
    return float(
        sea_level.exceedance_level(
            return_period=period,
            reference_level=5.10,
            reference_return_period=1e4,
            decimation_height=0.70,
            sea_level_rise=more,
        )
    )


def amplification() -> float:
    return float(sea_level.frequency_amplification(sea_level_rise=0.82, decimation_height=0.70))


def closures(more: float) -> float:
    return float(sea_level.barrier_closures(present=0.1, sea_level_rise=more, decimation_height=0.65))


def sand(area: str, rate: float) -> float:
    extent = sea_level.SAND_SHARING_AREA[area].value
    return float(sea_level.nourishment_volume(area=extent, rise_rate=rate)) / 1e6


def growth(kind: str, formula: str, wind: float, fetch: float, depth: float) -> float:
    call = waves.wind_wave_height if kind == "height" else waves.wind_wave_period
    return float(call(wind_speed=wind, fetch=fetch, depth=depth, formula=formula))


def discharge(freeboard: float, formula: str) -> float:
    return float(overtopping.overtopping_discharge(freeboard=freeboard, formula=formula, **WAVE))


def freeboard(litres: float, **changed: float) -> float:
    return float(overtopping.required_freeboard(discharge=litres / 1000, **{**WAVE, **changed}))


def crest_rise(litres: float) -> float:
    """Rise of the crest for 0.82 m of sea, over a foreshore that limits the waves [m]."""
    heights = [float(waves.foreshore_wave_height(wave_height=9.0, depth=depth)) for depth in (3.0, 3.82)]
    now, then = (freeboard(litres, wave_height=height) for height in heights)
    return 0.82 + then - now


def seepage(level: float) -> float:
    head = piping.reduced_head(level=level, exit_level=1.0, cover_thickness=2.0)
    return float(piping.required_seepage_length(head=head, safety=1.2, **AQUIFER))


def resistance_factor() -> float:
    """F_r alone: the strength of sand with the reference grain, when the other factors cancel."""
    grain = piping.SELLMEIJER["reference_grain"].value
    permeability = grain**3 * 9.81 / piping.SELLMEIJER["viscosity"].value
    return float(piping.sand_strength(grain_size=grain, permeability=permeability))


def scale_factor() -> float:
    return float(piping.sand_strength(**SAND)) / 50.0 ** (1 / 3) / resistance_factor()


def geometry_factor(length: float) -> float:
    head = float(piping.critical_head(length=length, **AQUIFER))
    return head / float(piping.sand_strength(**SAND)) / length ** (2 / 3)


def leakage() -> float:
    return float(uplift.leakage_length(permeability=40.0 / DAY, thickness=20.0, resistance=500.0 * DAY))


def foreland_length() -> float:
    """W1 from the response without a base: ``W3 / (W1 + W3)``."""
    response = float(uplift.aquifer_response(leakage_length=leakage(), foreland=300.0, base=0.0))
    return leakage() * (1.0 / response - 1.0)


def required_index() -> tuple[float, float, float]:
    pieces = norms.LENGTH_EFFECTS["piping-upper-rivers"]
    times = norms.length_effect(length=20_000.0, a=pieces.a.value, b=pieces.b.value)
    share = norms.FAILURE_BUDGET["piping"].value
    allowed = norms.section_requirement(norm=1e-4, share=share, length_effect=times)
    return float(times), float(allowed), float(norms.reliability_index(probability=allowed))


COVER = {"head": 3.0, "base_level": -3.0, "thickness": 3.0, "weight": 15e3}

TABLES: dict[str, tuple[Worked, ...]] = {
    "Sea level [cm, m NAP]": (
        Worked("PCHIP 0, 27, 82 cm in 2075", 50.8083, lambda: pchip(27, 82)),
        Worked("PCHIP 0, 24, 44 cm in 2075", 34.8029, lambda: pchip(24, 44)),
        Worked("PCHIP 0, 27.079, 82.026 cm in 2075", 50.884, lambda: round(pchip(27.079, 82.026), 3)),
        Worked("PCHIP 0, 23.690, 44.499 cm in 2075", 34.767, lambda: round(pchip(23.690, 44.499), 3)),
        Worked(
            "mean sea, high, median, 2100",
            0.850,
            lambda: round(MEAN_LEVEL_1995_2014 + float(rise("knmi23-h", 0.5, 2100)), 3),
        ),
        Worked("high, median, 2150", 1.37026, lambda: rise_until_2150("knmi23-h", 0.5, 2150)),
    ),
    "Exceedance line, h_ref 5.10 m NAP, D 0.70 m": (
        Worked("1/10,000 with 0.82 m of rise [m NAP]", 5.92, lambda: line(1e4, 0.82)),
        Worked("1/100,000 without [m NAP]", 5.80, lambda: line(1e5)),
        Worked("frequency amplification", 14.8398, amplification),
        Worked("new return period of 1/10,000 [year]", 673.863, lambda: 1e4 / amplification()),
    ),
    "Up the river and at the barrier": (
        Worked(
            "share of the rise after 20 km, i 1e-4, h 5 m",
            0.301194,
            lambda: sea_level.backwater_share(distance=20e3, bed_slope=1e-4, depth=5.0),
        ),
        Worked(
            "distance to 1/e [m]",
            16666.7,
            lambda: -1.0 / np.log(sea_level.backwater_share(distance=1.0, bed_slope=1e-4, depth=5.0)),
        ),
        Worked("closures at +0.5 m [1/year]", 0.587802, lambda: closures(0.5)),
        Worked("closures at +1.0 m [1/year]", 3.45511, lambda: closures(1.0)),
    ),
    "Sand [Mm3/year]": (
        Worked("coastal foundation, 1 mm/year", 4.17, lambda: sand("coastal-foundation", 0.001)),
        Worked("whole system, 2 mm/year", 12.0, lambda: sand("whole-system", 0.002)),
    ),
    "Norm 1/10,000 over 20 km, piping": (
        Worked("length effect N", 61.0, lambda: required_index()[0]),
        Worked("allowed for a section [1/year]", 3.93443e-7, lambda: required_index()[1]),
        Worked("reliability index", 4.93859, lambda: required_index()[2]),
    ),
    "Wave height [m]": tuple(
        Worked(f"{formula}, {words}", value, lambda f=formula, c=case: growth("height", f, *c))
        for (words, case), row in zip(
            LAKES, ((1.2300048, 1.44085, 1.07572), (0.721993, 0.779883, 0.522895)), strict=True
        )
        for formula, value in zip(waves.GROWTH_FORMULAS, row, strict=True)
    ),
    "Wave period [s]": tuple(
        Worked(f"{formula}, {words}", value, lambda f=formula, c=case: growth("period", f, *c))
        for (words, case), row in zip(
            LAKES, ((4.20634, 4.45922, 4.25859), (3.02371, 2.98256, 2.93528)), strict=True
        )
        for formula, value in zip(waves.GROWTH_FORMULAS, row, strict=True)
    ),
    "Overtopping, H 1.5 m, T 5 s, 1:3 [m2/s]": (
        Worked("breaker parameter [1]", 1.70039, lambda: overtopping.breaker_parameter(**WAVE)),
        *(
            Worked(f"{name}, Rc {rc:g} m", value, lambda n=name, r=rc: discharge(r, n))
            for name, rc, value in (
                ("eurotop-mean", 1.0, 0.132786),
                ("eurotop-mean", 2.0, 0.0274981),
                ("eurotop-mean", 3.0, 0.00436652),
                ("eurotop-design", 1.0, 0.16631109920843593),
                ("eurotop-design", 2.0, 0.040011082063631194),
                ("eurotop-design", 3.0, 0.007570060376011619),
                ("taw-mean", 2.0, 0.0273881),
                ("taw-design", 2.0, 0.03897697634929013),
            )
        ),
    ),
    "Required freeboard, eurotop-design [m]": (
        *(
            Worked(f"{litres:g} l/s per m", value, lambda q=litres: freeboard(q))
            for litres, value in ((0.1, 5.2398), (1.0, 4.094016580844095), (5.0, 3.23286), (10.0, 2.84064))
        ),
        Worked("1 l/s per m, non-breaking alone", 4.62749, lambda: freeboard(1.0, wall_factor=1e6)),
        Worked("1 l/s per m, slope 1:4", 3.01455, lambda: freeboard(1.0, cot_slope=4.0)),
        Worked("crest at 5.10 + 0.82 m NAP [m NAP]", 10.0140, lambda: line(1e4, 0.82) + freeboard(1.0)),
    ),
    "Foreshore, depth 3.00 to 3.82 m": (
        Worked("1 l/s per m, H 1.91 m [m]", 4.76018, lambda: freeboard(1.0, wave_height=1.91)),
        Worked("rise of the crest [m]", 1.48617, lambda: crest_rise(1.0)),
        Worked("the same over the rise of the sea", 1.81240, lambda: crest_rise(1.0) / 0.82),
        Worked("at 5 l/s per m", 1.68981, lambda: crest_rise(5.0) / 0.82),
    ),
    "Piping, D 20 m, d70 0.2 mm, k 1e-4 m/s": (
        Worked("resistance factor", 0.316861, resistance_factor),
        Worked("scale factor at L 50 m", 0.233095, scale_factor),
        Worked("geometry factor at L 50 m", 1.15831, lambda: geometry_factor(50.0)),
        Worked("geometry factor at L = D", 1.00571, lambda: geometry_factor(20.0)),
        Worked("critical head at L 50 m [m]", 4.27757, lambda: piping.critical_head(length=50.0, **AQUIFER)),
        Worked(
            "reduced head, 5 over 1 m NAP, cover 2 m [m]",
            3.4,
            lambda: piping.reduced_head(level=5.0, exit_level=1.0, cover_thickness=2.0),
        ),
        Worked("required length, safety 1.2 [m]", 47.3346, lambda: seepage(5.0)),
        Worked("with 0.82 m of rise [m]", 60.6848, lambda: seepage(5.82)),
        Worked("the difference [m]", 13.3503, lambda: seepage(5.82) - seepage(5.0)),
        Worked("Bligh, 0.2 mm [m]", 51.0, lambda: piping.bligh_length(head=3.4, grain_size=2e-4)),
        Worked("Lane, 0.2 mm [m, weighted]", 23.8, lambda: piping.lane_length(head=3.4, grain_size=2e-4)),
    ),
    "Aquifer, k 40 m/d, D 20 m, c 500 d": (
        Worked("leakage length [m]", 632.456, leakage),
        Worked("foreland of 300 m [m]", 279.356, foreland_length),
        Worked(
            "response at the inner toe, base 50 m",
            0.657567,
            lambda: uplift.aquifer_response(leakage_length=leakage(), foreland=300.0, base=50.0),
        ),
    ),
    "Uplift, head 3 m NAP, cover 3 m to -3 m NAP": (
        Worked("weight over pressure", 0.764526, lambda: stability.cover_stability(**COVER)),
        Worked(
            "berm, safety 1.2 [m]",
            1.424,
            lambda: stability.uplift_berm_height(berm_weight=18e3, safety=1.2, **COVER),
        ),
    ),
}
"""Worked values by formula."""
