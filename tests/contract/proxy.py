"""A reverse proxy as they are common: a service below a path, which it cuts off or passes on."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def _forward(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, root: bytes, cut: bool
) -> None:
    """Pass one request on: every connection carries one, as the answer says by its Connection header."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, rest = head.split(b" ", 2)
        if not target.startswith(root + b"/") and target != root:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\nConnection: close\r\n\r\nelsewhere")
            writer.close()
            return
        if cut:
            target = target[len(root) :] or b"/"
        line, _, headers = rest.partition(b"\r\n")
        kept = [name for name in headers.split(b"\r\n") if not name.lower().startswith(b"connection:")]
        added = [b"Connection: close", b"X-Forwarded-For: 192.0.2.1", b"X-Forwarded-Proto: https"]
        inner, outer = await asyncio.open_connection("127.0.0.1", port)
        outer.write(b" ".join([method, target, line]) + b"\r\n" + b"\r\n".join(added + kept))
        await asyncio.gather(_pump(reader, outer), _pump(inner, writer))


@contextmanager
def proxied(port: int, root: str, *, cut: bool) -> Iterator[str]:
    """Offer the service on a port below a path; gives the address of the proxy.

    Parameters
    ----------
    port
        Port of the service on this machine.
    root
        Path below which it is offered.
    cut
        Whether the proxy takes the path off what it passes on.
    """
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    async def serve() -> None:
        server = await asyncio.start_server(
            lambda reader, writer: _forward(reader, writer, port, root.encode(), cut), sock=listening
        )
        await stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(serve(), loop_factory=lambda: loop))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
