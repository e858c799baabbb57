"""Cables and pipelines on the new base, or so near that a leak would reach the dike."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting, lying
from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["ZONE", "UtilityLines"]

ZONE = Parameter(10.0, "m", "NEN 3651: zone beside the dike in which a leak can reach it", "unverified")
"""The norm's own distances go by diameter and pressure; this one stands for all."""


class UtilityLines(ConflictKind):
    """Lines that cross the dike, run below it, or run along it within the zone."""

    id: ClassVar[str] = "utility_lines"
    theme: ClassVar[str] = "utility_lines"
    label_nl: ClassVar[str] = "Kabel of leiding"
    label_en: ClassVar[str] = "Cable or pipeline"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure the length on the new base; lines in the zone only have none, and are ``near``."""
        import shapely

        met = Meeting(_named(twin.features[self.theme]), growth, ZONE.value)
        on_base = ~shapely.is_empty(met.in_base)
        relation = np.where(on_base, lying(met), "near")
        return met.found(
            {"length": shapely.length(met.in_base)},
            shapes=np.where(on_base, met.in_base, met.shapes),
            relation=relation,
            source=f"zone {ZONE}",
        )


def _named(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name lines by their network too."""
    from twin.vocabulary import NETWORKS

    labels = {entry.key: (entry.label_nl, entry.label_en) for entry in NETWORKS.values()}
    networks = [labels.get(str(network), (str(network), str(network))) for network in table["network"]]
    names = table["name"] if "name" in table else table["id"]
    told = [name if isinstance(name, str) else own for name, own in zip(names, table["id"], strict=True)]
    return table.assign(
        name=[f"{dutch}, {name}" for (dutch, _), name in zip(networks, told, strict=True)],
        name_en=[f"{english}, {name}" for (_, english), name in zip(networks, told, strict=True)],
    )
