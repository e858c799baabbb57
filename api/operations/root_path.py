"""Lets the service be reached under a path of a proxy, such as ``/zicht``."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.responses import ROOT

__all__ = ["RootPath"]

_LINKED = re.compile(rb"(^|<)(?=/v1)")


class RootPath:
    """ASGI middleware: takes the path of the proxy off what comes in, and puts it before what goes out.

    Proxies that pass the whole path and those that cut it off first are both understood.

    Parameters
    ----------
    app
        The app inside.
    root
        The path, such as ``/zicht``.
    """

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, as if the service had a host of its own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path == self.root:
            await _redirect(send, f"{self.root}/")
            return
        if path.startswith(f"{self.root}/"):
            scope = {**scope, "path": path[len(self.root) :]}
        ROOT.set(self.root)  # a request is a task of its own: this ends with it
        root = self.root.encode()

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [
                    (name, _LINKED.sub(rb"\1" + root, value) if name.lower() in _CARRIERS else value)
                    for name, value in message["headers"]
                ]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, completed)


_CARRIERS = frozenset({b"location", b"content-location", b"link"})


async def _redirect(send: Send, address: str) -> None:
    headers = [(b"location", address.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
