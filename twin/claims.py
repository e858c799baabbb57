"""Who uses which volume of the subsurface, from when to when, and how it grows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from twin.errors import invalid
from twin.registry import discover
from twin.themes import THEMES

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from twin.claim_rows import ClaimRule
    from twin.ground import Ground

__all__ = ["FUNCTIONS", "YEAR", "Claim", "claims_of"]

YEAR = 31_557_600.0
"""Seconds of a year, of 365.25 days."""

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


@dataclass(frozen=True, slots=True)
class Claim:
    """A function that uses a volume of the subsurface.

    Parameters
    ----------
    id
        Id of the feature that makes the claim; a part of it has the name of the part behind a colon.
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
        Sort within the function, where rules tell sorts apart: network of a line, warm or cold body of a
        storage system, bore or cooled body of a doublet.
    sigma_xy, sigma_z
        Standard deviation of the place and of the levels [m].
    tilt
        Standard deviation that is added to the place for each metre below the top (a bore) [1].
    ground
        Ground level [m NAP]; None where it is not known.
    reach, heat_reach, bowl_reach
        Distance from the footprint to which its change of head, its heat or cold, and the subsidence that it
        causes count [m]; None where not computed.
    free_area, free_depth
        Disturbance that this site allows without permit [m2, m below ground]; None: the default of the rule.
    dug
        Depth below the ground of a trench that follows it [m]; None where the ground and the base tell.
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
    tilt: float = 0.0
    ground: float | None = None
    reach: float | None = None
    heat_reach: float | None = None
    bowl_reach: float | None = None
    free_area: float | None = None
    free_depth: float | None = None
    dug: float | None = None
    owner: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS:
            known = f"Known: {', '.join(FUNCTIONS)}."
            raise invalid(f"claims.{self.id}.function", self.function, "is no use of the ground", known)
        if not self.top >= self.base:
            levels = f"{self.top:g} down to {self.base:g} m NAP"
            raise invalid(f"claims.{self.id}.top", levels, "is not above its base", "Give both in m NAP.")

    def radius_after(self, seconds: float) -> float:
        """Radius of the body after a time of use [m]; 0 s gives the radius at the start."""
        return self.radius + self.growth * math.sqrt(max(seconds, 0.0))


def claims_of(features: Mapping[str, gpd.GeoDataFrame], ground: Ground, year: int) -> tuple[Claim, ...]:
    """Derive the claims that the features of a twin make.

    Parameters
    ----------
    features
        Tables by theme.
    ground
        Ground of the twin.
    year
        Year of the twin: what grows has its size of then.

    Returns
    -------
    tuple of Claim
        In the order of themes and rows; a feature that does not tell its depth, or has no ground to count
        it from, makes no claim. A line without depth lies at the usual cover of its network.
    """
    found = rules()
    return tuple(
        claim
        for theme in THEMES
        if theme in found and theme in features
        for claim in found[theme].of(features[theme], ground, year)
    )


@cache
def rules() -> Mapping[str, ClaimRule]:
    """Rule of each theme that makes claims: a file in ``twin/claim_rules``, or a plug-in ``zicht.claims``."""
    from twin.claim_rows import ClaimRule

    kinds: Mapping[str, Any] = discover("twin.claim_rules", ClaimRule, "zicht.claims", key="theme")
    return {theme: rule() for theme, rule in kinds.items()}
