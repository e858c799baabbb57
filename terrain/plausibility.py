"""Whether a ground level can be true: by its range, and beside the water levels and floors of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twin.errors import Problem
from twin.grid import GridSpec
from twin.quantities import QUANTITIES

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["HIGHEST", "LOWEST", "datum_problem", "floor_problem", "level_problems", "sentinel_problem"]

Floats = npt.NDArray[np.float32]

SENTINELS = (-9999.0, -99999.0, -32768.0, -32767.0, 9999.0, 99999.0, 32767.0, 1e20, -1e20)
"""Values that other software writes for 'no data'; no ground in the Netherlands has them."""

HIGHEST, LOWEST = 330.0, -20.0
"""Ground that is plausible in the Netherlands [m NAP]; the Vaalserberg is 322 m."""

SUSPICIOUS = 30.0
"""Ground this far from its water levels or floors is not in NAP [m]: the ellipsoid lies 40-47 m lower."""
FOOT = 0.3048
"""International foot [m]."""
_FEWEST = 5

_FIELD = "sources.ground_level"
_DATUM = "Give heights in m NAP; heights above the ellipsoid (GNSS) lie some 43 m higher."


def sentinel_problem(values: npt.NDArray[Any], field: str, factor: float = 1.0) -> Problem | None:
    """Find a value that means 'no data' but is not declared as such.

    Parameters
    ----------
    values
        Raw values of the file, those declared as NoData left out.
    field
        Where the source stands in the area file.
    factor
        Metres per unit: 9999 cm may be ground, -9999 cm may not.
    """
    suspects = [
        value for value in SENTINELS if _possible(values, value) and not LOWEST <= value * factor <= HIGHEST
    ]
    for value in suspects:
        if count := int(np.count_nonzero(values == values.dtype.type(value))):
            return _undeclared(value, f"{value:g}", count, field)
    finite = values[np.isfinite(values)]
    wild = np.abs(finite, dtype=np.float64) > 1e30
    if wild.any():
        extreme = float(finite[wild][0])
        return _undeclared(extreme, repr(extreme), int(wild.sum()), field)
    if finite.size + np.count_nonzero(np.isnan(values)) < values.size:
        return Problem(f"{field}.nodata", "inf", "the file holds infinite values", "Replace them by NoData.")
    return None


def _undeclared(value: float, shown: str, count: int, field: str) -> Problem:
    message = f"{count} cells hold {value:g}, which is not declared as NoData"
    remedy = f"Add `nodata: {shown}` to the source, or set it in the file (gdal_edit.py -a_nodata {shown})."
    return Problem(f"{field}.nodata", value, message, remedy)


def _possible(values: npt.NDArray[Any], value: float) -> bool:
    """Whether the type of the file can hold the value at all."""
    if values.dtype.kind == "f":
        return True
    limits = np.iinfo(values.dtype)
    return bool(limits.min <= value <= limits.max)


def level_problems(low: float, high: float, unit: str | None, field: str) -> list[Problem]:
    """Refuse levels that no ground in the Netherlands has.

    Parameters
    ----------
    low, high
        Extremes of the ground level in metres, open water left out.
    unit
        Unit in the area file; None when it says nothing.
    field
        Where the source stands in the area file.
    """
    if low >= LOWEST and high <= HIGHEST:
        return []
    shown = f"{low:g}..{high:g}"
    if unit is None:
        message = f"lies outside {LOWEST:g}..{HIGHEST:g} m NAP: centimetres? feet?"
        return [
            Problem(
                f"{field}.unit", shown, message, "Add `unit: cm` (or mm), or `unit: m` if these are metres."
            )
        ]
    possible = QUANTITIES["ground_level"]
    if low < possible.valid_min or high > possible.valid_max:
        message = f"lies outside {possible.valid_min:g}..{possible.valid_max:g} m NAP, read as {unit}"
        return [Problem(f"{field}.unit", shown, message, "Check the unit and the NoData value.")]
    return []


def datum_problem(ground: Floats, levels: Floats | None) -> Problem | None:
    """Compare the ground with the water levels of its peilgebieden.

    Parameters
    ----------
    ground
        (ny, nx) ground level [m NAP].
    levels
        (ny, nx) summer level of the peilgebieden [m NAP]; None when there are none.
    """
    if levels is None or not (both := np.isfinite(levels) & np.isfinite(ground)).any():
        return None
    return _far_off(float(np.median(ground[both] - levels[both])), "the water levels of the peilgebieden")


def floor_problem(ground: Floats, grid: GridSpec, buildings: gpd.GeoDataFrame | None) -> Problem | None:
    """Compare the ground with the floors of the buildings that stand on it.

    Parameters
    ----------
    ground
        (ny, nx) ground level [m NAP].
    grid
        Grid of the ground.
    buildings
        With ``floor_level`` [m NAP]; None when there are none.
    """
    if buildings is None or buildings.empty:
        return None
    points = buildings.geometry.representative_point()
    x, y = points.x.to_numpy(), points.y.to_numpy()
    inside = grid.contains(x, y)
    beside = ground[grid.index(x[inside], y[inside])].astype(np.float64)
    floors = buildings["floor_level"].to_numpy(dtype=float)[inside]
    known = np.isfinite(beside) & np.isfinite(floors)
    if known.sum() < _FEWEST:
        return None
    beside, floors = beside[known], floors[known]
    if problem := _far_off(float(np.median(beside - floors)), "the floors of the buildings"):
        return problem
    as_metres = float(np.median(np.abs(beside - floors)))
    as_feet = float(np.median(np.abs(beside * FOOT - floors)))
    if as_metres > 0.5 and as_feet < as_metres / 4:
        far = f"lies {as_metres:.1f} m from the floors of the buildings"
        message = f"{far}, and {as_feet:.1f} m if it is read as feet: feet?"
        return Problem(_FIELD, f"{as_metres:.1f} m", message, "Convert to metres first (times 0.3048).")
    return None


def _far_off(above: float, what: str) -> Problem | None:
    if abs(above) <= SUSPICIOUS:
        return None
    where = "above" if above > 0 else "below"
    message = f"lies {abs(above):.1f} m {where} {what}: another datum than NAP?"
    return Problem(_FIELD, f"{above:.1f} m", message, _DATUM)
