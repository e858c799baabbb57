"""Water levels over HTTP: the page's arrays, the table of effects by area, and what a raise refuses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import rasterio
import xarray as xr
from fastapi.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app, make_service
from api.errors import TooLargeError
from api.jobs.admission import Most, refuse_long_check
from api.jobs.database import open_database
from api.settings import Settings
from scenarios.interventions.water_level_raise import WaterLevelRaise
from tests.contract.conftest import write_artefacts
from tests.contract.test_processes import ended
from tests.unit.scenarios.polders.raised_polder import peat_halves

EXECUTE = "/v1/processes/water-level-raise/execution"
RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.3, "start": 2030}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Client of a service with a twin of two peat areas, ``strips``."""
    data: Path = tmp_path_factory.mktemp("levels")
    twin = peat_halves()
    twin.save(data / "twins" / twin.name)
    write_artefacts(twin, data)
    settings = Settings.of(data, prepare=False, max_running=1)
    with TestClient(create_app(settings, make_service(settings)), raise_server_exceptions=False) as found:
        yield found


def asked(client: TestClient, *changes: dict[str, Any], **inputs: Any) -> Any:
    inputs = {"baseline": "strips", "horizon": 2032, "interventions": list(changes), **inputs}
    return client.post(EXECUTE, json={"inputs": inputs})


@pytest.fixture(scope="module")
def job(client: TestClient) -> str:
    found = str(asked(client, RAISE).json()["jobID"])
    assert ended(client, found)["status"] == "successful"
    return found


@pytest.fixture(scope="module")
def results(client: TestClient, job: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/jobs/{job}/results").json()
    return found


@pytest.fixture(scope="module")
def stored(client: TestClient, results: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Fields of the horizon as the result holds them."""
    job = next(link["href"] for link in results["links"] if link["rel"] == "up").rpartition("/")[2]
    target = tmp_path_factory.mktemp("fields") / "fields.nc"
    answer = client.get(f"/v1/collections/{job}/downloads?format=netcdf")
    target.write_bytes(answer.content)
    return xr.load_dataset(target, decode_times=False)


def test_the_page_reads_header_and_arrays(client: TestClient, results: dict[str, Any]) -> None:
    answer = client.get(results["water-levels"]["href"])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    header = answer.json()
    assert (header["format"], header["twin"], header["horizon"]) == ("zicht-water-levels", "strips", 2032)
    data = client.get(results["water-levels"]["href"].replace(".json", ".bin"))
    assert data.headers["content-encoding"] == "gzip"
    grid, first = header["grid"], header["column"]
    numbers = np.frombuffer(data.content, "<i4", grid["nx"] * grid["ny"], first["offset"])
    assert numbers.max() == header["parcels"] - 1
    last = header["arrays"][-1]
    assert len(data.content) == last["offset"] + 2 * len(header["years"]) * 12 * header["parcels"]


def test_every_link_answers(client: TestClient, results: dict[str, Any]) -> None:
    links = {link["href"]: link["rel"] for link in results["links"]}
    assert links[results["water-levels"]["href"]] == "enclosure"
    for address in links:
        assert client.get(address).status_code == 200, address


def test_effects_are_features_of_their_area(client: TestClient, results: dict[str, Any]) -> None:
    job = next(link["href"] for link in results["links"] if link["rel"] == "up").rpartition("/")[2]
    answer = client.get(f"/v1/collections/{job}-water-level-effects/items", params={"limit": 1000})
    rows = [feature["properties"] for feature in answer.json()["features"]]
    assert {row["area"] for row in rows} == {"west", "east", "decided"}
    (sunk,) = (row for row in rows if (row["area"], row["effect"]) == ("decided", "subsidence"))
    assert sunk["difference"] == pytest.approx(sunk["after"] - sunk["before"])
    assert sunk["difference"] < 0.0
    entry = results["indicators"]["water-level-raise.subsidence"]
    assert entry["difference"] == pytest.approx(entry["value"] - entry["reference"])


def test_what_cannot_be_is_refused_with_all_of_it(client: TestClient) -> None:
    above = {**RAISE, "by": 2.0}
    answer = asked(client, above, {**RAISE, "areas": ["nergens"]}, inlet_capacity=-2.0)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = answer.text
    for field in ("inputs.interventions[0].areas", "interventions[1].areas[0]", "inputs.inlet_capacity"):
        assert field in told


def test_a_path_of_a_table_is_refused(client: TestClient) -> None:
    for answer in (
        asked(client, waterwijzer_table="/etc/passwd"),
        client.post(
            "/v1/processes/scenario/execution",
            json={
                "inputs": {
                    "name": "x",
                    "baseline": "strips",
                    "processes": [{"water-level-raise": {"waterwijzer_table": "/etc/passwd"}}],
                }
            },
        ),
    ):
        assert answer.status_code == 400
        assert "is not the id of an upload of yours" in answer.text
        assert "root:" not in answer.text


def test_every_table_of_a_choice_is_a_collection(client: TestClient) -> None:
    few = {"lowest": 0.0, "highest": 0.2, "step": 0.2, "policies": ["fixatie"]}
    inputs = {"baseline": "strips", "horizon": 2032, **few}
    answer = client.post("/v1/processes/water-level-choice/execution", json={"inputs": inputs})
    job = answer.json()["jobID"]
    assert ended(client, job)["status"] == "successful"
    for table in ("options", "choice", "objectives", "front"):
        name = f"{job}-water-level-{table}"
        features = client.get(f"/v1/collections/{name}/items?limit=1000").json()["features"]
        ids = [feature["id"] for feature in features]
        assert ids, name
        assert len(ids) == len(set(ids)), name
        assert client.get(f"/v1/collections/{name}/downloads?format=gpkg").status_code == 200, name
    for link in client.get(f"/v1/jobs/{job}/results").json()["links"]:
        assert client.get(link["href"]).status_code == 200, link["href"]


def test_a_reader_may_ask_a_small_part(tmp_path: Path) -> None:
    twin, address = peat_halves(), f"sqlite:///{tmp_path / 'zicht.db'}"
    twin.save(tmp_path / "twins" / twin.name)
    write_artefacts(twin, tmp_path)
    settings = Settings.of(tmp_path, address, prepare=False, max_running=1)
    _, secret = KeyStore(open_database(address)).add("lezer", "reader", "provincie")
    service = make_service(settings)
    # the whole land is 10,000 cells, at most 3,000 columns: 27 years with those to settle, 4 courses
    service.jobs.budget = replace(service.jobs.budget, visitors=Most(3_000 * 27 * 4 - 1, 60.0, 10))
    with TestClient(create_app(settings, service)) as reader:
        reader.headers["X-API-Key"] = secret
        whole = asked(reader, RAISE)
        assert whole.status_code == 413
        assert "fewer areas or an earlier horizon" in whole.json()["detail"]
        assert "hours" not in whole.json()["detail"]
        for part in ({"areas": ["west"]}, {"horizon": 2031}):
            small = asked(reader, RAISE, **part)
            assert small.status_code == 201
            reader.delete(small.headers["location"])


FIELDS = {
    "polder_ground_level", "mean_highest_groundwater", "mean_lowest_groundwater", "extrapolated",
    "worst_month", "subsidence", "groundwater_depth", "peat_emission", "yield_loss", "band_months",
    "parcel_column",
}  # fmt: skip


def test_fields_of_the_horizon_are_asked_like_any_other(client: TestClient, job: str, stored: Any) -> None:
    collection = client.get(f"/v1/collections/{job}").json()
    assert set(collection["parameter_names"]) == FIELDS
    assert int(stored["level_year"]) == 2032
    x, y = 120_255.0, 450_505.0
    cell = stored.sel(x=x, y=y)
    assert np.isfinite(cell["groundwater_depth"])
    system = "http://www.opengis.net/def/crs/EPSG/0/28992"
    for query, given in {
        "position": {"coords": f"POINT({x} {y})", "crs": system},
        "cube": {"bbox": f"{x - 4},{y - 4},{x + 4},{y + 4}"},
        "area": {"coords": f"POLYGON(({x - 4} {y - 4},{x + 4} {y - 4},{x} {y + 4},{x - 4} {y - 4}))"},
    }.items():
        answer = client.get(f"/v1/collections/{job}/{query}", params=given)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        for name in ("groundwater_depth", "subsidence", "polder_ground_level"):
            assert found["parameters"][name]["unit"]["symbol"] == "m"
            values = found["ranges"][name]["values"]
            assert values == pytest.approx([float(cell[name])], abs=1e-4), (query, name)


def test_fields_of_the_horizon_come_as_tiffs(client: TestClient, job: str, stored: Any) -> None:
    answer = client.get(f"/v1/collections/{job}/downloads?format=cog")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name.removesuffix(".tif") for name in archive.namelist()} == FIELDS
        with rasterio.open(io.BytesIO(archive.read("groundwater_depth.tif"))) as found:
            assert found.count == 1
            np.testing.assert_array_equal(found.read(1), stored["groundwater_depth"].values)


def test_what_takes_long_to_check_is_refused_in_words(client: TestClient) -> None:
    step = {**RAISE, "by": 0.0001}
    many = asked(client, *[step] * 400)
    assert many.status_code == 413
    told = many.json()["detail"]
    assert "400 interventions take about 1.6 s to check, and 1.2 s is allowed" in told
    assert "one may name several areas" in told


def test_few_of_many_raises_are_tried_in_the_request(client: TestClient) -> None:
    with patch.object(WaterLevelRaise, "apply", autospec=True, side_effect=WaterLevelRaise.apply) as applied:
        answer = asked(client, *[{**RAISE, "by": 0.0001}] * 100)
    assert answer.status_code == 201
    assert 0 < applied.call_count <= 10
    client.delete(answer.headers["location"])


def test_earlier_runs_count_in_what_a_check_may_take() -> None:
    refuse_long_check([], 20, 1_300_000)
    with pytest.raises(TooLargeError, match=r"behind 30 of the runs that it stands on, take about 1\.6 s"):
        refuse_long_check([WaterLevelRaise(areas=("west",), by=0.3)], 30, 1_300_000)
