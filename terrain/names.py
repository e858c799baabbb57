"""What Dutch open data calls the columns of a theme, tried when an area file does not say."""

from __future__ import annotations

__all__ = ["ALIASES", "FACTORS", "NUMBERS", "TRANSLATIONS", "aliases"]

ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "": {
        "id": ("identificatie", "identifica", "code", "globalid", "nen3610id", "objectid", "gid"),
        "name": ("naam",),
        "status": ("pandstatus", "statusobject"),
    },
    "buildings": {"year": ("bouwjaar", "oorspronkelijkbouwjaar", "oorspronkelijk_bouwjaar")},
    "peilgebieden": {
        "summer_level": ("zomerpeil", "water_level_summer"),
        "winter_level": ("winterpeil", "water_level_winter"),
    },
    "dikes": {"crest_level": ("kruinhoogte",), "kind": ("typewaterkering",)},
    "watercourses": {
        "kind": ("soortoppwaterkwantiteit",),
        "width": ("breedte",),
        "bed_level": ("ws_bodemhoogte", "bodemhoogte"),
    },
    "structures": {
        "sill_level": ("laagstedoorstroomhoogte",),
        "width": ("doorstroombreedte", "breedteopening"),
    },
}
"""Per theme ("" is every theme) our column and its names in BAG, BGT, DAMO and HyDAMO, the best first."""

TRANSLATIONS: dict[str, dict[str, dict[str, str]]] = {
    "dikes": {"kind": {"dijk": "dike", "duin": "dune", "kunstwerk": "structure"}},
    "watercourses": {"kind": {"schouwsloot": "ditch", "sloot": "ditch", "beek": "brook", "rivier": "river"}},
}
"""Per theme and column: DAMO's value to ours."""

NUMBERS = frozenset(
    [
        "year",
        "height",
        "dwellings",
        "residents",
        "crest_level",
        "floor_level",
        "sill_level",
        "water_level",
        "bed_level",
        "summer_level",
        "winter_level",
        "top_level",
        "base_level",
        "width",
        "length",
        "return_period",
        "depth",
        "diameter",
        "capacity",
        "discharge",
        "volume",
        "flow",
        "screen_top",
        "screen_base",
        "filter_top",
        "filter_base",
        "reservoir_top",
        "reservoir_base",
        "top_depth",
    ]
)
"""Columns that hold numbers; text that is one is read as one."""

FACTORS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "m3/s": 1.0, "m3/min": 1 / 60, "m3/h": 1 / 3600, "l/s": 0.001}
"""Factor from the unit of a column to SI."""


def aliases(theme: str, column: str) -> tuple[str, ...]:
    """Give the names that a column of a theme may have in Dutch open data, its own name first."""
    return (column, *ALIASES.get(theme, {}).get(column, ()), *ALIASES[""].get(column, ()))
