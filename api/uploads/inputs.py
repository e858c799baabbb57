"""Uploads as inputs of a run: named by their ids, and read where they stand."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from api.access.principal import Principal
    from api.uploads.store import UploadStore
    from scenarios.model import Scenario

__all__ = ["Placed", "by_id", "copied", "placed"]

_SEND = "Send a CSV file to /v1/uploads, and give the id that it gets."
_AGAIN = "Send the file again, and ask the run with its new id."


@dataclass(frozen=True, slots=True)
class Placed:
    """A scenario with paths in the place of the ids of uploads.

    Parameters
    ----------
    scenario
        What is looked at.
    ids
        Of the uploads, by path.
    digests
        SHA-256 of their bytes, by id.
    problems
        What is wrong with the ids; those are left out of the scenario.
    """

    scenario: Scenario
    ids: Mapping[str, str]
    digests: Mapping[str, str]
    problems: list[Problem]


def placed(scenario: Scenario, store: UploadStore, principal: Principal) -> Placed:
    """Find the uploads that a scenario names; what is not theirs is as if it were not there."""
    from api.errors import NotFoundError
    from scenarios.inheritance import told_once

    paths, digests, problems = dict[str, str](), dict[str, str](), list[Problem]()
    for field, identifier in scenario.files.items():
        try:
            upload = store.find(identifier, principal)
        except NotFoundError:
            problems.append(Problem(field, identifier, "is not the id of an upload of yours", _SEND))
            continue
        if upload.format == "table":
            paths[identifier], digests[identifier] = str(store.place(upload)), upload.sha256
        else:
            problems.append(
                Problem(field, identifier, f"is an upload of {upload.format}, not a table", _SEND)
            )
    problems = told_once(problems, [call.id for call in scenario.processes])
    return Placed(scenario.with_files(paths.get), _turned(paths), digests, problems)


@contextmanager
def copied(scenario: Scenario, data: Path, folder: Path) -> Iterator[Scenario]:
    """Copy the uploads that a scenario names, so that they stay as they are while it runs.

    Parameters
    ----------
    scenario
        Its files are ids of uploads.
    data
        Data folder.
    folder
        Where the copies stand, by id, as long as the block lasts.

    Yields
    ------
    Scenario
        That of the copies; problems with these are told of the ids.

    Raises
    ------
    InvalidInputError
        When an upload is not there any more.
    """
    if not scenario.files:
        yield scenario
        return
    from api.uploads.store import UploadStore

    store, paths, problems = UploadStore(data / "uploads"), dict[str, str](), list[Problem]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for field, identifier in scenario.files.items():
            content = _content(store, identifier)
            if content is None:
                message = "is an upload that was deleted or damaged since this was asked"
                problems.append(Problem(field, identifier, message, _AGAIN))
            else:
                (folder / identifier).write_bytes(content)
                paths[identifier] = str(folder / identifier)
        if problems:
            raise InvalidInputError(problems)
        yield scenario.with_files(paths.get)
    except InvalidInputError as error:
        raise InvalidInputError(by_id(error.problems, _turned(paths))) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def by_id(problems: Iterable[Problem], ids: Mapping[str, str]) -> list[Problem]:
    """Tell the id of an upload in problems, and not where it stands."""
    return [replace(problem, value=ids.get(str(problem.value), problem.value)) for problem in problems]


def _content(store: UploadStore, identifier: str) -> bytes | None:
    """Bytes of an upload as they were accepted; None when they are gone, or others."""
    if (upload := store.read(identifier)) is None:
        return None
    with suppress(OSError):
        content = store.place(upload).read_bytes()
        if hashlib.sha256(content).hexdigest() == upload.sha256:
            return content
    return None


def _turned(paths: Mapping[str, str]) -> dict[str, str]:
    return {path: identifier for identifier, path in paths.items()}
