"""GeoTOP of TNO - Geological Survey of the Netherlands: voxels of 100 x 100 x 0.5 m, from a NetCDF file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import xarray as xr
from pydantic import Field, ValidationInfo, field_validator

from terrain.connectors._files import check_file, local_path
from terrain.connectors._header import LIMIT_READ, unreadable
from terrain.connectors._netcdf import check_axes
from terrain.connectors._resample import Patch, place
from terrain.connectors.base import Connector, Input, Raster, Role, Source, Voxels, Wish
from terrain.extent import bbox_suspicion
from twin.errors import InvalidInputError, Problem, did_you_mean, invalid
from twin.grid import GridSpec
from twin.quantities import describe
from twin.vocabulary import LITHOCLASS, STRATIGRAPHY

__all__ = ["Geotop", "GeotopSource"]

MISSING = -127
"""Value of both variables above the ground and below the model."""

_VARIABLES: dict[str, tuple[type[np.integer[Any]], int]] = {"strat": (np.int16, 1), "lithok": (np.int8, 0)}
"""How each is kept, and its least code: what is less, such as a unit 0, is no ground."""
_CHANCE = "kans_{}"  # probability of a lithoclass [%]
_KNOWN = {"strat": set(STRATIGRAPHY), "lithok": set(LITHOCLASS)}


class GeotopSource(Source):
    """A NetCDF file as DINOloket or its OPeNDAP server gives it."""

    connector: Literal["geotop"]
    path: Path
    z: Literal["bottom", "centre"] = Field(
        "bottom", description="What the levels of the file are: the lower face of a voxel, or its centre."
    )

    @field_validator("path", mode="before")
    @classmethod
    def _resolved(cls, value: object, info: ValidationInfo) -> Path:
        return local_path(value, (info.context or {}).get("folder", Path()))


class Geotop(Connector):
    """Read GeoTOP voxels: the file holds lower corners in x, y and z, all ascending, in the order x, y, z."""

    id: ClassVar[str] = "geotop"
    model: ClassVar[type[Source]] = GeotopSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"voxels", "raster"})

    def voxels(self, source: Source, wish: Wish) -> Voxels:
        """Read the columns that overlap the grid, as voxel centres with y descending."""
        assert isinstance(source, GeotopSource)
        path = source.path
        check_file(path, {".nc": "NetCDF"}, wish.field)
        try:
            check_axes(path, wish.field)
            with xr.open_dataset(path, engine="netcdf4", decode_times=False) as dataset:
                return Voxels(*_read(dataset, source, wish), inputs=(Input.of(path, source),))
        except (OSError, ValueError, RuntimeError) as error:
            raise unreadable(path, wish.field, error) from None

    def raster(self, source: Source, wish: Wish) -> Raster:
        """Give the top of the highest voxel as ground level: for want of better, in steps of half a metre."""
        if wish.name != "ground_level":
            message = f"gives ground_level and voxels, not {wish.name}"
            raise invalid(f"{wish.field}.connector", self.id, message, "Use `file`.")
        found = self.voxels(source, wish)
        filled = found.model["strat"].values != MISSING
        tops = found.model["z"].values + found.model.attrs["thickness"] / 2
        highest = tops[len(tops) - 1 - filled[::-1].argmax(axis=0)]
        grid = GridSpec.of(found.model)
        left, _, _, top = grid.bbox
        patch = Patch(np.where(filled.any(axis=0), highest, np.nan), left, top, grid.dx, grid.dy)
        values, method = place(patch, wish.grid, continuous=False)
        notes = (*found.notes, f"ground level is the top of the voxels ({method})")
        return Raster(values.astype(np.float32), np.zeros(wish.grid.shape, bool), found.inputs, notes)


def _read(dataset: xr.Dataset, source: GeotopSource, wish: Wish) -> tuple[xr.Dataset, tuple[str, ...]]:
    path = source.path
    steps = _steps(dataset, path, wish.field)
    columns = _columns(dataset["x"].values, steps["x"], wish.grid.bbox[0], wish.grid.bbox[2])
    rows = _columns(dataset["y"].values, steps["y"], wish.grid.bbox[1], wish.grid.bbox[3])
    if columns.start == columns.stop or rows.start == rows.stop:
        shown = f"{path.name} [{', '.join(f'{edge:g}' for edge in _extent(dataset, steps))}]"
        raise invalid(f"{wish.field}.path", shown, "lies outside the bbox", "Give a file of this area.")
    chances = [name for name in map(_CHANCE.format, LITHOCLASS) if name in dataset]
    part = dataset[[*_VARIABLES, *chances]].isel(x=columns, y=rows)
    if (size := part["strat"].size * 16) > LIMIT_READ:
        message = f"{size / 2**30:.1f} GB would be read, at most {LIMIT_READ >> 30} GB"
        raise invalid(f"{wish.field}.path", path.name, message, "Make the bbox smaller.")
    volumes = {name: _volume(part[name], *kept) for name, kept in _VARIABLES.items()}
    filled = np.flatnonzero((volumes["strat"] != MISSING).any(axis=(1, 2)))
    if filled.size == 0:
        raise invalid(
            f"{wish.field}.path", path.name, "holds no voxel inside the bbox", "Give a file of this area."
        )
    if (likely := _probability(part, volumes["lithok"])) is not None:
        volumes["lithok_probability"] = likely
    kept = slice(int(filled[0]), int(filled[-1]) + 1)
    lift = 0.0 if source.z == "centre" else steps["z"] / 2
    model = _model({name: volume[kept] for name, volume in volumes.items()}, part, steps, kept, lift)
    return model, _notes(model, volumes, source.z)


def _steps(dataset: xr.Dataset, path: Path, field: str) -> dict[str, float]:
    """Size of a voxel along each axis [m]; refuses a file that is not GeoTOP as TNO writes it."""
    problems = [
        Problem(
            f"{field}.path",
            name,
            f"{path.name} has no variable {name}",
            did_you_mean(name, map(str, dataset)),
        )
        for name in (*_VARIABLES, "x", "y", "z")
        if name not in dataset.variables
    ]
    if problems:
        raise InvalidInputError(problems)
    steps = {}
    for axis in ("x", "y", "z"):
        values = dataset[axis].values.astype(np.float64)
        step = np.diff(values)
        if step.size == 0 or not np.allclose(step, step[0], rtol=1e-3) or step[0] <= 0:
            message = f"{axis} is not evenly spaced and ascending"
            raise invalid(f"{field}.path", path.name, message, "Give GeoTOP as DINOloket delivers it.")
        steps[axis] = float(values[-1] - values[0]) / step.size
    if suspicion := bbox_suspicion(_extent(dataset, steps)):
        raise invalid(f"{field}.crs", path.name, f"extent {suspicion[0]}", "Give GeoTOP in EPSG:28992.")
    return steps


def _extent(dataset: xr.Dataset, steps: dict[str, float]) -> tuple[float, float, float, float]:
    x, y = dataset["x"].values, dataset["y"].values
    return float(x[0]), float(y[0]), float(x[-1]) + steps["x"], float(y[-1]) + steps["y"]


def _columns(lower: npt.NDArray[Any], step: float, low: float, high: float) -> slice:
    """Cells, given by their lower edges, that overlap low..high."""
    edges = lower.astype(np.float64)
    hit = np.flatnonzero((edges < high - 1e-6) & (edges + step > low + 1e-6))
    return slice(int(hit[0]), int(hit[-1]) + 1) if hit.size else slice(0, 0)


def _volume(array: xr.DataArray, kind: type[np.integer[Any]], least: int) -> npt.NDArray[Any]:
    """Bring a variable into the order z, y (descending), x, with -127 for missing."""
    values = array.transpose("z", "y", "x").values[:, ::-1]
    known = values >= least  # not where it is NaN
    if (beyond := known & (values > np.iinfo(kind).max)).any():
        raise ValueError(f"{array.name} has codes such as {values[beyond][0]:g}")
    return np.where(known, np.where(known, values, 0), MISSING).astype(kind)


def _probability(part: xr.Dataset, lithok: npt.NDArray[Any]) -> npt.NDArray[np.float32] | None:
    """Probability of the lithoclass that a voxel has; None where the file tells none of any."""
    found = np.full(lithok.shape, np.nan, np.float32)
    for code in np.unique(lithok).tolist():
        if (name := _CHANCE.format(code)) in part:
            here = lithok == code
            found[here] = part[name].transpose("z", "y", "x").values[:, ::-1][here] / 100.0
    found[(found < 0.0) | (found > 1.0)] = np.nan
    return found if np.isfinite(found).any() else None


def _model(
    volumes: dict[str, npt.NDArray[Any]], part: xr.Dataset, steps: dict[str, float], kept: slice, lift: float
) -> xr.Dataset:
    """Put the volumes on voxel centres: half a cell east and north of the corners in the file, and up."""
    x = part["x"].values.astype(np.float64) + steps["x"] / 2
    y = part["y"].values[::-1].astype(np.float64) + steps["y"] / 2
    z = part["z"].values[kept].astype(np.float64) + lift
    grid = GridSpec(float(x[0]), float(y[0]), steps["x"], steps["y"], x.size, y.size)
    levels = ("z", z, {"units": "m", "positive": "up", "axis": "Z", "long_name": "m NAP"})
    attributes = {"title": str(part.attrs.get("title", "GeoTOP")), "thickness": steps["z"]}
    attributes |= {"dx": grid.dx, "dy": grid.dy}
    variables = {name: (("z", "y", "x"), volume) for name, volume in volumes.items()}
    return describe(xr.Dataset(variables, coords={**grid.coords(), "z": levels}, attrs=attributes))


def _notes(model: xr.Dataset, volumes: dict[str, npt.NDArray[Any]], z: str) -> tuple[str, ...]:
    half = model.attrs["thickness"] / 2
    shape = " x ".join(str(model.sizes[axis]) for axis in ("x", "y", "z"))
    bottom, top = float(model["z"][0]) - half, float(model["z"][-1]) + half
    moved = "corners" if z == "bottom" else "x and y of corners"
    notes = [
        f"{shape} voxels from {bottom:g} to {top:g} m NAP; {moved} in the file moved half a voxel to centres"
    ]
    for name, known in _KNOWN.items():
        strange = sorted({int(code) for code in np.unique(volumes[name])} - known - {MISSING})
        if strange:
            notes.append(f"{name} codes without a name here: {', '.join(map(str, strange))}")
    return tuple(notes)
