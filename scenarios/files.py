"""Scenario files as people give them: read, and with a key overridden."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from twin.errors import InvalidInputError, Problem, invalid
from twin.mapping_files import parse_value, read_mapping

__all__ = ["read_mapping", "set_value"]


def set_value(content: dict[str, Any], assignment: str) -> None:
    """Override a key of a file in place, as ``drivers.sea_level_rise.metres=2`` asks.

    Parts of the path are keys, positions in a list, or names of processes.

    Raises
    ------
    InvalidInputError
        If the assignment has no ``=`` or the path does not lead anywhere.
    """
    path, separator, text = assignment.partition("=")
    parts = [part.strip() for part in path.split(".")]
    if not separator or not all(parts):
        raise invalid("--set", assignment, "is not key=value", "Write drivers.sea_level_rise.metres=2.")
    node: Any = content
    for part, following in pairwise(parts):
        node = _step(node, part, following, assignment)
    _assign(node, parts[-1], parse_value(text, "--set"), assignment)


def _step(node: Any, part: str, following: str, assignment: str) -> Any:
    if isinstance(node, dict):
        if node.get(part) is None:
            node[part] = {}
        return node[part]
    if isinstance(node, list):
        index = _position(node, part, assignment)
        if node[index] in (part, following):  # a bare name of a process, by that name or by its position
            node[index] = {node[index]: {}}
        entry = node[index]
        if isinstance(entry, dict) and list(entry) == [part]:
            entry[part] = entry[part] or {}
            return entry[part]
        return entry
    raise _nowhere(part, assignment)


def _assign(node: Any, part: str, value: Any, assignment: str) -> None:
    if isinstance(node, dict):
        node[part] = value
    elif isinstance(node, list):
        node[_position(node, part, assignment)] = value
    else:
        raise _nowhere(part, assignment)


def _position(items: list[Any], part: str, assignment: str) -> int:
    if part.isdecimal() and int(part) < len(items):
        return int(part)
    for index, item in enumerate(items):
        if item == part or (isinstance(item, dict) and list(item) == [part]):
            return index
    raise _nowhere(part, assignment)


def _nowhere(part: str, assignment: str) -> InvalidInputError:
    problem = Problem(
        "--set",
        assignment,
        f"{part!r} is not in the file",
        "Give keys, positions (0, 1, ...) or process ids.",
    )
    return InvalidInputError([problem])
