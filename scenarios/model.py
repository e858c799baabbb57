"""The scenario file: baseline, horizon, drivers, interventions and the processes that answer."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, Union

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from scenarios.files import read_mapping
from scenarios.forcing import DriverSet, Reference, SeaLevelRise
from scenarios.forms import FormModel, field
from scenarios.inheritance import ids_of, inherited, told_once
from scenarios.intervention import Intervention, interventions
from scenarios.problems import translate
from scenarios.process import ANNOUNCED, processes
from twin.errors import InvalidInputError, invalid

__all__ = ["ProcessCall", "Scenario"]


class ProcessCall(BaseModel):
    """A process that a scenario asks for, with its parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str
    parameters: Any = None

    @property
    def is_built(self) -> bool:
        """Whether the process runs already."""
        return self.id in processes()


class _AnyIntervention:
    """Stands for the union of all kinds of interventions that are found."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kinds = tuple(interventions().values())
        return handler.generate_schema(Annotated[Union[kinds], Field(discriminator="kind")])  # noqa: UP007


class _AnyProcess:
    """Stands for the union of all processes, each with its own parameters."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        calls = tuple(_call_model(name) for name in _process_ids())
        return handler.generate_schema(Annotated[Union[calls], Field(discriminator="id")])  # noqa: UP007


def _process_ids() -> list[str]:
    return [*processes(), *(name for name in ANNOUNCED if name not in processes())]


def _call_model(name: str) -> type[ProcessCall]:
    parameters: Any = dict[str, Any]
    if name in processes():
        parameters = processes()[name].Parameters
    identity: Any = Literal[name]
    fields: Any = {"id": (identity, ...), "parameters": (parameters, ...)}
    return create_model(_call_model_name(name), __base__=ProcessCall, **fields)


class Scenario(FormModel):
    """A scenario: what is changed and what drives it, validated once.

    Make one with `load`; `to_dict` gives back what a file would hold, with every default filled in.
    """

    model_config = ConfigDict(defer_build=True)

    name: str = field("Name", "Naam", min_length=1, max_length=200)
    baseline: str = field("Twin", "Twin", default="demo", min_length=1, max_length=4096)
    start: int | None = field("Start", "Begin", default=None, unit="year", ge=1950, le=2300)
    horizon: int = field("Horizon", "Zichtjaar", default=2100, unit="year", ge=1950, le=2300)
    drivers: DriverSet = field("Drivers", "Aandrijving", default=DriverSet())
    reference: Reference = field("Reference", "Referentie", default=Reference())
    interventions: list[Annotated[Intervention, _AnyIntervention]] = field(
        "Interventions", "Maatregelen", default=[], max_length=1000
    )
    processes: list[Annotated[ProcessCall, _AnyProcess]] = field(
        "Processes", "Processen", min_length=1, max_length=50
    )

    @classmethod
    def load(cls, source: str | Path | Mapping[str, Any]) -> Self:
        """Read and validate a scenario.

        Parameters
        ----------
        source
            Path of a YAML or JSON file, or its content as a mapping.

        Raises
        ------
        InvalidInputError
            With every problem found: field, value, what is wrong, what to do.
        """
        content = dict(source) if isinstance(source, Mapping) else read_mapping(Path(source))
        if isinstance(content.get("processes"), list | tuple):
            content["processes"] = inherited([_expand(entry) for entry in content["processes"]])
        try:
            return cls.model_validate_json(_as_json(content))
        except ValidationError as error:
            problems = translate(error, _model_schema())
            raise InvalidInputError(told_once(problems, ids_of(content.get("processes")))) from None

    @field_validator("name")
    @classmethod
    def _readable(cls, name: str) -> str:
        if not name.strip() or any(unicodedata.category(letter) == "Cc" for letter in name):
            raise PydanticCustomError(
                "unreadable",
                "has nothing to read, or control characters",
                {"remedy": "Give one line of text."},
            )
        return name

    @model_validator(mode="after")
    def _horizon_after_start(self) -> Self:
        if self.start is not None and self.horizon < self.start:
            raise PydanticCustomError(
                "horizon_before_start",
                "the horizon {horizon} lies before the start {start}",
                {
                    "field": "horizon",
                    "given": self.horizon,
                    "horizon": self.horizon,
                    "start": self.start,
                    "remedy": "Give a horizon of the start or later.",
                },
            )
        return self

    @model_validator(mode="after")
    def _each_process_once(self) -> Self:
        ids = [call.id for call in self.processes]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise PydanticCustomError(
                "process_twice",
                "the process {twice} stands there more than once",
                {
                    "field": "processes",
                    "given": ids,
                    "twice": ", ".join(twice),
                    "remedy": "Make a scenario of each.",
                },
            )
        return self

    @property
    def built(self) -> tuple[ProcessCall, ...]:
        """The processes that run."""
        return tuple(call for call in self.processes if call.is_built)

    @property
    def parameters_from(self) -> dict[str, str]:
        """Processes that take the parameters they leave open from another one here, by their ids."""
        there = {call.id for call in self.processes}
        bases = {call.id: processes()[call.id].builds_on for call in self.built}
        return {name: base for name, base in bases.items() if base in there}

    @property
    def not_built(self) -> tuple[str, ...]:
        """Ids of processes that are announced but do not run yet."""
        return tuple(call.id for call in self.processes if not call.is_built)

    @property
    def reference_drivers(self) -> DriverSet:
        """Drivers of the reference: no rise under the same storm and rain, unless the file says otherwise."""
        drivers = self.drivers.model_copy(update={"sea_level_rise": SeaLevelRise(metres=0.0)})
        given = self.reference.drivers
        return drivers.model_copy(update={name: getattr(given, name) for name in given.model_fields_set})

    @property
    def files(self) -> dict[str, str]:
        """Files of the user, by their fields, such as ``processes[0].water-level-raise.somers_table``."""
        return {
            f"processes[{position}].{call.id}.{name}": given
            for position, call in enumerate(self.processes)
            for name in (call.parameters.files if call.is_built else ())
            if (given := getattr(call.parameters, name)) is not None
        }

    def with_files(self, place: Callable[[str], str | None]) -> Self:
        """Scenario whose files stand somewhere else.

        Parameters
        ----------
        place
            Gives the new place of a file; None leaves it out.
        """
        calls = []
        for call in self.processes:
            names = call.parameters.files if call.is_built else ()
            given = {name: getattr(call.parameters, name) for name in names}
            moved = {name: place(text) for name, text in given.items() if text is not None}
            parameters = call.parameters.model_copy(update=moved) if moved else call.parameters
            calls.append(call.model_copy(update={"parameters": parameters}))
        return self.model_copy(update={"processes": calls})

    def to_dict(self) -> dict[str, Any]:
        """Give the content of a file that loads to this scenario, defaults and reference written out."""
        content = self.model_dump(mode="json", by_alias=True)
        content["drivers"] = _plain(self.drivers)
        content["reference"] = {"drivers": _plain(self.reference_drivers)}
        content["processes"] = [{call["id"]: call["parameters"]} for call in content["processes"]]
        return content

    def canonical_json(self) -> str:
        """Give the one text of this scenario: sorted keys, no spaces."""
        return json.dumps(
            self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    @classmethod
    def schema_of_file(cls) -> dict[str, Any]:
        """JSON schema of a scenario file."""
        schema = json.loads(json.dumps(_model_schema()))
        calls = schema["$defs"]
        by_id = {name: calls[_call_model_name(name)]["properties"]["parameters"] for name in processes()}
        schema["properties"]["processes"]["items"] = {
            "anyOf": [
                {"type": "string", "enum": list(processes())},
                {"type": "object", "properties": by_id, "additionalProperties": False, "maxProperties": 1},
            ]
        }
        for name in _process_ids():
            calls.pop(_call_model_name(name), None)
        return dict(schema)


def _call_model_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-")) + "Call"


def _expand(entry: Any) -> Any:
    """Bring ``id`` and ``{id: parameters}`` to one form; anything else is left for the model to refuse."""
    if isinstance(entry, str):
        return {"id": entry, "parameters": {}}
    if isinstance(entry, Mapping) and len(entry) == 1:
        ((name, parameters),) = entry.items()
        return {"id": name, "parameters": {} if parameters is None else parameters}
    return entry


def _as_json(content: Mapping[str, Any]) -> str:
    """Write down what was given, so that a file, a mapping and a request are judged alike."""
    try:
        return json.dumps(content, default=_as_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise invalid("scenario", type(content).__name__, str(error), "Give plain values.") from None


def _as_plain(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"a {type(value).__name__} is no plain value")


def _plain(drivers: DriverSet) -> dict[str, Any]:
    """Drivers as a file holds them: the rise without what does not belong to its form."""
    content = drivers.model_dump(mode="json", by_alias=True)
    rise = content["sea_level_rise"]
    if rise is not None:
        kept = ("metres",) if rise["scenario"] is None else ("scenario", "quantile")
        content["sea_level_rise"] = {key: rise[key] for key in kept}
    return content


@cache
def _model_schema() -> dict[str, Any]:
    return Scenario.model_json_schema(by_alias=True)
