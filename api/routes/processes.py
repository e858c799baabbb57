"""Processes: list, description, execution (OGC API Processes part 1)."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access.needs import needs, require
from api.access.principal import Principal, principal_of
from api.jobs.model import Job
from api.jobs.request import plan
from api.negotiation import check_request, read_object
from api.processes import describe, process_of, summaries
from api.responses import json_response, link
from api.routes.jobs import results_of, status_info
from api.schemas import answers
from api.service import Service, service_of

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["processes"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/ogc-process-description",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/json",
)

_PLANNING = CapacityLimiter(2)
_SYNC_SECONDS = 10.0
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Execute"}}},
    }
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"description": "Too large"},
    415: {"description": "No JSON"},
    429: {"description": "Busy"},
}
ProcessId = Annotated[str, Path(description="Id of the process")]


@router.get("/v1/processes", responses=answers("Processes"))
def processes(
    limit: Annotated[int, Query(ge=1)] = 100, offset: Annotated[int, Query(ge=0, le=2**31)] = 0
) -> Response:
    """List the processes that run here."""
    every = summaries()
    content = {"processes": every[offset : offset + limit], "links": [link("/v1/processes", "self")]}
    return json_response(content)


@router.get("/v1/processes/{processId}", responses=answers("Process"))
def process(processId: ProcessId) -> Response:
    """Describe one process: its inputs as JSON schemas, and its outputs."""
    return json_response(describe(processId))


@router.post(
    "/v1/processes/{processId}/execution",
    status_code=201,
    responses=answers("StatusInfo", 201, "The job") | answers("Results") | _REFUSED,
    openapi_extra=_BODY,
)
async def execute(request: Request, processId: ProcessId) -> Response:
    """Start a run, or find the job of the same run; a small one may be answered at once."""
    process = process_of(processId)
    if process is None or not process.public:
        require(request.scope, "modeller")
    service, principal, preference = service_of(request), principal_of(request), _preference(request)
    body = await read_object(request)
    async with _PLANNING:  # many at once would hold up everybody else: they share one interpreter
        job = await run_in_threadpool(_submit, service, processId, body, principal)
    if process is not None and process.synchronous and preference == "respond-sync":
        job = await service.feeds.ended(job.id, _SYNC_SECONDS)
        if job.status == "successful":
            content = await run_in_threadpool(results_of, service, job, request.scope)
            return json_response(content, headers={"Link": f"<{_address(job)}>; rel=monitor"})
    headers = {"Location": _address(job)}
    if preference == "respond-async":
        headers["Preference-Applied"] = preference
    return json_response(status_info(job), 201, headers=headers)


def _preference(request: Request) -> str:
    """What the client would rather have (RFC 7240); asynchronous, unless it says that it will wait."""
    given = request.headers.get("prefer", "").lower().replace(" ", "")
    if "respond-async" in given:
        return "respond-async"
    return "respond-sync" if "respond-sync" in given or "wait=" in given else ""


def _submit(service: Service, process_id: str, body: dict[str, Any], principal: Principal) -> Job:
    run = plan(process_id, body, service.catalogue, service.jobs, service.uploads, principal)
    return service.jobs.submit(run, principal, run.estimate)


def _address(job: Job) -> str:
    return f"/v1/jobs/{job.id}"
