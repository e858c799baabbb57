"""From an area file to a twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from terrain.area import Area, Edges
from terrain.build_report import ReportEntry, as_json
from terrain.connectors import connectors
from terrain.connectors.base import Raster, Source, Table, Wish, places
from terrain.crests import with_crests
from terrain.surface import fetch_rasters, surface_dataset
from terrain.themes import as_theme
from twin.errors import InvalidInputError, Problem, invalid
from twin.features import THEMES
from twin.grid import GridSpec
from twin.progress import Progress, part, silent
from twin.state import Twin

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["build"]


def build(area: Area | Path | str | Mapping[str, Any], progress: Progress | None = None) -> Twin:
    """Build a twin of an area from the sources its area file names.

    Parameters
    ----------
    area
        An `Area`, the path of an area file, or a mapping with its keys (paths from the working folder).
    progress
        Hears how far the work is; may raise `twin.errors.Cancelled`.

    Returns
    -------
    Twin
        ``attributes["build_report"]`` says per source what was read (with SHA-256) and what was done to it.

    Raises
    ------
    InvalidInputError
        With every problem of the area file, or else every problem of its sources; nothing is written.
    """
    progress = progress or silent
    area = Area.load(area)
    grid, snapped = GridSpec.from_bbox(area.bbox, area.resolution)
    frame = _frame(area, grid, snapped=snapped)
    progress(0.0, "; ".join(frame.notes))
    found = _fetch(area, grid, part(progress, 0.0, 0.8))
    progress(0.8, "surface")
    tables = dict(found.tables)
    surface, said = surface_dataset(area, grid, found.rasters, tables, found.sea)
    if "dikes" in tables:
        tables["dikes"], crests = _crested(area, tables["dikes"], surface["ground_level"].values, grid)
        said.append(crests)
    twin = Twin.from_datasets(
        surface,
        found.below,
        tables,
        name=area.name,
        reference_year=area.reference_year,
        attributes=_attributes(area, [frame, *said, *found.entries]),
    )
    progress(1.0, "built")
    return twin


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything the sources gave."""

    tables: dict[str, gpd.GeoDataFrame]
    sea: gpd.GeoDataFrame | None
    rasters: dict[str, Raster]
    below: xr.DataTree | None
    entries: list[ReportEntry]


def _frame(area: Area, grid: GridSpec, *, snapped: bool) -> ReportEntry:
    how = f" snapped outwards from {list(area.bbox)}" if snapped else ""
    return ReportEntry(
        "grid", (), (f"{grid.nx} x {grid.ny} cells of {grid.dx:g} m", f"bbox {list(grid.bbox)}{how}")
    )


def _fetch(area: Area, grid: GridSpec, progress: Progress) -> _Found:
    """Read every source; the problems of features, rasters and voxels are reported together."""
    problems: list[Problem] = []
    collected = _attempt(problems, lambda: _collect(area, grid, part(progress, 0.0, 0.5)))
    progress(0.5, "rasters")
    rasters = _attempt(problems, lambda: fetch_rasters(area, grid))
    if "voxels" in area.sources:
        progress(0.9, "voxels")
    dug = _attempt(problems, lambda: _subsurface(area, grid))
    if collected is None or rasters is None or dug is None:
        raise InvalidInputError(problems)
    tables, sea, entries = collected
    return _Found(tables, sea, rasters, dug[0], [*entries, *dug[1]])


def _attempt[T](problems: list[Problem], action: Callable[[], T]) -> T | None:
    """Do something; when its input is wrong, note the problems and go on."""
    try:
        return action()
    except InvalidInputError as error:
        problems += error.problems
        return None


def _attributes(area: Area, report: list[ReportEntry]) -> dict[str, str]:
    files = sorted({source.name for entry in report for source in entry.inputs})
    return ({"license": area.licence} if area.licence else {}) | {
        "title_nl": area.title_nl or area.name,
        "title_en": area.title_en or area.name,
        "fictional": "false",
        "attribution": area.attribution,
        "sources": ", ".join(files),
        "build_report": as_json(report),
    }


def _collect(
    area: Area, grid: GridSpec, progress: Progress
) -> tuple[dict[str, gpd.GeoDataFrame], gpd.GeoDataFrame | None, list[ReportEntry]]:
    """Read every theme of the area, and the polygons of the sea; collect the problems of all of them."""
    tables: dict[str, gpd.GeoDataFrame] = {}
    entries: list[ReportEntry] = []
    problems: list[Problem] = []
    wanted = [theme for theme in (*THEMES, "sea") if theme in area.sources]
    for number, theme in enumerate(wanted):
        progress(number / len(wanted), theme)
        try:
            table, entry = _theme(theme, area.sources[theme], grid)
        except InvalidInputError as error:
            problems += error.problems
            continue
        if table is not None:
            tables[theme] = table
            entries.append(entry)
    if problems:
        raise InvalidInputError(problems)
    sea = tables.pop("sea", None)
    return tables, sea, entries


def _theme(
    theme: str, sources: tuple[Source, ...], grid: GridSpec
) -> tuple[gpd.GeoDataFrame | None, ReportEntry]:
    """Read the sources of a theme and put them under each other."""
    shaped: list[gpd.GeoDataFrame] = []
    read: list[Table] = []
    notes: list[str] = []
    problems: list[Problem] = []
    for source, field in zip(sources, places(f"sources.{theme}", len(sources)), strict=True):
        if isinstance(source, Edges):
            continue
        try:
            table = connectors()[source.connector].features(source, Wish(theme, field, grid))
            features, said = (
                (table.features, [])
                if theme == "sea"
                else as_theme(theme, table.features, source, field, grid.bbox)
            )
        except InvalidInputError as error:
            problems += error.problems
            continue
        shaped.append(features)
        read.append(table)
        notes += [*table.notes, *said]
    if problems:
        raise InvalidInputError(problems)
    if not shaped:
        return None, ReportEntry(theme, (), ())
    whole = shaped[0] if len(shaped) == 1 else pd.concat(shaped, ignore_index=True)
    inputs = tuple(source for table in read for source in table.inputs)
    return whole, ReportEntry(theme, inputs, (f"{len(whole)} features", *dict.fromkeys(notes)))


def _subsurface(area: Area, grid: GridSpec) -> tuple[xr.DataTree | None, list[ReportEntry]]:
    """Read the voxels below the area, on their own grid."""
    if not (sources := area.sources.get("voxels")):
        return None, []
    if len(sources) > 1:
        raise invalid("sources.voxels", len(sources), "takes one source", "Join the files first.")
    found = connectors()[sources[0].connector].voxels(sources[0], Wish("voxels", "sources.voxels", grid))
    return xr.DataTree.from_dict({"/voxels": found.model}), [ReportEntry("voxels", found.inputs, found.notes)]


def _crested(
    area: Area, dikes: gpd.GeoDataFrame, ground: Any, grid: GridSpec
) -> tuple[gpd.GeoDataFrame, ReportEntry]:
    from_ground = any(source.crest == "ground" for source in area.sources["dikes"])
    crested = with_crests(dikes, ground, grid, from_ground=from_ground)
    counts = crested["crest_method"].value_counts().sort_index()
    return crested, ReportEntry(
        "crests", (), tuple(f"{count} from {method}" for method, count in counts.items())
    )
