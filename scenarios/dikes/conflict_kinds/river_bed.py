"""Room for the river: ground that river dikes take on the water's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay
from scenarios.dikes.growth import Met
from scenarios.dikes.strips import strip

if TYPE_CHECKING:
    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["RiverBed"]


class RiverBed(ConflictKind):
    """Growth of river dikes into the foreland (uiterwaard), one row per dike."""

    id: ClassVar[str] = "river_bed"
    theme: ClassVar[str] = "dikes"
    label_nl: ClassVar[str] = "Rivierbed voor"
    label_en: ClassVar[str] = "River bed in front of"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure the area: no obstacle to discharge may stand in it, lost storage is made up."""
        import shapely

        table = twin.features["dikes"]
        along = [
            number
            for number, kind in enumerate(table["kind"].astype(str).str.lower())
            if "river" in kind or "rivier" in kind
        ]
        outward = [
            strip(growth.locations, growth.outer_toe, growth.outer_toe - growth.outward[:, year])
            for year in (growth.horizon, -1)
        ]
        rows, places, years, shapes = [], [], [], []
        for row in along:
            name = str(table["id"].iloc[row])
            if name not in growth.locations.dikes:
                continue
            dike = growth.locations.dikes.index(name)
            moved = (growth.outward > 0) & (growth.locations.dike == dike)[:, None]
            if not moved.any():
                continue
            first = int(moved.any(axis=0).argmax())
            rows.append(row)
            places.append(int(moved[:, first].argmax()))
            years.append(first)
            shapes.append(outward[int(first > growth.horizon)][dike])
        drawn = np.array(shapes, dtype=object)
        met = Met(*(np.array(numbers, np.int64) for numbers in (rows, places, years)))
        relation = np.full(len(rows), "outward", dtype=object)
        source = "Beleidsregels grote rivieren 2025 (Stcrt. 2025, 2595); storage lost is to be compensated"
        return InTheWay(growth, met, table, drawn, {"area": shapely.area(drawn)}, relation, source)
