"""From a lake, its sluices and the sea to the answers of the process `lake-level`."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from scenarios.lakes import ijsselmeer as known
from scenarios.lakes.event import event
from scenarios.lakes.indicators import INDICATORS
from scenarios.lakes.model import Lake, Sluice
from scenarios.lakes.outlook import gravity_ends, level_to_keep, outflow, outlook_table
from scenarios.lakes.setup import lake_of_figures, lake_of_twin, raised_lakes
from scenarios.lakes.shore import Shore, dikes_along, shore_of, shore_table
from scenarios.physics.sluice import shore_strip
from scenarios.physics.water_balance import seepage_change
from scenarios.process import Outcome, Value
from scenarios.sea_level_tables import LAST_YEAR, MEAN_LEVEL_1995_2014, QUANTILES
from twin.progress import Progress, part

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.drivers import Drivers
    from scenarios.lakes.parameters import LakeLevelParameters
    from twin.state import Twin

__all__ = ["lake_level"]

_MM_PER_DAY = 86_400.0e3
_NO_SLUICE = "no sluice of this lake is known: give its width and its sill"
_NOT_IN_TWIN = "no lake of the twin is named, so its shore is not known"
_NONE_BEFORE = "at the mean sea of 1995-2014 nothing ran out by itself: there is no discharge to keep"
_ENDED = "low water of the mean tide of 1995-2014 already stood as high as the lake"
_TOO_LOW = "no level up to 20 m above the sea is enough"
_METRES = "the rise is given in metres, without a year; the table lake_outlook has that of each scenario"


def lake_level(twin: Twin, drivers: Drivers, given: LakeLevelParameters, progress: Progress) -> Outcome:
    """Hold a lake against the sea of the horizon, and its shore against its level.

    Parameters
    ----------
    twin
        With the lake, where one is named; the check of the process must have found nothing.
    drivers
        Their mean sea stands before the sluices.
    given
        Which lake, and what the twin does not tell of it.
    progress
        Told how far it is.
    """
    import xarray as xr

    shore = None
    if given.lake is not None:
        shore = shore_of(twin, given.lake, part(progress, 0.0, 0.6))
        lake = lake_of_twin(twin, given, shore)
    else:
        lake = lake_of_figures(given)
        if others := raised_lakes(twin):
            told = f"Not about the lakes of the twin that are raised: name {' or '.join(others)} for that"
            lake = replace(lake, notes=(told, *lake.notes))
    progress(0.6, "sluices against the sea")
    values = {**_gravity(lake, drivers), **_wet_time(lake, drivers, given), **_room(lake)}
    values |= _land(twin, lake, given, shore)
    progress(0.9, "sea-level scenarios")
    features = _tables(twin, lake, given, shore)
    progress(1.0, "lake level done")
    return Outcome(xr.Dataset(), {name: values[name] for name in INDICATORS}, features)


def _told(name: str, *more: str) -> str:
    """Method of an answer, with what belongs to this lake."""
    return ". ".join((INDICATORS[name].method, *(text for text in more if text)))


def _seas(drivers: Drivers) -> tuple[float, float, float] | None:
    """Mean sea at the horizon, and at both ends of its band; None when it has no band."""
    if drivers.rise_low is None or drivers.rise_high is None:
        return None
    still = drivers.mean_level - drivers.rise
    return drivers.mean_level, still + drivers.rise_low, still + drivers.rise_high


def _gravity(lake: Lake, drivers: Drivers) -> dict[str, Value]:
    """What runs out by itself, until when, and what it takes to keep it."""
    names = ("sluice_discharge", "open_fraction", "gravity_ends", "level_to_keep", "pumps_needed")
    if lake.sluice is None:
        return {name: Value(None, reason=_NO_SLUICE) for name in names}
    seas = _seas(drivers) or (drivers.mean_level,)
    found = [outflow(lake.sluice, lake.level, sea) for sea in seas]
    keep = [float(level_to_keep(lake, lake.sluice, sea)) for sea in seas]
    text = f"{lake.name} at {lake.level:.2f} m NAP, mean sea at {drivers.mean_level:.2f} m NAP"
    if lake.raised:
        before = outflow(lake.sluice, lake.level_before, drivers.mean_level)
        text += f"; without its raise of {lake.raised:g} m {before.discharge:.0f} m3/s"
    told = (text, *lake.notes)
    discharge = [one.discharge for one in found]
    ran = outflow(lake.sluice, lake.level_before, MEAN_LEVEL_1995_2014).discharge
    return {
        "sluice_discharge": _spread(discharge, _told("sluice_discharge", *told)),
        "open_fraction": _spread([one.open_fraction for one in found], _told("open_fraction", text)),
        "gravity_ends": _ends(lake, lake.sluice, drivers),
        "level_to_keep": _keeps(keep, ran > 0.0, _told("level_to_keep", text)),
        "pumps_needed": _pumps(lake, discharge),
    }


def _spread(found: list[float], method: str) -> Value:
    """A value with the range of its band, where there is one."""
    if len(found) == 1:
        return Value(found[0], method=method)
    return Value(found[0], min(found), max(found), method=method)


def _keeps(found: list[float], ran: bool, method: str) -> Value:
    """Level that keeps what ran out."""
    if not all(math.isfinite(one) for one in found):
        return Value(None, reason=_TOO_LOW if ran else _NONE_BEFORE)
    return _spread(found, method)


def _pumps(lake: Lake, discharge: list[float]) -> Value:
    if math.isnan(lake.inflow):
        return Value(None, reason="the mean inflow of the lake is not given")
    there = "" if math.isnan(lake.pumps) else f"There are pumps of {lake.pumps:g} m3/s"
    text = f"Mean inflow {lake.inflow:g} m3/s"
    return _spread([max(lake.inflow - one, 0.0) for one in discharge], _told("pumps_needed", text, there))


def _ends(lake: Lake, sluice: Sluice, drivers: Drivers) -> Value:
    """Year in which gravity no longer works, in the scenario of the drivers."""
    if drivers.scenario is None or drivers.quantile is None:
        return Value(None, reason=_METRES)
    if lake.level + sluice.amplitude <= MEAN_LEVEL_1995_2014:
        return Value(None, reason=_ENDED)
    year = gravity_ends(lake, sluice, drivers.scenario, drivers.quantile)
    if math.isnan(year):
        return Value(None, reason=f"not by 2100 in {drivers.scenario}, quantile {drivers.quantile:g}")
    early, late = (gravity_ends(lake, sluice, drivers.scenario, q) for q in (QUANTILES[-1], QUANTILES[0]))
    if math.isnan(late):
        return Value(year, reason="its later end is not reached by 2100: no range")
    return Value(year, min(year, early), max(year, late))


def _wet_time(lake: Lake, drivers: Drivers, given: LakeLevelParameters) -> dict[str, Value]:
    """How far the lake rises while more comes in than goes out."""
    inflow = given.event_inflow
    if inflow is None and given.lake is None:
        inflow = known.EVENT_INFLOW.value
    if inflow is None:
        return {"event_rise": Value(None, reason="the inflow of a wet period is not given")}

    def rises(sea: float) -> float:
        course = event(lake, inflow=inflow, days=given.event_days, mean_sea_level=sea + given.set_up)
        return course.rise

    found = [rises(sea) for sea in _seas(drivers) or (drivers.mean_level,)]
    top = float(lake.hypsometry.levels[-1])
    beyond = lake.hypsometry.levels.size > 1 and lake.level + max(found) > top
    told = (
        f"{inflow:g} m3/s for {given.event_days:g} d, the sea {given.set_up:g} m higher by wind",
        "No sluice is known" if lake.sluice is None else "",
        "No pumps are known" if math.isnan(lake.pumps) else "",
        f"Above {top:.2f} m NAP its area is not known: upright shores from there" if beyond else "",
    )
    return {"event_rise": _spread(found, _told("event_rise", *told))}


def _room(lake: Lake) -> dict[str, Value]:
    """Water that the lake holds between its bounds, and what a raise adds."""
    added = float(lake.hypsometry.volume(lake.level_before, lake.level))
    raised = Value(added, added, added, method=_told("raise_volume", f"A raise of {lake.raised:g} m"))
    if math.isnan(lake.low) or math.isnan(lake.high):
        reason = "the summer band of the lake is not given"
        return {
            "stock": Value(None, reason=reason),
            "stock_days": Value(None, reason=reason),
            "raise_volume": raised,
        }
    high = max(lake.high + lake.raised, lake.low)
    stock = float(lake.hypsometry.volume(lake.low, high))
    text = f"{lake.low:.2f} to {high:.2f} m NAP"
    if not lake.inflow > 0.0:
        days = Value(None, reason="the mean inflow of the lake is not given, or there is none")
    else:
        held = stock / lake.inflow / 86_400.0
        days = Value(held, held, held, method=_told("stock_days", f"Inflow {lake.inflow:g} m3/s"))
    return {
        "stock": Value(stock, stock, stock, method=_told("stock", text)),
        "stock_days": days,
        "raise_volume": raised,
    }


def _land(twin: Twin, lake: Lake, given: LakeLevelParameters, shore: Shore | None) -> dict[str, Value]:
    """What goes under water, seeps and bears a higher load."""
    strip = float(shore_strip(rise=lake.raised, slope=lake.shore_slope))
    seeps = -float(seepage_change(rise=lake.raised, resistance=lake.resistance)) * _MM_PER_DAY
    values = {
        "shore_strip": Value(
            strip, strip, strip, method=_told("shore_strip", f"1 in {lake.shore_slope:g} [unverified]")
        ),
        "seepage": Value(
            seeps, seeps, seeps, method=_told("seepage", f"Resistance {given.resistance:g} d [unverified]")
        ),
    }
    if shore is None or given.lake is None:
        missing = Value(None, reason=_NOT_IN_TWIN)
        return values | {"shore_flooded": missing, "dikes_loaded": missing}
    text = f"{shore.volume:.0f} m3 stands on it"
    if math.isfinite(shore.buildings):
        text += f", in {shore.buildings:.0f} buildings"
    along = dikes_along(twin, given.lake)
    length = 0.0 if along is None else float(along["length"].sum())
    known = [] if along is None else along["freeboard"].dropna()
    least = f"Least crest above the lake: {float(min(known)):.2f} m" if len(known) else ""
    return values | {
        "shore_flooded": Value(shore.area, shore.area, shore.area, method=_told("shore_flooded", text)),
        "dikes_loaded": Value(length, length, length, method=_told("dikes_loaded", least)),
    }


def _tables(
    twin: Twin, lake: Lake, given: LakeLevelParameters, shore: Shore | None
) -> dict[str, gpd.GeoDataFrame]:
    """Shore, dikes, and the discharge of every scenario, as far as they are known."""
    found: dict[str, gpd.GeoDataFrame] = {}
    if lake.sluice is not None and twin.reference_year <= LAST_YEAR:
        found["lake_outlook"] = outlook_table(lake, lake.sluice, twin.reference_year)
    if given.lake is not None and shore is not None:
        if shore.area > 0.0:
            found["lake_shore"] = shore_table(twin, shore, given.lake)
        if (along := dikes_along(twin, given.lake)) is not None:
            found["lake_dikes"] = along
    return found
