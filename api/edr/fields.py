"""All fields of a collection: those of its surface, its voxels and its layers, each on a grid of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from api.edr.heights import Heights
from api.errors import NotFoundError, TooLargeError
from api.grids import JOB_ID, Grids, Picked
from api.results import successful_job
from twin.errors import InvalidInputError, did_you_mean, invalid

if TYPE_CHECKING:
    from api.access.principal import Principal
    from api.jobs.model import Job
    from api.moments import Interval
    from api.service import Service

__all__ = ["LARGEST", "Chosen", "Fields", "check_size", "fields_of", "grids_of_result"]

LARGEST = 2_000_000
"""Values that one CoverageJSON answer may hold."""
_PARTS = ("voxels", "layers")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Fields of one grid that were asked, and at which moments and heights."""

    grids: Grids
    names: list[str]
    picked: Picked

    def values(self, cells: int) -> int:
        """How many values they have in a number of cells."""
        return cells * sum(self.grids.frames(name, self.picked) for name in self.names)


@dataclass(frozen=True)
class Fields:
    """The fields of a twin or of a result, per grid."""

    sheets: tuple[Grids, ...]

    @cached_property
    def known(self) -> dict[str, Grids]:
        """Which grid each field stands on."""
        return {name: sheet for sheet in reversed(self.sheets) for name in sheet.parameters}

    @property
    def vertical(self) -> tuple[float, float] | None:
        """Lowest and highest edge of what has height [m NAP]."""
        spans = [sheet.vertical for sheet in self.sheets if sheet.vertical is not None]
        return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None

    def named(self, text: str | None) -> list[str] | None:
        """Read ``parameter-name``: names with commas between; None when none is given.

        Raises
        ------
        InvalidInputError
            When there is no such field.
        """
        if text is None:
            return None
        asked = list(dict.fromkeys(name.strip() for name in text.split(",")))
        unknown = [name for name in asked if name not in self.known]
        if unknown:
            remedy = did_you_mean(unknown[0], self.known)
            raise invalid("parameter-name", ", ".join(unknown)[:200], "is no field here", remedy)
        return asked

    def choose(self, names: list[str] | None, heights: Heights | None) -> list[tuple[Grids, list[str]]]:
        """Find fields by name, per grid; without names all, or all with height when heights are asked.

        Raises
        ------
        InvalidInputError
            When heights are asked where nothing has any.
        """
        if heights is not None and self.vertical is None:
            raise invalid("z", None, "is asked of fields that have no height", "Leave z out.")
        asked = names
        if asked is None:
            asked = [n for n, sheet in self.known.items() if heights is None or sheet.axis(n) == "z"]
        per_sheet = [(sheet, [name for name in asked if self.known[name] is sheet]) for sheet in self.sheets]
        return [(sheet, chosen) for sheet, chosen in per_sheet if chosen]

    def pick(self, names: list[str] | None, heights: Heights | None, interval: Interval) -> list[Chosen]:
        """Choose fields, and the moments and heights of each.

        Raises
        ------
        InvalidInputError
            When there is nothing of that name, at those heights or in that time.
        """
        found, missed = [], list[InvalidInputError]()
        for sheet, chosen in self.choose(names, heights):
            try:
                found.append(Chosen(sheet, chosen, Picked(sheet.during(interval), sheet.levels(heights))))
            except InvalidInputError as error:  # not at these heights: others may be
                missed.append(error)
        if missed and (names is not None or not found):
            raise missed[0]
        return found


def check_size(values: int) -> None:
    """Refuse an answer that would be too large; counted before anything is read.

    Raises
    ------
    TooLargeError
        With what to do instead.
    """
    if values > LARGEST:
        raise TooLargeError(
            f"This asks for {values} values; one answer holds {LARGEST} at most. Ask for a smaller "
            "area, fewer fields, moments or heights, or take a file: .../downloads?format=zarr (or netcdf)."
        )


def grids_of_result(service: Service, job: Job) -> Grids:
    """Open the fields of a successful job.

    Raises
    ------
    NotFoundError
        When it has none.
    """
    return service.grids.of(service.jobs.folder(job) / "result.zarr", job.digest)


def fields_of(service: Service, principal: Principal, identifier: str) -> Fields:
    """Find the fields of a twin or of a successful job.

    Raises
    ------
    NotFoundError
        When there is none of that id, or it has no fields.
    """
    if JOB_ID.fullmatch(identifier):
        return Fields((grids_of_result(service, successful_job(service, principal, identifier)),))
    collection = service.catalogue.collection(identifier)
    if collection.kind != "twin":
        raise NotFoundError(f"The collection {identifier!r} has no fields; its twin has.")
    twin = collection.twin
    year = int(twin.page.get("reference_year", 2025))
    sheets = [service.grids.of(twin.source / "surface.zarr", twin.version, year)]
    below = twin.source / "subsurface.zarr"
    parts = [part for part in _PARTS if (below / part).is_dir()]
    sheets += [service.grids.of(below, twin.version, year, part) for part in parts]
    return Fields(tuple(sheets))
