"""What Dutch open data calls the columns of a theme and their values, where an area file does not say."""

from __future__ import annotations

__all__ = ["TRANSLATIONS", "aliases"]

_ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
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


def aliases(theme: str, column: str) -> tuple[str, ...]:
    """Give the names that a column of a theme may have in Dutch open data, its own name first."""
    return (column, *_ALIASES.get(theme, {}).get(column, ()), *_ALIASES[""].get(column, ()))
