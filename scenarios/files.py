"""Reads the files that people write: YAML or JSON, small, without surprises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from twin.errors import InvalidInputError, Problem, invalid

__all__ = ["parse_mapping", "parse_value", "read_mapping", "set_value"]

_LARGEST = 5_000_000


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a key stands once and nothing refers to something else."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(
                None, None, "references (*name) are not allowed", event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands there twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML or JSON file that holds keys and values.

    Raises
    ------
    InvalidInputError
        If the file is not there, too large, not text, or not a mapping.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise invalid("file", str(path), "is larger than 5 MB", "Is this the right file?")
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise invalid("file", str(path), f"cannot be read: {reason}", "Check the path.") from None
    return parse_mapping(text, str(path))


def parse_mapping(text: str, name: str) -> dict[str, Any]:
    """Parse YAML or JSON text that holds keys and values; ``name`` tells people where it came from."""
    content = _parse(text, name)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise invalid("file", name, "does not hold keys and values", "Write lines like `name: my scenario`.")
    return content


def parse_value(text: str, name: str) -> Any:
    """Parse one YAML value, such as the right side of ``--set key=value``."""
    return _parse(text, name)


def _parse(text: str, name: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise invalid("file", name, f"is not valid YAML: {error.problem}{where}", "Mend that line.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise invalid("file", name, f"is not valid YAML: {error}", "Mend the file.") from None


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
    for part in parts[:-1]:
        node = _step(node, part, assignment)
    _assign(node, parts[-1], parse_value(text, "--set"), assignment)


def _step(node: Any, part: str, assignment: str) -> Any:
    if isinstance(node, dict):
        if node.get(part) is None:
            node[part] = {}
        return node[part]
    if isinstance(node, list):
        index = _position(node, part, assignment)
        if node[index] == part:
            node[index] = {part: {}}
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
    if part.isdigit() and int(part) < len(items):
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
