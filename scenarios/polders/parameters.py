"""What people choose when they ask what a water level does to a polder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.process import ProcessParameters

if TYPE_CHECKING:
    from scenarios.polders.subsidence import Relation

__all__ = ["WaterLevelParameters"]

_AREA = Annotated[str, Field(min_length=1, max_length=200)]
_OWN_FILE = "Your own CSV file, by its path beside the scenario file; over HTTP by the id of an upload."
_EFFECT = "None given: that of the method."


class WaterLevelParameters(ProcessParameters):
    """Which land, how peat sinks, which weather, and what the effects need to know."""

    files: ClassVar[tuple[str, ...]] = ("waterwijzer_table", "somers_table")

    areas: list[_AREA] = field(
        "Water-level areas",
        "Peilgebieden",
        default=[],
        geometry="feature:peilgebieden",
        max_length=10_000,
        description="Land that the answers are about; none named: all of them.",
    )
    relation: Literal["van-den-akker", "process"] = field(
        "How peat sinks",
        "Hoe veen daalt",
        default="van-den-akker",
        description="The other one gives the range; beside a table of SOMERS this one does.",
    )
    climate: Literal["today", "knmi23-ln", "knmi23-hd"] = field(
        "Climate",
        "Klimaat",
        default="today",
        description="The weather is made up; a scenario of the sea does not change it.",
    )
    winter_above_summer: bool = field(
        "A winter level above the summer level is meant",
        "Een winterpeil boven het zomerpeil is de bedoeling",
        default=False,
    )
    band_low: float | None = field(
        "Target band of groundwater, shallow end",
        "Streefband van het grondwater, ondiepe kant",
        default=None,
        unit="m",
        step=0.05,
        ge=-1.0,
        le=5.0,
        description=_EFFECT,
    )
    band_high: float | None = field(
        "Target band of groundwater, deep end",
        "Streefband van het grondwater, diepe kant",
        default=None,
        unit="m",
        step=0.05,
        ge=-1.0,
        le=5.0,
        description=_EFFECT,
    )
    inlet_capacity: float | None = field(
        "Capacity of the inlets",
        "Inlaatcapaciteit",
        default=None,
        unit="mm/d",
        step=0.1,
        le=1000.0,
        description="Over the land; none given: whether the water can be brought is not known.",
    )
    storm_depth: float | None = field(
        "Rain of a storm",
        "Regen van een bui",
        default=None,
        unit="mm",
        step=5,
        ge=0.0,
        le=500.0,
        description=_EFFECT,
    )
    pump_capacity: float | None = field(
        "Pumped out during the storm",
        "Uitgemalen tijdens de bui",
        default=None,
        unit="mm",
        step=1,
        ge=0.0,
        le=500.0,
        description=_EFFECT,
    )

    waterwijzer_table: str | None = field(
        "Table of Waterwijzer Landbouw",
        "Tabel van Waterwijzer Landbouw",
        default=None,
        min_length=1,
        max_length=4096,
        upload="text/csv",
        description=f"{_OWN_FILE} None given: HELP.",
    )

    somers_table: str | None = field(
        "Table of SOMERS",
        "Tabel van SOMERS",
        default=None,
        min_length=1,
        max_length=4096,
        upload="text/csv",
        description=f"{_OWN_FILE} Peat then sinks by it.",
    )
    somers_region: str | None = field(
        "Region of the table of SOMERS",
        "Regio van de tabel van SOMERS",
        default=None,
        min_length=1,
        max_length=200,
        description="Whose weather the rows are of.",
    )

    @model_validator(mode="after")
    def _table_with_region(self) -> Self:
        if (self.somers_table is None) != (self.somers_region is None):
            lacking = "somers_table" if self.somers_table is None else "somers_region"
            raise PydanticCustomError(
                "table_without_region",
                "a table of SOMERS and its region go together",
                {
                    "field": lacking,
                    "given": None,
                    "remedy": "Give both somers_table and somers_region, or neither.",
                },
            )
        return self

    @property
    def leading(self) -> str:
        """Name of the relation by which peat sinks in the answers."""
        return self.relation if self.somers_table is None else "somers"

    @property
    def relations(self) -> dict[str, Relation]:
        """Relations of a study, the leading one first; the other one gives the range.

        Raises
        ------
        InvalidInputError
            If the table of SOMERS is none.
        """
        from scenarios.polders.somers import SomersRelation, read_somers
        from scenarios.polders.subsidence import RELATIONS

        if self.somers_table is None or self.somers_region is None:
            (other,) = set(RELATIONS) - {self.relation}
            return {self.relation: RELATIONS[self.relation], other: RELATIONS[other]}
        table = read_somers(self.somers_table, region=self.somers_region)
        return {"somers": SomersRelation(table), self.relation: RELATIONS[self.relation]}

    @property
    def of_effects(self) -> dict[str, object]:
        """Parameters that effects read, by name; those left open are not there."""
        given = {
            "band_low": self.band_low,
            "band_high": self.band_high,
            "inlet_capacity": self.inlet_capacity,
            "storm_depth": self.storm_depth,
            "pump_capacity": self.pump_capacity,
            "waterwijzer_table": self.waterwijzer_table,
        }
        return {
            "relation": self.leading,
            **{name: value for name, value in given.items() if value is not None},
        }
