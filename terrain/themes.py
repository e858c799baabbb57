"""From the table of a source to a theme of the twin: columns, ids, units, clipping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from terrain.connectors._vector import columns_there
from terrain.connectors.base import Source
from terrain.dutch_columns import TRANSLATIONS, aliases
from terrain.plausibility import HIGHEST, LOWEST
from terrain.units import TO_SI
from twin.errors import InvalidInputError, Problem, did_you_mean
from twin.features import NUMERIC_COLUMNS, THEMES
from twin.themes import COMMON

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["as_theme"]

_MISSING = (-9999.0, -999.0, -99999.0)
_SURFACE = ("surface", "ground")
Box = tuple[float, float, float, float]


def as_theme(
    theme: str, table: gpd.GeoDataFrame, source: Source, field: str, box: Box
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Bring the features of a source into the form of a theme.

    Parameters
    ----------
    theme
        One of `twin.features.THEMES`.
    table
        Features in EPSG:28992 with the columns of the source.
    source
        Which columns, values and units the area file names.
    field
        Where the source stands in the area file.
    box
        Outer edges of the grid: buildings are kept whole when they stand in it, the rest is cut.

    Returns
    -------
    tuple
        The table of the theme, and what was done to it in words.

    Raises
    ------
    InvalidInputError
        If columns are unknown or missing, ids are not unique or levels cannot be m NAP.
    """
    named, notes, problems = _columns(theme, table, source, field)
    if problems:
        raise InvalidInputError(problems)
    shaped, said = _clipped(theme, named, box)
    notes += said + _void_missing(shaped)
    if problems := [*_id_problems(shaped, field), *_level_problems(theme, shaped, field)]:
        raise InvalidInputError(problems)
    return shaped, notes


def _columns(
    theme: str, table: gpd.GeoDataFrame, source: Source, field: str
) -> tuple[gpd.GeoDataFrame, list[str], list[Problem]]:
    """Choose, translate and convert the columns of a theme."""
    import geopandas as gpd
    import pandas as pd

    spec = THEMES[theme]
    ours = tuple(dict.fromkeys(("id", *spec.required, *spec.optional, *COMMON)))
    problems = list(_naming_problems(ours, table, source, field))
    found = {column: _source_column(theme, column, table, source) for column in ours}
    columns: dict[str, Any] = {}
    notes: list[str] = []
    for column in ours:
        if column in source.values:
            columns[column] = np.full(len(table), source.values[column])
        elif (theirs := found[column]) is not None and theirs in table.columns:
            columns[column], wrong = _converted(theme, column, table[theirs], source, field)
            problems += wrong
            notes += [f"{column} from {theirs}"] if theirs != column else []
        elif column == "id":
            columns[column] = [f"{spec.slug}-{number}" for number in range(1, len(table) + 1)]
            notes.append("ids numbered in the order of the file")
        elif column in source.columns:
            continue  # named, but not in the file: reported by _naming_problems
        elif column in spec.required and not (theme == "dikes" and column == "crest_level"):
            remedy = f"Name it: columns: {{{column}: ...}}. {columns_there(column, table)}"
            problems.append(Problem(f"{field}.columns.{column}", None, "required column is missing", remedy))
    if problems:
        return table, notes, problems
    if lost := int(pd.isna(np.asarray(columns["id"], object)).sum()):
        remedy = "Name a column that every feature has: columns: {id: ...}."
        return table, notes, [Problem(f"{field}.columns.id", found["id"], f"{lost} ids are missing", remedy)]
    columns["id"] = [_text(value) for value in np.asarray(columns["id"]).tolist()]
    return gpd.GeoDataFrame(columns, geometry=table.geometry.to_numpy(), crs=table.crs), notes, []


def _naming_problems(
    ours: tuple[str, ...], table: gpd.GeoDataFrame, source: Source, field: str
) -> list[Problem]:
    """Find columns that the area file names and that are not there, on our side or on theirs."""
    problems = []
    for key in ("columns", "values", "units", "translate"):
        for column in getattr(source, key):
            if column not in ours:
                where = f"{field}.{key}.{column}"
                problems.append(
                    Problem(where, column, "is not a column of this theme", did_you_mean(column, ours))
                )
    for column, theirs in source.columns.items():
        if theirs not in table.columns:
            where = f"{field}.columns.{column}"
            problems.append(
                Problem(where, theirs, "the file has no such column", columns_there(theirs, table))
            )
    return problems


def _source_column(theme: str, column: str, table: gpd.GeoDataFrame, source: Source) -> str | None:
    """Name the column of the source that holds ours: as the area file says, else by its usual names."""
    if column in source.columns:
        return source.columns[column]
    if theme == "dikes" and column == "crest_level" and source.crest == "ground":
        return None
    candidates = [name for name in aliases(theme, column) if name in table.columns]
    if column == "id":
        candidates = [name for name in candidates if table[name].is_unique and table[name].notna().all()]
    if column in COMMON and column in NUMERIC_COLUMNS:  # words such as "end" may mean other things elsewhere
        candidates = [name for name in candidates if table[name].dtype.kind in "iuf"]
    return candidates[0] if candidates else None


def _converted(
    theme: str, column: str, values: pd.Series, source: Source, field: str
) -> tuple[Any, list[Problem]]:
    """Translate names, read numbers and convert units of one column."""
    import pandas as pd

    table = {**TRANSLATIONS.get(theme, {}).get(column, {}), **source.translate.get(column, {})}
    if table:
        values = pd.Series([table.get(_text(value), value) for value in values.tolist()], name=values.name)
    if column in NUMERIC_COLUMNS:
        try:
            values = pd.to_numeric(values)
        except (ValueError, TypeError) as error:
            remedy = "Name a column with numbers."
            return None, [Problem(f"{field}.columns.{column}", values.name, f"holds text ({error})", remedy)]
        if values.dtype.kind not in "iu" or values.isna().any():
            values = pd.Series(values.to_numpy(dtype=float, na_value=np.nan))
    if (factor := TO_SI[source.units.get(column, "m")]) != 1.0:
        values = values * factor
    return (values.to_numpy() if values.dtype.kind in "iuf" else values.array), []


def _text(value: object) -> str:
    """Codes and ids as text: 283.0 and 283 are the same."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _clipped(theme: str, table: gpd.GeoDataFrame, box: Box) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Keep what lies in the box; lines and areas are cut at its edge, buildings stay whole."""
    import shapely

    shapes = table.geometry.to_numpy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    broken = ~shapely.is_valid(shapes) & ~empty
    shapes[broken] = shapely.make_valid(shapes[broken])
    frame = shapely.box(*box)
    notes = [
        f"{int(count)} {what}"
        for count, what in (
            (empty.sum(), "features without geometry left out"),
            (broken.sum(), "invalid geometries mended"),
        )
        if count
    ]
    if theme == "buildings":
        inside = shapely.intersects(shapely.point_on_surface(shapes), frame)
    else:
        shapes, inside = _cut(shapes, frame)
    keep = ~empty & inside
    kept = table[keep].set_geometry(shapes[keep], crs=table.crs).reset_index(drop=True)
    return kept, [*notes, f"{len(kept)} of {len(table)} features of the window lie in the bbox"] if len(
        kept
    ) < len(table) else notes


def _cut(shapes: Any, frame: Any) -> tuple[Any, Any]:
    """Cut shapes at the frame; a touch of lower dimension is no overlap."""
    import shapely

    cut = shapely.intersection(shapes, frame)
    crossing = ~np.asarray(shapely.covered_by(shapes, frame))
    result = np.where(crossing, cut, shapes)
    same = shapely.get_dimensions(result) == shapely.get_dimensions(shapes)
    mixed = shapely.get_type_id(result) == shapely.GeometryType.GEOMETRYCOLLECTION
    for index in np.flatnonzero(mixed):
        wanted = shapely.get_dimensions(shapes[index])
        parts = [part for part in shapely.get_parts(result[index]) if shapely.get_dimensions(part) == wanted]
        result[index] = shapely.union_all(parts) if parts else shapely.Point()
    return result, same & ~shapely.is_empty(result)


def _void_missing(table: gpd.GeoDataFrame) -> list[str]:
    """Turn the codes for 'missing' in numeric columns into NaN, in place of a table that is ours alone."""
    notes = []
    for column in table.columns:
        values = table[column]
        if column == table.geometry.name or values.dtype.kind not in "iuf":
            continue
        coded = np.isin(values.to_numpy().astype(float), _MISSING)
        if coded.any():
            table[column] = np.where(coded, np.nan, values.to_numpy().astype(float))
            notes.append(f"{int(coded.sum())} missing values (-9999) in {column}")
    return notes


def _id_problems(table: gpd.GeoDataFrame, field: str) -> list[Problem]:
    twice = table.loc[table["id"].duplicated(), "id"]
    if twice.empty:
        return []
    remedy = "Name a column with unique values: columns: {id: ...}."
    return [Problem(f"{field}.columns.id", twice.iloc[0], f"{len(twice)} ids occur more than once", remedy)]


def _level_problems(theme: str, table: gpd.GeoDataFrame, field: str) -> list[Problem]:
    """Refuse levels at the surface that no place in the Netherlands has."""
    if THEMES[theme].group not in _SURFACE:
        return []
    problems = []
    for column in (name for name in table.columns if str(name).endswith("_level")):
        values = table[column]
        low, high = values.min(), values.max()
        if low < LOWEST or high > HIGHEST:
            message = f"lies outside {LOWEST:g}..{HIGHEST:g} m NAP: centimetres?"
            remedy = f"Add units: {{{column}: cm}} if these are centimetres."
            problems.append(Problem(f"{field}.columns.{column}", f"{low:g}..{high:g}", message, remedy))
    return problems
