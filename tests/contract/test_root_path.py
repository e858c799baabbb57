"""The service below a path of a proxy: every link of every document leads somewhere."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings, checked_root
from tests.contract.proxy import proxied
from tests.reliability.serving import Served, serving
from twin.errors import InvalidInputError

ROOT = "/water/zicht"
HOST = "twin.example"
QUERIES = {"position", "area", "cube", "trajectory"}  # they want to know where


def hrefs(content: Any) -> Iterator[str]:
    """Every address in a JSON document."""
    if isinstance(content, dict):
        for name, value in content.items():
            if name in {"href", "url"} and isinstance(value, str):
                yield value
            else:
                yield from hrefs(value)
    elif isinstance(content, list):
        for value in content:
            yield from hrefs(value)


def follow(client: httpx.Client, begin: str) -> dict[str, int]:
    """Status of every address that can be reached by links from one."""
    found: dict[str, int] = {}
    waiting = [begin]
    while waiting:
        address = waiting.pop()
        if address in found or "{" in address or address.endswith("/events") or "execution" in address:
            continue
        answer = client.get(address)
        found[address] = answer.status_code
        if "json" not in answer.headers.get("content-type", ""):
            continue
        links = [link for link in hrefs(answer.json()) if not urlsplit(link).netloc]
        outside = [link for link in links if link.startswith("/") and not link.startswith(f"{ROOT}/")]
        assert outside == [], address
        waiting += [urljoin(address, link) for link in links]
    return found


@pytest.fixture(scope="module")
def served(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with a copy of the data: it computes."""
    copy = tmp_path_factory.mktemp("root") / "data"
    shutil.copytree(data, copy)
    with serving(copy, root_path=ROOT, allowed_hosts=[HOST], max_running=1) as found:
        yield found


@pytest.fixture(params=[True, False], ids=["cut off", "passed whole"])
def client(served: Served, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client outside the proxy."""
    with (
        proxied(served.port, ROOT, cut=request.param) as address,
        httpx.Client(base_url=address, timeout=30, headers={"Host": HOST}) as found,
    ):
        yield found


def finished_job(client: httpx.Client) -> str:
    asked = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 1.0}}}}
    answer = client.post(f"{ROOT}/v1/processes/sea-level-rise/execution", json=asked)
    assert answer.status_code == 201, answer.text
    limit = time.monotonic() + 240
    while (job := client.get(answer.headers["location"]).json())["status"] != "successful":
        assert job["status"] in {"accepted", "running"}, job
        assert time.monotonic() < limit
        time.sleep(0.2)
    return str(answer.headers["location"])


def test_every_link_leads_somewhere(client: httpx.Client) -> None:
    job = finished_job(client)
    assert job.startswith(f"{ROOT}/v1/jobs/")
    found = follow(client, f"{ROOT}/v1")
    strange = {address for address, status in found.items() if status != 200}
    assert {address for address in strange if address.rpartition("/")[2] not in QUERIES} == set()
    assert {found[address] for address in strange} <= {400}
    items = f"{ROOT}/v1/collections/polder-buildings/items"
    assert {job, f"{job}/results", f"{items}?offset=0&limit=100"} <= set(found)
    assert len(found) > 30
    document = client.get(f"{ROOT}/v1/openapi.json").json()
    assert document["servers"][0]["url"] == f"{ROOT}/v1"
    listing = client.get(f"{job}/results/files/result.zarr").text
    assert re.findall(r'href="([^"]+)"', listing)[0].startswith(f"{job}/results/files/result.zarr/")


def test_the_page_and_its_files(client: httpx.Client) -> None:
    page = client.get(f"{ROOT}/")
    assert page.status_code == 200
    assets = re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page.text)
    assert assets
    for asset in assets:
        assert client.get(urljoin(f"{ROOT}/", asset)).status_code == 200
    assert client.get("/v1").text == "elsewhere"


def test_the_root_itself_leads_to_the_page(served: Served) -> None:
    moved = httpx.get(f"{served.address}{ROOT}", headers={"Host": HOST})
    assert (moved.status_code, moved.headers["location"]) == (307, f"{ROOT}/")


@pytest.mark.parametrize(
    "root", ["zicht", "//host", "/a b", "/../x", "/a//b", "/x?y", "http://host/x", "/\r\nX:"]
)
def test_roots_that_are_no_plain_path(root: str) -> None:
    with pytest.raises(InvalidInputError):
        checked_root(root)


def test_no_root_and_a_slash_at_the_end() -> None:
    assert checked_root("") == checked_root("/") == ""
    assert checked_root("/zicht/") == "/zicht"


def test_notice_instead_of_the_page_leads_below_the_path(tmp_path: Path) -> None:
    app = create_app(Settings.of(tmp_path, prepare=False, root_path=ROOT), static=tmp_path)
    answer = TestClient(app).get(f"{ROOT}/")
    assert answer.status_code == 503
    assert f"href={ROOT}/v1>" in answer.text
