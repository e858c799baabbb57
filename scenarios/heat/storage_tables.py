"""Tables of the process `ates`: storage systems, wells of neighbours, fields of loops and their years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scenarios.physics.ates import RETURN_LIMIT
from scenarios.physics.closed_loops import COLDEST_FLUID, PERMIT_POWER, WARMEST_FLUID
from twin.claims import YEAR
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.heat.storage_outcome import LoopWork, StoreWork
    from scenarios.heat.storage_parameters import StorageParameters
    from twin.state import Twin

__all__ = ["tables"]


def tables(
    twin: Twin, open_: StoreWork, closed: LoopWork, asked: StorageParameters
) -> dict[str, gpd.GeoDataFrame]:
    """Make the tables of what was found.

    Returns
    -------
    dict
        ``ates_results``: a row for each storage system, the line from its warm to its cold well;
        ``ates_pairs``: wells of different systems that matter to each other; ``closed_loops_results`` and
        ``closed_loops_years``: each field of loops, and its fluid after some years.
    """
    made = {}
    if open_.stores or open_.reasons:
        made["ates_results"] = _stores(twin, open_, asked)
    if open_.pairs:
        made["ates_pairs"] = _pairs(open_)
    if closed.fields or closed.reasons:
        made["closed_loops_results"] = _loops(twin, closed, asked)
    if any(not isinstance(each, str) for each in closed.fluid):
        made["closed_loops_years"] = _years(closed)
    return made


def _table(rows: list[dict[str, Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _stores(twin: Twin, work: StoreWork, asked: StorageParameters) -> gpd.GeoDataFrame:
    from shapely import LineString

    places = twin.features["ates"].set_index("id").geometry
    rows: list[dict[str, Any]] = []
    for number, store in enumerate(work.stores):
        nl, en = _conditions(work, number, asked)
        rows.append(
            {
                "id": store.id,
                "name": store.name,
                "filter_top": store.top,
                "filter_base": store.base,
                "volume": store.volume,
                "thermal_radius": store.radius,
                "hydraulic_radius": store.hydraulic,
                "distance": store.distance,
                "ratio": store.ratio,
                "energy": store.energy(asked) / 3.6e12,
                "drift": store.drift * YEAR,
                "recovered": work.recovered(number),
                "lost_to_neighbours": work.lost(number),
                "sand": math.nan if store.sand is None else store.sand,
                "condition_nl": nl,
                "condition_en": en,
                "reason": "",
            }
        )
    rows += [{"id": name, "reason": reason} for name, reason in work.reasons.items()]
    shapes = [LineString([store.warm, store.cold]) for store in work.stores]
    return _table(rows, [*shapes, *(places[name] for name in work.reasons)])


def _conditions(work: StoreWork, number: int, asked: StorageParameters) -> tuple[str, str]:
    """What has to be seen to before such a system can be, in Dutch and English."""
    store, found = work.stores[number], []
    if (lack := store.lack(asked.radii)) > 0.0:
        found.append(
            (f"warm en koud {lack:.0f} m verder uiteen", f"warm and cold wells {lack:.0f} m further apart")
        )
    if work.disturbed(number):
        found.append(
            (
                "een bron van de andere soort van een buur staat te dichtbij",
                "a well of the other kind of a neighbour stands too close",
            )
        )
    if store.sand is not None and store.sand < 1.0:
        found.append(
            (
                f"{1 - store.sand:.0%} van het filter staat in klei, leem of veen",
                f"{1 - store.sand:.0%} of the filter stands in clay, loam or peat",
            )
        )
    if store.drift * YEAR >= store.radius:
        found.append(
            (
                "het grondwater voert per jaar meer dan een thermische straal weg",
                "the groundwater carries away more than a thermal radius a year",
            )
        )
    if asked.return_temperature is not None and asked.return_temperature > RETURN_LIMIT.value:
        most = RETURN_LIMIT.value
        found.append(
            (
                f"wat teruggaat is warmer dan {most:g} graden: alleen met maatwerk van de provincie",
                f"what goes back is warmer than {most:g} degrees: only by a permit of the province",
            )
        )
    return "; ".join(nl for nl, _ in found), "; ".join(en for _, en in found)


def _pairs(work: StoreWork) -> gpd.GeoDataFrame:
    from shapely import LineString

    rows, shapes = [], []
    for pair in work.pairs:
        one, other = work.stores[pair.first], work.stores[pair.second]
        rows.append(
            {
                "id": f"{one.id}:{pair.wells[0]}-{other.id}:{pair.wells[1]}",
                "first": one.id,
                "second": other.id,
                "kind": "alike" if pair.alike else "opposite",
                "distance": pair.distance,
                "needed": pair.needed,
                "margin": pair.distance - pair.needed,
                "shared": pair.shared,
            }
        )
        shapes.append(LineString([getattr(one, pair.wells[0]), getattr(other, pair.wells[1])]))
    return _table(rows, shapes)


def _loops(twin: Twin, work: LoopWork, asked: StorageParameters) -> gpd.GeoDataFrame:
    places = twin.features["closed_loops"].set_index("id").geometry
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(work.fields):
        fluid = work.fluid[number]
        nl, en = _loop_conditions(work, number, asked)
        rows.append(
            {
                "id": one.id,
                "name": one.name,
                "boreholes": len(one.places),
                "length": one.length,
                "heat": one.heat,
                "power": one.power / 1e3,
                "fluid_temperature": math.nan if isinstance(fluid, str) else fluid[-1],
                "cooling_by_neighbours": work.cooling[number],
                "neighbours": work.neighbours[number],
                "condition_nl": nl,
                "condition_en": en,
                "reason": fluid if isinstance(fluid, str) else "",
            }
        )
    rows += [{"id": name, "reason": reason} for name, reason in work.reasons.items()]
    return _table(rows, [places[row["id"]] for row in rows])


def _loop_conditions(work: LoopWork, number: int, asked: StorageParameters) -> tuple[str, str]:
    one, fluid, found = work.fields[number], work.fluid[number], []
    if work.cooling[number] > asked.cooling_limit:
        more = work.cooling[number] - asked.cooling_limit
        found.append(
            (f"buren koelen de bodem samen {more:.1f} K te veel", f"neighbours cool it {more:.1f} K too much")
        )
    if not isinstance(fluid, str) and not COLDEST_FLUID.value <= fluid[-1] <= WARMEST_FLUID.value:
        low, high = COLDEST_FLUID.value, WARMEST_FLUID.value
        found.append(
            (
                f"de vloeistof komt buiten {low:g} tot {high:g} graden",
                f"the fluid goes outside {low:g} to {high:g} degrees",
            )
        )
    if one.heat < 0.0:
        found.append(
            ("er gaat netto warmte de bodem in: dat mag niet", "net heat goes into the ground: not allowed")
        )
    if abs(one.power) >= PERMIT_POWER.value:
        found.append(("vanaf 70 kW is een vergunning nodig", "from 70 kW on a permit is needed"))
    return "; ".join(nl for nl, _ in found), "; ".join(en for _, en in found)


def _years(work: LoopWork) -> gpd.GeoDataFrame:
    from shapely import MultiPoint

    rows, shapes = [], []
    for one, fluid in zip(work.fields, work.fluid, strict=True):
        if isinstance(fluid, str):
            continue
        for year, warm in zip(work.years.tolist(), fluid.tolist(), strict=True):
            rows.append(
                {
                    "id": f"{one.id}@{year:g}",
                    "system": one.id,
                    "years_of_use": year,
                    "fluid_temperature": warm,
                    "top_level": one.top,
                    "base_level": one.base,
                }
            )
            shapes.append(MultiPoint(one.places))
    return _table(rows, shapes)
