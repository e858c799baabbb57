"""How fast a client may call: a bucket of tokens each; files are not counted."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.access import Access
from api.access.hosts import network_of
from api.access.principal import OPEN, PUBLIC, principal_in
from api.responses import problem_response

__all__ = ["Buckets", "RateLimit", "client_of"]

_MOST = 10_000
BURST = 5.0
"""Seconds of the rate that may be used at once: a page that opens asks for much."""


class Buckets:
    """A bucket per client, of which the longest unused are forgotten.

    Parameters
    ----------
    rate
        Tokens that come back per second.
    size
        Tokens that fit.
    """

    def __init__(self, rate: float, size: float) -> None:
        self.rate = rate
        self.size = size
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, moment: float) -> float:
        """Take a token; seconds to wait when there is none, else 0."""
        tokens, last = self._buckets.pop(client, (self.size, moment))
        tokens = min(self.size, tokens + (moment - last) * self.rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self.rate
        self._buckets[client] = (tokens if wait else tokens - 1, moment)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return wait


class RateLimit:
    """Answers 429 to clients of a guarded service that call too fast.

    Parameters
    ----------
    app
        The app inside; what goes past it is not counted.
    access
        Who asks.
    rate
        Requests per second, per key or, without one, per address.
    """

    def __init__(self, app: ASGIApp, access: Access, rate: float) -> None:
        self.app = app
        self.access = access
        self.buckets = Buckets(rate, rate * BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith("/v1"):
            principal = principal_in(scope)
            if principal is not OPEN:
                wait = self.buckets.take(client_of(scope), time.monotonic())
                if wait:
                    headers = {"Retry-After": str(math.ceil(wait))}
                    detail = f"More than {self.buckets.rate:g} requests per second; wait a moment."
                    answer = problem_response(429, "Too Many Requests", detail, headers=headers)
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)


def client_of(scope: Scope) -> str:
    """Who counts as one client: a key or an account, else a network address."""
    principal = principal_in(scope)
    if principal is not PUBLIC:
        return f"{principal.workspace} {principal.name}"
    client = scope.get("client")
    return network_of(client[0]) if client else ""
