"""What people choose when they ask what wells draw from."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.process import ProcessParameters

__all__ = ["CaptureParameters"]

_DAY = 86_400.0
_YEAR = 365.25 * _DAY
_LAYERS = "None given: that of the voxels and layers of the twin."


class CaptureParameters(ProcessParameters):
    """Sand, rain and slope where the twin does not tell, and places of which the travel time is asked."""

    porosity: float = field(
        "Pores that water moves through",
        "Poriën waar water doorheen stroomt",
        default=0.35,
        unit="1",
        step=0.01,
        ge=0.06,
        le=0.6,
        description="Usual for sand [unverified]. The range of the answers takes 0.05 less and more.",
    )
    conductivity: float | None = field(
        "Conductivity of the aquifer",
        "Doorlatendheid van het pakket",
        default=None,
        unit="m/d",
        step=1,
        gt=0.0,
        le=1000.0,
        description=f"{_LAYERS} Given together with the thickness.",
    )
    thickness: float | None = field(
        "Thickness of the aquifer",
        "Dikte van het pakket",
        default=None,
        unit="m",
        step=1,
        ge=1.0,
        le=500.0,
        description=f"{_LAYERS} Given together with the conductivity; it begins at the top of the screens.",
    )
    resistance: float | None = field(
        "Resistance of the layer on the aquifer",
        "Weerstand van de laag op het pakket",
        default=None,
        unit="d",
        step=100,
        ge=0.0,
        le=1_000_000.0,
        description=f"{_LAYERS} It is looked at where conductivity and thickness are given.",
    )
    drainage: float = field(
        "Resistance of ditches and drains",
        "Weerstand van sloten en drains",
        default=200.0,
        unit="d",
        step=10,
        ge=1.0,
        le=10_000.0,
        description="Between the water table and the water whose level is held [unverified].",
    )
    gradient: float | None = field(
        "Slope of the groundwater",
        "Verhang van het grondwater",
        default=None,
        unit="1",
        step=0.0001,
        ge=0.0,
        le=0.05,
        description="Without wells. None given: that of sea, rivers, dunes and polders of the twin.",
    )
    towards: float | None = field(
        "Direction to which it flows (north 0, east 90)",
        "Richting waarheen het stroomt (noord 0, oost 90)",
        default=None,
        unit="degree",
        step=5,
        ge=0.0,
        lt=360.0,
        description="Given together with the slope.",
    )
    recharge: float = field(
        "Rain less evaporation",
        "Neerslagoverschot",
        default=300.0,
        unit="mm/yr",
        step=10,
        ge=0.0,
        le=2000.0,
        description="Feeds wells in sand that lies open at the ground.",
    )
    points: tuple[tuple[float, float], ...] = field(
        "Places to tell the travel time of",
        "Plaatsen waarvan de reistijd wordt gevraagd",
        default=(),
        unit="m",
        geometry="line",
        max_length=1000,
        description="Corners of a line, in RD: how long water in the aquifer below each is on its way.",
    )

    @model_validator(mode="after")
    def _together(self) -> Self:
        for one, other in (("conductivity", "thickness"), ("gradient", "towards")):
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                raise PydanticCustomError(
                    "together", f"{one} and {other} belong together", {"remedy": "Give both, or neither."}
                )
        return self

    @property
    def rain(self) -> float:
        """Recharge [m/s]."""
        return self.recharge * 1e-3 / _YEAR

    @property
    def drains(self) -> float:
        """Resistance of the drainage [s]."""
        return self.drainage * _DAY
