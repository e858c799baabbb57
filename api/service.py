"""The parts that a running service is made of, handed to every request."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request

from api.access.access import Access
from api.assets import FileServer
from api.catalogue import Catalogue
from api.grids import GridStore
from api.jobs.feeds import Feeds
from api.placing import Standings
from api.preparation import DEMO, Preparation
from api.settings import Settings
from api.tiles.maps import MapStore
from api.tiles.water import WaterStore
from api.uploads.store import UploadStore
from twin.errors import ZichtError

if TYPE_CHECKING:
    from api.jobs.manager import JobManager

__all__ = ["Service", "service_of", "warm_up"]

_log = logging.getLogger("zicht.api")


@dataclass
class Service:
    """Everything that handlers need; made once per process.

    Parameters
    ----------
    settings
        How the service was started.
    catalogue
        Published twins.
    preparation
        Publishes what is not yet published.
    jobs
        Runs processes.
    access
        Who may do what.
    files
        Sends files.
    grids
        Opens fields.
    maps
        Draws map tiles.
    water
        Makes 3D Tiles of water.
    standings
        Claims on the subsurface, for plans to be placed among.
    stop
        Set when the service shuts down; endless answers watch it.
    warm
        Set when the embedded area was read once.
    feeds
        Jobs that are being followed.
    uploads
        Keeps files that people send.
    """

    settings: Settings
    catalogue: Catalogue
    preparation: Preparation
    jobs: JobManager
    access: Access
    files: FileServer = field(default_factory=FileServer)
    grids: GridStore = field(default_factory=GridStore)
    maps: MapStore = field(default_factory=MapStore)
    water: WaterStore = field(default_factory=WaterStore)
    standings: Standings = field(default_factory=Standings)
    stop: threading.Event = field(default_factory=threading.Event)
    warm: threading.Event = field(default_factory=threading.Event)
    feeds: Feeds = field(init=False)
    uploads: UploadStore = field(init=False)

    def __post_init__(self) -> None:
        self.feeds = Feeds(self.jobs, self.stop)
        self.uploads = UploadStore(self.settings.data / "uploads")


def warm_up(service: Service) -> None:
    """Read the embedded area once it stands, so that the first person who asks does not wait for it."""
    while not service.stop.wait(0.5):
        if service.preparation.readiness.ready:
            break
    try:
        from api.processes import summaries

        summaries()
        demo = service.catalogue.twin(DEMO)
        for theme in demo.state.features:
            demo.table(theme)
        fields = service.grids.of(demo.source / "surface.zarr", demo.version, demo.state.reference_year)
        service.maps.warm_up(fields, demo.version, demo.artefacts / "assets")
        service.standings.warm_up(demo)
    except ZichtError as error:
        _log.info("nothing to warm up: %s", error)
    finally:
        service.warm.set()


def service_of(request: Request) -> Service:
    """Find the service a request came to."""
    service: Service = request.app.state.service
    return service
