"""Whether the process lives, whether it can serve, and numbers for monitoring."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response

from api.access.needs import needs
from api.errors import UnavailableError
from api.responses import json_response
from api.service import service_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/healthz", dependencies=[needs("public")])
async def healthz() -> Response:
    """Say that the process answers; what it depends on is the business of ``/readyz``."""
    return json_response({"status": "ok"})


@router.get("/readyz", dependencies=[needs("public")])
def readyz(request: Request) -> Response:
    """Say whether it can serve: 503, with the reason, without any twin, the job table or workers.

    What is published can be read while other twins, or the embedded area anew, are still ``preparing``; where
    nothing is, the embedded area is waited for. ``warm`` tells whether its first answers come quickly too.
    """
    service = service_of(request)
    state = service.preparation.readiness.to_dict() | {"warm": service.warm.is_set()}
    state["preparing"] = service.preparation.pending()
    if not state["ready"] and service.catalogue.twins():
        state["ready"] = True
    try:
        service.jobs.store.count("running")
        reason = service.jobs.problem()
    except UnavailableError as error:
        reason = str(error)
    if reason:
        state |= {"ready": False, "message": reason}
    return json_response(state, 200 if state["ready"] else 503)


@router.get("/metrics", dependencies=[needs("reader")])
def metrics(request: Request) -> Response:
    """Give the numbers in the Prometheus text format."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
