"""Aquifer thermal energy storage: a warm and a cold well in an aquifer."""

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
from twin.heat_reach import thermal_radius

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["StorageSystem"]

Place = tuple[float, float]


class StorageSystem(Intervention):
    """Store heat and cold: by a middle with a bearing from cold to warm, or by the places of both wells."""

    title_en: ClassVar[str] = "Storage of heat and cold (ATES)"
    title_nl: ClassVar[str] = "Open bodemenergiesysteem (WKO)"
    description_en: ClassVar[str] = "Adds a warm and a cold well in an aquifer."
    description_nl: ClassVar[str] = "Voegt een warme en een koude bron in een watervoerend pakket toe."

    kind: Literal["ates"] = field("Kind", "Soort", default="ates")
    at: Place | None = field(
        "Middle of the wells",
        "Midden van de bronnen",
        default=None,
        unit="m",
        geometry="point",
        description="This, or a warm and a cold well.",
    )
    spacing: float | None = field(
        "Distance between warm and cold",
        "Afstand tussen warm en koud",
        default=None,
        unit="m",
        step=10,
        gt=0.0,
        le=2000.0,
        description="None given: three thermal radii [unverified].",
    )
    azimuth: float = field(
        "Bearing from cold to warm",
        "Richting van koud naar warm",
        default=90.0,
        unit="degree",
        step=5,
        ge=0.0,
        le=360.0,
        description="From the north, clockwise.",
    )
    warm: Place | None = field("Warm well", "Warme bron", default=None, unit="m", geometry="point")
    cold: Place | None = field("Cold well", "Koude bron", default=None, unit="m", geometry="point")
    volume: float = field(
        "Water stored in a season",
        "Water dat een seizoen wordt opgeslagen",
        unit="m3",
        step=5000,
        gt=0.0,
        le=5_000_000.0,
    )
    filter_top: float = field(
        "Top of the filters (m NAP)",
        "Bovenkant van de filters (m NAP)",
        unit="m",
        step=1,
        ge=-600.0,
        le=300.0,
    )
    filter_base: float = field(
        "Base of the filters (m NAP)",
        "Onderkant van de filters (m NAP)",
        unit="m",
        step=1,
        ge=-600.0,
        le=300.0,
    )
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1950, le=2300)
    end: int | None = field("Last year", "Laatste jaar", default=None, unit="year", ge=1950, le=2400)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        in_order(self.start, self.end)
        both = self.warm is not None and self.cold is not None
        if (self.at is not None) == both or (self.warm is None) != (self.cold is None):
            raise PydanticCustomError(
                "place", "needs one way to tell its place", {"remedy": "Give at, or warm and cold."}
            )
        if both and (self.spacing is not None or self.warm == self.cold):
            raise PydanticCustomError(
                "place", "has two wells in one place, or a spacing beside two wells",
                {"remedy": "Give two places and no spacing."},
            )  # fmt: skip
        if self.filter_base >= self.filter_top:
            raise PydanticCustomError(
                "filter", "has its base not below its top", {"remedy": "Give both in m NAP."}
            )
        return self

    @property
    def radius(self) -> float:
        """Thermal radius [m]."""
        return thermal_radius(volume=self.volume, length=self.filter_top - self.filter_base)

    @property
    def wells(self) -> tuple[Place, Place]:
        """Warm and cold well [m RD]."""
        if self.warm is not None and self.cold is not None:
            return self.warm, self.cold
        assert self.at is not None
        from scenarios.physics.ates import WELL_DISTANCE

        half = (WELL_DISTANCE.value * self.radius if self.spacing is None else self.spacing) / 2
        angle = math.radians(self.azimuth)
        east, north = half * math.sin(angle), half * math.cos(angle)
        return (self.at[0] + east, self.at[1] + north), (self.at[0] - east, self.at[1] - north)

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse wells outside the twin, filters above the ground, and filters where no water is."""
        places = {"at": self.at, "warm": self.warm, "cold": self.cold}
        outside = [
            problem
            for name, at in places.items()
            if at is not None
            for problem in known_place(twin, at, name)
        ]
        if outside:
            return outside
        if not all(bool(twin.grid.contains(*at)) for at in self.wells):
            remedy = "Take a smaller spacing, another azimuth, or a place further from the edge."
            return [Problem("spacing", self.spacing, "brings a well outside the twin", remedy)]
        from scenarios.heat.ground import well_misfit

        wrong = [well_misfit(twin, at, top=self.filter_top, base=self.filter_base) for at in self.wells]
        return [
            Problem("filter_top", self.filter_top, told, "Place the filters in sand, below the ground.")
            for told in dict.fromkeys(wrong)
            if told is not None
        ]

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the system to the twin's features, with a name that is still free."""
        from shapely import MultiPoint

        start, end = years_of(self, context)
        warm, cold = self.wells
        row = {
            "name": f"WKO {self.volume:g} m3",
            "warm_x": warm[0],
            "warm_y": warm[1],
            "cold_x": cold[0],
            "cold_y": cold[1],
            "filter_top": self.filter_top,
            "filter_base": self.filter_base,
            "volume": self.volume,
            "thermal_radius": self.radius,
            "status": "planned",
            "start": start,
            "end": end,
        }
        middle = MultiPoint([warm, cold]).centroid
        row |= _drift_beside(twin, (middle.x, middle.y))
        return with_feature(twin, "ates", "ates", row, middle)[0]


def _drift_beside(twin: Twin, at: Place) -> dict[str, float]:
    """Drift of heat as the nearest system of the twin that tells one has it; none where nobody does."""
    present = twin.features.get("ates")
    if present is None or not {"drift_x", "drift_y"} <= set(present.columns):
        return {}
    told = present[present["drift_x"].notna() & present["drift_y"].notna()]
    if not len(told):
        return {}
    away = [math.dist(at, (shape.centroid.x, shape.centroid.y)) for shape in told.geometry]
    nearest = told.iloc[away.index(min(away))]
    return {"drift_x": float(nearest["drift_x"]), "drift_y": float(nearest["drift_y"])}
