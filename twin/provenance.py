"""Which code, with which libraries, made something."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

__all__ = ["code_digest", "kernel_digest", "versions"]

_PACKAGES = ("twin", "terrain", "scenarios")
_KERNELS = ("scenarios.kernels", "terrain.kernels")
_SUFFIXES = {".py", ".yaml", ".csv", ".json"}


@cache
def code_digest() -> str:
    """SHA-256 over the package files of twin, terrain and scenarios and the versions of numpy and numba.

    It names the code in run digests.
    """
    return _digest(_PACKAGES)


@cache
def kernel_digest() -> str:
    """SHA-256 over the compiled kernels, which import each other only, and the versions of numpy and numba.

    It names the folder that they are kept in, so that an edited helper never meets a stale compiled caller.
    """
    return _digest(_KERNELS)


def _digest(packages: tuple[str, ...]) -> str:
    total = hashlib.sha256(f"numpy {version('numpy')} numba {version('numba')}".encode())
    for package in packages:
        root = _folder(package)
        for path in sorted(
            p for p in root.rglob("*") if p.suffix in _SUFFIXES and "__pycache__" not in p.parts
        ):
            total.update(f"{package}/{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return total.hexdigest()


@cache
def versions() -> dict[str, str]:
    """Versions of Python, of Zicht and of the libraries that make its numbers and write its files."""
    names = (
        "zicht",
        "numpy",
        "numba",
        "scipy",
        "xarray",
        "zarr",
        "numcodecs",
        "pyarrow",
        "pandas",
        "geopandas",
        "shapely",
        "rasterio",
        "pyproj",
    )
    found = {"python": platform.python_version()}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"package {package} is not installed")
    return Path(spec.submodule_search_locations[0])
