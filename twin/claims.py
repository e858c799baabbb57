"""Who uses which volume of the subsurface, from when to when, and how it grows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.errors import ZichtError
from twin.heat_reach import cooled_radius, thermal_radius
from twin.vocabulary import NETWORKS

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

__all__ = ["FUNCTIONS", "Claim", "claims_of"]

GroundAt = Callable[["gpd.GeoSeries"], "np.ndarray[Any, np.dtype[np.float64]]"]

FUNCTIONS: dict[str, str] = {
    "GEO": "geothermal doublet",
    "ATES": "aquifer thermal energy storage",
    "BHE": "closed-loop heat exchanger",
    "WWG": "drinking-water abstraction area",
    "GWB": "groundwater protection area",
    "BVZ": "no-drilling zone",
    "ASV": "strategic drinking-water reserve",
    "WEL": "well",
    "CAB": "cable",
    "PIP": "pipeline",
    "TUN": "underground construction or excavation",
    "ARC": "archaeology",
    "STO": "storage of gas, hydrogen or carbon dioxide",
    "SALT": "salt mining",
    "SAND": "extraction of sand, clay or gravel",
    "INF": "infiltration of water",
    "TRE": "tree roots",
    "DIK": "dike zone",
    "PEI": "managed water level",
}
"""Functions of the subsurface, after the usual Dutch ordering of it; WEL has no rules."""

_ZONES = {
    "waterwingebied": "WWG",
    "grondwaterbeschermingsgebied": "GWB",
    "boringsvrije-zone": "BVZ",
    "asv": "ASV",
}
_CABLES = ("electricity", "data")
_DIAMETER = 0.1
"""Diameter of a line that tells none [m]: a small distribution line, an assumption."""
_SIGMA_DEPTH = 0.25
"""Standard deviation of the depth of a line that was not measured [m]: an assumption."""
_WELL_RADIUS = 0.5
"""Room that a well takes around its axis [m]: an assumption."""
_GEOTHERMAL_TOP = -500.0
"""Top of a geothermal claim that tells none [m NAP]: the Mining Act rules below 500 m depth."""


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
        Spread of the radius with the square root of time [m s-1/2] (a cooled or heated body); NaN where it is
        wider than its radius and nobody knows how much.
    status
        existing, planned, licence or reserved.
    kind
        Sort within the function, where rules tell sorts apart: network of a line, warm or cold of a well.
    sigma_xy, sigma_z
        Standard deviation of the place and of the levels [m].
    ground
        Ground level [m NAP]; None where it is not known.
    reach
        Distance from the footprint to which its head change or heat counts [m]; None where not computed.
    free_area, free_depth
        Disturbance that this site allows without permit [m2, m below ground]; None: the default of the rule.
    owner
        Plan or system that it is part of: parts of one do not hinder each other. Empty where by itself.
    source
        Where it is recorded.
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
    kind: str = ""
    sigma_xy: float = 0.0
    sigma_z: float = 0.0
    ground: float | None = None
    reach: float | None = None
    free_area: float | None = None
    free_depth: float | None = None
    owner: str = ""
    source: str = ""

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

    Returns
    -------
    tuple of Claim
        In the order of themes and rows; a feature that does not tell its depth, or has no ground to count
        it from, makes no claim. A line without depth lies at the usual cover of its network.
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


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _year(row: Mapping[str, Any], column: str) -> float | None:
    value = _number(row, column, math.nan)
    return None if math.isnan(value) else value


def _lines(table: gpd.GeoDataFrame, ground_at: GroundAt) -> Iterator[Claim]:
    for row, ground in zip(_rows(table), ground_at(table.geometry), strict=True):
        half = _number(row, "diameter", _DIAMETER) / 2
        network = NETWORKS.get(str(row["network"]))
        cover = _number(row, "depth", math.nan if network is None else network.cover)
        level = float(ground) - cover
        function = "CAB" if str(row["network"]).startswith(_CABLES) else "PIP"
        if math.isfinite(level):
            yield Claim(
                row["id"], "utility_lines", function, row["geometry"], level, level - 2 * half, radius=half,
                kind=str(row["network"]), ground=_known(ground),
                sigma_z=0.0 if row.get("depth_status") == "measured" else _SIGMA_DEPTH,
            )  # fmt: skip


def _zones(table: gpd.GeoDataFrame, _: GroundAt) -> Iterator[Claim]:
    for row in _rows(table):
        if (function := _ZONES.get(str(row.get("kind")))) is not None:
            top, base = _number(row, "top_level", math.inf), _number(row, "base_level", -math.inf)
            yield Claim(row["id"], "protection_zones", function, row["geometry"], top, base)


def _wells(table: gpd.GeoDataFrame, ground_at: GroundAt) -> Iterator[Claim]:
    for row, ground in zip(_rows(table), ground_at(table.geometry), strict=True):
        base = _number(row, "screen_base", float(ground))
        top = float(np.fmax(ground, _number(row, "screen_top", base)))
        if math.isfinite(base):
            yield Claim(row["id"], "wells", "WEL", row["geometry"], top, base, radius=_WELL_RADIUS)


def _ates(table: gpd.GeoDataFrame, _: GroundAt) -> Iterator[Claim]:
    from shapely.geometry import LineString

    for row in _rows(table):
        warm, cold = (
            (_number(row, f"{well}_x", math.nan), _number(row, f"{well}_y", math.nan))
            for well in ("warm", "cold")
        )
        top, base = _number(row, "filter_top", math.nan), _number(row, "filter_base", math.nan)
        if math.isfinite(sum((*warm, *cold))) and top > base:
            radius = thermal_radius(volume=_number(row, "volume", math.nan), length=top - base)
            known = math.isfinite(radius)
            yield Claim(
                row["id"], "ates", "ATES", LineString([warm, cold]), top, base,
                radius=radius if known else 0.0, growth=0.0 if known else math.nan,
            )  # fmt: skip


def _doublets(table: gpd.GeoDataFrame, _: GroundAt) -> Iterator[Claim]:
    from shapely.geometry import Point

    for row in _rows(table):
        top = _number(row, "reservoir_top", _GEOTHERMAL_TOP)
        base = _number(row, "reservoir_base", -math.inf)
        status, start, end = str(row.get("status", "existing")), _year(row, "start"), _year(row, "end")
        if row["geometry"].geom_type != "Point":
            yield Claim(
                row["id"], "doublets", "GEO", row["geometry"], top, base, start, end, status="licence"
            )
            continue
        # The cooled zone grows with the square root of time: its radius after one second is the rate.
        flow, height = _number(row, "flow", math.nan), top - base
        growth = cooled_radius(flow=flow, seconds=1.0, height=height) if 0.0 < height < math.inf else math.nan
        at = _number(row, "injector_x", math.nan), _number(row, "injector_y", math.nan)
        injector = Point(at) if math.isfinite(sum(at)) else row["geometry"]
        yield Claim(
            row["id"], "doublets", "GEO", injector, top, base, start, end, growth=growth, status=status
        )


def _archaeology(table: gpd.GeoDataFrame, ground_at: GroundAt) -> Iterator[Claim]:
    for row, ground in zip(_rows(table), ground_at(table.geometry), strict=True):
        top = _number(row, "top_level", float(ground))
        base = min(_number(row, "base_level", top), top)
        if math.isfinite(top):
            yield Claim(row["id"], "archaeology", "ARC", row["geometry"], top, base, ground=_known(ground))
