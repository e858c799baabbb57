"""Typed feature tables: what keeps a table from being a theme of the twin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from twin.errors import Problem, did_you_mean
from twin.grid import CRS
from twin.themes import NUMERIC_COLUMNS, THEMES, Group, Theme

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["NUMERIC_COLUMNS", "THEMES", "Group", "Theme", "check_features"]


def check_features(theme: str, table: gpd.GeoDataFrame) -> list[Problem]:
    """List what keeps a table from being a theme of the twin.

    Parameters
    ----------
    theme
        Key of `THEMES`.
    table
        Features with the columns of the theme; further columns are let through.
    """
    if theme not in THEMES:
        return [Problem(f"features.{theme}", theme, "is not a theme", did_you_mean(theme, THEMES))]
    spec, field = THEMES[theme], f"features.{theme}"
    if not hasattr(table, "geom_type"):
        given = type(table).__name__
        return [Problem(field, given, "is no table with geometry", "Give a geopandas.GeoDataFrame.")]
    problems = [
        Problem(
            f"{field}.{column}", None, "column is missing", f"Columns there are: {', '.join(table.columns)}."
        )
        for column in ("id", *spec.required)
        if column not in table.columns
    ]
    if table.crs is None:
        problems.append(
            Problem(f"{field}.crs", None, "has no reference system", f"Give the layer its CRS ({CRS}).")
        )
    elif table.crs.to_epsg() not in {28992, 7415}:
        problems.append(
            Problem(f"{field}.crs", table.crs.to_string(), f"is not {CRS}", "Transform it first.")
        )
    strange = sorted({str(kind) for kind in table.geom_type.unique() if kind} - set(spec.geometry))
    if strange:
        problems.append(
            Problem(
                f"{field}.geometry", ", ".join(strange), "does not fit", f"Use {', '.join(spec.geometry)}."
            )
        )
    problems += [
        Problem(f"{field}.{column}", str(table[column].dtype), "holds no numbers", "Give int or float.")
        for column in table.columns
        if column in spec.required
        and column in NUMERIC_COLUMNS
        and len(table)
        and table[column].dtype.kind not in "iuf"
    ]
    problems += [
        Problem(f"{field}.{column}", "inf", "holds an infinite number", "Leave out (NaN) what is not known.")
        for column in table.columns
        if column in spec.required and table[column].dtype.kind == "f"
        if table[column].isin([math.inf, -math.inf]).any()
    ]
    if "id" in table.columns and table["id"].isna().any():
        problems.append(Problem(f"{field}.id", None, "is missing somewhere", "Give every feature an id."))
    if "id" in table.columns and table["id"].duplicated().any():
        twice = table.loc[table["id"].duplicated(), "id"].iloc[0]
        problems.append(
            Problem(f"{field}.id", twice, "occurs more than once", "Give every feature its own id.")
        )
    return problems
