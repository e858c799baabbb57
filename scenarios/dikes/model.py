"""What the steps of a dike-space study hand on: places, profiles, subsoil, loads, futures, needs, designs.

Every array is float64 unless said otherwise, one row per location (n), one column per future (m). NaN is
what is not known; why stands in `Locations.reasons`. Offsets lie across the dike [m]: 0 on its line (the
middle of the crest), positive to the protected side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

__all__ = [
    "DRIVERS",
    "Design",
    "Futures",
    "Loads",
    "Locations",
    "Needs",
    "Profiles",
    "Subsoil",
]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Indices = npt.NDArray[np.int32]

DRIVERS = ("none", "height", "stability", "piping")
"""What sets the width, by the code in `Design.driver`."""


@dataclass(frozen=True, slots=True)
class Locations:
    """Places along dikes, at equal distances.

    Parameters
    ----------
    dikes
        Id of every dike, in the order of the twin.
    dike
        Number of the dike in ``dikes``, (n,) int32.
    chainage
        Distance along the line [m], (n,).
    length
        Length of dike that the place stands for [m], (n,); they add up to the length of the dike.
    x, y
        Place on the line, RD New [m], (n,).
    inward_x, inward_y
        Unit vector across the dike, to the protected side, (n,).
    reasons
        Why nothing can be said of a place; reason 0 is the empty text.
    reason
        Number in ``reasons``, (n,) int32; 0 where the place is known.
    """

    dikes: tuple[str, ...]
    dike: Indices
    chainage: Floats
    length: Floats
    x: Floats
    y: Floats
    inward_x: Floats
    inward_y: Floats
    reasons: tuple[str, ...]
    reason: Indices

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Places of which something can be said, (n,)."""
        return np.asarray(self.reason == 0, dtype=np.bool_)

    def without(self, unknown: npt.NDArray[np.bool_], reason: str) -> Self:
        """Mark places as unknown for a reason; the first reason that a place got stays."""
        new = unknown & self.known
        if not new.any():
            return self
        reasons = self.reasons if reason in self.reasons else (*self.reasons, reason)
        numbers = np.where(new, reasons.index(reason), self.reason).astype(np.int32)
        return replace(self, reasons=reasons, reason=numbers)


@dataclass(frozen=True, slots=True)
class Profiles:
    """Shape of a dike at each location, (n,) each; levels m NAP, widths m, slopes are cotangents (1:m).

    ``inner_toe_level`` and ``outer_toe_level`` are the ground at the toes. Where there is no berm its width
    is 0 and its level that of the toe. ``source`` is the number in ``sources`` of how it was made, (n,) int8.
    """

    crest_level: Floats
    crest_width: Floats
    outer_slope: Floats
    inner_slope: Floats
    outer_toe_level: Floats
    inner_toe_level: Floats
    outer_berm_width: Floats
    outer_berm_level: Floats
    inner_berm_width: Floats
    inner_berm_level: Floats
    sources: tuple[str, ...]
    source: Codes


@dataclass(frozen=True, slots=True)
class Subsoil:
    """Ground below a dike at each location, (n,) each.

    Parameters
    ----------
    cover_thickness
        Poorly permeable layer on top of the aquifer, at the inner toe [m], >= 0.
    cover_weight
        Its saturated weight [N/m3].
    cover_resistance
        Its hydraulic resistance [s].
    aquifer_top
        Top of the sand below it [m NAP].
    aquifer_thickness
        Its thickness D [m].
    permeability
        Its horizontal hydraulic conductivity k [m/s].
    grain_size
        Its d70 [m].
    firm_level
        Top of the load-bearing (Pleistocene) sand, which walls reach into [m NAP].
    soft
        Whether peat or clay of 2 m or more lies below the dike, (n,) bool.
    sources, source
        How it was made, as in `Profiles`.
    """

    cover_thickness: Floats
    cover_weight: Floats
    cover_resistance: Floats
    aquifer_top: Floats
    aquifer_thickness: Floats
    permeability: Floats
    grain_size: Floats
    firm_level: Floats
    soft: npt.NDArray[np.bool_]
    sources: tuple[str, ...]
    source: Codes


@dataclass(frozen=True, slots=True)
class Loads:
    """What the water does to a dike at each location, (n,) each, at its design return period.

    Parameters
    ----------
    return_period
        Of the design level [years]: that of the norm divided by the height's share of it.
    level
        Still water at that return period [m NAP].
    level_rise
        Rise since 1995-2014 that is in ``level`` already [m].
    rise_share
        Part of the sea's rise that arrives here [1], 0..1; 1 at the coast.
    foreshore_level
        Ground before the dike, over which waves break [m NAP].
    wave_height, wave_period
        Hm0 [m] and Tm-1,0 [s] before the foreshore; NaN where waves grow over a fetch.
    fetch, wind_speed
        Fetch [m] and wind at 10 m [m/s]; NaN where the waves are given.
    wave_angle
        Between the waves and the dike's normal [degrees].
    allowed_discharge
        Overtopping that the inner slope bears [m2/s].
    """

    return_period: Floats
    level: Floats
    level_rise: Floats
    rise_share: Floats
    foreshore_level: Floats
    wave_height: Floats
    wave_period: Floats
    fetch: Floats
    wind_speed: Floats
    wave_angle: Floats
    allowed_discharge: Floats


@dataclass(frozen=True, slots=True)
class Futures:
    """Futures of the sea, (m,) each: scenario, quantile (NaN when the rise is given), year and rise [m].

    The rise is that of the mean sea since 1995-2014.
    """

    scenario: tuple[str, ...]
    quantile: Floats
    year: Indices
    rise: Floats


@dataclass(frozen=True, slots=True)
class Needs:
    """What each location needs in each future, (n, m) each.

    ``crest_level`` is the required crest [m NAP] with its allowance; ``heightening`` (dH), ``stability``
    (dS) and ``piping`` (dP) are the three drivers of space [m], >= 0; ``water_level`` [m NAP],
    ``wave_height`` [m] and ``wave_period`` [s] are the loads at the toe behind them.
    """

    crest_level: Floats
    heightening: Floats
    stability: Floats
    piping: Floats
    water_level: Floats
    wave_height: Floats
    wave_period: Floats


@dataclass(frozen=True, slots=True)
class Design:
    """New profile in soil at each location and future, (n, m) each.

    ``crest_level`` [m NAP]; slopes are cotangents; berm width [m] and level [m NAP];
    ``inward`` and ``outward`` are how far the inner and outer toe move away from today's [m];
    ``driver`` is the number in `DRIVERS` of what sets the width, int8.
    """

    crest_level: Floats
    outer_slope: Floats
    inner_slope: Floats
    outer_berm_width: Floats
    outer_berm_level: Floats
    inner_berm_width: Floats
    inner_berm_level: Floats
    inward: Floats
    outward: Floats
    driver: Codes
