"""Keys: made, found, ended; nothing that was stored opens anything."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text, update

from api.access.keys import KeyStore, is_key
from api.access.principal import Principal
from api.access.ring import FRESH, OLDEST, KeyRing
from api.access.tables import keys as table
from api.errors import UnauthorisedError, UnavailableError
from api.jobs.database import open_database, reading, writing
from twin.errors import InvalidInputError, ZichtError


@pytest.fixture
def store(database: str) -> Iterator[KeyStore]:
    engine = open_database(database)
    yield KeyStore(engine)
    engine.dispose()


def test_key_is_shown_once_and_kept_as_a_digest(store: KeyStore) -> None:
    key, secret = store.add("jan", "modeller", "provincie")
    assert key.matches(secret)
    assert is_key(secret) == key.id
    assert key.principal == Principal("jan", "modeller", "provincie")
    with reading(store.engine) as connection:
        kept = str(connection.execute(text("SELECT * FROM keys")).all())
    assert key.digest in kept
    assert secret.rpartition("_")[2] not in kept


def test_keys_are_never_alike(store: KeyStore) -> None:
    secrets = [store.add(f"k{number}", "reader", "w")[1] for number in range(20)]
    assert len(set(secrets)) == 20
    assert all(len(secret) == len("zk_") + 12 + 1 + 43 for secret in secrets)


def test_everything_wrong_is_told_at_once(store: KeyStore) -> None:
    store.add("jan", "reader", "w")
    with pytest.raises(InvalidInputError) as caught:
        store.add("jan", "boss", "public", -1)
    assert {problem.field for problem in caught.value.problems} == {"name", "role", "workspace", "expires"}
    with pytest.raises(InvalidInputError) as caught:
        store.add("Jan\n", "reader", "a/b")
    assert [problem.field for problem in caught.value.problems] == ["name", "workspace"]


def test_name_is_free_again_after_its_key_was_revoked(store: KeyStore) -> None:
    store.add("jan", "reader", "w")
    assert [key.name for key in store.revoke("jan")] == ["jan"]
    store.add("jan", "modeller", "w")
    assert sorted(key.is_valid for key in store.all().values()) == [False, True]
    with pytest.raises(ZichtError, match="jan"):
        store.revoke("jna")


@pytest.mark.parametrize(
    "secret", ["", "zk_", "zk_0123456789ab_", "x" * 59, "zk_0123456789ab_" + "a" * 43, "zk_" + "é" * 56]
)
def test_what_is_no_key_opens_nothing(store: KeyStore, secret: str) -> None:
    store.add("jan", "reader", "w")
    with pytest.raises(UnauthorisedError):
        KeyRing(store).find(secret)


def test_id_of_one_key_with_the_secret_of_another_opens_nothing(store: KeyStore) -> None:
    first, second = (store.add(name, "admin", "w")[1] for name in ("a", "b"))
    mixed = first[:16] + second[16:]
    ring = KeyRing(store)
    assert ring.find(first).name == "a"
    with pytest.raises(UnauthorisedError):
        ring.find(mixed)


def test_expired_key_opens_nothing_without_being_read_again(store: KeyStore) -> None:
    _, secret = store.add("jan", "reader", "w", days=0.3 / 86_400)
    ring = KeyRing(store)
    assert ring.find(secret).name == "jan"
    time.sleep(0.4)
    with pytest.raises(UnauthorisedError):
        ring.find(secret)


async def _refreshed(ring: KeyRing) -> None:
    await ring.refresh()


def test_revoked_key_is_dead_within_five_seconds(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    assert FRESH < OLDEST < 5
    _, secret = store.add("jan", "reader", "w")
    ring = KeyRing(store)
    store.revoke("jan")
    start = time.monotonic()
    monkeypatch.setattr("api.access.ring.time.monotonic", lambda: start + FRESH + 0.1)
    asyncio.run(_refreshed(ring))
    with pytest.raises(UnauthorisedError):
        ring.find(secret)


def test_new_key_opens_without_a_new_start_and_is_noted_as_used(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    ring = KeyRing(store)
    assert ring.is_empty
    key, secret = store.add("jan", "reader", "w")
    moment = time.monotonic() + FRESH + 0.1
    monkeypatch.setattr("api.access.ring.time.monotonic", lambda: moment)
    asyncio.run(_refreshed(ring))
    assert not ring.is_empty
    assert ring.find(secret).name == "jan"
    moment += 120
    asyncio.run(_refreshed(ring))
    assert store.all()[key.id].last_used is not None


def test_keys_open_nothing_while_their_table_cannot_be_read(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    _, secret = store.add("jan", "reader", "w")
    ring = KeyRing(store)
    there, away = store.engine, create_engine("sqlite:////nowhere/zicht.db")
    monkeypatch.setattr(store, "engine", away)
    moment = time.monotonic() + FRESH + 0.1
    monkeypatch.setattr("api.access.ring.time.monotonic", lambda: moment)
    asyncio.run(_refreshed(ring))
    assert ring.find(secret).name == "jan"
    moment += OLDEST
    with pytest.raises(UnavailableError):
        ring.find(secret)
    monkeypatch.setattr(store, "engine", there)
    asyncio.run(_refreshed(ring))
    assert ring.find(secret).name == "jan"


def test_database_knows_no_other_roles(store: KeyStore) -> None:
    from sqlalchemy.exc import IntegrityError

    store.add("jan", "reader", "w")
    with pytest.raises(IntegrityError), writing(store.engine) as connection:
        connection.execute(update(table).values(role="owner"))
