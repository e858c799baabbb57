"""From exceptions to RFC 9457 answers: one table says which class gets which status."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match, Route

from api.responses import printable, problem_response
from twin.errors import InvalidInputError, Problem, SourceError, StoreError, ZichtError

__all__ = [
    "STATUS",
    "BusyError",
    "ForbiddenError",
    "GoneError",
    "NotAcceptableError",
    "NotFoundError",
    "NotReadyError",
    "SlowClientError",
    "TooLargeError",
    "UnauthorisedError",
    "UnavailableError",
    "UnsupportedMediaError",
    "WrongHostError",
    "answer_for",
    "install",
]

_OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
_log = logging.getLogger("zicht.api")


class NotFoundError(ZichtError):
    """There is no such thing, or it is not yours."""

    kind = "about:blank"


class NoSuchProcessError(NotFoundError):
    """There is no process of that name."""

    kind = _OGC + "no-such-process"


class NoSuchJobError(NotFoundError):
    """There is no job of that id."""

    kind = _OGC + "no-such-job"


class NotReadyError(NotFoundError):
    """The job has no results yet."""

    kind = _OGC + "result-not-ready"


class GoneError(ZichtError):
    """It was there and has been removed."""


class NotAcceptableError(ZichtError):
    """No representation that the client accepts."""


class UnsupportedMediaError(ZichtError):
    """The request body is of another media type."""


class TooLargeError(ZichtError):
    """The request is larger than this service takes."""


class BusyError(ZichtError):
    """The queue is full; ask again after so many seconds."""

    def __init__(self, message: str, retry_after: int = 10) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnauthorisedError(ZichtError):
    """It takes a key, and there is none, or it is wrong, expired or revoked."""


class ForbiddenError(ZichtError):
    """Who asks may not do this."""


class SlowClientError(ZichtError):
    """The body of a request came too slowly."""


class WrongHostError(ZichtError):
    """The request names a host that this service is not."""


class UnavailableError(ZichtError):
    """The job table cannot be read or written: its disk is full, or its server is away."""


STATUS: dict[type[Exception], int] = {
    InvalidInputError: 400,
    UnauthorisedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    NotAcceptableError: 406,
    SlowClientError: 408,
    GoneError: 410,
    TooLargeError: 413,
    UnsupportedMediaError: 415,
    WrongHostError: 421,
    BusyError: 429,
    UnavailableError: 503,
    StoreError: 500,
    SourceError: 502,
    ZichtError: 500,
}

_HEADERS = {
    401: {"WWW-Authenticate": 'Bearer realm="zicht"'},
    408: {"Connection": "close"},
    503: {"Retry-After": "10"},
}


def answer_for(error: Exception) -> Response:
    """Answer to any exception; nothing of the inside shows when it is not one of ours."""
    status = next((STATUS[cls] for cls in type(error).__mro__ if cls in STATUS), 500)
    title = HTTPStatus(status).phrase
    if isinstance(error, InvalidInputError):
        return _invalid(error.problems)
    headers = _HEADERS.get(status)
    if isinstance(error, BusyError):
        headers = {"Retry-After": str(error.retry_after)}
    if status >= 500:
        _log.error("answered %d", status, exc_info=error)
    if status >= 500 and status != 503:
        return problem_response(status, title, "The service failed on this request; the log has the cause.")
    kind = getattr(error, "kind", "about:blank")
    return problem_response(status, title, str(error), kind=kind, headers=headers)


def _invalid(problems: Iterable[Problem]) -> Response:
    errors: list[dict[str, object]] = [
        {"field": p.field, "value": printable(p.value), "detail": p.message, "remedy": p.remedy}
        for p in problems
    ]
    detail = " ".join(f"{e['field']}: {e['detail']}." for e in errors[:20])
    return problem_response(400, "Invalid input", detail, errors=errors)


def _request_validation(error: RequestValidationError) -> Response:
    problems = []
    for found in error.errors():
        field = ".".join(str(part) for part in found["loc"] if part not in {"query", "path"})
        problems.append(Problem(field, found.get("input"), found["msg"], "See openapi.json."))
    return _invalid(problems)


def _allowed(request: Request, routes: Iterable[Route]) -> str:
    methods = {
        method
        for route in routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def install(app: FastAPI, routes: list[Route]) -> None:
    """Make every error of an app an RFC 9457 answer.

    Parameters
    ----------
    app
        The app to change.
    routes
        All its routes, from which a 405 tells what is allowed.
    """

    def expected(_: Request, error: Exception) -> Response:
        return answer_for(error)

    def validation(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _request_validation(error)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        title = HTTPStatus(error.status_code).phrase
        detail = error.detail
        if error.status_code == 404:
            detail = "There is nothing at this address."
        elif error.status_code == 405:
            headers["Allow"] = _allowed(request, routes)
            detail = f"{request.method} is not possible here; possible: {headers['Allow']}."
        return problem_response(error.status_code, title, detail, headers=headers)

    def left(_: Request, __: Exception) -> Response:
        return problem_response(400, "Bad Request", "The client left before its request was complete.")

    app.add_exception_handler(ZichtError, expected)
    app.add_exception_handler(ClientDisconnect, left)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, expected)
