"""Gives every request an id, counts it, and logs what changes something, fails, or is slow."""

from __future__ import annotations

import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from api.operations.metrics import Metrics

__all__ = ["Observed"]

_log = logging.getLogger("zicht.requests")
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_SLOW = 2.0
_READINESS = "/readyz"  # who waits for a service asks over and over: that it is not ready yet is an answer
_FILES = (
    ("/v1/collections/", "/v1/collections/{collectionId}/{files}"),
    ("/v1/jobs/", "/v1/jobs/{jobId}/results/files/{path}"),
    ("/v1", "/v1/{unknown}"),
    ("/", "/{page}"),
)


class Observed:
    """ASGI middleware around everything else.

    Parameters
    ----------
    app
        The app inside.
    metrics
        Told of every answer.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identifier = _identifier(scope)
        bind_contextvars(request_id=identifier)  # a request is a task of its own: this ends with it
        begun, status, waited = time.perf_counter(), 0, 0.0

        async def noted(message: Message) -> None:
            nonlocal status, waited
            if message["type"] == "http.response.start":
                status, waited = message["status"], time.perf_counter() - begun
                headers = [*message["headers"], (b"x-request-id", identifier.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            if status:
                self._note(scope, status, waited)

    def _note(self, scope: Scope, status: int, waited: float) -> None:
        method, route = scope["method"], _template(scope)
        self.metrics.answered(method, route, status, waited)
        fine = status < 500 or route == _READINESS
        if fine and waited < _SLOW and method in {"GET", "HEAD", "OPTIONS"}:
            return
        level = logging.WARNING if status >= 500 else logging.INFO
        fields = {"method": method[:16], "route": route, "status": status, "ms": round(1000 * waited)}
        if trace := scope.get("zicht.trace"):
            fields["trace_id"] = trace
        _log.log(level, "answered", extra=fields)


def _identifier(scope: Scope) -> str:
    """The id that a proxy or client gave the request, if it is one; else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _SOUND.fullmatch(given) else uuid4().hex


def _template(scope: Scope) -> str:
    """Template of the address; files have one per kind."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    path: str = scope["path"]
    return next((name for start, name in _FILES if path.startswith(start)), "other")
