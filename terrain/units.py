"""Units that sources use: their factor to SI, and whether a file and its area file name the same one."""

from __future__ import annotations

from twin.errors import Problem

__all__ = ["TO_SI", "unit_problem"]

TO_SI = {"m": 1.0, "cm": 0.01, "mm": 0.001, "m3/s": 1.0, "m3/min": 1 / 60, "m3/h": 1 / 3600, "l/s": 0.001}
"""Factor to SI by the unit that an area file may name."""

_TAGS = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), "cm"),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), "mm"),
}
_FEET = {"ft", "foot", "feet", "us-ft", "ussurveyfoot"}


def unit_problem(tag: str | None, unit: str | None, field: str) -> Problem | None:
    """Compare the unit that a file declares with the one the area file gives.

    Parameters
    ----------
    tag
        Unit in the file's header, or None.
    unit
        Unit in the area file, or None (metres).
    field
        Where the source stands in the area file.
    """
    words = (tag or "").strip().lower().split()
    if _FEET & set(words):
        remedy = "Convert to metres first, e.g. gdal_calc.py --calc='A*0.3048', and set the unit to m."
        return Problem(f"{field}.unit", tag, "the file declares feet", remedy)
    if words and words[0] not in _TAGS:
        message = "the file declares a unit that is no length"
        return Problem(f"{field}.unit", tag, message, "Give heights in m NAP.")
    declared = _TAGS[words[0]] if words else unit or "m"
    if declared != (unit or "m"):
        return Problem(f"{field}.unit", unit, f"the file declares {declared}", f"Add `unit: {declared}`.")
    return None
