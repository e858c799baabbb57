"""What happens then: the base of every process, what it answers with, and the processes that are found."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scenarios.forms import FormModel
from scenarios.model_card import ModelCard
from twin.errors import Problem, ZichtError
from twin.progress import Progress
from twin.registry import discover

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = [
    "ANNOUNCED",
    "Estimate",
    "Indicator",
    "Outcome",
    "Process",
    "ProcessParameters",
    "Value",
    "processes",
]

ANNOUNCED = (
    "sea-level-rise",
    "flood",
    "flood-consequences",
    "dike-space",
    "water-level-raise",
    "water-level-choice",
    "lake-level",
    "salt-seepage",
    "geothermal-doublet",
    "ates",
    "drinking-water-capture",
    "utility-check",
    "subsurface-conflicts",
    "archaeology-disturbance",
    "subsurface-suitability",
    "least-conflict-route",
    "policy-check",
)
"""Ids that scenario files may name already; those without a file are reported as not built yet."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number that a process answers with: unit, labels, and how it is made.

    ``theme`` is that of the objects that it counts, where they are of one: who does not see these on a
    service is not told the number.
    """

    unit: str
    label_nl: str
    label_en: str
    method: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator's value, its band, and the reason when it is missing or zero by lack of input.

    ``method`` replaces the indicator's own where the data decide how it is made.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run costs, told before anything is allocated; ``cheaper`` says what to ask to make it less."""

    cells: int
    bytes: int
    seconds: float
    cheaper: tuple[str, ...] = ()

    @property
    def remedy(self) -> str:
        """What helps where it is too much, as a sentence."""
        *others, last = "a coarser or smaller twin", *self.cheaper
        return f"Use {', '.join(others)} or {last}." if others else f"Use {last}."

    def __add__(self, other: Estimate) -> Estimate:
        """Two runs after each other: the cells and seconds of both, the memory of the larger."""
        cells, seconds = self.cells + other.cells, self.seconds + other.seconds
        cheaper = tuple(dict.fromkeys(self.cheaper + other.cheaper))
        return Estimate(cells, max(self.bytes, other.bytes), seconds, cheaper)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process found: fields on the grid, indicator values, and tables of features."""

    fields: xr.Dataset
    values: Mapping[str, Value]
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)


class ProcessParameters(FormModel):
    """Base of the parameters of a process; every one has a default or the process cannot be named alone.

    ``files`` names those that are the user's own files: paths on the command line and in Python, and ids of
    uploads over HTTP.
    """

    files: ClassVar[tuple[str, ...]] = ()

    @property
    def file_digests(self) -> dict[str, str | None]:
        """SHA-256 of what the files that are given hold now, by parameter; None when one cannot be read."""
        paths = {name: getattr(self, name) for name in self.files}
        return {name: _file_digest(path) for name, path in paths.items() if path is not None}


def _file_digest(path: str) -> str | None:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return None


class Process[P: ProcessParameters](ABC):
    """A process: declares what it is called, what it needs and what it answers, and computes it.

    ``indicators`` maps the name of each indicator to its `Indicator`; ``card`` tells its formulas and its
    worth; ``synchronous`` tells that it ends within two seconds on the demo; ``public`` that everybody may
    run it on a service; ``builds_on`` names a process whose parameters it takes for those that it leaves
    open itself, where a scenario asks for both.
    """

    id: ClassVar[str]
    version: ClassVar[str]
    title_en: ClassVar[str]
    title_nl: ClassVar[str]
    description_en: ClassVar[str]
    description_nl: ClassVar[str]
    Parameters: ClassVar[type[ProcessParameters]]
    indicators: ClassVar[Mapping[str, Indicator]]
    card: ClassVar[ModelCard]
    synchronous: ClassVar[bool] = False
    public: ClassVar[bool] = False
    builds_on: ClassVar[str | None] = None

    def check(self, twin: Twin, parameters: P) -> list[Problem]:  # noqa: ARG002 - subclasses look at both
        """List what does not fit this twin; fields are relative to the parameters."""
        return []

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:  # noqa: ARG002 - subclasses do
        """List what keeps this twin from being computed under these drivers; the field is ``drivers``."""
        return []

    @abstractmethod
    def estimate(self, twin: Twin, parameters: P) -> Estimate:
        """Tell the cost of one simulation."""

    def estimate_until(self, twin: Twin, parameters: P, horizon: int) -> Estimate:  # noqa: ARG002
        """Tell the cost of one simulation up to a horizon; the same for any, unless years are followed."""
        return self.estimate(twin, parameters)

    @abstractmethod
    def simulate(self, twin: Twin, drivers: Drivers, parameters: P, progress: Progress) -> Outcome:
        """Compute what happens in a twin under its drivers; the same input gives the same bytes."""

    def values(self, twin: Twin, drivers: Drivers, parameters: P, progress: Progress) -> Mapping[str, Value]:
        """Compute the indicators alone, as the reference needs them: those of `simulate`, for less work."""
        return self.simulate(twin, drivers, parameters, progress).values


@cache
def processes() -> dict[str, Process[ProcessParameters]]:
    """Every process that runs, by its id: the files of the folder, and plug-ins."""
    found = discover("scenarios.processes", Process, "zicht.processes")  # type: ignore[type-abstract]
    if bare := [name for name, process in found.items() if not hasattr(process, "card")]:
        raise ZichtError(f"these processes have no model card: {', '.join(bare)}")
    return {name: process() for name, process in found.items()}
