"""Courses of parcels, groundwater by month and effects of levels: what the page plays without asking."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from terrain.exporters.base import Exporter, needs_result
from terrain.exporters.tree import write_twinned
from twin.errors import StoreError, invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

    from twin.state import Twin
    from twin.store import Result

__all__ = ["HEADER", "WaterLevels", "has_water_levels", "read_water_levels", "write_water_levels"]

HEADER, DATA = "water-levels.json", "water-levels.bin"
NODATA, LARGEST = -32768, 32767
EFFECTS, AREAS = "water_level_effects", "water_level_areas"
_FORMAT, _VERSION = "zicht-water-levels", 1
_SCALES = (0.001, 0.002, 0.005, 0.01, 0.02)
_GROUNDWATER = ("monthly", "ghg", "glg", "lowest")
_FRAMES = (
    "ground_level", "summer_level", "winter_level", "ghg", "glg", "lowest", "oxidation", "creep", "shrinkage",
)  # fmt: skip
_LAND = ("ground_level", "peat_thickness", "clay_cover", "soft_thickness", "spacing", "deep_head")
_CODES = ("area", "soil", "use", "reason", "cells")


class WaterLevels(Exporter):
    """Water levels of polders, for the page."""

    id: ClassVar[str] = "water-levels"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = (
        "Ground, groundwater and losses of every parcel every five years, without and with what is decided, "
        "as int16 arrays with water-levels.json, and every effect; as the page reads it."
    )
    for_page: ClassVar[bool] = True

    def shows(self, result: Result) -> bool:
        """Whether a result follows the land of polders."""
        return has_water_levels(result)

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the courses of a result of water-level-raise to a folder."""
        result = needs_result(source, self.id)
        if not has_water_levels(result):
            found = ", ".join(map(str, result.dataset.data_vars))
            raise invalid("source", found, "has no water levels in it", "Run the process water-level-raise.")
        write_water_levels(result, target)
        progress(1.0, "water levels written")


def has_water_levels(result: Result) -> bool:
    """Whether a result follows the land of polders."""
    tables = EFFECTS in result.features and AREAS in result.features
    return tables and "parcel_column" in result.dataset and "parcel_groundwater" in result.dataset


def write_water_levels(result: Result, out: Path) -> None:
    """Write the header and the packed arrays.

    Parameters
    ----------
    result
        Result of the process water-level-raise.
    out
        Folder; ``water-levels.json`` is written last, and packed beside it. The arrays lie behind one another
        in ``water-levels.bin.gz``, little-endian, parcel fastest; -32768 is unknown. A value beyond 16 bits
        is kept at the last one that fits.
    """
    dataset = result.dataset
    data = _Data()
    column = dataset["parcel_column"].transpose("y", "x").values
    header = _described(result) | {
        "column": {"offset": data.add(column.astype("<i4")), "type": "int32"},
        "parcel": [*(_code(data, dataset, name) for name in _CODES), *(
            data.packed(name, dataset[f"land_{name}"]) for name in _LAND
        )],
        "arrays": [
            data.packed(name, dataset[variable].sel(polder_case=case)) | {"case": case, "dims": dims}
            for case in ("before", "after")
            for name, variable, dims in (
                *((name, f"parcel_{name}", ["year", "parcel"]) for name in _FRAMES),
                ("monthly", "parcel_groundwater", ["year", "month", "parcel"]),
            )
        ],
        "series": _series(dataset),
        "effects": _effects(result.features[EFFECTS]),
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{DATA}.gz").write_bytes(gzip.compress(b"".join(data.blocks), 4, mtime=0))
    write_twinned(out / HEADER, header)


class _Data:
    """Blocks of bytes behind one another."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self._size = 0

    def add(self, block: npt.NDArray[Any]) -> int:
        """Append an array, at a whole number of its own items; returns where it begins."""
        filling = -self._size % 4
        offset = self._size + filling
        self.blocks += [bytes(filling), block.tobytes()]
        self._size = offset + block.nbytes
        return offset

    def packed(self, name: str, variable: xr.DataArray) -> dict[str, Any]:
        """Append an array in the smallest step in which it fits in 16 bits, and describe it.

        Groundwater is in centimetres: nobody knows it better, and it packs to half the size.
        """
        values = variable.values.astype(np.float64)
        most = float(np.nanmax(np.abs(values), initial=0.0))
        scales = _SCALES if name not in _GROUNDWATER else _SCALES[_SCALES.index(0.01) :]
        scale = next((step for step in scales if most / step < LARGEST), scales[-1])
        steps = np.clip(np.rint(values / scale), NODATA + 1, LARGEST)
        block = np.where(np.isnan(steps), NODATA, steps).astype("<i2")
        unit = str(variable.attrs.get("units", "m"))
        return {"name": name, "unit": unit, "scale": scale, "type": "int16", "offset": self.add(block)}


def _code(data: _Data, dataset: xr.Dataset, name: str) -> dict[str, Any]:
    values = dataset[f"parcel_{name}"].values.astype("<i4")
    return {"name": name, "unit": "1", "scale": 1, "type": "int32", "offset": data.add(values)}


def _described(result: Result) -> dict[str, Any]:
    """What the file is about: grid, years, areas, and what the codes of parcels mean."""
    dataset, grid = result.dataset, result.grid
    years = dataset["course_year"].values
    areas = result.features[AREAS]
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "crs": "EPSG:28992",
        "vertical": "EPSG:5709",
        "file": DATA,
        "twin": result.provenance.get("twin", {}).get("name"),
        "nodata": NODATA,
        "grid": {name: getattr(grid, name) for name in ("x0", "y0", "dx", "dy", "nx", "ny")},
        "years": dataset["polder_year"].values.tolist(),
        "course_years": years.tolist(),
        "start": int(years[0]),
        "horizon": int(years[-1]),
        "relation": str(dataset["parcel_ground_level"].attrs.get("relation", "")),
        "areas": [_area(row) for row in areas.drop(columns="geometry").to_dict("records")],
        "area_ids": _meanings(dataset, "area"),
        "soils": _meanings(dataset, "soil"),
        "uses": _meanings(dataset, "use"),
        "reasons": _meanings(dataset, "reason"),
        "parcels": int(dataset.sizes["parcel"]),
    }


def _meanings(dataset: xr.Dataset, name: str) -> list[str]:
    return list(json.loads(str(dataset[f"parcel_{name}"].attrs["meanings"])))


def _area(row: dict[str, Any]) -> dict[str, Any]:
    """Row of the table of areas as JSON; numbers that are none are null."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return round(float(value), 6) + 0.0 if math.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value


def _series(dataset: xr.Dataset) -> dict[str, Any]:
    """Courses of areas, year by year and month by month."""
    found: dict[str, Any] = {}
    for area in dataset["polder_area"].values.tolist():
        found[area] = {}
        for case in ("before", "after"):
            here = dataset.sel(polder_area=area, polder_case=case)
            found[area][case] = {
                "monthly_groundwater": _numbers(here["area_groundwater"].transpose("course_year", "month")),
                "ground_level": _numbers(here["area_ground_level"]),
                "level": _numbers(here["area_level"]),
            }
    return found


def _numbers(variable: xr.DataArray) -> list[float | None]:
    """Numbers in millimetres, one behind the other; null where unknown."""
    rounded = np.round(variable.values.astype(np.float64).ravel(), 3) + 0.0
    return [value if math.isfinite(value) else None for value in rounded.tolist()]


def _effects(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Effects in their order, each with a row for each area."""
    found = []
    for effect, rows in table.groupby("effect", sort=False):
        first = rows.iloc[0]
        told = {name: str(first[name]) for name in ("label_nl", "label_en", "unit", "method")}
        better = str(first["better"]) or None
        records = rows.drop(columns="geometry").to_dict("records")
        found.append({"id": effect, **told, "better": better, "rows": [_row(each) for each in records]})
    return found


def _row(record: dict[str, Any]) -> dict[str, Any]:
    told = {
        "area": record["area"],
        **{side: _side(record, side) for side in ("before", "after", "difference")},
        "reason": record["reason"],
        "notes": record["notes"],
        "extrapolated": _plain(float(record["extrapolated"])),
        "parts": json.loads(record["parts"]),
    }
    return told | ({"tables": json.loads(record["tables"])} if record["tables"] else {})


def _side(record: dict[str, Any], side: str) -> dict[str, float] | None:
    if not math.isfinite(record[side]):
        return None
    names = {"value": side, "low": f"{side}_low", "high": f"{side}_high"}
    return {name: float(f"{record[key]:.6g}") for name, key in names.items()}


def read_water_levels(folder: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Read the header and the arrays back, as the page does.

    Parameters
    ----------
    folder
        Folder with ``water-levels.json``.

    Returns
    -------
    tuple
        The header, and arrays by name: ``column``, ``parcel.NAME`` and ``CASE.NAME``; NaN = unknown.

    Raises
    ------
    StoreError
        If the folder holds no water levels of this format and version.
    """
    header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    if (header.get("format"), header.get("version")) != (_FORMAT, _VERSION):
        raise StoreError(f"{folder} holds no water levels of version {_VERSION}")
    data = gzip.decompress((folder / f"{DATA}.gz").read_bytes())
    grid, parcels = header["grid"], header["parcels"]
    column = np.frombuffer(data, "<i4", grid["ny"] * grid["nx"], header["column"]["offset"])
    found: dict[str, npt.NDArray[Any]] = {"column": column.reshape(grid["ny"], grid["nx"])}
    sizes = {"year": len(header["years"]), "month": 12, "parcel": parcels}
    for entry in (*header["parcel"], *header["arrays"]):
        shape = [sizes[name] for name in entry.get("dims", ["parcel"])]
        kind = "<i4" if entry["type"] == "int32" else "<i2"
        steps = np.frombuffer(data, kind, math.prod(shape), entry["offset"]).reshape(shape)
        known = steps if kind == "<i4" else np.where(steps == NODATA, np.nan, steps * entry["scale"])
        found[f"{entry.get('case', 'parcel')}.{entry['name']}"] = known
    return header, found
