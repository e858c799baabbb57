"""Fields of twins and results at a point, in a box or in a polygon (OGC API EDR), as CoverageJSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.coverage_json import COVERAGE, grid_coverage, parameter, point_coverage
from api.errors import NotFoundError, NotReadyError, TooLargeError
from api.grids import JOB_ID, Grids, Values
from api.moments import parse_interval
from api.negotiation import check_request
from api.places import cell_of_point, cells_of_box, parse_point, parse_polygon
from api.references import FLAT, RD, choose_crs, parse_box
from api.responses import json_response, link
from api.routes.jobs import job_of
from api.schemas import answers
from api.service import Service, service_of
from twin.errors import InvalidInputError, Problem

__all__ = ["CONFORMANCE", "describe_parameters", "describe_queries", "grids_of", "router"]

router = APIRouter(dependencies=[Depends(check_request)], tags=["coverages"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/core",
    "http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/covjson",
    "http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/position",
    "http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/area",
    "http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/cube",
)

_LARGEST = 2_000_000
_TOO_LARGE: dict[int | str, dict[str, Any]] = {413: {"description": "More values than one answer may hold"}}
_ANSWERS = answers("CoverageJSON", media=COVERAGE)

CollectionId = Annotated[str, Path(description="Id of a twin, or of a successful job")]
Names = Annotated[
    str | None, Query(alias="parameter-name", description="Fields, with commas between; all by default")
]
When = Annotated[
    str | None,
    Query(description="Instant or interval; a result starts at 1 January of the year it is computed for"),
]
FlatCrs = Annotated[str | None, Query(description="System of coords and of the answer, CRS84 by default")]
OnlyRd = Annotated[str | None, Query(description=f"Only {RD}, the system of the grid")]


@router.get("/v1/collections/{collectionId}/position", responses=_ANSWERS)
def position(
    request: Request,
    collectionId: CollectionId,
    coords: Annotated[str, Query(description="POINT(x y) in WKT, axes in the order of crs")],
    parameter_name: Names = None,
    datetime: When = None,
    crs: FlatCrs = None,
) -> Response:
    """Give the values of the cell at a point: over time where the fields have time."""
    grids = grids_of(service_of(request), collectionId)
    target, names, places = _together(
        lambda: choose_crs("crs", crs, FLAT),
        lambda: grids.choose(parameter_name),
        lambda: grids.during(parse_interval(datetime)),
    )
    at = parse_point(coords, target)
    row, column = cell_of_point(grids.grid, at, target, coords)
    cell = (slice(row, row + 1), slice(column, column + 1))
    values = {name: grids.read(name, *cell, places) for name in names}
    return _answer(point_coverage(grids, values, at, target, places), target)


@router.get("/v1/collections/{collectionId}/cube", responses=_ANSWERS | _TOO_LARGE)
def cube(
    request: Request,
    collectionId: CollectionId,
    bbox: Annotated[str, Query(description="Four numbers in RD, lower corner first")],
    parameter_name: Names = None,
    datetime: When = None,
    crs: OnlyRd = None,
) -> Response:
    """Give the values of the cells in a box."""
    grids = grids_of(service_of(request), collectionId)
    _, names, places, box = _together(
        lambda: choose_crs("crs", crs or RD, (RD,)),
        lambda: grids.choose(parameter_name),
        lambda: grids.during(parse_interval(datetime)),
        lambda: parse_box(bbox, RD),
    )
    rows, columns = cells_of_box(grids.grid, box, "bbox", bbox)
    values = _window(grids, names, rows, columns, places)
    return _answer(grid_coverage(grids, values, rows, columns, places), RD)


@router.get("/v1/collections/{collectionId}/area", responses=_ANSWERS | _TOO_LARGE)
def area(
    request: Request,
    collectionId: CollectionId,
    coords: Annotated[str, Query(description="POLYGON in WKT, in RD")],
    parameter_name: Names = None,
    datetime: When = None,
    crs: OnlyRd = None,
) -> Response:
    """Give the values of the cells whose centre lies in a polygon; null for the others round it."""
    import shapely

    grids = grids_of(service_of(request), collectionId)
    _, names, places, polygon = _together(
        lambda: choose_crs("crs", crs or RD, (RD,)),
        lambda: grids.choose(parameter_name),
        lambda: grids.during(parse_interval(datetime)),
        lambda: parse_polygon(coords),
    )
    rows, columns = cells_of_box(grids.grid, polygon.bounds, "coords", coords)
    values = _window(grids, names, rows, columns, places)
    x, y = np.meshgrid(grids.grid.x[columns], grids.grid.y[rows])
    outside = ~shapely.contains_xy(polygon, x, y)
    masked = {name: np.where(outside, np.nan, array) for name, array in values.items()}
    return _answer(grid_coverage(grids, masked, rows, columns, places), RD)


def grids_of(service: Service, identifier: str) -> Grids:
    """Find the fields of a twin or of a successful job.

    Raises
    ------
    NotFoundError
        When there is none of that id, or it has no fields.
    """
    if JOB_ID.fullmatch(identifier):
        job = job_of(service, identifier)
        if job.status != "successful":
            raise NotReadyError(f"The job is {job.status}. {job.message}".strip())
        return service.grids.of(service.jobs.folder(job) / "result.zarr", job.digest)
    collection = service.catalogue.collection(identifier)
    if collection.kind != "twin":
        raise NotFoundError(f"The collection {identifier!r} has no fields; its twin has.")
    twin = collection.twin
    return service.grids.of(
        twin.source / "surface.zarr", twin.version, int(twin.page.get("reference_year", 2025))
    )


def describe_queries(address: str) -> dict[str, Any]:
    """Tell how to ask for fields, as OGC API EDR does."""
    queries = {"position": FLAT, "area": (RD,), "cube": (RD,)}
    return {
        "crs": list(FLAT),
        "data_queries": {query: _query(address, query, systems) for query, systems in queries.items()},
        "output_formats": ["CoverageJSON"],
    }


def describe_parameters(grids: Grids) -> dict[str, Any]:
    """Tell what fields there are."""
    return {"parameter_names": {name: parameter(grids, name) for name in grids.parameters}}


def _query(address: str, query: str, systems: tuple[str, ...]) -> dict[str, Any]:
    variables = {"query_type": query, "output_formats": ["CoverageJSON"], "crs": list(systems)}
    return {"link": link(f"{address}/{query}", "data", media_type=COVERAGE) | {"variables": variables}}


def _together(*readers: Callable[[], Any]) -> list[Any]:
    """Read all parameters, and tell everything that is wrong at once."""
    found, problems = [], list[Problem]()
    for reader in readers:
        try:
            found.append(reader())
        except InvalidInputError as error:
            problems += error.problems
    if problems:
        raise InvalidInputError(problems)
    return found


def _window(
    grids: Grids, names: list[str], rows: slice, columns: slice, places: npt.NDArray[np.intp]
) -> Mapping[str, Values]:
    """Read a window of fields when it is not too large; counted before anything is read."""
    cells = (rows.stop - rows.start) * (columns.stop - columns.start)
    frames = sum(places.size if grids.parameters[name].ndim == 3 else 1 for name in names)
    if cells * frames > _LARGEST:
        raise TooLargeError(
            f"{frames} fields of {cells} cells are more than {_LARGEST} values; ask for less, or read the "
            "Zarr store of the result."
        )
    return {name: grids.read(name, rows, columns, places) for name in names}


def _answer(content: Mapping[str, Any], crs: str) -> Response:
    return json_response(content, media_type=COVERAGE, headers={"Content-Crs": f"<{crs}>"})
