"""Marks that handlers leave on a request: its answer depends on who asks, or is to be written down."""

from __future__ import annotations

from starlette.types import Scope

__all__ = ["PRIVATE_HEADERS", "is_logged", "is_private", "mark_logged", "mark_private", "prepare_marks"]

_KEY = "zicht.marks"

PRIVATE_HEADERS = [(b"cache-control", b"private, no-store"), (b"vary", b"Authorization, X-API-Key")]


def prepare_marks(scope: Scope) -> None:
    """Make room for marks that are seen outside the handler."""
    scope[_KEY] = set()


def mark_private(scope: Scope) -> None:
    """Say that the answer depends on who asks, so that no shared cache keeps it."""
    scope.setdefault(_KEY, set()).add("private")


def mark_logged(scope: Scope) -> None:
    """Say that the answer holds what not everybody may see, so that it is written down who got it."""
    scope.setdefault(_KEY, set()).add("logged")


def is_private(scope: Scope) -> bool:
    """Whether the answer depends on who asks."""
    return "private" in scope.get(_KEY, ())


def is_logged(scope: Scope) -> bool:
    """Whether the answer is to be written down."""
    return "logged" in scope.get(_KEY, ())
