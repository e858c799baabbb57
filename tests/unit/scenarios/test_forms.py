"""Every process and intervention can be shown as a form, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scenarios.forms import FormModel, field
from scenarios.intervention import interventions
from scenarios.process import ANNOUNCED, ProcessParameters, processes

MODELS: dict[str, type[FormModel]] = {
    **{f"process {name}": process.Parameters for name, process in processes().items()},
    **{f"intervention {kind}": model for kind, model in interventions().items()},
}
GEOMETRIES = {"point", "line", "area"}


def shape_of(node: dict[str, Any]) -> Iterator[str]:
    """Names of what the page's form cannot show."""
    geometry = node.get("x-geometry")
    if geometry is not None and (geometry in GEOMETRIES or geometry.startswith("feature:")):
        return
    if "anyOf" in node:
        others = [option for option in node["anyOf"] if option.get("type") != "null"]
        if len(others) != 1 or len(others) == len(node["anyOf"]):
            yield "a union that is not by kind"
        for option in others:
            yield from shape_of(option)
    elif node.get("type") == "array":
        yield from shape_of(node.get("items", {"type": "tuple"}))
    elif "enum" not in node and "const" not in node and node.get("type") not in {
        "number", "integer", "string", "boolean"
    }:  # fmt: skip
        yield str(node.get("type", "an object"))


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_labelled_and_has_a_shape_of_the_form(name: str) -> None:
    for key, node in MODELS[name].model_json_schema().get("properties", {}).items():
        assert node["title"], key
        assert node["x-title-nl"], key
        assert list(shape_of(node)) == [], key
        options = [node, *node.get("anyOf", ())]
        if any(option.get("type") in {"number", "integer"} for option in options) and "enum" not in node:
            assert "x-unit" in node, key


@pytest.mark.parametrize("process", processes().values(), ids=lambda process: process.id)
def test_a_process_tells_about_itself(process: Any) -> None:
    assert process.id in ANNOUNCED
    for text in (process.title_en, process.title_nl, process.description_en, process.description_nl):
        assert text
    assert process.Parameters() is not None
    for indicator in process.indicators.values():
        assert indicator.unit
        assert indicator.label_nl
        assert indicator.label_en
        assert indicator.method


@pytest.mark.parametrize("kind", interventions())
def test_an_intervention_tells_about_itself(kind: str) -> None:
    model = interventions()[kind]
    for text in (model.title_en, model.title_nl, model.description_en, model.description_nl):
        assert text
    assert model.model_fields["kind"].default == kind


@pytest.mark.parametrize("process", processes().values(), ids=lambda process: process.id)
def test_a_file_is_asked_for_as_an_upload(process: Any) -> None:
    properties = process.Parameters.model_json_schema().get("properties", {})
    assert set(process.Parameters.files) == {name for name, node in properties.items() if "x-upload" in node}


def test_a_field_without_labels_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Bad\.depth lacks x-title-nl, x-unit, title"):

        class Bad(ProcessParameters):
            depth: float = 1.0

    with pytest.raises(TypeError, match="lacks x-unit"):

        class Unitless(ProcessParameters):
            depth: float | None = field("Depth", "Diepte", default=None)
