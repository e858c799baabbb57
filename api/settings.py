"""What the service needs to know before it starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from twin.errors import invalid

__all__ = ["Settings", "database_url", "is_loopback", "refuse_open_mode"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service keeps things and whom it serves.

    Parameters
    ----------
    data
        Data folder: ``twins/``, ``published/``, ``results/``, ``zicht.db``.
    database
        SQLAlchemy address of the job table.
    host, port
        Address to listen on; port 0 takes a free one.
    max_running
        Simulations that may run at once, over all processes that share the database.
    embed_origins
        Origins that may show the page in a frame.
    prepare
        Whether twins that lack published artefacts are published in the background (and `demo` built).
    """

    data: Path
    database: str
    host: str = "127.0.0.1"
    port: int = 8000
    max_running: int = os.cpu_count() or 1
    embed_origins: tuple[str, ...] = ()
    prepare: bool = True

    @classmethod
    def of(cls, data: Path, database: str | None = None, **others: object) -> Settings:
        """Fill in the default database, ``zicht.db`` in the data folder."""
        data = data.absolute()
        return cls(data=data, database=database_url(database, data), **others)  # type: ignore[arg-type]


def database_url(database: str | None, data: Path) -> str:
    """Address of the job table: as given, or a file that is named, or ``zicht.db`` in the data folder."""
    if database is None:
        return f"sqlite:///{data / 'zicht.db'}"
    return database if "://" in database else f"sqlite:///{Path(database).absolute()}"


def is_loopback(host: str) -> bool:
    """Whether an address is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_open_mode(host: str) -> None:
    """Refuse to serve other machines while everybody would be modeller.

    Raises
    ------
    twin.errors.InvalidInputError
        When `host` is not a loopback address.
    """
    if not is_loopback(host):
        raise invalid(
            "host",
            host,
            "without access keys the service listens on this machine only, and this version has no keys yet",
            "Use --host 127.0.0.1 (the default), or put a proxy that checks access in front of it.",
        )
