"""Closed loops: boreholes in a grid that take heat from the ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt
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

__all__ = ["ClosedLoops"]

_MOST, _MOST_LOOKED_AT = 1000, 1_000_000  # boreholes, and places for them
_BURIED = 1.0  # m, of the top of the loops below the ground


class ClosedLoops(Intervention):
    """Drill loops in rows and columns round a point, or in a grid that fills an area."""

    title_en: ClassVar[str] = "Closed loops"
    title_nl: ClassVar[str] = "Gesloten bodemenergiesysteem (lussen)"
    description_en: ClassVar[str] = "Adds boreholes with loops that take heat from the ground."
    description_nl: ClassVar[str] = "Voegt boorgaten met lussen toe die warmte uit de bodem halen."

    kind: Literal["closed-loops"] = field("Kind", "Soort", default="closed-loops")
    at: tuple[float, float] | None = field(
        "Middle of the field",
        "Midden van het veld",
        default=None,
        unit="m",
        geometry="point",
        description="This with rows and columns, or an area.",
    )
    rows: int = field("Rows", "Rijen", default=1, unit="1", ge=1, le=100)
    columns: int = field("Columns", "Kolommen", default=1, unit="1", ge=1, le=100)
    area: tuple[tuple[float, float], ...] | None = field(
        "Area to fill",
        "Gebied om te vullen",
        default=None,
        unit="m",
        geometry="area",
        min_length=3,
        max_length=10_000,
    )
    apart: float = field(
        "Distance between loops", "Afstand tussen lussen", default=6.0, unit="m", step=0.5, ge=1.0, le=100.0
    )
    azimuth: float = field(
        "Bearing of the columns",
        "Richting van de kolommen",
        default=0.0,
        unit="degree",
        step=5,
        ge=0.0,
        le=360.0,
    )
    depth: float = field(
        "Depth of the loops below the ground",
        "Diepte van de lussen onder maaiveld",
        default=150.0,
        unit="m",
        step=5,
        ge=5.0,
        le=500.0,
    )
    heat: float = field(
        "Heat taken out of each metre, mean of years",
        "Warmte per meter, gemiddeld over de jaren",
        default=2.5,
        unit="W/m",
        step=0.5,
        ge=-50.0,
        le=50.0,
        description="Below 0 heat is put in [unverified].",
    )
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1950, le=2300)
    end: int | None = field("Last year", "Laatste jaar", default=None, unit="year", ge=1950, le=2400)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        in_order(self.start, self.end)
        if (self.at is None) == (self.area is None):
            raise PydanticCustomError(
                "place", "needs one way to tell its place", {"remedy": "Give at, or an area."}
            )
        if self.at is not None and self.rows * self.columns > _MOST:
            raise PydanticCustomError(
                "many", f"has more than {_MOST} boreholes", {"remedy": "Take fewer rows or columns."}
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse an area that is none or takes no or too many loops, and boreholes where no ground is."""
        name = "at" if self.at is not None else "area"
        if self.area is not None:
            shape = self._shape()
            if not shape.is_valid or shape.area <= 0.0:
                return [
                    Problem(
                        "area", len(self.area), "crosses itself or is empty", "Draw it without crossings."
                    )
                ]
            if self._reach(shape) ** 2 > _MOST_LOOKED_AT or shape.area / self.apart**2 > _MOST:
                message = f"takes more than {_MOST} boreholes, or is too long and thin"
                return [Problem("area", round(shape.area), message, "Draw a smaller one, or more distance.")]
        places = self.places()
        if not len(places):
            return [Problem("area", round(self._shape().area), "takes no borehole", "Draw a larger one.")]
        outside = [(x, y) for x, y in places.tolist() if not bool(twin.grid.contains(x, y))]
        if outside:
            return known_place(twin, outside[0], name)
        if math.isnan(self._ground(twin)):
            return [Problem(name, places[0].tolist(), "has no known ground level", "Choose another place.")]
        return []

    def places(self) -> npt.NDArray[np.float64]:
        """Where the boreholes are [m RD], (n, 2)."""
        if self.at is not None:
            return self._grid(self.at, self.columns, self.rows)
        import shapely

        shape = self._shape()
        middle = shape.centroid
        reach = self._reach(shape)
        places = self._grid((middle.x, middle.y), reach, reach)
        return np.asarray(places[shapely.contains_xy(shape, places)], np.float64)

    def _grid(self, middle: tuple[float, float], wide: int, deep: int) -> npt.NDArray[np.float64]:
        east, north = np.meshgrid(np.arange(wide) - (wide - 1) / 2, np.arange(deep) - (deep - 1) / 2)
        across, along = self.apart * east.ravel(), self.apart * north.ravel()
        cosine, sine = math.cos(math.radians(self.azimuth)), math.sin(math.radians(self.azimuth))
        return np.column_stack(
            [middle[0] + across * cosine + along * sine, middle[1] - across * sine + along * cosine]
        )

    def _reach(self, shape: Any) -> int:
        """Rows and columns that cover a shape at any bearing."""
        return 2 * math.ceil(float(shape.hausdorff_distance(shape.centroid)) / self.apart) + 1

    def _ground(self, twin: Twin) -> float:
        """Ground level in the middle of the field [m NAP]."""
        from scenarios.heat.ground import ground_at

        x, y = self.places().mean(axis=0).tolist()
        return ground_at(twin, (x, y))

    def _shape(self) -> Any:
        from shapely import Polygon

        return Polygon(self.area)

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the field of loops to the twin's features, with a name that is still free."""
        from shapely import MultiPoint

        start, end = years_of(self, context)
        places, ground = self.places(), self._ground(twin)
        row = {
            "name": f"{len(places)} lussen",
            "top_level": ground - _BURIED,
            "base_level": ground - self.depth,
            "heat": self.heat,
            "status": "planned",
            "start": start,
            "end": end,
        }
        return with_feature(twin, "closed_loops", "loops", row, MultiPoint(places))[0]
