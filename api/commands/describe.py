"""``zicht describe``: what a process or an intervention asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.commands.console import print_json, print_table
from twin.errors import did_you_mean, invalid

__all__ = ["describe"]


def describe(name: str, *, as_json: bool) -> None:
    """Show the fields of a process or an intervention, and the answers of a process."""
    from scenarios.intervention import interventions
    from scenarios.process import ANNOUNCED, processes

    if name in interventions() and name not in processes():
        kind = interventions()[name]
        _show(
            {"id": name, "title": kind.title_en, "description": kind.description_en},
            kind.model_json_schema(),
            as_json,
        )
        return
    if name not in processes():
        known = [*processes(), *interventions()]
        remedy = f"It is announced, not built yet. There are: {', '.join(known)}."
        raise invalid(
            "name", name, "does not run here", remedy if name in ANNOUNCED else did_you_mean(name, known)
        )
    process = processes()[name]
    head = {
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
    }
    _show(head, process.Parameters.model_json_schema(), as_json)


def _show(head: Mapping[str, Any], schema: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print_json({**head, "parameters": schema})
        return
    print_table((f"{head['id']}: {head['title']}",), [(str(head["description"]),)])
    fields = schema.get("properties", {})
    rows = [
        (name, _kind(node), str(node.get("x-unit", "")), _default(name, node, schema), node.get("title", ""))
        for name, node in fields.items()
    ]
    print_table(("field", "type", "unit", "default", "meaning"), rows, whole=(0,))
    if answers := head.get("indicators"):
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
