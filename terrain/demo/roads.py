"""Roads, streets and railway of the demo."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import shapely

from terrain.demo import districts, oldtown, plan
from terrain.demo.outline import LOCAL_ROADS
from terrain.demo.relief import river_area
from twin.grid import CRS

__all__ = ["WIDTH", "roads"]

WIDTH = {"motorway": 28.0, "provincial": 11.0, "local": 6.0, "street": 5.5, "rail": 12.0}
"""Width of the paved or ballasted strip by kind of road [m]."""

_MAIN = {
    "snelweg": ("motorway", "A99"),
    "provinciale-weg": ("provincial", "N901"),
    "provinciale-weg-noord": ("provincial", "N902"),
    "spoor": ("rail", "Spoorlijn Oudestad-Zanddorp"),
    "dijkweg": ("local", "Dijkweg"),
}


@cache
def roads() -> gpd.GeoDataFrame:
    """Every road with its kind, name and width [m]; railways are a kind of road here."""
    rows = [(name, *_MAIN[name], plan.line(name)) for name in _MAIN]
    rows += [(name, "local", name.replace("-", " ").capitalize(), plan.line(name)) for name in LOCAL_ROADS]
    for number, street in enumerate(oldtown.streets()):
        rows.append((f"oude-stad-{number + 1}", "street", f"Stadsstraat {number + 1}", street))
    for place, streets in districts.streets().items():
        rows += [
            (f"{place}-{k + 1}", "street", f"Straat {k + 1}", street) for k, street in enumerate(streets)
        ]
    rows = [row for row in rows if row[0] != "snelweg"] + _motorway()
    clipped = shapely.intersection([row[3] for row in rows], plan.polygon("gebied"))
    whole = [max(shapely.get_parts(line), key=shapely.length) for line in clipped]
    return gpd.GeoDataFrame(
        {
            "id": [row[0] for row in rows],
            "kind": [row[1] for row in rows],
            "name": [row[2] for row in rows],
            "width": [WIDTH[row[1]] for row in rows],
        },
        geometry=whole,
        crs=CRS,
    )


def _motorway() -> list[tuple[str, str, str, shapely.LineString]]:
    """The motorway, in three pieces: it passes under the river in a tunnel."""
    line, river = plan.line("snelweg"), river_area().buffer(45)
    names = (("snelweg-zuid", "A99"), ("snelweg-tunnel", "A99 Ziltetunnel"), ("snelweg-noord", "A99"))
    inside = line.intersection(river)
    south, north = sorted(shapely.get_parts(line.difference(river)), key=lambda part: part.centroid.y)
    return [
        (key, "motorway", name, part) for (key, name), part in zip(names, (south, inside, north), strict=True)
    ]
