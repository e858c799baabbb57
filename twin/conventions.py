"""What files say by the CF conventions where it differs from memory: depths in time, moments, and money.

In memory depths over time are metres, times are seconds since the start, and money has the unit EUR. In files
depths over time are whole centimetres, times count from a moment, and money is a number without dimension
(UDUNITS knows none) beside the attribute ``currency``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CENTIMETRE", "NO_DEPTH", "START", "as_in_files", "as_in_memory"]

START = "time_coverage_start"
"""Attribute of a dataset: the moment that its times count from, such as ``2100-01-01T00:00:00``."""

CENTIMETRE = 0.01
"""Metres of a whole number in a depth over time, int16."""
NO_DEPTH = -32768
"""Whole number where there is no ground."""

_SINCE = re.compile(r"seconds since \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_TIME = {"standard_name": "time", "calendar": "standard", "units_metadata": "leap_seconds: none"}
_MONEY = "EUR"


def as_in_files(dataset: xr.Dataset) -> xr.Dataset:
    """Give times the moment that they count from, where the dataset tells one, and money its currency."""
    start = str(dataset.attrs.get(START, "")).replace("T", " ")
    changed = {}
    for name, variable in dataset.variables.items():
        units = str(variable.attrs.get("units", ""))
        if units == "s" and start and variable.dims == (name,):
            changed[name] = {**variable.attrs, **_TIME, "units": f"seconds since {start}"}
        elif units.split(" ", maxsplit=1)[0] == _MONEY:
            rest = units.removeprefix(_MONEY).strip() or "1"
            changed[name] = {**variable.attrs, "units": rest, "currency": _MONEY}
    return _with_attributes(dataset, changed)


def as_in_memory(dataset: xr.Dataset) -> xr.Dataset:
    """Undo `as_in_files` on a dataset that was opened with ``decode_times=False``."""
    changed = {}
    for name, variable in dataset.variables.items():
        units = str(variable.attrs.get("units", ""))
        if _SINCE.fullmatch(units):
            kept = {key: value for key, value in variable.attrs.items() if key not in _TIME}
            changed[name] = {**kept, "units": "s"}
        elif variable.attrs.get("currency") == _MONEY:
            kept = {key: value for key, value in variable.attrs.items() if key != "currency"}
            changed[name] = {**kept, "units": _MONEY if units == "1" else f"{_MONEY} {units}"}
    return _with_attributes(dataset, changed)


def _with_attributes(dataset: xr.Dataset, changed: dict[Any, dict[str, Any]]) -> xr.Dataset:
    """Copy a dataset, its arrays shared, with other attributes for some variables."""
    found = dataset.copy(deep=False)
    for name, attributes in changed.items():
        found[name].attrs = attributes
    return found
