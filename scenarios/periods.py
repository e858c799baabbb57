"""Years of use of what a scenario adds: from the first until the last, in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pydantic_core import PydanticCustomError

from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from scenarios.intervention import Context

__all__ = ["in_order", "years_of"]


class _Used(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


def in_order(start: int | None, end: int | None) -> None:
    """Refuse an end before the start, in a model validator.

    Raises
    ------
    PydanticCustomError
        With a remedy.
    """
    if start is not None and end is not None and end < start:
        raise PydanticCustomError(
            "end_before_start", "ends before it starts", {"remedy": "Give an end of the start or later."}
        )


def years_of(used: _Used, context: Context) -> tuple[int, int]:
    """First and last year of something that a scenario adds: its own, else those of the scenario.

    Raises
    ------
    InvalidInputError
        When its own end lies before the start of the scenario, or its start after the horizon and it has no
        end.
    """
    start = context.start if used.start is None else used.start
    end = max(context.horizon, start) if used.end is None else used.end
    if end < start:
        message = f"ends before it starts, in {start} with the scenario"
        raise InvalidInputError(
            [Problem(f"interventions.{used.kind}.end", end, message, "Give a later end, or a start.")]
        )
    return start, end
