"""What every kind of thing in the way tells: which theme it is read from, and one row per thing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.dikes.growth import Met, mended

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["AMOUNTS", "ConflictKind", "InTheWay", "Meeting", "lying"]

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]

AMOUNTS = ("area", "length", "volume", "addresses", "floor_area", "value")
"""What may be told of a thing: m2, m, m3, number, m2 and EUR."""


class ConflictKind(ABC):
    """A kind of thing that a new dike meets.

    Attributes
    ----------
    id : str
        Name of the kind.
    theme : str
        Theme of the twin that it is read from.
    label_nl, label_en : str
        What people call one.
    """

    id: ClassVar[str]
    theme: ClassVar[str]
    label_nl: ClassVar[str]
    label_en: ClassVar[str]

    def lacks(self, twin: Twin) -> str | None:
        """Why nothing can be told of this kind; None when it can."""
        return None if self.theme in twin.features else f"the twin has no theme {self.theme}"

    @abstractmethod
    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Find what gets in the way."""


@dataclass(frozen=True)
class InTheWay:
    """Things of one kind that get in the way, k of them.

    Parameters
    ----------
    growth
        The ground that dikes take.
    met
        When and where each is met first; ``met.thing`` is the row in ``table``.
    table
        All features of the theme that were looked at.
    shapes
        What is drawn, (k,).
    amounts
        Some of `AMOUNTS`, (k,) each.
    relation
        How each lies to the dike, (k,); empty where nothing is told.
    source
        Rule or source behind the amounts.
    """

    growth: Growth
    met: Met
    table: gpd.GeoDataFrame
    shapes: Shapes
    amounts: dict[str, Floats]
    relation: npt.NDArray[Any]
    source: str = ""

    def where(self, chosen: npt.NDArray[np.bool_]) -> InTheWay:
        """Keep some of the things."""
        met = Met(self.met.thing[chosen], self.met.place[chosen], self.met.year[chosen])
        amounts = {name: values[chosen] for name, values in self.amounts.items()}
        return replace(
            self, met=met, shapes=self.shapes[chosen], amounts=amounts, relation=self.relation[chosen]
        )


class Meeting:
    """Features of a theme against the growth of dikes: what most kinds need.

    Parameters
    ----------
    table
        Features.
    growth
        The ground that dikes take.
    clearance
        Distance at which a feature is in the way already [m].
    """

    def __init__(self, table: gpd.GeoDataFrame, growth: Growth, clearance: float = 0.0) -> None:
        self.table = table
        self.growth = growth
        shapes = mended(table.geometry.to_numpy())
        self.met = growth.meet(shapes, clearance)
        self.shapes: Shapes = shapes[self.met.thing]
        self.late = self.met.year > growth.horizon

    @cached_property
    def in_base(self) -> Shapes:
        """Part of each feature on the base of new dikes, at the year of its amounts."""
        return self._within(self.growth.base)

    @cached_property
    def in_taken(self) -> Shapes:
        """Part of each feature on ground outside today's toes that new dikes take by then."""
        return self._within(self.growth.taken)

    def _within(self, ground: Any) -> Shapes:
        import shapely

        parts: Shapes = np.full(len(self.shapes), shapely.Point(), dtype=object)
        for chosen, year in ((~self.late, self.growth.horizon), (self.late, len(self.growth.years) - 1)):
            whole = ground(year) if chosen.any() else None
            if whole is not None:
                shapely.prepare(whole)
                parts[chosen] = shapely.intersection(self.shapes[chosen], whole)
        return parts

    def column(self, name: str) -> Floats:
        """Numbers of a column, for the features that are met; NaN where there are none."""
        if name not in self.table:
            return np.full(len(self.shapes), np.nan)
        return np.asarray(self.table[name].to_numpy(float, na_value=np.nan)[self.met.thing])

    def words(self, name: str) -> list[str]:
        """Texts of a column, in lower case; empty where there are none."""
        if name not in self.table:
            return [""] * len(self.shapes)
        told = self.table[name].iloc[self.met.thing]
        return [str(word).lower() if isinstance(word, str) else "" for word in told]

    def found(
        self,
        amounts: dict[str, Floats],
        *,
        shapes: Shapes | None = None,
        relation: npt.ArrayLike = "",
        source: str = "",
    ) -> InTheWay:
        """Put the answer together."""
        related = np.broadcast_to(np.asarray(relation, dtype=object), len(self.shapes))
        drawn = self.shapes if shapes is None else shapes
        return InTheWay(self.growth, self.met, self.table, drawn, amounts, related, source)


def lying(meeting: Meeting) -> npt.NDArray[Any]:
    """How lines lie to the dike, (k,): ``crossing``, ``along``, or ``crossing and along``.

    A line crosses where its part on the base passes the middle of the crest (what it does at a dike without
    work does not count); it runs along where more of it lies on the base than twice the base is wide, or
    where it does not cross.
    """
    import shapely

    from scenarios.dikes.strips import pieces

    growth = meeting.growth
    crossing = np.zeros(len(meeting.shapes), bool)
    lines = shapely.STRtree(pieces(growth.locations))
    crossing[lines.query(meeting.in_base, predicate="intersects")[0]] = True
    wide = growth.inner_toe + growth.inward[:, -1] - growth.outer_toe + growth.outward[:, -1]
    far = shapely.length(meeting.in_base) > 2 * wide[meeting.met.place]
    both = np.where(far, "crossing and along", "crossing").astype(object)
    return np.where(crossing, both, "along")
