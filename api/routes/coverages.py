"""Fields of twins and results at points, in boxes and areas, and along lines, as CoverageJSON (EDR)."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access.needs import needs
from api.coverage_json import COVERAGE, grid_coverages, line_coverages, point_coverages
from api.edr.fields import Chosen, check_size
from api.edr.lines import Line, parse_line
from api.edr.queries import Question, coverage_response
from api.grids import Picked, Values
from api.negotiation import check_request
from api.places import Place, cell_of_place, cells_of_box, parse_places, parse_polygon
from api.references import FLAT, RD, parse_box
from api.schemas import answers
from twin.errors import InvalidInputError, invalid

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["coverages"])

_EDR = "http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf"
CONFORMANCE = (
    f"{_EDR}/core",
    f"{_EDR}/collections",
    f"{_EDR}/json",
    f"{_EDR}/covjson",
    f"{_EDR}/geojson",
    f"{_EDR}/queries",
    f"{_EDR}/position",
    f"{_EDR}/area",
    f"{_EDR}/cube",
    f"{_EDR}/trajectory",
    f"{_EDR}/items",
)

_TOO_LARGE: dict[int | str, dict[str, Any]] = {413: {"description": "More values than one answer may hold"}}
_ANSWERS = answers("CoverageJSON", media=COVERAGE) | _TOO_LARGE

Asked = Annotated[Question, Depends()]
Cells = tuple[slice, slice]


@router.get("/v1/collections/{collectionId}/position", responses=_ANSWERS)
def position(
    question: Asked,
    coords: Annotated[str, Query(description="POINT or MULTIPOINT (Z) in WKT, axes in the order of crs")],
) -> Response:
    """Give the values of the cell at a point: over time, and over height, where the fields have them."""
    target, chosen, places = question.read(FLAT, lambda crs: parse_places(coords, crs))
    if places[0].height is not None and question.z is not None:
        raise invalid("z", question.z, "is given, and so is a height in coords", "Leave one of them out.")
    named = question.parameter_name is not None
    deep = places[0].height is not None and any(part.grids.vertical is not None for part in chosen)
    groups = [[place] for place in places] if deep else [places]  # those of one height are read together
    asked = [(group, _at_height(chosen, group[0], named)) for group in groups]
    check_size(sum(part.values(len(group)) for group, parts in asked for part in parts))
    coverages = []
    for group, parts in asked:
        read = [_at_places(part, group, coords) for part in parts]
        for number, place in enumerate(group):
            for part, values in zip(parts, read, strict=True):
                coverages += point_coverages(part.grids, values[number], place.told, target, part.picked)
    return coverage_response(coverages, target)


@router.get("/v1/collections/{collectionId}/cube", responses=_ANSWERS)
def cube(
    question: Asked, bbox: Annotated[str, Query(description="Four or six numbers in RD, lower corner first")]
) -> Response:
    """Give the values of the cells in a box, in RD New."""
    _, chosen, box = question.read((RD,), lambda _: parse_box(bbox, RD), RD)
    assert box is not None
    windows = [(part, cells_of_box(part.grids.grid, box, "bbox", bbox)) for part in chosen]
    check_size(sum(part.values(_count(cells)) for part, cells in windows))
    coverages = []
    for part, cells in windows:
        coverages += grid_coverages(part.grids, _window(part, cells), *cells, part.picked)
    return coverage_response(coverages)


@router.get("/v1/collections/{collectionId}/area", responses=_ANSWERS)
def area(
    question: Asked, coords: Annotated[str, Query(description="POLYGON or MULTIPOLYGON in WKT, in RD")]
) -> Response:
    """Give the values of the cells whose centre lies in a polygon, in RD New; null round it."""
    import shapely

    _, chosen, polygon = question.read((RD,), lambda _: parse_polygon(coords), RD)
    windows = [(part, cells_of_box(part.grids.grid, polygon.bounds, "coords", coords)) for part in chosen]
    check_size(sum(part.values(_count(cells)) for part, cells in windows))
    shapely.prepare(polygon)
    coverages = []
    for part, cells in windows:
        x, y = np.meshgrid(part.grids.grid.x[cells[1]], part.grids.grid.y[cells[0]])
        outside = ~shapely.contains_xy(polygon, x, y)
        masked: dict[str, Values] = {
            name: np.ma.masked_where(np.broadcast_to(outside, array.shape), array)
            for name, array in _window(part, cells).items()
        }
        coverages += grid_coverages(part.grids, masked, *cells, part.picked)
    return coverage_response(coverages)


@router.get("/v1/collections/{collectionId}/trajectory", responses=_ANSWERS)
def trajectory(
    question: Asked,
    coords: Annotated[str, Query(description="LINESTRING or LINESTRINGZ in WKT, axes in the order of crs")],
) -> Response:
    """Give the values along a line: one for every cell that it crosses, in their order.

    Fields with height become a vertical section under the line; a LINESTRINGZ follows its own heights.
    """
    target, chosen, line = question.read(FLAT, lambda crs: parse_line(coords, crs))
    if line.has_height and question.z is not None:
        raise invalid("z", question.z, "is given, and so are heights in coords", "Leave one of them out.")
    check_size(sum(_along(part, line).values(line.most_cells(part.grids.grid)) for part in chosen))
    coverages = []
    for part in chosen:
        points = line.crossed(part.grids.grid)
        values = {name: _read_along(part, name, points) for name in part.names}
        coverages += line_coverages(part.grids, values, line.told(points), target, part.picked)
    return coverage_response(coverages, target)


def _count(cells: Cells) -> int:
    rows, columns = cells
    return int((rows.stop - rows.start) * (columns.stop - columns.start))


def _at_places(part: Chosen, places: list[Place], given: str) -> list[dict[str, Values]]:
    """Values at each place, read at once: a chunk of the store that holds many places is unpacked once."""
    cells = np.array([cell_of_place(part.grids.grid, place, given) for place in places])
    read = {name: part.grids.read_along(name, cells[:, 0], cells[:, 1], part.picked) for name in part.names}
    return [
        {name: values[..., number, None, None] for name, values in read.items()}
        for number in range(len(places))
    ]


def _window(part: Chosen, cells: Cells) -> dict[str, Values]:
    return {name: part.grids.read(name, *cells, part.picked) for name in part.names}


def _at_height(chosen: list[Chosen], place: Place, named: bool) -> list[Chosen]:
    """Narrow what was picked to the height of a place, when it has one; what is not there is left out.

    Raises
    ------
    InvalidInputError
        When nothing with height is there, or something that is not was asked by its name.
    """
    if place.height is None:
        return chosen
    deep = [part for part in chosen if part.grids.vertical is not None]
    found, missed = [part for part in chosen if part.grids.vertical is None], list[InvalidInputError]()
    for part in deep:
        try:
            heights = part.grids.levels(np.array([place.height]))
        except InvalidInputError as error:
            missed.append(error)
        else:
            found.append(Chosen(part.grids, part.names, Picked(part.picked.places, heights)))
    if missed and (named or len(missed) == len(deep)):
        raise missed[0]
    return found


def _along(part: Chosen, line: Line) -> Chosen:
    """What has to be read per cell: one height each, when the line has heights of its own."""
    if not line.has_height:
        return part
    return Chosen(part.grids, part.names, Picked(part.picked.places, part.picked.heights[:1]))


def _read_along(part: Chosen, name: str, points: Values) -> Values:
    rows, columns = part.grids.grid.index(points[:, 0], points[:, 1])
    if points.shape[1] == 3 and part.grids.axis(name) == "z":
        return part.grids.read_at(name, rows, columns, points[:, 2])
    return part.grids.read_along(name, rows, columns, part.picked)
