"""Room for a rain storm in ditches and soil: what a higher level takes away comes over the land."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.water_balance import rain_storage
from scenarios.polders.effect import Answer, Case, Effect, Row
from scenarios.polders.effects._pool import Pool, pool
from scenarios.polders.effects._stations import PUMP, capacities, unknown_land
from scenarios.polders.model import USES
from twin.errors import Problem

__all__ = ["NORMS", "PUMPING", "STORM", "Norm", "RainStorage"]

Floats = npt.NDArray[np.float64]

STORM = Parameter(80.0, "mm", "a day of rain about once in 100 years", "unverified")
"""Rain of the storm, where none is given."""
PUMPING = Parameter(14.0, "mm", "pumps of polders, 12 to 16 mm/d", "unverified")
"""What pumps take away in the day of the storm, where nothing is given and the twin tells of none."""
_NAMES = ("storm_depth", "pump_capacity")
_MM, _DAY = 1e-3, 86_400.0
_RAIN = "De Bilt, STOWA statistics of before 2015, 24 hours"


class Norm(NamedTuple):
    """A norm for flooding by rain (NBW).

    Parameters
    ----------
    use
        Of `scenarios.polders.model.USES`.
    return_period
        Once in so many years may more of it flood than is exempt.
    exempt
        Lowest part of it that does not count [1].
    rain
        A day of rain of that return period [mm].
    """

    use: str
    return_period: int
    exempt: float
    rain: Parameter


NORMS = (
    Norm("grass", 10, 0.05, Parameter(54.0, "mm", _RAIN, "unverified")),
    Norm("arable", 25, 0.01, Parameter(64.0, "mm", _RAIN, "unverified")),
    Norm("built", 100, 0.0, Parameter(80.0, "mm", _RAIN, "unverified")),
)
"""Working norms of the National Agreement on Water (helpdeskwater.nl); provinces may differ. Horticulture and
glass, once in 50 years, are no use of their own in a twin."""


class RainStorage(Effect):
    """Rain that still finds room in the wet season."""

    id = "rain_storage"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Ruimte voor regen in sloten en bodem",
        "en": "Room for rain in ditches and soil",
    }
    unit = "mm"
    column_unit = "m"
    better = "higher"
    local = True
    method = (
        "Room in ditches from the higher of both levels up to the ground, and in the soil from the mean "
        f"highest groundwater up to it: f h + mu (1 - f) d for each area. Of a storm of {STORM} in one day "
        f"the soil takes what it has room for, pumps take that of the twin's stations or {PUMPING}, and the "
        "rest stands in ditches and on the lowest land of each area, level, without flow resistance and "
        "without water from other areas. Range: storage coefficients of the soil, low and high [unverified]. "
        "Held against the working norms of the National Agreement on Water (NBW; provinces may differ) with "
        "a day of rain of their return period [unverified]: grassland once in 10 years on at most 5 % of it, "
        "arable land 25 years and 1 %, towns 100 years; horticulture (50 years) is not told apart. For depth "
        "and extent in time run process flood."
    )

    def check(self, parameters: Mapping[str, object]) -> list[Problem]:
        """Refuse a storm or pumps of negative depth."""
        return [
            Problem(name, value, "is no depth of water", "Give mm, 0 or more.")
            for name in _NAMES
            if (value := parameters.get(name)) is not None
            and not (isinstance(value, int | float) and 0.0 <= value < math.inf)
        ]

    def assess(self, case: Case) -> Answer:
        """Mean over the land, the storm that it cannot hold, and the norms."""
        room = _room(case, case.columns.storage)
        value = case.mean(room) / _MM
        if not np.isfinite(value):
            return Answer.unknown(unknown_land(case))
        low, high = _storages(case)
        ditches = case.mean(np.where(np.isnan(room), np.nan, _room(case, np.zeros(room.size)))) / _MM
        storm, pumped = case.number(_NAMES[0], STORM.value) * _MM, _pumped(case)
        stands = pool(case, storm, pumped)
        share = np.asarray(1.0 - np.broadcast_to(case.open_water, room.shape), dtype=np.float64)
        volume, rain = case.total(stands.depth), storm / _MM - (value - ditches)
        parts = {
            "ditches [mm]": ditches,
            "soil [mm]": value - ditches,
            "room [m3]": case.total(room / share),
            "storm_over_land [mm]": case.mean(stands.depth) / _MM,
            "storm_over_land_volume [m3]": volume,
            "flooded_by_storm [%]": 100.0 * _share(case, stands),
            "rain_for_flood [mm]": max(rain, 0.0),
        }
        variants = {
            "storage coefficient low": case.mean(_room(case, low)) / _MM,
            "storage coefficient high": case.mean(_room(case, high)) / _MM,
        }
        note = (
            f"Of a storm of {storm / _MM:g} mm, {volume:.0f} m3 stands on the land. To see how it gets "
            f"there, run process flood with rain of {parts['rain_for_flood [mm]']:.1f} mm, which is what the "
            "soil leaves; flood fills ditches and pumps by itself."
        )
        norms = [row for norm in NORMS if (row := _held_against(case, norm, pumped)) is not None]
        return Answer(
            value,
            variants=variants,
            columns=room,
            parts=parts | {f"flooded_{row['name']} [%]": float(row["value"] or 0.0) for row in norms},
            table=norms,
            notes=(note,),
            weight=case.area(np.isfinite(room)),
        )


def _room(case: Case, storage: Floats) -> Floats:
    """Room for each area of polder [m], (k,)."""
    course, at = case.course, case.index
    level = np.maximum(course.summer_level[at], course.winter_level[at])
    return rain_storage(
        freeboard=course.ground_level[at] - level,
        groundwater_depth=course.ghg[at].astype(np.float64),
        storage=storage,
        open_water=case.open_water,
    )


def _storages(case: Case) -> tuple[Floats, Floats]:
    """Lowest and highest storage coefficient of the soil of each column, around its own."""
    from scenarios.polders.soils import soil_kind

    kinds = [soil_kind(name) for name in case.columns.soils]
    low, high = (
        np.array([bound.value for bound in bounds])[case.columns.soil]
        for bounds in ([kind.storage_low for kind in kinds], [kind.storage_high for kind in kinds])
    )
    return np.minimum(low, case.columns.storage), np.maximum(high, case.columns.storage)


def _pumped(case: Case) -> Floats:
    """What pumps take in a day from the area of each column [m], (k,)."""
    given = case.parameters.get(_NAMES[1])
    if given is not None:
        return np.full(case.columns.area.size, case.number(_NAMES[1], 0.0) * _MM)
    stations = capacities(case, PUMP) * _DAY
    return np.where(np.isnan(stations), PUMPING.value * _MM, stations)[case.columns.area]


def _share(case: Case, stands: Pool, use: int | None = None) -> float:
    """Part of the land that counts, or of a use of it, under water [1]; NaN where there is none."""
    among = np.isfinite(stands.depth)
    if use is not None:
        among = among & (case.columns.use == use)
    return case.mean(stands.flooded.astype(np.float64), among)


def _held_against(case: Case, norm: Norm, pumped: Floats) -> Row | None:
    """Part of a use that floods in the storm of its norm; None where there is no such land."""
    stands = pool(case, norm.rain.value * _MM, pumped)
    share = _share(case, stands, USES.index(norm.use))
    if math.isnan(share):
        return None
    return {
        "row": "norm",
        "name": norm.use,
        "state": "meets" if share <= norm.exempt else "fails",
        "value": round(100.0 * share, 3),
        "unit": "%",
        "return_period": norm.return_period,
        "rain_mm": norm.rain.value,
        "exempt": 100.0 * norm.exempt,
    }
