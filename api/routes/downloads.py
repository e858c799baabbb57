"""An area of a collection as a file: Zarr, NetCDF, GeoTIFF, GeoParquet, GeoPackage or CityJSON."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from api.access.needs import needs
from api.downloads.asking import Wish, plan
from api.downloads.formats import FORMATS
from api.errors import BusyError
from api.negotiation import check_parameters

__all__ = ["router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_parameters)], tags=["downloads"])

_AT_ONCE, _WAITING = 2, 8
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {form.media_type: _BINARY for form in FORMATS.values()}},
    413: {"description": "More than one file may hold"},
    429: {"description": "Too many downloads are being made"},
}


@router.get("/v1/collections/{collectionId}/downloads", responses=_ANSWERS)
async def download(
    request: Request,
    collectionId: Annotated[str, Path(description="Id of a twin, a layer, a job or a table of a result")],
    form: Annotated[str, Query(alias="format", description=", ".join(FORMATS))],
    bbox: Annotated[
        str | None, Query(description="Four or six numbers, lower corner first; all by default")
    ] = None,
    bbox_crs: Annotated[
        str | None, Query(alias="bbox-crs", description="System of bbox, CRS84 by default")
    ] = None,
    parameter_name: Annotated[
        str | None,
        Query(alias="parameter-name", description="Fields, with commas between; the surface by default"),
    ] = None,
) -> Response:
    """Give an area as a file in RD New: the cells and the features, whole, that the box touches."""
    wish = Wish(form, bbox, bbox_crs, parameter_name)
    found = await to_thread.run_sync(plan, request, collectionId, wish)
    if request.scope.get("head"):
        answer = Response(media_type=found.media_type)
        del answer.headers["content-length"]  # not 0: nobody knows before it is made
        return answer
    gate = _gate(request)
    if gate.statistics().tasks_waiting >= _WAITING:
        raise BusyError(f"{_WAITING} downloads are waiting; try again later.")
    folder = FilePath(tempfile.mkdtemp(prefix="zicht-download-"))
    try:
        file = await to_thread.run_sync(found.write, folder, limiter=gate)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _Temporary(file, folder, found.media_type, found.name)


class _Temporary(FileResponse):
    """A file that is removed once it is sent, or the client has left."""

    def __init__(self, file: FilePath, folder: FilePath, media_type: str, name: str) -> None:
        super().__init__(file, media_type=media_type, filename=name)
        self.folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def _gate(request: Request) -> CapacityLimiter:
    """Lets a few downloads be made at once; one per running service."""
    state = request.app.state
    if not hasattr(state, "downloads"):
        state.downloads = CapacityLimiter(_AT_ONCE)
    found: CapacityLimiter = state.downloads
    return found
