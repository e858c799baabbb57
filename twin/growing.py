"""A field that grows on disk, moment by moment: readers see whole moments only, whatever happens.

The folder holds a Zarr store with the whole time axis from the start, and beside it the commit record. A
moment is one chunk; it counts once the record says so, and the record is replaced in one step when every byte
of the chunk is on the disk. What is committed stays.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from twin.conventions import CENTIMETRE, NO_DEPTH, as_in_memory
from twin.errors import StoreError
from twin.publishing import make_folder, sync_path

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["STORE", "GrowingField", "LostError", "Record", "committed", "open_growing"]

STORE = "field.zarr"
"""Name of the Zarr store in the folder of a growing field."""
_COMMIT = "committed.json"


class Record(NamedTuple):
    """How far a field has grown: `steps` moments `of` all that will come, of the variable `name`."""

    name: str
    steps: int
    of: int


class LostError(StoreError):
    """The field that was written to is gone, or another writer has begun it anew."""


class GrowingField:
    """The writing side of a depth in whole centimetres over time.

    Where two write the same field at once, as when a service took one for dead, it only ever grows.

    Parameters
    ----------
    folder
        That `create` made.

    Raises
    ------
    StoreError
        When there is no such field, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        import zarr

        self._folder, self._record = folder, committed(folder)
        self._chunks = folder / STORE / self._record.name
        try:
            self._array: Any = zarr.open_array(self._chunks, mode="r+")
        except (OSError, ValueError, KeyError) as error:
            raise StoreError(f"the growing field in {folder.name} is damaged: {error}") from error

    @classmethod
    def create(cls, folder: Path, name: str, frame: xr.Dataset, times: npt.NDArray[np.float64]) -> Self:
        """Make a field without any moment; what stood in the folder goes.

        Parameters
        ----------
        folder
            Of the field.
        name
            Of the variable (time, y, x).
        frame
            Dataset on the grid with the attributes of the whole, described as `twin.quantities.describe`
            does, and in it the variable at no moment, with its attributes.
        times
            Moments of the whole [s since the start].
        """
        from twin.store import write_zarr

        aside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        axes = frame.drop_vars([name, "time"]).assign_coords(time=("time", times, dict(frame["time"].attrs)))
        make_folder(folder.parent)
        aside.mkdir()
        write_zarr(axes, aside / STORE)
        shape = (times.size, *(frame.sizes[dim] for dim in ("y", "x")))
        _add_array(aside / STORE, name, shape, frame[name].attrs)
        _commit(aside, Record(name, 0, times.size))
        for path in (aside, *aside.rglob("*")):
            sync_path(path)
        aside.replace(folder)
        sync_path(folder.parent)
        return cls(folder)

    @property
    def steps(self) -> int:
        """Number of moments that readers see."""
        return self._record.steps

    def append(self, frames: npt.NDArray[np.int16]) -> None:
        """Add moments behind those that are committed, and commit them.

        Parameters
        ----------
        frames
            Depths [cm], shape (moments, ny, nx); -32768 where there is none. Those that another writer has
            committed meanwhile are passed over.

        Raises
        ------
        LostError
            When what was committed before is not there any more.
        """
        first, there = self.steps, self._steps_there()
        until = max(first + len(frames), there)
        for number in range(there, until):
            self._array[number] = frames[number - first]
            sync_path(self._chunk(number))
        grown = self._record._replace(steps=until)
        if until > there:
            sync_path(self._chunks)
            _commit(self._folder, grown)
        self._record = grown

    def _steps_there(self) -> int:
        """Moments that are committed now; zarr would make a folder that was removed again, without them."""
        try:
            steps = committed(self._folder).steps
        except StoreError as error:
            raise LostError(f"{self._folder.name} is gone") from error
        if steps < self.steps:
            raise LostError(f"{self._folder.name} was begun anew by another writer")
        return steps

    def read(self, steps: int, out: npt.NDArray[np.int16] | None = None) -> npt.NDArray[np.int16]:
        """Read the first moments [cm].

        Parameters
        ----------
        steps
            Number of moments.
        out
            Where they go, shape (moments or more, ny, nx): a film may take half of the memory. It is left
            half filled when a moment is damaged.

        Raises
        ------
        StoreError
            When they are not all committed, or one is damaged.
        """
        if steps > self.steps:
            raise StoreError(f"{self._folder.name} holds {self.steps} moments, not {steps}")
        missing = [number for number in range(steps) if not self._chunk(number).is_file()]
        if missing:
            raise StoreError(f"moment {missing[0]} of {self._folder.name} is missing")
        found = np.empty((steps, *self._array.shape[1:]), np.int16) if out is None else out[:steps]
        try:
            for number, frame in enumerate(found):
                frame[:] = self._array[number]
            return found
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreError(f"a moment of {self._folder.name} is damaged: {error}") from error

    def _chunk(self, number: int) -> Path:
        return self._chunks / f"c.{number}.0.0"


def committed(folder: Path) -> Record:
    """Read how far a field has grown.

    Raises
    ------
    StoreError
        When there is no growing field.
    """
    try:
        content = json.loads((folder / _COMMIT).read_text(encoding="ascii"))
        return Record(str(content["name"]), int(content["steps"]), int(content["of"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder.name} is no growing field") from error


def open_growing(folder: str | Path) -> xr.Dataset:
    """Open a field that may still be growing; the dataset holds the moments committed by now.

    Raises
    ------
    StoreError
        When there is no such field, or it is damaged.
    """
    import xarray as xr

    record = committed(Path(folder))
    try:
        dataset = xr.open_zarr(Path(folder) / STORE, chunks=None, consolidated=False, decode_times=False)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise StoreError(f"the growing field in {Path(folder).name} is damaged: {error}") from error
    return as_in_memory(dataset.isel(time=slice(0, record.steps)))


def _add_array(store: Path, name: str, shape: tuple[int, ...], attributes: Any) -> None:
    """Add the array of the field: a chunk a moment, all in one folder, so that little has to be synced."""
    import zarr

    from twin.store import chunk_codecs

    zarr.open_group(store, mode="r+").create_array(
        name,
        shape=shape,
        chunks=(1, *shape[1:]),
        dtype=np.int16,
        fill_value=NO_DEPTH,
        compressors=chunk_codecs(),
        dimension_names=("time", "y", "x"),
        chunk_key_encoding={"name": "default", "separator": "."},
        attributes={
            **attributes,
            "coordinates": "spatial_ref",
            "scale_factor": CENTIMETRE,
            "_FillValue": NO_DEPTH,
        },
        config={"write_empty_chunks": True},
    )


def _commit(folder: Path, record: Record) -> None:
    """Replace the commit record in one step."""
    aside = folder / f"{_COMMIT}.{os.getpid()}.part"
    with aside.open("w", encoding="ascii") as file:
        json.dump(record._asdict(), file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / _COMMIT)
    sync_path(folder)
