"""One entry for everything that can be found here: twins, their layers, processes, results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from fastapi import Request

from api.access.principal import principal_of
from api.collections import describe
from api.errors import GoneError, NotFoundError
from api.jobs.model import as_text
from api.records.model_cards import model_card
from api.responses import ROOT
from api.results import results_of_principal, successful_job
from api.service import service_of
from twin.crate import CRATE
from twin.errors import ZichtError

if TYPE_CHECKING:
    from api.catalogue import Collection, PublishedTwin
    from api.jobs.model import Job

__all__ = ["Distribution", "Entry", "Kind", "entries", "entries_of_twin", "entry", "results"]

Kind = Literal["twin", "layer", "process", "result"]
_SHOWN = frozenset({"items", "enclosure", "data", "http://www.opengis.net/def/rel/ogc/1.0/geovolumes"})
_WORDS = ["maaiveld", "ondergrond", "water"], ["ground", "subsurface", "water"]
_GENERAL, _GENERAL_EN = "digitale tweeling", "digital twin"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A way in which something can be had: path within this service, what it is called, its media type."""

    href: str
    title: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one thing, in whatever form it is asked.

    Parameters
    ----------
    id, kind
        Name in the catalogue, and what it is.
    title_nl, title_en, description, description_en
        Texts; the description is Dutch, an English one is not always there.
    page
        Path of its own address in the API.
    keywords, keywords_en
        Words to find it by, Dutch and English.
    license, attribution
        Under what it may be used, and whom to name.
    box, interval
        Where in CRS84, and the first and last day that it is about.
    updated, digest
        Moment of the last change, and SHA-256 of the content.
    twin
        Id of the twin that it belongs to, as long as that is here.
    restricted
        Whether who asks does not get all of it.
    resolution
        Size of its cells [m].
    """

    id: str
    kind: Kind
    title_nl: str
    title_en: str
    description: str
    page: str
    license: str
    attribution: str = ""
    description_en: str = ""
    keywords: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None
    interval: tuple[str, str] | None = None
    updated: str | None = None
    digest: str | None = None
    twin: str | None = None
    restricted: bool = False
    resolution: float | None = None
    distributions: tuple[Distribution, ...] = ()
    card: dict[str, Any] = field(default_factory=dict)


def entries(request: Request) -> Iterator[Entry]:
    """Everything that who asks may see: twins with their layers, processes, results (newest first)."""
    for twin in service_of(request).catalogue.twins():
        yield from entries_of_twin(request, twin)
    yield from _processes()
    yield from results(request)


def entries_of_twin(request: Request, twin: PublishedTwin) -> Iterator[Entry]:
    """A twin, then its layers."""
    for collection in twin.collections.values():
        found = _collection(request, collection)
        if found is not None:
            yield found


def results(request: Request) -> Iterator[Entry]:
    """Results that who asks may see, newest first."""
    service = service_of(request)
    published = {twin.id: twin for twin in service.catalogue.twins()}
    for job in results_of_principal(service, principal_of(request)):
        yield _result(job, published)


def entry(request: Request, identifier: str) -> Entry | None:
    """The entry of that id; None when there is none, or not for who asks."""
    service = service_of(request)
    kind, _, name = identifier.partition("-")
    found: Entry | None = None
    with suppress(NotFoundError, GoneError):
        if kind in {"twin", "layer"}:
            found = _collection(request, service.catalogue.collection(name))
        elif kind == "process":
            found = next((one for one in _processes() if one.id == identifier), None)
        elif kind == "result":
            job = successful_job(service, principal_of(request), name)
            found = _result(job, {twin.id: twin for twin in service.catalogue.twins()})
    return found if found is not None and found.id == identifier else None


def _collection(request: Request, collection: Collection) -> Entry | None:
    """Describe a twin or a layer; None for one that cannot be read: the others do not suffer for it."""
    try:
        return _told(collection, describe(request, collection.id))
    except (ZichtError, OSError):
        return None


def _told(collection: Collection, told: dict[str, Any]) -> Entry:
    twin, layer = collection.twin, collection.layer
    page = twin.page
    kind: Kind = "twin" if collection.kind == "twin" else "layer"
    year = int(page.get("reference_year", 2025))
    shown = [link for link in told["links"] if link["rel"] in _SHOWN]
    dutch, english = _WORDS
    if layer:
        dutch, english = [layer["label_nl"]], [layer["label_en"], layer.get("theme", layer["id"])]
    return Entry(
        id=f"{kind}-{told['id']}",
        kind=kind,
        title_nl=told["title"],
        title_en=told["x-title-en"],
        description=told["description"],
        page=f"/v1/collections/{told['id']}",
        license=str(page.get("license") or ""),
        attribution=str(page.get("attribution") or ""),
        keywords=(*dutch, _GENERAL),
        keywords_en=(*english, _GENERAL_EN),
        box=twin.extent,
        interval=(f"{year:04d}-01-01", f"{year:04d}-12-31"),
        updated=_changed(twin),
        digest=_digest(twin) if kind == "twin" else None,
        twin=twin.id,
        restricted=told.get("x-access", "full") != "full",
        resolution=float(page["grid"]["dx"]) if kind == "twin" else None,
        distributions=tuple(
            Distribution(link["href"].removeprefix(ROOT.get()), link.get("title", "GeoJSON"), link["type"])
            for link in shown
        ),
    )


def _changed(twin: PublishedTwin) -> str:
    seconds = (twin.artefacts / "published.json").stat().st_mtime
    return as_text(datetime.fromtimestamp(seconds, UTC))


def _digest(twin: PublishedTwin) -> str:
    return str(json.loads((twin.source / "twin.json").read_text("utf-8"))["digest"])


def _processes() -> Iterator[Entry]:
    from scenarios.process import processes

    for name, process in processes().items():
        yield Entry(
            id=f"process-{name}",
            kind="process",
            title_nl=process.title_nl,
            title_en=process.title_en,
            description=process.description_nl,
            page=f"/v1/processes/{name}",
            license="EUPL-1.2",
            description_en=process.description_en,
            keywords=(process.title_nl, "rekenmodel"),
            keywords_en=(name, process.title_en, "computational model"),
            card=model_card(name),
            distributions=(
                Distribution(f"/v1/processes/{name}/model-card", "Model card", "application/json"),
                Distribution(f"/v1/processes/{name}/execution", "Execution", "application/json"),
            ),
        )


def _result(job: Job, published: dict[str, PublishedTwin]) -> Entry:
    scenario = json.loads(job.scenario)
    source = json.loads(job.baseline)
    twin = published.get(source["twin"])
    year = 2025 if twin is None else int(twin.page.get("reference_year", 2025))
    end = scenario.get("horizon") or year
    start = scenario.get("start") or min(year, end)
    files = f"/v1/jobs/{job.id}/results/files"
    return Entry(
        id=f"result-{job.id}",
        kind="result",
        title_nl=scenario["name"],
        title_en=scenario["name"],
        description=f"Resultaat van {job.process} op {source['twin']}: {scenario['name']}.",
        page=f"/v1/jobs/{job.id}",
        license="" if twin is None else str(twin.page.get("license") or ""),
        attribution="" if twin is None else str(twin.page.get("attribution") or ""),
        keywords=(job.process, source["twin"], "resultaat", _GENERAL),
        keywords_en=("result", _GENERAL_EN),
        box=None if twin is None else twin.extent,
        interval=(f"{start:04d}-01-01", f"{end:04d}-12-31"),
        updated=job.finished,
        digest=job.digest,
        twin=None if twin is None else twin.id,
        distributions=(
            Distribution(f"{files}/result.zarr", "Zarr v3", "application/vnd+zarr"),
            Distribution(f"{files}/indicators.json", "Indicators", "application/json"),
            Distribution(f"{files}/{CRATE}", "Provenance (RO-Crate)", "application/json"),
            Distribution(f"/v1/collections/{job.id}", "OGC API EDR", "application/json"),
        ),
    )
