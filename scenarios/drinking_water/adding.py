"""New well fields and protected zones: rows of the twin's tables, and what keeps them from being there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.additions import with_feature, with_features
from scenarios.drinking_water.aquifers import Aquifers
from scenarios.drinking_water.background import heads
from scenarios.drinking_water.fields import DRINKING_WATER, WellField, well_fields
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.drinking_water.protection import KINDS
from scenarios.drinking_water.study import cases
from scenarios.drinking_water.suitability import SEAL
from scenarios.drinking_water.zones import YEARS, Zones, zones
from scenarios.ground_levels import ground_within
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014
from twin.lines import distances
from twin.progress import silent

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.state import Twin

__all__ = ["places", "unknown_zones", "with_wells", "with_zones"]

Floats = npt.NDArray[np.float64]


def places(line: Sequence[tuple[float, float]], wells: int | None) -> Floats:
    """Places of wells, (k, 2) [m]: so many at even distances along a line, or one at each corner."""
    corners = np.array(line, np.float64)
    if wells is None or len(corners) == 1:
        return corners
    along = distances(corners)
    at = np.linspace(0.0, along[-1], wells) if wells > 1 else np.array([0.5 * along[-1]])
    return np.column_stack([np.interp(at, along, corners[:, axis]) for axis in (0, 1)])


def _free_field(twin: Twin) -> str:
    """First of ``field-1``, ``field-2``, ... that no wells of the twin are called after."""
    table = twin.features.get("wells")
    taken = set() if table is None or "field" not in table else set(table["field"].astype(str))
    return next(f"field-{n}" for n in range(1, len(taken) + 2) if f"new-field-{n}" not in taken)


def with_wells(
    twin: Twin,
    at: Floats,
    *,
    flow: float,
    screen: tuple[float, float],
    years: tuple[float, float],
) -> tuple[Twin, str]:
    """Add a well field; returns the changed twin and the name of the field.

    Parameters
    ----------
    at
        Places, (k, 2) [m].
    flow
        Of the whole field [m3/s].
    screen
        Top and base [m NAP].
    years
        First year, and the year in which it is gone; NaN: never.
    """
    from shapely import Point

    prefix = _free_field(twin)
    name = f"new-{prefix}"
    row = {
        "kind": DRINKING_WATER,
        "field": name,
        "owner": name,
        "screen_top": screen[0],
        "screen_base": screen[1],
        "discharge": flow / len(at),
        "status": "planned",
        "start": years[0],
        "end": years[1],
    }
    wells = [({"name": f"{name} {number}", **row}, Point(place)) for number, place in enumerate(at, start=1)]
    return with_features(twin, "wells", f"{prefix}-well", wells)[0], name


def unknown_zones(twin: Twin, field: WellField) -> tuple[Aquifers, int] | str:
    """Aquifers under a well field and the one it draws from, or why nothing is known of them."""
    found, reasons = cases(twin, [field], "not asked", CaptureParameters())
    return (found[0].aquifers, found[0].pumped) if found else reasons[field.name]


def with_zones(twin: Twin, name: str, year: int, years: tuple[float, float], province: str | None) -> Twin:
    """Add the zones of a well field of the twin for 60 days and 25 years, and for 100 below a sealing layer.

    Parameters
    ----------
    name
        Of the field.
    year
        In which the other wells are looked at.
    years
        First year, and the year in which the zones are gone; NaN: never.
    province
        That draws them.
    """
    asked = CaptureParameters()
    still = heads(twin, sea=MEAN_LEVEL_1995_2014, recharge=asked.rain, progress=silent)
    found, _ = cases(twin, well_fields(twin, year), still, asked)
    for computed in zones(found, only=name):
        for kind, row, shape in _zone_rows(twin, computed):
            row |= {"start": years[0], "end": years[1], "owner": name, "province": province or ""}
            told = {"name": f"{name}, {kind}", "kind": kind, "status": "planned", **row}
            twin, _ = with_feature(
                twin, "protection_zones", f"{name.removeprefix('new-')}-{kind}", told, shape
            )
    return twin


def _zone_rows(twin: Twin, computed: Zones) -> Iterator[tuple[str, dict[str, Any], BaseGeometry]]:
    """Kind, levels with source, and outline of each zone."""
    layers, pumped = computed.case.aquifers, computed.case.pumped
    sealed = bool(layers.resistance[pumped] >= SEAL.value)
    seal = float(layers.base[pumped - 1] if pumped else layers.top[0])
    for kind, span, shape in zip(KINDS, YEARS, computed.shapes, strict=True):
        deep = kind == KINDS[2]
        top = seal if deep else float(ground_within(twin, shape).max(initial=-math.inf))
        if (deep and not sealed) or not math.isfinite(top):
            continue
        told = f"computed travel time of {span:.3g} years, stream lines in one even aquifer"
        yield kind, {"top_level": top, "base_level": float(layers.base[pumped]), "source": told}, shape
