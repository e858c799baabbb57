"""Typed feature tables: which themes there are and which columns each must carry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from twin.errors import Problem, did_you_mean
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["NUMERIC_COLUMNS", "THEMES", "Group", "Theme", "check_features"]

Group = Literal["surface", "ground", "shallow", "subsurface", "deep"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A kind of feature.

    Parameters
    ----------
    name
        Key of the theme in `Twin.features`.
    label_nl, label_en
        What people call it.
    group
        Depth at which it lives; the page sorts its layers by it.
    color
        Default colour, ``#rrggbb``.
    geometry
        Geometry types that are accepted.
    required, optional
        Columns that must and that may be present. Levels are m NAP, depths m below ground, flows m3/s.
    """

    name: str
    label_nl: str
    label_en: str
    group: Group
    color: str
    geometry: tuple[str, ...]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The name as it stands in addresses: kebab case."""
        return self.name.replace("_", "-")


_POINT, _LINE, _AREA = ("Point", "MultiPoint"), ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")

_THEMES = (
    Theme(
        "buildings",
        "Gebouwen",
        "Buildings",
        "surface",
        "#d8cfc4",
        _AREA,
        ("floor_level", "year"),
        ("height", "use", "dwellings", "residents", "foundation", "head_level", "status"),
    ),
    Theme(
        "vital_objects",
        "Vitale objecten",
        "Vital objects",
        "surface",
        "#c2410c",
        _POINT + _AREA,
        (),
        ("name", "kind", "floor_level"),
    ),
    Theme(
        "dikes",
        "Dijken en kaden",
        "Dikes",
        "surface",
        "#6f9a4c",
        _LINE,
        ("crest_level", "kind"),
        (
            "name",
            "crest_method",
            "length",
            "return_period",
            "station",
            "rise_share",
            "foreshore_level",
            "wave_height",
            "wave_period",
            "wave_angle",
            "fetch",
            "wind_speed",
            "allowed_discharge",
            "stability_width",
            "water_level",
            "water_level_year",
            "inside",
        ),
    ),
    Theme(
        "dike_profiles",
        "Dijkprofielen",
        "Dike profiles",
        "surface",
        "#4d7c0f",
        _POINT + _LINE,
        ("dike",),
        (
            "crest_level",
            "crest_width",
            "outer_slope",
            "inner_slope",
            "outer_toe_level",
            "inner_toe_level",
            "outer_berm_width",
            "outer_berm_level",
            "inner_berm_width",
            "inner_berm_level",
            "cover_thickness",
            "cover_weight",
            "cover_resistance",
            "aquifer_top",
            "aquifer_thickness",
            "permeability",
            "grain_size",
            "firm_level",
            "stability_width",
            "source",
        ),
    ),
    Theme(
        "roads",
        "Wegen en spoor",
        "Roads and rail",
        "surface",
        "#8c877f",
        _LINE,
        (),
        ("kind", "name", "width"),
    ),
    Theme(
        "structures",
        "Kunstwerken",
        "Structures",
        "surface",
        "#44546a",
        _POINT + _LINE,
        (),
        ("kind", "name", "capacity", "sill_level", "width"),
    ),
    Theme(
        "watercourses",
        "Watergangen",
        "Watercourses",
        "ground",
        "#5b9fc4",
        _LINE + _AREA,
        (),
        ("kind", "name", "width", "water_level", "bed_level"),
    ),
    Theme(
        "peilgebieden",
        "Peilgebieden",
        "Water-level areas",
        "ground",
        "#3b82a0",
        _AREA,
        ("summer_level", "winter_level"),
        ("name",),
    ),
    Theme("land_use_areas", "Landgebruik", "Land use", "ground", "#b7d391", _AREA, (), ("land_use", "name")),
    Theme(
        "utility_lines",
        "Kabels en leidingen",
        "Cables and pipelines",
        "shallow",
        "#9a3fa0",
        _LINE,
        ("network", "depth", "depth_status"),
        ("diameter", "material", "name", "year"),
    ),
    Theme(
        "archaeology",
        "Archeologie",
        "Archaeology",
        "shallow",
        "#a16207",
        _AREA + _LINE,
        (),
        ("name", "kind", "period", "top_level", "base_level", "value"),
    ),
    Theme(
        "expectation_zones",
        "Archeologische verwachting",
        "Archaeological expectation",
        "shallow",
        "#d6a756",
        _AREA,
        (),
        ("expectation", "top_depth"),
    ),
    Theme(
        "boreholes",
        "Boringen",
        "Boreholes",
        "subsurface",
        "#57534e",
        _POINT,
        (),
        ("base_level", "description"),
    ),
    Theme(
        "wells",
        "Putten",
        "Wells",
        "subsurface",
        "#1d4ed8",
        _POINT,
        (),
        ("kind", "name", "screen_top", "screen_base", "discharge", "status"),
    ),
    Theme(
        "protection_zones",
        "Beschermingszones",
        "Protection zones",
        "subsurface",
        "#60a5fa",
        _AREA,
        (),
        ("name", "kind", "top_level", "base_level", "rule", "source", "status"),
    ),
    Theme(
        "ates",
        "Bodemenergie (WKO)",
        "Aquifer thermal energy storage",
        "subsurface",
        "#f97316",
        _POINT,
        (),
        ("name", "warm_x", "warm_y", "cold_x", "cold_y", "filter_top", "filter_base", "volume", "status"),
    ),
    Theme(
        "doublets",
        "Aardwarmte",
        "Geothermal doublets",
        "deep",
        "#dc2626",
        _POINT + _AREA,
        (),
        (
            "name",
            "status",
            "reservoir_top",
            "reservoir_base",
            "flow",
            "producer_x",
            "producer_y",
            "injector_x",
            "injector_y",
            "start",
            "end",
        ),
    ),
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in _THEMES}
"""Every theme by name, from above the ground to the deep subsurface."""

NUMERIC_COLUMNS = frozenset({
    "allowed_discharge", "aquifer_thickness", "aquifer_top", "base_level", "bed_level", "capacity",
    "cold_x", "cold_y", "cover_resistance", "cover_thickness", "cover_weight", "crest_level",
    "crest_width", "depth", "diameter", "discharge", "dwellings", "end", "fetch", "filter_base",
    "filter_top", "firm_level", "floor_level", "flow", "foreshore_level", "grain_size", "height",
    "injector_x", "injector_y", "inner_berm_level", "inner_berm_width", "inner_slope",
    "inner_toe_level", "land_use", "length", "outer_berm_level", "outer_berm_width", "outer_slope",
    "outer_toe_level", "permeability", "producer_x", "producer_y", "reservoir_base", "reservoir_top",
    "residents", "return_period", "rise_share", "screen_base", "screen_top", "sill_level",
    "stability_width", "start", "summer_level", "top_depth", "top_level", "volume", "warm_x", "warm_y",
    "water_level", "water_level_year", "wave_angle", "wave_height", "wave_period", "width", "wind_speed",
    "winter_level", "year",
})  # fmt: skip
"""Columns that hold numbers, in whatever theme they stand."""


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
