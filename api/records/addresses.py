"""Whole addresses, for documents that are read away from where they came from, and who can be asked."""

from __future__ import annotations

from fastapi import Request

from api.contact import Contact, contact_of
from api.responses import address
from api.service import service_of

__all__ = ["contact", "outside"]


def outside(request: Request, path: str) -> str:
    """Whole address of something of this service, as who asks reached it."""
    return f"{request.url.scheme}://{request.url.netloc}{address(path)}"


def contact(request: Request) -> Contact:
    """Whom to ask about this service."""
    given = service_of(request).settings.contact
    return contact_of(given, request.url.hostname or "localhost", outside(request, "/"))
