"""A plan placed among all claims on the subsurface of a twin: verdicts at once, without a run."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access.needs import needs
from api.access.restrictions import require_all
from api.ground import seen_twin
from api.negotiation import check_request, read_object
from api.placing import verdicts
from api.responses import json_response, link
from api.schemas import answers
from api.service import service_of

__all__ = ["router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["subsurface"])

_PLACING = CapacityLimiter(2)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Plan"}}},
    }
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"description": "Too large"},
    415: {"description": "No JSON"},
    429: {"description": "Busy"},
}


@router.post(
    "/v1/collections/{collectionId}/verdicts",
    responses=answers("Verdicts") | _REFUSED,
    openapi_extra=_BODY,
)
async def place(
    request: Request, collectionId: Annotated[str, Path(description="Id of a published twin")]
) -> Response:
    """Check one intervention against all that uses the subsurface, without a run; nothing is kept.

    The answer holds the claims that the plan makes, as bodies that grow, and every pair with what stands: the
    rule, the room that is left, the years and what would resolve it. Of themes that are not in full for who
    asks nothing is told, not even whether they are in the way: `withheld` names them.
    """
    service = service_of(request)
    twin = service.catalogue.twin(collectionId)
    require_all(request.scope, "claims")
    body = await read_object(request)
    async with _PLACING:  # many at once would hold up everybody else: they share one interpreter
        seen = await run_in_threadpool(seen_twin, request, collectionId)
        content = await run_in_threadpool(verdicts, service.standings, twin, body, seen.hidden)
    content["withheld"] = seen.withheld
    content["links"] = [
        link(f"/v1/collections/{twin.id}", "collection", "The twin"),
        link("/v1/processes/subsurface-conflicts", "related", "The same as a run, with what is planned"),
    ]
    return json_response(content)
