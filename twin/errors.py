"""What can go wrong, as a small tree of exceptions that carry machine-readable fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = [
    "Cancelled",
    "InvalidInputError",
    "Problem",
    "SimulationError",
    "SourceError",
    "StoreError",
    "ZichtError",
    "did_you_mean",
    "invalid",
]


class ZichtError(Exception):
    """Base of every error that Zicht raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    field
        Dotted path of the offending field, e.g. ``drivers.sea_level_rise.metres``.
    value
        What was given.
    message
        What is wrong with it, in words.
    remedy
        What to do about it.
    """

    field: str
    value: object
    message: str
    remedy: str

    def __str__(self) -> str:
        shown = repr(self.value)
        if len(shown) > 80:
            # Both ends stay: what tells a path from others is its end.
            shown = f"{shown[:37]}...{shown[-40:]}"
        return f"{self.field} = {shown}: {self.message}. {self.remedy}".rstrip()


class InvalidInputError(ZichtError):
    """The input is wrong; holds every problem found, so that all can be mended at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InvalidInputError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class SourceError(ZichtError):
    """A data source is unavailable or not what it was."""


class StoreError(ZichtError):
    """A stored twin or result is missing, damaged or of another version."""


class SimulationError(ZichtError):
    """A computation did not end in a trustworthy result."""


class Cancelled(ZichtError):  # noqa: N818  (a request, not a fault)
    """The user asked the work to stop."""


def invalid(field: str, value: object, message: str, remedy: str = "") -> InvalidInputError:
    """Make the error for a single problem."""
    return InvalidInputError([Problem(field, value, message, remedy)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest what a misspelt word may have meant, else list what is known.

    Examples
    --------
    >>> did_you_mean("zeedjik", ["zeedijk", "ringdijk"])
    "Did you mean 'zeedijk'?"
    >>> did_you_mean("x", ["b", "a"])
    'Known: a, b.'
    """
    known = sorted(known)
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
