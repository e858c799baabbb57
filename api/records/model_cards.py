"""Model cards: what a process computes, by which formulas, within which bounds, how well, and since when."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.process import Process

__all__ = ["model_card", "page_of_cards"]

_BOUNDS = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}


def model_card(identifier: str) -> dict[str, Any]:
    """Card of the process of that id, as plain values."""
    from scenarios.process import processes
    from twin.provenance import code_digest, versions

    process = processes()[identifier]
    card = asdict(process.card)
    return {
        "process": identifier,
        "title": process.title_en,
        "x-title-nl": process.title_nl,
        "description": process.description_en,
        "x-description-nl": process.description_nl,
        "version": process.version,
        "software": {"name": "Zicht", "version": versions().get("zicht"), "codeDigest": code_digest()},
        "license": "EUPL-1.2",
        "formulas": [_paged(entry) for entry in card["formulas"]],
        "validity": {"holds": list(card["holds"]), "parameters": _ranges(process)},
        "validation": [_paged(entry) for entry in card["scores"]],
        "limitations": list(card["limits"]),
        "indicators": {
            name: {"unit": one.unit, "title": one.label_en, "x-title-nl": one.label_nl, "method": one.method}
            for name, one in process.indicators.items()
        },
        "changes": dict(card["changes"]),
    }


def _paged(entry: dict[str, Any]) -> dict[str, Any]:
    """A formula or score with the page of the documentation that shows it."""
    return {key: value for key, value in entry.items() if key != "evidence"} | {
        "page": f"docs/science/{entry['page']}"
    }


def _ranges(process: Process[Any]) -> dict[str, dict[str, Any]]:
    """Range of every parameter, as its model has it."""
    schema = process.Parameters.model_json_schema(by_alias=True)
    found = {}
    for name, node in schema.get("properties", {}).items():
        told = {"title": node.get("title", name), "unit": node.get("x-unit"), "range": _range(node)}
        found[name] = {key: value for key, value in told.items() if value}
    return found


def _range(node: dict[str, Any]) -> str:
    """Bounds, or the choices there are; of a field that may be left out those of what it may be."""
    parts = [f"{sign} {node[key]:g}" for key, sign in _BOUNDS.items() if key in node]
    if "enum" in node:
        parts.append(", ".join(str(choice) for choice in node["enum"]))
    return ", ".join(parts) or next((told for one in node.get("anyOf", ()) if (told := _range(one))), "")


def page_of_cards() -> str:
    """All cards as a page of the documentation."""
    from scenarios.process import processes

    text = (
        "# Model cards\n\nWhat each process computes, by which formulas, within which bounds and how well. "
        "Made from the processes themselves; a service gives the same as JSON at "
        "`/v1/processes/ID/model-card`.\n"
    )
    return text + "".join(_section(model_card(name)) for name in processes())


def _section(card: dict[str, Any]) -> str:
    formulas = [
        f"| `{one['id']}` | {one['title']} | [{one['source']}]({_inside(one)}) |" for one in card["formulas"]
    ]
    scores = [
        f"| [{one['title']}]({_inside(one)}) | {_figure(one['value'], one['unit'])} |"
        for one in card["validation"]
    ]
    ranges = [
        f"| `{name}` | {one['title']} | {one.get('range', '')} | {one.get('unit', '')} |"
        for name, one in card["validity"]["parameters"].items()
    ]
    changes = [f"- Version {version}: {told}." for version, told in card["changes"].items()]
    lines = [
        f"\n## {card['process']}\n",
        f"{card['description']}\n\n**Where it holds.**\n",
        *(f"- {told}" for told in card["validity"]["holds"]),
        "\n**Where it does not.**\n",
        *(f"- {told}" for told in card["limitations"]),
        "\n| Formula | Gives | Source |\n|---|---|---|",
        *formulas,
        "\n| Measured | |\n|---|---|",
        *scores,
        "\n| Parameter | | Range | Unit |\n|---|---|---|---|",
        *ranges,
        "",
        *changes,
    ]
    return "\n".join(lines) + "\n"


def _inside(entry: dict[str, Any]) -> str:
    return str(entry["page"]).removeprefix("docs/science/")


def _figure(value: float, unit: str) -> str:
    return f"{value:.4g}" if unit == "1" else f"{value:.4g} {unit}"
