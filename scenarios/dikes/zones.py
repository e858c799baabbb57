"""Zones along dikes today: those of the water board's legger, else usual widths, which say so."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.dikes.growth import mended
from scenarios.dikes.strips import strip, toes, union
from scenarios.physics.constants import Parameter, Status

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.model import Locations, Profiles
    from twin.state import Twin

__all__ = ["OUTER", "ZONES", "zone_of", "zone_widths", "zones"]

Floats = npt.NDArray[np.float64]

ZONES = {
    "kernzone": ("Kernzone (waterstaatswerk)", "Core zone of the dike"),
    "beschermingszone": ("Beschermingszone", "Protection zone of the dike"),
    "profiel-van-vrije-ruimte": ("Profiel van vrije ruimte", "Profile kept free for reinforcement"),
}
"""Dutch and English label of every zone."""
OUTER = "buitenbeschermingszone"
"""Zone of dikes too, beyond the others: it has no usual width, and is not drawn."""
NEAR_LINE = Parameter(100.0, "m", "how far from a dike a zone of its legger may begin", "unverified")
_NAMES = {
    "kernzone": ("kernzone", "waterstaatswerk"),
    "beschermingszone": ("beschermingszone",),
    "profiel-van-vrije-ruimte": ("profielvanvrijeruimte", "vrijwaringszonedijk", "reserveringszone"),
}
_COLUMNS = ("id", "kind", "dike", "width", "area", "status", "source", "label_nl", "label_en")


@cache
def zone_widths() -> dict[str, Parameter]:
    """Usual width of each zone [m]; of the profile kept free, the raise of the crest [m]."""
    return {
        row["zone"]: Parameter(float(row["width"]), row["unit"], row["source"], cast(Status, row["status"]))
        for row in data_rows("dike_zones.csv")
    }


def zones(twin: Twin, locations: Locations, profiles: Profiles) -> gpd.GeoDataFrame:
    """Zones along every dike as they are today.

    Parameters
    ----------
    twin
        Twin; polygons of its theme ``protection_zones`` whose ``kind`` is a zone of dikes win.
    locations, profiles
        Places and today's profiles, n of them.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns id, kind, dike, width beside the toes on both sides together [m], area [m2], status
        (``legger`` or ``default``), source, labels. The core zone holds the dike itself, the protection zone
        lies on both sides of it, the profile kept free is the base of a dike with a higher crest.
    """
    import geopandas as gpd

    from twin.grid import CRS

    rows, shapes = [], []
    told = _legger(twin)
    for zone in ZONES:
        drawn, width = _default(zone, locations, profiles)
        for number, dike in enumerate(locations.dikes):
            mine = (locations.dike == number) & np.isfinite(width)
            own = _own(told[zone], locations, number)
            shape = drawn[number] if own is None else own
            if shape is None:
                continue
            rows.append(_row(zone, dike, shape, _mean(width[mine], locations.length[mine]), own is None))
            shapes.append(shape)
    return gpd.GeoDataFrame(
        {name: [row[name] for row in rows] for name in _COLUMNS}, geometry=shapes, crs=CRS
    )


def _row(zone: str, dike: str, shape: Any, width: float, default: bool) -> dict[str, object]:
    usual = zone_widths()[zone]
    source = (
        f"NOT the legger of the water board: {usual}" if default else "legger: protection_zones of the twin"
    )
    return {
        "id": f"{dike}-{zone}",
        "kind": zone,
        "dike": dike,
        "width": round(width, 1) if default else None,
        "area": round(shape.area, 1),
        "status": "default" if default else "legger",
        "source": source,
        "label_nl": ZONES[zone][0],
        "label_en": ZONES[zone][1],
    }


def _mean(width: Floats, length: Floats) -> float:
    return float((width * length).sum() / length.sum()) if length.size else 0.0


def _default(zone: str, locations: Locations, profiles: Profiles) -> tuple[Any, Floats]:
    """Polygon per dike by the usual width, and the width beside the toes, both sides together [m]."""
    outer_toe, inner_toe = (np.where(locations.known, toe, np.nan) for toe in toes(profiles))
    core, usual = zone_widths()["kernzone"].value, zone_widths()[zone].value
    if zone == "kernzone":
        width = np.where(np.isfinite(inner_toe), 2 * usual, np.nan)
        return strip(locations, inner_toe + usual, outer_toe - usual), width
    if zone == "beschermingszone":
        inside = strip(locations, inner_toe + core + usual, inner_toe + core)
        outside = strip(locations, outer_toe - core, outer_toe - core - usual)
        both = [union(pair) for pair in zip(inside, outside, strict=True)]
        return both, np.where(np.isfinite(inner_toe), 2 * usual, np.nan)
    width = usual * (profiles.outer_slope + profiles.inner_slope)
    return strip(locations, inner_toe + width, outer_toe), width + 0.0 * inner_toe


def _legger(twin: Twin) -> dict[str, list[Any]]:
    """Polygons of the twin that are zones of dikes, by zone."""
    found: dict[str, list[Any]] = {zone: [] for zone in ZONES}
    table = twin.features.get("protection_zones")
    if table is None or "kind" not in table:
        return found
    for kind, shape in zip(table["kind"], mended(table.geometry.to_numpy()), strict=True):
        if (zone := zone_of(str(kind))) in found:
            found[zone].append(shape)
    return found


def zone_of(kind: str) -> str | None:
    """Zone of dikes that a legger means by a word: one of `ZONES` or `OUTER`; None for zones of other things.

    Examples
    --------
    >>> zone_of("Vrijwaringszone - dijk"), zone_of("waterwingebied")
    ('profiel-van-vrije-ruimte', None)
    """
    plain = "".join(letter for letter in kind.lower() if letter.isalnum())
    names = _NAMES | {OUTER: (OUTER,)}
    return next((zone for zone, words in names.items() if plain.startswith(words)), None)


def _own(shapes: list[Any], locations: Locations, number: int) -> Any:
    """Zones of the legger that lie along a dike; None without."""
    import shapely

    if not shapes:
        return None
    mine = locations.dike == number
    line = shapely.multipoints(np.column_stack([locations.x[mine], locations.y[mine]]))
    near = [shape for shape in shapes if shapely.dwithin(shape, line, NEAR_LINE.value)]
    return union(near)
