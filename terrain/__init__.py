"""Real data to a twin, and a twin to meshes, tiles and sections."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from terrain.assembly import build

__all__ = ["build"]


def __getattr__(name: str) -> Any:
    """Load ``build`` (and with it numpy and xarray) only when it is asked for."""
    if name == "build":
        # The function lives in a module of another name: a submodule `build` would hide it.
        return import_module("terrain.assembly").build
    raise AttributeError(f"module 'terrain' has no attribute {name!r}")
