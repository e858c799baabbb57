"""S4: no address that a visitor names is ever fetched: a canary that listens hears nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request

import pytest

from terrain.area import Area
from tests.reliability.conftest import Figure, Start
from twin.errors import InvalidInputError


class Canary:
    """Listens on a port of this machine, on every address, and counts who calls."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self.listening.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.listening.close()


def urls(port: int) -> list[str]:
    """Sixty ways to write an address that leads to the canary, or to where no visitor may look."""
    hosts = (
        "127.0.0.1", "localhost", "127.1", "127.0.0.2", "0.0.0.0", "0", "2130706433", "0x7f000001", "0x7f.1",
        "0177.0.0.1", "017700000001", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "user@127.0.0.1", "user:pass@localhost",
        "example.nl@127.0.0.1", "127.0.0.1#.example.nl", "localhost.", "LOCALHOST",
        "127.0.0.1%2f@example.nl", "①②⑦.⓪.⓪.①", "127。0。0。1", "localtest.me", "127.0.0.1.nip.io",
    )  # fmt: skip
    named = [f"http://{host}:{port}/x" for host in hosts]
    schemes = (
        "https",
        "ftp",
        "gopher",
        "dict",
        "ldap",
        "tcp",
        "ws",
        "s3",
        "gs",
        "dav",
        "HTTP",
        "jar:http",
        "view-source:http",
    )
    named += [f"{scheme}://127.0.0.1:{port}/x" for scheme in schemes]
    inside = f"127.0.0.1:{port}"
    return [
        *named, f"//{inside}/x", f"\\\\{inside}\\x", f"http:{inside}", f"http:/{inside}",
        f"http:\\\\{inside}", f"{inside}/x", f"/vsicurl/http://{inside}/x.tif",
        f"/vsicurl?url=http://{inside}/x", f"/vsizip//vsicurl/http://{inside}/x.zip",
        f"/vsis3/bucket/x?endpoint={inside}", f"zip+http://{inside}/x!y", f"simplecache::http://{inside}/x",
        f"WFS:http://{inside}/x", f"OAPIF:http://{inside}", f"PG:host=127.0.0.1 port={port}",
        f"<VRTDataset><SourceFilename>http://{inside}/x</SourceFilename></VRTDataset>",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "file:///etc/passwd",
        "data:text/plain,x", f"http://{inside}/v1/jobs",
    ]  # fmt: skip


FIELDS = ("baseline", "name", "dikes", "breach_at", "start")
QUERIES = (
    "/v1/collections/polder/position?coords={}", "/v1/collections/polder-buildings/items?crs={}",
    "/v1/jobs?processID={}", "/v1/collections/polder-buildings/items?bbox={}",
    "/v1/collections/polder/cube?parameter-name={}", "/?twin={}&url={}", "/v1/collections/{}",
    "/v1/processes/{}", "/v1/jobs/{}", "/v1/collections/polder/3dtiles/{}",
)  # fmt: skip
HEADERS = (
    "Origin",
    "Referer",
    "X-Forwarded-Host",
    "Forwarded",
    "X-Forwarded-For",
    "Link",
    "X-Original-Url",
    "Authorization",
)


def test_s4_nothing_is_fetched(
    polder: Path, tmp_path: Path, start: Start, canary: Canary, figure: Figure
) -> None:
    served = start(polder, str(tmp_path / "zicht.db"), max_running=0)
    named, asked = urls(canary.port), 0
    for url in named:
        for field in FIELDS:
            for value in (url, {"href": url}, [url]):
                inputs = {"baseline": "polder", field: value}
                status, answer = served.post("/v1/processes/sea-level-rise/execution", {"inputs": inputs})
                assert status == 400 or field == "name", (field, value, status, answer)
                asked += 1
        body = {"inputs": {"baseline": "polder"}, "subscriber": {"successUri": url, "failedUri": url}}
        assert served.post("/v1/processes/sea-level-rise/execution", body)[0] == 400
        for path in QUERIES:
            status, _ = served.get(path.replace("{}", quote(url, safe="")))
            assert status < 500
        for header in HEADERS:
            safe = url.encode("ascii", "replace").decode()
            status, _ = served.ask(Request(f"{served.address}/v1", headers={header: safe}))
            assert status < 500
        asked += 1 + len(QUERIES) + len(HEADERS)
    assert canary.calls == 0
    with socket.create_connection(("127.0.0.1", canary.port)):
        pass  # it does hear
    figure("S4", f"{len(named)} addresses in {asked} requests, 0 connections")


def test_s4_area_files_name_local_files_only(canary: Canary, tmp_path: Path, figure: Figure) -> None:
    read = 0
    for url in urls(canary.port):
        source = {"connector": "file", "path": url}
        area = {
            "name": "x",
            "bbox": [120_000, 480_000, 121_000, 481_000],
            "resolution": 10,
            "sources": {"ground_level": source},
        }
        (tmp_path / "area.yaml").write_text(json.dumps(area))
        from terrain import build

        with pytest.raises(InvalidInputError):
            build(Area.load(tmp_path / "area.yaml"))
        read += 1
    assert canary.calls == 0
    figure("S4", f"{read} in area files, 0 connections")
