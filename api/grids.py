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
from twin.errors import StoreError, invalid
from twin.grid import GridSpec

if TYPE_CHECKING:
    import xarray as xr

    from api.moments import Interval

__all__ = ["JOB_ID", "GridStore", "Grids"]

JOB_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEPT = 16
_AT_ONCE = 4

Values = npt.NDArray[Any]


@dataclass(frozen=True)
class Grids:
    """The fields of a twin or a result.

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
        """Fields by name: (y, x), or (time, y, x)."""
        return {
            str(name): variable
            for name, variable in self.dataset.data_vars.items()
            if variable.dims in {("y", "x"), ("time", "y", "x")} and variable.dtype.kind in "biuf"
        }

    @cached_property
    def seconds(self) -> npt.NDArray[np.float64]:
        """Moments of the fields over time [s since `origin`]; none when no field has time."""
        timed = [variable for variable in self.parameters.values() if variable.dims[0] == "time"]
        return np.asarray(timed[0]["time"].values, np.float64) if timed else np.empty(0)

    def moments(self, places: npt.NDArray[np.intp]) -> list[str]:
        """Moments at these places of `seconds`, RFC 3339 in UTC."""
        return [
            (self.origin + timedelta(seconds=float(second))).isoformat().replace("+00:00", "Z")
            for second in self.seconds[places]
        ]

    def choose(self, names: str | None) -> list[str]:
        """Read ``parameter-name``: names with commas between; all fields when none is given.

        Raises
        ------
        InvalidInputError
            When there is no such field.
        """
        if names is None:
            return list(self.parameters)
        asked = list(dict.fromkeys(name.strip() for name in names.split(",")))
        unknown = [name for name in asked if name not in self.parameters]
        if unknown:
            known = ", ".join(self.parameters)
            raise invalid("parameter-name", ", ".join(unknown), "is no field here", f"Known: {known}.")
        return asked

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

    def read(self, name: str, rows: slice, columns: slice, places: npt.NDArray[np.intp]) -> Values:
        """Read a window of a field, at some moments when it has time; at most a few requests at once."""
        variable = self.parameters[name][..., rows, columns]
        if variable.dims[0] == "time":
            variable = variable[slice(int(places[0]), int(places[-1]) + 1)]
        with self._gate:
            values: Values = variable.values
        packed = "scale_factor" in self.parameters[name].encoding
        return np.round(values, 4) if packed else values  # centimetres: 0.01 is no binary number


class GridStore:
    """Opens the fields of published folders, and keeps the last ones open."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str], Grids] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: Path, version: str, year: int | None = None) -> Grids:
        """Open the fields of a folder.

        Parameters
        ----------
        store
            Zarr folder.
        version
            Digest of what it holds: another one is opened anew.
        year
            Year that is computed; read from the provenance beside a result when left out.

        Raises
        ------
        NotFoundError
            When there are no fields.
        """
        key = (str(store), version)
        with self._lock:
            if key not in self._open:
                self._open[key] = _opened(store, year)
            self._open.move_to_end(key)
            while len(self._open) > _KEPT:
                self._open.popitem(last=False)
            return self._open[key]


def _opened(store: Path, year: int | None) -> Grids:
    import xarray as xr

    if not (store / "zarr.json").is_file():
        raise NotFoundError("There are no fields here.")
    try:
        if year is None:
            provenance = json.loads((store.parent / "provenance.json").read_text(encoding="utf-8"))
            year = int(provenance["years"]["horizon"])
        dataset = xr.open_zarr(store, chunks=None, consolidated=False)
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"{store} cannot be read: {error}") from error
    if not {"x", "y"} <= set(dataset.dims):
        raise NotFoundError("There are no fields here.")
    return Grids(dataset, datetime(year, 1, 1, tzinfo=UTC))
