"""Who asks, as this service knows them: what a page shows beside its key."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.access.needs import needs
from api.access.principal import principal_of
from api.negotiation import check_request
from api.responses import json_response, link
from api.schemas import answers
from api.service import service_of

__all__ = ["router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["service"])


@router.get("/v1/principal", responses=answers("Principal"))
def principal(request: Request) -> Response:
    """Tell who you are here, and whether a key is needed at all."""
    found = principal_of(request)
    content = {
        "name": found.name,
        "role": found.role,
        "workspace": found.workspace,
        "mode": service_of(request).access.mode,
        "links": [link("/v1/principal", "self")],
    }
    return json_response(content, headers={"Cache-Control": "private, no-store"})
