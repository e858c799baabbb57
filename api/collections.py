"""What collections tell about themselves: twins, their themes and terrain, results and their tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import Request

from api.access.principal import principal_of
from api.access.restrictions import layer_rule, require_table, theme_of
from api.catalogue import Collection
from api.coverage_json import TIME_NOTE
from api.downloads.asking import holds
from api.downloads.formats import ZIP, formats_of
from api.edr.describe import describe_items, describe_parameters, describe_queries, vertical_extent
from api.edr.fields import Fields, fields_of
from api.grids import JOB_ID
from api.records.collection import describe_catalogue
from api.references import CRS84, FLAT, RD, crs84_extent
from api.responses import GEOJSON, link
from api.results import ResultTable, result_table, results_of_principal, successful_job, tables_of_result
from api.routes.geovolumes import GEOVOLUMES
from api.routes.map_tiles import TILESETS
from api.service import service_of
from twin.errors import StoreError, ZichtError

if TYPE_CHECKING:
    from api.jobs.model import Job
    from api.tables import FeatureTable

__all__ = ["collection_ids", "describe", "describe_all"]

_log = logging.getLogger("zicht.api")
_CATALOGUE = "catalogue"
_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
Content = dict[str, Any]


def collection_ids(request: Request) -> Iterator[str]:
    """Ids of the collections that somebody may see: the catalogue, twins, then results, newest first."""
    service, principal = service_of(request), principal_of(request)
    yield _CATALOGUE
    for twin in service.catalogue.twins():
        yield from twin.collections
    for job in results_of_principal(service, principal):
        yield job.id
        yield from (table.id for table in tables_of_result(service, job))


def describe_all(request: Request, ids: Iterable[str]) -> list[Content]:
    """Describe collections; one that cannot be read is left out, and the log says so: others go on."""
    found = []
    for collection_id in ids:
        try:
            found.append(describe(request, collection_id))
        except StoreError as error:
            _log.warning("the collection %s is left out of the list: %s", collection_id, error)
        except ZichtError:  # withheld, or without fields: nothing for who asks
            continue
    return found


def describe(request: Request, collection_id: str) -> Content:
    """Describe one collection.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    if collection_id == _CATALOGUE:
        return describe_catalogue()
    service, principal = service_of(request), principal_of(request)
    if JOB_ID.fullmatch(collection_id):
        job = successful_job(service, principal, collection_id)
        return _result(request, job, fields_of(service, principal, collection_id))
    table = result_table(service, principal, collection_id)
    if table is not None:
        require_table(request.scope, table.theme)
        return _result_table(request, table)
    found = service.catalogue.collection(collection_id)
    if found.kind == "twin":
        return _twin(request, found, fields_of(service, principal, collection_id))
    return _layer(request, found)


def _twin(request: Request, collection: Collection, fields: Fields) -> Content:
    content = _of_twin(request, collection)
    content["extent"] |= vertical_extent(fields)
    links = _tile_links(collection, content["links"][0]["href"])
    assets = link(f"/v1/collections/{collection.id}/assets/page.json", "alternate", "Files of the page")
    content["links"] += [
        *links,
        link(f"/v1/collections/{collection.id}/map/tiles", TILESETS, "Map tiles"),
        assets,
    ]
    return content | describe_queries(content["links"][0]["href"]) | describe_parameters(fields)


def _layer(request: Request, collection: Collection) -> Content:
    content = _of_twin(request, collection)
    address = content["links"][0]["href"]
    if collection.kind != "theme":
        if layer_rule(request.scope, theme_of(collection.layer["id"])).level == "full":
            content["links"] += _tile_links(collection, address)
        return content
    theme = str(collection.layer["theme"])
    access = layer_rule(request.scope, theme).level
    content |= {"itemType": "feature", "x-theme": theme, "x-access": access}
    if access == "withheld":
        return content | {"links": content["links"][:1]}
    if access == "generalised":  # cells have neither heights nor years; the features tell nothing of theirs
        return content | _feature_part(content, FLAT, {})
    content["links"] += _tile_links(collection, address)
    table = collection.table()
    return content | _feature_part(content, table.systems, _years(table))


def _of_twin(request: Request, collection: Collection) -> Content:
    twin = collection.twin
    address = f"/v1/collections/{collection.id}"
    return {
        "id": collection.id,
        "title": _title(collection, "nl"),
        "description": _description(collection),
        "x-title-en": _title(collection, "en"),
        "extent": {"spatial": {"bbox": [twin.extent], "crs": CRS84}},
        "itemType": collection.kind,
        "storageCrs": RD,
        "crs": [CRS84, RD],
        "links": [link(address, "self"), *_download_links(request, collection.id, collection.kind == "twin")],
    }


def _result(request: Request, job: Job, fields: Fields) -> Content:
    """Describe the fields of a result; the time that they cover begins at 1 January of the computed year."""
    (grids,) = fields.sheets
    extent: Content = {"spatial": {"bbox": [crs84_extent(grids.grid.bbox)], "crs": CRS84}}
    if grids.seconds.size:
        extent["temporal"] = {"interval": [grids.moments(np.array([0, -1]))]}
    title = str(grids.dataset.attrs.get("title", job.id))
    address, made = f"/v1/collections/{job.id}", f"/v1/jobs/{job.id}"
    return {
        "id": job.id,
        "title": title,
        "description": f"{title}. {TIME_NOTE}" if grids.seconds.size else title,
        "extent": extent | vertical_extent(fields),
        "itemType": "result",
        "storageCrs": RD,
        "links": [
            link(address, "self"),
            link(made, "via"),
            link(f"{made}/results", "related"),
            *([link(f"{address}/map/tiles", TILESETS, "Map tiles")] if grids.parameters else []),
            *_download_links(request, job.id, whole=True),
        ],
        **describe_queries(address),
        **describe_parameters(fields),
    }


def _result_table(request: Request, found: ResultTable) -> Content:
    table = found.table()
    address, result = f"/v1/collections/{found.id}", f"/v1/collections/{found.job.id}"
    spatial = {} if table.box is None else {"spatial": {"bbox": [crs84_extent(table.box)], "crs": CRS84}}
    content: Content = {
        "id": found.id,
        "title": f"{found.theme} ({found.job.id})",
        "description": f"Table {found.theme} of a result.",
        "extent": spatial,
        "itemType": "feature",
        "storageCrs": RD,
        "links": [
            link(address, "self"),
            link(result, "up"),
            *_download_links(request, found.id, whole=False),
        ],
    }
    return content | _feature_part(content, table.systems, _years(table))


def _feature_part(content: Content, systems: tuple[str, ...], years: Content) -> Content:
    """What all collections of features have: systems, where their items are, and the years they cover."""
    address = content["links"][0]["href"]
    links = [
        link(f"{address}/items", "items", media_type=GEOJSON),
        link(f"{address}/queryables", _QUERYABLES, media_type="application/schema+json"),
    ]
    return {
        **describe_items(address, systems),
        "extent": content["extent"] | years,
        "links": [*content["links"], *links],
    }


def _years(table: FeatureTable) -> Content:
    if table.lifetimes is None or not np.isfinite(table.lifetimes[0]).any():
        return {}
    first, last = table.lifetimes
    begin = f"{int(np.nanmin(first)):04d}-01-01T00:00:00Z"
    end = None if np.isnan(last).any() else f"{int(last.max()):04d}-12-31T23:59:59Z"
    return {"temporal": {"interval": [[begin, end]]}}


def _title(collection: Collection, language: str) -> str:
    title = str(collection.twin.page.get(f"title_{language}") or collection.twin.id)
    if collection.kind == "twin":
        return title
    return f"{collection.layer[f'label_{language}']} ({title})"


def _description(collection: Collection) -> str:
    page = collection.twin.page
    fictional = "Fictief gebied: geen bestaande plaats. " if page.get("fictional") else ""
    return f"{fictional}Peiljaar {page.get('reference_year')}. {page.get('attribution') or ''}".strip()


def _tile_links(collection: Collection, address: str) -> list[dict[str, str]]:
    tiles = [
        link(f"{address}/{kind}/tileset.json", GEOVOLUMES, title)
        for kind, title in (("3dtiles", "3D Tiles, EPSG:4978"), ("3dtiles-rd", "3D Tiles, local RD and NAP"))
        if (collection.artefacts(kind).root / "tileset.json").is_file()
    ]
    container = link(f"{address}/3dcontainer", GEOVOLUMES, "3D container")
    return [*tiles, container] if tiles else []


def _download_links(request: Request, collection_id: str, whole: bool) -> list[dict[str, str]]:
    address = f"/v1/collections/{collection_id}/downloads"
    held = holds(request, collection_id)
    if "buildings" in held and layer_rule(request.scope, "buildings").level != "full":
        held -= {"buildings"}  # a city model has no coarser form
    return [
        link(
            f"{address}?format={form.name}",
            "enclosure",
            form.title,
            ZIP if form.one and whole else form.media_type,
        )
        for form in formats_of(held)
    ]
