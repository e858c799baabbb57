"""``zicht describe``: what a process or an intervention asks for, or both of one name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.commands.console import print_json, print_table
from twin.errors import did_you_mean, invalid

__all__ = ["describe"]


def describe(name: str, *, as_json: bool) -> None:
    """Show the fields of a process or an intervention of a name, or of both, and the answers of a process."""
    from scenarios.intervention import interventions
    from scenarios.process import ANNOUNCED, processes

    found = [
        *([_of_process(name)] if name in processes() else []),
        *([_of_intervention(name)] if name in interventions() else []),
    ]
    if not found:
        known = list(dict.fromkeys([*processes(), *interventions()]))
        remedy = f"It is announced, not built yet. There are: {', '.join(known)}."
        raise invalid(
            "name", name, "does not run here", remedy if name in ANNOUNCED else did_you_mean(name, known)
        )
    if as_json:
        # Of two of one name the intervention stands in the process, whose keys stay as they are.
        first, *others = found
        print_json({**first, **({"intervention": others[0]} if others else {})})
        return
    for number, shown in enumerate(found):
        if number:
            print_table(("the intervention of that name",), [])
        _show(shown)


def _of_intervention(name: str) -> dict[str, Any]:
    from scenarios.intervention import interventions

    kind = interventions()[name]
    return {
        "id": name,
        "title": kind.title_en,
        "description": kind.description_en,
        "parameters": kind.model_json_schema(),
    }


def _of_process(name: str) -> dict[str, Any]:
    from scenarios.process import processes

    process = processes()[name]
    return {
        "id": name,
        "title": process.title_en,
        "description": process.description_en,
        "version": process.version,
        "indicators": {
            key: {
                "unit": entry.unit,
                "label_nl": entry.label_nl,
                "label_en": entry.label_en,
                "method": entry.method,
            }
            for key, entry in process.indicators.items()
        },
        "parameters": process.Parameters.model_json_schema(),
    }


def _show(shown: Mapping[str, Any]) -> None:
    print_table((f"{shown['id']}: {shown['title']}",), [(str(shown["description"]),)])
    schema = shown["parameters"]
    fields = schema.get("properties", {})
    rows = [
        (name, _kind(node), str(node.get("x-unit", "")), _default(name, node, schema), node.get("title", ""))
        for name, node in fields.items()
    ]
    print_table(("field", "type", "unit", "default", "meaning"), rows, whole=(0,))
    if answers := shown.get("indicators"):
        print_table(
            ("answer", "unit", "meaning"),
            [(key, row["unit"], row["label_en"]) for key, row in answers.items()],
            whole=(0,),
        )


def _kind(node: Mapping[str, Any]) -> str:
    if "x-geometry" in node:
        return str(node["x-geometry"])
    if "const" in node:
        return str(node["const"])
    if "enum" in node:
        return " | ".join(map(str, node["enum"]))
    if "anyOf" in node:
        return " or ".join(_kind(option) for option in node["anyOf"] if option.get("type") != "null")
    low, high = (
        node.get("minimum", node.get("exclusiveMinimum")),
        node.get("maximum", node.get("exclusiveMaximum")),
    )
    bounds = (
        ""
        if low is None and high is None
        else f" {'' if low is None else low}..{'' if high is None else high}"
    )
    return f"{node.get('type', '')}{bounds}"


def _default(name: str, node: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if name in schema.get("required", ()):
        return "required"
    value = node.get("default")
    return "" if value is None else str(value)
