"""From a twin to the answers of the process `archaeology-disturbance`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scenarios.archaeology.bodies import Body, bodies_of
from scenarios.archaeology.disturbance import Disturbed, disturbance, ranked, totals
from scenarios.archaeology.indicators import INDICATORS
from scenarios.archaeology.works import Work, works_of
from scenarios.process import Outcome, Value
from twin.grid import CRS
from twin.progress import Progress

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.archaeology.parameters import ArchaeologyParameters
    from twin.state import Twin

__all__ = ["NO_BODIES", "NO_WORKS", "archaeology_disturbance"]

NO_BODIES = "the twin has no archaeological sites or zones of expectation"
NO_WORKS = "nothing is planned in this twin that digs to a depth that is known"
_UNKNOWN = "The depth of {count} planned works is not known; they are left out"


def archaeology_disturbance(twin: Twin, parameters: ArchaeologyParameters, progress: Progress) -> Outcome:
    """Work out what planned works dig of sites and zones.

    Parameters
    ----------
    twin
        With its planned features.
    parameters
        How is dug where features do not tell.
    progress
        Told how far it is.
    """
    import xarray as xr

    bodies = bodies_of(twin)
    if not bodies:
        return Outcome(xr.Dataset(), {name: Value(None, reason=NO_BODIES) for name in INDICATORS})
    works, unknown = works_of(twin, parameters.digging)
    progress(0.3, "volumes")
    found = disturbance(works, bodies)
    sums = _sums(works, found)
    others = []
    for number, error in enumerate((parameters.level_error, -parameters.level_error)):
        progress(0.5 + 0.2 * number, "range")
        others.append(_sums(works, disturbance(works, [_shifted(body, error) for body in bodies])))
    note = f". {_UNKNOWN.format(count=len(unknown))}" if unknown else ""
    values = {
        name: Value(
            sums[name],
            min(sums[name], *(other[name] for other in others)),
            max(sums[name], *(other[name] for other in others)),
            reason=None if works else NO_WORKS,
            method=f"{INDICATORS[name].method}{note}",
        )
        for name in INDICATORS
    }
    return Outcome(xr.Dataset(), values, _tables(works, found))


def _shifted(body: Body, rise: float) -> Body:
    """A body higher by so much [m]; a zone's depth is so much less, not above the ground."""
    depth = body.top_depth if math.isnan(body.top_depth) else max(body.top_depth - rise, 0.0)
    return replace(body, top=body.top + rise, base=body.base + rise, top_depth=depth)


def _sums(works: Sequence[Work], found: Sequence[Disturbed]) -> dict[str, float]:
    known = [one for one in found if one.body.known]
    return {
        "works": float(len(works)),
        "sites": sum(one.volume for one in known),
        "expected": sum(one.volume for one in found if not one.body.known),
        "touched": float(len({one.body.id for one in known if one.volume > 0.0})),
        "research": float(len({one.work.id for one in found if one.research})),
    }


def _tables(works: Sequence[Work], found: Sequence[Disturbed]) -> Mapping[str, gpd.GeoDataFrame]:
    """Tables ``archaeology_works`` by rank and ``archaeology_disturbance`` by work and body."""
    import geopandas as gpd

    sums = totals(works, found)
    by_id = {work.id: work for work in works}
    rows: list[dict[str, Any]] = [
        {
            "id": name,
            "theme": by_id[name].theme,
            "kind": by_id[name].kind,
            "rank": rank,
            "area": by_id[name].area,
            "depth": by_id[name].depth,
            "sites": sums[name].sites,
            "expected": sums[name].expected,
            "weighted": sums[name].weighted,
            "research": sums[name].research,
        }
        for rank, name in enumerate(ranked(sums), start=1)
    ]
    pairs: list[dict[str, Any]] = [
        {
            "id": f"{one.work.id}-{one.body.id}",
            "work": one.work.id,
            "body": one.body.id,
            "name": one.body.name,
            "known": one.body.known,
            "value": one.body.value,
            "volume": one.volume,
            "area": one.area,
            "free_area": one.body.worth.free_area,
            "free_depth": one.body.worth.free_depth,
            "research": one.research,
        }
        for one in found
    ]
    tables = {}
    if rows:
        shapes = [by_id[row["id"]].shape for row in rows]
        tables["archaeology_works"] = gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
    if pairs:
        shapes = [one.shape for one in found]
        tables["archaeology_disturbance"] = gpd.GeoDataFrame(pairs, geometry=shapes, crs=CRS)
    return tables
