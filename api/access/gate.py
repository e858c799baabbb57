"""The door: checks host and origin, finds out who asks, and writes down what they do."""

from __future__ import annotations

import asyncio
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.access import Access
from api.access.audit import trace_of
from api.access.limits import Buckets, client_of
from api.access.principal import PUBLIC, admit, principal_in
from api.access.private import PRIVATE_HEADERS, is_logged, is_private, prepare_marks
from api.access.restrictions import set_policy
from api.errors import SlowClientError, UnauthorisedError, answer_for
from twin.errors import ZichtError

__all__ = ["Gate"]

_PROBES = frozenset({"/healthz", "/readyz"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_PATIENCE, _SLOWEST = 15.0, 8192
"""Seconds that may be waited for a body, and bytes per second that give more of them."""
_LINES_PER_SECOND, _LINES_AT_ONCE = 1.0, 100.0
"""Refusals of one stranger that are written down: who has no key could fill the disk with them else."""


class Gate:
    """Plain ASGI middleware round everything that is served.

    Parameters
    ----------
    app
        The app inside.
    access
        Who may come in.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access
        self.lines = Buckets(_LINES_PER_SECOND, _LINES_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["zicht.trace"] = trace_of(headers.get("traceparent"))
        prepare_marks(scope)
        admit(scope, PUBLIC)
        set_policy(scope, self.access.policy)
        answer = _Answer(scope, send)
        try:
            if scope["path"] not in _PROBES:
                self.access.hosts.check(scope, headers)
                admit(scope, await self.access.principal(headers))
        except ZichtError as error:
            await answer_for(error)(scope, receive, answer)
            if isinstance(error, UnauthorisedError):
                self._write(scope, answer)
            return
        try:
            await self.app(scope, _patient(receive), answer)
        finally:  # also when it fails: part of it may have been done
            if scope["method"] not in _READING or is_logged(scope) or answer.status == 403:
                self._write(scope, answer)

    def _write(self, scope: Scope, answer: _Answer) -> None:
        principal = principal_in(scope)
        refused = 400 <= answer.status < 500
        if principal is PUBLIC and refused and self.lines.take(client_of(scope), time.monotonic()):
            return
        action = f"{scope['method']} {scope['path']}"
        subject = answer.location or scope["path"]
        outcome = str(answer.status)
        self.access.audit.write(principal, scope["zicht.trace"], action, subject, outcome)


class _Answer:
    """Passes an answer on; one that holds what not everybody may see is kept out of shared caches."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.send = send
        self.status = 0
        self.location = ""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"]
            if self.status == 201:
                self.location = Headers(raw=headers).get("location", "")
            if is_private(self.scope):
                kept = [(n, v) for n, v in headers if n.lower() != b"cache-control"]
                message = {**message, "headers": [*kept, *PRIVATE_HEADERS]}
        await self.send(message)


def _patient(receive: Receive) -> Receive:
    """Wait for a body, but not for ever; what the service does meanwhile does not count."""
    waited, got, complete = 0.0, 0, False

    async def wait() -> Message:
        nonlocal waited, got, complete
        if complete:
            return await receive()
        begun = time.monotonic()
        try:
            async with asyncio.timeout(_PATIENCE + got / _SLOWEST - waited):
                message = await receive()
        except TimeoutError as error:
            raise SlowClientError("The body came too slowly.") from error
        waited += time.monotonic() - begun
        got += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        return message

    return wait
