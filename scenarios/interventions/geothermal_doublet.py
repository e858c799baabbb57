"""Geothermal doublet: a new pair of deep wells."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.checks import known_place
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["GeothermalDoublet"]

_TOP, _BASE = -2200.0, -2300.0
"""Reservoir [m NAP] where nothing tells: a usual depth in the west of the country [unverified]."""


class GeothermalDoublet(Intervention):
    """Drill a producer and an injector, half the spacing to the west and to the east of a point at depth."""

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
    flow_m3_h: float = field("Flow", "Debiet", unit="m3/h", step=10, gt=0.0, le=1000.0)
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1950, le=2300)
    end: int | None = field("Last year", "Laatste jaar", default=None, unit="year", ge=1950, le=2400)
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

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise PydanticCustomError(
                "end_before_start", "ends before it starts", {"remedy": "Give an end of the start or later."}
            )
        if (self.reservoir_top is None) != (self.reservoir_base is None) or (
            self.reservoir_top is not None
            and self.reservoir_base is not None
            and self.reservoir_base >= self.reservoir_top
        ):
            raise PydanticCustomError(
                "reservoir", "needs a top above a base", {"remedy": "Give both, or neither, in m NAP."}
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse a place outside the twin."""
        return known_place(twin, self.at, "at")

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the doublet to the twin's features, with a name that is still free."""
        import geopandas as gpd
        import pandas as pd
        from shapely import Point

        present = twin.features.get("doublets")
        taken = set() if present is None else set(present["id"].astype(str))
        number = next(n for n in range(1, len(taken) + 2) if f"new-doublet-{n}" not in taken)
        top, base = self._reservoir(twin)
        x, y = self.at
        row = {
            "id": f"new-doublet-{number}",
            "name": f"Doublet {number}",
            "status": "planned",
            "reservoir_top": top,
            "reservoir_base": base,
            "flow": self.flow_m3_h / 3600.0,
            "producer_x": x - self.spacing / 2,
            "producer_y": y,
            "injector_x": x + self.spacing / 2,
            "injector_y": y,
            "start": context.start if self.start is None else self.start,
            "end": context.horizon if self.end is None else self.end,
        }
        added = gpd.GeoDataFrame([row], geometry=[Point(x, y)], crs="EPSG:28992")
        if present is None:
            return twin.with_(features={"doublets": added})
        table = pd.concat([present, added.reindex(columns=present.columns)], ignore_index=True)
        return twin.with_(features={"doublets": gpd.GeoDataFrame(table, crs="EPSG:28992")})

    def _reservoir(self, twin: Twin) -> tuple[float, float]:
        """Top and base [m NAP]: as given, else as the doublets of the twin have it, else a usual depth."""
        if self.reservoir_top is not None and self.reservoir_base is not None:
            return self.reservoir_top, self.reservoir_base
        present = twin.features.get("doublets")
        if present is not None and {"reservoir_top", "reservoir_base"} <= set(present.columns):
            known = present[["reservoir_top", "reservoir_base"]].dropna()
            if len(known):
                return float(known["reservoir_top"].median()), float(known["reservoir_base"].median())
        return _TOP, _BASE
