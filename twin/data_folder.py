"""Where twins, results and the job table are kept."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["data_folder"]


def data_folder(explicit: str | Path | None = None) -> Path:
    """Give the data folder: the one asked for, else ``ZICHT_DATA`` if not empty, else the user's own."""
    if explicit is not None:
        return Path(explicit)
    if named := os.environ.get("ZICHT_DATA"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("zicht")
