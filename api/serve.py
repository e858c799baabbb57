"""Runs the HTTP service until it is told to stop."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import multiprocessing.util
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from api.settings import Settings, checked_root, is_loopback, refuse_open_mode
from twin.data_folder import data_folder
from twin.errors import invalid

if TYPE_CHECKING:
    import uvicorn

__all__ = ["leave", "page_address", "refuse_taken", "serve"]

_log = logging.getLogger("zicht")

_MODES = {
    "open": "open mode: everybody on this machine is modeller",
    "guarded": "guarded: without a key one reads what is public",
}


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    database: str | None = None,
    data: str | Path | None = None,
    announce: Callable[[str], None] | None = None,
    root_path: str = "",
    **options: Any,
) -> int:
    """Serve the API and the page until SIGINT or SIGTERM.

    Parameters
    ----------
    host, port
        Address to listen on; port 0 takes a free one.
    database
        Address of the job table, ``zicht.db`` in the data folder by default.
    data
        Data folder.
    announce
        Told the address of the page as soon as the service listens.
    root_path
        Path under which a proxy offers the service.
    options
        Further fields of `Settings`.

    Returns
    -------
    int
        Exit code, 0.

    Raises
    ------
    InvalidInputError
        When the address may not or cannot be listened on.
    """
    root = checked_root(root_path)
    settings = Settings.of(data_folder(data), database, host=host, root_path=root, **options)
    refuse_open_mode(host, guarded=is_loopback(host) or _is_guarded(settings))
    listening = _listen(host, port)
    settings = replace(settings, port=listening.getsockname()[1])
    try:
        asyncio.run(_run(settings, listening, announce or _log.info), loop_factory=_loop_factory())
    finally:
        listening.close()
        _end_workers()
    return 0


def _is_guarded(settings: Settings) -> bool:
    """Whether a key or an issuer of tokens keeps strangers out; looks only, and makes no database."""
    from api.access.keys import KeyStore
    from api.access.policy import read_policy
    from api.jobs.database import open_database, parse_address

    if read_policy(settings.access).oidc is not None:
        return True
    url = parse_address(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return False
    engine = open_database(settings.database)
    try:
        return bool(KeyStore(engine).all())
    finally:
        engine.dispose()


def _end_workers() -> None:
    """End worker processes that did not stop in time; their jobs wait in the table for the next start."""
    late = multiprocessing.active_children()
    for worker in late:
        worker.kill()
    if late:
        atexit.register(leave, 0)  # runs before the hook in which dask waits ten seconds for them


def leave(code: int) -> NoReturn:
    """End the process at once: to clear away all that it holds, the interpreter would take seconds."""
    multiprocessing.util._run_finalizers(0)  # type: ignore[attr-defined]  # gives semaphores back
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def refuse_taken(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on; see `serve`."""
    _listen(host, port).close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise invalid(
            "port", port, f"cannot be listened on ({error})", "Take another with --port."
        ) from error
    return listening


async def _run(settings: Settings, listening: socket.socket, announce: Callable[[str], None]) -> None:
    import uvicorn

    from api.app import create_app, make_service
    from api.jobs.remembered import remember
    from api.protocol import Protocol, raise_file_limit

    raise_file_limit()
    service = make_service(settings)
    remember(settings)
    config = uvicorn.Config(
        create_app(settings, service),
        http=Protocol,
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=2,
    )
    server = _server(config)

    def stop() -> None:
        service.stop.set()
        server.should_exit = True

    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(server.serve([listening]))
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(name, stop)
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        announce(f"Zicht: {page_address(settings)} ({_MODES[service.access.mode]})")
    await serving


def _server(config: uvicorn.Config) -> uvicorn.Server:
    """Make a server that leaves signals to `_run`, so that being told to stop is no failure."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Server(config)


def page_address(settings: Settings) -> str:
    """Address of the page."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
