"""Where uploads are kept: under names of our own, and only those that were looked into."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from starlette.concurrency import run_in_threadpool

from api.access.principal import Principal
from api.errors import BusyError, NotFoundError, TooLargeError, UnsupportedMediaError
from api.jobs.model import now
from api.uploads.formats import FORMATS, Format
from twin.errors import invalid
from twin.publishing import publish

__all__ = ["LARGEST", "Upload", "UploadStore"]

LARGEST = 64 * 10**6
"""Bytes of one upload."""

_MOST = 100
_CHECKS = threading.BoundedSemaphore(2)
_PATIENCE = 30.0
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STALE = 3600.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was accepted.

    Parameters
    ----------
    id
        Made here; nothing of a sender's name is ever part of a path.
    format
        Name of its format.
    size, sha256
        Of its bytes.
    workspace, creator
        Whose it is, and who sent it.
    created
        When, RFC 3339 in UTC.
    facts
        What was found in it.
    """

    id: str
    format: str
    size: int
    sha256: str
    workspace: str
    creator: str
    created: str
    facts: dict[str, Any]


class UploadStore:
    """Uploads of one data folder: ``uploads/ID`` holds the file and ``upload.json``.

    Parameters
    ----------
    folder
        The folder ``uploads``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def receive(self, body: AsyncIterator[bytes], media: str, principal: Principal) -> Upload:
        """Take a file, look into it, and keep it when it is what it says.

        Raises
        ------
        UnsupportedMediaError, TooLargeError, BusyError, InvalidInputError
            When it is not; nothing of it stays.
        """
        form = FORMATS.get(media.partition(";")[0].strip().lower())
        if form is None:
            raise UnsupportedMediaError(f"Send one of {', '.join(FORMATS)} as Content-Type.")
        await run_in_threadpool(self._make_room, principal)
        part = self.folder / f"{uuid4()}.part"
        try:
            size, digest = await _write(body, part, form)
            facts = await run_in_threadpool(_look_into, part, form)
            upload = Upload(
                str(uuid4()), form.name, size, digest, principal.workspace, principal.name, now(), facts
            )
            await run_in_threadpool(self._keep, part, upload, form)
        finally:
            part.unlink(missing_ok=True)
        return upload

    def page(self, principal: Principal) -> list[Upload]:
        """Uploads that somebody may see, newest first."""
        names = [entry.name for entry in self.folder.iterdir()] if self.folder.is_dir() else []
        found = [upload for name in names if (upload := self._read(name)) and _owns(principal, upload)]
        return sorted(found, key=lambda upload: (upload.created, upload.id), reverse=True)

    def find(self, identifier: str, principal: Principal) -> Upload:
        """Find one upload.

        Raises
        ------
        NotFoundError
            When there is none, or it is not theirs.
        """
        upload = self._read(identifier)
        if upload is None or not _owns(principal, upload):
            raise NotFoundError("There is no such upload.")
        return upload

    def remove(self, identifier: str, principal: Principal) -> Upload:
        """Delete an upload; raises as `find`."""
        upload = self.find(identifier, principal)
        folder = self.folder / upload.id
        (folder / "upload.json").unlink(missing_ok=True)  # first: from here on it is not there
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        return upload

    def _read(self, identifier: str) -> Upload | None:
        if not _ID.fullmatch(identifier):
            return None
        try:
            return Upload(**json.loads((self.folder / identifier / "upload.json").read_bytes()))
        except FileNotFoundError:
            return None

    def _make_room(self, principal: Principal) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for part in self.folder.glob("*.part"):  # of a service that died
            if time.time() - part.stat().st_mtime > _STALE:
                part.unlink(missing_ok=True)
        if sum(upload.workspace == principal.workspace for upload in self.page(principal)) >= _MOST:
            raise BusyError(f"A workspace holds {_MOST} uploads at most; delete one first.")

    def _keep(self, part: Path, upload: Upload, form: Format) -> None:
        with publish(self.folder / upload.id) as folder:
            part.rename(folder / f"file{form.suffix}")
            (folder / "upload.json").write_text(json.dumps(asdict(upload)), encoding="utf-8")


def _owns(principal: Principal, upload: Upload) -> bool:
    return upload.workspace == principal.workspace or principal.may("admin")


async def _write(body: AsyncIterator[bytes], part: Path, form: Format) -> tuple[int, str]:
    """Write a body to disk as it comes, until it is too large or not what it says."""
    size, digest, head, known = 0, hashlib.sha256(), b"", False
    with part.open("xb") as file:
        async for piece in body:
            size += len(piece)
            if size > LARGEST:
                raise TooLargeError(f"An upload may have {LARGEST} bytes at most.")
            if not known:
                head += piece[: 1024 - len(head)]
                known = len(head) >= 1024
                if known:
                    _check_begin(head, form)
            digest.update(piece)
            await run_in_threadpool(file.write, piece)
        if not known:
            _check_begin(head, form)
        await run_in_threadpool(_settle, file.fileno())
    return size, digest.hexdigest()


def _settle(handle: int) -> None:
    os.fsync(handle)


def _check_begin(head: bytes, form: Format) -> None:
    if not form.begins(head):
        raise invalid("body", None, f"does not begin as {form.name} does", f"Send {form.media}.")


def _look_into(part: Path, form: Format) -> dict[str, Any]:
    """Have a process of its own look into a file.

    Raises
    ------
    twin.errors.InvalidInputError
        When the file is refused, or the process ends in another way than by saying what it found.
    """
    if not _CHECKS.acquire(timeout=_PATIENCE):
        raise BusyError("Other uploads are being looked into.")
    command = [sys.executable, "-I", "-m", "api.uploads.check", form.name, str(part)]
    quiet = {"OPENBLAS_NUM_THREADS": "1", "GDAL_SKIP": "VRT", "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, on a name of our own
            command, env=quiet, capture_output=True, timeout=_PATIENCE, check=True
        )
        told = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise invalid("body", None, "cannot be read in the time and memory for it", _HELP) from error
    finally:
        _CHECKS.release()
    if "facts" not in told:
        raise invalid("body", None, told["reason"], _HELP)
    facts: dict[str, Any] = told["facts"]
    return facts


_HELP = "See docs/howto/secure.md for what is taken."
