"""Fields of twins and results, opened once and read a cell or a window at a time."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from api.errors import NotFoundError
from twin.conventions import as_in_memory
from twin.errors import StoreError, invalid
from twin.grid import GridSpec

if TYPE_CHECKING:
    import xarray as xr

    from api.edr.heights import Heights
    from api.moments import Interval

__all__ = ["JOB_ID", "NO_VOXEL", "GridStore", "Grids", "Picked"]

JOB_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEPT = 256  # opened, not read: more than a page of collections shows
_AT_ONCE = 4
NO_VOXEL = -127
"""Value of a voxel that is not there."""
_DIMS = {("y", "x"), ("time", "y", "x"), ("z", "y", "x")}
_YEAR, _LABELS = "level_year", ("long_name", "long_name_nl")

Values = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Picked:
    """Which moments (places in `Grids.seconds`) and which heights [m NAP] of fields are asked."""

    places: npt.NDArray[np.intp]
    heights: Floats


@dataclass(frozen=True)
class Grids:
    """Fields on one grid: the surface of a twin, its voxels, or a result.

    Parameters
    ----------
    dataset
        Opened, nothing read yet.
    origin
        Moment at which the seconds of a result begin: 1 January of the year it is computed for. No real date.
    """

    dataset: xr.Dataset
    origin: datetime
    _gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE), repr=False)

    @cached_property
    def grid(self) -> GridSpec:
        """Grid of all fields."""
        return GridSpec.of(self.dataset)

    @cached_property
    def parameters(self) -> dict[str, xr.DataArray]:
        """Fields by name: (y, x), (time, y, x) or (z, y, x)."""
        return {
            str(name): variable
            for name, variable in self.dataset.data_vars.items()
            if variable.dims in _DIMS and variable.dtype.kind in "biuf"
        }

    def axis(self, name: str) -> str:
        """What a field varies over besides place: ``time``, ``z``, or nothing."""
        variable = self.parameters[name]
        return str(variable.dims[0]) if variable.ndim == 3 else ""

    def variables(self, names: list[str]) -> list[str]:
        """Variables of the dataset that fields are made of."""
        return names

    @cached_property
    def heights(self) -> Floats:
        """Heights of the voxels, their centres, ascending [m NAP]; none when no field has height."""
        return np.asarray(self.dataset["z"].values, np.float64) if "z" in self.dataset.dims else np.empty(0)

    @cached_property
    def thickness(self) -> float:
        """Height of a voxel [m]."""
        told = self.dataset.attrs.get("thickness")
        return float(told or (np.diff(self.heights[:2]).item() if self.heights.size > 1 else 1.0))

    @property
    def vertical(self) -> tuple[float, float] | None:
        """Lowest and highest edge of the fields that have height [m NAP]."""
        if not self.heights.size:
            return None
        half = self.thickness / 2
        return float(self.heights[0]) - half, float(self.heights[-1]) + half

    @cached_property
    def seconds(self) -> npt.NDArray[np.float64]:
        """Moments of the fields over time [s since `origin`]; none when no field has time."""
        timed = any(self.axis(name) == "time" for name in self.parameters)
        return np.asarray(self.dataset["time"].values, np.float64) if timed else np.empty(0)

    def moments(self, places: npt.NDArray[np.intp]) -> list[str]:
        """Moments at these places of `seconds`, RFC 3339 in UTC."""
        return [
            (self.origin + timedelta(seconds=float(second))).isoformat().replace("+00:00", "Z")
            for second in self.seconds[places]
        ]

    def during(self, interval: Interval) -> npt.NDArray[np.intp]:
        """Places of `seconds` in an interval; of an instant, the nearest moment.

        Raises
        ------
        InvalidInputError
            When the fields have time and none of it is in the interval.
        """
        first, last = (None if end is None else (end - self.origin).total_seconds() for end in interval)
        if self.seconds.size == 0:
            return np.empty(0, np.intp)
        inside = np.ones(self.seconds.size, bool)
        if first is not None:
            inside &= self.seconds >= first
        if last is not None:
            inside &= self.seconds <= last
        if first is not None and first == last and self.seconds[0] <= first <= self.seconds[-1]:
            inside = np.arange(self.seconds.size) == np.argmin(np.abs(self.seconds - first))
        if not inside.any():
            begin, end = self.moments(np.array([0, -1]))
            told = "/".join(".." if moment is None else moment.isoformat() for moment in interval)
            raise invalid("datetime", told, "lies outside the computed time", f"Known: {begin}/{end}.")
        return np.flatnonzero(inside)

    def levels(self, asked: Heights | None) -> Floats:
        """Heights of the voxels that `asked` touches; all of them when nothing is asked.

        Raises
        ------
        InvalidInputError
            When it touches none.
        """
        if asked is None or self.vertical is None:
            return self.heights
        half = self.thickness / 2
        if isinstance(asked, np.ndarray):
            level, inside = self._level(asked)
            found = self.heights[np.unique(level[inside])]
        else:
            touched = (self.heights + half > asked.low) & (self.heights - half < asked.high)
            found = self.heights[touched]
        if not found.size:
            low, high = self.vertical
            span = f"They span {low:g} to {high:g} m NAP."
            raise invalid("z", None, "lies above or below the fields", span)
        return found

    def frames(self, name: str, picked: Picked) -> int:
        """How many layers of cells a field has in what is picked."""
        return {"time": picked.places.size, "z": picked.heights.size}.get(self.axis(name), 1)

    def read(self, name: str, rows: slice, columns: slice, picked: Picked) -> Values:
        """Read a window of a field, at some moments or heights when it has these."""
        return self._values(name, self.parameters[name][..., rows, columns], picked)

    def read_along(
        self, name: str, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], picked: Picked
    ) -> Values:
        """Read a field in a row of cells; the last axis of the answer runs over them."""
        import xarray as xr

        variable = self.parameters[name].isel(y=xr.Variable("line", rows), x=xr.Variable("line", columns))
        return self._values(name, variable, picked)

    def read_at(
        self, name: str, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], heights: Floats
    ) -> Values:
        """Read a field with height in a row of cells, at one height [m NAP] in each; masked outside it."""
        import xarray as xr

        level, inside = self._level(heights)
        cells = {"z": level, "y": rows, "x": columns}
        variable = self.parameters[name].isel({d: xr.Variable("line", i) for d, i in cells.items()})
        with self._gate:
            values = variable.values
        return np.ma.masked_where(~inside | (values == NO_VOXEL), values)

    def _level(self, heights: Floats) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """Voxel that holds each height (the upper one of two on their edge), and whether one does."""
        low, high = self.heights[0] - self.thickness / 2, self.heights[-1] + self.thickness / 2
        level = np.floor((np.clip(heights, low, high) - low) / self.thickness).astype(np.intp)
        return np.minimum(level, self.heights.size - 1), (heights >= low) & (heights <= high)

    def _values(self, name: str, variable: xr.DataArray, picked: Picked) -> Values:
        """Load what was indexed, at most a few requests at once; masked where a voxel is missing."""
        if self.axis(name) == "time":
            variable = variable[slice(int(picked.places[0]), int(picked.places[-1]) + 1)]
        elif self.axis(name) == "z":
            variable = variable[np.searchsorted(self.heights, picked.heights)]
        with self._gate:
            values: Values = variable.values
        if self.axis(name) == "z" and values.dtype.kind == "i":
            return np.ma.masked_equal(values, NO_VOXEL)
        packed = "scale_factor" in self.parameters[name].encoding
        return np.round(values, 4) if packed else values  # centimetres: 0.01 is no binary number


class GridStore:
    """Opens the fields of published folders, and keeps the last ones open."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str, str], Grids] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: Path, version: str, year: int | None = None, part: str = "") -> Grids:
        """Open the fields of a folder.

        Parameters
        ----------
        store
            Zarr folder.
        version
            Digest of what it holds: another one is opened anew.
        year
            Year that is computed; read from the provenance beside a result when left out.
        part
            Group in the store, such as ``voxels``.

        Raises
        ------
        NotFoundError
            When there are no fields.
        """
        key = (str(store), part, version)
        with self._lock:
            if key not in self._open:
                self._open[key] = _opened(store, year, part)
            self._open.move_to_end(key)
            while len(self._open) > _KEPT:
                self._open.popitem(last=False)
            return self._open[key]


def _opened(store: Path, year: int | None, part: str) -> Grids:
    import xarray as xr

    if not (store / part / "zarr.json").is_file():
        raise NotFoundError("There are no fields here.")
    try:
        if year is None:
            provenance = json.loads((store.parent / "provenance.json").read_text(encoding="utf-8"))
            year = int(provenance["years"]["horizon"])
        stored = xr.open_zarr(store, group=part or None, chunks=None, consolidated=False, decode_times=False)
        dataset = as_in_memory(stored)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise StoreError(f"{store} cannot be read: {error}") from error
    if not {"x", "y"} <= set(dataset.dims):
        raise NotFoundError("There are no fields here.")
    origin = datetime(year, 1, 1, tzinfo=UTC)
    if {"top", "base"} <= set(dataset.data_vars):
        from api.edr.layers import LayerGrids

        return LayerGrids(dataset, origin)
    return Grids(_flat_years(dataset), origin)


def _flat_years(dataset: xr.Dataset) -> xr.Dataset:
    """Take fields of one calendar year as flat ones, and of several as one field for each: NAME_2050."""
    if dataset.sizes.get(_YEAR, 0) < 2:
        return dataset.isel({_YEAR: 0}) if _YEAR in dataset.dims else dataset
    yearly = [name for name, variable in dataset.data_vars.items() if variable.dims == (_YEAR, "y", "x")]
    found = dataset.drop_vars(yearly)
    for place, year in enumerate(dataset[_YEAR].values):
        for name in yearly:
            one = dataset[name].isel({_YEAR: place}, drop=True)
            told = {key: f"{one.attrs[key]}, {year}" for key in _LABELS if key in one.attrs}
            found[f"{name}_{year}"] = one.assign_attrs(told)
    return found
