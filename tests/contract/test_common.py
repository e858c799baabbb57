"""OGC API Common part 2 (collections): the list, its pages, results in it, for everybody what is theirs."""

from __future__ import annotations

import io
import logging
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app, make_service
from api.jobs.database import open_database
from api.service import Service
from api.settings import Settings
from tests.contract.conftest import flood_fields, kept_result, small_twin, write_artefacts
from twin.store import Result

PROVENANCE = {"years": {"start": 2025, "horizon": 2100}}
TILE = "NetherlandsRDNewQuad/0/0/0"


def flood() -> Result:
    buildings = small_twin().features["buildings"].iloc[:3].assign(depth=[0.1, 0.2, 0.3])
    vital = small_twin().features["vital_objects"]
    return Result(flood_fields(), {"buildings": buildings, "vital_objects": vital}, {}, PROVENANCE)


def listed(client: TestClient, headers: dict[str, str] | None = None, **query: int) -> list[str]:
    answer = client.get("/v1/collections", params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return [entry["id"] for entry in answer.json()["collections"]]


@pytest.fixture(scope="module")
def result(service: Service) -> Iterator[str]:
    with kept_result(service, flood(), "c" * 64) as job:
        yield job


def test_rc_md_success_results_stand_beside_twins(client: TestClient, result: str) -> None:
    found = listed(client)
    assert found.index("polder") < found.index(result)
    assert {f"{result}-buildings", f"{result}-vital-objects"} <= set(found)


def test_src_md_success_the_entry_is_the_description(client: TestClient, result: str) -> None:
    for entry in client.get("/v1/collections").json()["collections"]:
        assert client.get(f"/v1/collections/{entry['id']}").json() == entry


def test_tables_of_results_are_features(client: TestClient, result: str) -> None:
    found = client.get(f"/v1/collections/{result}-buildings").json()
    assert found["itemType"] == "feature"
    assert found["data_queries"]["items"]["link"]["href"] == f"/v1/collections/{result}-buildings/items"
    items = client.get(f"/v1/collections/{result}-buildings/items", params={"depth": "0.2"}).json()
    assert [feature["id"] for feature in items["features"]] == ["b1"]
    assert client.get(f"/v1/collections/{result}-dikes").status_code == 404
    assert client.get(f"/v1/collections/{result}-dikes/items").status_code == 404
    assert client.get(f"/v1/collections/{result}/items").status_code == 404


def test_pages_follow_each_other_both_ways(client: TestClient, result: str) -> None:
    every = listed(client)
    page, seen = client.get("/v1/collections", params={"limit": 3}).json(), []
    while True:
        assert page["numberReturned"] == len(page["collections"]) <= 3
        seen += [entry["id"] for entry in page["collections"]]
        relations = {link["rel"]: link["href"] for link in page["links"]}
        assert ("prev" in relations) == (len(seen) > 3)
        if "next" not in relations:
            break
        page = client.get(relations["next"]).json()
    assert seen == every
    assert listed(client, offset=3, limit=2) == every[3:5]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x", "offset": "-1"}, {"offset": "1e9"}])
def test_bad_pages_are_told_at_once(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/v1/collections", params=query)
    assert answer.status_code == 400
    assert {problem["field"] for problem in answer.json()["errors"]} == set(query)


def test_a_damaged_table_takes_nothing_else_along(
    client: TestClient, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    twin = small_twin().with_(name="damaged")
    twin.save(data / "twins" / "damaged")
    write_artefacts(twin, data)
    before = listed(client)
    try:
        (data / "twins" / "damaged" / "features" / "dikes.parquet").write_bytes(b"PAR1 and no more")
        assert "damaged-dikes" in before  # read once, and kept
        shutil.rmtree(data / "published" / "damaged")
        write_artefacts(twin, data)  # published anew: read anew
        with caplog.at_level(logging.WARNING, "zicht.api"):
            assert set(before) - set(listed(client)) == {"damaged-dikes"}
        assert "damaged-dikes is left out" in caplog.text
        answer = client.get("/v1/collections/damaged-dikes/items")
        assert answer.status_code == 500
        assert "parquet" not in answer.text
    finally:
        for folder in ("twins", "published"):
            shutil.rmtree(data / folder / "damaged")


@dataclass
class Guarded:
    """A guarded service with a private and a public result."""

    client: TestClient
    private: str
    public: str
    keys: dict[str, str] = field(default_factory=dict)

    def get(self, who: str, path: str, **query: str) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[who]}"} if who in self.keys else {}
        return self.client.get(path, params=query or None, headers=headers)

    def listed(self, who: str) -> set[str]:
        answer = self.get(who, "/v1/collections")
        assert answer.status_code == 200
        return {entry["id"] for entry in answer.json()["collections"]}


@pytest.fixture(scope="module")
def guarded(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    database = f"sqlite:///{tmp_path_factory.mktemp('guarded') / 'zicht.db'}"
    engine = open_database(database)
    store = KeyStore(engine)
    keys = {
        name: store.add(name, "modeller", workspace)[1] for name, workspace in (("anna", "a"), ("bram", "b"))
    }
    keys["chief"] = store.add("chief", "admin", "a")[1]
    keys["lezer"] = store.add("lezer", "reader", "b")[1]
    engine.dispose()
    settings = Settings.of(data, database, prepare=False, max_running=1)
    service = make_service(settings)
    with ExitStack() as stack:
        client = stack.enter_context(TestClient(create_app(settings, service), raise_server_exceptions=False))
        private = stack.enter_context(kept_result(service, flood(), "a" * 64, "a"))
        public = stack.enter_context(kept_result(service, flood(), "b" * 64, "a", public=True))
        yield Guarded(client, private, public, keys)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("anna", True), ("chief", True), ("bram", False), ("lezer", False), ("nobody", False)],
)
def test_results_are_listed_for_who_may_see_them(guarded: Guarded, who: str, sees: bool) -> None:
    found = guarded.listed(who)
    assert guarded.public in found
    assert (guarded.private in found) == sees
    assert (f"{guarded.private}-buildings" in found) == sees


@pytest.mark.parametrize("address", [f"map/tiles/{TILE}", "3dcontainer"])
def test_only_a_public_result_may_stay_in_shared_caches(guarded: Guarded, address: str) -> None:
    for job, private in ((guarded.private, True), (guarded.public, False)):
        answer = guarded.get("anna", f"/v1/collections/{job}/{address}")
        assert answer.status_code == 200, answer.text
        assert (answer.headers["cache-control"] == "private, no-store") == private


@pytest.mark.parametrize("who", ["bram", "nobody"])
def test_a_result_of_others_is_not_there_by_any_door(guarded: Guarded, who: str) -> None:
    job = guarded.private
    doors: list[tuple[str, dict[str, str]]] = [
        (job, {}),
        (f"{job}/position", {"coords": "POINT(4.875 52.308)"}),
        (f"{job}/cube", {"bbox": "120000,480000,120100,480100"}),
        (f"{job}/trajectory", {"coords": "LINESTRING(4.875 52.307, 4.876 52.308)"}),
        (f"{job}/downloads", {"format": "zarr"}),
        (f"{job}/map/tiles", {}),
        (f"{job}/map/tiles/{TILE}", {}),
        (f"{job}/3dcontainer", {}),
        (f"{job}-buildings", {}),
        (f"{job}-buildings/items", {}),
        (f"{job}-buildings/items/b0", {}),
        (f"{job}-buildings/queryables", {}),
        (f"{job}-buildings/downloads", {"format": "gpkg"}),
    ]
    for address, query in doors:
        assert guarded.get("anna", f"/v1/collections/{address}", **query).status_code == 200, address
        assert guarded.get(who, f"/v1/collections/{address}", **query).status_code == 404, address


def test_downloads_hold_of_a_restricted_layer_what_the_map_shows(guarded: Guarded) -> None:
    def themes(who: str, collection: str) -> set[str]:
        answer = guarded.get(who, f"/v1/collections/{collection}/downloads", format="geoparquet")
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return set(archive.namelist())

    assert themes("anna", guarded.public) == {"buildings.parquet", "vital_objects.parquet"}
    assert themes("nobody", guarded.public) == {"buildings.parquet"}
    table = f"/v1/collections/{guarded.public}-vital-objects/downloads"
    assert guarded.get("anna", table, format="gpkg").status_code == 200
    assert guarded.get("nobody", table, format="gpkg").status_code == 401
    import geopandas as gpd

    own = guarded.get("nobody", "/v1/collections/polder-vital-objects/downloads", format="geoparquet")
    found = gpd.read_parquet(io.BytesIO(own.content))
    assert found["id"].tolist() == ["cell-0"]  # a square kilometre, not the hospital
    assert found.geometry.area.iloc[0] == pytest.approx(1e6)
    whole = gpd.read_parquet(
        io.BytesIO(
            guarded.get("anna", "/v1/collections/polder-vital-objects/downloads", format="geoparquet").content
        )
    )
    assert whole["id"].tolist() == ["ziekenhuis"]
