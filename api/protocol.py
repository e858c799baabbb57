"""HTTP on the wire, as uvicorn speaks it, with limits to how long and how much a client may make it wait."""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from heapq import nsmallest
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api import API_VERSION
from api.responses import problem_response

__all__ = ["MOST_CONNECTIONS", "Protocol", "raise_file_limit"]

MOST_CONNECTIONS = 4096
"""Open at once; with more, those that have asked nothing for the longest time are closed."""

_LARGEST_HEAD = 32_768
_HEAD_SECONDS = 10.0
"""For a whole request line with headers, counted from the connection or the end of the previous answer."""

_BODY_SECONDS = 2.0
"""For the rest of a body that was refused unread: long enough for the client to see the answer."""

_MOST_UNREAD = 2**20

_READ_SECONDS, _SLOWEST_READ = 60.0, 4096
"""For taking an answer, and bytes per second that give more of them."""


class Protocol(HttpToolsProtocol):
    """Closes connections that only take up room; answers RFC 9457 where uvicorn would answer plain text."""

    _waiting: TimerHandle | None = None
    _draining: TimerHandle | None = None
    _in_head = False
    _head = 0
    _unread = 0

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for a request; make room when there are too many connections."""
        super().connection_made(cast("Any", transport))
        self._wait(_HEAD_SECONDS)
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        _cancel(self._waiting)
        _cancel(self._draining)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes, but not more of them than a head may have."""
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > _LARGEST_HEAD:
            self._refuse_head()

    def on_message_begin(self) -> None:
        """Count the bytes of a head from here."""
        super().on_message_begin()
        self._in_head, self._head = True, 0

    def on_headers_complete(self) -> None:
        """Hand the request to the app, which has its own limits of time."""
        self._in_head = False
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > _LARGEST_HEAD:
            self._refuse_head()
            return
        _cancel(self._waiting)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass a body on; what comes of it after its answer is dropped, and then no longer taken."""
        if self.cycle is not None and self.cycle.response_complete:
            self._unread += len(body)
            if self._unread > _MOST_UNREAD:
                self.flow.pause_reading()
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request, or for the rest of a body that nobody reads."""
        unread, self._unread = self.cycle.more_body, 0
        super().on_response_complete()
        if not self.pipeline:
            self._wait(_BODY_SECONDS if unread else _HEAD_SECONDS)

    def pause_writing(self) -> None:
        """Give a client that takes its answer slowly some time, by the size of what it still has to take."""
        super().pause_writing()
        seconds = _READ_SECONDS + self.transport.get_write_buffer_size() / _SLOWEST_READ
        _cancel(self._draining)
        self._draining = self.loop.call_later(seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client takes its answer."""
        _cancel(self._draining)
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what could not be parsed, and hang up."""
        self._refuse(400, "Bad Request", msg)

    def _refuse_head(self) -> None:
        detail = f"Address and headers take {_LARGEST_HEAD} bytes at most."
        self._refuse(431, "Request Header Fields Too Large", detail)

    def _refuse(self, status: int, title: str, detail: str) -> None:
        """Answer a request that the app never sees, and hang up."""
        if self.transport.is_closing():
            return
        headers = {"API-Version": API_VERSION, "Connection": "close", "X-Content-Type-Options": "nosniff"}
        answer = problem_response(status, title, detail, headers=headers)
        lines = [b"%s: %s\r\n" % header for header in answer.raw_headers]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", bytes(answer.body)]))
        self.transport.close()

    def _wait(self, seconds: float) -> None:
        """Close the connection, after what is still to be sent, when no request comes in time."""
        _cancel(self._waiting)
        self.waiting_since = self.loop.time()
        self._waiting = self.loop.call_later(seconds, self.transport.close)

    def _make_room(self) -> None:
        idle = [other for other in self.connections if isinstance(other, Protocol) and other.is_idle]
        for other in nsmallest(MOST_CONNECTIONS // 16, idle, key=lambda one: one.waiting_since):
            self.connections.discard(other)
            other.transport.abort()

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete


def _cancel(timer: TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def raise_file_limit() -> None:
    """Let the process hold as many connections as it may take; each is an open file."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))
