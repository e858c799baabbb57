"""The Python client, against a small server that says what the test wants."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from api import client as module
from api.client import Client, RemoteError
from twin.errors import InvalidInputError, SourceError, ZichtError

JOB = "7f0fb2e9-0000-5000-8000-000000000001"
Answer = tuple[int, str, str]


class Service:
    """Answers by a table of functions, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], Answer]] = {}
        self.asked: list[tuple[str, str]] = []
        self.keys: set[str | None] = set()
        self.location = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.command, self.path))
                outer.keys.add(self.headers["Authorization"])
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                path = self.path.partition("?")[0]
                status, media, body = outer.answers.get(path, lambda: problem(404, "There is nothing."))()
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(body.encode())))
                if outer.location:
                    self.send_header("Location", outer.location)
                self.end_headers()
                self.wfile.write(body.encode())

            do_POST = do_DELETE = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def tell(self, path: str, *contents: Any) -> None:
        """Give these answers one after another, the last one ever after."""
        left = list(contents)

        def answer() -> Answer:
            found = left.pop(0) if len(left) > 1 else left[0]
            return found if isinstance(found, tuple) else (200, "application/json", json.dumps(found))

        self.answers[f"/v1{path}"] = answer


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    thread = threading.Thread(
        target=found.server.serve_forever, args=(0.01,)
    )  # seconds between looks for its end
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.fixture
def client(service: Service) -> Iterator[Client]:
    with Client(service.address, key="zk_secret", timeout=10) as found:
        yield found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_POLL", 0.01)


def problem(status: int, detail: str, **others: Any) -> Answer:
    content = {"title": "Wrong", "status": status, "detail": detail, **others}
    return status, "application/problem+json", json.dumps(content)


def status(state: str, progress: int = 0, message: str = "") -> dict[str, Any]:
    return {"jobID": JOB, "status": state, "progress": progress, "message": message}


def events(*told: dict[str, Any]) -> Answer:
    body = "retry: 1000\n\n" + "".join(f"id: 1\ndata: {json.dumps(entry)}\n\n" for entry in told)
    return 200, "text/event-stream", body


def job(service: Service, client: Client, state: str = "accepted") -> module.RemoteJob:
    service.tell(f"/jobs/{JOB}", status(state))
    found = client.job(JOB)
    service.asked.clear()
    return found


def test_the_address_may_end_in_v1_and_the_key_goes_along(service: Service, client: Client) -> None:
    service.tell("/processes", {"processes": [{"id": "flood", "version": "1.0.0", "title": "Flood"}]})
    for address in (
        service.address,
        f"{service.address}/",
        f"{service.address}/v1",
        f"{service.address}/v1/",
    ):
        with Client(address, key="zk_secret") as other:
            assert [process.id for process in other.processes()] == ["flood"]
    assert service.keys == {"Bearer zk_secret"}


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no address of a service"):
        Client("ftp://zicht.example")


def test_collections_are_gathered_from_all_pages(service: Service, client: Client) -> None:
    def entry(name: str, kind: str) -> dict[str, Any]:
        return {
            "id": name,
            "title": name,
            "itemType": kind,
            "extent": {"spatial": {"bbox": [[4, 52, 5, 53]]}},
        }

    following = {"rel": "next", "href": "/v1/collections?offset=1"}
    service.tell(
        "/collections",
        {"collections": [entry("demo", "twin")], "links": [following]},
        {"collections": [entry("demo-wells", "feature")], "links": []},
        {"collections": [entry("demo", "twin")], "links": []},
    )
    assert [collection.id for collection in client.collections()] == ["demo", "demo-wells"]
    assert service.asked[-1] == ("GET", "/v1/collections?offset=1")
    (twin,) = client.twins()
    assert (twin.id, twin.kind, twin.bbox) == ("demo", "twin", (4, 52, 5, 53))


def test_the_key_never_goes_to_another_service(service: Service, client: Client) -> None:
    following = {"rel": "next", "href": "http://elsewhere.example/v1/collections"}
    service.tell("/collections", {"collections": [], "links": [following]})
    with pytest.raises(ZichtError, match=r"elsewhere\.example"):
        client.collections()


def test_problems_are_those_that_the_service_found(service: Service, client: Client) -> None:
    errors = [
        {"field": "inputs.drivers", "value": 3, "detail": "is no object", "remedy": "Give one."},
        {"field": "inputs.horizon", "value": 1, "detail": "is too early", "remedy": "Give a later year."},
    ]
    service.tell("/processes/flood/execution", problem(400, "Two things.", errors=errors))
    with pytest.raises(InvalidInputError) as caught:
        client.run("flood", drivers=3, horizon=1)
    assert [(p.field, p.value, p.message) for p in caught.value.problems] == [
        ("inputs.drivers", 3, "is no object"),
        ("inputs.horizon", 1, "is too early"),
    ]


@pytest.mark.parametrize(
    "answer", [problem(404, "There is no such job."), (502, "text/html", "<h1>Bad gateway</h1>")]
)
def test_other_refusals_carry_their_status(service: Service, client: Client, answer: Answer) -> None:
    service.tell(f"/jobs/{JOB}", answer)
    with pytest.raises(RemoteError) as caught:
        client.job(JOB)
    assert caught.value.status == answer[0]
    assert "<h1>" not in str(caught.value)


def test_what_is_no_service_of_zicht_is_told(service: Service, client: Client) -> None:
    service.tell("/processes", (200, "text/html", "<h1>Log in</h1>"))
    with pytest.raises(SourceError, match="not as a service of Zicht"):
        client.processes()


def test_a_redirect_is_told_not_followed(service: Service, client: Client) -> None:
    service.location = "https://elsewhere.example/v1/processes"
    service.tell("/processes", (301, "text/html", ""))
    with pytest.raises(RemoteError, match=r"moved to https://elsewhere\.example"):
        client.processes()


def test_waiting_ends_when_the_service_is_ready(service: Service, client: Client) -> None:
    state = [503, 503, 200]
    service.answers["/readyz"] = lambda: (state.pop(0), "application/json", "{}")
    assert client.wait(seconds=30) is client
    assert service.asked == [("GET", "/readyz")] * 3
    service.answers["/readyz"] = lambda: (503, "application/json", "{}")
    with pytest.raises(SourceError, match="is not ready"):
        client.wait(seconds=0.05)


def test_no_service_is_told(service: Service, client: Client) -> None:
    with (
        Client("http://127.0.0.1:9", timeout=2) as lonely,
        pytest.raises(SourceError, match="does not answer"),
    ):
        lonely.twins()


def test_following_hears_every_event(service: Service, client: Client) -> None:
    told: list[tuple[float, str]] = []
    running = job(service, client)
    service.tell(
        f"/jobs/{JOB}/events",
        events(status("running", 10, "waves"), status("running", 60, "water"), status("successful", 100)),
    )
    assert running.follow(lambda share, message: told.append((share, message))).status == "successful"
    assert told == [(0.1, "waves"), (0.6, "water"), (1.0, "")]
    assert service.asked == [("GET", f"/v1/jobs/{JOB}/events")]


def test_following_comes_back_when_the_stream_breaks(service: Service, client: Client) -> None:
    running = job(service, client)
    service.tell(
        f"/jobs/{JOB}/events",
        events(status("running", 10)),
        events(status("running", 20)),
        events(status("running", 30)),
        events(status("running", 40)),
        events(status("successful", 100)),
    )
    assert running.follow().status == "successful"
    assert len(service.asked) == 5


def test_following_asks_where_events_do_not_come_through(service: Service, client: Client) -> None:
    running = job(service, client)
    service.tell(f"/jobs/{JOB}/events", events())
    service.tell(f"/jobs/{JOB}", status("running", 50), status("successful", 100))
    assert running.follow().status == "successful"
    assert [path for _, path in service.asked] == [f"/v1/jobs/{JOB}/events"] * 3 + [f"/v1/jobs/{JOB}"] * 2


def test_following_asks_where_a_proxy_holds_events_back(
    service: Service, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The silence of two streams is longer than the patience with a service that is away."""
    running = job(service, client)
    monkeypatch.setattr(module, "_QUIET", 0.2)
    monkeypatch.setattr(module, "_PATIENCE", 0.1)

    def silent() -> Answer:
        time.sleep(1)
        return events()

    service.answers[f"/v1/jobs/{JOB}/events"] = silent
    service.tell(f"/jobs/{JOB}", status("running", 50), status("successful", 100))
    assert running.follow().status == "successful"
    assert len(service.asked) == 3


def test_following_survives_an_event_that_is_broken_off(service: Service, client: Client) -> None:
    running = job(service, client)
    broken = events(status("running", 10))[2].rstrip().removesuffix("}")
    service.tell(f"/jobs/{JOB}/events", (200, "text/event-stream", broken), events(status("successful", 100)))
    assert running.follow().status == "successful"


@pytest.mark.parametrize("code", [401, 403, 404])
def test_following_ends_where_it_is_refused(service: Service, client: Client, code: int) -> None:
    running = job(service, client)
    service.tell(f"/jobs/{JOB}/events", problem(code, "No."))
    with pytest.raises(RemoteError) as caught:
        running.follow()
    assert caught.value.status == code
    assert len(service.asked) == 1


def test_following_outlives_a_service_that_is_busy(service: Service, client: Client) -> None:
    running = job(service, client)
    service.tell(f"/jobs/{JOB}/events", problem(429, "Too many."), events(status("successful", 100)))
    assert running.follow().status == "successful"


def test_following_gives_up_when_the_service_stays_away(
    service: Service, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = job(service, client)
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(SourceError, match="has not answered"):
        running.follow()


def test_a_failed_job_gives_its_reason(service: Service, client: Client) -> None:
    running = job(service, client)
    service.tell(f"/jobs/{JOB}/events", events(status("failed", 30, "The dike does not exist.")))
    with pytest.raises(RemoteError, match="The dike does not exist"):
        running.follow()


def test_results_are_read_once_and_jobs_can_be_stopped(service: Service, client: Client) -> None:
    done = job(service, client, "successful")
    service.tell(f"/jobs/{JOB}/results", {"indicators": {"flood.max_depth": {"value": 2.0}}})
    assert done.indicators["flood.max_depth"]["value"] == 2.0
    assert done.indicators["flood.max_depth"]["value"] == 2.0
    assert len(service.asked) == 1
    service.tell(f"/jobs/{JOB}", status("dismissed"))
    assert done.cancel().status == "dismissed"
    assert service.asked[-1] == ("DELETE", f"/v1/jobs/{JOB}")


def test_features_ask_their_system_and_may_be_none(service: Service, client: Client) -> None:
    service.tell("/collections/demo-wells/items", {"features": [], "links": []})
    found = client.features("demo-wells", bbox=(1.5, 2, 3, 4), kind="pumping")
    assert (len(found), found.crs.to_epsg()) == (0, 28992)
    path = service.asked[-1][1]
    assert "bbox=1.5%2C2%2C3%2C4" in path
    assert "kind=pumping" in path
    assert path.count("EPSG%2F0%2F28992") == 2
    with pytest.raises(InvalidInputError, match="is not offered"):
        client.features("demo-wells", crs="EPSG:4326")  # type: ignore[arg-type]


def test_the_client_needs_no_web_framework() -> None:
    code = "import sys, api.client; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"fastapi", "starlette", "sqlalchemy", "uvicorn"} & set(done.stdout.split())
