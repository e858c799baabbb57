"""A cable or pipeline claims the room it takes, at its own depth or at the usual cover of its network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim
from twin.line_defaults import (
    SIGMA_MEASURED,
    SIGMA_XY,
    SIGMA_Z,
    line_network,
    usual_cover,
    usual_diameter,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.ground import Ground

__all__ = ["UtilityLines"]

_CABLES = ("electricity", "data")


class UtilityLines(ClaimRule):
    """CAB or PIP, by network; its sort is the network, or ``sewer-pressure`` and ``oil-filled`` by material.

    A line with heights at all its places tells those of its axis; any other follows the ground, its top at
    its depth below it. A bed or a bank of ducts is wider than its diameter. Lines of one network that exist
    are one system, whose parts meet at nodes: it owns them, unless they tell an owner.
    """

    theme: ClassVar[str] = "utility_lines"

    def rows(self, table: gpd.GeoDataFrame, ground: Ground, year: int) -> list[Row]:
        """Lines with the heights of their axis, where these can be known."""
        import numpy as np

        from twin.lines import laid, with_heights

        found = super().rows(table, ground, year)
        shapes = np.array([row.values["geometry"] for row in found], object)
        depths = [row.number("depth", usual_cover(_network(row))) + _half(row) for row in found]
        laid_shapes, told = laid(shapes, np.array(depths, np.float64), ground), with_heights(shapes)
        return [
            replace(row, values={**row.values, "geometry": shape, "dug": None if own else depth + _half(row)})
            for row, shape, own, depth in zip(found, laid_shapes, told, depths, strict=True)
        ]

    def claims(self, row: Row) -> Iterator[Claim]:
        """A line of an unknown network without a depth claims nothing."""
        import numpy as np
        from shapely import get_coordinates

        shape = row.values["geometry"]
        heights = get_coordinates(shape, include_z=True)[:, 2]
        if not np.isfinite(heights).all():
            return
        name, half = row.text("network"), _half(row)
        measured = row.text("depth_status") == "measured"
        start, _ = row.years()
        yield row.claim(
            "CAB" if name.startswith(_CABLES) else "PIP",
            float(heights.max()) + half,
            float(heights.min()) - half,
            shape=shape,
            radius=max(half, row.size("width", 0.0) / 2),
            owner=row.text("owner", f"network {name}" if row.text("status") in {"", "existing"} else row.id),
            kind=_sort(row),
            dug=row.reach("dug"),
            start=row.known("year") if start is None else start,
            sigma_xy=row.number("sigma_xy", SIGMA_MEASURED if measured else SIGMA_XY),
            sigma_z=row.number("sigma_z", SIGMA_MEASURED if measured else SIGMA_Z),
        )


def _network(row: Row) -> str:
    return line_network(row.text("network"), row.text("material"))


def _half(row: Row) -> float:
    """Half the diameter [m]."""
    usual = usual_diameter(_network(row))
    return 0.5 * (row.size("diameter", usual) or usual)


def _sort(row: Row) -> str:
    name = _network(row)
    oil = name.startswith("electricity") and "oil" in row.text("material").lower()
    return "oil-filled" if oil else name
