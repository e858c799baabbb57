"""The crate of a result: whole, readable by the RO-Crate library, and silent about this machine."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from rocrate.rocrate import ROCrate

from twin.crate import CRATE, PROFILE, write_crate
from twin.grid import GridSpec
from twin.store import Result

REPORT = {
    "ground_level": {
        "inputs": [
            {
                "name": "dem.tif",
                "size": 12,
                "sha256": "ab" * 32,
                "connector": "file",
                "origin": "https://service.pdok.nl/ahn",
                "licence": "CC0-1.0",
                "retrieved": "2026-03-01",
            }
        ],
        "notes": [],
    },
    "buildings": {
        "inputs": [
            {"name": "dem.tif", "size": 12, "sha256": "ab" * 32},
            {"name": "bag.gpkg", "size": 7, "sha256": "cd" * 32},
        ],
        "notes": [],
    },
}
PROVENANCE: dict[str, Any] = {
    "scenario": {"name": "Zee +1 m", "baseline": "polder", "processes": [{"flood": {}}]},
    "scenario_digest": "5c" * 32,
    "twin": {
        "name": "polder",
        "digest": "7e" * 32,
        "baseline": "/srv/geheim/twins/polder",
        "attributes": {"title_en": "Test polder", "build_report": json.dumps(REPORT), "random_seed": "7"},
    },
    "code_digest": "0d" * 32,
    "versions": {"python": "3.12.1", "zicht": "0.1.0", "numpy": "2.3.0"},
    "processes": {"flood": "1"},
    "formulas": {
        "flood": [
            {
                "id": "weir",
                "title": "flow over a crest",
                "source": "Practice",
                "page": "flow.md#crests-on-faces",
            }
        ]
    },
    "times": {"started": "2026-01-01T10:00:00+00:00", "finished": "2026-01-01T10:00:09+00:00"},
    "host": {"name": "rekenaar-7", "system": "Linux"},
}


@pytest.fixture
def result(tmp_path: Path) -> Path:
    grid = GridSpec(60005.0, 545295.0, 10.0, 10.0, 4, 3)
    fields = xr.Dataset({"depth": (("y", "x"), np.zeros(grid.shape, np.float32))}, coords=grid.coords())
    return Result(fields, {}, {"flood.x": {"value": 1.0}}, PROVENANCE).save(tmp_path / "result")


def entities(folder: Path) -> dict[str, dict[str, Any]]:
    graph = json.loads((folder / CRATE).read_text("utf-8"))["@graph"]
    found = {entity["@id"]: entity for entity in graph}
    assert len(found) == len(graph)
    return found


def referred(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["@id"]} if set(value) == {"@id"} else set()
        return own.union(*(referred(entry) for entry in value.values()))
    return set().union(*(referred(entry) for entry in value)) if isinstance(value, list) else set()


def test_every_file_is_in_the_crate_with_its_checksum(result: Path) -> None:
    told = {name: entity for name, entity in entities(result).items() if entity["@type"] == "File"}
    there = {path.relative_to(result).as_posix() for path in result.rglob("*") if path.is_file()}
    assert set(told) == there - {CRATE, "manifest.json"}
    for name, entity in told.items():
        body = (result / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(body).hexdigest()
        assert entity["contentSize"] == str(len(body))


def test_the_manifest_covers_the_crate_too(result: Path) -> None:
    sums = json.loads((result / "manifest.json").read_text())
    assert sums[CRATE] == hashlib.sha256((result / CRATE).read_bytes()).hexdigest()


def test_the_library_reads_it_back(result: Path, tmp_path: Path) -> None:
    crate = ROCrate(str(result))
    assert crate.name == "Zee +1 m"
    assert str(crate.datePublished).startswith("2026-01-01")
    assert {entity.id for entity in crate.data_entities} >= {"result.zarr/", "indicators.json"}
    run = crate.dereference("#run")
    assert run is not None
    assert run["startTime"] == "2026-01-01T10:00:00+00:00"
    assert {entity.id for entity in run["object"]} >= {"#scenario", "#twin"}
    crate.write(str(tmp_path / "copy"))
    assert (tmp_path / "copy" / "indicators.json").read_bytes() == (result / "indicators.json").read_bytes()


def test_it_tells_what_was_used_by_whom_and_when(result: Path) -> None:
    found = entities(result)
    root, run = found["./"], found["#run"]
    assert root["conformsTo"] == {"@id": PROFILE}
    assert root["prov:wasGeneratedBy"] == {"@id": "#run"}
    assert {"CreateAction", "prov:Activity"} == set(run["@type"])
    assert found["#twin"]["identifier"] == PROVENANCE["twin"]["digest"]
    assert found["#zicht"]["identifier"] == PROVENANCE["code_digest"]
    assert json.loads(found["#scenario"]["value"]) == PROVENANCE["scenario"]
    assert found["#flood.weir"]["citation"] == "Practice"
    assert found["#numpy"]["softwareVersion"] == "2.3.0"
    assert found["#seed"]["value"] == "7"
    assert "no seeds" in run["description"]


def test_a_source_stands_there_once_with_what_is_known_of_it(result: Path) -> None:
    found = entities(result)
    dem, bag = found["#source-" + "ab" * 8], found["#source-" + "cd" * 8]
    assert dem["description"] == "ground_level, buildings"
    assert (dem["license"], dem["retrievedOn"]) == ("CC0-1.0", "2026-03-01")
    assert dem["url"] == "https://service.pdok.nl/ahn"
    assert "license" not in bag
    assert {entry["@id"] for entry in found["#twin"]["isBasedOn"]} == {dem["@id"], bag["@id"]}


def test_everything_that_is_referred_to_is_there(result: Path) -> None:
    found = entities(result)
    outside = {name for name in referred(list(found.values())) if name not in found}
    assert all(name.startswith("https://w3id.org/ro/") for name in outside), outside


def test_nothing_of_this_machine_is_told(result: Path) -> None:
    text = (result / CRATE).read_text("utf-8")
    assert "rekenaar-7" not in text
    assert "geheim" not in text
    assert str(result.parent) not in text


def test_files_that_were_added_since_are_not_in_it_and_writing_again_adds_them(result: Path) -> None:
    shutil.copy(result / "indicators.json", result / "extra tabel.json")
    assert "extra%20tabel.json" not in entities(result)
    write_crate(result, PROVENANCE)
    assert entities(result)["extra%20tabel.json"]["@type"] == "File"
