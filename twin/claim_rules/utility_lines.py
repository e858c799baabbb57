"""A cable or pipeline claims the room it takes, at its own depth or at the usual cover of its network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from twin.claim_rows import ClaimRule, Row
from twin.claims import Claim
from twin.vocabulary import NETWORKS

__all__ = ["UtilityLines"]

_CABLES = ("electricity", "data")
_DIAMETER = 0.1  # m, of a line that tells none: a small distribution line [unverified]
_SIGMA_PLACE, _SIGMA_DEPTH = (
    0.5,
    0.25,
)  # m, of a line not measured: 1 m in registers is two of them [unverified]


class UtilityLines(ClaimRule):
    """CAB or PIP, by network; its sort is the network, or ``sewer-pressure`` and ``oil-filled`` by material.

    A line with heights at all its places tells those of its axis; else its top lies at its depth below the
    ground. A bed or a bank of ducts is wider than its diameter. Lines of one network that exist are one
    system, whose parts meet at nodes: it owns them, unless they tell an owner.
    """

    theme: ClassVar[str] = "utility_lines"

    def claims(self, row: Row) -> Iterator[Claim]:
        """A line of an unknown network without a depth claims nothing."""
        import numpy as np
        from shapely import get_coordinates

        name = row.text("network")
        half = (row.size("diameter", _DIAMETER) or _DIAMETER) / 2
        network = NETWORKS.get(name)
        top = row.ground - row.number("depth", math.nan if network is None else network.cover)
        base = top - 2 * half
        shape = row.shape
        heights = get_coordinates(row.values["geometry"], include_z=True)[:, 2]
        if np.isfinite(heights).all():
            shape = row.values["geometry"]
            top, base = float(heights.max()) + half, float(heights.min()) - half
        if not math.isfinite(top) or not math.isfinite(base):
            return
        measured = row.text("depth_status") == "measured"
        start, _ = row.years()
        yield row.claim(
            "CAB" if name.startswith(_CABLES) else "PIP",
            top,
            base,
            shape=shape,
            radius=max(half, row.size("width", 0.0) / 2),
            owner=row.text("owner", f"network {name}" if row.text("status") in {"", "existing"} else row.id),
            kind=_sort(name, row.text("material").lower()),
            start=row.known("year") if start is None else start,
            sigma_xy=row.number("sigma_xy", 0.0 if measured else _SIGMA_PLACE),
            sigma_z=row.number("sigma_z", 0.0 if measured else _SIGMA_DEPTH),
        )


def _sort(network: str, material: str) -> str:
    if network.startswith("electricity") and "oil" in material:
        return "oil-filled"
    return "sewer-pressure" if network == "sewer" and "pressure" in material else network
