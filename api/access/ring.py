"""The keys that open something, read anew every few seconds: a request costs no query, a revoked key dies."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Mapping

from api.access.keys import Key, KeyStore, is_key
from api.access.principal import Principal
from api.errors import UnauthorisedError, UnavailableError
from api.jobs.model import now
from twin.errors import ZichtError

__all__ = ["KeyRing"]

FRESH, OLDEST = 2.0, 4.5
"""Seconds after which the table is read again, and after which what was read opens nothing any more."""

_TOLD_EVERY = 60.0
_log = logging.getLogger("zicht.access")


class KeyRing:
    """Keys in memory.

    Parameters
    ----------
    store
        Their table; read at once, and then as requests come.
    """

    def __init__(self, store: KeyStore) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._used: dict[str, str] = {}
        self._told = time.monotonic()
        self._keys: Mapping[str, Key] = store.all()
        self._read = time.monotonic()
        self._due = self._read + FRESH

    async def refresh(self) -> None:
        """Read the table when it is time to."""
        if time.monotonic() >= self._due:
            await asyncio.to_thread(self._refresh)

    @property
    def is_empty(self) -> bool:
        """Whether no key was ever made."""
        return not self._keys

    def find(self, secret: str) -> Principal:
        """Who sends a key.

        Raises
        ------
        UnauthorisedError
            When it is no key, or expired or revoked.
        UnavailableError
            When that cannot be known, because the table has been unreadable for some seconds.
        """
        if time.monotonic() - self._read > OLDEST:
            raise UnavailableError("The table of keys cannot be read at the moment; try again later.")
        key = self._keys.get(is_key(secret) or "")
        if key is None or not key.matches(secret) or not key.is_valid:
            raise UnauthorisedError("The key is wrong, expired or revoked.")
        self._used[key.id] = now()
        return key.principal

    def _refresh(self) -> None:
        with self._lock:
            moment = time.monotonic()
            if moment < self._due:  # another request did it
                return
            try:
                self._keys = self.store.all()
                self._read = moment
                self._tell(moment)
            except ZichtError as error:
                _log.warning("the table of keys cannot be read: %s", error)
            self._due = time.monotonic() + FRESH

    def _tell(self, moment: float) -> None:
        """Write down, once a minute, which keys were used."""
        if self._used and moment - self._told > _TOLD_EVERY:
            used, self._used, self._told = self._used, {}, moment
            self.store.used(used)
