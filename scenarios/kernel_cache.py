"""Where compiled kernels are kept: one folder per state of the code, set before numba is imported."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from twin.provenance import code_digest

__all__ = ["keep_kernels_per_code"]

_KEPT = 4


def keep_kernels_per_code() -> Path:
    """Set ``NUMBA_CACHE_DIR`` to a folder named after the code digest, unless it is set already.

    Numba looks at the file of the outer kernel only, so an edited helper would meet a stale compiled caller.

    Returns
    -------
    pathlib.Path
        The folder; the four newest are kept.
    """
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(named)
    from platformdirs import user_cache_path

    folder = user_cache_path("zicht") / "numba" / code_digest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
        _forget_older(folder.parent)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"zicht-numba-{os.getuid()}-{code_digest()[:16]}"
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return folder


def _forget_older(home: Path) -> None:
    newest_first = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first[_KEPT:]:
        with suppress(OSError):
            shutil.rmtree(old)
