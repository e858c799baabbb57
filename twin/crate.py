"""Where a result comes from, as an RO-Crate with PROV: one JSON-LD file that travels with the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from twin.publishing import MANIFEST

__all__ = ["AFTER", "BASE", "CRATE", "PROFILE", "crate_of", "write_crate"]

CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
BASE, AFTER = "base_digest", "after"
"""Attributes of a twin that earlier scenarios changed: its digest before, and those scenarios as JSON."""
_CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {
        "prov": "http://www.w3.org/ns/prov#",
        "retrievedOn": "http://purl.org/pav/retrievedOn",
        "sha256": "https://w3id.org/ro/terms/workflow-run#sha256",
    },
]
_MEDIA = {".json": "application/json", ".parquet": "application/vnd.apache.parquet"}
_NOT_TOLD = "Not told: the licences of the inputs hold."

Entity = dict[str, Any]


def write_crate(folder: Path, provenance: Mapping[str, Any]) -> None:
    """Describe the files that stand in a folder, and where they come from, in ``ro-crate-metadata.json``.

    Parameters
    ----------
    folder
        Folder of a result, with everything in it.
    provenance
        As `scenarios.run` made it; the name of the machine and where things lie on it are left out.
    """
    content = crate_of(provenance, list(_files(folder)))
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / CRATE).write_text(text + "\n", encoding="utf-8")


def crate_of(provenance: Mapping[str, Any], files: list[Entity]) -> dict[str, Any]:
    """Make the crate of a result from its provenance and the entities of its files."""
    inputs = [_scenario(provenance), *_twin(provenance["twin"])]
    software = _software(provenance)
    processes = [entity for name in provenance["processes"] for entity in _process(name, provenance)]
    run = _run(provenance, inputs, [entity for entity in processes if "version" in entity])
    root = _root(provenance, files)
    descriptor = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    parts = [*_folders(files), *files, run, *inputs, *software, *processes]
    return {"@context": _CONTEXT, "@graph": [descriptor, root, *parts]}


def _files(folder: Path) -> Iterator[Entity]:
    """Describe every file by its place in the folder, size and SHA-256."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name in {CRATE, MANIFEST}:
            continue
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found = {
            "@id": quote(path.relative_to(folder).as_posix()),
            "@type": "File",
            "name": path.name,
            "contentSize": str(path.stat().st_size),
            "sha256": digest,
        }
        yield found | ({"encodingFormat": _MEDIA[path.suffix]} if path.suffix in _MEDIA else {})


def _top(file: Entity) -> str:
    """Where a file hangs in the crate: its first folder, or itself."""
    first, slash, _ = file["@id"].partition("/")
    return f"{first}{slash}"


def _folders(files: list[Entity]) -> list[Entity]:
    tops = dict.fromkeys(_top(file) for file in files)
    return [
        {
            "@id": top,
            "@type": "Dataset",
            "name": top.rstrip("/"),
            "hasPart": [{"@id": file["@id"]} for file in files if _top(file) == top],
        }
        for top in tops
        if top.endswith("/")
    ]


def _root(provenance: Mapping[str, Any], files: list[Entity]) -> Entity:
    scenario, twin = provenance["scenario"], provenance["twin"]
    title = twin["attributes"].get("title_en") or twin["name"]
    computed = ", ".join(provenance["processes"]) or "nothing"
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": scenario["name"],
        "description": f"Computed with Zicht: {computed}, on {title}.",
        "datePublished": provenance["times"]["finished"],
        "license": twin["attributes"].get("license") or _NOT_TOLD,
        "conformsTo": {"@id": PROFILE},
        "hasPart": [{"@id": top} for top in dict.fromkeys(_top(file) for file in files)],
        "mentions": {"@id": "#run"},
        "prov:wasGeneratedBy": {"@id": "#run"},
        "prov:wasDerivedFrom": {"@id": "#twin"},
    }


def _run(provenance: Mapping[str, Any], inputs: list[Entity], processes: list[Entity]) -> Entity:
    times = provenance["times"]
    used = [{"@id": entity["@id"]} for entity in inputs]
    return {
        "@id": "#run",
        "@type": ["CreateAction", "prov:Activity"],
        "name": f"Run of {provenance['scenario']['name']}",
        "description": "No random numbers were drawn in this run: there are no seeds.",
        "startTime": times["started"],
        "endTime": times["finished"],
        "instrument": [{"@id": "#zicht"}, *({"@id": process["@id"]} for process in processes)],
        "object": used,
        "result": {"@id": "./"},
        "prov:used": used,
        "prov:wasAssociatedWith": {"@id": "#zicht"},
        "prov:generated": {"@id": "./"},
    }


def _scenario(provenance: Mapping[str, Any]) -> Entity:
    """The whole scenario as text, so that the crate alone is enough to run it again."""
    text = json.dumps(provenance["scenario"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {
        "@id": "#scenario",
        "@type": ["PropertyValue", "prov:Entity"],
        "name": "scenario",
        "value": text,
        "identifier": provenance["scenario_digest"],
    }


def _twin(twin: Mapping[str, Any]) -> list[Entity]:
    """The twin by its digest, with every file that it was built from."""
    attributes = twin["attributes"]
    sources = _sources(attributes.get("build_report"))
    told = {
        "description": attributes.get("note_en"),
        "creditText": attributes.get("attribution") or attributes.get("sources"),
        "license": attributes.get("license"),
    }
    seed = {"@id": "#seed", "@type": "PropertyValue", "name": "random seed of the twin"}
    seeds = [seed | {"value": attributes["random_seed"]}] if "random_seed" in attributes else []
    found = {
        "@id": "#twin",
        "@type": ["CreativeWork", "prov:Entity"],
        "name": twin["name"],
        "identifier": twin["digest"],
        "isBasedOn": [{"@id": source["@id"]} for source in sources],
        "prov:wasDerivedFrom": [{"@id": source["@id"]} for source in sources],
        "variableMeasured": [{"@id": entity["@id"]} for entity in seeds],
    }
    return [found | {key: value for key, value in told.items() if value}, *sources, *seeds, *_earlier(twin)]


def _earlier(twin: Mapping[str, Any]) -> list[Entity]:
    """Scenarios whose interventions were done to the twin before this run, and the twin they began with."""
    attributes = twin["attributes"]
    if AFTER not in attributes:
        return []
    scenarios = {
        "@id": "#earlier",
        "@type": ["PropertyValue", "prov:Entity"],
        "name": "earlier scenarios",
        "value": attributes[AFTER],
        "prov:wasDerivedFrom": {"@id": "#base"},
    }
    base = {
        "@id": "#base",
        "@type": ["CreativeWork", "prov:Entity"],
        "name": twin["name"],
        "identifier": attributes[BASE],
    }
    return [scenarios, base]


def _sources(report: str | None) -> list[Entity]:
    """Files that a twin was built from, once each, with what they were used for."""
    found: dict[str, Entity] = {}
    for name, entry in json.loads(report or "{}").items():
        for source in entry["inputs"]:
            entity = found.setdefault(source["sha256"], _source(source))
            entity["description"] = f"{entity['description']}, {name}" if entity["description"] else name
    return list(found.values())


def _source(source: Mapping[str, Any]) -> Entity:
    origin = source.get("origin") or ""
    told = {
        "url" if origin.startswith(("http://", "https://")) else "creditText": origin,
        "license": source.get("licence"),
        "retrievedOn": source.get("retrieved"),
        "additionalType": source.get("connector"),
    }
    entity = {
        "@id": f"#source-{source['sha256'][:16]}",
        "@type": ["CreativeWork", "prov:Entity"],
        "name": source["name"],
        "sha256": source["sha256"],
        "contentSize": str(source["size"]),
        "description": "",
    }
    return entity | {key: value for key, value in told.items() if value}


def _software(provenance: Mapping[str, Any]) -> list[Entity]:
    libraries = [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": version}
        for name, version in provenance["versions"].items()
        if name != "zicht"
    ]
    zicht = {
        "@id": "#zicht",
        "@type": ["SoftwareApplication", "prov:SoftwareAgent"],
        "name": "Zicht",
        "softwareVersion": provenance["versions"].get("zicht", "unknown"),
        "identifier": provenance["code_digest"],
        "license": "https://spdx.org/licenses/EUPL-1.2",
        "softwareRequirements": [{"@id": library["@id"]} for library in libraries],
    }
    return [zicht, *libraries]


def _process(name: str, provenance: Mapping[str, Any]) -> list[Entity]:
    """A process with the formulas that it uses, each with its source and the page that shows it."""
    formulas = [
        {
            "@id": f"#{name}.{formula['id']}",
            "@type": "CreativeWork",
            "name": formula["title"],
            "identifier": formula["id"],
            "citation": formula["source"],
            "mainEntityOfPage": f"docs/science/{formula['page']}",
        }
        for formula in provenance["formulas"][name]
    ]
    process = {
        "@id": f"#{name}",
        "@type": "SoftwareApplication",
        "name": name,
        "version": provenance["processes"][name],
        "isPartOf": {"@id": "#zicht"},
        "citation": [{"@id": formula["@id"]} for formula in formulas],
    }
    return [process, *formulas]
