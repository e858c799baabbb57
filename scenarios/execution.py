"""One process on its own: its inputs over HTTP, and the scenario that such a request stands for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scenarios.model import Scenario
from scenarios.process import processes
from twin.errors import InvalidInputError, Problem

__all__ = ["execution_inputs", "from_execution"]


def execution_inputs(process_id: str) -> dict[str, dict[str, Any]]:
    """Describe the inputs of one process over HTTP: the scenario's keys, and the process's own parameters.

    Returns
    -------
    dict
        Name of the input to ``{"schema", "required"}``; references in a schema point into its own ``$defs``.
    """
    whole = Scenario.schema_of_file()
    del whole["properties"]["processes"]
    own = processes()[process_id].Parameters.model_json_schema(by_alias=True)
    described = {}
    for schema in (whole, own):
        for name, node in schema.get("properties", {}).items():
            required = name in schema.get("required", ()) and name != "name"
            described[name] = {"schema": _with_definitions(node, schema), "required": required}
    return described


def _with_definitions(node: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a piece of schema together with the definitions that it refers to, near or far."""
    definitions = schema.get("$defs", {})
    wanted: dict[str, Any] = {}
    texts = [json.dumps(node)]
    while texts:
        text = texts.pop()
        for name, definition in definitions.items():
            if name not in wanted and f'"#/$defs/{name}"' in text:
                wanted[name] = definition
                texts.append(json.dumps(definition))
    return {**node, "$defs": dict(sorted(wanted.items()))} if wanted else dict(node)


def from_execution(process_id: str, inputs: Mapping[str, Any]) -> Scenario:
    """Make the scenario that runs one process, from the flat inputs of an execution request.

    Raises
    ------
    InvalidInputError
        If the process does not run, or an input is wrong; the fields are named as the inputs are.
    """
    if process_id not in processes():
        raise InvalidInputError(
            [Problem("process", process_id, "does not run here", "See the list of processes.")]
        )
    process = processes()[process_id]
    own = {name: value for name, value in inputs.items() if name in process.Parameters.model_fields}
    rest = {name: value for name, value in inputs.items() if name not in own and name != "processes"}
    problems = []
    if "processes" in inputs:
        problems.append(
            Problem("processes", inputs["processes"], "is not an input here", "Use the process `scenario`.")
        )
    try:
        scenario = Scenario.load({"name": process.title_en, **rest, "processes": [{process_id: own}]})
    except InvalidInputError as error:
        prefix = f"processes[0].{process_id}."
        problems += [
            Problem(p.field.removeprefix(prefix), p.value, p.message, p.remedy) for p in error.problems
        ]
    if problems:
        raise InvalidInputError(problems)
    return scenario
