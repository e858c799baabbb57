"""Files on this machine: GeoTIFF, NetCDF, GeoPackage, GeoJSON, GeoParquet."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from terrain.connectors._files import LocalPaths
from terrain.connectors._header import LIMIT_READ, Header, unreadable
from terrain.connectors._raster import open_header
from terrain.connectors._resample import Patch, join, place
from terrain.connectors._vector import read_tables
from terrain.connectors.base import Connector, Input, Raster, Role, Source, Table, Wish, places
from terrain.plausibility import sentinel_problem
from terrain.units import TO_SI, unit_problem
from twin.errors import InvalidInputError, Problem, invalid

__all__ = ["File", "FileSource"]


class FileSource(Source):
    """One file, or several that are put together (the first on top)."""

    connector: Literal["file"]
    path: LocalPaths
    layer: str | None = Field(None, description="Layer of a GeoPackage.")
    variable: str | None = Field(None, description="Variable of a NetCDF file.")


class File(Connector):
    """Read local files with one explicit driver each."""

    id: ClassVar[str] = "file"
    model: ClassVar[type[Source]] = FileSource
    delivers: ClassVar[frozenset[Role]] = frozenset({"raster", "features"})

    def raster(self, source: Source, wish: Wish) -> Raster:
        """Read, check and mosaic raster files onto the grid."""
        assert isinstance(source, FileSource)
        if source.layer is not None:
            raise invalid(f"{wish.field}.layer", source.layer, "has no meaning for a raster", "Leave it out.")
        headers = _open_all(source, wish)
        parts = [_read_part(header, source, wish) for header in headers]
        patches = [patch for patch, _ in parts]
        values, methods = _mosaic(patches, wish, continuous=wish.continuous)
        water = np.zeros(wish.grid.shape, bool)
        if source.water is not None:
            marks = [Patch(mask.astype(float), p.left, p.top, p.dx, p.dy) for p, mask in parts]
            water = np.nan_to_num(_mosaic(marks, wish, continuous=False)[0]) > 0.5
            values[water] = np.nan
        inputs = tuple(Input.of(header.path, source) for header in headers)
        return Raster(values.astype(np.float32), water, inputs, tuple(methods))

    def features(self, source: Source, wish: Wish) -> Table:
        """Read the features of the files that touch the bounding box, in EPSG:28992."""
        assert isinstance(source, FileSource)
        return read_tables(source, source.path, source.layer, wish)


def _open_all(source: FileSource, wish: Wish) -> list[Header]:
    """Open every file, refuse what is wrong with any of them, and leave out those outside the grid."""
    headers: list[Header] = []
    problems: list[Problem] = []
    for path, field in zip(source.path, places(wish.field, len(source.path)), strict=True):
        try:
            headers.append(open_header(path, field, source.variable))
        except InvalidInputError as error:
            problems += error.problems
    if wish.name == "ground_level":
        found = (unit_problem(header.unit, source.unit, wish.field) for header in headers)
        problems += [problem for problem in found if problem]
    if problems:
        raise InvalidInputError(problems)
    inside = [header for header in headers if header.window(wish.grid.bbox)]
    if not inside:
        extents = "; ".join(f"{h.path.name} [{', '.join(f'{edge:g}' for edge in h.box)}]" for h in headers)
        bbox = ", ".join(f"{edge:g}" for edge in wish.grid.bbox)
        raise invalid(
            f"{wish.field}.path", extents, f"lies outside the bbox [{bbox}]", "Give files of this area."
        )
    _affordable(inside, wish)
    return inside


def _affordable(headers: list[Header], wish: Wish) -> None:
    windows = [header.window(wish.grid.bbox) for header in headers]
    cells = sum(window[2] * window[3] for window in windows if window)
    if (size := cells * 8) > LIMIT_READ:
        amount = f"{cells / 1e6:,.0f} million cells = {size / 2**30:.1f} GB"
        message = f"{amount} would be read, at most {LIMIT_READ >> 30} GB"
        names = ", ".join(header.path.name for header in headers)
        raise invalid(
            f"{wish.field}.path", names, message, "Make the bbox smaller or resample the files first."
        )


def _read_part(header: Header, source: FileSource, wish: Wish) -> tuple[Patch, npt.NDArray[np.bool_]]:
    """Read the window of one file: NoData to NaN, water apart, unit to metres; refuse what cannot be true."""
    window = header.window(wish.grid.bbox)
    assert window is not None
    row, column, rows, columns = window
    try:
        raw = header.read(row, column, rows, columns)
    except (OSError, RuntimeError) as error:
        raise unreadable(header.path, wish.field, error) from None
    missing = _missing(raw, (header.nodata, *source.nodata))
    water = np.zeros(raw.shape, bool)
    for value in source.water.values if source.water else ():
        water |= raw == raw.dtype.type(value)
    factor = TO_SI[source.unit or "m"]
    if wish.name == "ground_level":
        known = raw[~missing & ~water]
        if problem := sentinel_problem(known, wish.field, factor * header.scale):
            raise InvalidInputError([problem])
    values = (raw.astype(np.float64) * header.scale + header.offset) * factor
    values[missing | water] = np.nan
    if source.classes:
        values = _recoded(values, source.classes, wish)
    left, top = header.left + column * header.dx, header.top - row * header.dy
    return Patch(values, left, top, header.dx, header.dy), water & ~missing


def _missing(raw: npt.NDArray[Any], nodata: tuple[float | None, ...]) -> npt.NDArray[np.bool_]:
    missing = np.isnan(raw) if raw.dtype.kind == "f" else np.zeros(raw.shape, bool)
    for value in nodata:
        if value is not None and not np.isnan(value) and _holds(raw.dtype, value):
            missing |= raw == raw.dtype.type(value)
    return missing


def _holds(kind: np.dtype[Any], value: float) -> bool:
    if kind.kind == "f":
        return True
    return value == int(value) and bool(np.iinfo(kind).min <= value <= np.iinfo(kind).max)


def _recoded(values: npt.NDArray[np.float64], classes: dict[int, int], wish: Wish) -> npt.NDArray[np.float64]:
    """Translate the classes of the source; refuse those that have no translation."""
    found = np.unique(values[~np.isnan(values)])
    if unknown := sorted(int(code) for code in found if int(code) not in classes):
        listed = ", ".join(map(str, unknown[:20]))
        raise invalid(
            f"{wish.field}.classes", listed, "these classes have no translation", "Add them to `classes`."
        )
    recoded = np.full(values.shape, np.nan)
    for code in found:
        recoded[values == code] = classes[int(code)]
    return recoded


def _mosaic(
    patches: list[Patch], wish: Wish, *, continuous: bool
) -> tuple[npt.NDArray[np.float64], list[str]]:
    """Place the patches on the grid, the first on top."""
    joined = join(patches)
    total = np.full(wish.grid.shape, np.nan)
    methods: list[str] = []
    for patch in joined:
        values, method = place(patch, wish.grid, continuous=continuous)
        np.copyto(total, values, where=np.isnan(total))
        methods += [] if method in methods else [method]
    if len(joined) > 1:
        sizes = ", ".join(f"{size:g} m" for size in sorted({patch.dx for patch in patches}))
        methods.append(f"{len(joined)} files on different lattices (cells of {sizes})")
    return total, methods
