"""``zicht check``: whether this machine is fit to work."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from api.commands.console import print_json, print_table

__all__ = ["check"]

_VTK = "import pyvista; pyvista.Plotter(off_screen=True).close()"


def check(data: Path | None, *, as_json: bool) -> bool:
    """Look at the environment and show what was found; False when something keeps Zicht from working."""
    findings: dict[str, tuple[bool, str]] = {}
    looks: dict[str, Callable[[], tuple[bool, str]]] = {
        "python": _python,
        "proj_data": _proj_data,
        "rdnap_grids": _grids,
        "numba_cache": _numba_cache,
        "vtk": _vtk,
        "viewer": _viewer,
        "data_folder": lambda: _data_folder(data),
    }
    for name, look in looks.items():
        try:
            findings[name] = look()
        except Exception as error:
            findings[name] = (False, f"{type(error).__name__}: {error}")
    if as_json:
        print_json({name: {"ok": fine, "detail": text} for name, (fine, text) in findings.items()})
    else:
        print_table(
            ("", "", ""), [("ok" if fine else "NO", name, text) for name, (fine, text) in findings.items()]
        )
    return all(fine for fine, _ in findings.values())


def _python() -> tuple[bool, str]:
    return sys.version_info >= (3, 12), f"{platform.python_version()} in {sys.prefix}"


def _proj_data() -> tuple[bool, str]:
    """A PROJ_DATA of another program stops rasterio while pyproj goes on."""
    named = {name: os.environ[name] for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA") if name in os.environ}
    import rasterio.crs

    rasterio.crs.CRS.from_epsg(28992).to_wkt()
    return True, ", ".join(f"{name}={value}" for name, value in named.items()) or "not set, as it should be"


def _grids() -> tuple[bool, str]:
    from twin.crs import rdnap_to_etrs89

    lat, lon, height = (float(value) for value in rdnap_to_etrs89(155000.0, 463000.0, 1.0))
    fine = abs(lat - 52.155172887) < 1e-8 and abs(lon - 5.387203650) < 1e-8 and abs(height - 44.2772) < 1e-3
    return fine, f"Amersfoort lies at {lat:.9f}, {lon:.9f}, {height:.4f} m"


def _numba_cache() -> tuple[bool, str]:
    folder = Path(os.environ["NUMBA_CACHE_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK), str(folder)


def _vtk() -> tuple[bool, str]:
    done = subprocess.run(  # noqa: S603 - this interpreter, with a fixed text
        [sys.executable, "-c", _VTK], capture_output=True, text=True, timeout=120, check=False
    )
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return done.returncode == 0, "draws off screen" if done.returncode == 0 else lines[-1]


def _viewer() -> tuple[bool, str]:
    from viewer import static_path

    page = static_path() / "index.html"
    return page.is_file(), str(page) if page.is_file() else f"not built: {page} is missing"


def _data_folder(data: Path | None) -> tuple[bool, str]:
    from twin.data_folder import data_folder

    folder = data_folder(data)
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return os.access(there, os.W_OK), f"{folder}{'' if there == folder else ' (made at first use)'}"
