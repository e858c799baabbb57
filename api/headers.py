"""Headers that every answer carries, set by plain ASGI middleware."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import API_VERSION
from api.access.access import Access

__all__ = ["HeadersMiddleware", "content_security_policy"]

Header = tuple[bytes, bytes]


def content_security_policy(embed_origins: tuple[str, ...]) -> str:
    """Policy of the page: everything from this origin, no inline code, no frames but the allowed ones."""
    ancestors = " ".join(embed_origins) or "'none'"
    return (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; "
        "connect-src 'self' blob:; worker-src 'self' blob:; style-src 'self'; object-src 'none'; "
        f"base-uri 'none'; frame-ancestors {ancestors}"
    )


class HeadersMiddleware:
    """Add version, caching and security headers; answer HEAD from GET and preflights for public data.

    Parameters
    ----------
    app
        The app inside.
    access
        Who may come in, and from which pages.
    embed_origins
        Origins that may show the page in a frame.
    """

    def __init__(self, app: ASGIApp, access: Access, embed_origins: tuple[str, ...] = ()) -> None:
        self.app = app
        self.access = access
        common = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"strict-transport-security", b"max-age=31536000"),
        ]
        self.page_headers = [
            *common,
            (b"content-security-policy", content_security_policy(embed_origins).encode()),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
        if not embed_origins:
            self.page_headers.append((b"x-frame-options", b"DENY"))
        self.api_headers = [
            *common,
            (b"api-version", API_VERSION.encode()),
            (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
            (b"x-frame-options", b"DENY"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and complete its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        is_api = path == "/v1" or path.startswith("/v1/")
        head = scope["method"] == "HEAD"
        extra = [*self.api_headers, *self._shared(scope)] if is_api else self.page_headers

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _merged(message["headers"], extra)
            elif head:
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        if is_api and scope["method"] == "OPTIONS":
            await _preflight(completed, self._origin(scope) in self.access.hosts.origins)
            return
        if head:
            scope = {**scope, "method": "GET", "head": True}
        await self.app(scope, receive, completed)

    def _shared(self, scope: Scope) -> list[Header]:
        """Say which pages of other origins may read an answer.

        Cookies are never looked at, so that such a page sees what anybody sees, or what its own key opens.
        While the service is open, everybody is modeller: then only pages of this machine may.
        """
        origin = self._origin(scope)
        if origin in self.access.hosts.origins:
            shared = (b"access-control-allow-origin", origin.encode("latin-1"))
            return [shared, (b"vary", b"Origin"), (b"access-control-expose-headers", _EXPOSED)]
        if scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
            return []
        if self.access.mode == "open" and origin and not self.access.hosts.readable_from(origin):
            return []
        return _PUBLIC

    def _origin(self, scope: Scope) -> str:
        return Headers(scope=scope).get("origin", "")


_EXPOSED = b"API-Version, Content-Crs, Content-Length, Content-Range, ETag, Link, Location, Retry-After"
_ACCEPTED = (
    b"Authorization, X-API-Key, Content-Type, If-None-Match, Last-Event-ID, Prefer, Range, traceparent"
)
_PUBLIC: list[Header] = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED),
]


def _merged(own: list[Header], extra: list[Header]) -> list[Header]:
    names = {name.lower() for name, _ in own}
    merged = [*own, *(header for header in extra if header[0] not in names)]
    if b"cache-control" not in names:
        merged.append((b"cache-control", b"no-store"))
    return merged


async def _preflight(send: Send, may_change: bool) -> None:
    """Tell a page of another origin what it may send."""
    methods = b"GET, HEAD, POST, PUT, PATCH, DELETE" if may_change else b"GET, HEAD"
    headers: list[Header] = [
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", _ACCEPTED),
        (b"access-control-max-age", b"86400"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
