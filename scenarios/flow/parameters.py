"""What a person may set of a flood: how the sea comes, what breaks, what drains, how fine it is computed."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.process import ProcessParameters

__all__ = ["FloodParameters"]

_Place = Annotated[
    tuple[float, float], Field(title="Place", json_schema_extra={"x-geometry": "point", "x-unit": "m"})
]


def _hours(title: str, title_nl: str, default: float | None, low: float, **more: Any) -> Any:
    return field(title, title_nl, default=default, unit="h", step=0.5, ge=low, le=240.0, **more)


class FloodParameters(ProcessParameters):
    """A storm at sea with its tide, breaches in dikes, a river wave, pumps, and how it is computed.

    Hours count from the start of the simulation. Values marked [unverified] are usual practice for which no
    open table was found; they are parameters for that reason.
    """

    breach_at: tuple[float, float] | None = field(
        "Place of the breach",
        "Plaats van de bres",
        default=None,
        unit="m",
        geometry="point",
        description="The nearest dike fails at its nearest point. Without a place the dikes hold.",
    )
    breaches_at: list[_Place] = field(
        "Further breaches",
        "Verdere bressen",
        default=[],
        max_length=20,
        description="Places where dikes fail too, in the same way and at the same moment.",
    )
    breach_soil: Literal["clay", "sand"] = field("Dike body", "Dijklichaam", default="clay")
    breach_initial_width: float = field(
        "Initial width of the breach",
        "Beginbreedte van de bres",
        default=10.0,
        unit="m",
        step=5,
        ge=1.0,
        le=1000.0,
        description="Dutch practice is 10 m [unverified].",
    )
    breach_max_width: float | None = field(
        "Largest width of the breach",
        "Grootste breedte van de bres",
        default=None,
        unit="m",
        step=10,
        ge=1.0,
        le=1000.0,
        description="Left out: 200 m in sand, 75 m in clay.",
    )
    breach_bottom: float | None = field(
        "Bottom of the breach (m NAP)",
        "Bodem van de bres (m NAP)",
        default=None,
        unit="m",
        step=0.1,
        ge=-20.0,
        le=20.0,
        description="Left out: the higher of the ground on both sides of the dike.",
    )
    breach_hours: float | None = _hours(
        "Moment of the breach",
        "Moment van de bres",
        None,
        0.0,
        description="Left out: at the peak of the storm.",
    )
    breach_deepening_minutes: float = field(
        "Time in which the breach deepens",
        "Tijd waarin de bres uitschuurt",
        default=15.0,
        unit="min",
        step=5,
        ge=0.0,
        le=600.0,
        description="Until the bottom is reached; 10 to 15 minutes is usual [unverified].",
    )
    breach_series_hours: list[Annotated[float, Field(ge=0.0, le=240.0)]] = field(
        "Breach as given: times",
        "Bres zoals opgegeven: tijden",
        default=[],
        unit="h",
        max_length=1000,
        description="Hours after the moment of the breach, ascending; takes the place of the growth law.",
    )
    breach_series_widths: list[Annotated[float, Field(ge=0.0, le=1000.0)]] = field(
        "Breach as given: widths",
        "Bres zoals opgegeven: breedtes",
        default=[],
        unit="m",
        max_length=1000,
    )
    breach_series_sills: list[Annotated[float, Field(ge=-20.0, le=50.0)]] = field(
        "Breach as given: bottoms (m NAP)",
        "Bres zoals opgegeven: bodems (m NAP)",
        default=[],
        unit="m",
        max_length=1000,
    )
    hours: float = _hours("Simulated time", "Gesimuleerde tijd", 24.0, 0.1)
    output_minutes: float = field(
        "Interval of the film", "Interval van de film", default=30.0, unit="min", step=5, ge=1.0, le=1440.0
    )
    cell: int | None = field(
        "Cell size of the flow",
        "Celgrootte van de stroming",
        default=None,
        unit="m",
        step=5,
        ge=2,
        le=1000,
        description="Left out: every cell of the twin. Larger: the ground inside a cell is kept in tables.",
    )
    storm_hours: float = _hours(
        "Duration of the storm surge",
        "Duur van de stormopzet",
        48.0,
        1.0,
        description="From start to end of the surge [unverified].",
    )
    storm_shape: Literal["cos2", "trapezium"] = field(
        "Shape of the storm surge", "Vorm van de stormopzet", default="cos2"
    )
    storm_top_hours: float = _hours(
        "Top of a trapezium",
        "Top van een trapezium",
        2.0,
        0.0,
        description="How long the surge of a trapezium stays at its highest [unverified].",
    )
    storm_peak_hours: float | None = _hours(
        "Moment of the storm peak",
        "Moment van de stormpiek",
        None,
        0.0,
        description="High water of the storm; left out: half a tide after the start, at most half way.",
    )
    tide_amplitude: float | None = field(
        "Amplitude of the tide",
        "Amplitude van het getij",
        default=None,
        unit="m",
        step=0.1,
        ge=0.0,
        le=10.0,
        description="Left out: half the mean tidal range at the station, else 0.8 m [unverified].",
    )
    wave_height: float = field(
        "Wave height at the dikes (Hm0)",
        "Golfhoogte bij de dijken (Hm0)",
        default=0.0,
        unit="m",
        step=0.1,
        ge=0.0,
        le=15.0,
        description="Above 0: waves throw water over dikes along the sea that hold.",
    )
    wave_period: float = field(
        "Wave period (Tm-1,0)",
        "Golfperiode (Tm-1,0)",
        default=6.0,
        unit="s",
        step=0.5,
        ge=1.0,
        le=25.0,
    )
    outer_slope: float = field(
        "Outer slope of the dikes (cotangent)",
        "Buitentalud van de dijken (cotangens)",
        default=3.5,
        unit="1",
        step=0.5,
        ge=2.0,
        le=7.0,
        description="Counts with waves only [unverified].",
    )
    pumps: Literal["on", "off", "off-when-flooded"] = field(
        "Pumping stations",
        "Gemalen",
        default="off-when-flooded",
        description="They run, stand still, or stop for good once there is water on their floor.",
    )
    pumps_off_from: float | None = _hours("Pumps fail from", "Gemalen vallen uit vanaf", None, 0.0)
    pumps_off_to: float | None = _hours("Pumps fail until", "Gemalen vallen uit tot", None, 0.0)
    river_at: tuple[float, float] | None = field(
        "Where a river wave comes in",
        "Waar een rivierafvoergolf binnenkomt",
        default=None,
        unit="m",
        geometry="point",
    )
    river_base: float = field(
        "Base discharge", "Basisafvoer", default=0.0, unit="m3/s", step=10, ge=0.0, le=20_000.0
    )
    river_peak: float = field(
        "Peak discharge", "Piekafvoer", default=0.0, unit="m3/s", step=50, ge=0.0, le=20_000.0
    )
    river_hours: float = _hours("Duration of the river wave", "Duur van de afvoergolf", 24.0, 0.5)
    river_peak_hours: float | None = _hours(
        "Moment of the peak discharge",
        "Moment van de piekafvoer",
        None,
        0.0,
        description="Left out: halfway its duration.",
    )
    roughness_factor: float = field(
        "Roughness, times that of the twin",
        "Ruwheid, maal die van de tweeling",
        default=1.0,
        unit="1",
        step=0.1,
        ge=0.1,
        le=10.0,
    )
    infiltration: Literal["none", "soil"] = field(
        "Infiltration",
        "Infiltratie",
        default="none",
        description="None (wet ground, the Dutch winter), or a constant rate by soil class [unverified].",
    )

    forelands: Literal["flow", "level"] = field(
        "Land outside the dikes",
        "Land buiten de dijken",
        default="flow",
        description="Flow: computed as all land. Level: it stands as high as the sea, and flow is computed "
        "within 500 m of a breach only; much faster in a storm.",
    )
    edges: Literal["closed", "open"] = field(
        "Edges of the area",
        "Randen van het gebied",
        default="closed",
        description="Open: water that reaches the edge of the grid falls away.",
    )

    @model_validator(mode="after")
    def _series_are_whole(self) -> Self:
        sizes = {len(self.breach_series_hours), len(self.breach_series_widths), len(self.breach_series_sills)}
        times = self.breach_series_hours
        if len(sizes) > 1 or any(later <= first for first, later in pairwise(times)):
            raise PydanticCustomError(
                "breach_series",
                "a breach as given needs as many widths and bottoms as times, and ascending times",
                {
                    "field": "breach_series_hours",
                    "given": list(times),
                    "remedy": "Give three lists of one length, or none.",
                },
            )
        return self

    @model_validator(mode="after")
    def _river_peaks_above_its_base(self) -> Self:
        flows = self.river_base > 0 or self.river_peak > 0
        if flows and (self.river_at is None or self.river_peak < self.river_base):
            raise PydanticCustomError(
                "river_wave",
                "a river wave needs a place, and a peak that is not below its base",
                {"field": "river_peak", "given": self.river_peak, "remedy": "Give river_at and river_peak."},
            )
        return self

    @model_validator(mode="after")
    def _moments_mean_something(self) -> Self:
        """Refuse what would quietly do nothing: a breach after the end or nowhere, pumps that never fail."""
        start, back = self.pumps_off_from or 0.0, self.pumps_off_to
        late = self.breach_hours is not None and self.breach_hours >= self.hours
        rules = (
            (
                bool(self.breaches) and late,
                "the breach would come after the end of the simulation",
                "breach_hours",
                "Simulate longer, or let the dike fail earlier.",
            ),
            (
                bool(self.breach_series_hours) and not self.breaches,
                "a breach as given needs a place",
                "breach_at",
                "Give the place of the breach, or leave the series out.",
            ),
            (
                back is not None and back <= start,
                "the pumps would run again before they fail",
                "pumps_off_to",
                "Give a moment after pumps_off_from.",
            ),
        )
        for wrong, message, name, remedy in rules:
            if wrong:
                told = {"field": name, "given": getattr(self, name), "remedy": remedy}
                raise PydanticCustomError("flood_moments", message, told)
        return self

    @property
    def breaches(self) -> tuple[tuple[float, float], ...]:
        """Places of all breaches, RD New [m]."""
        return (() if self.breach_at is None else (self.breach_at,)) + tuple(self.breaches_at)
