"""Tables of the user over HTTP: named by the id of an upload of theirs, read as on the command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app, make_service
from api.jobs.database import open_database
from api.settings import Settings
from scenarios.polders.soils import soil_kind, soil_kinds
from scenarios.polders.somers import COLUMNS
from scenarios.run import run
from tests.contract.conftest import write_artefacts
from tests.contract.test_processes import ended
from tests.unit.api.test_cli_tables import TABLE
from tests.unit.scenarios.polders.raised_polder import peat_halves

EXECUTE = "/v1/processes/water-level-raise/execution"
SOILS = sorted({kind.somers for kind in map(soil_kind, soil_kinds()) if kind.somers})
ROWS = [f"ZW,{soil},none,,,,,0,{depth},9000,8000,10000" for soil in SOILS for depth in (0, 3)]
SOMERS = "\n".join([",".join(COLUMNS), *ROWS])
PEOPLE = {
    "jan": ("modeller", "provincie"), "lezer": ("reader", "provincie"), "piet": ("modeller", "elders"),
    "baas": ("admin", "elders"),
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with a twin of two peat areas, ``strips``."""
    folder: Path = tmp_path_factory.mktemp("tables")
    twin = peat_halves()
    twin.save(folder / "twins" / twin.name)
    write_artefacts(twin, folder)
    return folder


@pytest.fixture(scope="module")
def keys(data: Path) -> dict[str, str]:
    engine = open_database(Settings.of(data, prepare=False).database)
    found = {name: KeyStore(engine).add(name, *rights)[1] for name, rights in PEOPLE.items()}
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def client(data: Path, keys: dict[str, str]) -> Iterator[TestClient]:
    """Client of jan, on a service with keys."""
    settings = Settings.of(data, prepare=False, max_running=1)
    with TestClient(create_app(settings, make_service(settings)), raise_server_exceptions=False) as found:
        found.headers["X-API-Key"] = keys["jan"]
        yield found


def sent(client: TestClient, text: str | bytes, key: str | None = None) -> str:
    headers = {"Content-Type": "text/csv"} | ({"X-API-Key": key} if key else {})
    answer = client.post("/v1/uploads", content=text, headers=headers)
    assert answer.status_code == 201, answer.text
    identifier: str = answer.json()["id"]
    return identifier


def asked(client: TestClient, key: str | None = None, **inputs: Any) -> Any:
    """Ask a run; without a key it is jan's, with an empty one nobody's."""
    inputs = {"baseline": "strips", "horizon": 2026, **inputs}
    request = client.build_request("POST", EXECUTE, json={"inputs": inputs})
    if key is not None:
        del request.headers["X-API-Key"]
        request.headers.update({"X-API-Key": key} if key else {})
    return client.send(request)


@pytest.fixture(scope="module")
def tables(client: TestClient) -> dict[str, str]:
    return {"waterwijzer_table": sent(client, TABLE), "somers_table": sent(client, SOMERS)}


@pytest.fixture(scope="module")
def job(client: TestClient, tables: dict[str, str]) -> str:
    """A successful run with both tables."""
    answer = asked(client, somers_region="ZW", **tables)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["jobID"]
    assert ended(client, found)["status"] == "successful"
    return found


def test_the_form_asks_for_an_upload(client: TestClient) -> None:
    told = client.get("/v1/processes/water-level-raise").json()
    for name in ("waterwijzer_table", "somers_table"):
        assert told["inputs"][name]["schema"]["x-upload"] == "text/csv"
        assert "upload" in told["inputs"][name]["description"]
    assert "somers_region" in told["inputs"]
    assert "command line" not in json.dumps(told)
    assert "opdrachtregel" not in json.dumps(told)


def test_an_upload_is_read_as_the_same_file_on_the_command_line(
    client: TestClient, job: str, tmp_path: Path
) -> None:
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "somers.csv").write_text(SOMERS, encoding="utf-8")
    files = {"waterwijzer_table": str(tmp_path / "own.csv"), "somers_table": str(tmp_path / "somers.csv")}
    call = {"water-level-raise": {**files, "somers_region": "ZW"}}
    here = run({"name": "here", "horizon": 2026, "processes": [call]}, peat_halves())
    there = client.get(f"/v1/jobs/{job}/results").json()["indicators"]
    assert there == json.loads(json.dumps(dict(here.indicators)))
    assert there["water-level-raise.yield_loss"]["value"] == pytest.approx(30.0)
    assert "region ZW" in there["water-level-raise.subsidence"]["method"]


def test_the_provenance_names_the_uploads_and_their_bytes(
    client: TestClient, job: str, tables: dict[str, str], data: Path
) -> None:
    files = f"/v1/jobs/{job}/results/files"
    for name in ("provenance.json", "ro-crate-metadata.json", "result.zarr/zarr.json"):
        answer = client.get(f"{files}/{name}")
        assert answer.status_code == 200
        assert data.name not in answer.text
        assert ".part" not in answer.text
    told = client.get(f"{files}/provenance.json").json()
    (call,) = told["scenario"]["processes"]
    assert {name: call["water-level-raise"][name] for name in tables} == tables
    digests = {
        "waterwijzer_table": hashlib.sha256(TABLE.encode()).hexdigest(),
        "somers_table": hashlib.sha256(SOMERS.encode()).hexdigest(),
    }
    assert told["files"] == {"water-level-raise": digests}
    assert list((data / "results").glob("*.part")) == []


def test_the_same_is_the_same_job_and_another_file_another(
    client: TestClient, job: str, tables: dict[str, str]
) -> None:
    assert asked(client, somers_region="ZW", **tables).json()["jobID"] == job
    other = {**tables, "waterwijzer_table": sent(client, TABLE)}
    another = asked(client, somers_region="ZW", **other).json()["jobID"]
    assert another != job
    assert client.delete(f"/v1/jobs/{another}").status_code == 200


def test_a_whole_scenario_takes_uploads_too(client: TestClient, tables: dict[str, str]) -> None:
    def whole(identifier: str) -> Any:
        call = {"water-level-raise": {"waterwijzer_table": identifier}}
        processes = [call, "water-level-choice"]  # which takes over the table
        inputs = {"name": "x", "baseline": "strips", "horizon": 2026, "processes": processes}
        return client.post("/v1/processes/scenario/execution", json={"inputs": inputs})

    answer = whole(str(uuid4()))
    assert answer.status_code == 400
    fields = [error["field"] for error in answer.json()["errors"]]
    assert fields == ["inputs.processes[0].water-level-raise.waterwijzer_table"]
    answer = whole(tables["waterwijzer_table"])
    assert answer.status_code == 201, answer.text
    assert client.delete(f"/v1/jobs/{answer.json()['jobID']}").status_code == 200


def test_what_is_no_upload_of_theirs_is_as_if_it_were_not_there(
    client: TestClient, keys: dict[str, str], tables: dict[str, str], data: Path
) -> None:
    own = tables["waterwijzer_table"]
    stands = data / "uploads" / own / "file.csv"
    assert stands.is_file()
    refused = [
        (keys["jan"], str(uuid4())), (keys["piet"], own), ("", own), (keys["jan"], str(stands)),
        (keys["jan"], f"../uploads/{own}"), (keys["jan"], "file:///etc/passwd"), (keys["jan"], own.upper()),
        (keys["jan"], f"http://testserver/v1/uploads/{own}"), (keys["jan"], "own.csv"), (keys["jan"], "\x00"),
    ]  # fmt: skip
    for key, value in refused:
        answer = asked(client, key, waterwijzer_table=value)
        assert answer.status_code == 400, answer.text
        (error,) = answer.json()["errors"]
        assert error["field"] == "inputs.waterwijzer_table"
        assert error["detail"] == "is not the id of an upload of yours"
        assert "/v1/uploads" in error["remedy"]
        assert "root:" not in answer.text
    answer = asked(client, waterwijzer_table={"href": f"/v1/uploads/{own}"})
    assert answer.status_code == 400
    assert "id of its upload" in answer.text
    for name in ("lezer", "baas"):
        assert asked(client, keys[name], waterwijzer_table=own).status_code == 201


def test_all_that_is_wrong_is_told_at_once(client: TestClient, tables: dict[str, str], data: Path) -> None:
    bad = sent(client, "\n".join([TABLE.strip(), "peat,grass,x,250,130,0,0"]))
    absent = str(uuid4())
    answer = asked(client, waterwijzer_table=bad, somers_table=absent, somers_region="ZW", areas=["nergens"])
    assert answer.status_code == 400
    found = {error["field"]: error.get("value") for error in answer.json()["errors"]}
    assert found == {
        "inputs.somers_table": absent, "inputs.waterwijzer_table[4].GHG_cm": "x",
        "inputs.waterwijzer_table[4].wet": 130.0, "inputs.areas[0]": "nergens",
    }  # fmt: skip
    answer = asked(client, baseline="nergens", somers_table=absent, somers_region="ZW")
    assert {error["field"] for error in answer.json()["errors"]} == {"inputs.somers_table", "inputs.baseline"}
    answer = asked(client, somers_table=tables["waterwijzer_table"], somers_region="ZW")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"]) == ("inputs.somers_table", tables["waterwijzer_table"])
    assert "has no column region" in error["detail"]
    assert data.name not in answer.text
    answer = asked(client, somers_table=tables["somers_table"], somers_region="Zuid")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["remedy"]) == ("inputs.somers_region", "Known: ZW.")
    answer = asked(client, somers_table=tables["somers_table"])
    assert [error["field"] for error in answer.json()["errors"]] == ["inputs.somers_region"]


def test_a_picture_is_no_table(client: TestClient) -> None:
    body = json.dumps({"type": "CityJSON", "version": "2.0", "CityObjects": {}, "vertices": []})
    told = client.post("/v1/uploads", content=body, headers={"Content-Type": "application/city+json"}).json()
    answer = asked(client, waterwijzer_table=told["id"])
    assert answer.status_code == 400
    assert "is an upload of cityjson, not a table" in answer.text
