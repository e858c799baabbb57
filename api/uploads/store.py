"""Where uploads are kept: under names of our own, and only those that were looked into."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from anyio import CapacityLimiter, fail_after
from starlette.concurrency import run_in_threadpool

from api.access.principal import Principal
from api.errors import BusyError, NotFoundError, TooLargeError, UnavailableError, UnsupportedMediaError
from api.jobs.model import now
from api.uploads.formats import FORMATS, Format
from twin.errors import invalid
from twin.publishing import publish

__all__ = ["LARGEST", "Upload", "UploadStore"]

LARGEST = 64 * 10**6
"""Bytes of one upload."""

_MOST, _AT_ONCE = 100, 4
"""Of one workspace: kept, and on their way."""

_FREE = 2**30
"""Bytes of the disk that uploads leave to jobs and their table."""

_CHECKS = CapacityLimiter(2)
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
        self._coming: Counter[str] = Counter()

    async def receive(self, body: AsyncIterator[bytes], media: str, principal: Principal) -> Upload:
        """Take a file, look into it, and keep it when it is what it says.

        Raises
        ------
        UnsupportedMediaError, TooLargeError, InvalidInputError
            When it is not; nothing of it stays.
        BusyError, UnavailableError
            When the workspace or the disk has no room for it.
        """
        form = FORMATS.get(media.partition(";")[0].strip().lower())
        if form is None:
            raise UnsupportedMediaError(f"Send one of {', '.join(FORMATS)} as Content-Type.")
        with self._place(principal.workspace) as place:
            await run_in_threadpool(self._make_room, principal.workspace, place)
            part = self.folder / f"{uuid4()}.part"
            try:
                size, digest = await _write(body, part, form)
                facts = await _look_into(part, form)
                upload = Upload(
                    str(uuid4()), form.name, size, digest, principal.workspace, principal.name, now(), facts
                )
                await run_in_threadpool(self._keep, part, upload, form)
            finally:
                part.unlink(missing_ok=True)
        return upload

    def page(self, principal: Principal) -> list[Upload]:
        """Uploads that somebody may see, newest first."""
        found = [upload for upload in self._all() if _owns(principal, upload)]
        return sorted(found, key=lambda upload: (upload.created, upload.id), reverse=True)

    def find(self, identifier: str, principal: Principal) -> Upload:
        """Find one upload.

        Raises
        ------
        NotFoundError
            When there is none, or it is not theirs.
        """
        upload = self.read(identifier)
        if upload is None or not _owns(principal, upload):
            raise NotFoundError("There is no such upload.")
        return upload

    def remove(self, identifier: str, principal: Principal) -> Upload:
        """Delete an upload; raises as `find`."""
        upload = self.find(identifier, principal)
        folder = self.folder / upload.id
        (folder / "upload.json").unlink(missing_ok=True)  # first: from here on it is not there
        shutil.rmtree(folder, ignore_errors=True)  # somebody else may be deleting it too
        return upload

    def read(self, identifier: str) -> Upload | None:
        """Read an upload of any workspace; None when there is none."""
        if not _ID.fullmatch(identifier):
            return None
        try:
            return Upload(**json.loads((self.folder / identifier / "upload.json").read_bytes()))
        except FileNotFoundError:
            return None

    def place(self, upload: Upload) -> Path:
        """Where the file of an upload stands."""
        suffix = next(form.suffix for form in FORMATS.values() if form.name == upload.format)
        return self.folder / upload.id / f"file{suffix}"

    def _all(self) -> list[Upload]:
        names = [entry.name for entry in self.folder.iterdir()] if self.folder.is_dir() else []
        return [upload for name in names if (upload := self.read(name)) is not None]

    @contextmanager
    def _place(self, workspace: str) -> Iterator[int]:
        """Count an upload among those on their way: many at once may not pass what a workspace holds."""
        if self._coming[workspace] >= _AT_ONCE:
            raise BusyError(f"A workspace sends {_AT_ONCE} uploads at once at most.")
        self._coming[workspace] += 1
        try:
            yield self._coming[workspace]
        finally:
            self._coming[workspace] -= 1

    def _make_room(self, workspace: str, place: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for part in self.folder.glob("[!.]*.part"):  # of a service that died; the hidden ones go with prune
            with suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > _STALE:
                    part.unlink()
        if sum(upload.workspace == workspace for upload in self._all()) + place > _MOST:
            raise BusyError(f"A workspace holds {_MOST} uploads at most; delete one first.")
        if shutil.disk_usage(self.folder).free < _FREE:
            raise UnavailableError("The disk has no room for uploads.")

    def _keep(self, part: Path, upload: Upload, form: Format) -> None:
        with publish(self.folder / upload.id) as folder:
            part.rename(folder / f"file{form.suffix}")
            (folder / "upload.json").write_text(json.dumps(asdict(upload)), encoding="utf-8")


def _owns(principal: Principal, upload: Upload) -> bool:
    return principal.may("admin") or (principal.may("reader") and upload.workspace == principal.workspace)


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
    return size, digest.hexdigest()


def _check_begin(head: bytes, form: Format) -> None:
    if not form.begins(head):
        raise invalid("body", None, f"does not begin as {form.name} does", f"Send {form.media}.")


async def _look_into(part: Path, form: Format) -> dict[str, Any]:
    """Have a process of its own look into a file; who waits for that holds up no thread.

    Raises
    ------
    twin.errors.InvalidInputError
        When the file is refused, or the process ends in another way than by saying what it found.
    BusyError
        When others are looked into for too long.
    """
    waiting = object()
    try:
        with fail_after(_PATIENCE):
            await _CHECKS.acquire_on_behalf_of(waiting)
    except TimeoutError:
        raise BusyError("Other uploads are being looked into.") from None
    try:
        return await run_in_threadpool(_facts, part, form)
    finally:
        _CHECKS.release_on_behalf_of(waiting)


def _facts(part: Path, form: Format) -> dict[str, Any]:
    command = [sys.executable, "-I", "-m", "api.uploads.check", form.name, str(part)]
    quiet = {"OPENBLAS_NUM_THREADS": "1", "GDAL_SKIP": "VRT", "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, on a name of our own
            command, env=quiet, capture_output=True, timeout=_PATIENCE, check=True
        )
        told = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise invalid("body", None, "cannot be read in the time and memory for it", _HELP) from error
    if "facts" not in told:
        raise invalid("body", None, told["reason"], told.get("remedy", _HELP))
    facts: dict[str, Any] = told["facts"]
    return facts


_HELP = "See docs/howto/secure.md for what is taken."
