"""Who did what, when, to what, and how it ended: a line of JSON each, for the organisation's own log."""

from __future__ import annotations

import logging
import os
import re
import secrets
from pathlib import Path

import orjson

from api.access.principal import Principal
from api.jobs.model import now

__all__ = ["Audit", "trace_of"]

LONGEST_LINE = 2048
_LONGEST_VALUE = 160
_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_log = logging.getLogger("zicht.access")


class Audit:
    """Appends lines to a file; several processes may do so at once.

    Parameters
    ----------
    path
        The file; it may be moved away at any moment, a new one begins.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._told = False

    def write(self, principal: Principal, trace: str, action: str, subject: str, outcome: str) -> None:
        """Write one line.

        Parameters
        ----------
        principal
            Who; the name of a key, never the key.
        trace
            Id of the request, that of the caller's own log when it sent one (W3C traceparent).
        action
            What was done: method and address without its query, which may hold personal data.
        subject
            Address of what came of it or was touched.
        outcome
            How it ended.
        """
        line = {
            "time": now(),
            "trace": trace,
            "who": _short(principal.name),
            "role": principal.role,
            "workspace": _short(principal.workspace),
            "action": _short(action),
            "object": _short(subject),
            "outcome": _short(outcome),
        }
        body = orjson.dumps(line) + b"\n"  # JSON writes control characters as escapes: one line stays one
        assert len(body) <= LONGEST_LINE
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                os.write(handle, body)
            finally:
                os.close(handle)
        except OSError:
            if not self._told:
                _log.exception("the audit log cannot be written; the service goes on")
            self._told = True


def trace_of(parent: str | None) -> str:
    """Id of a request: that of its ``traceparent``, else a new one."""
    found = _PARENT.fullmatch(parent or "")
    return found[1] if found else secrets.token_hex(16)


def _short(value: str) -> str:
    """Write a value in plain letters, so that a terminal that shows it acts upon none of them."""
    text = value[:_LONGEST_VALUE].encode("unicode_escape").decode("ascii")
    whole = len(text) <= _LONGEST_VALUE and len(value) <= _LONGEST_VALUE
    return text if whole else text[: _LONGEST_VALUE - 3] + "..."
