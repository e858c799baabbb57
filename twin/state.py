"""The twin: surface, subsurface, features and claims of an area; immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import xarray as xr

from twin.claims import Claim, claims_of
from twin.errors import InvalidInputError, Problem
from twin.features import check_features
from twin.grid import GridSpec
from twin.ground import Ground
from twin.progress import Progress, silent
from twin.quantities import QUANTITIES, check_ranges, describe

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Twin"]

_NUMBERS = "iuf"
_DEGREES = 0.05
"""Cells narrower than this [m] in numbers below 360 are cells in degrees."""


class Twin:
    """State of an area at its reference year; make one with `open` or `from_datasets`.

    Attributes
    ----------
    surface : xarray.Dataset
        Dimensions (y, x), y descending, cell centres, EPSG:28992; ``ground_level`` [m NAP] at least.
    subsurface : xarray.DataTree or None
        ``/voxels`` (z, y, x) with ``strat``, ``lithok``; ``/layers`` (layer, y, x) with ``top``, ``base``.
    features : Mapping[str, geopandas.GeoDataFrame]
        Table per theme of `twin.features.THEMES`.
    name, reference_year, attributes
        Name, year that the state describes, and texts (titles, sources, whether it is fictional).
    """

    def __init__(
        self,
        surface: xr.Dataset,
        subsurface: xr.DataTree | None,
        features: Mapping[str, gpd.GeoDataFrame],
        *,
        name: str,
        reference_year: int,
        attributes: Mapping[str, str],
    ) -> None:
        self.surface = surface
        self.subsurface = subsurface
        self.features: Mapping[str, gpd.GeoDataFrame] = MappingProxyType(dict(sorted(features.items())))
        self.name = name
        self.reference_year = reference_year
        self.attributes: Mapping[str, str] = MappingProxyType(dict(sorted(attributes.items())))
        self._read: dict[str, tuple[object, bytes]] = {}

    @classmethod
    def from_datasets(
        cls,
        surface: xr.Dataset,
        subsurface: xr.DataTree | None = None,
        features: Mapping[str, gpd.GeoDataFrame] | None = None,
        *,
        name: str = "twin",
        reference_year: int = 2025,
        attributes: Mapping[str, str] | None = None,
    ) -> Self:
        """Check the parts and put them together; ascending y is flipped, arrays are shared read-only.

        Raises
        ------
        InvalidInputError
            Naming everything that is wrong: missing ground level, empty or all-NaN ground, values out of
            range, missing columns, a missing reference system.
        """
        features = features or {}
        surface, problems = _checked_surface(surface)
        problems += [problem for theme, table in features.items() for problem in check_features(theme, table)]
        if problems:
            raise InvalidInputError(problems)
        return cls(
            _read_only(describe(surface)),
            subsurface,
            features,
            name=name,
            reference_year=reference_year,
            attributes=attributes or {},
        )

    @classmethod
    def open(cls, name: str | Path, *, data: str | Path | None = None, progress: Progress = silent) -> Twin:
        """Open a twin by its path, by its name in the data folder, or an embedded area such as ``demo``.

        An embedded area is built once and kept in the data folder until the code that builds it changes.
        """
        from twin.store import open_named

        return open_named(name, data=data, progress=progress)

    def save(self, path: str | Path) -> Path:
        """Write the twin to a folder that appears only when it is complete."""
        from twin.store import save_twin

        return save_twin(self, Path(path))

    def with_(
        self,
        *,
        surface: Mapping[str, Any] | None = None,
        features: Mapping[str, gpd.GeoDataFrame] | None = None,
        subsurface: xr.DataTree | None = None,
        name: str | None = None,
    ) -> Twin:
        """Make a twin in which some parts are replaced; everything else is shared.

        Parameters
        ----------
        surface
            Variables to replace or add: arrays of shape (ny, nx) or anything `xarray.Dataset.assign` takes.
        features
            Tables to replace or add, by theme.
        subsurface, name
            Replacements for these.
        """
        changed = {
            key: (("y", "x"), value) if isinstance(value, np.ndarray) else value
            for key, value in (surface or {}).items()
        }
        whole, problems = self.surface, list[Problem]()
        if changed:
            whole, problems = _checked_surface(self.surface.assign(changed))
        new = features or {}
        problems += [problem for theme, table in new.items() for problem in check_features(theme, table)]
        if problems:
            raise InvalidInputError(problems)
        made = type(self)(
            _read_only(describe(whole)) if changed else whole,
            self.subsurface if subsurface is None else subsurface,
            {**self.features, **new},
            name=name or self.name,
            reference_year=self.reference_year,
            attributes=self.attributes,
        )
        made._read = dict(self._read)
        return made

    @cached_property
    def grid(self) -> GridSpec:
        """Grid of the surface."""
        return GridSpec.of(self.surface)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Claims on the subsurface that the features make."""
        ground = Ground(self.grid, self.surface["ground_level"].values)
        return claims_of(self.features, ground, self.reference_year)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over grid, year, rasters, voxels and features; name and texts are no part of it.

        Equal twins have equal digests, wherever they are stored.
        """
        total = hashlib.sha256(f"{self.grid.digest}|{self.reference_year}".encode())
        total.update(self._once("surface", self.surface, _dataset_digest))
        if self.subsurface is not None:
            total.update(self._once("subsurface", self.subsurface, _tree_digests))
        for theme, table in self.features.items():
            total.update(theme.encode() + self._once(f"features.{theme}", table, _table_digest))
        return total.hexdigest()

    def _once[T](self, name: str, part: T, read: Callable[[T], bytes]) -> bytes:
        """Digest of a part; what a twin shares with the one that it was made from is read once."""
        known = self._read.get(name)
        if known is None or known[0] is not part:
            known = self._read[name] = (part, read(part))
        return known[1]

    def __repr__(self) -> str:
        themes = ", ".join(f"{theme} {len(table)}" for theme, table in self.features.items())
        return f"<Twin {self.name!r} {self.grid.nx} x {self.grid.ny} cells of {self.grid.dx:g} m; {themes}>"


def _checked_surface(surface: xr.Dataset) -> tuple[xr.Dataset, list[Problem]]:
    """Bring a surface dataset into the twin's form, listing what cannot be mended."""
    if "ground_level" not in surface or surface["ground_level"].dims != ("y", "x"):
        found = ", ".join(map(str, surface.variables)) or "nothing"
        raise InvalidInputError(
            [
                Problem(
                    "surface.ground_level",
                    found,
                    "is missing or not (y, x)",
                    "Give ground_level(y, x) in m NAP.",
                )
            ]
        )
    if surface["ground_level"].size == 0:
        raise InvalidInputError([Problem("surface", surface.sizes, "is empty", "Give at least one cell.")])
    if surface.sizes["y"] > 1 and surface["y"].values[0] < surface["y"].values[-1]:
        surface = surface.isel(y=slice(None, None, -1))
    grid = GridSpec.of(surface)
    surface = surface.assign_coords(grid.coords())
    problems = [*_shape_problems(surface), *check_ranges(surface)]
    if grid.dx < _DEGREES and all(abs(edge) <= 360 for edge in grid.bbox):
        message = "looks like longitude and latitude in degrees"
        problems.append(Problem("surface.x", list(grid.bbox), message, "Give metres in EPSG:28992 (RD New)."))
    if surface["ground_level"].dtype.kind in _NUMBERS and np.isnan(surface["ground_level"].values).all():
        problems.append(
            Problem(
                "surface.ground_level",
                "NaN",
                "holds no value at all",
                "Check the extent and the NoData value.",
            )
        )
    return surface, problems


def _shape_problems(surface: xr.Dataset) -> list[Problem]:
    """Find what is no field of numbers although it carries the name of a quantity."""
    problems = []
    for name, variable in surface.data_vars.items():
        if name not in QUANTITIES:
            continue
        if variable.dims != ("y", "x"):
            problems.append(
                Problem(f"surface.{name}", variable.dims, "is not (y, x)", "Give one value a cell.")
            )
        if variable.dtype.kind not in _NUMBERS:
            held = str(variable.dtype)
            problems.append(Problem(f"surface.{name}", held, "holds no real numbers", "Give int or float."))
    return problems


def _read_only(dataset: xr.Dataset) -> xr.Dataset:
    """Share the arrays of a dataset through views that cannot be written to."""
    shared = {}
    for name, variable in dataset.data_vars.items():
        view = np.ascontiguousarray(variable.values).view()
        view.flags.writeable = False
        shared[name] = (variable.dims, view, variable.attrs)
    return dataset.assign(shared)


def _dataset_digest(dataset: xr.Dataset) -> bytes:
    total = hashlib.sha256()
    for name in sorted(map(str, dataset.variables)):
        variable = dataset.variables[name]
        values = variable.values
        data = (
            values.astype(str).tolist()
            if values.dtype.kind in "OUT"
            else np.ascontiguousarray(values).tobytes()
        )
        total.update(
            f"{name}|{variable.dims}|{values.dtype.kind}{values.dtype.itemsize}|{values.shape}".encode()
        )
        total.update(data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode())
    return total.digest()


def _tree_digests(tree: xr.DataTree) -> bytes:
    """Digests of all groups, by path: the order in which a store lists them is no property of the twin."""
    nodes = sorted(tree.subtree, key=lambda node: node.path)
    return b"".join(node.path.encode() + _dataset_digest(node.to_dataset()) for node in nodes)


def _table_digest(table: gpd.GeoDataFrame) -> bytes:
    import shapely

    total = hashlib.sha256()
    for column in sorted(map(str, table.columns)):
        total.update(column.encode())
        if column == table.geometry.name:
            total.update(b"".join(shapely.to_wkb(table.geometry.to_numpy(), byte_order=1)))
        elif table[column].dtype.kind in "iufb":
            total.update(table[column].to_numpy().tobytes())
        else:
            values = [None if value is None or value != value else str(value) for value in table[column]]  # noqa: PLR0124
            total.update(json.dumps(values, ensure_ascii=False).encode())
    return total.digest()
