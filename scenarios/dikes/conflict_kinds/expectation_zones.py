"""Ground where archaeology is expected: what the foundation of a new dike would dig below the free depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from scenarios.dikes.conflict_kinds.archaeology import FOUNDATION
from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["ExpectationZones"]


class ExpectationZones(ConflictKind):
    """Zones of archaeological expectation outside today's dike that a new one comes to stand on."""

    id: ClassVar[str] = "expectation_zones"
    theme: ClassVar[str] = "expectation_zones"
    label_nl: ClassVar[str] = "Archeologische verwachting"
    label_en: ClassVar[str] = "Archaeological expectation"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure area and volume below the depth at which finds begin, the ground when it is not known.

        The ``relation`` is the expectation.
        """
        import shapely

        met = Meeting(_named(twin.features[self.theme]), growth)
        area = shapely.area(met.in_taken)
        free = np.nan_to_num(met.column("top_depth"))
        volume = area * np.clip(FOUNDATION.value - free, 0.0, None)
        return met.found(
            {"area": area, "volume": volume},
            shapes=met.in_taken,
            relation=np.array(met.words("expectation"), dtype=object),
            source=f"foundation {FOUNDATION}",
        ).where(area > 0)


_DUTCH = {"high": "hoog", "medium": "middelhoog", "low": "laag"}


def _named(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name zones by what is expected."""
    words = table["expectation"] if "expectation" in table else [""] * len(table)
    english = [str(word) if isinstance(word, str) else "" for word in words]
    ids = table["id"].astype(str)
    return table.assign(
        name=[f"{_DUTCH.get(word, word)} ({own})" for word, own in zip(english, ids, strict=True)],
        name_en=[f"{word} ({own})" for word, own in zip(english, ids, strict=True)],
    )
