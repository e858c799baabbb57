"""The door writes down what was done, also when it failed, and is not filled up by who has no key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.access.access import Access
from api.access.gate import Gate, _patient
from api.errors import SlowClientError
from api.jobs.database import open_database
from api.settings import Settings


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    settings = Settings.of(tmp_path)
    engine = open_database(settings.database)
    yield Access.of(settings, engine)
    engine.dispose()


async def failing(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b""})
    raise RuntimeError("half of it was done")


def written(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()]


def test_a_change_that_fails_is_written_down(access: Access, tmp_path: Path) -> None:
    client = TestClient(Gate(failing, access), raise_server_exceptions=False)
    assert client.delete("/v1/uploads/x").status_code == 500
    assert [(line["action"], line["outcome"]) for line in written(tmp_path)] == [
        ("DELETE /v1/uploads/x", "500")
    ]


def test_wrong_keys_do_not_fill_the_disk(access: Access, tmp_path: Path) -> None:
    client = TestClient(Gate(failing, access), raise_server_exceptions=False)
    statuses = {client.get("/v1", headers={"X-API-Key": "wrong"}).status_code for _ in range(300)}
    assert statuses == {401}
    assert 100 <= len(written(tmp_path)) < 200  # one more every second
    client.delete("/v1/uploads/x")
    assert written(tmp_path)[-1]["action"] == "DELETE /v1/uploads/x"


def test_only_the_time_that_a_client_takes_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    monkeypatch.setattr("api.access.gate.time", SimpleNamespace(monotonic=lambda: moment))

    async def piece() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def read(receive: Receive) -> None:
        nonlocal moment
        await receive()
        moment += 1000  # the service was busy
        assert (await receive())["body"] == b"x"

    async def dawdle(receive: Receive) -> None:
        for _ in range(3):
            await receive()

    async def late() -> Message:
        nonlocal moment
        moment += 10
        return await piece()

    asyncio.run(read(_patient(piece)))
    with pytest.raises(SlowClientError):
        asyncio.run(dawdle(_patient(late)))
