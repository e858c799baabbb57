"""Folders that appear whole or not at all: filled aside, checksummed, and moved into place by one rename."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from twin.errors import invalid

__all__ = ["MANIFEST", "publish", "refuse_foreign"]

MANIFEST = "manifest.json"
_SYNCS = 16


@contextmanager
def publish(target: Path) -> Iterator[Path]:
    """Fill a folder aside and let it appear at ``target`` in one rename, with a manifest of checksums.

    Yields
    ------
    pathlib.Path
        The folder to fill. When the block raises, nothing of it stays behind.

    Raises
    ------
    InvalidInputError
        If ``target`` holds something that Zicht did not write.
    """
    refuse_foreign(target)
    target = Path(os.path.realpath(target))  # where a link leads is replaced, not the link
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}.{uuid.uuid4().hex}.part"
    aside.mkdir()
    try:
        yield aside
        _seal(aside)
        _swap(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def refuse_foreign(target: Path) -> None:
    """Refuse to write where somebody else's files stand, or where nothing can be written."""
    try:
        problem = _unfit(Path(target).absolute())
    except OSError as error:
        problem = f"cannot be used: {error.strerror}"
    if problem:
        raise invalid("out", str(target), problem, "Give a new or an empty folder.")


def _unfit(target: Path) -> str | None:
    """Say why a folder cannot appear at ``target``; None when it can."""
    with suppress(FileNotFoundError, NotADirectoryError):  # one look: another writer may swap it meanwhile
        found = target.stat()
        if not stat.S_ISDIR(found.st_mode):
            return "is a file"
        # Twice: while another writer swaps the folder, its files go one by one and the manifest may go first.
        if _is_foreign(target) and _is_foreign(target):
            return "holds files that Zicht did not write"
        if os.path.samestat(found, os.stat(".")):  # noqa: PTH116 - also when the folder is gone
            return "is the folder you are in"
    above = next(folder for folder in target.resolve().parents if folder.exists())
    if not above.is_dir():
        return f"lies below {above}, which is a file"
    return None if os.access(above, os.W_OK | os.X_OK) else f"lies in {above}, where you may not write"


def _is_foreign(target: Path) -> bool:
    names = [path.name for path in target.iterdir()]
    return bool(names) and MANIFEST not in names


def _seal(folder: Path) -> None:
    """Write the manifest and make every byte reach the disk before the folder appears."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    # At once: file systems settle many waiting writes in one go, and a published twin has thousands of files.
    with ThreadPoolExecutor(_SYNCS) as pool:
        sums = dict(pool.map(lambda path: (path.relative_to(folder).as_posix(), _sum_and_sync(path)), files))
    (folder / MANIFEST).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    for directory in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync_directory(directory)


def _sum_and_sync(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _swap(aside: Path, target: Path) -> None:
    """Put the new folder in the place of the old one; of two that write at once, the last one stands."""
    while True:
        retired = target.parent / f".{target.name}.{uuid.uuid4().hex}.old"
        with suppress(FileNotFoundError):  # nothing there, or another writer was first
            target.replace(retired)
        try:
            aside.replace(target)
            break
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
        finally:
            if retired.exists() and not target.exists():
                with suppress(OSError):  # another writer is there by now
                    retired.replace(target)
            shutil.rmtree(retired, ignore_errors=True)
    _sync_directory(target.parent)


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
