"""Conflicts below ground as the page reads them, over HTTP: who gets which file and table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.access.principal import Role
from api.app import create_app, make_service
from api.jobs.database import open_database
from api.jobs.page_files import write_page_files
from api.settings import Settings
from scenarios.run import run
from scenarios.subsurface.claims import claims
from terrain.exporters.claim_files import write_claims
from tests.contract.conftest import kept_result, write_artefacts
from tests.contract.test_placing import crowded, doublet
from twin.progress import silent

DIGEST = "c" * 64
FOLDER = "subsurface-conflicts"
ROLES: tuple[Role, ...] = ("public", "reader", "modeller")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str, dict[str, str]]]:
    """A guarded service with a published result of conflicts, the id of its job, and a key a role."""
    folder, twin = tmp_path_factory.mktemp("conflicts"), crowded()
    twin.save(folder / "twins" / twin.name)
    write_artefacts(twin, folder)
    entries = write_claims(claims(twin), folder / "published" / twin.name / "assets")
    page = folder / "published" / twin.name / "assets" / "page.json"
    page.write_text(json.dumps({**json.loads(page.read_text()), "claims": entries}))
    content = {"name": "x", "interventions": [doublet()], "processes": ["subsurface-conflicts"]}
    result = run(content, twin)
    settings = Settings.of(folder, prepare=False, max_running=1)
    service, engine = make_service(settings), open_database(settings.database)
    keys = {role: KeyStore(engine).add(role, role, "test")[1] for role in ROLES[1:]}
    app = create_app(settings, service)
    with (
        kept_result(service, result, DIGEST, workspace="test", public=True) as job,
        TestClient(app, raise_server_exceptions=False) as client,
    ):
        write_page_files(result, folder / "results" / DIGEST, silent)
        while client.get("/v1/principal").json()["mode"] == "open":
            pass
        yield client, job, keys
    engine.dispose()


def ask(served: tuple[TestClient, str, dict[str, str]], role: str, path: str) -> Any:
    client, _, keys = served
    return client.get(path, headers={"X-API-Key": keys[role]} if role in keys else {})


def test_the_result_tells_where_its_files_are(served: tuple[TestClient, str, dict[str, str]]) -> None:
    _, job, _ = served
    told = ask(served, "public", f"/v1/jobs/{job}/results").json()
    assert told[FOLDER]["href"] == f"/v1/jobs/{job}/results/files/{FOLDER}/{FOLDER}.json"
    header = ask(served, "public", told[FOLDER]["href"]).json()
    assert (header["format"], header["version"]) == ("zicht-subsurface-conflicts", 1)
    assert (header["twin"], header["year"], header["horizon"]) == ("polder", None, 2100)
    assert header["counts"]["forbidden"] > header["reference"]["forbidden"] >= 0
    assert header["functions"]["ATES"] == {
        "nl": "open bodemenergie",
        "en": "aquifer thermal energy storage",
    } | {"color": header["functions"]["ATES"]["color"]}
    assert {entry["name"] for entry in header["conflicts"]} >= {"conflicts", "utility_lines_conflicts"}
    assert {entry["theme"] for entry in header["claims"]} >= {"doublets", "protection_zones"}
    for secret in ("k-10-kv", "terp"):
        assert secret not in json.dumps(header)


@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("conflicts.json", "modeller"),
        ("utility_lines_conflicts.json", "modeller"),
        ("archaeology_conflicts.json", "modeller"),
        ("claims/utility_lines.json", "modeller"),
        ("claims/archaeology.json", "reader"),
        ("claims/doublets.json", "public"),
    ],
)
def test_files_are_for_those_who_may_see_all_of_them(
    served: tuple[TestClient, str, dict[str, str]], file: str, least: str
) -> None:
    _, job, _ = served
    for name in (file, f"{file}.gz"):
        for role in ROLES:
            answer = ask(served, role, f"/v1/jobs/{job}/results/files/{FOLDER}/{name}")
            allowed = ROLES.index(role) >= ROLES.index(least)
            assert answer.status_code == (200 if allowed else 401 if role == "public" else 403), (name, role)
            assert allowed or "k-10-kv" not in answer.text


@pytest.mark.parametrize(
    "table",
    ["conflicts", "utility_lines_conflicts", "archaeology_conflicts", "archaeology_utility_lines_crowding"],
)
def test_tables_are_guarded_wherever_they_can_be_read(
    served: tuple[TestClient, str, dict[str, str]], table: str
) -> None:
    _, job, _ = served
    for path in (
        f"/v1/jobs/{job}/results/files/features/{table}.parquet",
        f"/v1/collections/{job}-{table.replace('_', '-')}/items",
        f"/v1/collections/{job}-{table.replace('_', '-')}",
    ):
        assert ask(served, "modeller", path).status_code == 200, path
        assert ask(served, "reader", path).status_code == 403, path
        assert ask(served, "public", path).status_code == 401, path


def test_conflicts_and_claims_hold_what_the_page_draws(
    served: tuple[TestClient, str, dict[str, str]],
) -> None:
    _, job, _ = served
    base = f"/v1/jobs/{job}/results/files/{FOLDER}"
    conflicts = ask(served, "modeller", f"{base}/conflicts.json").json()["conflicts"]
    zone = next(row for row in conflicts if "bvz" in {row["first"], row["second"]})
    assert zone["verdict"] == "forbidden"
    assert len(zone["point"]) == 3
    assert zone["remedies"].keys() == zone["explanation"].keys() == {"nl", "en"}
    doublets = ask(served, "public", f"{base}/claims/doublets.json").json()
    body = next(claim for claim in doublets["claims"] if claim["id"] == "new-doublet-1")
    assert (body["function"], body["status"]) == ("GEO", "planned")
    assert body["growth"] > 0.0
    zones = ask(served, "public", f"{base}/claims/protection_zones.json").json()["claims"]
    assert (zones[0]["base"], zones[0]["top"]) == (None, -60.0)


def test_claims_of_a_twin_stand_ready_without_a_run(served: tuple[TestClient, str, dict[str, str]]) -> None:
    base = "/v1/collections/polder/assets"
    page = ask(served, "public", f"{base}/page.json").json()
    access = {entry["theme"]: entry["access"] for entry in page["claims"]}
    assert access["utility_lines"] == "withheld"
    assert access["protection_zones"] == "full"
    for entry in page["claims"]:
        answer = ask(served, "public", f"{base}/{entry['file']}")
        assert (answer.status_code == 200) == (entry["access"] == "full")
        told = ask(served, "modeller", f"{base}/{entry['file']}").json()
        assert (told["format"], told["theme"]) == ("zicht-claims", entry["theme"])
        assert len(told["claims"]) == entry["count"] > 0
    assert ask(served, "public", f"{base}/claims/utility_lines.json.gz").status_code == 401
    assert ask(served, "public", f"{base}/claims//utility_lines.json").status_code == 404
    assert ask(served, "reader", f"{base}/claims/utility_lines.json").status_code == 403


def test_a_result_without_conflicts_writes_none(tmp_path: Path) -> None:
    result = run({"name": "x", "processes": ["sea-level-rise"]}, crowded())
    write_page_files(result, tmp_path, silent)
    assert not (tmp_path / FOLDER).exists()
