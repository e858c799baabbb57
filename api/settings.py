"""What the service needs to know before it starts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from api.contact import Contact
from scenarios.machine import memory_for_runs
from twin.errors import invalid

__all__ = ["Settings", "check_scheduler", "checked_root", "database_url", "is_loopback", "refuse_open_mode"]

_SCHEDULER = re.compile(r"(tcp|tls)://[^/\s]+:\d{1,5}")
_ROOT = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._~-]*)+")


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
    scheduler
        Address of a dask scheduler whose workers run the simulations; a pool of our own by default.
    memory
        That simulations may take together [bytes]; four fifths of the machine's by default.
    embed_origins
        Origins that may show the page in a frame.
    allowed_hosts
        Names under which the service is reached beside its address, with or without port.
    allow_origins
        Origins whose pages may start and change things too, with a key.
    trusted_proxies
        Addresses of proxies whose ``X-Forwarded-For`` and ``-Proto`` are believed.
    rate
        Calls per second of one key, or of one address without key, while the service is guarded.
    access
        File of the operator: OIDC issuer, and who sees which layer.
    prepare
        Whether twins that lack published artefacts are published in the background (and `demo` built).
    root_path
        Path under which a proxy offers the service, such as ``/zicht``; empty when it has a host of its own.
    contact
        Who can be asked about the service.
    """

    data: Path
    database: str
    host: str = "127.0.0.1"
    port: int = 8000
    max_running: int = os.cpu_count() or 1
    scheduler: str | None = None
    memory: int = field(default_factory=memory_for_runs)
    embed_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    rate: float = 50.0
    access: Path | None = None
    prepare: bool = True
    root_path: str = ""
    contact: Contact | None = None

    @classmethod
    def of(cls, data: Path, database: str | None = None, **others: object) -> Settings:
        """Fill in the default database, ``zicht.db`` in the data folder."""
        data = data.absolute()
        check_scheduler(others.get("scheduler"))
        return cls(data=data, database=database_url(database, data), **others)  # type: ignore[arg-type]


def check_scheduler(scheduler: object) -> None:
    """Refuse what is no address of a dask scheduler; None is none.

    Raises
    ------
    twin.errors.InvalidInputError
        When it is not ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.
    """
    if scheduler is not None and not _SCHEDULER.fullmatch(str(scheduler)):
        raise invalid("scheduler", scheduler, "is no address of a scheduler", "Give tcp://HOST:PORT.")


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


def refuse_open_mode(host: str, *, guarded: bool) -> None:
    """Refuse to serve other machines while everybody would be modeller.

    Raises
    ------
    twin.errors.InvalidInputError
        When `host` is not a loopback address, and there is neither a key nor an issuer of tokens.
    """
    if not guarded and not is_loopback(host):
        raise invalid(
            "host",
            host,
            "without access keys the service listens on this machine only (127.0.0.1)",
            "Make a key first: zicht keys add NAME --role modeller --workspace WORKSPACE.",
        )


def checked_root(root: str) -> str:
    """Path under which a proxy offers the service; empty when it has a host of its own.

    Raises
    ------
    twin.errors.InvalidInputError
        When it is no plain path.
    """
    plain = root.rstrip("/")
    if plain and (not _ROOT.fullmatch(plain) or plain.split("/")[1] == "v1"):
        raise invalid("root-path", root, "is no plain path beside /v1", "Give one such as /zicht.")
    return plain
