"""OGC API Records part 1 and DCAT-AP-NL 3 on the small twin; the names of the tests carry the requirement."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.references import CRS84
from scenarios.process import processes

CATALOGUE = "/v1/collections/catalogue"
ITEMS = f"{CATALOGUE}/items"
CORE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core"
PROFILE = "http://modellen.geostandaarden.nl/dcat-ap-nl/"
TWIN = ["twin-polder", "layer-polder-terrain", "layer-polder-buildings", "layer-polder-vital-objects"]


def find(client: TestClient, **query: str) -> dict[str, Any]:
    answer = client.get(ITEMS, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found: dict[str, Any] = answer.json()
    assert found["numberReturned"] == len(found["features"])
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [record["id"] for record in found["features"]]


@pytest.fixture(scope="module")
def job(client: TestClient) -> str:
    """A successful run of the sea at 3.53 m NAP."""
    content = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 3.5}}}}
    job = client.post("/v1/processes/sea-level-rise/execution", json=content).json()["jobID"]
    limit = time.monotonic() + 240
    while (told := client.get(f"/v1/jobs/{job}").json())["status"] in {"accepted", "running"}:
        assert time.monotonic() < limit, told
        time.sleep(0.05)
    assert told["status"] == "successful", told
    return str(job)


@pytest.fixture(scope="module")
def every(client: TestClient, job: str) -> list[dict[str, Any]]:
    return list(find(client, limit="1000")["features"])


def test_conf_records_classes_are_declared(client: TestClient) -> None:
    told = set(client.get("/v1/conformance").json()["conformsTo"])
    root = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"
    names = ("record-core", "record-collection", "record-core-query-parameters", "records-api", "json")
    assert {f"{root}/{name}" for name in names} <= told
    assert PROFILE in told


def test_req_record_collection_mandatory_properties_and_item_type(client: TestClient) -> None:
    found = client.get(CATALOGUE).json()
    assert (found["id"], found["type"], found["itemType"]) == ("catalogue", "Catalog", "record")
    assert found["title"]
    assert found["extent"]["spatial"]["crs"] == CRS84


def test_req_record_collection_links(client: TestClient) -> None:
    links = {link["rel"]: link for link in client.get(CATALOGUE).json()["links"]}
    assert links["self"]["href"] == CATALOGUE
    assert links["items"]["href"] == ITEMS
    assert links["items"]["type"] == "application/geo+json"
    landing = {link["rel"].rsplit("/", 1)[-1]: link["href"] for link in client.get("/v1").json()["links"]}
    assert landing["ogc-catalog"] == CATALOGUE


def test_req_records_api_there_is_a_record_for_everything(every: list[dict[str, Any]], job: str) -> None:
    found = {record["id"] for record in every}
    assert set(TWIN) | {"layer-polder-dikes", f"result-{job}"} <= found
    assert {f"process-{name}" for name in processes()} <= found
    assert len(found) == len(every)


def test_req_record_core_mandatory_properties_record(every: list[dict[str, Any]]) -> None:
    for record in every:
        assert record["id"]
        assert record["type"] == "Feature"
        assert record["geometry"] is None or record["geometry"]["type"] == "Polygon"
        assert record["time"] is None or len(record["time"]["interval"]) == 2
        assert {"type", "title", "description", "keywords"} <= set(record["properties"])
        assert record["properties"]["type"] in {"series", "dataset", "model"}


def test_req_record_core_links_one_collection_and_what_they_lead_to(
    client: TestClient, every: list[dict[str, Any]]
) -> None:
    tried = 0
    for record in every:
        relations = [link["rel"] for link in record["links"]]
        assert relations.count("collection") == 1
        assert relations.count("self") == 1
        for link in record["links"]:
            if link["rel"] in {"self", "collection", "up", "about"}:
                assert client.get(link["href"]).status_code == 200, link
                tried += 1
    assert tried > 20


def test_the_files_that_a_result_offers_are_there(client: TestClient, job: str) -> None:
    record = client.get(f"{ITEMS}/result-{job}").json()
    ways = {link["title"]: link["href"] for link in record["links"] if link["rel"] == "item"}
    assert client.get(ways["Zarr v3"] + "/zarr.json").status_code == 200
    assert client.get(ways["Indicators"]).status_code == 200
    crate = client.get(ways["Provenance (RO-Crate)"])
    assert {"#run", "#twin", "#scenario"} <= {entity["@id"] for entity in crate.json()["@graph"]}


def test_no_crate_of_the_service_tells_where_it_runs(client: TestClient, job: str, settings: Any) -> None:
    import platform

    text = client.get(f"/v1/jobs/{job}/results/files/ro-crate-metadata.json").text
    assert str(settings.data) not in text
    assert platform.node() not in text


def test_req_record_core_time_instant_interval(client: TestClient, job: str) -> None:
    assert client.get(f"{ITEMS}/twin-polder").json()["time"] == {"interval": ["2025-01-01", "2025-12-31"]}
    assert client.get(f"{ITEMS}/result-{job}").json()["time"] == {"interval": ["2025-01-01", "2100-12-31"]}
    assert client.get(f"{ITEMS}/process-flood").json()["time"] is None


def test_req_json_record_content(client: TestClient, every: list[dict[str, Any]]) -> None:
    page = find(client)
    assert page["type"] == "FeatureCollection"
    assert {link["rel"] for link in page["links"]} >= {"self", "collection"}
    for record in every[:5]:
        answer = client.get(f"{ITEMS}/{record['id']}")
        assert answer.headers["content-type"] == "application/geo+json"
        assert answer.json() == record
    assert client.get(f"{ITEMS}/twin-nothing").status_code == 404


def test_licence_stands_in_a_record_only_when_it_was_told(every: list[dict[str, Any]]) -> None:
    told = {record["properties"]["x-kind"]: record["properties"].get("license") for record in every}
    assert told == {"twin": None, "layer": None, "result": None, "process": "EUPL-1.2"}


def test_req_json_double_profile_of_dcat_ap_nl(every: list[dict[str, Any]]) -> None:
    """What the nLDT App Store asks: both profiles, dcterms and dcat keys beside those of Records."""
    for record in every:
        assert record["conformsTo"] == [CORE, PROFILE]
        told = record["properties"]
        assert told["dcterms:title"]["nl"] == told["title"]
        assert {"dcterms:identifier", "dcterms:publisher", "dcterms:creator", "dcat:contactPoint"} <= set(
            told
        )
        assert {"dcterms:accessRights", "dcat:theme", "dcterms:language", "rdf:type"} <= set(told)
        kind = "DataService" if told["type"] == "model" else "Dataset"
        assert f"http://www.w3.org/ns/dcat#{kind}" in told["rdf:type"]
        for way in told.get("dcat:distribution", ()):
            assert way["dcterms:license"]
            assert way["dcat:accessURL"]["@id"].startswith("http://testserver/v1/")


def test_req_records_api_pages_follow_each_other_and_end(
    client: TestClient, every: list[dict[str, Any]]
) -> None:
    page, seen = find(client, limit="3"), []
    while True:
        assert page["numberMatched"] == len(every)
        seen += ids(page)
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        page = client.get(following[0]).json()
    assert seen == [record["id"] for record in every]
    assert any(link["rel"] == "prev" for link in page["links"])


def test_req_query_parameters_limit_and_offset(client: TestClient, every: list[dict[str, Any]]) -> None:
    assert ids(find(client, limit="2", offset="1")) == [record["id"] for record in every[1:3]]
    assert find(client, limit=str(10**12))["numberReturned"] == len(every)
    assert find(client, offset="5000")["features"] == []


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("zeespiegelstijging", {"process-sea-level-rise"}),
        ("DIJKEN EN", {"layer-polder-dikes"}),
        ("kaden dijken", set()),
        ("vitale  objecten,ziet-niemand", {"layer-polder-vital-objects", "process-flood-consequences"}),
        ("ziet-niemand", set()),
    ],
)
def test_req_query_parameters_q_response(client: TestClient, q: str, expected: set[str]) -> None:
    """One term; several with commas are or; several with spaces are one phrase in that order."""
    assert {name for name in ids(find(client, q=q)) if not name.startswith("result-")} == expected


def test_req_query_parameters_type_response(client: TestClient) -> None:
    assert set(ids(find(client, type="model"))) == {f"process-{name}" for name in processes()}
    assert ids(find(client, type="series")) == ["twin-polder"]
    both = find(client, type="series,model")["numberMatched"]
    assert both == 1 + len(processes())


def test_req_query_parameters_ids_response(client: TestClient) -> None:
    assert ids(find(client, ids="layer-polder-dikes,nothing,twin-polder")) == [
        "twin-polder",
        "layer-polder-dikes",
    ]


def test_req_query_parameters_external_ids_response(client: TestClient, job: str) -> None:
    record = client.get(f"{ITEMS}/result-{job}").json()
    (told,) = record["properties"]["externalIds"]
    assert ids(find(client, externalIds=told["value"])) == [record["id"]]
    assert ids(find(client, externalIds=f"sha256:{told['value']}")) == [record["id"]]
    assert ids(find(client, externalIds="doi:10.1/x")) == []


def test_req_query_parameters_bbox(client: TestClient) -> None:
    here = find(client, bbox="4.87,52.30,4.88,52.31")
    assert set(TWIN) <= set(ids(here))
    assert not any(name.startswith("process-") for name in ids(here))
    assert ids(find(client, bbox="6.0,51.0,6.1,51.1")) == []
    assert set(ids(find(client, bbox="4.87,52.30,-5,4.88,52.31,50"))) == set(ids(here))


def test_req_query_parameters_datetime(client: TestClient, job: str) -> None:
    assert ids(find(client, datetime="2060-06-01T00:00:00Z", limit="1000")).count(f"result-{job}") == 1
    assert "twin-polder" not in ids(find(client, datetime="2060-06-01"))
    assert "twin-polder" in ids(find(client, datetime="../2025-03-01"))
    assert ids(find(client, datetime="../2024-12-31")) == []


def test_req_query_parameters_empty_value_is_ignored(client: TestClient, every: list[dict[str, Any]]) -> None:
    answer = client.get(f"{ITEMS}?bbox=&q=&type=&ids=&externalIds=&datetime=&limit=&offset=")
    assert answer.status_code == 200
    assert answer.json()["numberMatched"] == len(every)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"bbox": "1,2,3"}, "bbox"),
        ({"datetime": "morgen"}, "datetime"),
        ({"limit": "0"}, "limit"),
        ({"limit": "veel"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"query": "x"}, "query"),
    ],
)
def test_bad_queries_name_the_field(client: TestClient, query: dict[str, str], field: str) -> None:
    answer = client.get(ITEMS, params=query)
    assert answer.status_code == 400
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


def test_all_that_is_wrong_is_told_at_once(client: TestClient) -> None:
    answer = client.get(ITEMS, params={"bbox": "x", "datetime": "y", "limit": "z", "offset": "q"})
    assert {problem["field"] for problem in answer.json()["errors"]} == {
        "bbox",
        "datetime",
        "limit",
        "offset",
    }


# DCAT-AP-NL 3.0: the properties that its shapes ask for (minCount 1), per class.
ASKED = {
    "dcat:Catalog": ("dcat:contactPoint", "dcat:dataset", "dcterms:title", "dcterms:publisher"),
    "dcat:Dataset": (
        "dcterms:title",
        "dcterms:description",
        "dcterms:accessRights",
        "dcat:contactPoint",
        "dcterms:creator",
        "dcterms:identifier",
        "dcterms:publisher",
        "dcat:theme",
    ),
    "dcat:DataService": (
        "dcterms:title",
        "dcterms:description",
        "dcterms:accessRights",
        "dcat:contactPoint",
        "dcat:endpointDescription",
        "dcat:endpointURL",
        "dcterms:identifier",
        "dcterms:license",
        "dcterms:publisher",
        "dcat:theme",
    ),
    "dcat:Distribution": ("dcat:accessURL", "dcterms:license"),
}


def nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for entry in value for node in nodes(entry)]
    if not isinstance(value, dict):
        return []
    own = [value] if "@type" in value and "@value" not in value else []
    return own + [node for key, entry in value.items() if key != "@context" for node in nodes(entry)]


def kinds(node: dict[str, Any]) -> list[str]:
    return [node["@type"]] if isinstance(node["@type"], str) else list(node["@type"])


@pytest.fixture(scope="module")
def linked(client: TestClient, job: str) -> dict[str, Any]:
    answer = client.get("/v1/catalogue", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    return dict(answer.json())


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_dcat_ap_nl_what_the_shapes_ask_is_there(linked: dict[str, Any], kind: str) -> None:
    found = [node for node in nodes(linked) if kind in kinds(node)]
    assert found
    for node in found:
        assert [name for name in ASKED[kind] if not node.get(name)] == [], node.get("@id")
        assert isinstance(node.get("dcat:contactPoint", {}), dict)  # at most one


def test_dcat_ap_nl_every_name_has_a_prefix_and_every_address_is_whole(linked: dict[str, Any]) -> None:
    prefixes = {name for name in linked["@context"] if ":" not in name}
    for node in nodes(linked):
        names = [name for name in node if not name.startswith("@")] + kinds(node)
        assert {name.partition(":")[0] for name in names} <= prefixes, names
    addresses = re.findall(r"'@id': '([^']*)'", str({k: v for k, v in linked.items() if k != "@context"}))
    assert len(addresses) > 50
    assert all(re.match(r"(https?|mailto):", address) for address in addresses)


def test_dcat_ap_nl_holds_every_record(linked: dict[str, Any], every: list[dict[str, Any]]) -> None:
    told = {node["dcterms:identifier"] for node in nodes(linked) if "dcterms:identifier" in node}
    assert {record["properties"]["dcterms:identifier"] for record in every} <= told


def test_dcat_pages_by_the_link_header(client: TestClient, linked: dict[str, Any]) -> None:
    address, seen = "/v1/catalogue?limit=4", 0
    while address:
        answer = client.get(address)
        seen += len(answer.json()["dcat:dataset"]) + len(answer.json()["dcat:service"]) - 1
        found = re.match(r'<http://testserver(.*)>; rel="next"', answer.headers.get("link", ""))
        address = found[1] if found else ""
    assert seen == len(linked["dcat:dataset"]) + len(linked["dcat:service"]) - 1


def test_model_card_of_every_process(client: TestClient) -> None:
    for name, process in processes().items():
        card = client.get(f"/v1/processes/{name}/model-card").json()
        assert card["version"] == process.version
        assert card["formulas"]
        assert card["validation"]
        assert card["limitations"]
        assert set(card["validity"]["parameters"]) == set(process.Parameters.model_fields)
        record = client.get(f"{ITEMS}/process-{name}").json()["properties"]["modelCard"]
        assert {key: value for key, value in card.items() if key != "links"} == record
    assert client.get("/v1/processes/scenario/model-card").status_code == 404
    assert client.get("/v1/processes/nothing/model-card").status_code == 404


def test_conformance_page_gives_a_reason_for_every_exception(client: TestClient) -> None:
    told = client.get("/v1/conformance").json()["exceptions"]
    assert all(set(entry) == {"rule", "where", "reason"} and entry["reason"] for entry in told)
    where = " ".join(entry["where"] for entry in told)
    paths = client.get("/v1/openapi.json").json()["paths"]
    keys = {
        parameter["name"]
        for item in paths.values()
        for operation in item.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and not re.fullmatch(r"[a-z][A-Za-z0-9]*", parameter["name"])
    }
    parts = {part for path in set(paths) - {"/openapi.json"} for part in path.strip("/").split("/")}
    odd = {part for part in parts if not re.fullmatch(r"|[a-z0-9]+(-[a-z0-9]+)*|\{\w+\}", part)}
    assert keys
    assert [name for name in keys | odd if name not in where] == []


def test_contact_is_the_operator_or_else_whoever_runs_the_host(client: TestClient) -> None:
    told = client.get("/v1/openapi.json").json()["info"]["contact"]
    assert told == {
        "name": "Beheerder van deze dienst",
        "email": "webmaster@testserver",
        "url": "http://testserver/",
    }
