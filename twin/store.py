"""Twins and results on disk: whole or not there at all, checksummed, readable by any xarray."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from twin.conventions import CENTIMETRE, NO_DEPTH, as_in_files, as_in_memory
from twin.crate import write_crate
from twin.data_folder import data_folder
from twin.errors import InvalidInputError, StoreError, did_you_mean, invalid
from twin.grid import GridSpec
from twin.progress import Progress, part, silent
from twin.provenance import code_digest
from twin.publishing import publish
from twin.spatial_ref import with_reference
from twin.state import Twin

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "Result",
    "chunk_codecs",
    "embedded_areas",
    "holds_twin",
    "on_disk",
    "open_named",
    "open_twin",
    "save_twin",
    "write_zarr",
]

EMBEDDED = "zicht.twins"
_FORMAT = 1
_CHUNK, _FRAME_CHUNK = 1024, 512


def save_twin(twin: Twin, path: Path, code: str | None = None) -> Path:
    """Write a twin to a folder; ``code`` marks an embedded area with the code that built it."""
    head = {
        "format": _FORMAT,
        "name": twin.name,
        "reference_year": twin.reference_year,
        "digest": twin.digest,
        "code": code,
        "attributes": dict(twin.attributes),
    }
    with publish(path) as folder:
        write_zarr(twin.surface, folder / "surface.zarr")
        if twin.subsurface is not None:
            below = twin.subsurface
            codecs = {"compressors": chunk_codecs()}
            encoding = {node.path: dict.fromkeys(node.variables, codecs) for node in below.subtree}
            below.to_zarr(folder / "subsurface.zarr", zarr_format=3, consolidated=False, encoding=encoding)
        _write_tables(twin.features, folder / "features")
        _write_json(head, folder / "twin.json")
    return path


def open_twin(path: Path) -> Twin:
    """Open a twin from its folder.

    Raises
    ------
    StoreError
        If the folder is no twin, is damaged, or was written in another format.
    """
    head = _read_json(path / "twin.json", "twin")
    with _damage_told("twin", path):
        surface = xr.open_zarr(path / "surface.zarr", consolidated=False).load()
        below = path / "subsurface.zarr"
        tree = xr.open_datatree(below, engine="zarr", consolidated=False).load() if below.is_dir() else None
        tables = _read_tables(path / "features")
    return Twin.from_datasets(
        surface.drop_vars("spatial_ref", errors="ignore"),
        tree,
        tables,
        name=head["name"],
        reference_year=head["reference_year"],
        attributes=head["attributes"],
    )


def open_named(name: str | Path, *, data: str | Path | None, progress: Progress = silent) -> Twin:
    """Open a twin by path, by its name in the data folder, or build an embedded area; see `Twin.open`."""
    embedded = embedded_areas()
    home = data_folder(data) / "twins"
    if str(name) in embedded:
        return _open_embedded(str(name), embedded[str(name)].load(), home / str(name), progress)
    for candidate in (Path(name), home / str(name)):
        if holds_twin(candidate):
            return open_twin(candidate)
    stored = {path.name for path in home.iterdir() if holds_twin(path)} if home.is_dir() else set()
    raise invalid("baseline", str(name), "is no twin", did_you_mean(str(name), {*embedded, *stored}))


def embedded_areas() -> dict[str, EntryPoint]:
    """Areas that come with Zicht or with an installed package, by name; their names are theirs."""
    return {point.name: point for point in entry_points(group=EMBEDDED)}


def holds_twin(folder: Path) -> bool:
    """Whether a folder is one of a twin; a name that no folder can have is none."""
    try:
        return (folder / "twin.json").is_file()
    except OSError:
        return False


def _open_embedded(name: str, build: Any, home: Path, progress: Progress) -> Twin:
    code = code_digest()
    if (home / "twin.json").is_file() and _read_json(home / "twin.json", "twin").get("code") == code:
        try:
            return open_twin(home)
        except (StoreError, InvalidInputError):
            progress(0.0, f"the stored {name} cannot be read: building it again")
    twin: Twin = build(progress=part(progress, 0.0, 0.9))
    progress(0.9, f"keeping {name}")
    save_twin(twin, home, code)
    return twin


@dataclass(frozen=True)
class Result:
    """What a scenario run gives.

    Attributes
    ----------
    dataset : xarray.Dataset
        Fields (y, x) and tables over their own dimensions.
    features : Mapping[str, geopandas.GeoDataFrame]
        Tables per theme with what happens to each feature.
    indicators : Mapping[str, Mapping[str, object]]
        Flat: ``process-id.name`` to value, reference, difference, low, high, unit, labels, method, reason.
    provenance : Mapping[str, object]
        Scenario, digests, versions, times and host.
    """

    dataset: xr.Dataset
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    indicators: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def grid(self) -> GridSpec:
        """Grid of the fields."""
        return GridSpec.of(self.dataset)

    def save(self, path: str | Path) -> Path:
        """Write fields, features, indicators, provenance and the crate; see `write_into`."""
        with publish(Path(path)) as folder:
            self.write_into(folder)
        return Path(path)

    def write_into(self, folder: Path) -> None:
        """Write into a folder that is being published.

        ``result.zarr``, ``features/*.parquet``, ``indicators.json``, ``provenance.json`` and, of a run,
        ``ro-crate-metadata.json``.
        """
        write_zarr(self.dataset, folder / "result.zarr")
        _write_tables(self.features, folder / "features")
        _write_json(self.indicators, folder / "indicators.json")
        _write_json(self.provenance, folder / "provenance.json")
        if "scenario" in self.provenance:  # of a run
            write_crate(folder, self.provenance)

    @classmethod
    def open(cls, path: str | Path) -> Result:
        """Open a result from its folder.

        Raises
        ------
        StoreError
            If the folder is no result or is damaged.
        """
        folder = Path(path)
        indicators = _read_json(folder / "indicators.json", "result")
        provenance = _read_json(folder / "provenance.json", "result")
        with _damage_told("result", folder):
            stored = xr.open_zarr(folder / "result.zarr", consolidated=False, decode_times=False)
            dataset = as_in_memory(_unpacked(stored)).load()
            tables = _read_tables(folder / "features")
        return cls(dataset, tables, indicators, provenance)


@contextmanager
def _damage_told(kind: str, folder: Path) -> Iterator[None]:
    """Say of a file that its library cannot read which folder is damaged."""
    try:
        yield
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise StoreError(f"the {kind} in {folder} is damaged: {error}") from error


def write_zarr(dataset: xr.Dataset, path: Path) -> None:
    """Write a dataset as Zarr v3, in chunks of at most 1024, each with a checksum."""
    described, encoding = on_disk(dataset)
    for name, variable in described.variables.items():
        encoding[str(name)]["compressors"] = chunk_codecs()
        if variable.dtype.kind in "biuf":
            encoding[str(name)]["chunks"] = _chunks(variable)
    described.to_zarr(path, zarr_format=3, consolidated=False, encoding=encoding)


def on_disk(dataset: xr.Dataset) -> tuple[xr.Dataset, dict[str, dict[str, Any]]]:
    """Describe a dataset as files have it, and tell the fill value of each variable.

    RD New is described; coordinates have no fill value; depths over time are int16 centimetres; times count
    from a moment when the dataset tells which.
    """
    dataset = as_in_files(with_reference(dataset))
    dataset = dataset.assign({name: _packed(dataset[name]) for name in dataset if _is_series(dataset[name])})
    encoding: dict[str, dict[str, Any]] = {str(name): {} for name in dataset.variables}
    for name, variable in dataset.variables.items():
        variable.encoding.clear()
        if "scale_factor" in variable.attrs:
            encoding[str(name)]["_FillValue"] = NO_DEPTH
        elif name in dataset.coords or variable.dtype.kind in "iu":
            encoding[str(name)]["_FillValue"] = None
    return dataset, encoding


def chunk_codecs() -> tuple[Any, ...]:
    """How chunks are kept: a chunk that is not what was written is refused when it is read.

    The checksum is the one of Zstandard itself: GDAL does not read chunks with a checksum behind them.
    """
    from zarr.codecs import ZstdCodec

    return (ZstdCodec(level=0, checksum=True),)


def _chunks(variable: xr.Variable) -> tuple[int, ...] | None:
    if variable.dims == ("time", "y", "x"):
        return (1, *(min(size, _FRAME_CHUNK) for size in variable.shape[1:]))
    return tuple(max(min(size, _CHUNK), 1) for size in variable.shape) or None


def _is_series(variable: xr.DataArray) -> bool:
    """Whether a variable is a depth in time that fits in 16 bits of centimetres."""
    if (
        variable.dims != ("time", "y", "x")
        or variable.dtype.kind != "f"
        or variable.attrs.get("units") != "m"
    ):
        return False
    limits = (np.fmin.reduce(variable.values, axis=None), np.fmax.reduce(variable.values, axis=None))
    return variable.size == 0 or all(not abs(limit) > 327 for limit in limits)


def _packed(variable: xr.DataArray) -> xr.DataArray:
    """Round metres to whole centimetres, one moment at a time: no second array of floats."""
    whole = np.empty(variable.shape, np.int16)
    for number in range(variable.sizes["time"]):
        frame = np.rint(100 * variable.values[number].astype(np.float64))
        whole[number] = np.where(np.isnan(frame), NO_DEPTH, frame)
    packed = variable.copy(data=whole)
    packed.attrs["scale_factor"] = CENTIMETRE
    return packed


def _unpacked(dataset: xr.Dataset) -> xr.Dataset:
    """Read centimetres into float32, one moment at a time: xarray alone makes float64 of them all at once."""
    for name, variable in dataset.data_vars.items():
        if variable.encoding.get("scale_factor") == CENTIMETRE:
            metres = np.empty(variable.shape, np.float32)
            for number in range(variable.sizes["time"]):
                metres[number] = variable[number].values
            dataset = dataset.assign({name: variable.copy(data=metres)})
    return dataset


def _write_tables(tables: Mapping[str, gpd.GeoDataFrame], folder: Path) -> None:
    folder.mkdir()
    for theme, table in sorted(tables.items()):
        table.to_parquet(folder / f"{theme}.parquet", index=False)


def _read_tables(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    import geopandas as gpd

    return {file.stem: gpd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}


def _write_json(content: object, path: Path) -> None:
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )


def _read_json(path: Path, kind: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StoreError(f"{path.parent} is not a {kind}: {path.name} is missing") from error
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict) or content.get("format", _FORMAT) != _FORMAT:
        raise StoreError(f"{path} is of another format than {_FORMAT}")
    return content
