"""What every request under ``/v1`` is checked for before its handler runs."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request

from api.errors import NotAcceptableError, TooLargeError, UnsupportedMediaError
from twin.errors import InvalidInputError, Problem, did_you_mean, invalid

__all__ = [
    "accepts",
    "check_accept",
    "check_parameters",
    "check_picture",
    "check_request",
    "free_parameters",
    "read_object",
]

_LARGEST_BODY = 2**20
_ANSWERS = frozenset(
    {"application/json", "application/geo+json", "application/problem+json", "text/event-stream"}
    | {"application/vnd.oai.openapi+json", "application/ld+json", "application/schema+json"}
    | {"application/prs.coverage+json", "application/*", "text/*"}
)
_PICTURES = frozenset({"image/png", "image/*"})


def check_request(request: Request) -> None:
    """Refuse unknown query parameters and requests for other formats than JSON.

    Raises
    ------
    InvalidInputError
        Naming every query parameter that the operation does not have.
    NotAcceptableError
        When the client takes no JSON.
    """
    check_parameters(request)
    check_accept(request)


def check_parameters(request: Request) -> None:
    """Refuse unknown query parameters.

    Raises
    ------
    InvalidInputError
        Naming every query parameter that the operation does not have.
    """
    known = _parameters(request.scope["route"].dependant)
    problems = [
        Problem(name, value, "is no parameter of this address", _hint(name, known))
        for name, value in free_parameters(request).items()
    ]
    if problems:
        raise InvalidInputError(problems)


def check_accept(request: Request) -> None:
    """Refuse requests for other formats than JSON.

    Raises
    ------
    NotAcceptableError
        When the client takes no JSON.
    """
    if not accepts(request.headers.get("accept", "*/*")):
        raise NotAcceptableError("This address answers in JSON (application/json or application/geo+json).")


def check_picture(request: Request) -> None:
    """Refuse unknown query parameters and requests for other formats than PNG.

    Raises
    ------
    InvalidInputError
        Naming every query parameter that the operation does not have.
    NotAcceptableError
        When the client takes no PNG.
    """
    check_parameters(request)
    if not accepts(request.headers.get("accept", "*/*"), _PICTURES):
        raise NotAcceptableError("This address answers with a picture (image/png).")


def free_parameters(request: Request) -> dict[str, str]:
    """Query parameters that the operation does not declare: names of data, or mistakes."""
    known = _parameters(request.scope["route"].dependant)
    return {name: value for name, value in request.query_params.items() if name not in known}


def _parameters(dependant: Any) -> set[str]:
    """Names of the query parameters of an operation, and of what it depends on."""
    own = {parameter.alias for parameter in dependant.query_params}
    return own.union(*(_parameters(other) for other in dependant.dependencies))


def _hint(name: str, known: set[str]) -> str:
    return did_you_mean(name, known) if known else "This address takes no parameters."


def accepts(header: str, answers: frozenset[str] = _ANSWERS) -> bool:
    """Whether an Accept header leaves room for one of the answers: JSON (or events) by default."""
    for item in header.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        refused = any(part.replace(" ", "").rstrip("0.") in {"q=", "q"} for part in parameters)
        if not refused and (media in answers or media == "*/*"):
            return True
    return not header.strip()


async def read_object(request: Request, *also: str) -> dict[str, Any]:
    """Read a JSON object from the body of a request, declared as JSON or as one of other media types.

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
    if media not in {"application/json", *also}:
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
