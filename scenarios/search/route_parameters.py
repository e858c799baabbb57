"""What people tell of a line that wants a way."""

from __future__ import annotations

from typing import Literal

from scenarios.forms import field
from scenarios.process import ProcessParameters
from scenarios.search.route_stack import Laying
from twin.vocabulary import NETWORKS

__all__ = ["RouteParameters"]

Network = Literal[
    "electricity-lv", "electricity-mv", "electricity-hv", "gas-lp", "gas-hp", "gas-transmission", "water",
    "sewer", "heat", "data",
]  # fmt: skip


class RouteParameters(ProcessParameters):
    """Ends and kind of a cable or pipe, and how it may be laid."""

    origin: tuple[float, float] | None = field(
        "Begin", "Begin", default=None, unit="m", geometry="point", description="Where the line begins."
    )
    destination: tuple[float, float] | None = field(
        "End", "Einde", default=None, unit="m", geometry="point", description="Where the line ends."
    )
    network: Network = field("Network", "Net", default="electricity-hv")
    diameter: float = field("Diameter", "Diameter", default=0.2, unit="m", step=0.05, gt=0.0, le=3.0)
    deepest: float = field(
        "Greatest depth of a drilling",
        "Grootste diepte van een boring",
        default=20.0,
        unit="m",
        step=1,
        ge=0.0,
        le=40.0,
        description="Below the ground; without room below 3 m it is a trench all the way.",
    )
    radius: float = field(
        "Radius of bends",
        "Boogstraal",
        default=10.0,
        unit="m",
        step=1,
        ge=0.0,
        le=1000.0,
        description="In plan; tighter where two bends are too near each other, which the table tells.",
    )
    cell: float = field(
        "Size of the cells that are searched",
        "Celgrootte van het zoeken",
        default=50.0,
        unit="m",
        step=10,
        ge=5.0,
        le=500.0,
        description="What is smaller than a cell is met as if it filled it.",
    )
    start: int | None = field(
        "Year in which it is laid",
        "Jaar van aanleg",
        default=None,
        unit="year",
        ge=1950,
        le=2150,
        description="None given: the year of the twin.",
    )

    def laying(self, year: int) -> Laying:
        """The line, laid in a year where none is told."""
        return Laying(
            self.network,
            self.diameter,
            NETWORKS[self.network].cover,
            max(0.6, self.diameter + 0.4),
            self.deepest,
            float(year if self.start is None else self.start),
        )
