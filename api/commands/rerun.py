"""``zicht rerun``: whether a result comes out again, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from api.commands.console import print_json, print_table, report, show_progress
from twin.errors import invalid
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.rerun import Comparison, Recorded
    from twin.state import Twin

__all__ = ["rerun"]


def rerun(crate: Path, out: Path | None, twin: str | None, *, as_json: bool) -> bool:
    """Run the result of a crate again, say of every file whether it is the same; True when all are."""
    from scenarios.rerun import read_crate, run_again
    from twin.publishing import refuse_foreign

    recorded = read_crate(crate)
    if out is not None:
        refuse_foreign(out)
    with TemporaryDirectory(prefix="zicht-") as folder, show_progress("rerun") as progress:
        base = _twin(recorded, twin, part(progress, 0.0, 0.2))
        target = Path(folder) / "result" if out is None else out
        compared = run_again(recorded, base, target, part(progress, 0.2, 1.0))
    if as_json:
        print_json({"equal": compared.equal, "files": compared.files, "reasons": compared.reasons})
    else:
        _show(compared)
    return compared.equal


def _show(compared: Comparison) -> None:
    others = [(name, told) for name, told in compared.files.items() if told != "equal"]
    if others:
        print_table(("file", ""), others)
    report(f"{len(compared.files) - len(others)} of {len(compared.files)} files are equal")
    for reason in compared.reasons:
        report(f"  {reason}")


def _twin(recorded: Recorded, given: str | None, progress: Progress) -> Twin:
    """Find the twin that the run was done on: the one given, one of the data folder, or an embedded area.

    Raises
    ------
    InvalidInputError
        When it is not there, or is another.
    """
    from twin.state import Twin as State
    from twin.store import embedded_areas

    if given is None:
        stored = _stored(recorded.base)
        given = str(stored) if stored is not None else recorded.name
        if stored is None and given not in embedded_areas():
            raise invalid(
                "CRATE",
                recorded.name,
                f"was run on a twin with digest {recorded.base[:16]}..., and no twin here has it",
                "Name it with --twin, or name another data folder with --data.",
            )
    found = State.open(given, progress=progress)
    if found.digest != recorded.base:
        message = f"is another twin: its digest is {found.digest[:16]}..., not {recorded.base[:16]}..."
        raise invalid("--twin", given, message, "Name the twin that the result was made with.")
    return found


def _stored(digest: str) -> Path | None:
    """Folder of the twin in the data folder that has a digest."""
    from twin.data_folder import data_folder

    for head in sorted((data_folder() / "twins").glob("[!.]*/twin.json")):
        try:
            if json.loads(head.read_text("utf-8"))["digest"] == digest:
                return head.parent
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None
