"""Log lines on standard error: text for people or a JSON object each, with the ids of request and job."""

from __future__ import annotations

import logging
import sys
from typing import Literal

from structlog import contextvars, processors, stdlib
from structlog.dev import ConsoleRenderer
from structlog.types import EventDict, Processor, WrappedLogger

__all__ = ["LogFormat", "configure"]

LogFormat = Literal["text", "json"]
_LONGEST, _LONGEST_TRACE = 2_000, 20_000
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), 127, *range(128, 160), 0x2028, 0x2029)}
_INSIDE_LINES = {**_CONTROL, 10: "\n  "}


def configure(form: LogFormat = "text") -> None:
    """Send what Zicht logs to standard error, and of libraries what they warn of.

    Parameters
    ----------
    form
        ``json`` for machines, ``text`` for people.

    Notes
    -----
    Values are cut at 2,000 characters and control characters are written out, so that nobody who sends a
    request can forge a line or colour a terminal. Query strings, headers and keys are never logged.
    """
    shared: list[Processor] = [
        contextvars.merge_contextvars,
        stdlib.add_logger_name,
        stdlib.add_log_level,
        stdlib.ExtraAdder(),
        processors.TimeStamper(fmt="iso", utc=True),
        processors.format_exc_info,
        _harmless,
    ]
    last = processors.JSONRenderer() if form == "json" else ConsoleRenderer(colors=False, pad_event_to=0)
    formatter = stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(_wanted)  # some libraries set their own level when they are imported
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("zicht").setLevel(logging.INFO)


def _wanted(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == "zicht"


def _harmless(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn's own, for terminals
    for name, value in event.items():
        if name.startswith("_") or not isinstance(value, str):
            continue
        if name == "exception":  # lines that people want to read as such, indented: none looks like a new one
            event[name] = value[-_LONGEST_TRACE:].translate(_INSIDE_LINES)
        elif len(value) > _LONGEST or not value.isprintable():
            event[name] = value[:_LONGEST].translate(_CONTROL)
    return event
