"""Room for a rain storm in ditches and soil: what a higher level takes away comes over the land."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.water_balance import rain_storage
from scenarios.polders.effect import Answer, Case, Effect
from twin.errors import Problem

__all__ = ["PUMPING", "STORM", "RainStorage"]

Floats = npt.NDArray[np.float64]

STORM = Parameter(80.0, "mm", "a day of rain about once in 100 years", "unverified")
"""Rain of the storm, where none is given."""
PUMPING = Parameter(14.0, "mm", "pumps of polders, 12 to 16 mm/d", "unverified")
"""What pumps take away in the day of the storm, where nothing is given."""
_NAMES = ("storm_depth", "pump_capacity")
_MM = 1e-3


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
    method = (
        "Room in ditches from the higher of both levels up to the ground, and in the soil from the mean "
        f"highest groundwater up to it: f h + mu (1 - f) d for each area. A storm of {STORM} less one day "
        f"of pumps, {PUMPING}, less this room is the water that comes over the land, of each column by "
        "itself: low land gets more of it than this tells. For its depth and extent run process flood with "
        "the rain that is named. Range: storage coefficients of the soil, low and high [unverified]. NBW "
        "norms to hold it against: grassland once in 10 years on at most 5 % of it, arable land 25 years "
        "and 1 %, towns 100 years."
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
        """Mean over the land, and the storm that it cannot hold."""
        room = _room(case, case.columns.storage)
        value = case.mean(room) / _MM
        if not np.isfinite(value):
            return Answer.unknown("the groundwater is not known")
        low, high = _storages(case)
        ditches = case.mean(np.where(np.isnan(room), np.nan, _room(case, np.zeros(room.size)))) / _MM
        storm = case.number(_NAMES[0], STORM.value) * _MM
        over = np.maximum(storm - case.number(_NAMES[1], PUMPING.value) * _MM - room, 0.0)
        share = np.asarray(1.0 - np.broadcast_to(case.open_water, room.shape), dtype=np.float64)
        volume, depth = case.total(over / share), case.mean(over) / _MM
        parts = {
            "ditches [mm]": ditches,
            "soil [mm]": value - ditches,
            "room [m3]": case.total(room / share),
            "storm_over_land [mm]": depth,
            "storm_over_land_volume [m3]": volume,
        }
        variants = {
            "storage coefficient low": case.mean(_room(case, low)) / _MM,
            "storage coefficient high": case.mean(_room(case, high)) / _MM,
        }
        note = (
            f"Of a storm of {storm / _MM:g} mm, {volume:.0f} m3 comes over the land. To see where it "
            f"stands, run process flood with rain of {depth:.1f} mm."
        )
        return Answer(value, variants=variants, columns=room, parts=parts, notes=(note,))


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
