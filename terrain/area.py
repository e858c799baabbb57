"""The area file: which part of the Netherlands, how fine, and where its data comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from terrain.connectors import connectors
from terrain.connectors.base import Role, Source, refusal
from terrain.extent import bbox_suspicion
from twin.errors import InvalidInputError, Problem, did_you_mean
from twin.features import THEMES
from twin.grid import GridSpec
from twin.mapping_files import read_mapping
from twin.store import embedded_areas

__all__ = ["MAX_CELLS", "RASTERS", "Area", "Edges"]

MAX_CELLS = 200_000_000
"""Most cells a twin may have: 6 surface variables of it still fit in 8 GB."""

RASTERS = ("ground_level", "land_use", "soil", "roughness", "permanent_water")
_EDGES = ("west", "east", "north", "south")
_RASTER_KEYS = frozenset({"unit", "nodata", "water", "classes"})
_FEATURE_KEYS = frozenset({"columns", "values", "units", "translate", "where", "crest"})


class Edges(Source):
    """The sea touches the area on these sides: it starts at the outermost valid cells."""

    connector: str = "edge"
    edge: tuple[str, ...] = Field(min_length=1)

    @field_validator("edge", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("edge")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for side in value:
            if side not in _EDGES:
                raise refusal("is not a side of the area", did_you_mean(side, _EDGES))
        return value


class Area(BaseModel):
    """A part of the Netherlands to build a twin of.

    Parameters
    ----------
    name
        Short name: lower-case letters, digits and hyphens.
    bbox
        Outer edges ``xmin, ymin, xmax, ymax`` in EPSG:28992 [m].
    resolution
        Cell size [m], 0.1..1000.
    attribution, licence
        Who is to be named, and the licence under which the twin and its results may be used.
    reference_year
        Year the data stands for.
    sources
        Per quantity or theme the source, or sources, it comes from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    title_nl: str = ""
    title_en: str = ""
    attribution: str = ""
    licence: str = Field("", max_length=100)
    reference_year: int = Field(2025, ge=1900, le=2200)
    bbox: tuple[float, float, float, float]
    resolution: float = Field(ge=0.1, le=1000)
    sources: dict[str, tuple[SerializeAsAny[Source], ...]]

    @field_validator("name")
    @classmethod
    def _free(cls, name: str) -> str:
        if name.partition("-")[0] in {*embedded_areas(), "catalogue"}:  # what services call their catalogue
            raise refusal("is kept by Zicht itself", "Choose another name.")
        return name

    @field_validator("bbox")
    @classmethod
    def _in_the_netherlands(
        cls, bbox: tuple[float, float, float, float]
    ) -> tuple[float, float, float, float]:
        if suspicion := bbox_suspicion(bbox):
            raise refusal(*suspicion)
        return bbox

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        grid, _ = GridSpec.from_bbox(self.bbox, self.resolution)
        if (cells := grid.nx * grid.ny) > MAX_CELLS:
            coarser = math.sqrt(cells / MAX_CELLS) * self.resolution
            # A model validator has no field of its own: the resolution is what has to change.
            raise refusal(
                f"gives {grid.nx} x {grid.ny} = {cells / 1e6:,.0f} million cells,"
                f" at most {MAX_CELLS / 1e6:.0f} million",
                f"Use {math.ceil(coarser * 10) / 10:g} m or coarser, or a smaller bbox.",
                field="resolution",
                value=self.resolution,
            )
        return self

    @classmethod
    def load(cls, source: Area | Path | str | Mapping[str, Any]) -> Area:
        """Read and validate an area file, or a mapping with its keys.

        Raises
        ------
        InvalidInputError
            With every problem found.
        """
        if isinstance(source, Area):
            return source
        entries, folder = _read(source)
        parsed, problems = _parse_sources(entries.get("sources"), folder)
        try:
            area = cls.model_validate({**entries, "sources": parsed})
        except ValidationError as error:
            problems = [*_problems(error, cls), *problems]
        if problems:
            raise InvalidInputError(problems)
        return area


def _read(source: Path | str | Mapping[str, Any]) -> tuple[dict[str, Any], Path]:
    if isinstance(source, Mapping):
        return dict(source), Path.cwd()
    path = Path(source)
    return read_mapping(path), path.resolve().parent


def _parse_sources(entries: Any, folder: Path) -> tuple[dict[str, tuple[Source, ...]], list[Problem]]:
    if not isinstance(entries, Mapping):
        message = "is required" if entries is None else "is not a mapping"
        return {}, [Problem("sources", entries, message, "Give at least ground_level.")]
    parsed: dict[str, tuple[Source, ...]] = {}
    problems: list[Problem] = []
    for key, given in entries.items():
        field = f"sources.{key}"
        if (role := _role(str(key))) is None:
            known = (*RASTERS, "sea", "voxels", *THEMES)
            problems.append(Problem(field, key, "is not a quantity or theme", did_you_mean(str(key), known)))
            continue
        if given == []:
            problems.append(Problem(field, given, "is empty", "Give a source, or leave it out."))
        several = isinstance(given, list)
        found: list[Source] = []
        for index, entry in enumerate(given if several else [given]):
            source, wrong = _parse_source(
                str(key), role, entry, f"{field}[{index}]" if several else field, folder
            )
            problems += wrong
            found += [source] if source else []
        parsed[str(key)] = tuple(found)
    if "ground_level" not in entries:
        problems.append(
            Problem("sources.ground_level", None, "is required", "Give the raster of the ground level.")
        )
    return parsed, problems


def _role(key: str) -> Role | None:
    if key in RASTERS:
        return "raster"
    if key == "voxels":
        return "voxels"
    return "features" if key in THEMES or key == "sea" else None


def _parse_source(
    key: str, role: Role, entry: Any, field: str, folder: Path
) -> tuple[Source | None, list[Problem]]:
    if not isinstance(entry, Mapping):
        return None, [Problem(field, entry, "is not a mapping", "Give {connector: file, path: ...}.")]
    model: type[BaseModel]
    try:
        if key == "sea" and "edge" in entry:
            model = Edges
            return Edges.model_validate(entry), []
        name = entry.get("connector")
        connector = connectors().get(str(name))
        if connector is None:
            known = [name for name, other in connectors().items() if role in other.delivers]
            return None, [
                Problem(f"{field}.connector", name, "is not a connector", did_you_mean(str(name), known))
            ]
        if role not in connector.delivers:
            return None, [
                Problem(f"{field}.connector", name, f"does not deliver {role}", "Use another connector.")
            ]
        model = connector.model
        source = connector.parse(entry, folder)
    except ValidationError as error:
        return None, list(_problems(error, model, field))
    return source, list(_misplaced(source, role, key, field))


def _misplaced(source: Source, role: Role, key: str, field: str) -> Iterator[Problem]:
    """Find keys that mean nothing here, such as `water` on buildings."""
    allowed = {"raster": _RASTER_KEYS, "features": _FEATURE_KEYS, "voxels": frozenset[str]()}[role]
    for name in sorted((_RASTER_KEYS | _FEATURE_KEYS | {"bed_level"}) & source.model_fields_set):
        fits = {
            "water": key == "ground_level",
            "unit": key == "ground_level",
            "classes": key in ("land_use", "soil", "permanent_water"),
            "crest": key == "dikes",
            "bed_level": key == "sea",
        }
        if not fits.get(name, name in allowed):
            yield Problem(
                f"{field}.{name}", getattr(source, name), f"has no meaning for {key}", "Leave it out."
            )


def _problems(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Problem]:
    return [_problem(detail, model, prefix) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, model: type[BaseModel], prefix: str) -> Problem:
    """Put one pydantic error into words."""
    where = [str(part) for part in detail["loc"]]
    field = ".".join([*([prefix] if prefix else []), *where]) or "area"
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        remedy = did_you_mean(where[0], model.model_fields) if len(where) == 1 else "Leave it out."
        return Problem(field, detail["input"], "is not a key here", remedy)
    if detail["type"] == "missing":
        return Problem(field, None, "is required", "Add it.")
    if detail["type"] == "zicht":
        named, value = context.get("field", field), context.get("value", detail["input"])
        return Problem(str(named), value, str(context["message"]), str(context["remedy"]))
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return Problem(field, detail["input"], message, _remedy(detail["type"], detail.get("ctx", {})))


def _remedy(kind: str, context: dict[str, Any]) -> str:
    """Say what to give instead of a value of the wrong kind."""
    if kind == "literal_error":
        return f"Use {context['expected']}."
    starts = {
        "tuple": "Give a list.",
        "dict": "Give a mapping.",
        "float": "Give a number.",
        "int": "Give a number.",
        "string": "Give text: lower-case letters, digits, hyphens.",
        "too_short": "Give at least one.",
    }
    return next((remedy for start, remedy in starts.items() if kind.startswith(start)), "Correct the value.")
