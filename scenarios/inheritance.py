"""A process that builds on another one of the same scenario takes over its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.process import processes
from twin.errors import Problem

__all__ = ["ids_of", "inherited", "told_once"]


def inherited(entries: list[Any]) -> list[Any]:
    """Give a process that builds on another one of the same scenario the parameters that it leaves open.

    Parameters
    ----------
    entries
        Processes as ``{"id", "parameters"}``; anything else is left as it is.
    """
    calls = [entry for entry in entries if isinstance(entry, Mapping) and isinstance(entry.get("id"), str)]
    given = {entry["id"]: entry.get("parameters") for entry in calls}
    return [_with_base(entry, given) if entry in calls else entry for entry in entries]


def _with_base(entry: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    process, own = processes().get(entry["id"]), entry.get("parameters")
    base = None if process is None or process.builds_on is None else given.get(process.builds_on)
    if process is None or not isinstance(base, Mapping) or not isinstance(own, Mapping):
        return entry
    shared = {name: base[name] for name in process.Parameters.model_fields if name in base}
    return {**entry, "parameters": {**shared, **own}}


def told_once(problems: list[Problem], ids: Sequence[str]) -> list[Problem]:
    """Leave out what a process only repeats from the one whose parameters it takes over.

    Parameters
    ----------
    problems
        Problems with fields such as ``processes[1].flood-consequences.hours``.
    ids
        Ids of the processes of the scenario, in its order.
    """
    said = {(problem.field, problem.message) for problem in problems}
    bases = {
        f"processes[{position}].{name}.": f"processes[{ids.index(base)}].{base}."
        for position, name in enumerate(ids)
        if name in processes() and (base := processes()[name].builds_on) in ids and base is not None
    }
    return [
        problem
        for problem in problems
        if not any(
            problem.field.startswith(own) and (base + problem.field[len(own) :], problem.message) in said
            for own, base in bases.items()
        )
    ]


def ids_of(entries: Any) -> list[str]:
    """Ids of processes as they were given, in their order; "" for what is not one."""
    listed = entries if isinstance(entries, list) else []
    return [str(entry.get("id", "")) if isinstance(entry, Mapping) else "" for entry in listed]
