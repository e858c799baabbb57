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
from api.access.access import Access
from api.access.gate import Gate
from api.access.limits import RateLimit
from api.access.needs import refuse_undeclared
from api.catalogue import Catalogue
from api.front import Front
from api.headers import HeadersMiddleware
from api.jobs.admission import Budget
from api.jobs.manager import JobManager
from api.jobs.runner import Executor
from api.jobs.store import JobStore
from api.jobs.work import execute
from api.operations.metrics import Metrics
from api.operations.observed import Observed
from api.operations.root_path import RootPath
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
    store = JobStore(settings.database)
    manager = JobManager(
        store=store,
        data=settings.data,
        make_executor=make_executor or (lambda: _workers(settings)),
        work=execute,
        max_running=settings.max_running,
        budget=Budget(memory=settings.memory),
    )
    return Service(
        settings=settings,
        catalogue=Catalogue(settings.data),
        preparation=Preparation(settings.data),
        jobs=manager,
        access=Access.of(settings, store.engine),
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
    app.state.metrics = metrics = Metrics(parts)
    parts.jobs.runner.ended = metrics.ran
    routes: list[Route] = []
    for router in routers():
        app.include_router(router)
        routes += [route for route in router.routes if isinstance(route, Route)]
    refuse_undeclared(routes)
    errors.install(app, routes)
    front = Front(RateLimit(app, parts.access, settings.rate), parts, static or _page_folder())
    observed = Observed(
        HeadersMiddleware(Gate(front, parts.access), parts.access, settings.embed_origins), metrics
    )
    return RootPath(observed, settings.root_path) if settings.root_path else observed


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
            service.warm.set()
        yield
        service.stop.set()
        service.preparation.close()
        service.jobs.close()

    return lifespan


def _workers(settings: Settings) -> Executor:
    from scenarios.executor import Executor as Workers

    return Workers(settings.max_running, settings.scheduler, settings.memory)


def _page_folder() -> Path:
    from viewer import static_path

    return static_path()
