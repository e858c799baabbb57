"""Jobs: list, status, progress as events, results, dismissal (OGC API Processes part 1)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.errors import GoneError, NotReadyError
from api.jobs.model import Job
from api.negotiation import check_request
from api.responses import JSON, dump, json_response, link
from api.schemas import answers
from api.service import Service, service_of

__all__ = ["CONFORMANCE", "job_of", "results_of", "router", "status_info", "wait_for"]

router = APIRouter(dependencies=[Depends(check_request)], tags=["jobs"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/job-list",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/dismiss",
)

_RESULTS = "http://www.opengis.net/def/rel/ogc/1.0/results"
_TICK, _HEARTBEAT = 0.1, 15.0
_GONE: dict[int | str, dict[str, Any]] = {410: {"description": "Removed"}}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Status on every change", "content": {"text/event-stream": {}}}
}

JobId = Annotated[str, PathParameter(description="Id of the job")]
Status = Literal["accepted", "running", "successful", "failed", "dismissed"]


@router.get("/v1/jobs", responses=answers("Jobs"))
def jobs(
    request: Request,
    status: Annotated[list[Status] | None, Query(description="Only these states")] = None,
    process_id: Annotated[
        list[str] | None, Query(alias="processID", description="Only these processes")
    ] = None,
    _type: Annotated[
        Literal["process"], Query(alias="type", description="Only processes make jobs")
    ] = "process",
    limit: Annotated[int, Query(ge=1, description="Jobs per page, 1,000 at most")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """List the jobs, newest first."""
    size = min(limit, 1000)
    manager = service_of(request).jobs
    found, total = manager.store.page("open", tuple(status or ()), tuple(process_id or ()), size, offset)
    links = [link("/v1/jobs", "self")]
    if offset + len(found) < total:
        url = request.url.include_query_params(offset=offset + size, limit=size)
        links.append(link(f"/v1/jobs?{url.query}", "next"))
    content = {"jobs": [status_info(job) for job in found], "numberMatched": total, "links": links}
    return json_response(content)


@router.get("/v1/jobs/{jobId}", responses=answers("StatusInfo") | _GONE)
def job(request: Request, jobId: JobId) -> Response:
    """Tell how far a job is."""
    return json_response(status_info(job_of(service_of(request), jobId)))


@router.delete("/v1/jobs/{jobId}", responses=answers("StatusInfo") | _GONE)
def dismiss(request: Request, jobId: JobId) -> Response:
    """Stop a job that waits or runs; remove one that has ended (its published results stay)."""
    service = service_of(request)
    found = job_of(service, jobId)
    if service.jobs.dismiss(found.id):
        return json_response(status_info(job_of(service, jobId)))
    found = job_of(service, jobId)
    service.jobs.remove(found.id)
    return json_response(status_info(found))


@router.get("/v1/jobs/{jobId}/results", responses=answers("Results") | _GONE)
def results(request: Request, jobId: JobId) -> Response:
    """Give the indicators of a successful job, and where its files are."""
    service = service_of(request)
    return json_response(results_of(service, job_of(service, jobId)))


@router.get("/v1/jobs/{jobId}/events", responses=_EVENTS | _GONE)
async def events(request: Request, jobId: JobId) -> Response:
    """Follow a job: server-sent events, each the status as JSON; ends when the job has ended."""
    service = service_of(request)
    await run_in_threadpool(job_of, service, jobId)
    if request.scope.get("head"):
        return Response(media_type="text/event-stream")
    return StreamingResponse(_follow(service, jobId), media_type="text/event-stream")


def job_of(service: Service, identifier: str) -> Job:
    """Find a job that was not removed.

    Raises
    ------
    GoneError
        When it was.
    NoSuchJobError
        When there is none.
    """
    found = service.jobs.find(identifier)
    if found.removed:
        raise GoneError("This job has been removed.")
    return found


def status_info(job: Job) -> dict[str, Any]:
    """Describe a job as OGC API Processes does."""
    address = f"/v1/jobs/{job.id}"
    links = [link(address, "self"), link(f"{address}/events", "monitor", media_type="text/event-stream")]
    if job.status == "successful":
        links.append(link(f"{address}/results", _RESULTS))
    content: dict[str, Any] = {
        "type": "process",
        "jobID": job.id,
        "processID": job.process,
        "status": job.status,
        "message": job.message,
        "progress": job.progress,
        "attempt": job.attempt,
        "created": job.created,
        "updated": job.updated,
        "links": links,
    }
    moments = {"started": job.started, "finished": job.finished}
    return content | {name: moment for name, moment in moments.items() if moment is not None}


def results_of(service: Service, job: Job) -> dict[str, Any]:
    """Gather what a successful job gave.

    Raises
    ------
    NotReadyError
        When it is not successful, with the reason.
    """
    if job.status != "successful":
        raise NotReadyError(f"The job is {job.status}. {job.message}".strip())
    folder = service.jobs.folder(job)
    files = f"/v1/jobs/{job.id}/results/files"
    content: dict[str, Any] = {
        "indicators": orjson.Fragment((folder / "indicators.json").read_bytes()),
        "result": {"href": f"{files}/result.zarr", "type": "application/vnd+zarr"},
        "provenance": {"href": f"{files}/provenance.json", "type": "application/json"},
    }
    content |= _frames_of(folder, files)
    tables = sorted(path.name for path in (folder / "features").glob("*.parquet"))
    links = [link(f"/v1/jobs/{job.id}", "up"), link(f"{files}/indicators.json", "item")]
    links.append(link(f"/v1/collections/{job.id}", "collection", "Fields by place and time"))
    links += [
        link(f"{files}/features/{name}", "item", media_type="application/vnd.apache.parquet")
        for name in tables
    ]
    return content | {"links": links}


def _frames_of(folder: Path, files: str) -> dict[str, dict[str, str]]:
    """Where the frames for the page are: the main ones, and others (maxima) by the name of their folder."""
    found = {}
    for header in sorted((folder / "frames").glob("**/frames.json")):
        inside = header.parent.relative_to(folder)
        quantity = orjson.loads(header.read_bytes())["quantity"]
        href = f"{files}/{inside.as_posix()}/frames.json"
        found["-".join(inside.parts)] = {"href": href, "type": JSON, "quantity": quantity}
    return found


def wait_for(service: Service, identifier: str, seconds: float) -> Job:
    """Wait until a job has ended, but not longer than asked."""
    limit = time.monotonic() + seconds
    job = service.jobs.find(identifier)
    while not job.is_final and time.monotonic() < limit and not service.stop.is_set():
        time.sleep(0.02)
        job = service.jobs.find(identifier)
    return job


async def _follow(service: Service, identifier: str) -> AsyncIterator[bytes]:
    told: Job | None = None
    number, quiet = 0, time.monotonic()
    while not service.stop.is_set():
        recent = service.jobs.recent(identifier)
        job = await run_in_threadpool(service.jobs.find, identifier) if recent is None else recent
        if job != told:  # all of it: two changes may fall in one millisecond
            told, number, quiet = job, number + 1, time.monotonic()
            yield b"id: %d\ndata: " % number + dump(status_info(job)) + b"\n\n"
        if job.is_final:
            return
        if time.monotonic() - quiet > _HEARTBEAT:
            quiet = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(_TICK)
