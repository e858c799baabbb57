"""What costs much to make is made once, by whichever worker of a parallel run asks first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

__all__ = ["once"]


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Folder that ``make`` fills, as a copy that this worker may change.

    Without workers, or in the first that comes, ``make`` runs; the others wait for it.
    """
    own = factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    kept = root / f"{name}-kept"
    with FileLock(root / f"{name}.lock"):
        if not kept.exists():
            making = root / f"{name}-making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(kept)
    return Path(shutil.copytree(kept, factory.mktemp(name) / "copy"))
