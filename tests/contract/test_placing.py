"""A plan placed among all claims of a twin: what it is told, how fast, and what is kept from whom."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, Polygon, box
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.access.principal import Role
from api.app import create_app, make_service
from api.jobs.database import open_database
from api.settings import Settings
from tests.contract.conftest import X0, Y0, small_twin, write_artefacts
from twin.state import Twin

PLACE = [X0 + 200, Y0 + 150]
ADDRESS = "/v1/collections/polder/verdicts"


def doublet(**changes: Any) -> dict[str, Any]:
    return {"kind": "geothermal-doublet", "at": PLACE, "spacing": 250, "flow_m3_h": 100} | changes


def crowded() -> Twin:
    """The polder with a no-drilling zone, a cable through the middle and a site that nobody is to know."""
    frames = {
        "protection_zones": gpd.GeoDataFrame(
            {"id": ["bvz"], "kind": ["boringsvrije-zone"], "top_level": [-60.0]},
            geometry=[box(X0, Y0, X0 + 400, Y0 + 300)], crs="EPSG:28992",
        ),
        "utility_lines": gpd.GeoDataFrame(
            {"id": ["k-10-kv"], "network": ["electricity-mv"], "depth": [0.8], "depth_status": ["measured"]},
            geometry=[LineString([(X0, Y0 + 150), (X0 + 400, Y0 + 150)])], crs="EPSG:28992",
        ),
        "archaeology": gpd.GeoDataFrame(
            {"id": ["terp"], "top_level": [-1.3], "base_level": [-3.0]},
            geometry=[box(X0 + 150, Y0 + 100, X0 + 250, Y0 + 200)], crs="EPSG:28992",
        ),
    }  # fmt: skip
    return small_twin().with_(features=frames)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, twin = tmp_path_factory.mktemp("placing"), crowded()
    twin.save(folder / "twins" / twin.name)
    write_artefacts(twin, folder)
    return folder


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[TestClient]:
    settings = Settings.of(data, prepare=False, max_running=1)
    with TestClient(create_app(settings, make_service(settings)), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def guarded(data: Path, tmp_path: Path) -> Iterator[tuple[TestClient, dict[Role, str]]]:
    settings = Settings.of(data, str(tmp_path / "zicht.db"), prepare=False, max_running=1)
    service, engine = make_service(settings), open_database(settings.database)
    roles: tuple[Role, ...] = ("reader", "modeller")
    keys = {role: KeyStore(engine).add(role, role, "test")[1] for role in roles}
    with TestClient(create_app(settings, service), raise_server_exceptions=False) as client:
        limit = time.monotonic() + 60
        while client.get("/v1/principal").json()["mode"] == "open":
            assert time.monotonic() < limit
        yield client, keys
    engine.dispose()


def test_a_plan_is_told_its_claims_and_who_is_in_its_way(client: TestClient) -> None:
    answer = client.post(ADDRESS, json={"intervention": doublet(start=2035, end=2065)})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    body = next(claim for claim in found["claims"] if claim["id"] == "new-doublet-1")
    assert (body["function"], body["start"], body["end"], body["status"]) == ("GEO", 2035, 2065, "planned")
    assert body["growth"] > 0
    assert body["geometry"]["type"] == "Point"
    worst = found["conflicts"][0]
    assert (worst["second"], worst["verdict"], worst["code"]) == ("bvz", "forbidden", "X3")
    assert worst["explanation"]["nl"] != worst["explanation"]["en"]
    assert len(worst["point"]) == 3
    assert found["counts"]["forbidden"] == len(
        [row for row in found["conflicts"] if row["verdict"] == "forbidden" and row["holds"]]
    )
    assert found["withheld"] == []
    assert {row["second_theme"] for row in found["conflicts"]} >= {"protection_zones"}


def test_the_same_plan_gets_the_same_answer_and_nothing_is_kept(client: TestClient) -> None:
    first, second = (client.post(ADDRESS, json={"intervention": doublet()}).json() for _ in range(2))
    assert first == second
    moved = client.post(ADDRESS, json={"intervention": doublet(at=[X0 + 200, Y0 + 40])}).json()
    assert [claim["id"] for claim in moved["claims"]] == [claim["id"] for claim in first["claims"]]
    assert client.get("/v1/collections/polder-doublets").status_code == 404


def test_functions_and_years_narrow_the_answer(client: TestClient) -> None:
    plan = {"intervention": doublet(start=2035, end=2065)}
    archaeology = client.post(ADDRESS, json={**plan, "functions": ["ARC"]}).json()["conflicts"]
    assert {row["second_function"] for row in archaeology} <= {"ARC"}
    before = client.post(ADDRESS, json={**plan, "year": 2030}).json()["conflicts"]
    assert [row for row in before if row["second"] == "bvz" and row["holds"]] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "intervention"),
        ({"intervention": {"kind": "doublet"}}, "intervention.kind"),
        ({"intervention": doublet(flow_m3_h=-1)}, "intervention.flow_m3_h"),
        ({"intervention": doublet(at=[0, 0])}, "intervention.at"),
        ({"intervention": doublet(), "colour": "red"}, "colour"),
        ({"intervention": doublet(), "year": 2200}, "year"),
        ({"intervention": doublet(), "horizon": 2000}, "horizon"),
        ({"intervention": doublet(), "rules_day": "2026-02-30"}, "rules_day"),
        ({"intervention": doublet(), "rules_day": "2026-W01-1"}, "rules_day"),
        ({"intervention": doublet(), "start": 2090, "horizon": 2050}, "horizon"),
        ({"intervention": doublet(end=1990)}, "intervention.end"),
        ({"intervention": {"kind": "dike-reinforcement", "dike": "zeedijk"}}, "intervention.kind"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, body: dict[str, Any], field: str) -> None:
    answer = client.post(ADDRESS, json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in {error["field"] for error in answer.json()["errors"]}


def outlined(count: int) -> dict[str, Any]:
    """An excavation with that many points on its outline."""
    turns = [2 * math.pi * i / count for i in range(count)]
    area = [[PLACE[0] + 50 * math.cos(turn), PLACE[1] + 50 * math.sin(turn)] for turn in turns]
    return {"intervention": {"kind": "excavation", "area": area, "depth": 2.0}}


def test_an_outline_of_more_points_than_are_judged_at_once_is_refused(client: TestClient) -> None:
    assert client.post(ADDRESS, json=outlined(1000)).status_code == 200
    (error,) = client.post(ADDRESS, json=outlined(1001)).json()["errors"]
    assert (error["field"], error["detail"]) == ("intervention.area", "has 1001 points")
    assert "subsurface-conflicts" in error["remedy"]


def test_other_bodies_and_twins_are_refused(client: TestClient) -> None:
    assert client.post("/v1/collections/nowhere/verdicts", json={}).status_code == 404
    assert client.post("/v1/collections/polder-buildings/verdicts", json={}).status_code == 404
    assert client.post(ADDRESS, content=b"x", headers={"content-type": "text/plain"}).status_code == 415
    assert (
        client.post(ADDRESS, content=b"[]", headers={"content-type": "application/json"}).status_code == 400
    )
    large = json.dumps({"intervention": "x" * 2**20})
    assert (
        client.post(ADDRESS, content=large, headers={"content-type": "application/json"}).status_code == 413
    )


def test_what_is_not_for_who_asks_is_not_told(guarded: tuple[TestClient, dict[Role, str]]) -> None:
    client, keys = guarded
    told = {}
    for role in ("public", "reader", "modeller"):
        headers = {"X-API-Key": keys[role]} if role != "public" else {}
        answer = client.post(ADDRESS, json={"intervention": doublet()}, headers=headers)
        assert answer.status_code == 200
        told[role] = answer
    themes = {
        role: {row["second_theme"] for row in answer.json()["conflicts"]} for role, answer in told.items()
    }
    hidden = {role: {e["theme"] for e in answer.json()["withheld"]} for role, answer in told.items()}
    assert {"archaeology", "utility_lines"} <= themes["modeller"]
    assert hidden["modeller"] == set()
    assert {"archaeology", "utility_lines"} <= hidden["public"]
    assert "utility_lines" in hidden["reader"]
    assert "archaeology" in themes["reader"]
    for role in ("public", "reader"):
        assert not themes[role] & hidden[role]
        assert "k-10-kv" not in told[role].text
    assert "terp" not in told["public"].text
    assert told["public"].headers["cache-control"] == "private, no-store"
    far = doublet(at=[X0 + 200, Y0 + 290], spacing=200)
    near = client.post(ADDRESS, json={"intervention": doublet(spacing=200)}).json()
    away = client.post(ADDRESS, json={"intervention": far}).json()
    assert near["counts"] == away["counts"]  # a stranger cannot feel for a cable with a plan


def test_a_stranger_cannot_feel_for_a_cable_with_a_run(guarded: tuple[TestClient, dict[Role, str]]) -> None:
    client, keys = guarded
    path = "/v1/processes/subsurface-conflicts/execution"
    body = {"inputs": {"baseline": "polder", "interventions": [doublet()], "functions": ["ARC"]}}
    told = [
        client.post(path, json=body, headers=key).status_code for key in ({}, {"X-API-Key": keys["reader"]})
    ]
    assert told == [401, 403]


def test_claims_that_cannot_be_judged_are_left_out_and_not_named(tmp_path: Path) -> None:
    twin = crowded()
    crossed = twin.features["archaeology"].set_geometry(
        [Polygon([(X0, Y0), (X0 + 90, Y0 + 90), (X0 + 90, Y0), (X0, Y0 + 90)])], crs="EPSG:28992"
    )
    twin = twin.with_(features={"archaeology": crossed})
    twin.save(tmp_path / "twins" / twin.name)
    write_artefacts(twin, tmp_path)
    settings = Settings.of(tmp_path, prepare=False, max_running=1)
    with TestClient(create_app(settings, make_service(settings)), raise_server_exceptions=False) as client:
        answer = client.post(ADDRESS, json={"intervention": doublet()})
    assert answer.status_code == 200
    assert {row["second"] for row in answer.json()["conflicts"]} >= {"bvz"}
    assert "terp" not in answer.text


def test_the_description_names_it(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    operation = described["paths"]["/collections/{collectionId}/verdicts"]["post"]
    assert operation["requestBody"]["required"]
    assert {"200", "400", "404", "413", "415"} <= set(operation["responses"])
