"""Folders that appear whole or not at all: filled aside, checksummed, and moved into place by one rename."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import stat
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from twin.errors import StoreError, invalid
from twin.holding import hold

__all__ = ["MANIFEST", "make_folder", "publish", "refuse_foreign", "storage_told", "sync_path", "verify"]

MANIFEST = "manifest.json"
_SYNCS = 16
_LATE = 0.1  # s
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


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
    StoreError
        If there is no room for it, or the disk fails.
    """
    refuse_foreign(target)
    target = Path(os.path.realpath(target))  # where a link leads is replaced, not the link
    aside = target.parent / f".{target.name}.{uuid.uuid4().hex}.part"
    try:
        with storage_told():
            make_folder(target.parent)
            aside.mkdir()
            with hold(aside):
                yield aside
                _seal(aside)
                _swap(aside, target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        time.sleep(_LATE)  # one chunk failed, others may still be on their way
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def storage_told() -> Iterator[None]:
    """Say of a write that fails for want of room, or by the disk itself, that it is the storage."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise StoreError(f"storage: {os.strerror(error.errno or 0)}") from error


def verify(folder: Path) -> None:
    """Check every file of a published folder against its manifest.

    Raises
    ------
    StoreError
        Naming the first file that is missing, changed, or not in the manifest.
    """
    try:
        sums = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for name, expected in sums.items():
            if name not in found:
                raise StoreError(f"{folder.name} is damaged: {name} is missing")
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise StoreError(f"{folder.name} is damaged: {name} is not what was written")
    except (OSError, ValueError, AttributeError) as error:
        raise StoreError(f"{folder.name} cannot be checked: {error}") from error
    if strange := sorted(found - set(sums) - {MANIFEST}):
        raise StoreError(f"{folder.name} is damaged: {strange[0]} was not written with it")


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
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    _sum_and_sync(manifest)
    for directory in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_path(directory)


def _sum_and_sync(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _swap(aside: Path, target: Path) -> None:
    """Put the new folder in the place of the old one; of two that write at once, the last one stands.

    ``aside`` is the old folder afterwards, where there was one.
    """
    while True:
        try:
            aside.replace(target)
            break
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
        if _exchanged(aside, target):
            break
        retired = target.parent / f".{target.name}.{uuid.uuid4().hex}.old"
        with suppress(FileNotFoundError):  # another writer was first
            target.replace(retired)
        try:
            aside.replace(target)
        except OSError as error:
            if retired.exists() and not target.exists():
                retired.replace(target)
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            shutil.rmtree(retired, ignore_errors=True)  # another writer put its own in that place
        else:
            with suppress(FileNotFoundError):
                retired.replace(aside)
            break
    sync_path(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can: at no moment is either name without one."""
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is None:
        return False
    here, both_ways = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(exchange(here, os.fsencode(one), here, os.fsencode(other), both_ways) == 0)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, so that their names reach the disk."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync_path(folder.parent)


def sync_path(path: Path) -> None:
    """Make the bytes of a file, or the names in a folder, reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
