"""Room that dikes need as whole numbers per place and future: what the page slides through without asking."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
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

__all__ = [
    "FOLDER",
    "HEADER",
    "DikeStrip",
    "has_dike_space",
    "measures_of",
    "read_dike_space",
    "write_dike_space",
]

FOLDER, HEADER, DATA = "dike-space", "dike-space.json", "dike-space.bin"
NODATA, LARGEST = -32768, 32767
TABLE = "dike_space"
DIMS = ("scenario", "quantile", "year", "location")
Shorts = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class _Array:
    """An array of the file: ``dike_NAME`` of the result in steps of ``scale`` of its unit."""

    name: str
    unit: str
    scale: float
    required: bool = False


ARRAYS = (
    _Array("heightening", "m", 0.01, required=True),
    _Array("inner_slope", "1", 0.01, required=True),
    _Array("berm_width", "m", 0.1, required=True),
    _Array("berm_level", "m NAP", 0.1, required=True),
    _Array("inward", "m", 0.1, required=True),
    _Array("outward", "m", 0.1, required=True),
    _Array("driver", "1", 1.0, required=True),
    _Array("measure", "1", 1.0, required=True),
    _Array("outer_slope", "1", 0.01),
    _Array("outer_berm_width", "m", 0.1),
    _Array("outer_berm_level", "m NAP", 0.1),
    _Array("stability", "m", 0.1),
    _Array("piping", "m", 0.1),
    _Array("water_level", "m NAP", 0.01),
    _Array("measure_width", "m", 0.1),
    _Array("wall_length", "m", 0.1),
    _Array("cost_low", "EUR/m", 10.0),
    _Array("cost", "EUR/m", 10.0),
    _Array("cost_high", "EUR/m", 10.0),
)
_PLACE = {
    "x": 2, "y": 2, "inward_x": 5, "inward_y": 5, "chainage": 2, "length": 3, "free_space": 1, "year_full": 0,
}  # fmt: skip
_PROFILE = (
    "crest_level", "crest_width", "outer_slope", "inner_slope", "outer_toe_level", "inner_toe_level",
    "outer_berm_width", "outer_berm_level", "inner_berm_width", "inner_berm_level",
)  # fmt: skip
_SUBSOIL = ("cover_thickness", "aquifer_top", "aquifer_thickness", "firm_level")


class DikeStrip(Exporter):
    """Room for dikes, for the page."""

    id: ClassVar[str] = "dike-space"
    media_type: ClassVar[str] = "application/json"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = (
        "Room that dikes need at every place, scenario, quantile and year, as int16 arrays with "
        "dike-space.json, as the page reads it."
    )

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the arrays of a result of dike-space to a folder."""
        result = needs_result(source, self.id)
        if not has_dike_space(result):
            found = ", ".join(map(str, result.dataset.data_vars))
            raise invalid("source", found, "has no room for dikes in it", "Run the process dike-space.")
        write_dike_space(result, target)
        progress(1.0, "room for dikes written")


def has_dike_space(result: Result) -> bool:
    """Whether a result tells what room dikes need."""
    needed = [f"dike_{array.name}" for array in ARRAYS if array.required]
    return TABLE in result.features and all(name in result.dataset for name in needed)


def write_dike_space(result: Result, out: Path) -> None:
    """Write the header and the packed arrays.

    Parameters
    ----------
    result
        Result of the process dike-space: variables ``dike_*`` over scenario, quantile, year and location, and
        the table ``dike_space`` with one row per location in the same order.
    out
        Folder; ``dike-space.json`` is written last, and packed beside it. The arrays lie behind one another
        in ``dike-space.bin.gz``, little-endian, location fastest; -32768 is unknown. A value beyond 16 bits
        is kept at the last one that fits.
    """
    dataset, table = result.dataset, result.features[TABLE]
    places = dataset.sizes["location"]
    if places != len(table):
        raise invalid("features.dike_space", len(table), f"has no row for each of {places} locations")
    out.mkdir(parents=True, exist_ok=True)
    arrays, blocks, offset = [], [], 0
    for array in ARRAYS:
        if f"dike_{array.name}" not in dataset:
            continue
        block = _packed(dataset[f"dike_{array.name}"], array.scale).astype("<i2")
        told = {"name": array.name, "unit": array.unit, "scale": array.scale, "dtype": "int16"}
        arrays.append(told | {"offset": offset, "length": block.size})
        blocks.append(block.tobytes())
        offset += block.nbytes
    (out / f"{DATA}.gz").write_bytes(gzip.compress(b"".join(blocks), 4, mtime=0))
    write_twinned(out / HEADER, _header(result, table, arrays))


def _packed(variable: xr.DataArray, scale: float) -> Shorts:
    """Whole steps of a variable in the order of the file; codes below 0 mean unknown."""
    given = variable.transpose(*DIMS).values
    if given.dtype.kind in "iu":
        return np.where(given < 0, np.int16(NODATA), given.astype(np.int16))
    # halves of a step are undone in float64: 0.15 m is 1.5 decimetres, whatever float32 makes of it
    steps = np.clip(np.rint(np.round(given.astype(np.float64) / scale, 4)), NODATA + 1, LARGEST)
    return np.where(np.isnan(steps), NODATA, steps).astype(np.int16)


def _header(result: Result, table: gpd.GeoDataFrame, arrays: list[dict[str, Any]]) -> dict[str, Any]:
    dataset = result.dataset
    names = table["dike_name"] if "dike_name" in table else table["dike"]
    dikes = dict(zip(table["dike"].astype(str), names.fillna(table["dike"]).astype(str), strict=True))
    number = {dike: place for place, dike in enumerate(dikes)}
    reasons = ["", *sorted({str(reason) for reason in table["reason"].dropna()})]
    told = [reasons.index(reason) if isinstance(reason, str) else 0 for reason in table["reason"]]
    asked = result.provenance.get("drivers", {}).get("scenario", {})
    return {
        "format": "zicht-dike-space",
        "version": 1,
        "crs": "EPSG:28992",
        "vertical": "EPSG:5709",
        "file": DATA,
        "twin": result.provenance.get("twin", {}).get("name"),
        "asked": {key: asked.get(key) for key in ("scenario", "quantile", "year", "rise")},
        "dikes": [{"id": dike, "name": name} for dike, name in dikes.items()],
        "scenarios": dataset["scenario"].values.tolist(),
        "quantiles": [round(float(value), 6) for value in dataset["quantile"].values],
        "years": dataset["year"].values.tolist(),
        "drivers": _meanings(dataset["dike_driver"]),
        "measures": measures_of(dataset["dike_measure"]),
        "reasons": reasons,
        "conflicts_unknown": str(dataset["dike_inward"].attrs.get("conflicts_unknown", "")),
        "nodata": NODATA,
        "points": int(dataset.sizes.get("point", 0)),
        "locations": {
            "id": table["id"].astype(str).tolist(),
            "dike": [number[dike] for dike in table["dike"].astype(str)],
            "reason": told,
            "obstacle": _words(table, "obstacle"),
            **_columns(table, _PLACE),
        },
        "profile": _columns(table, dict.fromkeys(_PROFILE, 3)),
        "subsoil": _columns(table, dict.fromkeys(_SUBSOIL, 2)),
        "profile_now": _section(dataset, "now"),
        "profile_required": _section(dataset, "required"),
        "arrays": arrays,
    }


def _meanings(variable: xr.DataArray) -> list[str]:
    """Names of the codes from 0 on."""
    names = str(variable.attrs.get("flag_meanings", "")).split()
    codes = np.atleast_1d(variable.attrs.get("flag_values", np.arange(len(names)))).tolist()
    return [name for _, name in sorted(zip(codes, names, strict=True)) if _ >= 0]


def measures_of(variable: xr.DataArray) -> list[dict[str, str]]:
    """Names and labels of the measures; where there are no labels the name stands in."""
    names = _meanings(variable)
    labels = {
        language: str(variable.attrs.get(f"flag_labels_{language}", "; ".join(names))).split("; ")[
            -len(names) :
        ]
        for language in ("nl", "en")
    }
    return [
        {"id": name, "label_nl": dutch, "label_en": english}
        for name, dutch, english in zip(names, labels["nl"], labels["en"], strict=True)
    ]


def _words(table: gpd.GeoDataFrame, column: str) -> list[str | None]:
    if column not in table:
        return [None] * len(table)
    return [word if isinstance(word, str) else None for word in table[column]]


def _columns(table: gpd.GeoDataFrame, digits: dict[str, int]) -> dict[str, list[float | None]]:
    """Numbers of the columns that there are, rounded; None where unknown."""
    return {
        name: _numbers(table[name].to_numpy(float, na_value=np.nan), places)
        for name, places in digits.items()
        if name in table
    }


def _section(dataset: xr.Dataset, which: str) -> dict[str, list[float | None]]:
    """Corners of a cross-section at each place, one place after the other."""
    names = {part: f"dike_profile_{which}_{part}" for part in ("offset", "level")}
    return {
        part: _numbers(dataset[name].transpose("location", "point").values.astype(np.float64).ravel(), 2)
        for part, name in names.items()
        if name in dataset
    }


def _numbers(values: npt.NDArray[np.float64], digits: int) -> list[float | None]:
    rounded = np.round(values, digits) + 0.0  # no zero below zero
    return [
        value if ok else None
        for value, ok in zip(rounded.tolist(), np.isfinite(rounded).tolist(), strict=True)
    ]


def read_dike_space(folder: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.float64]]]:
    """Read the header and the arrays back, as the page does.

    Parameters
    ----------
    folder
        Folder with ``dike-space.json``.

    Returns
    -------
    tuple
        The header, and arrays over scenario, quantile, year and location by name; NaN = unknown.

    Raises
    ------
    StoreError
        If the folder holds no room for dikes of this format and version.
    """
    header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    if (header.get("format"), header.get("version")) != ("zicht-dike-space", 1):
        raise StoreError(f"{folder} holds no dike space of version 1")
    data = gzip.decompress((folder / f"{DATA}.gz").read_bytes())
    shape = [len(header[name]) for name in ("scenarios", "quantiles", "years")]
    found = {}
    for array in header["arrays"]:
        steps = np.frombuffer(data, "<i2", array["length"], array["offset"])
        values = np.where(steps == header["nodata"], np.nan, steps * array["scale"])
        found[array["name"]] = values.reshape(*shape, len(header["locations"]["id"]))
    return header, found
