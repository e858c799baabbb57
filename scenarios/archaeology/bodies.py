"""Archaeological bodies of a twin: known sites and zones of expectation, with what they leave free."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from scenarios.archaeology.values import Worth, worth_of
from twin.feature_rows import feature_rows, number

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Body", "bodies_of"]


@dataclass(frozen=True, slots=True)
class Body:
    """Ground that holds remains, or may.

    Parameters
    ----------
    id, name
        Of the site or zone.
    known
        Whether it is a known site; else a zone of expectation.
    shape
        Outline, RD New.
    top, base
        Levels of a site [m NAP]; infinite where not told.
    top_depth
        Depth of a zone's top [m below ground]; NaN for a site with a level.
    value
        Value of a site, or expectation of a zone.
    worth
        What it leaves free and what it weighs.
    """

    id: str
    name: str
    known: bool
    shape: BaseGeometry
    top: float
    base: float
    top_depth: float
    value: str
    worth: Worth

    def levels(self, ground: float) -> tuple[float, float]:
        """Top and base where the ground lies at a level [m NAP]; a top above the ground is the ground."""
        top = self.top if math.isnan(self.top_depth) else ground - self.top_depth
        return min(top, ground), self.base


def bodies_of(twin: Twin) -> list[Body]:
    """Sites and zones of a twin, sites first; a site without levels is taken from the ground down.

    A feature's own ``free_area`` and ``free_depth`` go before those of its class; a site drawn as a line is
    given the width of a Roman road.
    """
    from scenarios.polders.effects.archaeology import LINE_WIDTH

    found = []
    for theme in ("archaeology", "expectation_zones"):
        if theme in twin.features:
            for row in feature_rows(twin.features[theme]):
                shape = row["geometry"]
                if shape is None or shape.is_empty:
                    continue
                if shape.geom_type.endswith("LineString"):
                    shape = shape.buffer(0.5 * LINE_WIDTH.value, cap_style="flat")
                found.append(_body(row, shape, known=theme == "archaeology"))
    sites = {body.id for body in found if body.known}
    return [
        replace(body, id=f"expectation_zones:{body.id}") if not body.known and body.id in sites else body
        for body in found
    ]


def _body(row: dict[str, Any], shape: BaseGeometry, *, known: bool) -> Body:
    value = _text(row, "value" if known else "expectation")
    worth = worth_of(value=value) if known else worth_of(expectation=value)
    top = number(row, "top_level", math.inf)
    return Body(
        id=str(row["id"]),
        name=_text(row, "name") or str(row["id"]),
        known=known,
        shape=shapely.make_valid(shape),
        top=top,
        base=min(number(row, "base_level", -math.inf), top),
        top_depth=math.nan if known else number(row, "top_depth", 0.0),
        value=value,
        worth=replace(
            worth,
            free_area=number(row, "free_area", worth.free_area),
            free_depth=number(row, "free_depth", worth.free_depth),
        ),
    )


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""
