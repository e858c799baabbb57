"""What people look for a place for."""

from __future__ import annotations

from typing import Literal

from scenarios.forms import field
from scenarios.process import ProcessParameters

__all__ = ["SuitabilityParameters", "Use"]

Use = Literal["geothermal-doublet", "ates", "closed-loops", "well-field"]


class SuitabilityParameters(ProcessParameters):
    """A use of the subsurface with its size, and how finely is looked."""

    use: Use = field("Looking for a place for", "Gezocht: plaats voor", default="geothermal-doublet")
    power: float = field(
        "Power of the doublet",
        "Vermogen van het doublet",
        default=10.0,
        unit="MW",
        step=1,
        gt=0.0,
        le=100.0,
        description="For a geothermal doublet.",
    )
    spacing: float = field(
        "Distance between the wells at depth",
        "Putafstand op diepte",
        default=1400.0,
        unit="m",
        step=50,
        ge=200.0,
        le=5000.0,
        description="For a geothermal doublet.",
    )
    azimuth: float = field(
        "Direction from the first to the second well",
        "Richting van de eerste naar de tweede put",
        default=90.0,
        unit="deg",
        step=5,
        ge=0.0,
        lt=360.0,
        description="Clockwise from north; from producer to injector, or warm to cold.",
    )
    volume: float = field(
        "Water that is stored in a season",
        "Water dat in een seizoen wordt opgeslagen",
        default=100_000.0,
        unit="m3",
        step=10_000,
        gt=0.0,
        le=2_000_000.0,
        description="For aquifer thermal energy storage.",
    )
    loops: int = field(
        "Number of loops", "Aantal lussen", default=25, unit="1", step=1, ge=1, le=400,
        description="For closed loops: in a square.",
    )  # fmt: skip
    depth: float = field(
        "Depth of the loops",
        "Diepte van de lussen",
        default=150.0,
        unit="m",
        step=10,
        ge=10.0,
        le=500.0,
        description="For closed loops.",
    )
    heat: float = field(
        "Net heat taken by a metre of loop",
        "Netto warmte per meter lus",
        default=2.0,
        unit="W/m",
        step=0.5,
        ge=-50.0,
        le=50.0,
        description="For closed loops: over the year, positive when the ground cools.",
    )
    water: float = field(
        "Water that the field gives in a year",
        "Water dat het winveld per jaar levert",
        default=2.0,
        unit="Mm3/yr",
        step=0.5,
        gt=0.0,
        le=50.0,
        description="For a well field.",
    )
    salt: float | None = field(
        "Level of the boundary with salt water (m NAP)",
        "Niveau van de grens met zout water (m NAP)",
        default=None,
        unit="m",
        step=10,
        ge=-1000.0,
        le=0.0,
        description="For a well field; none given: not known.",
    )
    start: int | None = field(
        "First year", "Eerste jaar", default=None, unit="year", ge=1950, le=2150,
        description="None given: the year of the twin.",
    )  # fmt: skip
    life: int = field("Years of use", "Gebruiksduur", default=30, unit="year", step=5, ge=1, le=100)
    cell: float = field(
        "Size of the cells that are judged",
        "Celgrootte van het oordeel",
        default=200.0,
        unit="m",
        step=50,
        ge=100.0,
        le=2000.0,
        description="A use is judged as if it stood in the middle of its cell.",
    )
    best: int = field(
        "Best places to list", "Aantal beste plaatsen", default=20, unit="1", step=5, ge=1, le=200
    )
