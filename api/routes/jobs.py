"""Jobs: list, status, progress as events, results, dismissal (OGC API Processes part 1)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Scope

from api.access.needs import needs
from api.access.principal import Principal, principal_of
from api.access.totals import visible_indicators
from api.errors import GoneError, NotReadyError
from api.jobs.manager import may_see
from api.jobs.model import Job
from api.jobs.page_files import page_files_of
from api.jobs.room import dike_space_of
from api.jobs.titles import titles
from api.negotiation import check_request, read_object
from api.responses import JSON, address, dump, json_response, link
from api.schemas import answers
from api.service import Service, service_of
from twin.crate import CRATE
from twin.errors import InvalidInputError, Problem

__all__ = ["CONFORMANCE", "job_of", "results_of", "router", "status_info"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["jobs"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/job-list",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/dismiss",
)

_RESULTS = "http://www.opengis.net/def/rel/ogc/1.0/results"
_HEARTBEAT = 15.0
_RETRY = b"retry: 2000\n\n"
_MERGE_PATCH = "application/merge-patch+json"
_GONE: dict[int | str, dict[str, Any]] = {410: {"description": "Removed"}}
_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"description": "Too large"},
    415: {"description": "No JSON"},
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Status on every change", "content": {"text/event-stream": {}}}
}

_PATCH = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"$ref": "#/components/schemas/JobChange"}} for media in (_MERGE_PATCH, JSON)
        },
    }
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
    twin: Annotated[list[str] | None, Query(description="Only jobs on these twins")] = None,
    _type: Annotated[
        Literal["process"], Query(alias="type", description="Only processes make jobs")
    ] = "process",
    limit: Annotated[int, Query(ge=1, description="Jobs per page, 1,000 at most")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """List the jobs of your workspace and those that are public, newest first."""
    size = min(limit, 1000)
    manager = service_of(request).jobs
    wanted = tuple(status or ()), tuple(process_id or ())
    found, total = manager.page(principal_of(request), *wanted, size, offset, tuple(twin or ()))
    links = [link("/v1/jobs", "self")]
    if offset + len(found) < total:
        url = request.url.include_query_params(offset=offset + size, limit=size)
        links.append(link(f"/v1/jobs?{url.query}", "next"))
    content = {"jobs": [status_info(job) for job in found], "numberMatched": total, "links": links}
    return json_response(content)


@router.get("/v1/jobs/{jobId}", responses=answers("StatusInfo") | _GONE)
def job(request: Request, jobId: JobId) -> Response:
    """Tell how far a job is."""
    return json_response(status_info(job_of(service_of(request), jobId, principal_of(request))))


@router.delete("/v1/jobs/{jobId}", responses=answers("StatusInfo") | _GONE, dependencies=[needs("modeller")])
def dismiss(request: Request, jobId: JobId) -> Response:
    """Stop a job that waits or runs; remove one that has ended (its published results stay)."""
    service, principal = service_of(request), principal_of(request)
    found = job_of(service, jobId, principal)
    if service.jobs.dismiss(found, principal):
        return json_response(status_info(job_of(service, jobId, principal)))
    found = job_of(service, jobId, principal)
    service.jobs.remove(found, principal)
    return json_response(status_info(found))


@router.patch(
    "/v1/jobs/{jobId}",
    responses=answers("StatusInfo") | _GONE | _REFUSED,
    dependencies=[needs("modeller")],
    openapi_extra=_PATCH,
)
async def change(request: Request, jobId: JobId) -> Response:
    """Show a job and its results to everybody, or to its workspace only."""
    public = _asked_public(await read_object(request, _MERGE_PATCH))
    return await run_in_threadpool(_set_public, service_of(request), jobId, public, principal_of(request))


def _asked_public(body: dict[str, Any]) -> bool:
    problems = [
        Problem(name, value, "cannot be changed", 'Only {"public": true} or {"public": false}.')
        for name, value in body.items()
        if name != "public"
    ]
    public = body.get("public")
    if not isinstance(public, bool):
        problems.append(Problem("public", public, "is not true or false", 'Send {"public": true}.'))
    if problems:
        raise InvalidInputError(problems)
    return bool(public)


def _set_public(service: Service, identifier: str, public: bool, principal: Principal) -> Response:
    found = job_of(service, identifier, principal)
    return json_response(status_info(service.jobs.set_public(found, public, principal)))


@router.get("/v1/jobs/{jobId}/results", responses=answers("Results") | _GONE)
def results(request: Request, jobId: JobId) -> Response:
    """Give the indicators of a successful job, and where its files are."""
    service = service_of(request)
    return json_response(results_of(service, job_of(service, jobId, principal_of(request)), request.scope))


@router.get("/v1/jobs/{jobId}/events", responses=_EVENTS | _GONE)
async def events(request: Request, jobId: JobId) -> Response:
    """Follow a job: server-sent events, each the status as JSON; ends when the job has ended."""
    service, principal = service_of(request), principal_of(request)
    await run_in_threadpool(job_of, service, jobId, principal)
    if request.scope.get("head"):
        return Response(media_type="text/event-stream")
    return StreamingResponse(_follow(service, jobId, principal), media_type="text/event-stream")


def job_of(service: Service, identifier: str, principal: Principal) -> Job:
    """Find a job that was not removed, and that somebody may see.

    Raises
    ------
    GoneError
        When it was.
    NoSuchJobError
        When there is none, or it is not theirs.
    """
    found = service.jobs.find(identifier, principal)
    if found.removed:
        raise GoneError("This job has been removed.")
    return found


def status_info(job: Job) -> dict[str, Any]:
    """Describe a job as OGC API Processes does."""
    place = f"/v1/jobs/{job.id}"
    links = [link(place, "self"), link(f"{place}/events", "monitor", media_type="text/event-stream")]
    if job.status == "running":
        links.append(link(f"{place}/results/partial", "partial", "What is computed so far"))
    if job.status == "successful":
        links.append(link(f"{place}/results", _RESULTS))
    content: dict[str, Any] = {
        "type": "process",
        "jobID": job.id,
        "processID": job.process,
        **titles(job),
        "twin": orjson.loads(job.baseline).get("twin"),
        "status": job.status,
        "message": job.message,
        "progress": job.progress,
        "attempt": job.attempt,
        "public": job.public,
        "estimatedSeconds": job.seconds,
        "created": job.created,
        "updated": job.updated,
        "links": links,
    }
    if job.status == "running":
        content["remainingSeconds"] = job.remaining
    moments = {"started": job.started, "finished": job.finished}
    return content | {name: moment for name, moment in moments.items() if moment is not None}


def results_of(service: Service, job: Job, scope: Scope) -> dict[str, Any]:
    """Gather what a successful job gave, as far as it is for who asks.

    Raises
    ------
    NotReadyError
        When it is not successful, with the reason.
    GoneError
        When its files were lost.
    """
    if job.status != "successful":
        raise NotReadyError(f"The job is {job.status}. {job.message}".strip())
    folder = service.jobs.folder(job)
    if not (folder / "indicators.json").is_file():
        raise GoneError("The results of this job were lost; remove the job, and ask it again.")
    files = f"/v1/jobs/{job.id}/results/files"
    content: dict[str, Any] = {
        "indicators": visible_indicators(scope, orjson.loads((folder / "indicators.json").read_bytes())),
        "result": {"href": address(f"{files}/result.zarr"), "type": "application/vnd+zarr"},
        "provenance": {"href": address(f"{files}/provenance.json"), "type": "application/json"},
    }
    content |= _frames_of(folder, files)
    room, drawn = dike_space_of(folder, files, job.id)
    played, enclosed = page_files_of(folder, files)
    content |= room | played
    tables = sorted(path.name for path in (folder / "features").glob("*.parquet"))
    links = [link(f"/v1/jobs/{job.id}", "up"), link(f"{files}/indicators.json", "item")]
    links.append(link(f"/v1/collections/{job.id}", "collection", "Fields by place and time"))
    links.append(link(f"{files}/{CRATE}", "http://www.w3.org/ns/prov#has_provenance", "RO-Crate"))
    links += [
        link(f"{files}/features/{name}", "item", media_type="application/vnd.apache.parquet")
        for name in tables
    ]
    links += drawn + enclosed
    return content | {"links": links}


def _frames_of(folder: Path, files: str) -> dict[str, dict[str, str]]:
    """Where the frames for the page are: the main ones, and others (maxima) by the name of their folder."""
    found = {}
    for header in sorted((folder / "frames").glob("**/frames.json")):
        inside = header.parent.relative_to(folder)
        quantity = orjson.loads(header.read_bytes())["quantity"]
        href = address(f"{files}/{inside.as_posix()}/frames.json")
        found["-".join(inside.parts)] = {"href": href, "type": JSON, "quantity": quantity}
    return found


async def _follow(service: Service, identifier: str, principal: Principal) -> AsyncGenerator[bytes]:
    """Events of one follower, until the job ends or is not shown to them any more.

    Whoever comes back gets the present state first, whatever they heard last.
    """
    yield _RETRY
    async with aclosing(service.feeds.follow(identifier, _HEARTBEAT)) as changes:
        async for change in changes:
            if change is None:
                yield b": still here\n\n"
            elif not may_see(principal, change[1]):
                return
            else:
                number, job = change
                yield b"id: %d\ndata: " % number + dump(status_info(job)) + b"\n\n"
