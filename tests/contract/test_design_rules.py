"""The technical rules of the NL API Design Rules (core 2.x), each as assertions on the live app."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import API_VERSION

ADDRESSES = [
    "/v1",
    "/v1/conformance",
    "/v1/collections",
    "/v1/collections/polder",
    "/v1/collections/polder-buildings/items",
    "/v1/collections/polder-buildings/items/b1",
    "/v1/processes",
    "/v1/processes/sea-level-rise",
    "/v1/processes/sea-level-rise/model-card",
    "/v1/collections/catalogue",
    "/v1/collections/catalogue/items",
    "/v1/collections/catalogue/items/twin-polder",
    "/v1/catalogue",
    "/v1/stac",
    "/v1/stac/polder",
    "/v1/jobs",
    "/v1/openapi.json",
]
# Names that OGC standards prescribe and that break the camelCase rule.
OGC_QUERY_KEYS = {"bbox-crs", "parameter-name"}
OGC_SEGMENTS = {"tileMatrixSets"}


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, op) for path, item in document["paths"].items() for method, op in item.items()]


@pytest.mark.parametrize("address", ADDRESSES[1:])
def test_no_trailing_slash(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 200
    answer = client.get(address + "/", follow_redirects=False)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_landing_page_with_a_slash_is_the_one_exception(client: TestClient) -> None:
    assert client.get("/v1/").json() == client.get("/v1").json()


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/v1", 200),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/collections/polder/assets/page.json", 200),
        ("GET", "/v1/collections/polder/assets/nothing.json", 404),
        ("GET", "/v1/jobs/nothing/results/files/x", 404),
        ("GET", "/v1/jobs?nonsense=1", 400),
        ("PUT", "/v1/jobs", 405),
        ("POST", "/v1/collections/polder/assets/page.json", 405),
        ("DELETE", "/v1/jobs/nothing", 404),
        ("HEAD", "/v1/collections", 200),
    ],
)
def test_version_and_security_headers_are_everywhere(
    client: TestClient, method: str, address: str, status: int
) -> None:
    answer = client.request(method, address)
    assert answer.status_code == status
    assert answer.headers["api-version"] == API_VERSION
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "max-age" in answer.headers["strict-transport-security"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "cache-control" in answer.headers
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        assert problem["title"]
        assert problem["detail"]


def test_answers_are_not_stored_but_published_files_may_be(client: TestClient) -> None:
    assert client.get("/v1/jobs").headers["cache-control"] == "no-store"
    page = "/v1/collections/polder/assets/page.json"
    assert client.get(page).headers["cache-control"] == "public, no-cache"
    pinned = client.get(page, params={"v": client.get(page).json()["version"]})
    assert pinned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(page, params={"v": "other"}).headers["cache-control"] == "public, no-cache"


def test_method_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    assert (
        client.put("/v1/jobs/6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11").headers["allow"]
        == "DELETE, GET, HEAD, PATCH"
    )
    assert client.get("/v1/processes/sea-level-rise/execution").headers["allow"] == "POST"
    assert client.delete("/v1/collections").headers["allow"] == "GET, HEAD"


def test_other_formats_are_not_acceptable(client: TestClient) -> None:
    assert client.get("/v1", headers={"Accept": "application/xml"}).status_code == 406
    assert client.get("/v1", headers={"Accept": "application/json;q=0, text/csv"}).status_code == 406
    accepted = ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/geo+json", "APPLICATION/*")
    assert [client.get("/v1", headers={"Accept": value}).status_code for value in accepted] == [200] * 4


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_other_request_bodies_are_unsupported(client: TestClient, media: str) -> None:
    address = "/v1/processes/sea-level-rise/execution"
    assert client.post(address, content=b"{}", headers={"Content-Type": media}).status_code == 415


def test_openapi_is_public_and_complete(client: TestClient, document: dict[str, Any]) -> None:
    assert client.get("/v1/openapi.json").headers["access-control-allow-origin"] == "*"
    assert re.fullmatch(r"3\.\d+\.\d+", document["openapi"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
    assert document["info"]["version"] == API_VERSION
    assert set(document["info"]["contact"]) == {"name", "url", "email"}
    assert [server["url"] for server in document["servers"]] == ["/v1"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_operation_documents_its_errors_and_the_version(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        assert "422" not in operation["responses"], where
        assert "400" in operation["responses"], where
        for status, response in operation["responses"].items():
            assert "API-Version" in response["headers"], where
            if status.startswith("4"):
                assert list(response["content"]) == ["application/problem+json"], where


def test_every_reference_in_the_document_resolves(document: dict[str, Any]) -> None:
    text = str(document)
    wanted = set(re.findall(r"'#/components/(\w+)/([\w-]+)'", text))
    assert len(wanted) > 10
    assert {(kind, name) for kind, name in wanted if name not in document["components"][kind]} == set()


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names)) > 10


def test_paths_are_in_kebab_case_without_extensions(document: dict[str, Any]) -> None:
    for path in set(document["paths"]) - {"/openapi.json"}:
        for segment in set(path.strip("/").split("/")) - OGC_SEGMENTS:
            assert re.fullmatch(r"|[a-z0-9]+(-[a-z0-9]+)*|\{[a-z][A-Za-z]*\}", segment), path


def test_query_keys_are_in_camel_case(document: dict[str, Any]) -> None:
    keys = {
        parameter["name"]
        for _, _, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }
    assert {"limit", "offset", "crs", "bbox"} <= keys
    assert {key for key in keys - OGC_QUERY_KEYS if not re.fullmatch(r"[a-z][A-Za-z0-9]*", key)} == set()


def test_moments_are_rfc_3339_in_utc(client: TestClient) -> None:
    stamp = client.get("/v1/collections/polder-buildings/items?limit=1").json()["timeStamp"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", stamp)


def test_page_has_a_strict_content_policy(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; "
        "connect-src 'self' blob:; worker-src 'self' blob:; style-src 'self'; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert "access-control-allow-origin" not in answer.headers
    assert "api-version" not in answer.headers


def test_other_origins_may_read_but_not_run(client: TestClient) -> None:
    asked = {"Origin": "https://elders.nl", "Access-Control-Request-Method": "POST"}
    preflight = client.options("/v1/processes/sea-level-rise/execution", headers=asked)
    assert preflight.status_code == 204
    assert "POST" not in preflight.headers["access-control-allow-methods"]
    assert client.get("/v1/collections").headers["access-control-allow-origin"] == "*"
    post = client.post("/v1/processes/sea-level-rise/execution", json={"inputs": {"nonsense": 1}})
    assert "access-control-allow-origin" not in post.headers
