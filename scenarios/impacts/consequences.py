"""All consequences of one flood together, each with its band or the reason why it is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.exposure import people_in
from scenarios.impacts.band import DAMAGE_SPREAD, DEPTH_UNCERTAINTY, FATALITY_SPREAD, banded
from scenarios.impacts.buildings import building_loss, loss_per_cell, uses_of
from scenarios.impacts.hazard import Hazard
from scenarios.impacts.land import LandLoss, land_loss
from scenarios.impacts.people import fatalities, people_above
from scenarios.impacts.sites import Sites, sites
from scenarios.impacts.vital import out_of_service, time_out
from scenarios.process import Value

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["DEPTHS", "Exposure", "Settings", "exposure_of"]

Floats = npt.NDArray[np.float64]

DEPTHS: Mapping[str, float] = {
    "people_affected": 0.0,
    "people_above_0_2": 0.2,
    "people_above_0_5": 0.5,
    "people_above_2_0": 2.0,
}
"""Depths above which people are counted [m], by the name of the indicator."""

NO_BUILDINGS = "the twin has no buildings"
NO_PEOPLE = "the buildings carry neither population nor dwellings"
NO_LAND_USE = "the twin has no land use"
NO_VITAL_OBJECTS = "the twin has no vital objects"


@dataclass(frozen=True, slots=True)
class Settings:
    """How consequences are counted.

    Parameters
    ----------
    evacuated
        Share of the people that left in time, 0 to 1.
    price_index
        Prices, times those of the tables [1].
    depth_uncertainty
        How much deeper or shallower the water may be where it is wet [m].
    rapid
        Mortality curve of rapidly rising water.
    """

    evacuated: float = 0.0
    price_index: float = 1.0
    depth_uncertainty: float = DEPTH_UNCERTAINTY.value
    rapid: str = "rapid-jonkman"


@dataclass(frozen=True, slots=True)
class Exposure:
    """A flood against everything that stands in it.

    Parameters
    ----------
    hazard
        The flood.
    settings
        How consequences are counted.
    land_losses
        Damage by land use for each change of the depth [m] in the band; None when the twin has no land use.
    buildings, vital_objects
        Features in the flood; None when the twin has none.
    building_losses
        Damage of each building [EUR] for each change of the depth in the band.
    unknown_uses
        Number of buildings of which neither use nor dwellings are told.
    people
        People per building; None when nothing tells.
    people_method
        How the people were found, in words.
    """

    hazard: Hazard
    settings: Settings
    land_losses: Mapping[float, LandLoss] | None
    buildings: Sites | None
    vital_objects: Sites | None
    building_losses: Mapping[float, Floats]
    unknown_uses: int
    people: Floats | None
    people_method: str

    @property
    def land(self) -> LandLoss | None:
        """Damage by land use; None when the twin has no land use."""
        return None if self.land_losses is None else self.land_losses[0.0]

    def values(self) -> dict[str, Value]:
        """Every consequence by its name."""
        return {
            "damage": self.damage(),
            "damage_buildings": self._damage_buildings(),
            **self._of_land(),
            **{name: self._of_people(partial(_people_above, depth)) for name, depth in DEPTHS.items()},
            "fatalities": self._fatalities(),
            "vital_objects_out": self._vital_objects_out(),
        }

    def damage(self) -> Value:
        """Damage to land and buildings together [EUR]."""
        losses = self.land_losses
        if losses is None:
            if self.buildings is None:
                return Value(None, reason=f"{NO_LAND_USE}; {NO_BUILDINGS}")
            return replace(self._damage_buildings(), reason=f"{NO_LAND_USE}: buildings alone")
        return self._banded(
            lambda shift: float(losses[shift].damage.sum() + self.building_losses[shift].sum()),
            DAMAGE_SPREAD.value,
        )

    def damage_per_area(self) -> Floats:
        """Damage of every cell, land and buildings [EUR/m2], shape (ny, nx)."""
        shape = self.hazard.depth.shape
        total = np.zeros(shape) if self.land is None else self.land.per_area.copy()
        if self.buildings is not None:
            spread = loss_per_cell(self.buildings, self.building_losses[0.0], shape)
            total += spread / self.hazard.grid.cell_area
        return total

    def features(self) -> dict[str, gpd.GeoDataFrame]:
        """Buildings with depth, arrival and damage; vital objects with the time at which they go out."""
        tables = {}
        if (buildings := self.buildings) is not None:
            table = _with_water(buildings).assign(flood_damage=np.round(self.building_losses[0.0], 2))
            if self.people is not None:
                table["flood_fatalities"] = np.round(self._died(buildings, self.people, 0.0), 6)
            tables["buildings"] = table
        if (vital := self.vital_objects) is not None:
            times = time_out(vital, self.hazard)
            tables["vital_objects"] = _with_water(vital).assign(
                out_of_service=out_of_service(vital), time_out=_known(times)
            )
        return tables

    def _damage_buildings(self) -> Value:
        if self.buildings is None:
            return Value(None, reason=NO_BUILDINGS)
        return self._banded(lambda shift: float(self.building_losses[shift].sum()), DAMAGE_SPREAD.value)

    def _of_land(self) -> dict[str, Value]:
        names = ("damage_land", "agriculture_area", "agriculture_damage")
        if (losses := self.land_losses) is None:
            return {name: Value(None, reason=NO_LAND_USE) for name in names}
        damage = self._banded(lambda shift: float(losses[shift].damage.sum()), DAMAGE_SPREAD.value)
        area = self._banded(lambda shift: losses[shift].sum_of(losses[shift].area, "agriculture"))
        farmed = self._banded(
            lambda shift: losses[shift].sum_of(losses[shift].damage, "agriculture"), DAMAGE_SPREAD.value
        )
        return dict(zip(names, (damage, area, farmed), strict=True))

    def _of_people(self, count: Callable[[Sites, Floats, float], float], spread: float = 1.0) -> Value:
        buildings, people = self.buildings, self.people
        if buildings is None or people is None:
            return Value(None, reason=NO_BUILDINGS if buildings is None else NO_PEOPLE)
        return self._banded(lambda shift: count(buildings, people, shift), spread)

    def _fatalities(self) -> Value:
        """Fatalities; never more of them than people who stayed."""
        found, buildings, people = (
            self._of_people(self._deaths, FATALITY_SPREAD.value),
            self.buildings,
            self.people,
        )
        if found.high is None or buildings is None or people is None:
            return found
        stayed = float(people[buildings.wet].sum()) * (1.0 - self.settings.evacuated)
        return replace(found, high=min(found.high, stayed))

    def _deaths(self, buildings: Sites, people: Floats, shift: float) -> float:
        return float(self._died(buildings, people, shift).sum())

    def _died(self, buildings: Sites, people: Floats, shift: float) -> Floats:
        how = self.settings
        return fatalities(buildings, people, evacuated=how.evacuated, rapid=how.rapid, shift=shift)

    def _vital_objects_out(self) -> Value:
        found, by = self.vital_objects, self.settings.depth_uncertainty
        if found is None:
            return Value(None, reason=NO_VITAL_OBJECTS)
        return Value(
            float(out_of_service(found).sum()),
            float(out_of_service(found, "highest", -by).sum()),
            float(out_of_service(found, "lowest", by).sum()),
        )

    def _banded(self, count: Callable[[float], float], spread: float = 1.0) -> Value:
        return banded(count, depth_uncertainty=self.settings.depth_uncertainty, spread=spread)


def exposure_of(twin: Twin, hazard: Hazard, settings: Settings) -> Exposure:
    """Put a flood against everything that stands in it.

    Parameters
    ----------
    twin
        Twin in which the flood was computed.
    hazard
        The flood.
    settings
        How consequences are counted.
    """
    shifts = sorted({-settings.depth_uncertainty, 0.0, settings.depth_uncertainty})
    index = settings.price_index
    buildings = sites(twin, hazard, "buildings")
    people, method = (None, "") if buildings is None else people_in(buildings.table)
    land_losses, building_losses = None, dict.fromkeys(shifts, np.zeros(0))
    if "land_use" in twin.surface:
        codes, known = twin.surface["land_use"].values, buildings is not None
        land_losses = {
            shift: land_loss(hazard, codes, buildings_known=known, price_index=index, shift=shift)
            for shift in shifts
        }
    if buildings is not None:
        building_losses = {
            shift: building_loss(buildings, price_index=index, shift=shift) for shift in shifts
        }
    return Exposure(
        hazard=hazard,
        settings=settings,
        land_losses=land_losses,
        buildings=buildings,
        vital_objects=sites(twin, hazard, "vital_objects"),
        building_losses=building_losses,
        unknown_uses=0 if buildings is None else uses_of(buildings).count("unknown"),
        people=people,
        people_method=method,
    )


def _people_above(depth: float, buildings: Sites, people: Floats, shift: float) -> float:
    return people_above(buildings, people, depth, shift)


def _with_water(found: Sites) -> gpd.GeoDataFrame:
    return found.table.assign(
        flood_depth=np.round(found.depth(), 6),
        flood_depth_inside=np.round(found.depth_inside(), 6),
        flood_arrival=_known(np.where(found.wet, found.arrival_time, np.inf)),
    )


def _known(times: Floats) -> Floats:
    return np.where(np.isfinite(times), times, np.nan)
