"""What every request under ``/v1`` is checked for before its handler runs."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request

from api.errors import NotAcceptableError, TooLargeError, UnsupportedMediaError
from twin.errors import InvalidInputError, Problem, did_you_mean, invalid

__all__ = ["accepts", "check_request", "read_object"]

_LARGEST_BODY = 2**20
_ANSWERS = frozenset(
    {"application/json", "application/geo+json", "application/problem+json", "text/event-stream"}
    | {"application/vnd.oai.openapi+json", "application/ld+json", "application/schema+json"}
    | {"application/prs.coverage+json"}
)


def check_request(request: Request) -> None:
    """Refuse unknown query parameters and requests for other formats than JSON.

    Raises
    ------
    InvalidInputError
        Naming every query parameter that the operation does not have.
    NotAcceptableError
        When the client takes no JSON.
    """
    known = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise InvalidInputError(
            [
                Problem(
                    name, request.query_params[name], "is no parameter of this address", _hint(name, known)
                )
                for name in unknown
            ]
        )
    if not accepts(request.headers.get("accept", "*/*")):
        raise NotAcceptableError("This address answers in JSON (application/json or application/geo+json).")


def _hint(name: str, known: set[str]) -> str:
    return did_you_mean(name, known) if known else "This address takes no parameters."


def accepts(header: str) -> bool:
    """Whether an Accept header leaves room for JSON (or events)."""
    for item in header.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        refused = any(part.replace(" ", "").rstrip("0.") in {"q=", "q"} for part in parameters)
        if not refused and (media in _ANSWERS or media in {"*/*", "application/*", "text/*"}):
            return True
    return not header.strip()


async def read_object(request: Request) -> dict[str, Any]:
    """Read a JSON object from the body of a request.

    Raises
    ------
    UnsupportedMediaError
        When it is not declared as JSON.
    TooLargeError
        When it has over 1 MiB.
    InvalidInputError
        When it is no JSON object: bad UTF-8, lone surrogates, NaN, too deep or anything else.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMediaError("Send the body as Content-Type: application/json.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_BODY:
            raise TooLargeError(f"The body may have {_LARGEST_BODY} bytes at most.")
    try:
        content = orjson.loads(bytes(body))
    except orjson.JSONDecodeError as error:
        raise invalid(
            "body", None, f"is not valid JSON ({error})", "Send one JSON object in UTF-8."
        ) from error
    if not isinstance(content, dict):
        raise invalid("body", content, "is not a JSON object", 'Send {"inputs": {...}}.')
    return content
