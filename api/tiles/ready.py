"""Tiles that were drawn before, sent without asking again what their address means."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from api.grids import JOB_ID
from api.negotiation import accepts

if TYPE_CHECKING:
    from api.service import Service

__all__ = ["address_key", "picture", "ready_tile"]

_TILE = re.compile(r"/v1/collections/([^/]+)/map/tiles/[^/]+/\d+/\d+/\d+")
_PNG = "image/png"
_PICTURES = frozenset({_PNG, "image/*"})


def address_key(scope: Scope, version: str) -> bytes:
    """Digest of an address and of the version of the twin that it shows; as short for a long address."""
    address = f"{version}\n{scope['path']}\n".encode() + scope["query_string"]
    return blake2b(address, digest_size=16).digest()


def ready_tile(service: Service, scope: Scope) -> Response | None:
    """Answer a request for a tile of a twin; None when it is none, must be drawn, or is to be checked.

    Results are left to the handler, which knows who may see them.

    Raises
    ------
    NotFoundError
        When there is no such collection.
    """
    found = _TILE.fullmatch(scope["path"]) if scope["method"] == "GET" else None
    if found is None or JOB_ID.fullmatch(found[1]):
        return None
    version = service.catalogue.collection(found[1]).twin.version
    body = service.maps.by_address.look(address_key(scope, version))
    if body is None or not accepts(Headers(scope=scope).get("accept", "*/*"), _PICTURES):
        return None
    return picture(scope, body)


def picture(scope: Scope, body: bytes) -> Response:
    """Answer with a PNG, or with nothing when the client has it already."""
    tag = f'"{crc32(body):08x}-{len(body)}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in Headers(scope=scope).get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(body, 200, headers, _PNG)
