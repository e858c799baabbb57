"""Processes as OGC API Processes describes them, made from their pydantic models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.errors import NoSuchProcessError
from api.responses import link

if TYPE_CHECKING:
    from scenarios.process import Process

__all__ = ["OUTPUTS", "SCENARIO", "describe", "known", "process_of", "summaries"]

SCENARIO = "scenario"
"""The process that takes a whole scenario as one job."""

_EXECUTE = "http://www.opengis.net/def/rel/ogc/1.0/execute"
OUTPUTS = {
    "indicators": {
        "title": "Indicators",
        "x-title-nl": "Indicatoren",
        "schema": {"type": "object", "contentMediaType": "application/json"},
    },
    "result": {
        "title": "Fields and tables (Zarr v3)",
        "x-title-nl": "Velden en tabellen (Zarr v3)",
        "schema": {"type": "string", "format": "uri", "contentMediaType": "application/vnd+zarr"},
    },
    "provenance": {
        "title": "Provenance",
        "x-title-nl": "Herkomst",
        "schema": {"type": "string", "format": "uri", "contentMediaType": "application/json"},
    },
}


def known() -> dict[str, Process[Any] | None]:
    """Processes that run, by id; `scenario` has none of its own."""
    from scenarios.process import processes

    return {**processes(), SCENARIO: None}


def process_of(identifier: str) -> Process[Any] | None:
    """The process of an id; `scenario` has none of its own.

    Raises
    ------
    NoSuchProcessError
        When there is none of that id.
    """
    every = known()
    if identifier not in every:
        raise NoSuchProcessError(
            f"There is no process {identifier[:64]!r}; known: {', '.join(sorted(every))}."
        )
    return every[identifier]


def summaries() -> list[dict[str, Any]]:
    """Short descriptions of all processes."""
    return [_summary(identifier, process) for identifier, process in known().items()]


def describe(identifier: str) -> dict[str, Any]:
    """Describe one process with its inputs and outputs.

    Raises
    ------
    NoSuchProcessError
        When there is none of that id.
    """
    from scenarios.execution import execution_inputs

    process = process_of(identifier)
    inputs = _scenario_inputs() if identifier == SCENARIO else execution_inputs(identifier)
    content = _summary(identifier, process)
    content["inputs"] = {name: _input(name, entry) for name, entry in inputs.items()}
    content["outputs"] = OUTPUTS
    content["links"].append(link(f"/v1/processes/{identifier}/execution", _EXECUTE, "Execute"))
    return content


def _summary(identifier: str, process: Process[Any] | None) -> dict[str, Any]:
    control = ["async-execute", "dismiss"]
    if process is None:
        texts = {
            "title": "A whole scenario",
            "description": "Runs every process of a scenario as one job.",
            "x-title-nl": "Een heel scenario",
            "x-description-nl": "Voert alle processen van een scenario uit als één taak.",
            "version": "1.0.0",
        }
    else:
        texts = {
            "title": process.title_en,
            "description": process.description_en,
            "x-title-nl": process.title_nl,
            "x-description-nl": process.description_nl,
            "version": process.version,
        }
        if process.synchronous:
            control.append("sync-execute")
    return {
        "id": identifier,
        **texts,
        "jobControlOptions": control,
        "outputTransmission": ["value", "reference"],
        "links": [link(f"/v1/processes/{identifier}", "self")],
    }


def _scenario_inputs() -> dict[str, dict[str, Any]]:
    from scenarios.model import Scenario

    schema = Scenario.schema_of_file()
    shared = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    required = set(schema.get("required", ()))
    return {
        name: {"schema": entry | shared, "required": name in required}
        for name, entry in schema["properties"].items()
    }


def _input(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    schema = entry["schema"]
    found: dict[str, Any] = {
        "title": entry.get("title") or schema.get("title") or name,
        "schema": schema,
        "minOccurs": 1 if entry.get("required") else 0,
        "maxOccurs": 1,
    }
    if "description" in schema:
        found["description"] = schema["description"]
    dutch = entry.get("x-title-nl") or schema.get("x-title-nl")
    return found | ({"x-title-nl": dutch} if dutch else {})
