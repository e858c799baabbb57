"""3D containers (OGC API 3D GeoVolumes, draft): which 3D Tiles show a twin, a layer or a result."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.access.needs import needs
from api.access.restrictions import layer_rule, theme_of
from api.catalogue import Collection
from api.edr.fields import grids_of_result
from api.grids import JOB_ID, Grids
from api.jobs.model import Job
from api.negotiation import check_parameters, check_request
from api.references import CRS84, crs84_extent
from api.responses import JSON, json_response, link
from api.results import shown_result
from api.schemas import answers
from api.service import service_of
from api.tiles.extent import solid_extent
from api.tiles.water import water_moments

__all__ = ["GEOVOLUMES", "router"]

router = APIRouter(dependencies=[needs("public")], tags=["3d"])

GEOVOLUMES = "http://www.opengis.net/def/rel/ogc/1.0/geovolumes"
_TILES = "application/json+3dtiles"
_FILES = {
    "tileset.json": "3D Tiles 1.1, EPSG:4978",
    "implicit.json": "3D Tiles 1.1 with implicit tiling, EPSG:4978",
    "meshopt.json": "3D Tiles 1.1 packed with meshopt, EPSG:4978",
}

CollectionId = Annotated[str, Path(description="Id of a twin, of a layer of one, or of a flood")]


@router.get(
    "/v1/collections/{collectionId}/3dcontainer",
    responses=answers("GeoVolume"),
    dependencies=[Depends(check_request)],
)
def container(request: Request, collectionId: CollectionId) -> Response:
    """Tell which 3D Tiles show a collection, and which parts it has."""
    service = service_of(request)
    if JOB_ID.fullmatch(collectionId):
        job, grids = _flood(request, collectionId)
        return json_response(_of_flood(job, grids))
    collection = service.catalogue.collection(collectionId)
    content = _of(collection, request)
    if collection.kind == "twin":
        others = [part for part in collection.twin.collections.values() if part.kind != "twin"]
        content["children"] = [_of(part, request) for part in others]
    return json_response(content)


@router.get(
    "/v1/collections/{collectionId}/3dtiles/{file}",
    response_class=Response,
    include_in_schema=False,  # `/3dtiles/{path}` is described with the other files
    dependencies=[Depends(check_parameters)],
)
def water(
    request: Request,
    collectionId: CollectionId,
    file: str,
    datetime: Annotated[str | None, Query(description="Moment of the water; its maximum by default")] = None,
) -> Response:
    """Give the water of a flood at a moment as 3D Tiles, made now if nobody asked for it lately."""
    job, grids = _flood(request, collectionId)
    service = service_of(request)
    body = service.water.file(job, service.jobs.folder(job), grids, file, datetime)
    media = JSON if file.endswith(".json") else "model/gltf-binary"
    return Response(body, media_type=media, headers={"Cache-Control": "no-cache"})


def _flood(request: Request, identifier: str) -> tuple[Job, Grids]:
    job = shown_result(request, identifier)
    return job, grids_of_result(service_of(request), job)


def _of(collection: Collection, request: Request) -> dict[str, Any]:
    """Describe a twin or a layer; the tiles of a layer only to those who see it in full."""
    twin, layer = collection.twin, collection.layer
    title = str(twin.page.get("title_en") or twin.id)
    dutch = str(twin.page.get("title_nl") or twin.id)
    if collection.kind != "twin":
        title, dutch = str(layer["label_en"]), str(layer["label_nl"])
    address = f"/v1/collections/{collection.id}"
    seen = collection.kind == "twin" or layer_rule(request.scope, theme_of(layer["id"])).level == "full"
    folder = collection.artefacts("3dtiles").root
    files = [name for name in _FILES if seen and (folder / name).is_file()]
    content = [_tileset(f"{address}/3dtiles/{name}", _FILES[name]) for name in files]
    if seen and (collection.artefacts("3dtiles-rd").root / "tileset.json").is_file():
        content.append(_tileset(f"{address}/3dtiles-rd/tileset.json", "3D Tiles 1.1, local RD and NAP"))
    solid = solid_extent(folder / "tileset.json") if files else None
    return {
        "id": collection.id,
        "title": title,
        "x-title-nl": dutch,
        "collectionType": "3d-container",
        "extent": {"spatial": {"bbox": [twin.extent], "crs": CRS84}},
        "contentExtent": solid or {"bbox": twin.extent, "crs": CRS84},
        "content": content,
        "links": [link(f"{address}/3dcontainer", "self"), link(address, "collection")],
    }


def _of_flood(job: Job, grids: Grids) -> dict[str, Any]:
    """Describe the water of a result: its maximum, and every moment that was kept."""
    address = f"/v1/collections/{job.id}"
    tiles = f"{address}/3dtiles/tileset.json"
    moments = water_moments(grids)
    content = [_tileset(tiles, "Highest water, 3D Tiles 1.1, EPSG:4978")] if moments else []
    content += [_tileset(f"{tiles}?datetime={quote(moment)}", f"Water at {moment}") for moment in moments]
    extent = crs84_extent(grids.grid.bbox)
    return {
        "id": job.id,
        "title": str(grids.dataset.attrs.get("title", job.id)),
        "collectionType": "3d-container",
        "extent": {"spatial": {"bbox": [extent], "crs": CRS84}},
        "contentExtent": {"bbox": extent, "crs": CRS84},
        "content": content,
        "links": [link(f"{address}/3dcontainer", "self"), link(address, "collection")],
    }


def _tileset(href: str, title: str) -> dict[str, str]:
    return link(href, "original", title, _TILES) | {"collectionType": "3d-container"}
