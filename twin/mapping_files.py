"""Reading the files that people write: YAML or JSON, small, without surprises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from twin.errors import invalid

__all__ = ["parse_mapping", "parse_value", "read_mapping"]

_LARGEST = 500_000
_TAG = "tag:yaml.org,2002:"
_PLAIN = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
)
"""What is more than text: the core schema of YAML 1.2, in which 1e4 is a number and 1:30, 010 and no are not
90, 8 and false."""


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a key is text and stands once, nothing refers elsewhere, no type is forced."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _refused("references (*name) are not allowed", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _refused("types (!name) are not allowed", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refused("a key is one word, not a list or a mapping", key.start_mark)
            if key.value in seen:
                raise _refused(f"the key {key.value!r} stands there twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _refused(message: str, mark: Any) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, message, mark)


_Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in _PLAIN:
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(f"^(?:{_pattern})$"), _first)
_Loader.add_constructor(_TAG + "int", lambda _, node: int(node.value))


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML or JSON file that holds keys and values.

    Raises
    ------
    InvalidInputError
        If the file is not there, too large, not text, or not a mapping.
    """
    try:
        with path.open("rb") as file:  # a size is no promise: think of /dev/zero
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise invalid("file", str(path), "is larger than 0.5 MB", "Is this the right file?")
        text = content.decode("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise invalid("file", str(path), f"cannot be read: {reason}", "Check the path.") from None
    return parse_mapping(text, str(path))


def parse_mapping(text: str, name: str) -> dict[str, Any]:
    """Parse YAML or JSON text that holds keys and values; ``name`` tells people where it came from.

    Raises
    ------
    InvalidInputError
        If it is not valid, holds a key twice or a reference, or is not a mapping.
    """
    content = _parse(text, "file", name)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise invalid("file", name, "does not hold keys and values", "Write lines like `name: ...`.")
    return content


def parse_value(text: str, name: str) -> Any:
    """Parse one YAML value, such as the right side of ``--set key=value``; ``name`` is its field."""
    return _parse(text, name, text)


def _parse(text: str, field: str, given: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise invalid(field, given, f"is not valid YAML: {error.problem}{where}", "Mend that line.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        detail = " ".join(str(error).split())
        raise invalid(field, given, f"is not valid YAML: {detail}", "Mend the file.") from None
