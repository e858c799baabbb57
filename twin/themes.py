"""Which themes of features a twin can hold, and the columns that each carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["COMMON", "NUMERIC_COLUMNS", "THEMES", "Group", "Theme"]

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

COMMON = ("status", "start", "end", "owner", "source", "sigma_xy", "sigma_z")
"""Columns that every theme may carry: status (existing, licence, planned, reserved), calendar years of use,
the system or plan that a feature is part of, where it is recorded, and deviations of place and level [m]."""

_THEMES = (
    Theme("buildings", "Gebouwen", "Buildings", "surface", "#d8cfc4", _AREA, ("floor_level", "year"),
          ("height", "use", "dwellings", "residents", "foundation", "head_level", "status")),
    Theme("vital_objects", "Vitale objecten", "Vital objects", "surface", "#c2410c", _POINT + _AREA, (),
          ("name", "kind", "floor_level")),
    Theme("dikes", "Dijken en kaden", "Dikes", "surface", "#6f9a4c", _LINE, ("crest_level", "kind"),
          ("name", "crest_method", "length", "return_period", "station", "rise_share",
           "foreshore_level", "wave_height", "wave_period", "wave_angle", "fetch", "wind_speed",
           "allowed_discharge", "stability_width", "water_level", "water_level_year", "inside")),
    Theme("dike_profiles", "Dijkprofielen", "Dike profiles", "surface", "#4d7c0f", _POINT + _LINE,
          ("dike",),
          ("crest_level", "crest_width", "outer_slope", "inner_slope", "outer_toe_level",
           "inner_toe_level", "outer_berm_width", "outer_berm_level", "inner_berm_width",
           "inner_berm_level", "cover_thickness", "cover_weight", "cover_resistance", "aquifer_top",
           "aquifer_thickness", "permeability", "grain_size", "firm_level", "stability_width",
           "source")),
    Theme("dike_zones", "Dijkzones", "Dike zones", "surface", "#84a98c", _AREA, ("dike", "kind"),
          ("top_level", "base_level")),
    Theme("roads", "Wegen en spoor", "Roads and rail", "surface", "#8c877f", _LINE, (),
          ("kind", "name", "width")),
    Theme("structures", "Kunstwerken", "Structures", "surface", "#44546a", _POINT + _LINE, (),
          ("kind", "name", "capacity", "sill_level", "width")),
    Theme("trees", "Bomen", "Trees", "surface", "#3f7d3a", _POINT, ("crown_radius",),
          ("growth", "root_depth", "name")),
    Theme("watercourses", "Watergangen", "Watercourses", "ground", "#5b9fc4", _LINE + _AREA, (),
          ("kind", "name", "width", "water_level", "bed_level")),
    Theme("peilgebieden", "Peilgebieden", "Water-level areas", "ground", "#3b82a0", _AREA,
          ("summer_level", "winter_level"), ("name",)),
    Theme("land_use_areas", "Landgebruik", "Land use", "ground", "#b7d391", _AREA, (),
          ("land_use", "name")),
    Theme("utility_lines", "Kabels en leidingen", "Cables and pipelines", "shallow", "#9a3fa0", _LINE,
          ("network", "depth", "depth_status"),
          ("diameter", "width", "material", "contents", "name", "year", "pressure", "weight",
           "crossing_depth", "depth_source", "precaution")),
    Theme("archaeology", "Archeologie", "Archaeology", "shallow", "#a16207", _AREA + _LINE, (),
          ("name", "kind", "period", "top_level", "base_level", "value", "free_area", "free_depth")),
    Theme("expectation_zones", "Archeologische verwachting", "Archaeological expectation", "shallow",
          "#d6a756", _AREA, (),
          ("expectation", "top_depth", "free_area", "free_depth")),
    Theme("excavations", "Ontgravingen en ondergrondse bouw", "Excavations and underground works", "shallow",
          "#b45309", _AREA, ("kind",),
          ("name", "depth", "top_level", "base_level", "pile_base", "head_lowering")),
    Theme("infiltration", "Infiltratie", "Infiltration", "shallow", "#0e7490", _POINT + _AREA, ("kind",),
          ("name", "top_level", "base_level", "rate")),
    Theme("boreholes", "Boringen", "Boreholes", "subsurface", "#57534e", _POINT, (),
          ("base_level", "ground_level", "description", "kind", "intervals")),
    Theme("extractions", "Winning van delfstoffen", "Extraction of minerals", "subsurface", "#ca8a04", _AREA,
          ("kind",), ("name", "top_level", "base_level")),
    Theme("wells", "Putten", "Wells", "subsurface", "#1d4ed8", _POINT, (),
          ("kind", "name", "screen_top", "screen_base", "discharge", "status", "field", "valid_from")),
    Theme("protection_zones", "Beschermingszones", "Protection zones", "subsurface", "#60a5fa", _AREA, (),
          ("name", "kind", "top_level", "base_level", "rule", "source", "status", "province", "layer",
           "valid_from")),
    Theme("ates", "Bodemenergie (WKO)", "Aquifer thermal energy storage", "subsurface", "#f97316",
          _POINT, (), ("name", "warm_x", "warm_y", "cold_x", "cold_y", "filter_top", "filter_base", "volume",
           "drift_x", "drift_y")),
    Theme("closed_loops", "Bodemlussen", "Closed loops", "subsurface", "#ea580c", _POINT, ("base_level",),
          ("name", "top_level", "heat")),
    Theme("doublets", "Aardwarmte", "Geothermal doublets", "deep", "#dc2626", _POINT + _AREA, (),
          ("name", "status", "reservoir_top", "reservoir_base", "flow", "producer_x", "producer_y",
           "injector_x", "injector_y", "start", "end", "surface_x", "surface_y", "kickoff_level",
           "well_length", "injection_temperature", "porosity", "permeability")),
    Theme("storage", "Ondergrondse opslag", "Underground storage", "deep", "#7c3aed", _POINT + _AREA,
          ("kind",), ("name", "top_level", "base_level")),
)  # fmt: skip

THEMES: dict[str, Theme] = {theme.name: theme for theme in _THEMES}
"""Every theme by name, from above the ground to the deep subsurface."""

NUMERIC_COLUMNS = frozenset({
    "allowed_discharge", "aquifer_thickness", "aquifer_top", "base_level", "bed_level", "capacity",
    "cold_x", "cold_y", "cover_resistance", "cover_thickness", "cover_weight", "crest_level",
    "crest_width", "crossing_depth", "crown_radius", "depth", "diameter", "discharge", "drift_x",
    "drift_y", "dwellings", "end", "fetch", "filter_base", "filter_top", "firm_level", "floor_level",
    "flow", "foreshore_level", "free_area", "free_depth", "grain_size", "growth", "head_lowering",
    "heat", "height", "injection_temperature", "injector_x", "injector_y", "inner_berm_level",
    "inner_berm_width", "inner_slope", "inner_toe_level", "kickoff_level", "land_use", "length",
    "outer_berm_level", "outer_berm_width", "outer_slope", "outer_toe_level", "permeability",
    "pile_base", "porosity", "pressure", "producer_x", "producer_y", "rate", "reservoir_base",
    "reservoir_top", "residents", "return_period", "rise_share", "root_depth", "screen_base",
    "screen_top", "sigma_xy", "sigma_z", "sill_level", "stability_width", "start", "summer_level",
    "surface_x", "surface_y", "top_depth", "top_level", "volume", "warm_x", "warm_y", "water_level",
    "water_level_year", "wave_angle", "wave_height", "wave_period", "weight", "well_length", "width",
    "wind_speed", "winter_level", "year",
})  # fmt: skip
"""Columns that hold numbers, in whatever theme they stand."""
