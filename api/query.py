"""Query parameters read together, so that everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fastapi import Query

from twin.errors import InvalidInputError, Problem, invalid

__all__ = ["together", "whole_number", "whole_query"]

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


def together(*readers: Callable[[], Any]) -> list[Any]:
    """Read several parameters.

    Raises
    ------
    InvalidInputError
        Naming every problem of every reader, each once.
    """
    found, problems = [], list[Problem]()
    for reader in readers:
        try:
            found.append(reader())
        except InvalidInputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InvalidInputError(problems)
    return found


def whole_query(description: str, least: int) -> Any:
    """Declare a parameter that `whole_number` reads, so that it is refused together with the others."""

    def described(schema: dict[str, Any]) -> None:
        schema.clear()
        schema.update(type="integer", minimum=least)

    return Query(description=description, json_schema_extra=described)


def whole_number(name: str, text: str | None, default: int, least: int, most: int) -> int:
    """Read a whole number; `default` when none is given.

    Raises
    ------
    InvalidInputError
        When it is no whole number, or lies outside `least` to `most`.
    """
    if text is None:
        return default
    remedy = f"Give a number from {least} to {most}."
    if _WHOLE.fullmatch(text) is None:
        raise invalid(name, text, "is no whole number", remedy)
    if not least <= int(text) <= most:
        raise invalid(name, text, "is out of range", remedy)
    return int(text)
