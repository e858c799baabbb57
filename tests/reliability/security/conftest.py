"""A guarded service with secrets in its layers, and one key per role and tenant."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, Point, box
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app, make_service
from api.jobs.database import open_database
from api.publish import publish_twin
from api.settings import Settings
from tests.contract.conftest import X0, Y0, small_twin

SECRET = "GEHEIM"
ROLES = ("none", "reader", "modeller", "admin", "other")
"""Who asks: nobody known; three roles of one workspace; a modeller of another."""


@dataclass
class Guarded:
    """A service that runs in this process, the keys that open it, and a private job of `modeller`."""

    client: TestClient
    keys: dict[str, str]
    data: Path
    job: str = ""

    def headers(self, who: str) -> dict[str, str]:
        return {} if who == "none" else {"Authorization": f"Bearer {self.keys[who]}"}

    def get(self, who: str, path: str) -> Any:
        return self.client.get(path, headers=self.headers(who))


def make_keys(database: str) -> dict[str, str]:
    """One key per role in the workspace `provincie`, and a modeller elsewhere."""
    engine = open_database(database)
    store = KeyStore(engine)
    keys = {role: store.add(role, role, "provincie")[1] for role in ("reader", "modeller", "admin")}
    keys["other"] = store.add("other", "modeller", "elders")[1]
    engine.dispose()
    return keys


def _table(ids: list[str], geometry: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=geometry, crs="EPSG:28992")


@pytest.fixture(scope="session")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a published twin whose restricted layers carry a word that nobody else may read."""
    folder = tmp_path_factory.mktemp("secrets")
    place = (X0 + 123.25, Y0 + 87.75)
    line = LineString([place, (X0 + 301.5, Y0 + 201.5)])
    twin = small_twin().with_(
        features={
            "utility_lines": _table(
                [f"{SECRET}-cable"], [line], network=["electricity"], depth=[1.0], depth_status=["measured"],
                name=[f"{SECRET}-cable"],
            ),
            "archaeology": _table(
                [f"{SECRET}-wreck"], [box(*place, place[0] + 30, place[1] + 20)], name=[f"{SECRET}-wreck"],
                kind=["wreck"], top_level=[-2.0], base_level=[-4.0],
            ),
            "vital_objects": _table(
                [f"{SECRET}-hospital"], [Point(*place)], name=[f"{SECRET}-hospital"], kind=["hospital"]
            ),
        }
    )  # fmt: skip
    twin.save(folder / "twins" / twin.name)
    publish_twin(twin, folder)
    return folder


@pytest.fixture(scope="session")
def guarded(secrets: Path) -> Iterator[Guarded]:
    """The service, with a finished job of the modeller of `provincie`."""
    settings = Settings.of(secrets, prepare=False, max_running=1, rate=1000.0)
    keys = make_keys(settings.database)
    static = secrets / "static"
    static.mkdir()
    (static / "index.html").write_text("<!doctype html><title>Zicht</title>")
    app = create_app(settings, make_service(settings), static)
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Guarded(client, keys, secrets)
        found.job = run(found, "modeller")
        yield found


def run(service: Guarded, who: str, metres: float = 1.0) -> str:
    """Id of a job that has ended well."""
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": metres}}}}
    address = "/v1/processes/sea-level-rise/execution"
    answer = service.client.post(address, json=body, headers=service.headers(who))
    assert answer.status_code == 201, answer.text
    path = answer.headers["Location"]
    limit = time.monotonic() + 240
    while (state := service.get(who, path).json())["status"] != "successful":
        assert state["status"] in {"accepted", "running"}, state
        assert time.monotonic() < limit
        time.sleep(0.1)
    return str(state["jobID"])
