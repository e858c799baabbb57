"""Results that are still being computed, as plain Zarr over HTTP: the moments that are committed.

An address names the number of moments, so that it gives the same bytes for ever and a reader never meets two
states of one film: ``partial/CASE/MOMENTS.zarr/...``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
from starlette.responses import Response

from api.assets import safe_file
from api.errors import NotFoundError
from api.responses import address as addressed
from api.responses import json_response, link
from scenarios.scratch import FILM
from twin.errors import StoreError
from twin.growing import STORE, Record, committed

__all__ = ["PARTIAL", "growing_answer"]

PARTIAL = re.compile(r"/v1/jobs/([^/]+)/results/partial(?:/(.+))?")
"""Addresses of growing results: the job, and what is asked of it."""
_FILE = re.compile(r"((?:scenario|reference)-[a-z]+-[0-9a-f]{16})/([1-9]\d{0,5})\.zarr/(.+)")
_CHUNK = re.compile(r"c\.(\d+)\.0\.0")
_META = "zarr.json"


def growing_answer(scratch: Path, job: str, address: str | None) -> Response:
    """Answer a request for what a running job has computed so far.

    Parameters
    ----------
    scratch
        Scratch folder of the job.
    job
        Id of the job.
    address
        What comes behind ``/results/partial/``; None for the list of films.

    Raises
    ------
    NotFoundError
        When there is nothing there (yet).
    """
    if address is None:
        return json_response(_films(scratch, job), headers={"Cache-Control": "no-store"})
    if (found := _FILE.fullmatch(address)) is None:
        raise NotFoundError("There is no such file.")
    case, steps, name = found[1], int(found[2]), found[3]
    try:
        record = committed(scratch / case / FILM)
    except StoreError:
        raise NotFoundError("There is no such film (any more).") from None
    if steps > record.steps:
        raise NotFoundError("So many moments are not there yet.")
    headers = {"Cache-Control": "private, max-age=3600"}
    try:
        body, media = _content(scratch / case / FILM / STORE, name, record._replace(steps=steps))
    except FileNotFoundError:
        raise NotFoundError("There is no such film (any more).") from None
    return Response(body, headers=headers, media_type=media)


def _films(scratch: Path, job: str) -> dict[str, Any]:
    """List the films of a job with what can be seen of each."""
    base, films = f"/v1/jobs/{job}/results/partial", []
    for folder in sorted(scratch.glob(f"*/{FILM}")):
        try:
            record = committed(folder)
        except StoreError:
            continue
        if record.steps:
            name = folder.parent.name
            href = addressed(f"{base}/{name}/{record.steps}.zarr")
            case = name.split("-", 1)[0]
            films.append({"case": case, "href": href, "type": "application/vnd+zarr", **record._asdict()})
    return {"films": films, "links": [link(base, "self"), link(f"/v1/jobs/{job}", "up")]}


def _content(store: Path, name: str, record: Record) -> tuple[bytes, str]:
    """One file of the store, with a time axis of so many moments."""
    folder, _, file = name.rpartition("/")
    if folder == record.name and (chunk := _CHUNK.fullmatch(file)) and int(chunk[1]) >= record.steps:
        raise NotFoundError("This moment is not there yet.")
    path = safe_file(store, name)
    if not path.is_file():
        raise NotFoundError("There is no such file.")
    if file != _META:
        return path.read_bytes(), "application/octet-stream"
    content = _clipped(orjson.loads(path.read_bytes()), record.steps)
    if not folder:
        arrays = {
            child.parent.name: _clipped(orjson.loads(child.read_bytes()), record.steps)
            for child in sorted(store.glob(f"*/{_META}"))
        }
        content["consolidated_metadata"] = {"kind": "inline", "must_understand": False, "metadata": arrays}
    return orjson.dumps(content), "application/json"


def _clipped(content: dict[str, Any], steps: int) -> dict[str, Any]:
    """Metadata of an array whose time axis is cut; of anything else as it is."""
    axes = content.get("dimension_names") or []
    if "time" not in axes:
        return content
    shape = [steps if axis == "time" else size for axis, size in zip(axes, content["shape"], strict=True)]
    return content | {"shape": shape}
