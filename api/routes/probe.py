"""What lies under a twin: at a place from the sky down, under a line, and in a box that is dug."""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.access.needs import needs
from api.edr.heights import HeightRange, parse_heights
from api.edr.lines import parse_line
from api.ground import box_json, probe_json, section_json, seen_twin
from api.negotiation import check_request
from api.places import Place, parse_places
from api.query import together
from api.references import RD, Box, parse_box
from api.responses import JSON, json_response
from twin.errors import invalid

__all__ = ["router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["subsurface"])

_FIRST, _LAST = 1900, 2300
TwinId = Annotated[str, Path(description="Id of a twin")]
Year = Annotated[str | None, Query(description="Calendar year; that of the twin by default")]


def _answer(*names: str) -> dict[int | str, dict[str, Any]]:
    """Documented answer: an object with at least these members."""
    schema = {"type": "object", "required": [*names, "withheld"]}
    return {200: {"description": "OK", "content": {JSON: {"schema": schema}}}}


@router.get("/v1/collections/{collectionId}/probe", responses=_answer("x", "y", "year", "items"))
def probe(
    request: Request,
    collectionId: TwinId,
    coords: Annotated[str, Query(description="POINT in WKT, RD New")],
    year: Year = None,
) -> Response:
    """List everything at a place in a year, from high to low: ground, water, objects, soils and claims."""
    from terrain.subsurface.probe import probe as look

    seen = seen_twin(request, collectionId)
    place, at = together(lambda: _place(coords), lambda: _year(year, seen.twin.reference_year))
    return json_response(probe_json(look(seen.twin, place.x, place.y, at, seen.hidden, seen.claims), seen))


@router.get("/v1/collections/{collectionId}/section", responses=_answer("year", "ground", "layers", "claims"))
def section(
    request: Request,
    collectionId: TwinId,
    coords: Annotated[str, Query(description="LINESTRING in WKT, RD New, 50 km at most")],
    year: Year = None,
) -> Response:
    """Cut along a line: ground, water levels, soils, layers and claims in the plane under it."""
    from terrain.subsurface.section import section as cut

    seen = seen_twin(request, collectionId)
    line, at = together(lambda: _line(coords), lambda: _year(year, seen.twin.reference_year))
    return json_response(section_json(cut(seen.twin, line, at, seen.hidden, seen.claims), seen))


@router.get("/v1/collections/{collectionId}/box", responses=_answer("bbox", "volume", "soils", "claims"))
def box(
    request: Request,
    collectionId: TwinId,
    bbox: Annotated[str, Query(description="Four numbers in RD, lower corner first; 100 km2 at most")],
    z: Annotated[str, Query(description="Floor and lid in m NAP: -10/2")],
    year: Year = None,
) -> Response:
    """Dig a box: the volume of each soil in it, and whose objects and claims are there."""
    from terrain.subsurface.box import dig

    seen = seen_twin(request, collectionId)
    bounds, heights, at = together(
        lambda: _box(bbox), lambda: _range(z), lambda: _year(year, seen.twin.reference_year)
    )
    return json_response(
        box_json(dig(seen.twin, bounds, heights.low, heights.high, at, seen.hidden, seen.claims), seen)
    )


def _place(text: str) -> Place:
    places = parse_places(text, RD)
    if len(places) != 1:
        raise invalid("coords", text[:200], f"has {len(places)} points", "Ask for one place at a time.")
    return places[0]


def _line(text: str) -> Any:
    import shapely

    parts = parse_line(text, RD).parts
    if len(parts) != 1:
        raise invalid("coords", text[:200], f"has {len(parts)} parts", "Give one LINESTRING.")
    return shapely.LineString(parts[0][:, :2])


def _box(text: str) -> Box:
    found = parse_box(text, RD)
    assert found is not None
    return found


def _range(text: str) -> HeightRange:
    heights = parse_heights(text)
    if not isinstance(heights, HeightRange):
        raise invalid("z", text[:200], "is no range of heights", "Give lowest/highest in m NAP: -10/2.")
    return heights


def _year(text: str | None, default: int) -> float:
    """Read a calendar year, with decimals or without."""
    if text is None:
        return float(default)
    remedy = f"Give a year from {_FIRST} to {_LAST}."
    try:
        year = float(text)
    except ValueError:
        raise invalid("year", text[:200], "is no year", remedy) from None
    if not (math.isfinite(year) and _FIRST <= year <= _LAST):
        raise invalid("year", text[:200], "is out of range", remedy)
    return year
