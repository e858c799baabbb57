"""What the EDR queries have in common: the same parameters, read at once, and one budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query, Request
from starlette.responses import Response

from api.access.principal import principal_of
from api.coverage_json import COVERAGE, merged
from api.edr.fields import Chosen, Fields, fields_of
from api.edr.heights import parse_heights
from api.moments import parse_interval
from api.query import together
from api.references import RD, choose_crs
from api.responses import json_response
from api.service import service_of

__all__ = ["Question", "coverage_response"]

Place = TypeVar("Place")


@dataclass(frozen=True)
class Question:
    """Parameters that every query has; FastAPI fills it.

    Parameters
    ----------
    request, collectionId
        What was asked, of what.
    parameter_name, datetime, z, crs
        As they were written.
    """

    request: Request
    collectionId: Annotated[str, Path(description="Id of a twin, or of a successful job")]  # noqa: N815
    parameter_name: Annotated[
        str | None, Query(alias="parameter-name", description="Fields, with commas between; all by default")
    ] = None
    datetime: Annotated[
        str | None,
        Query(description="Instant or interval; a result starts at 1 January of the year it is computed for"),
    ] = None
    z: Annotated[
        str | None,
        Query(description="Heights in m NAP: -5, -10/0, -10,-5,0 or R20/-40/2 (20 from -40, 2 m apart)"),
    ] = None
    crs: Annotated[str | None, Query(description="System of the places and of the answer")] = None

    def fields(self) -> Fields:
        """Fields of the collection."""
        return fields_of(service_of(self.request), principal_of(self.request), self.collectionId)

    def read(
        self, systems: tuple[str, ...], place: Callable[[str], Place], default: str | None = None
    ) -> tuple[str, list[Chosen], Place]:
        """Read all parameters, telling everything that is wrong at once.

        Parameters
        ----------
        systems
            Which may be asked.
        place
            Reads the place that is asked, in the system it is given.
        default
            System when none is asked; CRS84 without.
        """
        fields = self.fields()

        def system() -> str:
            return choose_crs("crs", self.crs or default, systems)

        def pick() -> list[Chosen]:
            names, heights, interval = together(
                lambda: fields.named(self.parameter_name),
                lambda: parse_heights(self.z),
                lambda: parse_interval(self.datetime),
            )
            return fields.pick(names, heights, interval)

        found: list[Any] = together(system, pick, lambda: place(system()))
        return found[0], found[1], found[2]


def coverage_response(coverages: list[dict[str, Any]], crs: str = RD) -> Response:
    """Answer with CoverageJSON."""
    return json_response(merged(coverages), media_type=COVERAGE, headers={"Content-Crs": f"<{crs}>"})
