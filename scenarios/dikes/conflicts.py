"""What stands in the way of dikes that grow, from which year, and how much room there is before the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.conflict_kinds.base import AMOUNTS, ConflictKind, InTheWay
from scenarios.dikes.conflict_kinds.buildings import CLEARANCE
from scenarios.dikes.growth import mended
from scenarios.dikes.strips import quads, toes
from scenarios.physics.constants import Parameter
from twin.registry import discover

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.growth import Growth
    from scenarios.dikes.model import Locations, Profiles
    from twin.state import Twin

__all__ = ["REACH", "Conflicts", "conflicts", "free_space", "kinds"]

Floats = npt.NDArray[np.float64]

REACH = Parameter(200.0, "m", "KOSWAT 0.17.0, width of the surroundings", "verified")
"""How far from the toe things are looked for."""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What gets in the way.

    Parameters
    ----------
    table
        One row per thing: id, kind, theme, object, name, dike, chainage [m], from_year, at_year (of the
        amounts: the asked year, or the last one for what comes later), relation, the amounts of `AMOUNTS`
        (NaN where a kind has none), source, label_nl, label_en, and the thing or its part in the way.
    reasons
        By kind, why nothing can be told of it.
    """

    table: gpd.GeoDataFrame
    reasons: Mapping[str, str]


@cache
def kinds() -> dict[str, ConflictKind]:
    """Every kind of thing in the way, by its id: the files of the folder, and plug-ins."""
    group = "zicht.conflict_kinds"
    found = discover("scenarios.dikes.conflict_kinds", ConflictKind, group)  # type: ignore[type-abstract]
    return {name: kind() for name, kind in found.items()}


def conflicts(twin: Twin, growth: Growth) -> Conflicts:
    """Find everything that gets in the way of dikes in the years of their growth.

    Parameters
    ----------
    twin
        Twin with the themes; an empty theme has nothing in the way, a missing one tells nothing.
    growth
        The ground that dikes take, of one scenario.
    """
    import geopandas as gpd
    import pandas as pd

    from twin.grid import CRS

    tables, reasons = [], {}
    for name, kind in kinds().items():
        if (lacking := kind.lacks(twin)) is not None:
            reasons[name] = lacking
        else:
            tables.append(_rows(kind, kind.find(twin, growth)))
    columns = [*_COLUMNS, *AMOUNTS, "source", "label_nl", "label_en", "geometry"]
    if not any(len(table) for table in tables):
        return Conflicts(
            gpd.GeoDataFrame({name: [] for name in columns}, geometry="geometry", crs=CRS), reasons
        )
    whole = pd.concat([table for table in tables if len(table)], ignore_index=True)
    return Conflicts(gpd.GeoDataFrame(whole[columns], geometry="geometry", crs=CRS), reasons)


_COLUMNS = ("id", "kind", "theme", "object", "name", "dike", "chainage", "from_year", "at_year", "relation")


def _rows(kind: ConflictKind, found: InTheWay) -> Any:
    """Describe the things of one kind, by the year in which they get in the way."""
    import pandas as pd

    growth, met = found.growth, found.met
    count = len(met.thing)
    late = met.year > growth.horizon
    objects = found.table["id"].astype(str).to_numpy(dtype=object)[met.thing]
    dutch, english = _names(found, "name"), _names(found, "name_en")
    rows = pd.DataFrame(
        {
            "id": [f"{kind.id}-{name}" for name in objects],
            "kind": kind.id,
            "theme": kind.theme,
            "object": objects,
            "name": dutch,
            "dike": np.array(growth.locations.dikes, dtype=object)[growth.locations.dike[met.place]],
            "chainage": np.round(growth.locations.chainage[met.place], 1),
            "from_year": growth.years[met.year],
            "at_year": np.where(late, growth.years[-1], growth.years[growth.horizon]),
            "relation": found.relation,
        }
    )
    for amount in AMOUNTS:
        rows[amount] = np.round(found.amounts.get(amount, np.full(count, np.nan)), 1)
    rows["source"] = found.source
    rows["label_nl"] = [f"{kind.label_nl} {name}" for name in dutch]
    rows["label_en"] = [f"{kind.label_en} {name}" for name in english]
    rows["geometry"] = found.shapes
    return rows.sort_values(["from_year", "dike", "chainage"], kind="stable")


def _names(found: InTheWay, column: str) -> list[str]:
    """Name of each thing, else its id."""
    table = found.table.iloc[found.met.thing]
    ids = [str(name) for name in table["id"]]
    told = table[column] if column in table else table.get("name", [None] * len(ids))
    return [str(name) if isinstance(name, str) and name else own for name, own in zip(told, ids, strict=True)]


def free_space(
    twin: Twin, locations: Locations, profiles: Profiles, reach: float = REACH.value
) -> tuple[Floats, npt.NDArray[Any]]:
    """Room inward of today's dike before the first building.

    Parameters
    ----------
    twin
        Twin with the buildings.
    locations, profiles
        Places and today's profiles, n of them.
    reach
        How far from the inner toe buildings are looked for [m].

    Returns
    -------
    tuple of ndarray
        Distance from the inner toe to the first building on the ground of each place, less 5 m, never below
        0 [m], (n,): ``reach`` when there is none nearer, NaN where the place is unknown or the twin has no
        buildings; and the id of that building, (n,), None without.
    """
    import shapely

    _, inner_toe = toes(profiles)
    distance = np.where(locations.known & np.isfinite(inner_toe), reach, np.nan)
    obstacle = np.full(len(distance), None, dtype=object)
    if "buildings" not in twin.features:
        return np.full(len(distance), np.nan), obstacle
    buildings = twin.features["buildings"]
    shapes = mended(buildings.geometry.to_numpy())
    ground = quads(
        locations, np.where(np.isnan(distance), np.nan, inner_toe + reach + CLEARANCE.value), inner_toe
    )
    place, thing = shapely.STRtree(shapes).query(ground, predicate="intersects")
    corner, pair = shapely.get_coordinates(
        shapely.intersection(shapes[thing], ground[place]), return_index=True
    )
    at = place[pair]
    offset = (corner[:, 0] - locations.x[at]) * locations.inward_x[at]
    offset += (corner[:, 1] - locations.y[at]) * locations.inward_y[at]
    room = np.clip(offset - inner_toe[at] - CLEARANCE.value, 0.0, None)
    order = np.lexsort((thing[pair], room, at))
    nearest = order[np.unique(at[order], return_index=True)[1]]
    nearer = nearest[room[nearest] < reach]
    distance[at[nearer]] = room[nearer]
    obstacle[at[nearer]] = buildings["id"].astype(str).to_numpy(dtype=object)[thing[pair[nearer]]]
    return distance, obstacle
