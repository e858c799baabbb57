"""Disks that fail: one that loses power, and one that has no room at the n-th write."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class PowerCut(BaseException):
    """The power went off: nothing after this happens, not even tidying up."""


class Disk:
    """A folder of which only what was synced survives a power cut.

    A file has the content of its last `fsync`; a folder has the names of its last `fsync`. Synced files are
    held open, so that a number of a file is never given out again.

    Parameters
    ----------
    root
        Folder on a real disk; what is there counts as synced.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.writes, self.last = root, 0, sys.maxsize
        self._content: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._held: list[int] = []
        self._fsync, self._replace = os.fsync, os.replace
        for path in [root, *root.rglob("*")]:
            handle = os.open(path, os.O_RDONLY)
            self._keep(handle)
            os.close(handle)

    @contextmanager
    def plugged_in(self, last: int) -> Iterator[None]:
        """Let the power go off before a write to the disk after the `last` one."""
        self.writes, self.last = 0, last
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", self._synced)
            patch.setattr(os, "replace", self._replaced)
            patch.setattr(os, "rename", self._replaced)
            yield

    def after_the_cut(self, folder: Path) -> Path:
        """Make the folder as it is found when the power comes back."""
        folder.mkdir()
        self._copy(self.root.stat().st_ino, folder)
        return folder

    def close(self) -> None:
        for handle in self._held:
            os.close(handle)

    def _copy(self, number: int, folder: Path) -> None:
        for name, inner in self._names.get(number, {}).items():
            if inner in self._names:
                (folder / name).mkdir()
                self._copy(inner, folder / name)
            else:
                (folder / name).write_bytes(self._content.get(inner, b""))

    def _count(self) -> None:
        if self.writes >= self.last:
            raise PowerCut
        self.writes += 1

    def _synced(self, handle: int) -> None:
        self._count()
        self._keep(handle)

    def _replaced(self, source: Any, target: Any, **options: Any) -> None:
        self._count()
        self._replace(source, target, **options)

    def _keep(self, handle: int) -> None:
        number = os.fstat(handle).st_ino
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            path = Path(f"/proc/self/fd/{handle}").readlink()
            self._names[number] = {entry.name: entry.inode() for entry in os.scandir(path)}
            for entry in os.scandir(path):
                if entry.is_dir():
                    self._names.setdefault(entry.inode(), {})
        else:
            self._content[number] = Path(f"/proc/self/fd/{handle}").read_bytes()
        self._held.append(os.dup(handle))


class _Full:
    """Counts what is opened for writing, made or moved below a folder; refuses from the n-th on."""

    def __init__(self) -> None:
        self.root, self.left = "", -1
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if self.left < 0 or event not in {"open", "os.rename", "os.mkdir"}:
            return
        if event == "open" and not (isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        if str(args[1] if event == "os.rename" else args[0]).startswith(self.root):
            if self.left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.left -= 1


_full: list[_Full] = []


@contextmanager
def room_for(writes: int, root: Path) -> Iterator[_Full]:
    """Let the disk below a folder be full after some writes."""
    if not _full:
        _full.append(_Full())  # a hook stays for ever: one for all
    full = _full[0]
    full.root, full.left = str(root), writes
    try:
        yield full
    finally:
        full.left = -1
