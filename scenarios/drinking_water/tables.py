"""Tables of the process `drinking-water-capture`: zones, well fields, gaps, uses inside, travel times."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from scenarios.drinking_water.reach import drawdown_reach
from scenarios.drinking_water.zones import YEARS
from scenarios.physics import capture
from twin.claims import YEAR
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.drinking_water.fields import WellField
    from scenarios.drinking_water.protection import Comparison, Use
    from scenarios.drinking_water.study import Case
    from scenarios.drinking_water.zones import Arrival, Zones

__all__ = ["arrivals_table", "fields_table", "gaps_table", "uses_table", "zones_table"]

_DAY = 86_400.0
_TOLD = ("60 d", "25 yr", "100 yr")


def zones_table(zones: Sequence[Zones]) -> gpd.GeoDataFrame:
    """One row for each zone: ``id, field, years``, levels of the aquifer, ``area`` [m2], ``source``."""
    rows = [
        {
            "id": f"{zone.case.field.name}: {told}",
            "field": zone.case.field.name,
            "years": years,
            "top_level": float(zone.case.aquifers.top[zone.case.pumped]),
            "base_level": float(zone.case.aquifers.base[zone.case.pumped]),
            "area": shape.area,
            "source": f"computed, {told}: stream lines in one even aquifer",
            "geometry": shape,
        }
        for zone in zones
        for years, told, shape in zip(YEARS, _TOLD, zone.shapes, strict=True)
    ]
    return _frame(rows)


def fields_table(
    fields: Sequence[WellField], cases: Sequence[Case], reasons: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """One row for each well field: what it draws from what, and the formulas of one well beside the zones.

    Returns
    -------
    geopandas.GeoDataFrame
        ``id, wells``; ``yield`` [m3/yr]; screens and aquifer [m NAP]; ``transmissivity`` [m2/d], ``cover``
        [d], ``gradient`` [1], ``towards`` [degrees]; D1 ``radius_*`` [m], D2 ``stagnation_distance`` and
        ``capture_width`` [m], D4 ``upstream_*`` [m], D8 ``recharge_area`` [m2] and ``young_share_*`` [1];
        ``drawdown_reach`` in the aquifer and ``drawdown_reach_above`` in the first one [m]; ``reason`` where
        nothing is known. NaN is what is not known, or has no meaning.
    """
    from shapely import MultiPoint

    by_name = {case.field.name: case for case in cases}
    rows = [
        {
            "id": field.name,
            "wells": len(field.ids),
            "yield": field.total * YEAR,
            "screen_top": field.screen_top,
            "screen_base": field.screen_base,
            **(_numbers(by_name[field.name]) if field.name in by_name else {}),
            "reason": reasons.get(field.name, ""),
            "geometry": MultiPoint(np.column_stack([field.x, field.y])),
        }
        for field in fields
    ]
    return _frame(rows)


def _numbers(case: Case) -> dict[str, float]:
    """Of one well field, as if one well drew all of it."""
    flow, slope = case.field.total, case.gradient
    pores = {"thickness": case.thickness, "porosity": case.porosity}
    moving = {"flow": flow, "transmissivity": case.transmissivity, "gradient": slope}
    speed = math.hypot(*case.velocity)
    found = {
        "top_level": float(case.aquifers.top[case.pumped]),
        "base_level": float(case.aquifers.base[case.pumped]),
        "transmissivity": case.transmissivity * _DAY,
        "cover": case.cover / _DAY,
        "gradient": slope if case.slope_known else math.nan,
        "towards": math.degrees(math.atan2(-case.slope[0], -case.slope[1])) % 360.0 if slope else math.nan,
        "stagnation_distance": float(capture.stagnation_distance(**moving)) if slope else math.nan,
        "capture_width": float(capture.capture_width(**moving)) if slope else math.nan,
        "recharge_area": flow / case.rain if case.rain else math.nan,
        "drawdown_reach": drawdown_reach(case, case.pumped),
        "drawdown_reach_above": drawdown_reach(case, 0),
    }
    for seconds, name in zip(capture.PROTECTION_TIMES, ("60d", "25yr", "100yr"), strict=True):
        found[f"radius_{name}"] = float(capture.capture_radius(flow=flow, time=seconds, **pores))
        found[f"upstream_{name}"] = float(
            capture.axis_reach(time=seconds, flow=flow, velocity=speed, upstream=True, **pores)
        )
        found[f"young_share_{name}"] = (
            float(capture.age_share(time=seconds, recharge=case.rain, **pores)) if case.rain else math.nan
        )
    return found


def gaps_table(found: Sequence[Comparison]) -> gpd.GeoDataFrame | None:
    """Ground in the zones that is not protected and protected ground outside them; None where there is none.

    Columns ``id, years, kind, gap`` (uncovered or outside), ``area`` [m2], ``covered_share`` [1].
    """
    rows = []
    for each in found:
        share = each.covered / each.computed if each.computed > 0.0 else math.nan
        for gap, shape in (("uncovered", each.bare), ("outside", each.beyond)):
            if shape.area > 0.0:
                told = {"years": each.years, "kind": each.kind, "gap": gap, "area": shape.area}
                name = f"{gap}: {each.kind}"
                rows.append({"id": name, **told, "covered_share": share, "geometry": shape})
    return _frame(rows) if rows else None


def uses_table(found: Sequence[Use]) -> gpd.GeoDataFrame | None:
    """Other uses inside the zones: ``id, theme, feature, field, years``; None where there are none."""
    rows = [
        {
            "id": f"{use.theme}: {use.feature}",
            "theme": use.theme,
            "feature": use.feature,
            "field": use.field,
            "years": use.years,
            "geometry": use.geometry,
        }
        for use in found
    ]
    return _frame(rows) if rows else None


def arrivals_table(
    points: Sequence[tuple[float, float]], found: Sequence[Arrival]
) -> gpd.GeoDataFrame | None:
    """Travel time from places that were asked: ``id, years, field``; NaN years for what no well draws."""
    from shapely import Point

    rows: list[dict[str, object]] = [
        {
            "id": f"point-{number}",
            "years": each.seconds / YEAR if math.isfinite(each.seconds) else math.nan,
            "field": each.field,
            "reason": "" if each.field else "no well draws this water within 1000 years",
            "geometry": Point(point),
        }
        for number, (point, each) in enumerate(zip(points, found, strict=True), start=1)
    ]
    return _frame(rows) if rows else None


def _frame(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
