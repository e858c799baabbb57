"""Turns what a model refuses into problems that a person can mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from twin.errors import Problem, did_you_mean

__all__ = ["translate"]

Loc = Sequence[int | str]

_WANTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a mapping of keys to values",
    "model": "a mapping of keys to values",
    "dataclass": "a mapping of keys to values",
}
_BOUND = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def translate(error: ValidationError, schema: Mapping[str, Any]) -> list[Problem]:
    """List every problem of a validation error, in words.

    Parameters
    ----------
    error
        What pydantic found.
    schema
        JSON schema of the model, for the keys, limits and units in the remedies.
    """
    found = error.errors(include_url=False)
    return [_problem(details, schema) for details in found if not _counts_only_valid(details)]


def _counts_only_valid(details: ErrorDetails) -> bool:
    """Whether a list is called too short that has enough items: pydantic leaves out those that are wrong.

    What is wrong with these is told by itself.
    """
    given = details["input"]
    enough = isinstance(given, Sequence) and len(given) >= details.get("ctx", {}).get("min_length", 0)
    return details["type"] == "too_short" and enough


def _problem(details: ErrorDetails, schema: Mapping[str, Any]) -> Problem:
    loc, kind = details["loc"], details["type"]
    path, node = _walk(loc, schema)
    message, remedy = _words(kind, details, loc, node, schema)
    path = path or "scenario"
    if kind == "union_tag_invalid" and path.startswith("interventions"):
        path = f"{path}.kind"
    context = details.get("ctx", {})
    if "field" in context:  # a check of the whole names the field that it is about
        return Problem(f"{path}.{context['field']}".lstrip("."), context["given"], message, remedy)
    if kind in {"missing", "union_tag_not_found"}:
        return Problem(path, None, message, remedy)
    given = context["tag"] if kind == "union_tag_invalid" else details["input"]
    return Problem(path, given, message, remedy)


def _words(
    kind: str, details: ErrorDetails, loc: Loc, node: Mapping[str, Any], schema: Mapping[str, Any]
) -> tuple[str, str]:
    context = details.get("ctx", {})
    plain: dict[str, Callable[[], tuple[str, str]]] = {
        "missing": lambda: ("is missing", f"Add it{_meaning(node)}."),
        "extra_forbidden": lambda: ("is not a key that is known here", _known(loc, schema)),
        "union_tag_invalid": lambda: ("is not known", did_you_mean(str(context["tag"]), _quoted(context))),
        "union_tag_not_found": lambda: _no_kind(loc, node),
        "literal_error": lambda: ("is not one of the choices", _choose(details["input"], _quoted(context))),
        "json_invalid": lambda: ("holds half a character (a lone surrogate)", "Write it as plain text."),
        "finite_number": lambda: ("is not a finite number", f"Give a number{_range(node)}."),
        "too_short": lambda: (f"has fewer than {context['min_length']} items", "Add what is missing."),
        "too_long": lambda: (f"has more than {context['max_length']} items", "Leave out what is too much."),
        "string_too_short": lambda: ("is empty", "Give some text."),
        "string_too_long": lambda: (f"is longer than {context['max_length']} characters", "Make it shorter."),
        "int_from_float": lambda: ("must be a whole number", f"Give a whole number{_range(node)}."),
    }
    if kind in plain:
        return plain[kind]()
    if kind in _BOUND:
        key, words = _BOUND[kind]
        return f"must be {words} {context[key]:.10g}{_unit(node)}", f"Give a number{_range(node)}."
    if kind.endswith("_type"):
        wanted = _WANTED.get(kind.removesuffix("_type"), "something else")
        return f"must be {wanted}", f"Give {wanted}{_range(node) if 'number' in wanted else ''}."
    return details["msg"].removeprefix("Value error, ").rstrip("."), str(
        context.get("remedy", "See `zicht describe`.")
    )


def _no_kind(loc: Loc, node: Mapping[str, Any]) -> tuple[str, str]:
    known = ", ".join(sorted(_tags(node)))
    if loc and loc[0] == "processes":
        return "is not one process", f"Write `- id` or `- id: {{parameters}}`. Known: {known}."
    return "has no kind", f"Add one: {known}."


def _choose(given: object, choices: list[str]) -> str:
    """Suggest a choice; what looks right already has the wrong type."""
    if str(given) in choices:
        return f"Write {given} without quotes or decimals."
    return did_you_mean(str(given), choices)


def _quoted(context: Mapping[str, Any]) -> list[str]:
    """Choices that pydantic lists as ``'a', 'b' or 'c'``."""
    text = str(context.get("expected_tags") or context.get("expected") or "")
    return [part.strip().strip("'\"") for part in text.replace(" or ", ", ").split(",") if part.strip()]


def _known(loc: Loc, schema: Mapping[str, Any]) -> str:
    _, parent = _walk(loc[:-1], schema)
    return did_you_mean(str(loc[-1]), parent.get("properties", {}))


def _meaning(node: Mapping[str, Any]) -> str:
    title = node.get("title")
    unit = f" [{node['x-unit']}]" if _unit(node) else ""
    return f": {title}{unit}" if title else ""


def _unit(node: Mapping[str, Any]) -> str:
    unit = node.get("x-unit")
    return f" {unit}" if unit and unit != "1" else ""


def _range(node: Mapping[str, Any]) -> str:
    low = node.get("minimum", node.get("exclusiveMinimum"))
    high = node.get("maximum", node.get("exclusiveMaximum"))
    if low is None and high is None:
        return _unit(node)
    if low is None or high is None:
        return (
            f" of at least {low:.10g}{_unit(node)}"
            if high is None
            else f" of at most {high:.10g}{_unit(node)}"
        )
    return f" from {low:.10g} to {high:.10g}{_unit(node)}"


def _walk(loc: Loc, schema: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Dotted path of a location as a person wrote it, and the piece of schema that describes it."""
    path, node = "", _resolve(schema, schema)
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
            node = _resolve(node.get("items") or _nth(node, part), schema)
        elif part in node.get("properties", {}):
            node = _resolve(node["properties"][part], schema)
            path += "" if part == "parameters" else f".{part}"
        elif part in _tags(node):
            is_process = path.startswith(".processes")
            node = _resolve({"$ref": _tags(node)[part]}, schema)
            path += f".{part}" if is_process else ""
        else:
            node, path = {}, f"{path}.{part}"
    return path.lstrip("."), node


def _nth(node: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    items = node.get("prefixItems", ())
    found: Mapping[str, Any] = items[index] if index < len(items) else {}
    return found


def _tags(node: Mapping[str, Any]) -> Mapping[str, str]:
    tags: Mapping[str, str] = node.get("discriminator", {}).get("mapping", {})
    return tags


def _resolve(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference and step over "or null", keeping the hints beside it."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        return {**_resolve(schema["$defs"][name], schema), **{k: v for k, v in node.items() if k != "$ref"}}
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) == 1:
        return {**_resolve(options[0], schema), **{k: v for k, v in node.items() if k != "anyOf"}}
    return node
