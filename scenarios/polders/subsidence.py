"""How the ground of peat polders sinks in a year: relations that can stand in for each other.

A relation begins with the columns and how wet they are, and then tells for each year what height goes by
oxidation, creep and shrinkage. What is not known of a column stays NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.peat import YEAR, subsidence_rate
from scenarios.polders.isotache import Creep
from scenarios.polders.mass_balance import METHOD as PROCESS_METHOD
from scenarios.polders.mass_balance import MassBalance
from scenarios.polders.model import Columns, Course

__all__ = [
    "CLAY_COVER_RATIO",
    "OXIDATION_SHARE",
    "PROCESS",
    "RELATIONS",
    "VAN_DEN_AKKER",
    "Losses",
    "Relation",
    "Sinking",
    "Wetness",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

OXIDATION_SHARE = Parameter(
    2.0 / 3.0, "1", "WUR report 3420, 2025: 29 sites, two thirds in the upper 0.8 m", "verified"
)
"""Part of an observed total that is lost in the upper soil; the rest goes below the groundwater, by creep."""
CLAY_COVER_RATIO = Parameter(
    0.84, "1", "SOMERS 2.0, kVs over hVs at a freeboard of 0.5 to 0.6 m; a choice of Zicht", "secondary"
)
"""Subsidence of peat under clay for each of peat without: the relation has no numbers of its own for it."""
_COVERED = 0.15  # m: thinner clay is mixed with the peat, SOMERS and the Bodemkaart call it hV or pV
_COVER_MOST = 0.40  # m: from here on the soil is a clay soil
_GLG_LEAST, _GLG_MOST = 0.3, 1.2  # m: groundwater that the relation was fitted for


@dataclass(frozen=True, slots=True)
class Wetness:
    """How wet columns are in a year, (k,) each, [m below the ground] unless said otherwise.

    Parameters
    ----------
    lowest
        Mean lowest groundwater, as it belongs to the levels in force and the ground of the year.
    mean
        Mean groundwater, likewise.
    summer, winter
        Ditch level below the ground (drooglegging).
    seepage
        Upward flow in a mean year [m/s].
    drains
        Numbers in `scenarios.polders.model.DRAINS`, int8.
    temperature
        Mean of the air in the year [degrees C].
    """

    lowest: Floats
    mean: Floats
    summer: Floats
    winter: Floats
    seepage: Floats
    drains: Codes
    temperature: float


@dataclass(frozen=True, slots=True)
class Losses:
    """Height lost in a year by each cause [m], (k,) each; below 0 where soil swells."""

    oxidation: Floats
    creep: Floats
    shrinkage: Floats


class Sinking(Protocol):
    """The soil of columns in a study: what it has lost is behind it."""

    def year(self, now: Wetness) -> Losses:
        """Let a year go by."""
        ...


class Relation(Protocol):
    """How subsidence follows from groundwater or levels."""

    @property
    def id(self) -> str:
        """Name in parameters."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Name for people, nl and en."""
        ...

    @property
    def method(self) -> str:
        """What it does, with its sources."""
        ...

    def begin(self, columns: Columns, now: Wetness, *, threads: int = 1) -> Sinking:
        """Soil of the columns before the first year."""
        ...

    def outside(self, columns: Columns, course: Course) -> Flags:
        """Where and when it is used outside what it was made for, (t, k)."""
        ...


def _is_peat(columns: Columns) -> Flags:
    return np.asarray(columns.peat_thickness > 0.0, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class VanDenAkker:
    """Total subsidence of peat from its mean lowest groundwater; other soft soil creeps by the isotaches."""

    id: str = "van-den-akker"

    @property
    def labels(self) -> Mapping[str, str]:
        """Name for people."""
        return {
            "nl": "Grondwater (Van den Akker): totale daling uit de GLG",
            "en": "Groundwater (Van den Akker): total subsidence from the mean lowest groundwater",
        }

    @property
    def method(self) -> str:
        """What it does."""
        return (
            "Peat: 23.54 mm/yr for each metre of mean lowest groundwater, less 6.68 mm/yr, none above "
            f"0.284 m and no more below {_GLG_MOST:g} m (van den Akker et al. 2007 [unverified]): an "
            f"observed total of all causes, split in {OXIDATION_SHARE} for the upper soil and the rest for "
            f"creep; under more than {_COVERED:g} m of clay times {CLAY_COVER_RATIO}; until the peat is "
            "gone. Soft soil without peat: creep by the isotaches (Den Haan 1996)."
        )

    def begin(self, columns: Columns, now: Wetness, *, threads: int = 1) -> Sinking:
        """Soil of the columns before the first year."""
        return _Total(columns, now, threads)

    def outside(self, columns: Columns, course: Course) -> Flags:
        """Groundwater outside 0.3 to 1.2 m, or more than 0.4 m of clay on the peat."""
        beyond = (course.glg < _GLG_LEAST) | (course.glg > _GLG_MOST)
        return np.asarray(_is_peat(columns) & (beyond | (columns.clay_cover > _COVER_MOST)), np.bool_)


class _Total:
    """Peat that sinks by an observed total."""

    __slots__ = ("_creep", "_factor", "_left", "_none", "_peat")

    def __init__(self, columns: Columns, now: Wetness, threads: int) -> None:
        self._peat = _is_peat(columns)
        self._none = np.where(np.isnan(columns.peat_thickness), np.nan, 0.0)
        covered = columns.clay_cover >= _COVERED
        self._factor = np.where(covered, CLAY_COVER_RATIO.value, 1.0) * YEAR
        self._left = columns.peat_thickness.copy()
        self._creep = Creep(columns, now.mean, ~self._peat, threads)

    def year(self, now: Wetness) -> Losses:
        total = subsidence_rate(lowest_depth=np.clip(now.lowest, 0.0, _GLG_MOST)) * self._factor
        oxidation = np.minimum(total * OXIDATION_SHARE.value, self._left)
        oxidation = np.where(self._peat, oxidation, self._none)
        self._left = self._left - oxidation
        below = oxidation * (1.0 / OXIDATION_SHARE.value - 1.0)
        creep = np.where(self._peat, below, self._creep.year(now.mean))
        return Losses(oxidation, creep, self._none.copy())


@dataclass(frozen=True, slots=True)
class Process:
    """Mass of organic matter in layers of peat, ripening, and creep below the groundwater, each by itself."""

    id: str = "process"

    @property
    def labels(self) -> Mapping[str, str]:
        """Name for people."""
        return {
            "nl": "Procesmodel: oxidatie per laag, krimp en kruip apart",
            "en": "Process model: oxidation by layer, shrinkage and creep apart",
        }

    @property
    def method(self) -> str:
        """What it does."""
        return PROCESS_METHOD

    def begin(self, columns: Columns, now: Wetness, *, threads: int = 1) -> Sinking:
        """Soil of the columns before the first year."""
        return _Layered(columns, now, threads)

    def outside(self, columns: Columns, course: Course) -> Flags:
        """Groundwater below 1.2 m, from where peat is not followed, or shallower than was compared with."""
        beyond = (course.glg < _GLG_LEAST) | (course.glg > _GLG_MOST)
        return np.asarray(_is_peat(columns) & beyond, np.bool_)


class _Layered:
    """Peat and soft soil in layers."""

    __slots__ = ("_balance", "_creep")

    def __init__(self, columns: Columns, now: Wetness, threads: int) -> None:
        self._balance = MassBalance(columns, now.lowest, threads)
        self._creep = Creep(columns, now.mean, np.ones(now.mean.size, np.bool_), threads)

    def year(self, now: Wetness) -> Losses:
        oxidation, shrinkage = self._balance.year(now.lowest, now.temperature)
        return Losses(oxidation, self._creep.year(now.mean), shrinkage)


VAN_DEN_AKKER: Relation = VanDenAkker()
PROCESS: Relation = Process()
RELATIONS: dict[str, Relation] = {relation.id: relation for relation in (VAN_DEN_AKKER, PROCESS)}
"""Relations that need no table of somebody, by name."""
