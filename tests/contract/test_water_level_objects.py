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
from api.jobs.standing import stand
from api.jobs.store import JobStore
from api.settings import Settings, database_url
from scenarios import Scenario
from tests.contract.conftest import write_artefacts
from tests.unit.scenarios.polders.object_cases import table
from tests.unit.scenarios.polders.raised_polder import X, Y, peat_halves
from twin.progress import silent
from twin.state import Twin

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
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with the twin."""
    data: Path = tmp_path_factory.mktemp("objects")
    twin = peat_halves().with_(features=_things())
    twin.save(data / "twins" / twin.name)
    write_artefacts(twin, data)
    return data


@pytest.fixture(scope="module")
def job(data: Path) -> str:
    """A raise, computed beforehand and shown to everybody."""
    asked = {"name": "peil omhoog", "baseline": "strips", "horizon": 2030, "interventions": [RAISE]}
    scenario = Scenario.load(asked | {"processes": ["water-level-raise"]})
    store = JobStore(database_url(None, data))
    twin = Twin.open(data / "twins" / "strips")
    folders = [stand(scenario, twin, store, data, silent) for _ in range(2)]
    (found,), total = store.page(None, (), (), 10, 0)
    store.close()
    assert folders == [data / "results" / found.digest] * 2
    assert (total, found.status, found.public) == (1, "successful", True)
    return found.id


@pytest.fixture(scope="module")
def service(data: Path, job: str) -> Iterator[tuple[TestClient, dict[str, Any]]]:
    """Client without a key, and with a key of each role by its name."""
    assert job
    settings = Settings.of(data, prepare=False, max_running=1)
    engine = open_database(settings.database)
    store = KeyStore(engine)
    keys: dict[str, Any] = {
        role: {"X-API-Key": store.add(role, role, "provincie")[1]} for role in ("reader", "modeller")
    }
    engine.dispose()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client, {"public": {}} | keys


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
            f"/v1/collections/{name}/downloads?format=gpkg",
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


def _told(client: TestClient, job: str, headers: dict[str, str]) -> dict[str, set[str]]:
    """Effects of which somebody is told a number, by the door through which they ask."""
    results = client.get(f"/v1/jobs/{job}/results", headers=headers).json()
    indicators = {"results": results["indicators"]}
    file = f"/v1/jobs/{job}/results/files/indicators.json"
    indicators["file"] = client.get(file, headers=headers).json()
    found = {
        door: {name.partition(".")[2] for name, entry in of_door.items() if entry["value"] is not None}
        for door, of_door in indicators.items()
    }
    page = client.get(results["water-levels"]["href"], headers=headers).json()
    found["page"] = {
        effect["id"]
        for effect in page["effects"]
        if any(row[side] is not None for row in effect["rows"] for side in ("before", "after"))
    }
    for effect in page["effects"]:
        assert all(row["reason"] or row["difference"] for row in effect["rows"]), effect["id"]
    table = f"/v1/collections/{job}-water-level-effects/items"
    rows = client.get(table, params={"limit": 1000}, headers=headers).json()["features"]
    known = [row["properties"] for row in rows if row["properties"]["before"] is not None]
    found["items"] = {row["effect"] for row in known}
    return found


@pytest.mark.parametrize(
    ("role", "hidden"),
    [("public", {"utilities", "archaeology"}), ("reader", {"utilities"}), ("modeller", set())],
)
def test_totals_of_a_layer_are_for_who_sees_the_layer_in_full(
    service: tuple[TestClient, dict[str, Any]], job: str, role: str, hidden: set[str]
) -> None:
    client, keys = service
    for door, told in _told(client, job, keys[role]).items():
        assert told & {"utilities", "archaeology", "subsidence"} == (
            {"utilities", "archaeology", "subsidence"} - hidden
        ), door
    results = client.get(f"/v1/jobs/{job}/results", headers=keys[role]).json()
    for name in hidden:
        entry = results["indicators"][f"water-level-raise.{name}"]
        assert "takes the role" in entry["reason"]
        assert "The land for which something is decided" not in entry["method"]
    package = f"/v1/collections/{job}-water-level-effects/downloads?format=gpkg"
    told = client.get(package, headers=keys[role]).text
    assert {name for name in ("utilities", "archaeology") if f"west-{name}" in told} == (
        {"utilities", "archaeology"} - hidden
    )
    place = f"/v1/jobs/{job}/results/files"
    for file in ("features/water_level_effects.parquet", "water-levels/water-levels.json.gz"):
        status = client.get(f"{place}/{file}", headers=keys[role]).status_code
        assert (status == 200) == (not hidden), file


def test_what_was_computed_beforehand_is_listed_for_everybody_by_its_name(
    service: tuple[TestClient, dict[str, Any]], job: str
) -> None:
    client, _ = service
    (listed,) = client.get("/v1/jobs", params={"status": "successful"}).json()["jobs"]
    assert (listed["jobID"], listed["processID"]) == (job, "water-level-raise")
    assert (listed["title"], listed["x-title-nl"]) == ("peil omhoog", "peil omhoog")
