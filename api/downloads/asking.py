"""What a download asks: checked, and its size estimated, before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from fastapi import Request

from api.access.principal import principal_of
from api.access.restrictions import require_all, require_table, visible_frame, visible_table
from api.access.totals import visible_rows, visible_totals
from api.catalogue import Collection
from api.downloads.formats import FORMATS, ZIP, Format, Holds, formats_of
from api.downloads.writing import Cut, write_buildings, write_features, write_fields
from api.edr.fields import Fields, fields_of, grids_of_result
from api.errors import ForbiddenError, TooLargeError, UnauthorisedError
from api.grids import JOB_ID
from api.places import cells_of_box
from api.query import together
from api.references import FLAT, Box, choose_crs, parse_box, query_area
from api.results import ResultTable, result_table, successful_job, tables_of_result
from api.service import service_of
from twin.errors import did_you_mean, invalid

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Polygon

    from api.tables import FeatureTable

__all__ = ["LARGEST", "MOST_FEATURES", "Download", "Wish", "holds", "plan"]

LARGEST = 256 * 2**20
"""Bytes that the fields of a download may take in memory."""
MOST_FEATURES = 200_000

Frame = Callable[[], "gpd.GeoDataFrame"]


@dataclass(frozen=True, slots=True)
class Wish:
    """Parameters of a download, as they were written."""

    format: str
    bbox: str | None = None
    bbox_crs: str | None = None
    parameter_name: str | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file that may be made.

    Parameters
    ----------
    name
        What it is called, with its suffix.
    media_type
        What it is.
    write
        Makes it in a folder, and tells its path.
    """

    name: str
    media_type: str
    write: Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Features that can be had: their index, and how they are read as a whole."""

    theme: str
    table: FeatureTable
    frame: Frame


def holds(request: Request, collection_id: str) -> frozenset[Holds]:
    """What a collection holds that can be downloaded by who asks.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    service, principal = service_of(request), principal_of(request)
    if JOB_ID.fullmatch(collection_id):
        job = successful_job(service, principal, collection_id)
        fields: set[Holds] = {"fields"} if grids_of_result(service, job).parameters else set()
        return frozenset(fields | ({"features"} if tables_of_result(service, job) else set()))
    if result_table(service, principal, collection_id) is not None:
        return frozenset({"features"})
    collection = service.catalogue.collection(collection_id)
    themes = {str(layer["theme"]) for layer in collection.twin.page["layers"]}
    found: dict[str, set[Holds]] = {"twin": {"fields", "features"}, "theme": {"features"}, "surfaces": set()}
    own = themes if collection.kind == "twin" else {str(collection.layer.get("theme"))}
    return frozenset(found[collection.kind] | ({"buildings"} if "buildings" in own else set()))


def plan(request: Request, collection_id: str, wish: Wish) -> Download:
    """Check a download, and estimate its size.

    Raises
    ------
    InvalidInputError
        Naming everything that is wrong with it.
    TooLargeError
        When it would be larger than a download may be.
    """
    extent = _extent(request, collection_id)
    form, area = together(
        lambda: _format(holds(request, collection_id), wish.format), lambda: _area(wish, extent)
    )
    if form.holds == "fields":
        fields = fields_of(service_of(request), principal_of(request), collection_id)
        cut = _cut(fields, wish, area)
        cut = _flat(cut, wish) if form.one else cut
        _check_size(cut)
        zipped = form.one and (wish.parameter_name is None or len(cut.names) > 1)
        return _download(collection_id, form, zipped, partial(write_fields, form, cut, zipped))
    if wish.parameter_name is not None:
        message = "chooses fields, and this format holds features"
        raise invalid("parameter-name", wish.parameter_name, message, "Leave it out.")
    if form.holds == "buildings":
        return _buildings(request, collection_id, form, area)
    return _features(request, collection_id, form, area)


def _features(request: Request, collection_id: str, form: Format, area: Polygon | None) -> Download:
    whole, layers = _layers(request, collection_id)
    found = [(layer, layer.table.inside(area)) for layer in layers]
    found = [(layer, rows) for layer, rows in found if len(rows)]
    if not found:
        raise invalid("bbox", None, "holds no features", "Ask for a larger area, or leave bbox out.")
    _check_count(sum(len(rows) for _, rows in found))

    def write(folder: Path) -> Path:
        frames = {layer.theme: layer.frame().iloc[rows] for layer, rows in found}
        return write_features(form, frames, zipped, folder)

    zipped = form.one and whole
    return _download(collection_id, form, zipped, write)


def _format(held: frozenset[Holds], name: str) -> Format:
    known = {form.name: form for form in formats_of(held)}
    if name not in known:
        remedy = did_you_mean(name, known) if known else "It has no downloads; see its links."
        message = "is no format" if name not in FORMATS else "is no format of this collection"
        raise invalid("format", name, message, remedy)
    return known[name]


def _area(wish: Wish, extent: Box) -> Polygon | None:
    """The area in RD that is asked; None for all of it."""
    crs, box = together(
        lambda: choose_crs("bbox-crs", wish.bbox_crs, FLAT),
        lambda: parse_box(wish.bbox, choose_crs("bbox-crs", wish.bbox_crs, FLAT)),
    )
    if box is None:
        return None
    area = query_area(box, crs, extent)
    if area is None or area.bounds[2] < extent[0] or area.bounds[0] > extent[2]:
        raise invalid("bbox", wish.bbox, "lies outside the collection", "See its extent.")
    return area


def _extent(request: Request, collection_id: str) -> Box:
    service, principal = service_of(request), principal_of(request)
    if JOB_ID.fullmatch(collection_id):
        return fields_of(service, principal, collection_id).sheets[0].grid.bbox
    table = result_table(service, principal, collection_id)
    if table is not None:
        return fields_of(service, principal, table.job.id).sheets[0].grid.bbox
    return service.catalogue.collection(collection_id).twin.box


def _cut(fields: Fields, wish: Wish, area: Polygon | None) -> Cut:
    chosen = fields.choose(fields.named(wish.parameter_name), None)
    if wish.parameter_name is not None and len(chosen) > 1:
        groups = "; ".join(", ".join(names) for _, names in chosen)
        message = "stands on more than one grid, and a file holds one"
        raise invalid("parameter-name", wish.parameter_name, message, f"Ask one group at a time: {groups}.")
    grids, names = chosen[0]
    box = grids.grid.bbox if area is None else area.bounds
    return Cut(grids, names, *cells_of_box(grids.grid, box, "bbox", wish.bbox or ""))


def _flat(cut: Cut, wish: Wish) -> Cut:
    """Keep what varies over place only; what was asked by its name is not left out in silence."""
    flat = [name for name in cut.names if not cut.grids.axis(name)]
    if not flat or (wish.parameter_name is not None and flat != cut.names):
        remedy = "Ask for fields without time and height, or take zarr or netcdf."
        raise invalid("format", wish.format, "shows fields over place only", remedy)
    return replace(cut, names=flat)


def _check_size(cut: Cut) -> None:
    if cut.size > LARGEST:
        raise TooLargeError(
            f"This asks for {cut.size // 2**20} MiB of fields; a download holds {LARGEST // 2**20} MiB at "
            "most. Ask for a smaller bbox or fewer fields; the Zarr store of a result has no limit."
        )


def _check_count(count: int) -> None:
    if count > MOST_FEATURES:
        raise TooLargeError(
            f"This asks for {count} features; a download holds {MOST_FEATURES} at most. "
            "Ask for a smaller bbox, or page through .../items."
        )


def _layers(request: Request, collection_id: str) -> tuple[bool, list[_Layer]]:
    """Layers that are for who asks, and whether they are those of a whole twin or result."""
    service, principal = service_of(request), principal_of(request)
    single = result_table(service, principal, collection_id)
    if single is not None:
        return False, [_of_result(request, single)]
    if JOB_ID.fullmatch(collection_id):
        tables = tables_of_result(service, successful_job(service, principal, collection_id))
        return True, _allowed([partial(_of_result, request, table) for table in tables])
    found = service.catalogue.collection(collection_id)
    if found.kind == "theme":
        return False, [_of_twin(request, found)]
    themes = [part for part in found.twin.collections.values() if part.kind == "theme"]
    return True, _allowed([partial(_of_twin, request, part) for part in themes])


def _allowed(readers: list[Callable[[], _Layer]]) -> list[_Layer]:
    found = []
    for read in readers:
        with suppress(UnauthorisedError, ForbiddenError):
            found.append(read())
    return found


def _of_result(request: Request, found: ResultTable) -> _Layer:
    require_table(request.scope, found.theme)
    table = visible_totals(request.scope, found)
    return _Layer(found.theme, table, partial(visible_rows, request.scope, found))


def _of_twin(request: Request, found: Collection) -> _Layer:
    theme = str(found.layer["theme"])
    return _Layer(theme, visible_table(request, found), partial(visible_frame, request, found.twin, theme))


def _buildings(request: Request, collection_id: str, form: Format, area: Polygon | None) -> Download:
    service, principal = service_of(request), principal_of(request)
    require_all(request.scope, "buildings")
    twin = service.catalogue.collection(collection_id).twin
    table = twin.table("buildings")
    rows = table.inside(area)
    _check_count(len(rows))
    if not len(rows):
        raise invalid("bbox", None, "holds no buildings", "Ask for a larger area, or leave bbox out.")
    (ground, *_) = fields_of(service, principal, twin.id).sheets
    bounds = np.array([shape.bounds for shape in table.geometry[rows]])
    box = (*bounds[:, :2].min(axis=0).tolist(), *bounds[:, 2:].max(axis=0).tolist())
    cut = Cut(ground, ["ground_level"], *cells_of_box(ground.grid, box, "bbox", ""))
    _check_size(cut)
    title = str(twin.page.get("title_en") or twin.id)

    def write(folder: Path) -> Path:
        return write_buildings(title, cut, visible_frame(request, twin, "buildings").iloc[rows], folder)

    return _download(collection_id, form, False, write)


def _download(collection_id: str, form: Format, zipped: bool, write: Callable[[Path], Path]) -> Download:
    name = f"{collection_id}{form.suffix}{'.zip' if zipped else ''}"
    return Download(name, ZIP if zipped else form.media_type, write)
