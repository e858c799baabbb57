"""Answers as bytes: JSON by orjson, problems by RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import orjson
from starlette.responses import Response

__all__ = [
    "GEOJSON",
    "JSON",
    "PROBLEM",
    "ROOT",
    "address",
    "dump",
    "json_response",
    "link",
    "printable",
    "problem_response",
]

JSON = "application/json"
GEOJSON = "application/geo+json"
PROBLEM = "application/problem+json"

ROOT: ContextVar[str] = ContextVar("root", default="")
"""Path of a proxy under which the service is reached by this request."""

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def dump(content: Any) -> bytes:
    """Serialise to JSON; numbers that are not finite become null."""
    return orjson.dumps(content, option=_OPTIONS)


def json_response(
    content: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a JSON document."""
    return Response(dump(content), status, headers, media_type)


def address(path: str) -> str:
    """Address of something of this service as a client has to ask for it: below the path of the proxy."""
    root = ROOT.get()
    return root + path if path.startswith("/") and not path.startswith(f"{root}/") else path


def link(href: str, rel: str, title: str | None = None, media_type: str = JSON) -> dict[str, str]:
    """Describe a link as OGC API Common does."""
    found = {"href": address(href), "rel": rel, "type": media_type}
    return found if title is None else found | {"title": title}


def printable(value: object) -> object:
    """Reduce an offending value to something JSON can carry and a person can read."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value if abs(value) < 2**53 else str(value)[:80]  # NaN compares false and becomes text
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= 200 else text[:197] + "..."


def problem_response(
    status: int,
    title: str,
    detail: str,
    *,
    kind: str = "about:blank",
    errors: list[dict[str, object]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with what went wrong, as RFC 9457 wants it."""
    content: dict[str, object] = {
        "type": kind,
        "title": title,
        "status": status,
        "detail": printable(detail),
    }
    if errors is not None:
        content["errors"] = errors
    return json_response(content, status, PROBLEM, headers)
