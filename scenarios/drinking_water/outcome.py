"""From a twin and its drivers to the answers of the process `drinking-water-capture`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.drinking_water.background import Heads, heads
from scenarios.drinking_water.drawdown import Drawdown, drawdown, largest, lowered_area
from scenarios.drinking_water.fields import WellField, well_fields
from scenarios.drinking_water.indicators import INDICATORS
from scenarios.drinking_water.protection import NO_ZONES, comparisons, protected, uncovered, uses
from scenarios.drinking_water.study import NO_DRAINAGE, Case, cases
from scenarios.drinking_water.tables import arrivals_table, fields_table, gaps_table, uses_table, zones_table
from scenarios.drinking_water.zones import Zones, arrivals, zones
from scenarios.process import Outcome, Value
from twin.claims import YEAR
from twin.progress import Progress, part

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr
    from shapely import MultiPolygon

    from scenarios.drinking_water.parameters import CaptureParameters
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["NO_WELLS", "capture", "capture_values"]

NO_WELLS = "the twin knows no drinking-water wells that are in use in {year}"
_TIGHTER = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Work:
    """Well fields of a year, and what was found of them."""

    fields: list[WellField]
    cases: list[Case]
    reasons: dict[str, str]
    zones: list[Zones]
    drawdown: Drawdown
    told: str


def capture(twin: Twin, drivers: Drivers, asked: CaptureParameters, progress: Progress) -> Outcome:
    """Work out zones, drawdown and what stands inside, for the wells that are in use at the horizon.

    Parameters
    ----------
    twin
        With its wells.
    drivers
        Their year, and the mean sea level that moves the groundwater.
    asked
        What the twin does not tell.
    progress
        Told how far it is.
    """
    import xarray as xr

    work = _work(twin, drivers, asked, progress)
    if work is None:
        return Outcome(xr.Dataset(), _none(drivers.year))
    values = _values(twin, work, drivers.year)
    progress(0.95, "tables")
    tables = _tables(twin, work, asked, drivers.year)
    return Outcome(_maps(twin, work), values, tables)


def capture_values(
    twin: Twin, drivers: Drivers, asked: CaptureParameters, progress: Progress
) -> Mapping[str, Value]:
    """Give the indicators of `capture` alone."""
    work = _work(twin, drivers, asked, progress)
    return _none(drivers.year) if work is None else _values(twin, work, drivers.year)


def _none(year: int) -> dict[str, Value]:
    reason = NO_WELLS.format(year=year)
    return {name: Value(0.0, 0.0, 0.0, reason) for name in INDICATORS}


def _work(twin: Twin, drivers: Drivers, asked: CaptureParameters, progress: Progress) -> Work | None:
    progress(0.0, "wells")
    fields = well_fields(twin, drivers.year)
    if not fields:
        return None
    still = heads(twin, sea=drivers.mean_level, recharge=asked.rain, progress=part(progress, 0.0, 0.3))
    found, reasons = cases(twin, fields, still, asked)
    progress(0.35, "capture zones")
    outlines, kept = [], []
    for case in found:
        try:
            outlines += zones(found, only=case.field.name)
            kept.append(case)
        except ValueError as error:  # wells that draw next to nothing beside others
            reasons[case.field.name] = str(error)
    progress(0.7, "drawdown")
    return Work(fields, kept, reasons, outlines, drawdown(twin, kept), _told(kept, still))


def _told(found: Sequence[Case], still: Heads | str) -> str:
    """What people should know of how it was made."""
    notes = []
    if isinstance(still, str) and not all(case.slope_known for case in found):
        notes.append(f"Groundwater is taken to be at rest: {still}.")
    notes += [
        f"{case.field.name}: KD {case.transmissivity * 86_400.0:.0f} m2/d over {case.thickness:.0f} m, "
        f"{case.cover / 86_400.0:.0f} d on it, slope {case.gradient:.2g}."
        for case in found
    ]
    return " ".join(notes)


def _values(twin: Twin, work: Work, year: int) -> dict[str, Value]:
    """Indicators, with what is not known of some fields told."""
    total = sum(field.total for field in work.fields) * YEAR
    found = {"yield": Value(total, total, total)}
    if not work.cases:
        reason = "; ".join(f"{name}: {why}" for name, why in sorted(work.reasons.items()))
        rest = (name for name in INDICATORS if name != "yield")
        return found | {name: Value(None, reason=reason) for name in rest}
    lacking = "; ".join(f"not in it, {name}: {why}" for name, why in sorted(work.reasons.items())) or None
    areas = [sum(shape.area for shape in shapes) for shapes in _ranges(work)]
    found["zone_area"] = _ranged(areas, lacking)
    found |= _drawn_down(twin, work, lacking)
    known = protected(twin, year)
    found["uncovered_area"] = (
        Value(None, reason=NO_ZONES)
        if known is None
        else _ranged([uncovered(twin, shapes, known) for shapes in _ranges(work)], lacking)
    )
    names = [zone.case.field.name for zone in work.zones]
    inside = [{name: [shape] for name, shape in zip(names, shapes, strict=True)} for shapes in _ranges(work)]
    found["uses_inside"] = _ranged([float(len(uses(twin, each, year))) for each in inside], lacking)
    return {
        name: Value(
            value.value, value.low, value.high, value.reason, f"{INDICATORS[name].method}. {work.told}"
        )
        for name, value in found.items()
    }


def _ranges(work: Work) -> list[list[MultiPolygon]]:
    """25-year zones of all fields: as asked, with more pores, and with fewer."""
    return [
        [zone.shapes[1] for zone in work.zones],
        [zone.small for zone in work.zones],
        [zone.large for zone in work.zones],
    ]


def _ranged(values: Sequence[float], reason: str | None) -> Value:
    return Value(values[0], min(values), max(values), reason)


def _drawn_down(twin: Twin, work: Work, lacking: str | None) -> dict[str, Value]:
    undrained = [case.field.name for case in work.cases if not math.isfinite(case.drainage)]
    if undrained:
        reason = f"{', '.join(undrained)}: {NO_DRAINAGE}"
        return dict.fromkeys(("largest_drawdown", "lowered_area"), Value(None, reason=reason))
    deepest = [largest(work.cases, times) for times in (1.0, *_TIGHTER)]
    lowered = [lowered_area(twin, work.drawdown)] + [
        lowered_area(twin, drawdown(twin, work.cases, times=times)) for times in _TIGHTER
    ]
    return {"largest_drawdown": _ranged(deepest, lacking), "lowered_area": _ranged(lowered, lacking)}


def _tables(twin: Twin, work: Work, asked: CaptureParameters, year: int) -> dict[str, gpd.GeoDataFrame]:
    outlines = {zone.case.field.name: zone.shapes for zone in work.zones}
    tables = {
        "wells_results": fields_table(work.fields, work.cases, work.reasons),
        "wells_zone_gaps": gaps_table(comparisons(twin, work.zones, protected(twin, year))),
        "wells_uses": uses_table(uses(twin, outlines, year)),
        "wells_travel_times": arrivals_table(asked.points, arrivals(work.cases, asked.points)),
        "wells_capture_zones": zones_table(work.zones) if work.zones else None,
    }
    return {name: table for name, table in tables.items() if table is not None}


def _maps(twin: Twin, work: Work) -> xr.Dataset:
    """Drawdown on the grid of the twin, where there is ground and all fields have a drawdown."""
    import xarray as xr

    if not work.cases or not all(math.isfinite(case.drainage) for case in work.cases):
        return xr.Dataset()
    ground = np.isfinite(twin.surface["ground_level"].values)
    maps = {
        "aquifer_drawdown": work.drawdown.aquifer,
        "water_table_drawdown": work.drawdown.water_table,
    }
    return xr.Dataset(
        {
            name: (("y", "x"), np.where(ground, values, np.nan).astype(np.float32))
            for name, values in maps.items()
        }
    )
