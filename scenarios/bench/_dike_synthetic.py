"""Made-up primary defences of the Netherlands: stretches by norm class, with profiles, ground and loads.

Nothing here is measured: ranges are plausible ones, so that every branch of the formulas is taken in about
the proportion of the real thing. Crests are about what today's norm asks, some too low and some too high.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.dike_norms import norm_classes
from scenarios.dikes.model import Futures, Loads, Locations, Profiles, Subsoil
from scenarios.dikes.needs import needs
from scenarios.dikes.settings import Settings
from scenarios.sea_level_tables import rise, storm_lines

__all__ = ["Dikes", "made_up_dikes"]

Floats = npt.NDArray[np.float64]

_COAST, _LAKE, _RIVER = 0, 1, 2
_KINDS = (0.25, 0.30, 0.45)  # parts of the length
_SECTION = 500.0  # m of dike that is alike
_NO_CLASS = 1000.0  # years, for stretches whose norm is no class


@dataclass(frozen=True, slots=True)
class Dikes:
    """Places along made-up dikes, with everything that a study knows of them, and their free room [m]."""

    places: Locations
    profiles: Profiles
    subsoil: Subsoil
    loads: Loads
    room: Floats


def made_up_dikes(km: float, step: float, settings: Settings, seed: int = 1) -> Dikes:
    """Make dikes of a total length, in stretches as long as those of each norm class are on average.

    Parameters
    ----------
    km
        Length of all dikes [km].
    step
        Distance between places [m].
    settings
        What holds everywhere; the crests of today are made by them.
    seed
        Seed of everything that is drawn.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    places, norm = _places(km, step)
    draw = _Draw(rng, places)
    kind = draw.of_dike(np.searchsorted(np.cumsum(_KINDS), rng.random(len(places.dikes)), side="right"))
    profiles = _profiles(draw, kind)
    subsoil = _subsoil(draw, profiles)
    loads = _loads(draw, kind, norm, profiles, settings)
    today = Futures(("today",), np.array([0.5]), np.array([2025], np.int32), np.array([0.09]))
    crest = needs(places, profiles, subsoil, loads, today, settings).crest_level[:, 0]
    crest = np.maximum(crest + draw.normal(0.1, 0.4), profiles.inner_toe_level + 1.5)
    room = np.where(draw.uniform(0.0, 1.0) < 0.5, np.inf, draw.uniform(0.0, 150.0))
    return Dikes(places, replace(profiles, crest_level=crest), subsoil, loads, room)


class _Draw:
    """Draws a number for each section of dike and gives it to the places of that section."""

    def __init__(self, rng: np.random.Generator, places: Locations) -> None:
        self._rng, self._places = rng, places
        keys = places.dike.astype(np.int64) * 1_000_000 + (places.chainage // _SECTION).astype(np.int64)
        _, self._section = np.unique(keys, return_inverse=True)
        self._count = int(self._section.max()) + 1

    def uniform(self, low: float, high: float) -> Floats:
        return self._rng.uniform(low, high, self._count)[self._section]

    def normal(self, mean: float, deviation: float) -> Floats:
        return self._rng.normal(mean, deviation, self._count)[self._section]

    def decades(self, low: float, high: float) -> Floats:
        """Evenly spread over the powers of ten."""
        return np.asarray(10.0 ** self.uniform(np.log10(low), np.log10(high)), dtype=np.float64)

    def of_dike(self, values: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
        return np.asarray(values)[self._places.dike]


def _places(km: float, step: float) -> tuple[Locations, Floats]:
    """Places, and the lower limit of the norm at each [years]."""
    classes = norm_classes("lower-limit")
    total = sum(each.length for each in classes)
    lengths, norms = [], []
    for each in classes:
        lengths += [1000.0 * km * each.length / total / each.stretches] * each.stretches
        norms += [each.return_period or _NO_CLASS] * each.stretches
    counts = np.maximum(1, np.rint(np.array(lengths) / step).astype(np.int64))
    dike = np.repeat(np.arange(counts.size, dtype=np.int32), counts)
    number = np.arange(dike.size) - np.repeat(np.cumsum(counts) - counts, counts)
    length = (np.array(lengths) / counts)[dike]
    chainage = (number + 0.5) * length
    zero, one = np.zeros(dike.size), np.ones(dike.size)
    places = Locations(
        dikes=tuple(f"{at + 1}" for at in range(counts.size)),
        dike=dike,
        chainage=chainage,
        length=length,
        x=chainage,
        y=1000.0 * dike.astype(np.float64),
        inward_x=zero,
        inward_y=one,
        reasons=("",),
        reason=np.zeros(dike.size, np.int32),
    )
    return places, np.array(norms)[dike]


def _profiles(draw: _Draw, kind: npt.NDArray[np.integer]) -> Profiles:
    ground = np.where(kind == _RIVER, draw.uniform(0.0, 12.0), draw.uniform(-3.0, 1.0))
    foreland = np.where(kind == _RIVER, ground + draw.uniform(0.0, 1.5), draw.uniform(-1.0, 1.5))
    berm = np.where(draw.uniform(0.0, 1.0) < 0.3, draw.uniform(4.0, 15.0), 0.0)
    zero = np.zeros(ground.size)
    return Profiles(
        crest_level=np.maximum(ground, foreland) + 5.0,
        crest_width=draw.uniform(3.5, 8.0),
        outer_slope=draw.uniform(2.5, 4.5),
        inner_slope=draw.uniform(2.2, 3.5),
        outer_toe_level=foreland,
        inner_toe_level=ground,
        outer_berm_width=zero,
        outer_berm_level=foreland,
        inner_berm_width=berm,
        inner_berm_level=ground + np.where(berm > 0.0, 1.0, 0.0),
        sources=("made up",),
        source=np.zeros(ground.size, np.int8),
    )


def _subsoil(draw: _Draw, profiles: Profiles) -> Subsoil:
    cover = draw.uniform(0.0, 8.0)
    top = profiles.inner_toe_level - cover
    return Subsoil(
        cover_thickness=cover,
        cover_weight=draw.uniform(13_000.0, 18_000.0),
        cover_resistance=cover * draw.decades(10.0, 300.0) * 86_400.0,
        aquifer_top=top,
        aquifer_thickness=draw.uniform(5.0, 50.0),
        permeability=draw.decades(5e-5, 8e-4),
        grain_size=draw.uniform(1.5e-4, 4.0e-4),
        firm_level=top - draw.uniform(0.0, 8.0),
        soft=cover >= 2.0,
        sources=("made up",),
        source=np.zeros(cover.size, np.int8),
    )


def _loads(
    draw: _Draw, kind: npt.NDArray[np.integer], norm: Floats, profiles: Profiles, settings: Settings
) -> Loads:
    """Loads by kind: given waves at sea, wind over a fetch on lakes and rivers."""
    period = norm * settings.length_effect / settings.failure_budget
    coast, unknown = kind == _COAST, np.full(norm.size, np.nan)
    lines = list(storm_lines().values())
    station = draw.uniform(0.0, len(lines)).astype(np.int64)
    at_sea = np.empty(norm.size)
    for number, line in enumerate(lines):
        mine = station == number
        asked, where = np.unique(np.clip(period[mine], 10.0, 1e6), return_inverse=True)
        at_sea[mine] = np.array([line.level(float(each)) for each in asked])[where]
    inland = profiles.outer_toe_level + np.where(
        kind == _LAKE, draw.uniform(1.5, 3.0), draw.uniform(2.5, 5.0)
    )
    return Loads(
        return_period=period,
        level=np.where(coast, at_sea, inland),
        level_rise=np.full(norm.size, float(rise("knmi23-m", 0.5, 2023))),
        rise_share=np.where(coast, 1.0, draw.uniform(0.0, 1.0)),
        foreshore_level=np.where(kind == _RIVER, profiles.outer_toe_level, profiles.outer_toe_level - 1.0),
        wave_height=np.where(coast, draw.uniform(1.5, 4.0), unknown),
        wave_period=np.where(coast, draw.uniform(5.0, 9.0), unknown),
        fetch=np.where(coast, unknown, draw.decades(300.0, 20_000.0)),
        wind_speed=np.where(coast, unknown, draw.uniform(18.0, 30.0)),
        wave_angle=draw.uniform(0.0, 60.0),
        allowed_discharge=np.where(draw.uniform(0.0, 1.0) < 0.5, 0.001, 0.005),
    )
