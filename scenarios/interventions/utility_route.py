"""Utility route: a new cable or pipeline, in a trench, at given levels or drilled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from scenarios.periods import in_order, years_of
from twin.errors import Problem

if TYPE_CHECKING:
    from scenarios.utilities.plans import Route
    from twin.state import Twin

__all__ = ["UtilityRoute"]

_USUAL = {"data": 0.04, "electricity-lv": 0.05, "electricity-mv": 0.09, "electricity-hv": 0.14,
          "gas-transmission": 0.60, "chemicals": 0.40, "heat": 0.35, "sewer": 0.40}  # fmt: skip
_USUAL_DIAMETER = 0.16
"""Diameter where none is given [m], by network: assumed."""

_DEPTH = Annotated[float, Field(ge=0.0, le=100.0)]
_LEVEL = Annotated[float, Field(ge=-150.0, le=330.0)]


class UtilityRoute(Intervention):
    """Lay a line below the ground: at a depth, at depths or levels for each point, or by drilling."""

    title_en: ClassVar[str] = "Route of a cable or pipeline"
    title_nl: ClassVar[str] = "Tracé van een kabel of leiding"
    description_en: ClassVar[str] = "Lays a new cable or pipeline along a line."
    description_nl: ClassVar[str] = "Legt een nieuwe kabel of leiding langs een lijn."

    kind: Literal["utility-route"] = field("Kind", "Soort", default="utility-route")
    line: tuple[tuple[float, float], ...] = field(
        "Line", "Lijn", unit="m", geometry="line", min_length=2, max_length=10_000
    )
    network: Literal[
        "electricity-lv", "electricity-mv", "electricity-hv", "gas-lp", "gas-hp", "gas-transmission",
        "chemicals", "water", "sewer", "sewer-pressure", "heat", "data",
    ] = field(
        "Network", "Net", default="electricity-hv", description="A 150 kV cable is electricity-hv."
    )  # fmt: skip
    depth: float | None = field(
        "Depth of the top below the ground",
        "Diepte van de bovenkant onder maaiveld",
        default=None,
        unit="m",
        step=0.1,
        ge=0.0,
        le=100.0,
        description="The least cover of the network when left out.",
    )
    depths: tuple[_DEPTH, ...] = field(
        "Depth at each point",
        "Diepte bij elk punt",
        default=(),
        unit="m",
        max_length=10_000,
        description="Of the top below the ground, in between evenly; deeper than a trench it is drilled.",
    )
    levels: tuple[_LEVEL, ...] = field(
        "Level at each point (m NAP)",
        "Hoogte bij elk punt (m NAP)",
        default=(),
        unit="m",
        max_length=10_000,
        description="Of the axis; in between straight.",
    )
    drill_depth: float | None = field(
        "Depth of a directional drilling",
        "Diepte van een gestuurde boring",
        default=None,
        unit="m",
        step=1,
        gt=0.0,
        le=100.0,
        description="Of the lowest axis below the lowest ground; a trench when left out.",
    )
    drill_angle: float = field(
        "Angle of the drilling at its ends",
        "Hoek van de boring aan de einden",
        default=12.0,
        unit="degrees",
        step=1,
        ge=2.0,
        le=45.0,
        description="8 to 20 degrees is usual [unverified].",
    )
    diameter: float | None = field(
        "Outer diameter",
        "Buitendiameter",
        default=None,
        unit="m",
        step=0.01,
        gt=0.0,
        le=5.0,
        description="A usual one of the network when left out.",
    )
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1850, le=2300)
    end: int | None = field("Last year", "Laatste jaar", default=None, unit="year", ge=1850, le=2400)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        in_order(self.start, self.end)
        if bool(self.depths) + bool(self.levels) + (self.drill_depth is not None) > 1:
            raise PydanticCustomError(
                "ways", "lies in more than one way", {"remedy": "Give one of depths, levels and drill_depth."}
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse points outside the twin, levels above the ground and drillings that are too short."""
        from scenarios.utilities.plans import route_problems

        return route_problems(twin, self._route())

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the line; nothing changes when it starts after the horizon."""
        from scenarios.additions import with_feature
        from scenarios.utilities.plans import route_shape

        start = years_of(self, context)[0]
        if start > context.horizon:
            return twin
        route = self._route()
        row = {
            "network": self.network,
            "name": f"{self.title_en}: {self.network}",
            "depth": min(route.depths, default=math.nan if route.levels else route.depth),
            "depth_status": "measured",
            "diameter": route.diameter,
            "material": "",
            "status": "planned",
            "start": float(start),
            "end": math.nan if self.end is None else float(self.end),
            "sigma_xy": 0.0,
            "sigma_z": 0.0,
        }
        return with_feature(twin, "utility_lines", "route", row, route_shape(twin, route))[0]

    def _route(self) -> Route:
        from scenarios.utilities.clearances import least_cover
        from scenarios.utilities.plans import Route

        usual = _USUAL.get(self.network, _USUAL_DIAMETER)
        return Route(
            line=self.line,
            diameter=usual if self.diameter is None else self.diameter,
            depth=least_cover(self.network) if self.depth is None else self.depth,
            depths=self.depths,
            levels=self.levels,
            drill_depth=self.drill_depth,
            drill_angle=math.radians(self.drill_angle),
        )
