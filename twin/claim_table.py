"""Claims as a table, with a row for each: what results keep of them and files are written from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.claims import Claim

__all__ = ["APART", "CONFLICT_TABLES", "CROWDING", "DUTCH", "claim_row", "claims_table"]

DUTCH = {
    "GEO": "aardwarmte", "ATES": "open bodemenergie", "BHE": "gesloten bodemenergie", "WWG": "waterwingebied",
    "GWB": "grondwaterbeschermingsgebied", "BVZ": "boringsvrije zone", "ASV": "strategische watervoorraad",
    "WEL": "put", "CAB": "kabel", "PIP": "leiding", "TUN": "ondergronds bouwwerk of ontgraving",
    "ARC": "archeologie", "STO": "opslag", "SALT": "zoutwinning", "SAND": "ontgronding",
    "INF": "infiltratie", "TRE": "boomwortels", "DIK": "dijkzone", "PEI": "peilbeheer",
}  # fmt: skip
"""Functions of `twin.claims.FUNCTIONS` in Dutch."""
APART = ("archaeology", "utility_lines")
"""Themes whose conflicts stand in tables of their own: where these lie is not for everybody."""
CROWDING = "archaeology_utility_lines_crowding"
"""Table of how many functions share each cell, those of `APART` too."""
CONFLICT_TABLES: dict[str, tuple[str, ...]] = {
    "conflicts": (),
    "archaeology_conflicts": ("archaeology",),
    "utility_lines_conflicts": ("utility_lines",),
    "archaeology_utility_lines_conflicts": APART,
    CROWDING: APART,
}
"""Tables of conflicts below ground, with the themes of `APART` of which they tell."""


def claims_table(claims: Iterable[Claim]) -> gpd.GeoDataFrame:
    """Lay claims down as a table.

    Parameters
    ----------
    claims
        Claims with ids of their own.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each in their order, EPSG:28992; the columns are those of `twin.claims.Claim`. NaN stands
        for no limit in height, a year that is not told, and a growth that nobody knows.
    """
    import geopandas as gpd

    rows = [claim_row(claim) for claim in claims]
    columns = list(rows[0]) if rows else ["id", "geometry"]
    content = {name: [row[name] for row in rows] for name in columns if name != "geometry"}
    return gpd.GeoDataFrame(content, geometry=[row["geometry"] for row in rows], crs=CRS)


def claim_row(claim: Claim) -> dict[str, Any]:
    """Columns of one claim; see `claims_table`."""
    return {
        "id": claim.id,
        "theme": claim.theme,
        "function": claim.function,
        "kind": claim.kind,
        "status": claim.status,
        "owner": claim.owner,
        "source": claim.source,
        "start": _number(claim.start),
        "end": _number(claim.end),
        "top": _number(claim.top),
        "base": _number(claim.base),
        "radius": claim.radius,
        "growth": claim.growth,
        "sigma_xy": claim.sigma_xy,
        "sigma_z": claim.sigma_z,
        "ground": _number(claim.ground),
        "geometry": claim.footprint,
    }


def _number(value: float | None) -> float:
    return math.nan if value is None or math.isinf(value) else float(value)
