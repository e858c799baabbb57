"""Host and origin: what reaches the service under another name, or from another page, goes no further."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers

from api.access.hosts import Hosts, network_of
from api.errors import ForbiddenError, WrongHostError
from api.settings import Settings


def check(hosts: Hosts, host: str, method: str = "GET", port: int = 8000, **headers: str) -> None:
    given = Headers({"host": host} | {name.replace("_", "-"): value for name, value in headers.items()})
    scope: dict[str, Any] = {"server": ("127.0.0.1", port), "scheme": "http", "method": method}
    hosts.check(scope, given)


@pytest.fixture
def local(tmp_path: Path) -> Hosts:
    return Hosts(Settings.of(tmp_path))


@pytest.fixture
def remote(tmp_path: Path) -> Hosts:
    return Hosts(Settings.of(tmp_path, host="0.0.0.0", allowed_hosts=("zicht.provincie.nl",)))


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000", "127.9.9.9:8000"]
)
def test_this_machine_is_itself(local: Hosts, host: str) -> None:
    check(local, host)


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "127.0.0.1:80", "localhost", "localhost:8001", "127.0.0.1.evil.example:8000", "",
     "a b", "localhost:8000@evil.example", "evil.example", "127.0.0.1:8000:8000", "2130706433:8000",
     "0x7f.1:8000"],
)  # fmt: skip
def test_names_that_only_point_here_are_refused(local: Hosts, host: str) -> None:
    with pytest.raises(WrongHostError):
        check(local, host)


def test_allowed_name_counts_with_any_port_and_no_other_does(remote: Hosts) -> None:
    check(remote, "zicht.provincie.nl")
    check(remote, "Zicht.Provincie.nl:8443")
    with pytest.raises(WrongHostError, match="--allowed-hosts"):
        check(remote, "www.provincie.nl")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:8001", "http://127.0.0.1:8000", "file://"]
)
def test_pages_of_other_origins_change_nothing(local: Hosts, method: str, origin: str) -> None:
    check(local, "localhost:8000", method, origin="http://localhost:8000")
    check(local, "localhost:8000", method)
    check(local, "localhost:8000", "GET", origin=origin)
    with pytest.raises(ForbiddenError):
        check(local, "localhost:8000", method, origin=origin)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_says_of_a_request_counts_without_an_origin(local: Hosts, site: str) -> None:
    check(local, "localhost:8000", "POST", sec_fetch_site="same-origin")
    with pytest.raises(ForbiddenError):
        check(local, "localhost:8000", "POST", sec_fetch_site=site)


def test_operator_names_the_pages_that_may_change_things(tmp_path: Path) -> None:
    hosts = Hosts(Settings.of(tmp_path, allow_origins=("https://tweeling.gemeente.nl",)))
    check(hosts, "localhost:8000", "POST", origin="https://tweeling.gemeente.nl")
    for other in ("http://tweeling.gemeente.nl", "https://tweeling.gemeente.nl.evil.example"):
        with pytest.raises(ForbiddenError):
            check(hosts, "localhost:8000", "POST", origin=other)


def test_open_service_is_read_by_pages_of_this_machine_only(local: Hosts) -> None:
    assert local.readable_from("http://localhost:3000")
    assert local.readable_from("http://[::1]:3000")
    assert not local.readable_from("https://evil.example")
    assert not local.readable_from("null")


def test_an_ipv6_network_is_one_client() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("testclient") == "testclient"


def test_a_socket_for_both_kinds_tells_ipv4_clients_apart(remote: Hosts) -> None:
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") != network_of("::ffff:192.0.2.2")
    scope = {"server": ("::ffff:192.0.2.9", 8000), "scheme": "http", "method": "GET"}
    remote.check(scope, Headers({"host": "192.0.2.9:8000"}))
