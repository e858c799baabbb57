"""Files of arrays that are whole or refused: sealed with a digest, and replaced in one step."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from twin.errors import StoreError
from twin.publishing import sync_path

__all__ = ["read_sealed", "write_sealed"]

Array = npt.NDArray[Any]

_MAGIC = b"zicht arrays"
_VERSION = 1
_HEAD = len(_MAGIC) + 4 + hashlib.sha256().digest_size


def write_sealed(path: Path, arrays: Mapping[str, npt.ArrayLike], keep: Path | None = None) -> None:
    """Write arrays to a file that replaces the one at ``path`` once every byte is on the disk.

    Parameters
    ----------
    path
        Of the file.
    arrays
        By name.
    keep
        Where the file that stood at ``path`` goes; it is thrown away without.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with aside.open("w+b") as file:
            file.write(bytes(_HEAD))
            np.savez(file, **arrays)  # type: ignore[arg-type]
            head = _MAGIC + _VERSION.to_bytes(4, "big")
            seal = _seal(file, head)
            file.seek(0)
            file.write(head + seal)
            file.flush()
            os.fsync(file.fileno())
    except Exception:
        aside.unlink(missing_ok=True)  # a full disk is not kept full
        raise
    if keep is not None and path.exists():
        path.replace(keep)
    aside.replace(path)
    sync_path(path.parent)


def read_sealed(path: Path) -> dict[str, Array]:
    """Read the arrays of a file.

    Raises
    ------
    StoreError
        When the file is missing, damaged, cut off or of another version.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            known, seal = head[: len(_MAGIC) + 4], head[len(_MAGIC) + 4 :]
            if known[: len(_MAGIC)] != _MAGIC:
                raise StoreError(f"{path.name} is no file of arrays")
            if known[len(_MAGIC) :] != _VERSION.to_bytes(4, "big"):
                raise StoreError(f"{path.name} is of another version")
            if _seal(file, known) != seal:
                raise StoreError(f"{path.name} is damaged: its bytes are not those that were written")
            file.seek(_HEAD)
            with np.load(file, allow_pickle=False) as content:
                return {name: content[name] for name in content.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise StoreError(f"{path.name} cannot be read: {error}") from error


def _seal(file: BinaryIO, head: bytes) -> bytes:
    """Digest over the head and everything behind it."""
    file.seek(_HEAD)
    return hashlib.file_digest(file, lambda: hashlib.sha256(head)).digest()  # type: ignore[arg-type]
