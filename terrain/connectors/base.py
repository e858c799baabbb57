"""What a source of data must say and deliver."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from twin.grid import GridSpec

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

__all__ = [
    "Connector",
    "Input",
    "Raster",
    "Role",
    "Scalar",
    "Source",
    "Table",
    "Unit",
    "Voxels",
    "Water",
    "Wish",
    "places",
    "refusal",
]

Role = Literal["raster", "features", "voxels"]
Scalar = str | int | float | bool
Unit = Literal["m", "cm", "mm", "m3/s", "m3/min", "m3/h", "l/s"]


def refusal(message: str, remedy: str, **where: object) -> PydanticCustomError:
    """Make what a validator of an area file raises; ``field`` and ``value`` may name another field."""
    return PydanticCustomError("zicht", "{message}", {"message": message, "remedy": remedy, **where})


def places(field: str, count: int) -> list[str]:
    """Where each of some entries stands in the area file: numbered when there are several."""
    return [field] if count == 1 else [f"{field}[{number}]" for number in range(count)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Water(_Strict):
    """Cells of a ground-level raster that mark open water instead of terrain."""

    values: tuple[float, ...] = Field(min_length=1, description="Values of the file that mean open water.")
    level: Literal["peilgebieden"] | float = Field(
        description="Level these cells take [m NAP]: that of their peilgebied, or a number."
    )

    @field_validator("level", mode="before")
    @classmethod
    def _number_or_peilgebieden(cls, value: object) -> object:
        if isinstance(value, str) and value != "peilgebieden":
            raise refusal("is neither a number nor 'peilgebieden'", "Give m NAP or peilgebieden.")
        return value


class Source(_Strict):
    """What an area file says about one source; a connector adds its own keys (path, address, layer)."""

    connector: str
    unit: Literal["m", "cm", "mm"] | None = Field(None, description="Unit of the values of a raster.")
    nodata: tuple[float, ...] = Field((), description="Values that mean 'no data', besides those declared.")
    water: Water | None = None
    classes: dict[int, int] = Field({}, description="Class of the source to class of the twin.")
    columns: dict[str, str] = Field({}, description="Our column to theirs.")
    values: dict[str, Scalar] = Field({}, description="Columns that hold one value for the whole source.")
    units: dict[str, Unit] = Field({}, description="Unit of a numeric column, where it is not ours.")
    translate: dict[str, dict[str, Scalar]] = Field(
        {}, description="Per column of ours: their value to ours."
    )
    where: dict[str, Scalar | tuple[Scalar, ...]] = Field({}, description="Keep rows with these values only.")
    crest: Literal["ground"] | None = Field(None, description="Take the crest of dikes from the ground.")
    bed_level: float | None = Field(None, description="Bed of the sea where the ground is unknown [m NAP].")
    origin: str | None = Field(None, max_length=500, description="Address or name of where it came from.")
    licence: str | None = Field(None, max_length=100, description="Licence, by its SPDX name if it has one.")
    retrieved: date | None = Field(None, description="Day on which it was fetched.")

    @field_validator("nodata", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return value if isinstance(value, list | tuple) else (value,)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a connector.

    Parameters
    ----------
    name
        Quantity, or theme, that is wanted.
    field
        Where it stands in the area file, for messages.
    grid
        Grid of the twin.
    continuous
        Whether a raster holds a quantity (averaged, interpolated) or classes (the nearest or commonest).
    """

    name: str
    field: str
    grid: GridSpec
    continuous: bool = True


@dataclass(frozen=True, slots=True)
class Input:
    """A file or answer that was read: its name, its size, the SHA-256 of its bytes, and what was told of it.

    The day on which it was retrieved is the one that the area file tells: that of the file changes with every
    copy.
    """

    name: str
    size: int
    sha256: str
    connector: str
    origin: str | None = None
    licence: str | None = None
    retrieved: str | None = None

    @classmethod
    def of(cls, path: Path, source: Source) -> Input:
        """Take the digest of a file, with what its source tells of it."""
        import hashlib

        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        day = None if source.retrieved is None else source.retrieved.isoformat()
        return cls(
            path.name, path.stat().st_size, digest, source.connector, source.origin, source.licence, day
        )


@dataclass(frozen=True, slots=True)
class Raster:
    """Values on the grid of the twin.

    Parameters
    ----------
    values
        (ny, nx) float32, NaN where the source has none; m NAP for levels.
    water
        (ny, nx) bool: cells that the source marks as open water (their value is NaN).
    inputs, notes
        What was read, and what was done to it.
    """

    values: npt.NDArray[np.float32]
    water: npt.NDArray[np.bool_]
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Features of a source in EPSG:28992, with the columns they came with."""

    features: gpd.GeoDataFrame
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voxels:
    """Voxels of a source: ``strat`` and ``lithok`` (z, y, x), z ascending centres [m NAP], y descending."""

    model: xr.Dataset
    notes: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()


class Connector(ABC):
    """A kind of source. A subclass sets `id`, `model` and `delivers`, and overrides what it delivers."""

    id: ClassVar[str]
    model: ClassVar[type[Source]]
    delivers: ClassVar[frozenset[Role]]

    def parse(self, entry: Mapping[str, object], folder: Path) -> Source:
        """Validate what an area file says; paths are relative to ``folder``."""
        return self.model.model_validate(entry, context={"folder": folder})

    def raster(self, source: Source, wish: Wish) -> Raster:
        """Deliver a raster on the grid of the twin."""
        raise NotImplementedError

    def features(self, source: Source, wish: Wish) -> Table:
        """Deliver the features that touch the bounding box."""
        raise NotImplementedError

    def voxels(self, source: Source, wish: Wish) -> Voxels:
        """Deliver the voxels whose columns overlap the grid."""
        raise NotImplementedError
