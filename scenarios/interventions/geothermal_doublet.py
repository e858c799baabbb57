"""Geothermal doublet: a new pair of deep wells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.additions import with_feature
from scenarios.checks import known_place
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from scenarios.periods import in_order, years_of
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["GeothermalDoublet"]


class GeothermalDoublet(Intervention):
    """Drill a producer and an injector, half the spacing to either side of a point at depth.

    The azimuth is the bearing from the producer to the injector: with that of 90 degrees the producer lies in
    the west. The wells start at ``site``, or above the point.
    """

    title_en: ClassVar[str] = "Geothermal doublet"
    title_nl: ClassVar[str] = "Geothermisch doublet"
    description_en: ClassVar[str] = "Adds a pair of deep wells for heat."
    description_nl: ClassVar[str] = "Voegt een paar diepe putten voor aardwarmte toe."

    kind: Literal["geothermal-doublet"] = field("Kind", "Soort", default="geothermal-doublet")
    at: tuple[float, float] = field("Place", "Plaats", unit="m", geometry="point")
    spacing: float = field(
        "Distance between the wells at depth",
        "Putafstand op diepte",
        default=1400.0,
        unit="m",
        step=50,
        ge=200.0,
        le=5000.0,
    )
    azimuth: float = field(
        "Bearing from producer to injector",
        "Richting van producent naar injector",
        default=90.0,
        unit="degree",
        step=5,
        ge=0.0,
        le=360.0,
        description="From the north, clockwise.",
    )
    flow_m3_h: float = field("Flow", "Debiet", unit="m3/h", step=10, gt=0.0, le=1000.0)
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1950, le=2300)
    end: int | None = field("Last year", "Laatste jaar", default=None, unit="year", ge=1950, le=2400)
    reservoir: str | None = field(
        "Layer of the reservoir",
        "Laag van het reservoir",
        default=None,
        min_length=1,
        max_length=200,
        description="A layer of the twin, such as RO; its depth below the wells is taken.",
    )
    reservoir_top: float | None = field(
        "Top of the reservoir (m NAP)",
        "Top van het reservoir (m NAP)",
        default=None,
        unit="m",
        le=-100,
        ge=-8000,
    )
    reservoir_base: float | None = field(
        "Base of the reservoir (m NAP)",
        "Onderkant van het reservoir (m NAP)",
        default=None,
        unit="m",
        le=-100,
        ge=-8000,
    )
    site: tuple[float, float] | None = field(
        "Site at the ground",
        "Locatie aan maaiveld",
        default=None,
        unit="m",
        geometry="point",
        description="None given: above the middle of the wells.",
    )
    kickoff_level: float | None = field(
        "Level at which wells leave the vertical (m NAP)",
        "Niveau waarop putten afbuigen (m NAP)",
        default=None,
        unit="m",
        step=50,
        le=0.0,
        ge=-8000.0,
        description="None given: 400 m below the ground [unverified].",
    )
    injection_temperature: float | None = field(
        "Temperature of what goes back",
        "Temperatuur van wat teruggaat",
        default=None,
        unit="degC",
        step=1,
        ge=5.0,
        le=90.0,
    )
    porosity: float | None = field(
        "Porosity of the reservoir",
        "Porositeit van het reservoir",
        default=None,
        unit="1",
        step=0.01,
        gt=0.0,
        le=0.5,
    )
    permeability: float | None = field(
        "Permeability of the reservoir",
        "Doorlatendheid van het reservoir",
        default=None,
        unit="mD",
        step=50,
        gt=0.0,
        le=20_000.0,
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end)
        both = self.reservoir_top is not None and self.reservoir_base is not None
        if (self.reservoir_top is None) != (self.reservoir_base is None) or (
            both and self.reservoir_base >= self.reservoir_top  # type: ignore[operator]
        ):
            raise PydanticCustomError(
                "reservoir", "needs a top above a base", {"remedy": "Give both, or neither, in m NAP."}
            )
        if self.reservoir is not None and both:
            raise PydanticCustomError(
                "reservoir",
                "has a layer as well as levels",
                {"remedy": "Give the layer, or top and base in m NAP."},
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse wells outside the twin, and a reservoir that is not there or too shallow."""
        problems = known_place(twin, self.at, "at")
        problems += [] if self.site is None else known_place(twin, self.site, "site")
        if problems:
            return problems
        from scenarios.heat.reservoirs import check_wells

        return check_wells(
            twin,
            self.wells,
            self.spacing,
            reservoir=self.reservoir,
            levels=(self.reservoir_top, self.reservoir_base),
        )

    @property
    def wells(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Bottom holes of producer and injector [m RD]."""
        # Whole degrees of a quarter circle have a sine of exactly 0 or 1.
        east, north = (round(f(math.radians(self.azimuth)), 12) for f in (math.sin, math.cos))
        (x, y), half = self.at, self.spacing / 2
        return (x - half * east, y - half * north), (x + half * east, y + half * north)

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the doublet to the twin's features, with a name that is still free."""
        from shapely import Point

        from scenarios.heat.reservoirs import reservoir_of

        start, end = years_of(self, context)
        (producer, injector), site = self.wells, self.at if self.site is None else self.site
        name, top, base = reservoir_of(
            twin, self.wells, reservoir=self.reservoir, levels=(self.reservoir_top, self.reservoir_base)
        )
        row = {
            "name": f"Doublet {self.flow_m3_h:g} m3/h",
            "status": "planned",
            "reservoir": name,
            "reservoir_top": top,
            "reservoir_base": base,
            "flow": self.flow_m3_h / 3600.0,
            "producer_x": producer[0],
            "producer_y": producer[1],
            "injector_x": injector[0],
            "injector_y": injector[1],
            "surface_x": site[0],
            "surface_y": site[1],
            "kickoff_level": self.kickoff_level,
            "injection_temperature": self.injection_temperature,
            "porosity": self.porosity,
            "permeability": None if self.permeability is None else self.permeability * 1e-15,
            "start": start,
            "end": end,
        }
        return with_feature(twin, "doublets", "doublet", row, Point(site))[0]
