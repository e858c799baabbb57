"""Who uses which volume of the subsurface, from when to when, and how it grows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.errors import ZichtError

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

__all__ = ["FUNCTIONS", "Claim", "claims_of"]

GroundAt = Callable[["gpd.GeoSeries"], "np.ndarray[Any, np.dtype[np.float64]]"]

FUNCTIONS: dict[str, str] = {
    "GEO": "geothermal doublet",
    "ATES": "aquifer thermal energy storage",
    "WWG": "drinking-water abstraction area",
    "GWB": "groundwater protection area",
    "BVZ": "no-drilling zone",
    "ASV": "strategic drinking-water reserve",
    "WEL": "well",
    "CAB": "cable",
    "PIP": "pipeline",
    "ARC": "archaeology",
}
"""Functions of the subsurface, after the usual Dutch ordering of it."""

_ZONES = {
    "waterwingebied": "WWG",
    "grondwaterbeschermingsgebied": "GWB",
    "boringsvrije-zone": "BVZ",
    "asv": "ASV",
}
_CABLES = ("electricity", "data")


@dataclass(frozen=True, slots=True)
class Claim:
    """A function that uses a volume of the subsurface.

    Parameters
    ----------
    id
        Id of the feature that makes the claim.
    theme, function
        Theme of that feature and key of `FUNCTIONS`.
    footprint
        Geometry in RD New.
    top, base
        Extent in height [m NAP]; -inf and +inf where it has no limit.
    start, end
        Years of use; None where unknown or without end.
    radius
        Distance around the footprint that belongs to it [m].
    growth
        Spread of the radius with the square root of time [m s-1/2] (a cooled or heated body).
    status
        existing, planned, licence or reserved.
    """

    id: str
    theme: str
    function: str
    footprint: BaseGeometry
    top: float
    base: float
    start: float | None = None
    end: float | None = None
    radius: float = 0.0
    growth: float = 0.0
    status: str = "existing"

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS or not self.top >= self.base:
            raise ZichtError(
                f"claim {self.id}: {self.function}, {self.top} down to {self.base} m NAP is no claim"
            )

    def radius_after(self, seconds: float) -> float:
        """Radius of the body after a time of use [m]; 0 s gives the radius at the start."""
        return self.radius + self.growth * math.sqrt(max(seconds, 0.0))


def claims_of(features: Mapping[str, gpd.GeoDataFrame], ground_at: GroundAt) -> tuple[Claim, ...]:
    """Derive the claims that the features of a twin make.

    Parameters
    ----------
    features
        Tables by theme.
    ground_at
        Function that gives the ground level [m NAP] at the middle of each geometry, shape (n,).
    """
    makers = {
        "utility_lines": _lines,
        "protection_zones": _zones,
        "wells": _wells,
        "ates": _ates,
        "doublets": _doublets,
        "archaeology": _archaeology,
    }
    return tuple(
        claim
        for theme, make in makers.items()
        if theme in features
        for claim in make(features[theme], ground_at)
    )


def _rows(table: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    yield from (
        dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False, name=None)
    )


def _number(row: Mapping[str, Any], column: str, otherwise: float) -> float:
    value = row.get(column)
    return otherwise if value is None or value != value else float(value)  # noqa: PLR0124  (NaN is not itself)


def _year(row: Mapping[str, Any], column: str) -> float | None:
    value = _number(row, column, math.nan)
    return None if math.isnan(value) else value


def _lines(table: gpd.GeoDataFrame, ground_at: GroundAt) -> Iterator[Claim]:
    for row, ground in zip(_rows(table), ground_at(table.geometry), strict=True):
        half = _number(row, "diameter", 0.1) / 2
        level = float(ground) - _number(row, "depth", 0.0)
        function = "CAB" if str(row["network"]).startswith(_CABLES) else "PIP"
        if math.isfinite(level):
            yield Claim(
                row["id"], "utility_lines", function, row["geometry"], level, level - 2 * half, radius=half
            )


def _zones(table: gpd.GeoDataFrame, _: GroundAt) -> Iterator[Claim]:
    for row in _rows(table):
        if (function := _ZONES.get(str(row.get("kind")))) is not None:
            top, base = _number(row, "top_level", math.inf), _number(row, "base_level", -math.inf)
            yield Claim(row["id"], "protection_zones", function, row["geometry"], top, base)


def _wells(table: gpd.GeoDataFrame, ground_at: GroundAt) -> Iterator[Claim]:
    for row, ground in zip(_rows(table), ground_at(table.geometry), strict=True):
        base = _number(row, "screen_base", float(ground))
        yield Claim(row["id"], "wells", "WEL", row["geometry"], max(float(ground), base), base, radius=0.5)


def _ates(table: gpd.GeoDataFrame, _: GroundAt) -> Iterator[Claim]:
    from shapely.geometry import LineString

    for row in _rows(table):
        line = LineString([(row["warm_x"], row["warm_y"]), (row["cold_x"], row["cold_y"])])
        top, base = row["filter_top"], row["filter_base"]
        # Thermal radius (Bloemendal & Hartog 2018): sqrt(c_w V / (c_a pi H)), c_w/c_a = 4.18/2.7.
        radius = math.sqrt(4.18 / 2.7 * row["volume"] / (math.pi * (top - base)))
        yield Claim(row["id"], "ates", "ATES", line, top, base, radius=radius)


def _doublets(table: gpd.GeoDataFrame, _: GroundAt) -> Iterator[Claim]:
    from shapely.geometry import Point

    for row in _rows(table):
        top, base = _number(row, "reservoir_top", -500.0), _number(row, "reservoir_base", -math.inf)
        status, start, end = str(row.get("status", "existing")), _year(row, "start"), _year(row, "end")
        if row["geometry"].geom_type != "Point":
            yield Claim(
                row["id"], "doublets", "GEO", row["geometry"], top, base, start, end, status="licence"
            )
            continue
        # Cooled radius r = sqrt(Q t / (pi H R)), R = C_aquifer / C_water = 0.65 (Lippmann & Tsang 1980).
        growth = math.sqrt(_number(row, "flow", 0.0) / (math.pi * (top - base) * 0.65))
        injector = Point(row["injector_x"], row["injector_y"])
        yield Claim(
            row["id"], "doublets", "GEO", injector, top, base, start, end, growth=growth, status=status
        )


def _archaeology(table: gpd.GeoDataFrame, ground_at: GroundAt) -> Iterator[Claim]:
    for row, ground in zip(_rows(table), ground_at(table.geometry), strict=True):
        top = _number(row, "top_level", float(ground))
        base = min(_number(row, "base_level", top), top)
        if math.isfinite(top):
            yield Claim(row["id"], "archaeology", "ARC", row["geometry"], top, base)
