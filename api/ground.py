"""What lies under a place, a line and a box of a twin, as JSON, as far as it is for who asks."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fastapi import Request

from api.access.private import is_private, mark_logged
from api.access.restrictions import layer_rule, least_role
from api.errors import NotFoundError
from api.service import service_of
from twin.features import THEMES

if TYPE_CHECKING:
    from terrain.subsurface.box import Dug
    from terrain.subsurface.objects import Item
    from terrain.subsurface.probe import Probe
    from terrain.subsurface.section import Section
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["Seen", "box_json", "probe_json", "section_json", "seen_twin"]

_CLAIMS = ("claims", "Ruimteclaims in de ondergrond", "Claims on the subsurface")
_MADE = ("dike_zones",)  # claims of themes that a twin need not have: dikes make these
_MAKING = threading.Lock()
"""Claims of a twin take seconds: of many who ask first, one makes them."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A twin as far as somebody may see it.

    Parameters
    ----------
    twin
        All of it.
    hidden
        Themes that are not for who asks.
    withheld
        What is not, in words, with the role that it takes.
    """

    twin: Twin
    hidden: frozenset[str]
    withheld: tuple[Json, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Claims on its subsurface, those of its dikes too; none when claims are not for who asks."""
        if "claims" in self.hidden:
            return ()
        with _MAKING:
            return _claims_of(self.twin)


def seen_twin(request: Request, collection_id: str) -> Seen:
    """Find a published twin, and what of it is for who asks.

    Raises
    ------
    NotFoundError
        When there is no twin of that id.
    """
    collection = service_of(request).catalogue.collection(collection_id)
    if collection.kind != "twin":
        raise NotFoundError(f"{collection.id!r} is a layer; ask its twin {collection.twin.id!r}.")
    twin = collection.twin.state
    labels = {
        theme: (theme, THEMES[theme].label_nl, THEMES[theme].label_en) for theme in (*twin.features, *_MADE)
    }
    labels["claims"] = _CLAIMS
    closed = [theme for theme in labels if layer_rule(request.scope, theme).level != "full"]
    if is_private(request.scope):
        mark_logged(request.scope)
    withheld = tuple(
        dict(zip(("theme", "label_nl", "label_en"), labels[theme], strict=True))
        | {"role": least_role(request.scope, theme, {"full"})}
        for theme in closed
    )
    return Seen(twin, frozenset(closed), withheld)


@lru_cache(maxsize=4)
def _claims_of(twin: Twin) -> tuple[Claim, ...]:
    """Made at the first use of a twin, and kept."""
    from scenarios.subsurface.claims import claims

    return claims(twin)


def probe_json(found: Probe, seen: Seen) -> Json:
    """Tell what a probe found."""
    return {
        "x": found.x,
        "y": found.y,
        "year": found.year,
        "ground_level": _rounded(found.ground_level),
        "items": [_item(item) for item in found.items],
        "withheld": seen.withheld,
    }


def box_json(found: Dug, seen: Seen) -> Json:
    """Tell what is in a box."""
    return {
        "bbox": found.bounds,
        "base": found.base,
        "top": found.top,
        "year": found.year,
        "volume": round(found.volume, 1),
        "soils": [
            {
                "id": soil.id,
                "label_nl": soil.label_nl,
                "label_en": soil.label_en,
                "color": soil.color,
                "volume": round(soil.volume, 1),
            }
            for soil in found.soils
        ],
        "counts": {"objects": found.counts[0], "claims": found.counts[1]},
        "objects": [_item(item) for item in found.objects],
        "claims": [_item(item) | {"volume": round(volume, 1)} for item, volume in found.claims],
        "withheld": seen.withheld,
    }


def section_json(found: Section, seen: Seen) -> Json:
    """Tell what stands in the plane under a line; a cable or pipe with the room that it asks of any other."""
    from scenarios.utilities.clearances import ANY, clearance

    return {
        "year": found.year,
        "length": round(found.length, 2),
        "low": _rounded(found.low),
        "high": _rounded(found.high),
        "points": [[round(x, 2), round(y, 2)] for x, y in found.corners.tolist()],
        "ground": {
            "distance": [round(value, 2) for value in found.distance.tolist()],
            "level": [_rounded(value) for value in found.level.tolist()],
        },
        "layers": [
            {
                "kind": body.kind,
                "id": body.id,
                "label_nl": body.label_nl,
                "label_en": body.label_en,
                "color": body.color,
                "polygons": _rings(body.polygons),
            }
            for body in found.bodies
        ],
        "water": [
            {"id": w.id, "start": w.start, "end": w.end, "summer": w.summer, "winter": w.winter}
            for w in found.water
        ],
        "claims": [
            _item(cut.claim)
            | {"polygons": _rings(cut.polygons), "paths": _rings(cut.paths), "offset": cut.offset}
            for cut in found.cuts
        ],
        "lines": [
            _item(line.claim)
            | {
                "distance": round(line.distance, 2),
                "level": _rounded(line.level),
                "radius": _rounded(line.radius),
                "clearance": clearance(line.claim.sort, ANY).horizontal,
            }
            for line in found.crossings
        ],
        "boreholes": [
            {
                "id": hole.id,
                "kind": hole.kind,
                "distance": round(hole.distance, 2),
                "offset": round(hole.offset, 2),
                "intervals": [list(one) for one in hole.intervals],
            }
            for hole in found.holes
        ],
        "withheld": seen.withheld,
    }


def _item(item: Item) -> Json:
    """Tell of one thing what is known of it; what blocks of ground have is left out of other things."""
    told: Json = {
        "kind": item.kind,
        "theme": item.theme,
        "id": item.id,
        "function": item.function,
        "sort": item.sort,
        "top": _rounded(item.top),
        "base": _rounded(item.base),
        "label_nl": item.label_nl,
        "label_en": item.label_en,
        "color": item.color,
        "start": item.start,
        "end": item.end,
        "status": item.status,
        "source": item.source,
        "distance": item.distance,
    }
    if item.unit is not None:
        told |= {"unit": item.unit, "lithology": item.lithology, "kh": item.kh, "kv": item.kv}
        told["probability"] = _rounded(item.probability)
    return told | ({"intervals": [list(one) for one in item.intervals]} if item.intervals else {})


def _rings(rings: Iterable[Iterable[tuple[float, float]]]) -> list[list[list[float | None]]]:
    return [[[round(d, 2), _rounded(z)] for d, z in ring] for ring in rings]


def _rounded(value: float | None) -> float | None:
    return round(value, 3) if value is not None and math.isfinite(value) else None
