"""What people choose when they ask how much room a dike needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scenarios.dikes import settings as given
from scenarios.dikes.settings import Settings
from scenarios.forms import field
from scenarios.physics.stability import UPLIFT_SAFETY
from scenarios.process import ProcessParameters

if TYPE_CHECKING:
    from scenarios.dikes.choice import Rules

__all__ = ["DikeSpaceParameters"]

_YEAR = Annotated[int, Field(ge=2005, le=2150)]
_QUANTILE = Annotated[float, Field(ge=0.05, le=0.95)]
_DIKE = Annotated[str, Field(min_length=1, max_length=200)]
_FALLBACK = "For dikes that say nothing themselves."


class DikeSpaceParameters(ProcessParameters):
    """Which dikes, how they may grow, and what holds where a dike says nothing itself."""

    dikes: list[_DIKE] = field(
        "Dikes",
        "Dijken",
        default=[],
        geometry="feature:dikes",
        max_length=10_000,
        description="None named: all of them.",
    )
    direction: Literal["landward", "riverward", "square"] = field(
        "Side to which the dike grows",
        "Kant waar de dijk naartoe groeit",
        default="landward",
        description="The protected side, the side of the water, or both by half.",
    )
    measure: Literal[
        "cheapest", "order", "soil", "vertical-geotextile", "seepage-screen", "wall-toe", "wall-crest",
        "diaphragm-wall", "cofferdam",
    ] = field(
        "Measure",
        "Maatregel",
        default="cheapest",
        description="The cheapest that fits at each place, the first that fits in the usual order, or one.",
    )  # fmt: skip
    years: list[_YEAR] = field(
        "Years of the reservation",
        "Jaren van de reservering",
        default=[2050, 2100, 2150],
        unit="year",
        min_length=1,
        max_length=12,
    )
    scenarios: list[Literal["knmi23-l", "knmi23-m", "knmi23-h", "llhi"]] = field(
        "Scenarios of the reservation",
        "Scenario's van de reservering",
        default=["knmi23-l", "knmi23-m", "knmi23-h", "llhi"],
        min_length=1,
        max_length=4,
    )
    quantiles: list[_QUANTILE] = field(
        "Quantiles of the reservation",
        "Kwantielen van de reservering",
        default=[0.05, 0.5, 0.95],
        unit="1",
        min_length=1,
        max_length=9,
    )
    step: float = field(
        "Distance between places", "Afstand tussen plekken", default=10.0, unit="m", step=5, ge=1.0, le=500.0
    )
    return_period: float | None = field(
        "Lower limit of the norm",
        "Ondergrens van de norm",
        default=None,
        unit="year",
        step=100,
        ge=10.0,
        le=1_000_000.0,
        description=_FALLBACK,
    )
    station: (
        Literal[
            "vlissingen", "roompot-buiten", "hoek-van-holland-nieuwe-waterweg", "hoek-van-holland",
            "scheveningen", "katwijk", "den-helder", "vlieland", "harlingen", "schiermonnikoog", "delfzijl",
        ]
        | None
    ) = field(
        "Station of the water level", "Station van de waterstand", default=None, description=_FALLBACK
    )  # fmt: skip
    wave_height: float | None = field(
        "Wave height before the foreshore",
        "Golfhoogte voor het voorland",
        default=None,
        unit="m",
        step=0.1,
        ge=0.0,
        le=20.0,
        description=_FALLBACK,
    )
    wave_period: float | None = field(
        "Wave period Tm-1,0",
        "Golfperiode Tm-1,0",
        default=None,
        unit="s",
        step=0.5,
        ge=0.5,
        le=30.0,
        description=_FALLBACK,
    )
    fetch: float | None = field(
        "Fetch", "Strijklengte", default=None, unit="m", step=100, ge=1.0, le=1e6, description=_FALLBACK
    )
    wind_speed: float | None = field(
        "Wind at 10 m",
        "Wind op 10 m",
        default=None,
        unit="m/s",
        step=1,
        ge=1.0,
        le=60.0,
        description=_FALLBACK,
    )
    allowed_overtopping: float = field(
        "Overtopping that the inner slope bears",
        "Overslag die het binnentalud verdraagt",
        default=given.DISCHARGE.value * 1000.0,
        unit="l/s/m",
        step=0.1,
        ge=0.01,
        le=100.0,
        description="0.1 on poor grass, 1 or 5 on grass, 10 on good grass and waves below 3 m; a closed sod "
        "bears some 70 [unverified]. It moves the crest by metres.",
    )
    wave_formula: Literal["bretschneider", "young-verhagen"] = field(
        "Growth of waves over a fetch", "Golfgroei over een strijklengte", default="bretschneider"
    )
    waves_grow: bool = field(
        "Waves grow with the depth of the foreshore",
        "Golven groeien mee met de diepte van het voorland",
        default=True,
        description="Without it the crest rises as much as the sea: a lower bound on a shallow coast.",
    )
    failure_budget: float = field(
        "Share of the norm for the height",
        "Deel van de norm voor de hoogte",
        default=given.FAILURE_BUDGET.value,
        unit="1",
        step=0.01,
        ge=0.01,
        le=1.0,
    )
    length_effect: float = field(
        "Length effect of the height",
        "Lengte-effect van de hoogte",
        default=given.LENGTH_EFFECT.value,
        unit="1",
        step=0.5,
        ge=1.0,
        le=100.0,
        description="N lies between 1 and 3 [unverified].",
    )
    minimum_freeboard: float = field(
        "Least freeboard",
        "Minimale waakhoogte",
        default=given.MINIMUM_FREEBOARD.value,
        unit="m",
        step=0.1,
        ge=0.0,
        le=5.0,
        description="0.5 m above still water [unverified].",
    )
    settlement: float = field(
        "Height for settlement", "Hoogte voor zetting", default=0.0, unit="m", step=0.05, ge=0.0, le=5.0
    )
    subsidence: float = field(
        "Subsidence of the dike",
        "Bodemdaling onder de dijk",
        default=0.0,
        unit="mm/yr",
        step=0.5,
        ge=-20.0,
        le=50.0,
        description="Beyond that of the coast, which is in the rise of the sea.",
    )
    uplift_factor: float = field(
        "Safety against uplift",
        "Veiligheid tegen opbarsten",
        default=UPLIFT_SAFETY.value,
        unit="1",
        step=0.05,
        ge=1.0,
        le=3.0,
        description="1.2 is usual [unverified].",
    )
    piping_factor: float = field(
        "Factor on the head of piping",
        "Factor op het verval bij piping",
        default=given.PIPING_FACTOR.value,
        unit="1",
        step=0.05,
        ge=1.0,
        le=3.0,
        description="1.2 [unverified]; by WBI 2017 it follows from the norm: 1.25 and 1.29 on two stretches.",
    )
    foreland: float = field(
        "Foreland with closed clay",
        "Voorland met dichte klei",
        default=0.0,
        unit="m",
        step=10,
        ge=0.0,
        le=1000.0,
        description="Counts as seepage length.",
    )

    @property
    def rules(self) -> Rules:
        """How a measure is chosen at each place."""
        from scenarios.dikes.choice import Rules

        if self.measure in {"cheapest", "order"}:
            return Rules(policy=self.measure, direction=self.direction)
        return Rules(measures=(self.measure,), direction=self.direction)

    @property
    def settings(self) -> Settings:
        """The same in SI, as the steps of a study take it."""
        return Settings(
            return_period=self.return_period,
            station=self.station,
            wave_height=self.wave_height,
            wave_period=self.wave_period,
            fetch=self.fetch,
            wind_speed=self.wind_speed,
            allowed_discharge=self.allowed_overtopping / 1000.0,
            failure_budget=self.failure_budget,
            length_effect=self.length_effect,
            wave_formula=self.wave_formula,
            waves_grow=self.waves_grow,
            minimum_freeboard=self.minimum_freeboard,
            settlement=self.settlement,
            subsidence=self.subsidence / 1000.0,
            uplift_factor=self.uplift_factor,
            piping_factor=self.piping_factor,
            foreland=self.foreland,
        )
