"""What people choose when they ask what storage of heat and cold, and closed loops, do."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.forms import field
from scenarios.physics.ates import WELL_DISTANCE
from scenarios.physics.closed_loops import NEIGHBOUR_COOLING, NEIGHBOUR_REACH
from scenarios.process import ProcessParameters

__all__ = ["StorageParameters"]

_ID = Annotated[str, Field(min_length=1, max_length=200)]
_USUAL = "Usual [unverified]."


class StorageParameters(ProcessParameters):
    """Which systems, and the ground and the rules where the twin does not tell."""

    systems: list[_ID] = field(
        "Storage systems",
        "Bodemenergiesystemen",
        default=[],
        geometry="feature:ates",
        max_length=10_000,
        description="None named: all of them, and those that the scenario adds. Loops are all looked at.",
    )
    difference: float = field(
        "Temperature between warm and cold wells",
        "Temperatuurverschil tussen warme en koude bronnen",
        default=6.0,
        unit="K",
        step=0.5,
        gt=0.0,
        le=60.0,
        description=_USUAL,
    )
    return_temperature: float | None = field(
        "Warmest water that goes back",
        "Warmste water dat teruggaat",
        default=None,
        unit="degC",
        step=1,
        ge=0.0,
        le=100.0,
        description="None given: whether it keeps to 25 degrees is not known.",
    )
    porosity: float = field(
        "Porosity of the sand", "Porositeit van het zand", default=0.35, unit="1", step=0.01, gt=0.0, le=0.6,
        description=_USUAL,
    )  # fmt: skip
    radii: float = field(
        "Thermal radii between warm and cold",
        "Thermische stralen tussen warm en koud",
        default=WELL_DISTANCE.value,
        unit="1",
        step=0.5,
        ge=0.0,
        le=10.0,
        description="Planning practice; Bloemendal et al. 2018 find it wide [unverified].",
    )
    groundwater: float | None = field(
        "Velocity of the groundwater",
        "Snelheid van het grondwater",
        default=None,
        unit="m/yr",
        step=1,
        ge=0.0,
        le=1000.0,
        description="Where a system tells no drift of its heat; none given: not known there.",
    )
    years: int = field(
        "Years that loops are looked at", "Jaren waarover lussen worden bekeken",
        default=25, unit="year", ge=1, le=100,
    )  # fmt: skip
    conductivity: float = field(
        "Heat conductivity of the ground",
        "Warmtegeleiding van de bodem",
        default=2.0,
        unit="W/(m K)",
        step=0.1,
        ge=0.2,
        le=6.0,
        description=_USUAL,
    )
    heat_capacity: float = field(
        "Heat capacity of the ground",
        "Warmtecapaciteit van de bodem",
        default=2.4,
        unit="MJ/(m3 K)",
        step=0.1,
        ge=0.5,
        le=5.0,
        description=_USUAL,
    )
    ground_temperature: float = field(
        "Temperature of the ground along the loops",
        "Bodemtemperatuur langs de lussen",
        default=12.0,
        unit="degC",
        step=0.5,
        ge=5.0,
        le=20.0,
        description=_USUAL,
    )
    borehole_resistance: float = field(
        "Heat resistance of a borehole",
        "Warmteweerstand van een boorgat",
        default=0.1,
        unit="m K/W",
        step=0.01,
        ge=0.0,
        le=1.0,
        description=_USUAL,
    )
    loop_heat: float | None = field(
        "Heat that loops take out over the years",
        "Warmte die lussen over de jaren onttrekken",
        default=None,
        unit="W/m",
        step=0.5,
        ge=-50.0,
        le=50.0,
        description="Where a loop tells none; none given: not known there.",
    )
    cooling_limit: float = field(
        "Cooling allowed at a neighbour",
        "Afkoeling die bij een buur mag",
        default=NEIGHBOUR_COOLING.value,
        unit="K",
        step=0.1,
        gt=0.0,
        le=10.0,
    )
    reach: float = field(
        "Distance at which systems count",
        "Afstand waarbinnen systemen meetellen",
        default=NEIGHBOUR_REACH.value,
        unit="m",
        step=10,
        gt=0.0,
        le=1000.0,
    )
