"""Access keys: made once, shown once, kept as a digest only."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert, select, update

from api.access.principal import PUBLIC, ROLES, Principal, Role
from api.access.tables import keys as table
from api.jobs.database import reading, writing
from api.jobs.model import as_text, now
from twin.errors import InvalidInputError, Problem, ZichtError, did_you_mean

__all__ = ["NAME", "Key", "KeyStore", "is_key"]

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
"""Names of keys and of workspaces."""

_SECRET = re.compile(r"zk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_ROLES = tuple(role for role in ROLES if role != "public")


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the table: who holds the key, but not the key.

    Parameters
    ----------
    id
        First part of the key.
    name, role, workspace
        Who sends it, what they may do, and whose jobs they see.
    digest
        SHA-256 of the whole key; 256 random bits need no slow hash.
    created, expires, last_used, revoked
        Moments, RFC 3339 in UTC.
    """

    id: str
    name: str
    role: Role
    workspace: str
    digest: str
    created: str
    expires: str | None
    last_used: str | None
    revoked: str | None

    @property
    def principal(self) -> Principal:
        """Who sends it."""
        return Principal(self.name, self.role, self.workspace)

    @property
    def is_valid(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked is None and (self.expires is None or now() < self.expires)

    def matches(self, secret: str) -> bool:
        """Whether a secret is this key, compared in constant time."""
        return hmac.compare_digest(_digest(secret), self.digest)


def is_key(secret: str) -> str | None:
    """Id of the key that a secret claims to be; None when it has not the form of one."""
    found = _SECRET.fullmatch(secret)
    return None if found is None else found[1]


class KeyStore:
    """The table of keys.

    Parameters
    ----------
    engine
        Database of the jobs.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, name: str, role: str, workspace: str, days: float | None = None) -> tuple[Key, str]:
        """Make a key.

        Parameters
        ----------
        name
            Who gets it; no other key that still opens something has this name.
        role, workspace
            What they may do, and whose jobs they see.
        days
            After how many days it ends; never by default.

        Returns
        -------
        tuple
            The row, and the key itself, which is kept nowhere.

        Raises
        ------
        InvalidInputError
            Naming everything that is wrong.
        """
        problems = _problems(name, role, workspace, days)
        with writing(self.engine) as connection:
            rows = connection.execute(select(table)).mappings()
            if any(row["name"] == name and Key(**row).is_valid for row in rows):
                problems.append(Problem("name", name, "has a key", f"Run zicht keys revoke {name} first."))
            if problems:
                raise InvalidInputError(problems)
            identifier = secrets.token_hex(6)
            secret = f"zk_{identifier}_{secrets.token_urlsafe(32)}"
            values = {
                "id": identifier, "name": name, "role": role, "workspace": workspace,
                "digest": _digest(secret), "created": now(), "expires": _after(days),
            }  # fmt: skip
            connection.execute(insert(table).values(values))
        return self.all()[identifier], secret

    def all(self) -> Mapping[str, Key]:
        """Every key that was ever made, by id."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(table).order_by(table.c.created)).mappings()
            return {row["id"]: Key(**row) for row in rows}

    def revoke(self, name: str) -> list[Key]:
        """End the keys of a name, or the one of an id.

        Raises
        ------
        twin.errors.ZichtError
            When none that still opens something has it.
        """
        live = [key for key in self.all().values() if key.is_valid]
        found = [key for key in live if name in {key.name, key.id}]
        if not found:
            hint = did_you_mean(name, [key.name for key in live]) if live else "There are none."
            raise ZichtError(f"no key {name[:64]!r} opens anything; {hint}")
        ids = [key.id for key in found]
        with writing(self.engine) as connection:
            connection.execute(update(table).where(table.c.id.in_(ids)).values(revoked=now()))
        return found

    def used(self, moments: Mapping[str, str]) -> None:
        """Write down when keys were last used."""
        with writing(self.engine) as connection:
            for identifier, moment in moments.items():
                connection.execute(update(table).where(table.c.id == identifier).values(last_used=moment))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _after(days: float | None) -> str | None:
    if days is None:
        return None
    return as_text(datetime.now(UTC) + timedelta(days=days))


def _problems(name: str, role: str, workspace: str, days: float | None) -> list[Problem]:
    problems = [
        Problem(field, value, "is no plain name", "Use a-z, 0-9, '.', '_' and '-', 63 characters at most.")
        for field, value in (("name", name), ("workspace", workspace))
        if not NAME.fullmatch(value)
    ]
    if workspace == PUBLIC.workspace:
        problems.append(Problem("workspace", workspace, "is that of people without a key", "Take another."))
    if role not in _ROLES:
        problems.append(Problem("role", role, "is not a role", f"One of {', '.join(_ROLES)}."))
    if days is not None and not 0 < days <= 36_500:
        problems.append(Problem("expires", days, "is no number of days", "Between 0 and 36500."))
    return problems
