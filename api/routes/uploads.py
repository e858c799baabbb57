"""Uploads: files for a workspace, kept only when they are what they say."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api.access.needs import needs
from api.access.principal import principal_of
from api.negotiation import check_request
from api.responses import json_response, link
from api.schemas import answers
from api.service import service_of
from api.uploads.formats import FORMATS
from api.uploads.store import Upload

__all__ = ["router"]

router = APIRouter(dependencies=[needs("reader"), Depends(check_request)], tags=["uploads"])

_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_BODY = {"requestBody": {"required": True, "content": dict.fromkeys(FORMATS, _FILE)}}
_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"description": "Too large"},
    415: {"description": "Of no format that is taken"},
    429: {"description": "Too many"},
}
UploadId = Annotated[str, Path(description="Id of the upload")]


@router.post(
    "/v1/uploads",
    status_code=201,
    responses=answers("Upload", 201, "The upload") | _REFUSED,
    openapi_extra=_BODY,
    dependencies=[needs("modeller")],
)
async def upload(request: Request) -> Response:
    """Send a file (GeoPackage, GeoTIFF, CityJSON, IMKL, CSV) as the body; it is kept after a look into it."""
    store = service_of(request).uploads
    media = request.headers.get("content-type", "")
    found = await store.receive(request.stream(), media, principal_of(request))
    return json_response(_describe(found), 201, headers={"Location": f"/v1/uploads/{found.id}"})


@router.get("/v1/uploads", responses=answers("Uploads"))
def uploads(request: Request) -> Response:
    """List the uploads of your workspace, newest first."""
    found = service_of(request).uploads.page(principal_of(request))
    return json_response(
        {"uploads": [_describe(one) for one in found], "links": [link("/v1/uploads", "self")]}
    )


@router.get("/v1/uploads/{uploadId}", responses=answers("Upload"))
def one_upload(request: Request, uploadId: UploadId) -> Response:
    """Tell what was found in an upload."""
    return json_response(_describe(service_of(request).uploads.find(uploadId, principal_of(request))))


@router.delete("/v1/uploads/{uploadId}", responses=answers("Upload"), dependencies=[needs("modeller")])
def remove_upload(request: Request, uploadId: UploadId) -> Response:
    """Delete an upload."""
    return json_response(_describe(service_of(request).uploads.remove(uploadId, principal_of(request))))


def _describe(found: Upload) -> dict[str, Any]:
    told = {name: value for name, value in asdict(found).items() if name != "workspace"}
    return told | {"links": [link(f"/v1/uploads/{found.id}", "self"), link("/v1/uploads", "up")]}
