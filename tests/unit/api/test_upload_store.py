"""Keeping uploads: what died earlier, what comes at once, and what waits stand in nobody's way."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.concurrency import run_in_threadpool

from api.access.principal import Principal
from api.errors import BusyError, NotFoundError, UnavailableError
from api.uploads import store as module
from api.uploads.store import Upload, UploadStore

JAN = Principal("jan", "modeller", "provincie")
CITYJSON = "application/city+json"
CITY = json.dumps({"type": "CityJSON", "version": "2.0", "CityObjects": {}, "vertices": []}).encode()


async def body() -> AsyncIterator[bytes]:
    yield CITY


def found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_facts", lambda *_: {"objects": 0})


def test_leftovers_of_a_service_that_died_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found_at_once(monkeypatch)
    hidden, old, young = (
        tmp_path / name for name in (f".{'a' * 36}.{'b' * 32}.part", "old.part", "young.part")
    )
    hidden.mkdir()  # half of an upload that was just being kept
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    for path in (hidden, old):
        os.utime(path, (0, 0))
    uploads = UploadStore(tmp_path)
    kept = asyncio.run(uploads.receive(body(), CITYJSON, JAN))
    assert uploads.find(kept.id, JAN) == kept
    assert (old.exists(), young.exists()) == (False, True)


def test_many_at_once_do_not_pass_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found_at_once(monkeypatch)
    monkeypatch.setattr(module, "_MOST", 2)
    uploads = UploadStore(tmp_path)

    async def send_six() -> list[Upload | BaseException]:
        every = (uploads.receive(body(), CITYJSON, JAN) for _ in range(6))
        return await asyncio.gather(*every, return_exceptions=True)

    assert Counter(map(type, asyncio.run(send_six()))) == {Upload: 2, BusyError: 4}
    assert len(uploads.page(JAN)) == 2
    other = Principal("piet", "modeller", "elders")
    assert asyncio.run(uploads.receive(body(), CITYJSON, other)).workspace == "elders"


def test_uploads_leave_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FREE", 2**60)
    with pytest.raises(UnavailableError):
        asyncio.run(UploadStore(tmp_path).receive(body(), CITYJSON, JAN))
    assert list(tmp_path.iterdir()) == []


def test_waiting_to_be_looked_into_holds_up_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 3.0)
    uploads = UploadStore(tmp_path)

    async def crowd() -> list[Upload | BaseException]:
        for taken in range(2):
            await module._CHECKS.acquire_on_behalf_of(taken)
        senders = [Principal("jan", "modeller", f"w{number}") for number in range(45)]
        asked = asyncio.gather(
            *(uploads.receive(body(), CITYJSON, sender) for sender in senders), return_exceptions=True
        )
        while len(list(tmp_path.glob("*.part"))) < len(senders):
            await asyncio.sleep(0.01)
        assert await asyncio.wait_for(run_in_threadpool(lambda: "free"), 2) == "free"
        outcomes = await asked
        for taken in range(2):
            module._CHECKS.release_on_behalf_of(taken)
        return outcomes

    assert {type(outcome) for outcome in asyncio.run(crowd())} == {BusyError}
    assert list(tmp_path.iterdir()) == []


def test_two_may_delete_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found_at_once(monkeypatch)
    uploads = UploadStore(tmp_path)
    kept = asyncio.run(uploads.receive(body(), CITYJSON, JAN))
    find = uploads.find

    def late(identifier: str, principal: Principal) -> Upload:
        found = find(identifier, principal)
        uploads.find = find  # type: ignore[method-assign]
        uploads.remove(identifier, principal)
        return found

    uploads.find = late  # type: ignore[method-assign]
    assert uploads.remove(kept.id, JAN) == kept
    with pytest.raises(NotFoundError):
        uploads.find(kept.id, JAN)
