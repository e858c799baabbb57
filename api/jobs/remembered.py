"""Which database the service of a data folder keeps its jobs in.

It is remembered in that folder: a command that is not told one would take an older ``zicht.db`` that still
lies there for it, and find results to be nobody's.
"""

from __future__ import annotations

from pathlib import Path

from api.jobs.database import parse_address
from api.settings import Settings, database_url
from twin.errors import invalid

__all__ = ["refuse_another", "remember"]

_FILE = "database.txt"


def remember(settings: Settings) -> None:
    """Note, without its password, the database of a service that starts; none where it is ``zicht.db``."""
    note = settings.data / _FILE
    if settings.database == database_url(None, settings.data):
        note.unlink(missing_ok=True)
        return
    url = parse_address(settings.database)
    shown = url.set(drivername=url.get_backend_name(), query={}).render_as_string(hide_password=True)
    settings.data.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{shown}\n", encoding="utf-8")


def refuse_another(database: str | None, data: Path) -> None:
    """Refuse to take ``zicht.db`` for want of an address where the service keeps its jobs elsewhere.

    Parameters
    ----------
    database
        Address that was given, if any.
    data
        Data folder.

    Raises
    ------
    twin.errors.InvalidInputError
        Naming the database of the service.
    """
    note = data / _FILE
    if database is not None or not note.is_file():
        return
    used = note.read_text(encoding="utf-8").strip()
    raise invalid(
        "database",
        str(data / "zicht.db"),
        f"is not where the service of this data folder keeps its jobs: that is {used}",
        f"Name it: --database URL (or remove {note}, if it is used no more).",
    )
