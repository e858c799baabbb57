"""Ground below dikes: the voxel column under the inner toe, read from the ground down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Locations, Profiles, Subsoil
from scenarios.dikes.survey import SOFT_COVER, SUBSOIL_COLUMNS, surveyed
from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin

__all__ = ["AQUIFER_LEAST", "CONDUCTIVITY", "GRAIN_SIZE", "WEIGHT", "subsoil"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_DAY = 86400.0
_PEAT, _CLAY, _LOAM, _FINE, _MEDIUM, _COARSE, _GRAVEL, _SHELLS = 1, 2, 3, 5, 6, 7, 8, 9
_SAND = (_FINE, _MEDIUM, _COARSE, _GRAVEL, _SHELLS)
_MISSING = -127
_PLEISTOCENE = (3000, 6000)
"""Codes of GeoTOP: below are Holocene units, from 6000 on Holocene channels."""
_SOFT_REACH = 20.0
"""Depth to which soft layers count where no firm sand is found [m]."""

AQUIFER_LEAST = Parameter(1.0, "m", "thinner sand is a lens in the cover", "unverified")
"""Thickness from which sand is an aquifer, and from which clay or peat ends one."""

_GRAINS = "GeoTOP classes by median: 63-150, 150-300, 300-2000 um; d70 some 25 % above the middle"
GRAIN_SIZE: dict[int, Parameter] = {
    _FINE: Parameter(1.5e-4, "m", _GRAINS, "unverified"),
    _MEDIUM: Parameter(2.6e-4, "m", _GRAINS, "unverified"),
    _COARSE: Parameter(5.0e-4, "m", _GRAINS, "unverified"),
    _GRAVEL: Parameter(2.0e-3, "m", _GRAINS, "unverified"),
    _SHELLS: Parameter(2.6e-4, "m", "sand between shells, as medium sand", "unverified"),
}
"""Grain size d70 by lithoclass [m]."""

_NLMOD = "default by lithoclass of nlmod"
CONDUCTIVITY: dict[int, Parameter] = {
    code: Parameter(value / _DAY, "m/s", _NLMOD, "secondary")
    for code, value in (
        (0, 5.0), (_PEAT, 1e-3), (_CLAY, 1e-2), (_LOAM, 0.1), (_FINE, 5.0), (_MEDIUM, 10.0), (_COARSE, 50.0),
        (_GRAVEL, 100.0), (_SHELLS, 100.0),
    )
}  # fmt: skip
"""Hydraulic conductivity by lithoclass [m/s], both ways, where the twin has no table of its own."""

_USUAL = "usual weight of such soil"
WEIGHT: dict[int, Parameter] = {
    code: Parameter(value, "N/m3", _USUAL, "unverified")
    for code, value in (
        (0, 18e3), (_PEAT, 10.5e3), (_CLAY, 15e3), (_LOAM, 17e3), (_FINE, 20e3), (_MEDIUM, 20e3),
        (_COARSE, 20e3), (_GRAVEL, 20.5e3), (_SHELLS, 19e3),
    )
}  # fmt: skip
"""Saturated weight by lithoclass [N/m3], where the twin has no table of its own."""

_SOURCES = (
    "no voxels and no survey",
    "voxels",
    "survey",
    "survey and voxels",
    f"voxels without {AQUIFER_LEAST.value:g} m of sand",
    "aquifer above the ground",
)
_NOTHING, _VOXELS, _SURVEY, _BOTH, _NO_SAND, _ABOVE = range(6)


def subsoil(twin: Twin, places: Locations, profiles: Profiles) -> Subsoil:
    """Read the ground below the inner toe at every place.

    Parameters
    ----------
    twin
        Twin with voxels (``strat``, ``lithok``) or surveyed sections, or without.
    places, profiles
        Places (n,) and the dike there.

    Returns
    -------
    Subsoil
        NaN is what neither tells; a place stays known then. Without voxels ``soft`` follows from the cover,
        and is True where that is not known either.

    Notes
    -----
    The cover reaches from the ground at the inner toe to the first sand of 1 m or more; the aquifer from
    there to the first 1 m of clay, peat or loam, or to the base of the model. Weights and conductivities are
    those of the twin's table of properties, else the defaults by lithoclass. The cover is weighed over its
    thickness, its resistance is the sum of thickness over vertical conductivity.
    """
    column = _below(twin, places, profiles)
    no_voxels = np.isnan(column.pop("column_top"))
    sandless = ~no_voxels & np.isnan(column["aquifer_top"])
    given = np.zeros(len(places.x), np.bool_)
    for name in SUBSOIL_COLUMNS:
        survey = surveyed(twin, places, name)
        given |= ~np.isnan(survey)
        column[name] = np.where(np.isnan(survey), column[name], survey)
    soft = column.pop("soft") > 0.0
    soft |= no_voxels & ~(column["cover_thickness"] < SOFT_COVER.value)
    above = column["aquifer_top"] > profiles.inner_toe_level + 1e-6
    for name in SUBSOIL_COLUMNS:
        if name != "firm_level":
            column[name] = np.where(above, np.nan, column[name])
    source = np.select(
        [above, given & ~no_voxels, given, sandless, ~no_voxels],
        [_ABOVE, _BOTH, _SURVEY, _NO_SAND, _VOXELS],
        _NOTHING,
    )
    return Subsoil(**column, soft=soft, sources=_SOURCES, source=source.astype(np.int8))


def _below(twin: Twin, places: Locations, profiles: Profiles) -> dict[str, Floats]:
    """Columns of the subsoil by the voxels, with ``soft`` (1 or 0) and ``column_top`` [m NAP]."""
    names = (*SUBSOIL_COLUMNS, "soft", "column_top")
    found = {name: np.full(len(places.x), np.nan) for name in names}
    if twin.subsurface is None or "voxels" not in twin.subsurface.children:
        return found
    voxels = twin.subsurface["voxels"].to_dataset()
    if not {"strat", "lithok"} <= set(voxels):
        return found
    toe = 0.5 * profiles.crest_width + profiles.inner_berm_width
    toe = toe + profiles.inner_slope * (profiles.crest_level - profiles.inner_toe_level)
    column = _columns(voxels, places.x + toe * places.inward_x, places.y + toe * places.inward_y)
    here = np.flatnonzero(column.number >= 0)
    if not here.size:
        return found
    table = twin.subsurface.children.get("properties")
    read = _read(column, profiles.inner_toe_level[here], None if table is None else table.to_dataset())
    for name, values in read.items():
        found[name][here] = values
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """Voxel columns from the top down, (m, nz); ``number`` (n,) is the column of a place, -1 for none."""

    number: Codes
    strat: Codes
    lithok: Codes
    top: Floats
    height: float


def _columns(voxels: xr.Dataset, x: Floats, y: Floats) -> _Columns:
    """Take the column that holds each point; none where the point lies outside or the column is empty."""
    from twin.grid import GridSpec

    grid = GridSpec.of(voxels)
    known = np.isfinite(x) & np.isfinite(y)
    inside = known & grid.contains(np.where(known, x, np.inf), np.where(known, y, np.inf))
    row, column = grid.index(np.where(inside, x, 0.0), np.where(inside, y, 0.0))
    here = np.flatnonzero(inside)
    lithok = voxels["lithok"].values[::-1, row[here], column[here]].T.astype(np.int64)
    strat = voxels["strat"].values[::-1, row[here], column[here]].T.astype(np.int64)
    filled = (lithok != _MISSING).any(axis=1)
    z = voxels["z"].values.astype(np.float64)
    height = float(z[1] - z[0]) if z.size > 1 else 0.5
    number = np.full(x.size, -1, np.int64)
    number[here[filled]] = np.arange(int(filled.sum()))
    return _Columns(number, strat[filled], lithok[filled], z[::-1] + 0.5 * height, height)


def _read(column: _Columns, ground: Floats, table: xr.Dataset | None) -> dict[str, Floats]:
    """Read columns from the ground [m NAP] (m,) down."""
    filled = column.lithok != _MISSING
    first = filled.argmax(axis=1)
    many = np.arange(len(ground))
    top = np.minimum(np.broadcast_to(column.top, filled.shape), ground[:, None])
    top[many, first] = np.maximum(ground, top[many, first])  # the highest voxel reaches up to the ground
    thick = np.where(filled, np.maximum(top - (column.top - column.height), 0.0), 0.0)
    kh, kv, weight = _properties(column.strat, column.lithok, table)
    least = max(1, round(AQUIFER_LEAST.value / column.height))
    sand = filled & np.isin(column.lithok, _SAND) & (thick > 0.0)
    starts = _runs(sand, least)
    begin = np.where(starts.any(axis=1), starts.argmax(axis=1), filled.shape[1])
    order = np.arange(filled.shape[1])
    cover = np.where(order < begin[:, None], thick, 0.0)
    stops = _runs(filled & ~sand & (thick > 0.0), least) & (order > begin[:, None])
    end = np.where(stops.any(axis=1), stops.argmax(axis=1), filled.shape[1])
    aquifer = np.where((order >= begin[:, None]) & (order < end[:, None]), thick, 0.0)
    upper = np.where((order >= begin[:, None]) & (order < begin[:, None] + least), thick, 0.0)
    firm = sand & (column.strat >= _PLEISTOCENE[0]) & (column.strat < _PLEISTOCENE[1])
    firm_level = np.where(firm.any(axis=1), top[many, firm.argmax(axis=1)], np.nan)
    above_firm = top > np.where(np.isnan(firm_level), ground - _SOFT_REACH, firm_level)[:, None]
    softness = np.where(np.isin(column.lithok, (_PEAT, _CLAY)) & above_firm, thick, 0.0)
    there = (begin < filled.shape[1]) & np.isfinite(ground)
    found = {
        "cover_thickness": cover.sum(axis=1),
        "cover_weight": _mean(weight, np.where(cover.any(axis=1)[:, None], cover, upper)),
        "cover_resistance": np.where(cover > 0.0, cover / kv, 0.0).sum(axis=1),
        "aquifer_top": ground - cover.sum(axis=1),
        "aquifer_thickness": aquifer.sum(axis=1),
        "permeability": _mean(kh, aquifer),
        "grain_size": _mean(_by_class(GRAIN_SIZE, column.lithok), upper),
    }
    found = {name: np.where(there, values, np.nan) for name, values in found.items()}
    soft = (softness.sum(axis=1) >= SOFT_COVER.value).astype(np.float64)
    return {**found, "firm_level": firm_level, "soft": soft, "column_top": column.top[first]}


def _runs(mask: Flags, least: int) -> Flags:
    """Where a run of at least so many begins, downwards."""
    count = mask.shape[1]
    whole = mask.copy()
    for shift in range(1, least):
        whole[:, : count - shift] &= mask[:, shift:]
        whole[:, count - shift :] = False
    return whole


def _mean(values: Floats, weight: Floats) -> Floats:
    """Mean over each column, by thickness; NaN where there is none."""
    total = weight.sum(axis=1)
    summed = np.where(weight > 0.0, values * weight, 0.0).sum(axis=1)
    return np.where(total > 0.0, summed / np.where(total > 0.0, total, 1.0), np.nan)


def _by_class(parameters: dict[int, Parameter], lithok: Codes) -> Floats:
    """Value of each lithoclass; NaN where the class has none."""
    table = np.full(256, np.nan)
    for code, parameter in parameters.items():
        table[code] = parameter.value
    return np.asarray(table[lithok], np.float64)  # -127 reads one of the empty rows from the end


def _properties(strat: Codes, lithok: Codes, table: xr.Dataset | None) -> tuple[Floats, Floats, Floats]:
    """Conductivity, horizontal and vertical [m/s], and weight [N/m3] of each voxel."""
    kh = _by_class(CONDUCTIVITY, lithok)
    kv, weight = kh.copy(), _by_class(WEIGHT, lithok)
    if table is None:
        return kh, kv, weight
    keys = table["strat"].values.astype(np.int64) * 1000 + table["lithok"].values
    order = np.argsort(keys)
    wanted = strat * 1000 + lithok
    place = np.minimum(np.searchsorted(keys[order], wanted), keys.size - 1)
    match = keys[order][place] == wanted
    for values, name in ((kh, "kh"), (kv, "kv"), (weight, "gamma_sat")):
        given = table[name].values[order][place]
        better = match & np.isfinite(given)
        values[better] = given[better]
    return kh, kv, weight
