"""Abstract tests of OGC API Features 1.0 part 1 (core, geojson) and part 2 (crs), by the id of each."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point, box
from starlette.testclient import TestClient

from api.references import CRS84, ETRS89, ETRS89_3D, RD, RDNAP
from tests.contract.conftest import X0, Y0, small_twin, write_artefacts

ITEMS = "/v1/collections/polder-buildings/items"
LAST = 120

# RDNAPTRANS2018 by the reference implementation, 1 m NAP everywhere.
PLACES = {
    "maeslantkering": ((67_700.0, 443_100.0), (51.969450158, 4.116762638, 44.5699)),
    "delft": ((84_500.0, 447_000.0), (52.006885905, 4.360402260, 44.5087)),
    "amersfoort": ((155_000.0, 463_000.0), (52.155172887, 5.387203650, 44.2772)),
    "zeeuws-vlaanderen": ((30_000.0, 370_000.0), (51.305451496, 3.594536074, 45.4753)),
    "den-helder": ((112_000.0, 553_000.0), (52.962305382, 4.747252092, 43.1460)),
    "vaals": ((198_500.0, 307_600.0), (50.756703434, 6.003625881, 47.3359)),
    "terschelling": ((143_000.0, 598_000.0), (53.368239197, 5.206936833, 42.4145)),
    "schiermonnikoog": ((208_000.0, 610_000.0), (53.473547936, 6.185375500, 41.4561)),
}


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def spread(data: Path) -> Iterator[str]:
    """Items of a collection with a borehole at each of the places, and the years of four wells."""
    boreholes = gpd.GeoDataFrame(
        {"id": list(PLACES)}, geometry=[Point(*xy, 1.0) for xy, _ in PLACES.values()], crs="EPSG:28992"
    )
    wells = gpd.GeoDataFrame(
        {"id": ["a", "b", "c", "d"], "valid_from": [1990.0, 2010.0, 2030.0, float("nan")]},
        geometry=[Point(X0 + 100, Y0 + 100)] * 4,
        crs="EPSG:28992",
    )
    twin = small_twin().with_(features={"boreholes": boreholes, "wells": wells}, name="spread")
    twin.save(data / "twins" / "spread")
    write_artefacts(twin, data)
    yield "/v1/collections/spread-boreholes/items"
    for folder in ("twins", "published"):
        shutil.rmtree(data / folder / "spread")


def get(client: TestClient, address: str, **query: object) -> Any:
    asked = {key.replace("_", "-"): str(value) for key, value in query.items()}
    answer = client.get(address, params=asked or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def links(content: dict[str, Any], relation: str) -> list[dict[str, str]]:
    return [link for link in content["links"] if link["rel"] == relation]


def parameter(document: dict[str, Any], name: str, path: str = "/collections/{collectionId}/items") -> Any:
    found = [p for p in document["paths"][path]["get"]["parameters"] if p["name"] == name]
    assert len(found) == 1, name
    return found[0]


def test_core_http_is_1_1(client: TestClient) -> None:
    answer = client.get("/v1")
    assert answer.http_version == "HTTP/1.1"


def test_core_root_success_links_what_is_required(client: TestClient) -> None:
    root = get(client, "/v1")
    for relation in ("service-desc", "service-doc", "conformance", "data"):
        assert links(root, relation), relation


def test_core_api_definition_success(client: TestClient) -> None:
    (link,) = links(get(client, "/v1"), "service-desc")
    answer = client.get(link["href"], headers={"Accept": link["type"]})
    assert answer.headers["content-type"] == link["type"]
    assert {"/collections/{collectionId}/items", "/collections/{collectionId}/items/{featureId}"} <= set(
        answer.json()["paths"]
    )


def test_core_conformance_success(client: TestClient) -> None:
    classes = get(client, "/v1/conformance")["conformsTo"]
    assert len(classes) == len(set(classes))
    assert all(name.startswith("http") for name in classes)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes


def test_core_fc_md_success_links_and_items(client: TestClient) -> None:
    found = get(client, "/v1/collections")
    assert links(found, "self")
    for collection in found["collections"]:
        assert collection["id"]
        assert links(collection, "self")[0]["type"] == "application/json"
        if collection["itemType"] == "feature":
            (items,) = links(collection, "items")
            assert items["type"] == "application/geo+json"
            (west, south, east, north) = collection["extent"]["spatial"]["bbox"][0]
            assert -180 <= west < east <= 180
            assert -90 <= south < north <= 90


def test_core_sfc_md_success_is_the_entry_of_the_list(client: TestClient) -> None:
    for collection in get(client, "/v1/collections")["collections"]:
        assert get(client, f"/v1/collections/{collection['id']}") == collection


def test_core_fc_bbox_definition(document: dict[str, Any]) -> None:
    assert parameter(document, "bbox")["in"] == "query"
    assert not parameter(document, "bbox").get("required")


@pytest.mark.parametrize(
    "bbox",
    [f"{X0 + 100},{Y0 + 20},{X0 + 140},{Y0 + 40}", f"{X0 + 100},{Y0 + 20},-5,{X0 + 140},{Y0 + 40},9"],
)
def test_core_fc_bbox_response_holds_what_meets_the_box(client: TestClient, bbox: str) -> None:
    found = get(client, ITEMS, bbox=bbox, bbox_crs=RD, crs=RD, limit=LAST)
    wanted = small_twin().features["buildings"]
    meets = wanted.intersects(box(X0 + 100, Y0 + 20, X0 + 140, Y0 + 40))
    assert [feature["id"] for feature in found["features"]] == wanted["id"][meets].tolist()
    assert 0 < meets.sum() < LAST


def test_core_fc_limit_definition(document: dict[str, Any]) -> None:
    schema = parameter(document, "limit")["schema"]
    assert (schema["type"], schema["minimum"]) == ("integer", 1)


@pytest.mark.parametrize("limit", [1, 7, 119, 120, 10_001])
def test_core_fc_limit_response_is_no_longer(client: TestClient, limit: int) -> None:
    assert get(client, ITEMS, limit=limit)["numberReturned"] == min(limit, LAST)


def test_core_fc_time_definition(document: dict[str, Any]) -> None:
    assert parameter(document, "datetime")["schema"]


@pytest.mark.parametrize(
    ("moment", "wells"),
    [
        ("2000-01-01T00:00:00Z", "ad"),
        ("2010-06-01", "abd"),
        ("2009-12-31T23:00:00Z/..", "abcd"),
        ("../1980-01-01", "d"),
        ("2015-01-01/2040-01-01", "abcd"),
        ("../2029-12-31T23:59:59Z", "abd"),
    ],
)
def test_core_fc_time_response_those_without_a_time_are_always_there(
    client: TestClient, spread: str, moment: str, wells: str
) -> None:
    found = get(client, spread.replace("boreholes", "wells"), datetime=moment)
    assert "".join(feature["id"] for feature in found["features"]) == wells


def test_core_fc_md_extent_tells_the_years(client: TestClient, spread: str) -> None:
    found = get(client, spread.replace("boreholes/items", "wells"))
    assert found["extent"]["temporal"]["interval"] == [["1990-01-01T00:00:00Z", None]]


def test_core_fc_response_has_its_links_time_and_numbers(client: TestClient) -> None:
    first = get(client, ITEMS, limit=50, bbox="4,52,5,53")
    assert first["numberMatched"] == LAST
    assert first["numberReturned"] == len(first["features"]) == 50
    assert abs(datetime.fromisoformat(first["timeStamp"]) - datetime.now(UTC)) < timedelta(minutes=10)
    assert links(first, "self")
    assert not links(first, "prev")
    second = get(client, links(first, "next")[0]["href"])
    third = get(client, links(second, "next")[0]["href"])
    assert not links(third, "next")
    pages = [[feature["id"] for feature in page["features"]] for page in (first, second, third)]
    assert [len(page) for page in pages] == [50, 50, 20]
    back = get(client, links(second, "prev")[0]["href"])
    assert [feature["id"] for feature in back["features"]] == pages[0]


def test_core_f_success_and_links(client: TestClient) -> None:
    answer = client.get(f"{ITEMS}/b7")
    assert answer.headers["content-type"] == "application/geo+json"
    feature = answer.json()
    assert (feature["type"], feature["id"]) == ("Feature", "b7")
    assert links(feature, "self")[0]["href"] == f"{ITEMS}/b7"
    assert links(feature, "collection")[0]["href"] == "/v1/collections/polder-buildings"


def test_core_query_param_unknown_and_invalid_are_all_told_at_once(client: TestClient) -> None:
    asked = {"limit": "ten", "offset": "-1", "bbox": "1,2", "crs": "x", "datetime": "now", "colour": "red"}
    answer = client.get(ITEMS, params=asked | {"bbox-crs": "y", "year": "old"})
    assert answer.status_code == 400
    fields = {problem["field"] for problem in answer.json()["errors"]}
    assert fields == {"limit", "offset", "crs", "bbox-crs", "datetime", "colour", "year"}


def test_geojson_content_is_in_crs84_unless_asked(client: TestClient) -> None:
    answer = client.get(ITEMS, params={"limit": 3})
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    for feature in answer.json()["features"]:
        assert feature["type"] == "Feature"
        for lon, lat in feature["geometry"]["coordinates"][0]:
            assert (lon, lat) == pytest.approx((4.875, 52.308), abs=0.01)


def test_queryables_filter_by_name_and_value(client: TestClient) -> None:
    schema = client.get("/v1/collections/polder-buildings/queryables")
    assert schema.headers["content-type"] == "application/schema+json"
    assert schema.json()["properties"]["year"] == {"title": "year", "type": "integer"}
    assert schema.json()["properties"]["use"] == {"title": "use", "type": "string"}
    assert [f["id"] for f in get(client, ITEMS, year=1903)["features"]] == ["b3"]
    assert get(client, ITEMS, use="woning")["numberMatched"] == 60
    assert get(client, ITEMS, use="woning", year=1904)["numberMatched"] == 0
    page = get(client, ITEMS, use="woning", limit=25)
    following = get(client, links(page, "next")[0]["href"])
    assert following["numberMatched"] == 60
    (link,) = [
        entry
        for entry in get(client, "/v1/collections/polder-buildings")["links"]
        if entry["rel"].endswith("/queryables")
    ]
    assert link["type"] == "application/schema+json"


def test_crs_uri_every_identifier_is_one(client: TestClient) -> None:
    for collection in get(client, "/v1/collections")["collections"]:
        for name in [*collection["crs"], *([collection["storageCrs"]] if "storageCrs" in collection else [])]:
            assert re.fullmatch(r"http://www\.opengis\.net/def/crs/(OGC|EPSG)/[\d.]+/\w+", name)


def test_crs_fc_md_crs_list_and_storage_crs(client: TestClient) -> None:
    features = [c for c in get(client, "/v1/collections")["collections"] if c["itemType"] == "feature"]
    for collection in features:
        assert collection["crs"][0] == CRS84
        assert collection["storageCrs"] in collection["crs"]


@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
def test_crs_parameters_are_defined_and_invalid_ones_refused(
    client: TestClient, document: dict[str, Any], name: str
) -> None:
    assert parameter(document, name)["in"] == "query"
    answer = client.get(
        ITEMS, params={name: "http://www.opengis.net/def/crs/EPSG/0/99999", "bbox": "4,52,5,53"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("crs", [CRS84, ETRS89, RD, RDNAP, ETRS89_3D])
@pytest.mark.parametrize("place", PLACES)
def test_crs_action_and_header_one_point_per_system(
    client: TestClient, spread: str, crs: str, place: str
) -> None:
    (x, y), (lat, lon, h) = PLACES[place]
    expected = {
        CRS84: (lon, lat),
        ETRS89: (lat, lon),
        RD: (x, y),
        RDNAP: (x, y, 1.0),
        ETRS89_3D: (lat, lon, h),
    }[crs]
    answer = client.get(f"{spread}/{place}", params={"crs": crs})
    assert answer.headers["content-crs"] == f"<{crs}>"
    found = answer.json()["geometry"]["coordinates"]
    assert len(found) == len(expected)
    assert found[:2] == pytest.approx(expected[:2], abs=1e-3 if x == expected[0] else 2e-9)
    assert found[2:] == pytest.approx(expected[2:], abs=2e-4)


@pytest.mark.parametrize("crs", [CRS84, ETRS89, RD, RDNAP, ETRS89_3D])
def test_bbox_crs_action_selects_the_same_in_every_system(client: TestClient, spread: str, crs: str) -> None:
    for (x, y), (lat, lon, _) in PLACES.values():
        half = 200.0 if crs in {RD, RDNAP} else 0.003
        a, b = {CRS84: (lon, lat), RD: (x, y), RDNAP: (x, y)}.get(crs, (lat, lon))
        bbox = f"{a - half},{b - half},{a + half},{b + half}"
        if crs in {RDNAP, ETRS89_3D}:
            bbox = f"{a - half},{b - half},-100,{a + half},{b + half},100"
        found = get(client, spread, bbox=bbox, bbox_crs=crs, crs=RD)
        assert [feature["geometry"]["coordinates"] for feature in found["features"]] == [[x, y]]
