"""S10: every operation of the API document, asked by everybody; what is not theirs stays shut."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute

from api.access.needs import role_of
from api.access.principal import ROLES, Role
from api.routes import routers
from tests.reliability.conftest import Figure
from tests.reliability.security.conftest import ROLES as ASKING
from tests.reliability.security.conftest import Guarded, run

ROLE: dict[str, Role] = {
    "none": "public", "reader": "reader", "modeller": "modeller", "admin": "admin", "other": "modeller",
}  # fmt: skip
SHUT = {401, 403, 404}
QUERIES = {
    "position": "?coords=POINT(120100 480100)&crs=http://www.opengis.net/def/crs/EPSG/0/28992",
    "area": "?coords=POLYGON((120050 480050,120250 480050,120250 480250,120050 480050))",
    "cube": "?bbox=120050,480050,120250,480250",
    "downloads": "?format=netcdf",
    "trajectory": "?coords=LINESTRING(120100 480100,120200 480100)",
    "probe": "?coords=POINT(120100 480100)",
    "section": "?coords=LINESTRING(120100 480100,120200 480100)",
    "box": "?bbox=120050,480050,120250,480250&z=-10/2",
}
"""What queries cannot do without."""

PROCESSES = ("sea-level-rise", "scenario")


def operations(service: Guarded) -> list[tuple[str, str]]:
    """Method and path of everything that the document describes."""
    paths = service.client.get("/v1/openapi.json").json()["paths"]
    return [
        (method.upper(), path) for path, item in paths.items() for method in item if method != "parameters"
    ]


def addresses(service: Guarded, path: str) -> list[str]:
    """The path with its parameters filled in: a public collection, the private job, and a public process."""
    values = {
        "collectionId": ["polder", "polder-buildings", service.job], "jobId": [service.job],
        "featureId": ["b1"], "processId": list(PROCESSES), "tileMatrixSetId": ["NetherlandsRDNewQuad"],
        "tileMatrix": ["0"], "tileRow": ["0"], "tileCol": ["0"],
    }  # fmt: skip
    found = ["/v1" + path]
    for name in re.findall(r"\{(\w+)\}", path):
        fills = values.get(name, ["indicators.json"] if "results/files" in path else ["x"])
        found = [address.replace(f"{{{name}}}", fill) for address in found for fill in fills]
    return [address + QUERIES.get(path.rpartition("/")[2], "") for address in found]


def needed(method: str, path: str) -> Role:
    """The role that the route of an operation declares; files are read by the public."""
    for router in routers():
        for route in cast("list[APIRoute]", router.routes):
            if route.path == f"/v1{path}" and method in route.methods:
                role = role_of(route)
                assert role is not None
                return role
    return "public"


def may(who: str, role: Role, address: str, service: Guarded) -> bool:
    """Whether somebody is to get through: by role, and to the private job by workspace."""
    if ROLES.index(ROLE[who]) < ROLES.index(role):
        return False
    if service.job in address:
        return who in {"reader", "modeller", "admin"}
    if address.endswith("/processes/scenario/execution"):
        return ROLE[who] in {"modeller", "admin"}
    return True


def ask(service: Guarded, who: str, method: str, address: str) -> Any:
    content = {"public": False} if method == "PATCH" else {}
    body = {"json": content} if method in {"POST", "PUT", "PATCH"} else {}
    return service.client.request(method, address, headers=service.headers(who), **body)


def test_s10_every_operation_by_everybody(guarded: Guarded, figure: Figure) -> None:
    through, shut, wrong = 0, 0, []
    for method, path in operations(guarded):
        role = needed(method, path)
        for address in addresses(guarded, path):
            for who in ASKING:
                allowed = may(who, role, address, guarded)
                if allowed and method == "DELETE" and guarded.job in address:
                    continue  # see below: it would end the job that the others ask for
                if path.endswith("/events"):
                    continue  # has no end while a job runs; see below
                status = ask(guarded, who, method, address).status_code
                fine = status not in {401, 403} and status < 500 if allowed else status in SHUT
                through, shut = through + allowed, shut + (not allowed)
                if not fine:
                    wrong.append((who, method, address, status))
    assert wrong == []
    assert through > 100
    assert shut > 40
    figure("S10", f"{through + shut} requests by {len(ASKING)} parties, {shut} to be shut, 0 opened wrongly")


@pytest.mark.parametrize("who", ["none", "other"])
def test_s10_a_foreign_job_is_not_there(guarded: Guarded, who: str) -> None:
    address = f"/v1/jobs/{guarded.job}"
    files = ("indicators.json", "provenance.json", "result.zarr/zarr.json", "features/", "../../zicht.db")
    for inside in (
        "",
        "/results",
        "/events",
        "/results/partial",
        *(f"/results/files/{name}" for name in files),
    ):
        assert guarded.get(who, address + inside).status_code == 404, inside
    shown = guarded.get(who, "/v1/jobs?limit=1000").json()
    assert guarded.job not in str(shown)
    assert guarded.job not in str(guarded.get(who, "/v1/collections").json())
    for query in (
        f"/v1/collections/{guarded.job}",
        f"/v1/collections/{guarded.job}/position?coords=POINT(5 52)",
    ):
        assert guarded.get(who, query).status_code == 404
    body = {"inputs": {"baseline": guarded.job}}
    answer = guarded.client.post(
        "/v1/processes/sea-level-rise/execution", json=body, headers=guarded.headers(who)
    )
    assert answer.status_code in {400, 404}


def test_s10_own_job_is_there_in_full(guarded: Guarded) -> None:
    address = f"/v1/jobs/{guarded.job}"
    for who in ("reader", "modeller", "admin"):
        for inside in ("", "/results", "/events", "/results/files/indicators.json"):
            assert guarded.get(who, address + inside).status_code == 200, (who, inside)
        assert guarded.job in str(guarded.get(who, "/v1/jobs?limit=1000").json())
    file = guarded.get("modeller", f"{address}/results/files/indicators.json")
    assert file.headers["cache-control"] == "private, no-store"


def test_s10_equal_runs_of_two_tenants_are_two_jobs(guarded: Guarded) -> None:
    mine, theirs = run(guarded, "modeller", 0.5), run(guarded, "other", 0.5)
    assert mine != theirs
    assert guarded.get("other", f"/v1/jobs/{mine}").status_code == 404
    assert guarded.get("modeller", f"/v1/jobs/{theirs}").status_code == 404
    for who, own, foreign in (("modeller", mine, theirs), ("other", theirs, mine)):
        delete = guarded.client.delete(f"/v1/jobs/{foreign}", headers=guarded.headers(who))
        assert delete.status_code == 404
        assert guarded.client.delete(f"/v1/jobs/{own}", headers=guarded.headers(who)).status_code == 200
        assert guarded.get(who, f"/v1/jobs/{own}").status_code == 410


def test_s10_a_published_job_is_for_everybody_and_still_not_theirs_to_change(guarded: Guarded) -> None:
    job = run(guarded, "modeller", 0.75)
    address = f"/v1/jobs/{job}"
    modeller = guarded.headers("modeller")
    for who in ("none", "reader", "other"):
        change = guarded.client.patch(address, json={"public": True}, headers=guarded.headers(who))
        assert change.status_code in SHUT, who
    assert guarded.client.patch(address, json={"public": True}, headers=modeller).status_code == 200
    for who in ASKING:
        assert guarded.get(who, address).status_code == 200
        assert guarded.get(who, f"{address}/results/files/indicators.json").status_code == 200
        assert job in str(guarded.get(who, "/v1/jobs?limit=1000").json())
    for who in ("none", "reader", "other"):
        assert guarded.client.delete(address, headers=guarded.headers(who)).status_code in SHUT
    assert guarded.client.patch(address, json={"public": False}, headers=modeller).status_code == 200
    assert guarded.get("none", address).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": "Basic eDp5"},
        {"X-API-Key": "zk_000000000000_" + "a" * 43}, {"Authorization": "Bearer a.b.c"}, {"X-API-Key": ""},
    ],
)  # fmt: skip
def test_s10_a_wrong_key_never_counts_as_none(guarded: Guarded, headers: dict[str, str]) -> None:
    for address in ("/v1", "/v1/jobs", "/", "/v1/collections/polder/3dtiles/tileset.json", "/v1/principal"):
        answer = guarded.client.get(address, headers=headers)
        assert answer.status_code == 401, address
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
