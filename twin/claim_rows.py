"""A feature as the rules of claims read it: what it tells, the ground above it, and the claims it makes."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from twin.claims import Claim
from twin.errors import invalid
from twin.feature_rows import feature_rows, number

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from twin.ground import Ground

__all__ = ["ClaimRule", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """A feature.

    Parameters
    ----------
    theme
        Its theme.
    values
        What its columns tell; None what they do not.
    ground
        Ground level at its middle [m NAP]; NaN where it is not known.
    year
        Year of the twin.
    """

    theme: str
    values: Mapping[str, Any]
    ground: float
    year: int

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.values["id"])

    @property
    def shape(self) -> BaseGeometry:
        """Its geometry in plan: heights of registers are those of the ground or of nothing, columns tell."""
        from shapely import force_2d

        shape: BaseGeometry = force_2d(self.values["geometry"])
        return shape

    def number(self, column: str, otherwise: float = math.nan) -> float:
        """Number in a column, or another where it tells none; what is without limit is not told."""
        try:
            return number(self.values, column, otherwise)
        except (TypeError, ValueError):
            field, value = f"features.{self.theme}.{self.id}.{column}", self.values[column]
            raise invalid(field, value, "is no number", "Leave it out.") from None

    def known(self, column: str) -> float | None:
        """Number in a column; None where it tells none."""
        found = self.number(column)
        return None if math.isnan(found) else found

    def size(self, column: str, otherwise: float = math.nan) -> float:
        """Number in a column that cannot be below 0, or another where it tells none."""
        found = self.number(column, otherwise)
        return found if found >= 0.0 else otherwise

    def reach(self, column: str) -> float | None:
        """Distance in a column that cannot be below 0; None where it tells none."""
        found = self.size(column)
        return None if math.isnan(found) else found

    def text(self, column: str, otherwise: str = "") -> str:
        """Text in a column, or another where it tells none."""
        value = self.values.get(column)
        return otherwise if value is None or value == "" else str(value)

    def place(self, name: str) -> tuple[float, float] | None:
        """Place that two columns tell, ``name_x`` and ``name_y``; None where they do not."""
        at = self.number(f"{name}_x"), self.number(f"{name}_y")
        return at if math.isfinite(sum(at)) else None

    def years(self) -> tuple[float | None, float | None]:
        """Years in which use begins and ends, None where not told; all of the year where these are one."""
        start = self.known("valid_from") if (told := self.known("start")) is None else told
        end = self.known("valid_to") if (told := self.known("end")) is None else told
        return start, start + 1.0 if start is not None and end == start else end

    def claim(
        self, function: str, top: float, base: float, *, part: str = "", shape: Any = None, **more: Any
    ) -> Claim:
        """Claim of this feature, or of a part of it; parts of one feature do not hinder each other."""
        start, end = self.years()
        told: dict[str, Any] = {
            "start": start,
            "end": end,
            "status": self.text("status", "existing"),
            "owner": self.text("owner", self.id),
            "source": self.text("source"),
            "sigma_xy": self.number("sigma_xy", 0.0),
            "sigma_z": self.number("sigma_z", 0.0),
            "ground": self.ground if math.isfinite(self.ground) else None,
        }
        name = f"{self.id}:{part}" if part else self.id
        return Claim(
            name, self.theme, function, self.shape if shape is None else shape, top, base, **{**told, **more}
        )


class ClaimRule(ABC):
    """Rule by which the features of one theme make claims."""

    theme: ClassVar[str]

    def of(self, table: gpd.GeoDataFrame, ground: Ground, year: int) -> Iterator[Claim]:
        """Claims of a table, in the order of its rows."""
        for row in self.rows(table, ground, year):
            yield from self.claims(row)

    def rows(self, table: gpd.GeoDataFrame, ground: Ground, year: int) -> list[Row]:
        """Features of a table that have a shape, in their order."""
        return [
            Row(self.theme, values, float(level), year)
            for values, level in zip(feature_rows(table), ground(table.geometry), strict=True)
            if values["geometry"] is not None and not values["geometry"].is_empty
        ]

    @abstractmethod
    def claims(self, row: Row) -> Iterator[Claim]:
        """Claims of one feature; none where it does not tell its depth."""
