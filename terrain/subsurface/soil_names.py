"""From the words and codes of Dutch borehole descriptions to the lithoclasses of GeoTOP."""

from __future__ import annotations

import re

__all__ = ["from_dino", "from_name", "sand_class"]

ANTHROPOGENIC, PEAT, CLAY, LOAM = 0, 1, 2, 3
FINE, MEDIUM, COARSE, GRAVEL, SHELLS = 5, 6, 7, 8, 9

_LIMITS = (150.0, 300.0)  # micrometres between fine, medium and coarse sand, GeoTOP [unverified]
_GRADES = {
    "uiterstfijn": FINE, "zeerfijn": FINE, "matigfijn": MEDIUM, "matiggrof": MEDIUM, "zeergrof": COARSE,
    "uiterstgrof": COARSE, "zuf": FINE, "zzf": FINE, "zfc": FINE, "zmf": MEDIUM, "zmg": MEDIUM, "zmc": MEDIUM,
    "zzg": COARSE, "zug": COARSE, "zgc": COARSE,
}  # fmt: skip
"""NEN 5104 classes of the sand median, by name and by code (Z*C are coarser groups of old descriptions)."""
_ENDS = (
    (("veen", "detritus", "humus", "bruinkool", "gyttja"), PEAT), (("leem", "silt", "zavel"), LOAM),
    (("grind",), GRAVEL), (("schelpen",), SHELLS),
)  # fmt: skip
_MADE = ("puin", "slakken", "afval", "huisvuil", "asfalt", "beton", "steenslag")
_NUMBERS = re.compile(r"(\d+)tot(\d+)(um|mm)?")


def sand_class(median: str | float | None) -> int:
    """Class of sand by its median grain: micrometres, a code, or the name of a class; medium when not told.

    Examples
    --------
    >>> sand_class(120.0), sand_class("middelgrof300tot420um"), sand_class("matigFijnNEN5104"), sand_class("")
    (5, 7, 6, 6)
    """
    if isinstance(median, int | float):
        return FINE if median < _LIMITS[0] else MEDIUM if median < _LIMITS[1] else COARSE
    word = (median or "").lower()
    if (found := _NUMBERS.search(word)) is not None:
        per = 1000.0 if found[3] == "mm" else 1.0
        return sand_class(per * (float(found[1]) + float(found[2])) / 2)
    return next((grade for name, grade in _GRADES.items() if word.startswith(name)), MEDIUM)


def from_name(name: str, median: str | float | None = None, *, made: bool = False) -> int | None:
    """Lithoclass of a soil by its Dutch name, as in the BRO; None where the name is not known.

    Parameters
    ----------
    name
        E.g. ``sterkZandigeKleiMetGrind``: the main soil is the last word, admixtures stand before it.
    median
        Median of the sand, as `sand_class` takes it.
    made
        Whether people put it there.

    Examples
    --------
    >>> from_name("sterkZandigeKleiMetGrind"), from_name("zwakSiltigZand", 220.0), from_name("siltigVeen")
    (3, 6, 1)
    """
    word = name.strip().lower().partition("met")[0]
    if made or word.startswith(_MADE):
        return ANTHROPOGENIC
    if word.endswith("klei"):
        return LOAM if "zandig" in word else CLAY
    if word.endswith("zand"):
        return LOAM if "kleiig" in word else sand_class(median)
    return next((soil for ends, soil in _ENDS if word.endswith(ends)), None)


def from_dino(lith: str, sandy: str = "", clayey: str = "", median: str | float | None = None) -> int | None:
    """Lithoclass by the codes of DINO (after NEN 5104); None for no sample, and for what is not known.

    Parameters
    ----------
    lith
        Main soil: K clay, L loam, V peat, Z sand, G gravel, SHE shells.
    sandy, clayey
        Codes of the admixture of sand and of clay, such as Z2 and K1; empty without.
    median
        Median of the sand: micrometres or the code of its class.

    Examples
    --------
    >>> from_dino("K"), from_dino("K", "Z2"), from_dino("Z", median="ZMG"), from_dino("GM")
    (2, 3, 6, None)
    """
    if lith == "K":
        return LOAM if sandy else CLAY
    if lith == "Z":
        return LOAM if clayey else sand_class(median)
    return {"V": PEAT, "L": LOAM, "G": GRAVEL, "SHE": SHELLS}.get(lith)
