"""Publishes a twin: everything the page and other twins read is written once, before anybody asks."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.progress import Progress, part, silent
from twin.provenance import code_digest

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["is_current", "is_embedded", "page_of", "publish_twin", "tables_of"]

EMBEDDED = "zicht.twins"
STAMP = "published.json"
_FIELDS = {
    "hold": ("Dijken houden stand", "Dikes hold"),
    "absent": ("Zonder dijken", "Without dikes"),
}
_CLAIMS = ("Gebruik van de ondergrond", "Claims on the subsurface")
_VOXELS = ("Ondergrond per eenheid", "Subsurface by unit")
_TABLES = (
    "flooded_area",
    "flooded_volume",
    "buildings_flooded",
    "people_affected",
    "vital_objects_flooded",
)


def is_current(data: Path, name: str) -> bool:
    """Whether the artefacts of a twin stand, and were made from what is stored by the code that runs."""
    try:
        stamp = json.loads((data / "published" / name / STAMP).read_text(encoding="utf-8"))
        head = json.loads((data / "twins" / name / "twin.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    stale = is_embedded(name) and head.get("code") != code_digest()
    return not stale and stamp == _stamp(head.get("digest"))


def publish_twin(twin: Twin, data: Path, progress: Progress = silent, name: str | None = None) -> Path:
    """Write the artefacts of a twin to ``published/NAME``, which appears only when it is complete.

    Parameters
    ----------
    twin
        Twin that stands in ``twins/NAME``.
    data
        Data folder.
    progress
        Told how far it is.
    name
        Name of its folder and in addresses; its own name by default.

    Returns
    -------
    pathlib.Path
        Folder with ``3dtiles``, ``3dtiles-rd``, ``assets`` and the stamp ``published.json``.
    """
    from twin.publishing import publish

    twin = twin if name is None else twin.with_(name=name)
    target = data / "published" / twin.name
    with publish(target) as folder:
        _write_tiles(twin, folder, part(progress, 0.0, 0.55))
        claimed = _write_assets(twin, folder / "assets", part(progress, 0.55, 0.98))
        stamp = _stamp(twin.digest)
        page = {**page_of(twin), "claims": claimed, "version": stamp["version"]}
        _write_json(page, folder / "assets" / "page.json")
        _write_json(stamp, folder / STAMP)
    progress(1.0, f"Published {twin.name}")
    return target


def page_of(twin: Twin) -> dict[str, Any]:
    """Describe a twin for the page: names, extent, layers and legends."""
    from twin.vocabulary import LAND_USE, NETWORKS

    xmin, ymin, xmax, ymax = twin.grid.bbox
    grid = twin.grid
    return {
        "name": twin.name,
        "title_nl": twin.attributes.get("title_nl", twin.name),
        "title_en": twin.attributes.get("title_en", twin.name),
        "fictional": str(twin.attributes.get("fictional", "")).lower() in {"1", "true", "yes"},
        "bbox": [xmin, ymin, xmax, ymax],
        "origin": [1000 * (xmin // 1000), 1000 * (ymin // 1000)],
        "grid": {"x0": grid.x0, "y0": grid.y0, "dx": grid.dx, "dy": grid.dy, "nx": grid.nx, "ny": grid.ny},
        "reference_year": twin.reference_year,
        "layers": [*_layers(twin)],
        "volumes": _volumes(twin),
        "voxels": _has_voxels(twin),
        "land_use": [
            {"code": entry.code, "label_nl": entry.label_nl, "label_en": entry.label_en, "color": entry.color}
            for entry in LAND_USE.values()
        ],
        "networks": [
            {"key": entry.key, "label_nl": entry.label_nl, "label_en": entry.label_en, "color": entry.color}
            for entry in NETWORKS.values()
        ],
        "license": twin.attributes.get("license", ""),
        "attribution": twin.attributes.get("sources", ""),
    }


def _layers(twin: Twin) -> list[dict[str, Any]]:
    from twin.features import THEMES

    layers = [
        {
            "id": theme.slug,
            "theme": theme.name,
            "collection": f"{twin.name}-{theme.slug}",
            "group": theme.group,
            "label_nl": theme.label_nl,
            "label_en": theme.label_en,
            "count": len(twin.features[theme.name]),
            "color": theme.color,
        }
        for theme in THEMES.values()
        if theme.name in twin.features and len(twin.features[theme.name])
    ]
    if twin.subsurface is not None and "layers" in twin.subsurface.children:
        layers.append(
            {
                "id": "layers",
                "theme": "layers",
                "collection": f"{twin.name}-layers",
                "group": "deep",
                "label_nl": "Aardlagen",
                "label_en": "Geological layers",
                "count": int(twin.subsurface["layers"].sizes["layer"]),
                "color": "#8d6e63",
            }
        )
    return layers


def _volumes(twin: Twin) -> list[dict[str, Any]]:
    """Describe what other twins can draw of the ground as a whole; the page has its own ways."""
    from terrain.exporters.claims import drawn_claims

    there = {"claims": (len(drawn_claims(twin)), *_CLAIMS), "voxels": (int(_has_voxels(twin)), *_VOXELS)}
    return [
        {
            "id": name,
            "theme": name,
            "collection": f"{twin.name}-{name}",
            "group": "deep",
            "label_nl": dutch,
            "label_en": english,
            "count": count,
        }
        for name, (count, dutch, english) in there.items()
        if count
    ]


def _has_voxels(twin: Twin) -> bool:
    return twin.subsurface is not None and "voxels" in twin.subsurface.children


def _write_tiles(twin: Twin, folder: Path, progress: Progress) -> None:
    from terrain.exporters.tiles import write_tilesets

    write_tilesets(twin, {"rd": folder / "3dtiles-rd", "ecef": folder / "3dtiles"}, progress)
    for path in folder.rglob("*"):  # kept packed: who takes no gzip gets them unpacked when they are asked
        if path.suffix in {".glb", ".subtree"}:
            path.unlink()


def _write_assets(twin: Twin, assets: Path, progress: Progress) -> list[dict[str, Any]]:
    """Write the files of the page; tells of those with claims."""
    from scenarios.subsurface.claims import claims
    from terrain.exporters.claim_files import write_claims
    from terrain.exporters.drape import write_drape
    from terrain.exporters.frames import write_frames
    from terrain.exporters.voxels import write_voxels

    assets.mkdir()
    progress(0.0, "Drawing land use")
    write_drape(twin, assets)
    levels, tables = _sea_level_fields(twin, part(progress, 0.1, 0.8))
    write_frames(twin.grid, twin.surface["ground_level"].values, levels, assets, labels=_FIELDS)
    _write_json(tables, assets / "tables.json")
    progress(0.85, "Writing the subsurface")
    if _has_voxels(twin):
        write_voxels(twin, assets)
    progress(0.9, "Drawing what claims the subsurface")
    return write_claims(claims(twin), assets)


def _sea_level_fields(twin: Twin, progress: Progress) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run sea-level rise with the dikes holding and without them: level fields, and tables per level."""
    from scenarios import Scenario, run

    levels, tables = {}, {}
    for step, dikes in enumerate(_FIELDS):
        progress(step / 2, f"Computing inundation levels: dikes {dikes}")
        processes = [{"sea-level-rise": {"dikes": dikes}}]
        scenario = Scenario.load(
            {"name": f"Sea level, dikes {dikes}", "baseline": twin.name, "processes": processes}
        )
        result = run(scenario, twin, part(progress, step / 2, (step + 1) / 2))
        levels[dikes] = result.dataset["inundation_level"].values
        tables[dikes] = result
    return levels, tables_of(tables)


def tables_of(results: dict[str, Any]) -> dict[str, Any]:
    """Gather what the page's slider shows: indicators per sea level, and when each level is reached.

    Parameters
    ----------
    results
        Result of `sea-level-rise` per field name.
    """
    first = next(iter(results.values()))
    reached = first.dataset["year_reached"]
    indicators = first.indicators
    return {
        "sea_level": [round(float(level), 3) for level in first.dataset["sea_level"].values],
        "fields": {
            name: {table: _numbers(result.dataset[table].values) for table in _TABLES}
            for name, result in results.items()
        },
        "year_reached": {
            str(emission): {
                f"{float(quantile):g}": _numbers(reached.sel(emission=emission, quantile=quantile).values)
                for quantile in reached["quantile"].values
            }
            for emission in reached["emission"].values
        },
        "methods": {table: _told(indicators, table, "method") for table in _TABLES},
        "reasons": {table: _told(indicators, table, "reason") for table in _TABLES},
    }


def _told(indicators: Any, table: str, what: str) -> Any:
    return indicators.get(f"sea-level-rise.{table}", {}).get(what)


def _numbers(values: Any) -> list[float | None]:
    return [None if value != value else round(float(value), 3) for value in values.tolist()]  # noqa: PLR0124


def _write_json(content: Any, path: Path) -> None:
    """Write a JSON file and its gzip twin; the same content always gives the same bytes."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    path.write_bytes(body)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, mtime=0))


def _stamp(twin_digest: str | None) -> dict[str, str | None]:
    """What artefacts were made from; the version is the digest of twin and code together."""
    code = _publisher_digest()
    version = hashlib.sha256(f"{twin_digest} {code}".encode()).hexdigest()[:16]
    return {"twin": twin_digest, "code": code, "version": version}


@cache
def _publisher_digest() -> str:
    from terrain.exporters.meshopt import can_pack

    own = Path(__file__).read_bytes()
    return hashlib.sha256(f"{code_digest()} {can_pack()} ".encode() + own).hexdigest()


@cache
def is_embedded(name: str) -> bool:
    """Whether an area is built by code, and built again when the code changes."""
    return any(point.name == name for point in entry_points(group=EMBEDDED))
