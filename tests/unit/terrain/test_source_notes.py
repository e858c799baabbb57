"""What an area file tells of its sources stays with the twin: origin, licence, day, checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from terrain import build
from terrain.area import Area
from twin.errors import Problem


def inputs(area: dict[str, Any]) -> dict[str, Any]:
    report = json.loads(build(area).attributes["build_report"])
    (found,) = report["ground_level"]["inputs"]
    return dict(found)


def test_origin_licence_and_day_are_kept_with_the_checksum(area: Callable[..., Any], dem: Path) -> None:
    told = {"origin": "https://service.pdok.nl/ahn", "licence": "CC0-1.0", "retrieved": "2026-03-01"}
    found = inputs(area(ground_level={"connector": "file", "path": str(dem), **told}))
    sha256 = hashlib.sha256(dem.read_bytes()).hexdigest()
    kept = {"name": "dem.tif", "size": dem.stat().st_size, "sha256": sha256, "connector": "file"}
    assert found == {**kept, **told}


def test_what_is_not_told_is_not_guessed(area: Callable[..., Any]) -> None:
    found = inputs(area())
    assert (found["origin"], found["licence"], found["retrieved"]) == (None, None, None)


def test_the_licence_of_the_area_becomes_that_of_the_twin(area: Callable[..., Any]) -> None:
    assert build(area() | {"licence": "CC-BY-4.0"}).attributes["license"] == "CC-BY-4.0"
    assert "license" not in build(area()).attributes


def test_a_day_that_is_none_is_refused(area: Callable[..., Any], refused: Callable[..., Problem]) -> None:
    entry = {"connector": "file", "path": "x.tif", "retrieved": "maart"}
    refused(lambda: Area.load(area(ground_level=entry)), "ground_level.retrieved")


def test_two_twins_that_differ_in_what_is_told_only_are_the_same(area: Callable[..., Any], dem: Path) -> None:
    told = {"connector": "file", "path": str(dem), "licence": "CC0-1.0"}
    assert build(area(ground_level=told)).digest == build(area()).digest
