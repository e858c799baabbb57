"""Malformed requests: always RFC 9457, never 500, nothing of the inside, nothing written."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

EXECUTE = "/v1/processes/sea-level-rise/execution"
WHOLE = "/v1/processes/scenario/execution"
JSON = {"Content-Type": "application/json"}

RAW_BODIES: dict[str, bytes] = {
    "empty": b"",
    "space": b"  ",
    "nul": b"\x00",
    "not json": b"hello",
    "cut short": b'{"inputs": {',
    "trailing comma": b'{"inputs": {},}',
    "two documents": b"{}{}",
    "invalid utf-8": b'{"inputs": {"name": "\xff\xfe"}}',
    "utf-16": '{"inputs": {}}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"inputs": {}}',
    "lone surrogate": b'{"inputs": {"name": "\\ud800"}}',
    "half surrogate pair": b'{"inputs": {"name": "\\ud83dx"}}',
    "deep array": b"[" * 100_000,
    "deep closed array": b"[" * 5000 + b"]" * 5000,
    "deep object": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "deep inside": b'{"inputs": {"drivers": ' + b"[" * 900 + b"]" * 900 + b"}}",
    "array": b"[]",
    "text": b'"inputs"',
    "number": b"1",
    "null": b"null",
    "comment": b'{"inputs": {} /* x */}',
    "single quotes": b"{'inputs': {}}",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
}
RAW_VALUES = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e400",
    "1e308",
    "-0.0",
    "5e-324",
    "9" * 5000,
    "1e5000",
    "true",
    "null",
    '""',
    '"1"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u202e"',
    '"../../etc/passwd"',
    '"' + "x" * 100_000 + '"',
    "[]",
    "{}",
    "[[[[[[]]]]]]",
    '{"href": "http://169.254.169.254/"}',
    '{"href": "file:///etc/passwd"}',
    '{"__proto__": {}}',
    '{"kind": "NaN", "kind": 1}',
]
FIELDS = [
    '{"inputs": %s}',
    '{"inputs": {"name": %s}}',
    '{"inputs": {"baseline": %s}}',
    '{"inputs": {"start": %s}}',
    '{"inputs": {"horizon": %s}}',
    '{"inputs": {"drivers": %s}}',
    '{"inputs": {"drivers": {"sea_level_rise": %s}}}',
    '{"inputs": {"drivers": {"sea_level_rise": {"metres": %s}}}}',
    '{"inputs": {"drivers": {"sea_level_rise": {"scenario": %s, "quantile": %s}}}}',
    '{"inputs": {"drivers": {"storm": %s}}}',
    '{"inputs": {"drivers": {"storm": {"return_period": %s, "station": %s}}}}',
    '{"inputs": {"drivers": {"rain": {"depth_mm": %s, "hours": %s}}}}',
    '{"inputs": {"reference": %s}}',
    '{"inputs": {"interventions": %s}}',
    '{"inputs": {"interventions": [%s]}}',
    '{"inputs": {"interventions": [{"kind": %s}]}}',
    '{"inputs": {"dikes": %s}}',
    '{"inputs": {"breach_at": %s, "dikes": "breach"}}',
    '{"inputs": {"breach_at": [%s, %s], "dikes": "breach"}}',
    '{"inputs": {"breach_width": %s}}',
    '{"inputs": {"connectivity": %s}}',
    '{"inputs": {"processes": %s}}',
    '{"inputs": {"processes": [%s]}}',
    '{"inputs": {%s: 1}}',
    '{"outputs": %s, "inputs": {"baseline": "none"}}',
    '{"response": %s, "inputs": {"baseline": "none"}}',
    '{"subscriber": %s, "inputs": {"baseline": "none"}}',
    "%s",
]


def check_problem(answer: Any, allowed: tuple[int, ...] = (400,)) -> dict[str, Any]:
    assert answer.status_code in allowed, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    for word in ("Traceback", "site-packages", "/srv/", "/tmp/", ".py"):
        assert word not in answer.text
    return problem


@pytest.mark.parametrize("name", RAW_BODIES)
def test_malformed_bodies(client: TestClient, name: str) -> None:
    for address in (EXECUTE, WHOLE):
        check_problem(client.post(address, content=RAW_BODIES[name], headers=JSON))


def test_bad_values_in_every_field(client: TestClient, data: Path) -> None:
    """Every bad value in every field: 201 only where the value happens to be legal, never 5xx."""
    before = {path.name for path in (data / "results").glob("*")} if (data / "results").exists() else set()
    tried, refused = 0, 0
    for template, value in itertools.product(FIELDS, RAW_VALUES):
        body = template.replace("%s", value).encode("utf-8", "surrogatepass")
        if b'"baseline"' not in body:
            body = body.replace(b'{"inputs": {', b'{"inputs": {"baseline": "none", ', 1)
        for address in (EXECUTE, WHOLE):
            answer = client.post(address, content=body, headers=JSON)
            tried += 1
            check_problem(answer)
            refused += 1
    assert tried == refused == 2 * len(FIELDS) * len(RAW_VALUES) > 1400
    after = {path.name for path in (data / "results").glob("*")} if (data / "results").exists() else set()
    assert after == before


def test_every_problem_is_told_at_once(client: TestClient) -> None:
    inputs = {
        "baseline": "polder",
        "horizon": "soon",
        "dikes": "maybe",
        "drivers": {"sea_level_rise": {"metres": 900}},
        "colour": "blue",
    }
    problem = check_problem(client.post(EXECUTE, json={"inputs": inputs}))
    told = {error["field"]: error for error in problem["errors"]}
    assert {"inputs.horizon", "inputs.dikes", "inputs.colour"} <= set(told)
    assert any(field.startswith("inputs.drivers.sea_level_rise") for field in told)
    assert told["inputs.dikes"]["value"] == "maybe"
    assert all(error["detail"] and error["remedy"] for error in told.values())


@pytest.mark.parametrize("metres", [-3, 900, 20.01])
def test_sea_levels_that_cannot_be(client: TestClient, metres: float) -> None:
    inputs = {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": metres}}}
    (error,) = check_problem(client.post(EXECUTE, json={"inputs": inputs}))["errors"]
    assert error["field"].startswith("inputs.drivers.sea_level_rise")
    assert error["value"] == metres


@pytest.mark.parametrize(
    "baseline",
    [
        "/etc",
        "../polder",
        "twins/polder",
        "C:\\twins",
        "file:///etc/passwd",
        "",
        "POLDER",
        "polder/",
        "6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11",
    ],
)
def test_baseline_is_an_id_and_never_a_path(client: TestClient, baseline: str) -> None:
    problem = check_problem(client.post(EXECUTE, json={"inputs": {"baseline": baseline}}))
    assert [error["field"] for error in problem["errors"]] == ["inputs.baseline"]


def test_path_of_a_real_twin_is_refused_too(client: TestClient, data: Path) -> None:
    answer = client.post(EXECUTE, json={"inputs": {"baseline": str(data / "twins" / "polder")}})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "inputs.baseline"


def test_unknown_process_in_a_scenario(client: TestClient) -> None:
    inputs = {"name": "x", "baseline": "polder", "processes": ["sea-level-rice"]}
    problem = check_problem(client.post(WHOLE, json={"inputs": inputs}))
    assert problem["errors"][0]["field"].startswith("inputs.processes")
    assert "sea-level-rise" in json.dumps(problem["errors"][0])


def test_breach_where_no_dike_is(client: TestClient) -> None:
    inputs = {"baseline": "polder", "dikes": "breach", "breach_at": [0.0, 0.0]}
    problem = check_problem(client.post(EXECUTE, json={"inputs": inputs}))
    assert problem["errors"][0]["field"].startswith("inputs.breach_at")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("subscriber", {"successUri": "https://x.nl"}),
        ("response", "raw"),
        ("mode", "async"),
        ("id", 1),
        ("outputs", 7),
    ],
)
def test_what_is_not_offered_is_said(client: TestClient, member: str, value: object) -> None:
    body = {"inputs": {"baseline": "polder"}, member: value}
    problem = check_problem(client.post(EXECUTE, json=body))
    assert [error["field"] for error in problem["errors"]] == [member]


def test_outputs_that_do_not_exist_are_named(client: TestClient) -> None:
    body = {"inputs": {"baseline": "polder"}, "outputs": {"indicators": {}, "raster": {}}}
    problem = check_problem(client.post(EXECUTE, json=body))
    assert [error["field"] for error in problem["errors"]] == ["outputs.raster"]


def test_fields_are_named_as_the_request_has_them(client: TestClient) -> None:
    body = {"inputs": {"baseline": "polder", "start": 2200, "horizon": 2100}}
    problem = check_problem(client.post(EXECUTE, json=body))
    assert [error["field"] for error in problem["errors"]] == ["inputs.horizon"]
    body = {"inputs": {"baseline": "polder", "dikes": "breach"}}
    problem = check_problem(client.post(EXECUTE, json=body))
    assert [error["field"] for error in problem["errors"]] == ["inputs"]


def test_client_that_leaves_is_no_failure_of_the_service(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leave(_: object) -> None:
        raise ClientDisconnect

    monkeypatch.setattr("api.routes.processes.read_object", leave)
    check_problem(client.post(EXECUTE, json={}), (400,))
    assert caplog.records == []


def test_body_that_is_too_large(client: TestClient) -> None:
    body = b'{"inputs": {"name": "' + b"x" * (2 * 2**20) + b'"}}'
    check_problem(client.post(EXECUTE, content=body, headers=JSON), (413,))


@pytest.mark.parametrize(
    "query",
    [
        "bbox=%00",
        "bbox=%ff%fe",
        "bbox=%ED%A0%80",
        "bbox=1,2,3,4&bbox=5,6,7,8&nonsense",
        "crs=%0d%0aSet-Cookie:x",
        "limit=1e400",
        "limit=NaN",
        "limit=%F0%9F%98%80",
        "offset=0x10",
        "crs=" + "x" * 4000,
        "=",
        "%",
        "a[b]=c",
    ],
)
def test_malformed_queries(client: TestClient, query: str) -> None:
    check_problem(client.get(f"/v1/collections/polder-buildings/items?{query}"))


@pytest.mark.parametrize("value", ["\x7f", "application/" + "x" * 8000, ";q=", "q=0", "*/*;q=zero", ",,,"])
def test_odd_accept_headers_are_no_server_error(client: TestClient, value: str) -> None:
    assert client.get("/v1", headers={"Accept": value}).status_code in {200, 406}


def test_failure_inside_shows_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object) -> None:
        raise RuntimeError("secret /srv/api/inside.py")

    monkeypatch.setattr("api.catalogue.Catalogue.twins", broken)
    answer = client.get("/v1/collections")
    problem = check_problem(answer, (500,))
    assert "secret" not in answer.text
    assert problem["title"] == "Internal Server Error"
    assert answer.headers["api-version"]
