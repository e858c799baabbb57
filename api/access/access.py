"""Decides who sends a request: everybody is modeller while no key exists, else who the key says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine
from starlette.datastructures import Headers

from api.access.audit import Audit
from api.access.hosts import Hosts
from api.access.keys import KeyStore, is_key
from api.access.policy import Policy, read_policy
from api.access.principal import OPEN, PUBLIC, Principal
from api.access.ring import KeyRing
from api.access.tokens import Tokens
from api.errors import UnauthorisedError
from api.settings import Settings, is_loopback

__all__ = ["Access"]


@dataclass
class Access:
    """Everything about access that a running service keeps.

    Parameters
    ----------
    keys
        Keys in memory.
    policy
        Decisions of the operator.
    hosts
        Under which names the service is reached.
    audit
        Where it is written down who did what.
    tokens
        Checks tokens of an issuer, when there is one.
    local
        Whether the service listens on this machine only.
    """

    keys: KeyRing
    policy: Policy
    hosts: Hosts
    audit: Audit
    tokens: Tokens | None
    local: bool

    @classmethod
    def of(cls, settings: Settings, engine: Engine) -> Access:
        """Make what a service with these settings needs."""
        policy = read_policy(settings.access)
        return cls(
            keys=KeyRing(KeyStore(engine)),
            policy=policy,
            hosts=Hosts(settings),
            audit=Audit(settings.data / "audit.jsonl"),
            tokens=None if policy.oidc is None else Tokens(policy.oidc),
            local=is_loopback(settings.host),
        )

    @property
    def mode(self) -> Literal["open", "guarded"]:
        """Whether everybody is modeller; a key that was ever made, also one that ended, closes the door."""
        return "open" if self.local and self.tokens is None and self.keys.is_empty else "guarded"

    async def principal(self, headers: Headers) -> Principal:
        """Who sends a request with these headers.

        Raises
        ------
        UnauthorisedError
            When a key or token comes with it that opens nothing: it never counts as none.
        """
        await self.keys.refresh()
        secret = _secret(headers)
        if secret is None:
            return OPEN if self.mode == "open" else PUBLIC
        if is_key(secret) is None and self.tokens is not None:
            return await asyncio.to_thread(self.tokens.principal, secret)
        return self.keys.find(secret)


def _secret(headers: Headers) -> str | None:
    """Key or token of a request, from ``Authorization: Bearer`` or ``X-API-Key``."""
    found = set(headers.getlist("x-api-key"))
    for given in headers.getlist("authorization"):
        scheme, _, value = given.partition(" ")
        if scheme.lower() != "bearer":
            raise UnauthorisedError("Send a key as Authorization: Bearer KEY.")
        found.add(value.strip())
    if len(found) > 1:
        raise UnauthorisedError("Send one key.")
    return found.pop() if found else None
