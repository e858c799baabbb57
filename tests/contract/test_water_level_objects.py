"""Objects that a water level touches, on a service with keys: none to who may not see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely import LineString, box

from api.access.keys import KeyStore
from api.app import create_app
from api.jobs.database import open_database
from api.settings import Settings
from tests.contract.conftest import write_artefacts
from tests.contract.test_processes import ended
from tests.unit.scenarios.polders.object_cases import table
from tests.unit.scenarios.polders.raised_polder import X, Y, peat_halves

EXECUTE = "/v1/processes/water-level-raise/execution"
RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.3, "start": 2026}
PIPE, SITE, HOUSE = "pipe-never-told", "site-never-told", "house"


def _things() -> dict[str, Any]:
    """A wide shallow pipe that floats, a shallow site and a house, all in the west."""
    pipe = table(
        [LineString([(X - 400, Y + 30), (X - 100, Y + 30)])],
        network="gas-lp", depth=0.4, depth_status="standard", diameter=0.8, material="pvc",
    )  # fmt: skip
    site = table([box(X - 300, Y - 200, X - 200, Y - 150)], top_level=-0.2, base_level=-1.5)
    home = table(
        [box(X - 250, Y + 103, X - 242, Y + 111)],
        foundation="palen",
        dwellings=1,
        year=1920,
        use="woning",
        floor_level=0.3,
    )
    themes = {"utility_lines": (pipe, PIPE), "archaeology": (site, SITE), "buildings": (home, HOUSE)}
    return {theme: each.assign(id=[name]) for theme, (each, name) in themes.items()}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, Any]]]:
    """Client without a key, and with a key of each role by its name."""
    data: Path = tmp_path_factory.mktemp("objects")
    twin = peat_halves().with_(features=_things())
    twin.save(data / "twins" / twin.name)
    write_artefacts(twin, data)
    settings = Settings.of(data, str(data / "zicht.db"), prepare=False, max_running=1)
    engine = open_database(settings.database)
    store = KeyStore(engine)
    keys: dict[str, Any] = {
        role: {"X-API-Key": store.add(role, role, "provincie")[1]} for role in ("reader", "modeller")
    }
    engine.dispose()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client, {"public": {}} | keys


@pytest.fixture(scope="module")
def job(service: tuple[TestClient, dict[str, Any]]) -> str:
    """A run of a modeller, who shows it to everybody."""
    client, keys = service
    inputs = {"baseline": "strips", "horizon": 2030, "interventions": [RAISE]}
    answer = client.post(EXECUTE, json={"inputs": inputs}, headers=keys["modeller"])
    assert answer.status_code == 201, answer.text
    found = answer.json()["jobID"]
    client.headers.update(keys["modeller"])
    done = ended(client, found)
    del client.headers["X-API-Key"]
    assert done["status"] == "successful", done
    shown = client.patch(f"/v1/jobs/{found}", json={"public": True}, headers=keys["modeller"])
    assert shown.status_code == 200, shown.text
    return str(found)


@pytest.mark.parametrize(
    ("role", "hidden"), [("public", {PIPE, SITE}), ("reader", {PIPE}), ("modeller", set())]
)
def test_nothing_that_is_served_names_what_a_role_may_not_see(
    service: tuple[TestClient, dict[str, Any]], job: str, role: str, hidden: set[str]
) -> None:
    client, keys = service
    results = client.get(f"/v1/jobs/{job}/results", headers=keys[role]).json()
    addresses = {link["href"] for link in results["links"]} | {results["water-levels"]["href"]}
    listed = client.get("/v1/collections", params={"limit": 1000}, headers=keys[role]).json()["collections"]
    tables = {one["id"] for one in listed if one["id"].startswith(job)}
    names = [f"{job}-{theme}-water-level" for theme in ("utility-lines", "archaeology", "buildings")]
    for name in {*tables, *names, f"{job}-water-level-effects"}:
        addresses |= {
            f"/v1/collections/{name}/items?limit=1000",
            f"/v1/collections/{name}/downloads?format=csv",
        }
    told = "".join(client.get(address, headers=keys[role]).text for address in addresses)
    assert {name for name in (PIPE, SITE) if name in told} == {PIPE, SITE} - hidden


@pytest.mark.parametrize(
    ("theme", "role", "status"),
    [
        ("utility-lines", "public", 401), ("utility-lines", "reader", 403),
        ("utility-lines", "modeller", 200),
        ("archaeology", "public", 401), ("archaeology", "reader", 200),
        ("buildings", "public", 200),
    ],
)  # fmt: skip
def test_a_table_of_objects_is_for_who_sees_the_theme_in_full(
    service: tuple[TestClient, dict[str, Any]], job: str, theme: str, role: str, status: int
) -> None:
    client, keys = service
    table_of = f"/v1/collections/{job}-{theme}-water-level"
    file = f"/v1/jobs/{job}/results/files/features/{theme.replace('-', '_')}_water_level.parquet"
    for address in (f"{table_of}/items", f"{table_of}/downloads?format=gpkg", file):
        assert client.get(address, headers=keys[role]).status_code == status, address


def test_a_row_tells_what_becomes_of_an_object_and_where_it_lies(
    service: tuple[TestClient, dict[str, Any]], job: str
) -> None:
    client, keys = service
    address = f"/v1/collections/{job}-archaeology-water-level/items"
    features = client.get(address, headers=keys["modeller"]).json()["features"]
    (dry,) = (each for each in features if each["properties"]["state"] == "not kept wet")
    told = dry["properties"]
    assert (told["effect"], told["object"], told["unit"]) == ("archaeology", SITE, "m3")
    assert 0.0 < told["after"] < told["before"] <= 5000.0 * 1.3
    assert dry["geometry"]["type"] == "Polygon"
