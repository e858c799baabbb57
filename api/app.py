"""Puts the HTTP service together."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp

from api import errors
from api.catalogue import Catalogue
from api.front import Front
from api.headers import HeadersMiddleware
from api.jobs.manager import Executor, JobManager
from api.jobs.store import JobStore
from api.jobs.work import execute
from api.preparation import Preparation
from api.routes import routers
from api.service import Service, warm_up
from api.settings import Settings
from twin.crs import rdnap_to_etrs89

__all__ = ["create_app", "make_service"]


def make_service(settings: Settings, make_executor: Callable[[], Executor] | None = None) -> Service:
    """Make the parts of a service; nothing starts yet.

    Parameters
    ----------
    settings
        How to start.
    make_executor
        Makes what runs jobs; worker processes by default.
    """
    manager = JobManager(
        store=JobStore(settings.database),
        data=settings.data,
        make_executor=make_executor or (lambda: _workers(settings.max_running)),
        work=execute,
        max_running=settings.max_running,
    )
    return Service(
        settings=settings,
        catalogue=Catalogue(settings.data),
        preparation=Preparation(settings.data),
        jobs=manager,
    )


def create_app(settings: Settings, service: Service | None = None, static: Path | None = None) -> ASGIApp:
    """Make the ASGI app.

    Parameters
    ----------
    settings
        How to start.
    service
        Its parts, when they are not the usual ones.
    static
        Folder of the built page; that of the viewer package by default.
    """
    parts = service or make_service(settings)
    app = FastAPI(
        redirect_slashes=False, openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan(parts)
    )
    app.state.service = parts
    routes: list[Route] = []
    for router in routers():
        app.include_router(router)
        routes += [route for route in router.routes if isinstance(route, Route)]
    errors.install(app, routes)
    front = Front(app, parts, static or _page_folder())
    return HeadersMiddleware(front, settings.embed_origins)


def _lifespan(service: Service) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        rdnap_to_etrs89(155_000.0, 463_000.0, 0.0)  # fails now, not at a request, when the grids are missing
        service.jobs.start()
        if service.settings.prepare:
            service.preparation.start()
            threading.Thread(target=warm_up, args=(service,), name="zicht-warm-up", daemon=True).start()
        else:
            service.preparation.assume_ready()
        yield
        service.stop.set()
        service.preparation.close()
        service.jobs.close()

    return lifespan


def _workers(count: int) -> Executor:
    from scenarios.executor import Executor as Workers

    return Workers(workers=count)


def _page_folder() -> Path:
    from viewer import static_path

    return static_path()
