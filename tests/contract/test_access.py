"""The two modes of access, by the contracts: who needs a key, what they see, what stays out of caches."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.access.keys import KeyStore
from api.access.needs import role_of
from api.app import create_app, make_service
from api.commands.keys import keys
from api.jobs.database import open_database
from api.routes import routers
from api.settings import Settings
from twin.errors import InvalidInputError, ZichtError

SERVER = """
import sys
from api.serve import serve

if __name__ == "__main__":
    say = lambda line: print(line, flush=True)
    serve("0.0.0.0", 0, sys.argv[1], sys.argv[2], say, prepare=False)
"""


@pytest.fixture
def secured(data: Path, tmp_path: Path) -> Iterator[tuple[TestClient, KeyStore]]:
    """A service with a table of keys of its own, and none made yet."""
    settings = Settings.of(data, str(tmp_path / "zicht.db"), prepare=False, max_running=1)
    service = make_service(settings)
    engine = open_database(settings.database)
    (tmp_path / "index.html").write_text("<!doctype html><title>Zicht</title>")
    with TestClient(create_app(settings, service, tmp_path), raise_server_exceptions=False) as client:
        yield client, KeyStore(engine)
    engine.dispose()


def test_open_mode_makes_everybody_modeller(secured: tuple[TestClient, KeyStore]) -> None:
    client, _ = secured
    answer = client.get("/v1/principal")
    assert answer.headers["cache-control"] == "private, no-store"
    assert {name: value for name, value in answer.json().items() if name != "links"} == {
        "name": "open", "role": "modeller", "workspace": "open", "mode": "open",
    }  # fmt: skip
    page = client.get("/v1/collections/polder/assets/page.json")
    assert "access" not in page.text
    assert page.headers["cache-control"].startswith("public")
    assert (
        client.get("/v1/collections/polder-vital-objects/items").json()["features"][0]["id"] == "ziekenhuis"
    )


def test_a_key_in_open_mode_is_no_key(secured: tuple[TestClient, KeyStore]) -> None:
    client, _ = secured
    assert client.get("/v1", headers={"X-API-Key": "zk_000000000000_" + "a" * 43}).status_code == 401


def test_first_key_closes_the_door_and_the_last_does_not_open_it(
    secured: tuple[TestClient, KeyStore],
) -> None:
    client, store = secured
    _, secret = store.add("jan", "reader", "provincie")
    limit = time.monotonic() + 60
    while client.get("/v1/principal").json()["mode"] == "open":
        assert time.monotonic() < limit
        time.sleep(0.1)
    mine = {"Authorization": f"Bearer {secret}"}
    assert client.get("/v1/principal").json()["role"] == "public"
    assert client.get("/v1/principal", headers=mine).json()["name"] == "jan"
    store.revoke("jan")
    limit = time.monotonic() + 60
    while client.get("/v1/principal", headers=mine).status_code != 401:
        assert time.monotonic() < limit
        time.sleep(0.1)
    assert client.get("/v1/principal").json()["mode"] == "guarded"


def test_roles_are_asked_for(data: Path, tmp_path: Path) -> None:
    settings = Settings.of(data, str(tmp_path / "zicht.db"), prepare=False, max_running=1)
    engine = open_database(settings.database)
    _, secret = KeyStore(engine).add("lezer", "reader", "provincie")
    engine.dispose()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        run = "/v1/processes/scenario/execution"
        nobody = client.post(run, json={})
        assert nobody.status_code == 401
        assert nobody.headers["www-authenticate"] == 'Bearer realm="zicht"'
        reader = client.post(run, json={}, headers={"X-API-Key": secret})
        assert reader.status_code == 403
        assert reader.headers["content-type"] == "application/problem+json"
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"X-API-Key": secret}).status_code == 200
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"X-API-Key": "wrong"}).status_code == 200


def test_descriptions_tell_no_more_than_the_items(data: Path, tmp_path: Path) -> None:
    coarse, nothing = "{public: {level: generalised, cell: 100}}", "{public: {level: withheld}}"
    access = tmp_path / "access.yaml"
    access.write_text(f"layers: {{buildings: {coarse}, dikes: {nothing}}}")
    settings = Settings.of(data, str(tmp_path / "zicht.db"), prepare=False, max_running=1, access=access)
    engine = open_database(settings.database)
    KeyStore(engine).add("beheer", "reader", "provincie")
    engine.dispose()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        listed = client.get("/v1/collections").json()["collections"]
        told = {entry["id"]: entry for entry in listed}
        buildings, dikes = told["polder-buildings"], told["polder-dikes"]
        assert buildings["x-access"] == "generalised"
        assert "temporal" not in buildings["extent"]  # years of construction
        assert "cityjson" not in json.dumps([told["polder"], buildings])
        assert client.get("/v1/collections/polder-buildings/items?limit=1").json()["numberMatched"] > 1
        assert [link["rel"] for link in dikes["links"]] == ["self"]
        assert client.get("/v1/collections/polder-dikes/downloads?format=gpkg").status_code == 401


def test_what_is_drawn_of_a_restricted_layer_is_restricted_too(tiled_data: Path, tmp_path: Path) -> None:
    access = tmp_path / "access.yaml"
    access.write_text("layers: {ates: {public: {level: withheld}, reader: {level: full}}}")
    settings = Settings.of(tiled_data, str(tmp_path / "zicht.db"), prepare=False, access=access)
    engine = open_database(settings.database)
    _, secret = KeyStore(engine).add("lezer", "reader", "provincie")
    engine.dispose()
    claims = "/v1/collections/polder-claims"
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for headers, status, shown in (({}, 401, False), ({"X-API-Key": secret}, 200, True)):
            assert client.get(f"{claims}/3dtiles/tileset.json", headers=headers).status_code == status
            assert bool(client.get(f"{claims}/3dcontainer", headers=headers).json()["content"]) is shown
            told = client.get(claims, headers=headers).json()["links"]
            assert any("3dtiles" in link["href"] for link in told) is shown


def test_another_address_listens_only_with_a_key(data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVER, str(tmp_path / "zicht.db"), str(data)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert refused.returncode != 0
    assert "zicht keys add" in refused.stderr
    engine = open_database(f"sqlite:///{tmp_path / 'zicht.db'}")
    KeyStore(engine).add("jan", "modeller", "provincie")
    engine.dispose()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.kill()
    assert "guarded" in line
    assert re.search(r"http://0\.0\.0\.0:\d+/", line)


def test_command_line_makes_lists_and_revokes(tmp_path: Path) -> None:
    def zicht(*words: str) -> str:
        found = CliRunner().invoke(keys, [*words, "--data", str(tmp_path)], catch_exceptions=False)
        assert found.exit_code == 0
        return found.stdout

    key = json.loads(zicht("add", "jan", "--role", "modeller", "--workspace", "provincie", "--json"))["key"]
    assert key.startswith("zk_")
    with pytest.raises(InvalidInputError) as caught:
        zicht("add", "jan", "--role", "boss", "--workspace", "public")
    assert {problem.field for problem in caught.value.problems} == {"name", "role", "workspace"}
    listed = zicht("list", "--json")
    assert [row["state"] for row in json.loads(listed)["keys"]] == ["valid"]
    assert key not in listed + zicht("list")
    zicht("revoke", "jan")
    with pytest.raises(ZichtError, match="jan"):
        zicht("revoke", "jan")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [line["action"] for line in lines] == ["keys add", "keys revoke"]
    assert key not in (tmp_path / "audit.jsonl").read_text()


def test_pages_elsewhere_do_not_read_an_open_service(secured: tuple[TestClient, KeyStore]) -> None:
    client, _ = secured
    evil = client.get("/v1/jobs", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in evil.headers
    near = client.get("/v1/jobs", headers={"Origin": "http://localhost:3000"})
    assert near.headers["access-control-allow-origin"] == "*"
    assert client.get("/v1/jobs", headers={"Host": "evil.example"}).status_code == 421
    post = client.post(
        "/v1/processes/sea-level-rise/execution", json={}, headers={"Origin": "https://evil.example"}
    )
    assert post.status_code == 403


def test_named_origin_may_run_things(data: Path, tmp_path: Path) -> None:
    origin = "https://tweeling.gemeente.nl"
    settings = Settings.of(data, str(tmp_path / "zicht.db"), prepare=False, allow_origins=(origin,))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = client.options("/v1/processes/sea-level-rise/execution", headers=asked)
        assert preflight.headers["access-control-allow-origin"] == origin
        assert preflight.headers["vary"] == "Origin"
        assert "POST" in preflight.headers["access-control-allow-methods"]
        assert "Authorization" in preflight.headers["access-control-allow-headers"]
        post = client.post("/v1/processes/sea-level-rise/execution", json={}, headers={"Origin": origin})
        assert post.status_code == 400
        assert post.headers["access-control-allow-origin"] == origin


def test_route_without_a_role_keeps_the_app_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fastapi import APIRouter

    router = APIRouter()
    router.add_api_route("/v1/forgotten", lambda: None)
    monkeypatch.setattr("api.app.routers", lambda: [*routers(), router])
    with pytest.raises(RuntimeError, match="/v1/forgotten"):
        create_app(settings)
    assert role_of(router.routes[0]) is None  # type: ignore[arg-type]
