"""Landing page, conformance and the OpenAPI document."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import routes
from api.negotiation import check_request
from api.openapi import DESCRIPTION, document
from api.responses import json_response, link
from api.schemas import answers

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[Depends(check_request)], tags=["service"])

_OPENAPI = "application/vnd.oai.openapi+json;version=3.1"

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
)
_LIMITS = (
    "Processes run asynchronously (async-execute, dismiss), and at once (sync-execute) only under two "
    "seconds. No callbacks (subscriber). An input by href only when it is a resource of this service. The "
    "description of the service is OpenAPI 3.1, therefore no class oas30."
)


@router.get("/v1", responses=answers("Landing"))
@router.get("/v1/", include_in_schema=False)
def landing() -> Response:
    """Show where everything is."""
    links = [
        link("/v1", "self", "This document"),
        link("/v1/openapi.json", "service-desc", "OpenAPI 3.1", _OPENAPI),
        link("/", "service-doc", "The page", "text/html"),
        link("/v1/conformance", "conformance", "Conformance classes"),
        link("/v1/collections", "data", "Collections"),
        link("/v1/processes", "http://www.opengis.net/def/rel/ogc/1.0/processes", "Processes"),
        link("/v1/jobs", "http://www.opengis.net/def/rel/ogc/1.0/job-list", "Jobs"),
    ]
    return json_response({"title": "Zicht", "description": DESCRIPTION, "links": links})


@router.get("/v1/conformance", responses=answers("Conformance"))
def conformance() -> Response:
    """List the conformance classes, and what this service leaves out."""
    return json_response({"conformsTo": routes.conformance(), "description": _LIMITS})


@router.get("/v1/openapi.json", responses={200: {"description": "This document", "content": {_OPENAPI: {}}}})
def openapi(request: Request) -> Response:
    """Describe this service as OpenAPI 3.1."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = document(request.app)
    return json_response(state.openapi, media_type=_OPENAPI)
