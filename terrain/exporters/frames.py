"""Level fields as int16 centimetres in compressed blocks: what the page uploads and thresholds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from twin.errors import StoreError, invalid
from twin.grid import GridSpec
from twin.progress import Progress, silent

__all__ = ["NEVER", "NODATA", "UNITS", "read_frames", "to_centimetres", "write_frames"]

NODATA, NEVER = -32768, 32767
KEY_EVERY = 16
LARGEST, BLOCK = 4096, 2048
UNITS = MappingProxyType({"cm": 100.0, "cm/s": 100.0, "min": 1 / 60})
"""How many of a unit go into one metre, metre per second or second."""
_GRID = ("crs", "vertical", "x0", "y0", "dx", "dy", "nx", "ny")
Floats = npt.NDArray[np.floating[Any]]
Shorts = npt.NDArray[np.int16]


class Series(Protocol):
    """Frames that may be made when they are asked for."""

    def __len__(self) -> int:
        """Count the frames."""

    def __getitem__(self, number: int, /) -> Floats:
        """Give one frame, shape (ny, nx)."""


@dataclass(frozen=True, slots=True)
class _Block:
    row0: int
    col0: int
    ny: int
    nx: int

    def of(self, field: Shorts) -> Shorts:
        return field[self.row0 : self.row0 + self.ny, self.col0 : self.col0 + self.nx]


def to_centimetres(level: npt.ArrayLike) -> Shorts:
    """Round levels to whole centimetres.

    Parameters
    ----------
    level
        Levels [m NAP]; NaN = no data, +inf = never reached.

    Returns
    -------
    ndarray
        int16, halves to even; NaN becomes -32768, +inf 32767, anything else is kept within +-327.66 m.
    """
    return _to_shorts(level, 100.0)


def _to_shorts(values: npt.ArrayLike, scale: float) -> Shorts:
    given = np.asarray(values, np.float64)
    with np.errstate(invalid="ignore"):
        whole = np.clip(np.rint(scale * given), NODATA + 1, NEVER - 1)
    whole = np.where(np.isposinf(given), NEVER, whole)
    return np.where(np.isnan(given), NODATA, whole).astype(np.int16)


def write_frames(
    grid: GridSpec,
    ground_level: Floats,
    fields: Mapping[str, Floats | Series],
    out: Path,
    labels: Mapping[str, tuple[str, str]] | None = None,
    *,
    times: Sequence[str | float | None] = (None,),
    quantity: str = "inundation_level",
    unit: str = "cm",
    progress: Progress = silent,
) -> None:
    """Write level fields and the ground below them, one frame in memory at a time.

    Parameters
    ----------
    grid
        Grid of all arrays.
    ground_level
        Ground level [m NAP], shape (ny, nx).
    fields
        Per name one array of shape (ny, nx), or a sequence of one per time, each taken once and in order
        [m NAP, or what `unit` counts: m/s, s]; NaN = no data, +inf = never reached.
    out
        Folder; ``frames.json`` is written last.
    labels
        Dutch and English label per field; the name itself by default.
    times
        Time of every frame; None for a field without time.
    quantity
        Name of the quantity in `twin.quantities`.
    unit
        What the fields are counted in, one of `UNITS`; the ground is always in cm.
    progress
        Is told how far it is, at every frame.

    Raises
    ------
    InvalidInputError
        If an array has another shape, or a field another number of frames.
    """
    frames = {name: _frames(name, field, grid, len(times)) for name, field in fields.items()}
    if np.shape(ground_level) != grid.shape:
        raise invalid("ground_level", np.shape(ground_level), f"is not of shape {grid.shape}")
    out.mkdir(parents=True, exist_ok=True)
    blocks = list(_blocks(grid))
    described = {
        name: _described(name, labels or {})
        | {"frames": _write_series(name, series, blocks, out, UNITS[unit], progress)}
        for name, series in frames.items()
    }
    header = {
        "format": "zicht-frames",
        "version": 1,
        "quantity": quantity,
        "unit": unit,
        "nodata": NODATA,
        "never": NEVER,
        "grid": {key: getattr(grid, key) for key in _GRID},
        "times": list(times),
        "key_every": KEY_EVERY,
        "ground": _write_series("ground", [ground_level], blocks, out)[0],
        "blocks": [{"row0": b.row0, "col0": b.col0, "ny": b.ny, "nx": b.nx} for b in blocks],
        "fields": described,
    }
    (out / "frames.json").write_text(json.dumps(header, ensure_ascii=False, indent=1, allow_nan=False))


def _described(name: str, labels: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    dutch, english = labels.get(name, (name, name))
    return {"label_nl": dutch, "label_en": english}


def _frames(name: str, field: Floats | Series, grid: GridSpec, count: int) -> Series:
    series: Series = [field] if isinstance(field, np.ndarray) and field.ndim == 2 else field
    shape = np.shape(series[0]) if len(series) else ()
    if shape != grid.shape or len(series) != count:
        raise invalid(
            f"fields.{name}", f"{len(series)} frames of {shape}", f"is not {count} frames of {grid.shape}"
        )
    return series


def _blocks(grid: GridSpec) -> Iterator[_Block]:
    size = max(grid.shape) if max(grid.shape) <= LARGEST else BLOCK
    for row in range(0, grid.ny, size):
        for column in range(0, grid.nx, size):
            yield _Block(row, column, min(size, grid.ny - row), min(size, grid.nx - column))


def _write_series(
    name: str,
    series: Series,
    blocks: Sequence[_Block],
    out: Path,
    scale: float = 100.0,
    progress: Progress = silent,
) -> list[list[str]]:
    """Write the frames of one field; all but the key frames as differences that wrap round at 16 bits."""
    written, previous = [], None
    for number in range(len(series)):
        progress(number / len(series), f"frame {number + 1} of {len(series)}")
        current = _to_shorts(series[number], scale)
        key = previous is None or number % KEY_EVERY == 0
        stored = current if key or previous is None else current - previous
        files = [_file(name, number, len(series), place, len(blocks)) for place in range(len(blocks))]
        for file, block in zip(files, blocks, strict=True):
            data = np.ascontiguousarray(block.of(stored), dtype="<i2").tobytes()
            (out / file).write_bytes(gzip.compress(data, 6, mtime=0))
        written.append(files)
        previous = current
    return written


def _file(name: str, number: int, frames: int, block: int, blocks: int) -> str:
    of_time = [str(number)] if frames > 1 else []
    of_place = [str(block)] if blocks > 1 or name == "ground" else []
    return "-".join([name, *of_time, *of_place]) + ".i16.gz"


def read_frames(folder: Path, field: str, number: int = 0) -> npt.NDArray[np.float64]:
    """Read one frame back, as the page does.

    Parameters
    ----------
    folder
        Folder with ``frames.json``.
    field
        Name of a field, or ``"ground"``.
    number
        Number of the frame.

    Returns
    -------
    ndarray
        Levels [m NAP, or m/s, s by the unit of the frames], shape (ny, nx); NaN = no data, +inf = never
        reached.

    Raises
    ------
    StoreError
        If the folder holds no frames of this format and version.
    """
    header = json.loads((folder / "frames.json").read_text())
    if (header.get("format"), header.get("version")) != ("zicht-frames", 1):
        raise StoreError(f"{folder} holds no frames of version 1")
    frames = [header["ground"]] if field == "ground" else header["fields"][field]["frames"]
    total = np.zeros((header["grid"]["ny"], header["grid"]["nx"]), np.int16)
    first = number - number % header["key_every"]
    for files in frames[first : number + 1]:
        for file, place in zip(files, header["blocks"], strict=True):
            block = _Block(**place)
            stored = np.frombuffer(gzip.decompress((folder / file).read_bytes()), "<i2")
            view = block.of(total)
            view += stored.reshape(block.ny, block.nx)
    scale = UNITS["cm" if field == "ground" else header["unit"]]
    levels = np.where(total == NODATA, np.nan, total / scale)
    return np.where(total == NEVER, np.inf, levels)
