"""The OpenAPI document: what FastAPI gives, brought in line with the NL API Design Rules."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import API_VERSION
from api.responses import PROBLEM, address
from api.schemas import FILES, SCHEMAS

__all__ = ["DESCRIPTION", "document"]

DESCRIPTION = (
    "Zicht, open digitale tweeling van water en ondergrond: gebieden als OGC API Features, 3D Tiles en "
    "bestanden; berekeningen als OGC API Processes. Hoogten in m NAP, opslag in RD (EPSG:28992), antwoord in "
    "CRS84 tenzij `crs` iets anders vraagt. Wat vervalt blijft na aankondiging (Deprecation en Sunset in het "
    "antwoord) nog zes maanden werken; een nieuwe hoofdversie staat zo lang naast de oude."
)
_KEYS = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key, or a token of the issuer."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_ALWAYS = {
    "400": "Invalid input", "401": "No valid key", "403": "Not for this role", "404": "Not found",
    "406": "Not acceptable",
}  # fmt: skip
_VERSION_HEADER = {"API-Version": {"$ref": "#/components/headers/API-Version"}}


def document(app: FastAPI) -> dict[str, Any]:
    """Describe the service as OpenAPI 3.1; who can be asked about it is added where it is shown.

    Notes
    -----
    Paths are relative to the server ``/v1``; invalid input is 400, never 422; every answer documents
    ``API-Version``; file addresses, which a plain ASGI handler serves, are added by hand.
    """
    raw = get_openapi(
        title="Zicht API",
        version=API_VERSION,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        servers=[{"url": address("/v1"), "description": "This service"}],
        routes=app.routes,
    )
    raw["info"]["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    paths = {_relative(path): item for path, item in raw["paths"].items() if path.startswith("/v1")}
    paths.update(FILES)
    for item in paths.values():
        for operation in item.values():
            _complete(operation)
    raw["paths"] = dict(sorted(paths.items()))
    components = raw.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(SCHEMAS)
    components["securitySchemes"] = _KEYS
    raw["security"] = [{}, *({name: []} for name in _KEYS)]
    components["headers"] = {
        "API-Version": {"description": "Version of this API.", "schema": {"type": "string"}, "required": True}
    }
    return raw


def _relative(path: str) -> str:
    return path.removeprefix("/v1") or "/"


def _complete(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status, description in _ALWAYS.items():
        responses.setdefault(status, {"description": description})
    for status, response in responses.items():
        response["headers"] = response.get("headers", {}) | _VERSION_HEADER
        if status.startswith(("4", "5")):
            response["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
