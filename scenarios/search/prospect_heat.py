"""Prospects of heat: doublets in reservoirs, storage in sand, and loops in any ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.heat.suitability import LIMITS, doublet_power, storage_volume
from scenarios.physics.ates import WELL_DISTANCE, thermal_radius
from scenarios.physics.geothermal import ground_temperature
from scenarios.search.cells import Cells
from scenarios.search.prospect import (
    ALLOWED,
    CONDITIONAL,
    COVER,
    FLOOR,
    IMPOSSIBLE,
    SAND,
    UNKNOWN,
    Prospect,
    at_cells,
    told,
)
from twin.claims import YEAR
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.search.suitability_parameters import SuitabilityParameters
    from twin.state import Twin

__all__ = ["doublet", "loops", "storage"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PERMEABILITY = 3.0e-13  # m2, 300 mD: a reservoir of which none is told [unverified]
_LONGEST, _FAR = 60.0, 1e5  # m: of filter, and more than any two wells stand apart
_BURIED, _APART = 1.0, 6.0  # m: heads of loops below the ground, and their distance [unverified]
_THIN = next(number for number, text in enumerate(LIMITS) if "10 Dm" in text["en"])
_NO_LAYERS = ("de lagen zijn hier niet bekend", "the layers are not known here")
_ABSENT = ("er is geen reservoir", "there is no reservoir")
_TOO_LITTLE = ("de bodem geeft te weinig", "the ground gives too little")


def doublet(twin: Twin, cells: Cells, asked: SuitabilityParameters) -> Prospect:
    """Largest doublet in the best reservoir of the twin below each cell."""
    from terrain.subsurface import layer_stack

    shape, wanted = cells.grid.shape, asked.power * 1e6
    best, top, base = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    limit = np.zeros(shape, np.int8)
    stack = layer_stack(twin)
    units = [] if stack is None else [unit.key for unit in stack.units if unit.kind == "reservoir"]
    for key in units:
        assert stack is not None
        mask = stack.where(units=(key,))
        high, low = (at_cells(stack, values, cells) for values in (stack.top_of(mask), stack.base_of(mask)))
        depth = cells.ground - high
        found = doublet_power(
            thickness=high - low,
            permeability=np.full(shape, _PERMEABILITY),
            temperature=ground_temperature(depth=np.maximum(np.nan_to_num(depth), 0.0)) + 0.0 * depth,
            depth=depth,
            spacing=asked.spacing,
            life=asked.life * YEAR,
        )
        better = found.amount > np.nan_to_num(best, nan=-1.0)
        best, limit = np.where(better, found.amount, best), np.where(better, found.limit, limit)
        top, base = np.where(better, high, top), np.where(better, low, base)
    known = np.isfinite(best)
    enough = best >= wanted
    state = np.where(enough, np.where(limit == _THIN, CONDITIONAL, ALLOWED), IMPOSSIBLE)
    state = np.where(known, state, UNKNOWN if stack is None else IMPOSSIBLE)
    reason = np.where(
        known, np.where(enough, np.where(limit == _THIN, 2, -1), 3 + limit), 0 if stack is None else 1
    )
    flow = _flow_for(wanted, cells.ground - 0.5 * (top + base))

    def features(row: Ints, column: Ints) -> gpd.GeoDataFrame:
        x, y = cells.grid.x[column], cells.grid.y[row]
        east, north = _aside(asked.azimuth, 0.5 * asked.spacing)
        columns = {
            "status": "planned",
            "reservoir_top": top[row, column],
            "reservoir_base": base[row, column],
            "flow": flow[row, column],
            "producer_x": x - east,
            "producer_y": y - north,
            "injector_x": x + east,
            "injector_y": y + north,
            "surface_x": x,
            "surface_y": y,
        }
        return _table(columns, shapely.points(x, y), asked, twin)

    reasons = (_NO_LAYERS, _ABSENT, _words(_THIN), *(_words(number) for number in range(len(LIMITS))))
    return Prospect(
        "doublets",
        state.astype(np.int8),
        reason.astype(np.int8),
        reasons,
        best / 1e6,
        "MW",
        _quality(best / wanted),
        features,
    )


def _flow_for(power: float, depth: Floats) -> Floats:
    """Flow that gives a power from water of a depth [m3/s], with 30 degrees going back."""
    from scenarios.physics.geothermal import thermal_power

    warm = ground_temperature(depth=np.maximum(np.nan_to_num(depth), 0.0)) - 30.0
    unit = thermal_power(flow=1.0, cooling=np.maximum(warm, 1.0))
    return np.asarray(power / unit, np.float64)


def storage(twin: Twin, cells: Cells, asked: SuitabilityParameters) -> Prospect:
    """Sand for filters below each cell, and the warm and cold well that a volume needs there."""
    from terrain.subsurface import voxel_stack

    shape = cells.grid.shape
    stack = voxel_stack(twin)
    thick, top, conducts = (np.full(shape, np.nan) for _ in range(3))
    if stack is not None:
        sand = stack.where(lithology=SAND)
        ground = stack.top_of(stack.present)
        high = ground - COVER
        height = stack.thickness(sand, low=FLOOR, high=high)
        thick = at_cells(stack, told(stack, height), cells)
        with np.errstate(invalid="ignore", divide="ignore"):
            conducts = at_cells(stack, stack.transmissivity(low=FLOOR, high=high, mask=sand) / height, cells)
        first = np.where(sand & (stack.base < high), np.minimum(stack.top, high), -np.inf)
        top = at_cells(stack, first.max(axis=0), cells)
    length = np.minimum(np.nan_to_num(thick), _LONGEST)
    radius = thermal_radius(volume=asked.volume, length=np.maximum(length, 1e-3))
    apart = WELL_DISTANCE.value * radius
    # Warm and cold stand as far apart as the volume asks: filters alone limit it.
    conducts = np.where(thick > 0.0, conducts, 0.0)
    found = storage_volume(thickness=thick, conductivity=conducts, room=_FAR, longest=_LONGEST)
    amount = np.where(np.isfinite(thick), found.amount, np.nan)
    known, enough = np.isfinite(amount), amount >= asked.volume
    state = np.where(known, np.where(enough, ALLOWED, IMPOSSIBLE), UNKNOWN)
    reason = np.where(known, np.where(enough, -1, 1), 0)

    def features(row: Ints, column: Ints) -> gpd.GeoDataFrame:
        x, y, half = cells.grid.x[column], cells.grid.y[row], 0.5 * apart[row, column]
        east, north = _aside(asked.azimuth, half)
        columns = {
            "status": "planned",
            "warm_x": x - east,
            "warm_y": y - north,
            "cold_x": x + east,
            "cold_y": y + north,
            "filter_top": top[row, column],
            "filter_base": top[row, column] - length[row, column],
            "volume": asked.volume,
        }
        return _table(columns, shapely.points(x, y), asked, twin)

    reasons = (_NO_LAYERS, _TOO_LITTLE)
    return Prospect(
        "ates",
        state.astype(np.int8),
        reason.astype(np.int8),
        reasons,
        amount,
        "m3",
        _quality(amount / asked.volume),
        features,
    )


def loops(twin: Twin, cells: Cells, asked: SuitabilityParameters) -> Prospect:
    """Loops go into any ground: what keeps them away is who is there."""
    side = math.ceil(math.sqrt(asked.loops))
    number = np.arange(asked.loops)
    offset = _APART * np.column_stack([number % side, number // side]).astype(np.float64)
    offset -= offset.mean(axis=0)

    def features(row: Ints, column: Ints) -> gpd.GeoDataFrame:
        places = np.column_stack([cells.grid.x[column], cells.grid.y[row]])
        corners = (places[:, None, :] + offset[None]).reshape(-1, 2)
        points: Any = shapely.points(corners)
        shapes: Any = shapely.multipoints(points, indices=np.repeat(np.arange(len(places)), asked.loops))
        ground = cells.ground[row, column]
        columns = {
            "status": "planned",
            "top_level": ground - _BURIED,
            "base_level": ground - asked.depth,
            "heat": asked.heat,
        }
        return _table(columns, shapes, asked, twin)

    state = np.where(np.isfinite(cells.ground), ALLOWED, UNKNOWN).astype(np.int8)
    reason = np.full(cells.grid.shape, -1, np.int8)
    amount = np.full(cells.grid.shape, 1e-3 * asked.heat * asked.loops * (asked.depth - _BURIED))
    return Prospect("closed_loops", state, reason, (), amount, "kW", np.ones(cells.grid.shape), features)


def _quality(times: Floats) -> Floats:
    """Twice what is asked, or more, is 1."""
    return np.asarray(np.clip(0.5 * times, 0.0, 1.0), np.float64)


def _aside(azimuth: float, distance: Any) -> tuple[Any, Any]:
    """Steps east and north of a distance in a direction; whole quarters are exact."""
    east, north = (round(f(math.radians(azimuth)), 12) for f in (math.sin, math.cos))
    return distance * east, distance * north


def _words(limit: int) -> tuple[str, str]:
    return LIMITS[limit]["nl"], LIMITS[limit]["en"]


def _table(
    columns: dict[str, Any], shapes: Any, asked: SuitabilityParameters, twin: Twin
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    start = twin.reference_year if asked.start is None else asked.start
    ids = [f"{number}-candidate" for number in range(len(shapes))]
    content = {"id": ids, **columns, "start": float(start), "end": float(start + asked.life)}
    return gpd.GeoDataFrame(content, geometry=shapes, crs=CRS)
