"""Whether the process lives, whether it can serve, and a few numbers for monitoring."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.jobs.model import STATES
from api.responses import json_response
from api.service import service_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """Say that the process answers."""
    return json_response({"status": "ok"})


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """Say whether the embedded area stands; 503 with its progress until then."""
    readiness = service_of(request).preparation.readiness
    return json_response(readiness.to_dict(), 200 if readiness.ready else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Count jobs per state and cached bytes, in the Prometheus text format."""
    service = service_of(request)
    lines = ["# HELP zicht_jobs Jobs per state.", "# TYPE zicht_jobs gauge"]
    lines += [f'zicht_jobs{{status="{state}"}} {service.jobs.store.count(state)}' for state in STATES]
    lines += [
        "# HELP zicht_file_cache_bytes Bytes of files kept in memory.",
        "# TYPE zicht_file_cache_bytes gauge",
        f"zicht_file_cache_bytes {service.files.used}",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
