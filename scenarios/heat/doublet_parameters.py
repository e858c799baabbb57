"""What people choose when they ask what geothermal doublets give."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.forms import field
from scenarios.physics.geothermal import GRADIENT, SURFACE_TEMPERATURE
from scenarios.process import ProcessParameters

__all__ = ["DoubletParameters"]

_ID = Annotated[str, Field(min_length=1, max_length=200)]
_TELLS_NONE = "Where the doublet tells none [unverified]."


class DoubletParameters(ProcessParameters):
    """Which doublets, and the rock, the brine and the wells where the twin does not tell."""

    doublets: list[_ID] = field(
        "Doublets",
        "Doubletten",
        default=[],
        geometry="feature:doublets",
        max_length=10_000,
        description="None named: all of them, and those that the scenario adds.",
    )
    gradient: float = field(
        "Rise of the temperature with depth",
        "Temperatuurstijging met de diepte",
        default=GRADIENT.value * 1000.0,
        unit="K/km",
        step=0.5,
        ge=10.0,
        le=60.0,
        description="ThermoGIS takes about 30.",
    )
    gradient_spread: float = field(
        "Part by which the gradient may be off",
        "Deel dat de temperatuurstijging kan afwijken",
        default=0.1,
        unit="1",
        step=0.05,
        ge=0.0,
        le=0.5,
        description="For the range [unverified].",
    )
    surface_temperature: float = field(
        "Temperature at the ground",
        "Temperatuur aan het maaiveld",
        default=SURFACE_TEMPERATURE.value,
        unit="degC",
        step=0.5,
        ge=0.0,
        le=20.0,
    )
    injection_temperature: float = field(
        "Temperature of what goes back",
        "Temperatuur van wat teruggaat",
        default=30.0,
        unit="degC",
        step=1,
        ge=5.0,
        le=90.0,
        description="Where the doublet tells none; 30 is the default of ThermoGIS.",
    )
    porosity: float = field(
        "Porosity of the reservoir",
        "Porositeit van het reservoir",
        default=0.18,
        unit="1",
        step=0.01,
        gt=0.0,
        le=0.5,
        description=_TELLS_NONE,
    )
    permeability: float = field(
        "Permeability of the reservoir",
        "Doorlatendheid van het reservoir",
        default=300.0,
        unit="mD",
        step=50,
        gt=0.0,
        le=20_000.0,
        description=_TELLS_NONE,
    )
    facies: float = field(
        "Part by which the rock moves the breakthrough",
        "Deel dat het gesteente de doorbraak verschuift",
        default=0.5,
        unit="1",
        step=0.05,
        ge=0.0,
        le=0.9,
        description="For the range: facies move it by about half (Shetty 2018).",
    )
    viscosity: float = field(
        "Viscosity of the warm brine",
        "Viscositeit van het warme formatiewater",
        default=0.6,
        unit="mPa s",
        step=0.05,
        ge=0.1,
        le=5.0,
    )
    cold_viscosity: float = field(
        "Viscosity of the cold brine",
        "Viscositeit van het afgekoelde formatiewater",
        default=1.0,
        unit="mPa s",
        step=0.05,
        ge=0.1,
        le=5.0,
        description="At the injector [unverified].",
    )
    skin: float = field("Skin of the wells", "Skin van de putten", default=0.0, unit="1", ge=-6.0, le=20.0)
    well_radius: float = field(
        "Radius of the wells",
        "Straal van de putten",
        default=0.1,
        unit="m",
        step=0.01,
        ge=0.03,
        le=0.5,
    )
    efficiency: float = field(
        "Efficiency of the pumps",
        "Rendement van de pompen",
        default=0.6,
        unit="1",
        step=0.05,
        gt=0.0,
        le=1.0,
    )
