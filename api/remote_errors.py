"""What a service says is wrong, as the errors of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from twin.errors import InvalidInputError, Problem, ZichtError

if TYPE_CHECKING:
    import httpx

__all__ = ["RemoteError", "check"]


class RemoteError(ZichtError):
    """The service refused or failed; `status` is the HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    def __reduce__(self) -> tuple[type[Self], tuple[str, int]]:
        return type(self), (str(self), self.status)


def check(answer: httpx.Response) -> None:
    """Raise what a service says is wrong, as it would be raised here.

    Raises
    ------
    InvalidInputError
        For 400, with every problem.
    RemoteError
        For any other status above 299.
    """
    if answer.is_success:
        return
    if answer.has_redirect_location:
        there = answer.headers["Location"]
        raise RemoteError(f"The service has moved to {there}: give that address.", answer.status_code)
    try:
        told = answer.json()
        errors, detail = told.get("errors") or [], f"{told.get('title', '')}: {told.get('detail', '')}"
    except (ValueError, AttributeError):
        errors, detail = [], f"HTTP {answer.status_code}"
    if answer.status_code == 400 and errors:
        raise InvalidInputError(
            Problem(e.get("field", ""), e.get("value"), e.get("detail", ""), e.get("remedy", ""))
            for e in errors
        )
    raise RemoteError(detail, answer.status_code)
