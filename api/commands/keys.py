"""``zicht keys``: who may do what on a service that other machines reach."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.access.audit import Audit
    from api.access.keys import Key, KeyStore

__all__ = ["keys"]

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Data folder.")]
Database = Annotated[str | None, typer.Option("--database", metavar="URL", help="Job table.")]
AsJson = Annotated[bool, typer.Option("--json", help="Put one JSON object on standard output.")]

keys = typer.Typer(help="Make, list and revoke access keys.", no_args_is_help=True, rich_markup_mode=None)


@keys.command()
def add(
    name: Annotated[str, typer.Argument(help="Who gets it.")],
    role: Annotated[str, typer.Option(help="reader, modeller or admin.")],
    workspace: Annotated[str, typer.Option(help="Whose jobs they see and make.")],
    expires: Annotated[
        float | None, typer.Option(metavar="DAYS", help="After how many days it ends; else never.")
    ] = None,
    database: Database = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, once."""
    from api.commands.console import print_json, report

    with _opened(database, data) as (store, audit):
        key, secret = store.add(name, role, workspace, expires)
        _note(audit, "add", key)
    if as_json:
        print_json({**_told(key), "key": secret})
        return
    report("This key is shown once; a service that runs knows it within seconds.")
    typer.echo(secret)


@keys.command("list")
def show(database: Database = None, data: Data = None, as_json: AsJson = False) -> None:
    """List the keys that were made."""
    from api.commands.console import print_json, print_table

    with _opened(database, data) as (store, _):
        rows = [_told(key) for key in store.all().values()]
    if as_json:
        print_json({"keys": rows})
        return
    columns = ("id", "name", "role", "workspace", "state", "created", "expires", "last_used")
    print_table(columns, [tuple(row[column] or "" for column in columns) for row in rows])


@keys.command()
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME|ID", help="Whose key, or which one.")],
    database: Database = None,
    data: Data = None,
) -> None:
    """End the keys of a name, or the one of an id."""
    from api.commands.console import report

    with _opened(database, data) as (store, audit):
        for key in store.revoke(name):
            _note(audit, "revoke", key)
            report(f"{key.name} ({key.id}) opens nothing any more; a running service knows it in seconds.")


@contextmanager
def _opened(database: str | None, data: Path | None) -> Iterator[tuple[KeyStore, Audit]]:
    from api.access.audit import Audit
    from api.access.keys import KeyStore
    from api.jobs.database import open_database
    from api.jobs.remembered import refuse_another
    from api.settings import Settings
    from twin.data_folder import data_folder

    settings = Settings.of(data_folder(data), database)
    refuse_another(database, settings.data)
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.database)
    try:
        yield KeyStore(engine), Audit(settings.data / "audit.jsonl")
    finally:
        engine.dispose()


def _note(audit: Audit, action: str, key: Key) -> None:
    from api.access.audit import trace_of
    from api.access.principal import Principal

    operator = Principal(f"terminal:{os.environ.get('USER', '')}", "admin", key.workspace)
    audit.write(operator, trace_of(None), f"keys {action}", f"{key.name} {key.id} {key.role}", "done")


def _told(key: Key) -> dict[str, str | None]:
    state = "revoked" if key.revoked else "valid" if key.is_valid else "expired"
    return {
        "id": key.id, "name": key.name, "role": key.role, "workspace": key.workspace, "state": state,
        "created": key.created, "expires": key.expires, "last_used": key.last_used,
    }  # fmt: skip
