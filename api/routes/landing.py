"""Landing page, conformance and the OpenAPI document."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import routes
from api.access.needs import needs
from api.deviations import DEVIATIONS
from api.negotiation import check_request
from api.openapi import DESCRIPTION, document
from api.records.addresses import contact
from api.records.collection import CATALOGUE
from api.responses import json_response, link
from api.routes.map_tiles import TILING_SCHEMES
from api.schemas import answers

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["service"])

_OPENAPI = "application/vnd.oai.openapi+json;version=3.1"

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
)
_RULES = (
    ("NL API Design Rules", "https://gitdocumentatie.logius.nl/publicatie/api/adr/"),
    ("DCAT-AP-NL 3.0", "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"),
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
        link("/v1/tileMatrixSets", TILING_SCHEMES, "Tile grids"),
        link(CATALOGUE, "http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog", "Records"),
        link("/v1/catalogue", "alternate", "DCAT-AP-NL 3", "application/ld+json"),
        link("/v1/stac", "alternate", "STAC 1.1"),
    ]
    return json_response({"title": "Zicht", "description": DESCRIPTION, "links": links})


@router.get("/v1/conformance", responses=answers("Conformance"))
def conformance() -> Response:
    """List the conformance classes, and where a rule is not followed, with the reason."""
    links = [
        link("/v1/conformance", "self"),
        link("/v1/openapi.json", "service-desc", "OpenAPI 3.1", _OPENAPI),
        *(link(href, "describedby", title, "text/html") for title, href in _RULES),
    ]
    content = {"conformsTo": routes.conformance(), "exceptions": DEVIATIONS, "links": links}
    return json_response(content)


@router.get("/v1/openapi.json", responses={200: {"description": "This document", "content": {_OPENAPI: {}}}})
def openapi(request: Request) -> Response:
    """Describe this service as OpenAPI 3.1."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = document(request.app)
    info = state.openapi["info"] | {"contact": asdict(contact(request))}
    return json_response(state.openapi | {"info": info}, media_type=_OPENAPI)
