"""Marks folders that a living process fills, so that what dead ones left can be told apart and cleared."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["hold", "is_held"]


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder for the time of the block; the system lets go of it when the process dies."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: `is_held` raises there, and nothing is cleared
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def is_held(folder: Path) -> bool:
    """Whether a living process of this machine holds a folder.

    Raises
    ------
    OSError
        When the folder is gone, or its file system cannot tell.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
