"""Where compiled kernels are kept: one folder per state of them, set before numba is imported."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from twin.provenance import kernel_digest

__all__ = ["keep_kernels_per_code"]

_KEPT = 4


def keep_kernels_per_code() -> Path:
    """Set ``NUMBA_CACHE_DIR`` to a folder named after their digest, unless it is set already.

    Numba looks at the file of the outer kernel only, so an edited helper would meet a stale compiled caller.
    Where the folder cannot be written (a read-only container), one in the folder of temporary files serves.

    Returns
    -------
    pathlib.Path
        The folder; the four newest are kept.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(named) if named else _own()
    if not _writable(folder):
        folder = _temporary()
    elif not named:
        _forget_older(folder)
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = "scenarios.kernel_files.KernelFolder"
    return folder


def _own() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("zicht") / "numba" / kernel_digest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _temporary() -> Path:
    """A folder that only we can write in: what lies in it is run."""
    folder = Path(tempfile.gettempdir()) / f"zicht-numba-{os.getuid()}-{kernel_digest()[:16]}"
    with suppress(OSError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
        return folder
    return Path(tempfile.mkdtemp(prefix="zicht-numba-"))


def _forget_older(newest: Path) -> None:
    with suppress(OSError):
        others = sorted(newest.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in others[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
