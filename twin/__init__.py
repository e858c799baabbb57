"""The state of the world and its vocabulary: grids, voxels, features, claims, coordinates and storage."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Twin"]


def __getattr__(name: str) -> Any:
    """Load ``Twin`` (and with it xarray) only when it is asked for, so that the command line starts fast."""
    if name == "Twin":
        return import_module("twin.state").Twin
    raise AttributeError(f"module 'twin' has no attribute {name!r}")
