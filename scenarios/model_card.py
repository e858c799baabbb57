"""What a process says of itself: formulas with their source, where it holds, how good it is, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Formula", "ModelCard", "Score"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula or method that a process uses.

    Parameters
    ----------
    id
        Name within the process; provenance and crates tell formulas by it.
    title
        What it gives, in words.
    source
        Author and year.
    page
        Page below ``docs/science`` that shows it, with its section.
    """

    id: str
    title: str
    source: str
    page: str


@dataclass(frozen=True, slots=True)
class Score:
    """A measured figure of how good a process is.

    Parameters
    ----------
    title
        What was measured, and against what.
    value, unit
        What came out.
    page
        Page below ``docs/science`` that shows it.
    evidence
        The words of that page, the figure among them; a test looks whether they still stand there.
    """

    title: str
    value: float
    unit: str
    page: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What somebody should know before they trust a process.

    Parameters
    ----------
    formulas, scores
        What is computed, and how good it was found to be.
    holds, limits
        Where it holds and where it does not, in sentences. The range of each parameter stands in the model of
        the parameters.
    changes
        Version of the process to what became different in its answers.
    """

    formulas: tuple[Formula, ...]
    scores: tuple[Score, ...]
    holds: tuple[str, ...]
    limits: tuple[str, ...]
    changes: Mapping[str, str]
