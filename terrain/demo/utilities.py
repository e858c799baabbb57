"""Utility networks of the demo: every road has a profile of lines, and a few main lines cross country.

All networks are synthetic. Depths are covers of NEN 7171-1 as read in secondary sources or from memory; a
municipality sets its own, so they are data, with the way they were found per line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import xarray as xr
from shapely import LineString

from terrain.demo.curves import beside
from terrain.demo.plan import BBOX, SEED
from terrain.exporters.geometry import paths
from terrain.exporters.ground import Ground
from terrain.exporters.profiles import bored
from twin.grid import CRS, GridSpec
from twin.vocabulary import NETWORKS

__all__ = ["COVER", "PROFILES", "utility_lines"]

_X0, _Y0 = BBOX[:2]

COVER: dict[str, tuple[float, float]] = {
    "electricity-lv": (0.50, 0.70), "electricity-mv": (0.70, 1.00), "electricity-hv": (1.20, 1.80),
    "gas-lp": (0.80, 1.00), "gas-hp": (0.80, 1.00), "gas-transmission": (1.00, 1.75), "water": (0.80, 1.20),
    "sewer": (0.80, 3.50), "heat": (0.60, 1.20), "data": (0.40, 0.65),
}  # fmt: skip
"""Least and greatest cover per network [m below ground]; part of the ends is from memory [unverified]."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Place of a network in the profile of a road.

    Parameters
    ----------
    network
        Key of `twin.vocabulary.NETWORKS`.
    offset
        Distance from the axis of the road [m], positive to the left.
    diameter
        Outer diameter [m].
    material
        What the line is made of.
    """

    network: str
    offset: float
    diameter: float
    material: str


PROFILES: dict[str, tuple[Slot, ...]] = {
    "street": (
        Slot("data", 3.55, 0.04, "fibre"), Slot("electricity-lv", 3.20, 0.05, "copper"),
        Slot("electricity-mv", 2.60, 0.09, "aluminium"),
        Slot("heat", 1.60, 0.25, "steel, insulated"), Slot("sewer", 0.0, 0.40, "concrete"),
        Slot("gas-lp", -2.10, 0.11, "pvc"),
        Slot("water", -3.10, 0.11, "pvc"),
    ),
    "local": (
        Slot("data", 5.60, 0.04, "fibre"), Slot("electricity-mv", 5.10, 0.09, "aluminium"),
        Slot("electricity-lv", 4.60, 0.05, "copper"),
        Slot("gas-lp", -4.60, 0.16, "pvc"), Slot("water", -5.40, 0.16, "pvc"),
        Slot("sewer", -6.40, 0.09, "pe, pressure"),
    ),
    "provincial": (
        Slot("data", 9.40, 0.04, "fibre"), Slot("electricity-mv", 8.60, 0.10, "aluminium"),
        Slot("gas-hp", -8.80, 0.22, "steel"),
        Slot("water", -10.20, 0.32, "ductile iron"),
    ),
    "motorway": (Slot("data", 17.0, 0.05, "fibre"), Slot("electricity-mv", 18.0, 0.09, "aluminium")),
    "rail": (Slot("data", 7.5, 0.04, "fibre"),),
}  # fmt: skip
"""Profile per kind of road, from left to right; no two lines share a place."""


@dataclass(frozen=True, slots=True)
class _Main:
    id: str
    network: str
    name: str
    path: tuple[tuple[float, float], ...]
    diameter: float
    material: str
    year: int
    crossing_depth: float


_MAINS = (
    _Main("hv-150kv", "electricity-hv", "150 kV Oudestad - Noordoever",
          ((6928, 5546), (6954, 5541), (6956, 5521), (7090, 5521), (7120, 5700), (7150, 5950), (7330, 6700),
           (7360, 7500), (7480, 8200), (7520, 8720), (7440, 9260), (7420, 9700), (7400, 10235)),
          0.14, "xlpe", 2017, 12.0),
    _Main("hv-150kv-industrie", "electricity-hv", "150 kV Onderstation - Haven",
          ((6930, 5546), (6952, 5540), (6953, 5518), (7093, 5518), (7140, 5690), (7300, 6100), (7600, 7000),
           (8120, 7900), (8250, 8400), (8310, 8580), (8390, 8650)),
          0.13, "xlpe", 2019, 9.0),
    _Main("gas-transmission-1", "gas-transmission", "Gastransportleiding Zuid - Noord",
          ((8250, 5), (8200, 1200), (8150, 2600), (8150, 3900), (8230, 5200), (8260, 6500), (8220, 7500),
           (8000, 8380), (7940, 8640), (7945, 9150), (7935, 9700), (7925, 10235)),
          0.61, "steel", 1974, 14.0),
    _Main("water-transport-dune", "water", "Transportleiding Duinwinning",
          ((3050, 1900), (3540, 1880), (3660, 1960), (3980, 2150), (4060, 2900), (4100, 3250), (4070, 3650),
           (4060, 4100), (4800, 4700), (5500, 5080), (5720, 5190)),
          0.50, "ductile iron", 1969, 0.0),
    _Main("water-transport-river", "water", "Transportleiding Oeverwinning",
          ((11050, 8350), (10300, 8200), (9400, 8120), (8200, 8150), (7500, 7990), (7080, 7560),
           (6640, 7060)),
          0.50, "ductile iron", 1986, 0.0),
    _Main("heat-trunk-1", "heat", "Warmtetransport aardwarmte - nieuwe wijk",
          ((5340, 7445), (5420, 7425), (5545, 7300), (5520, 6900), (5400, 6550), (5340, 6385)),
          0.45, "steel, insulated", 2016, 0.0),
    _Main("heat-trunk-2", "heat", "Warmtetransport bedrijventerrein",
          ((6345, 5640), (6480, 5660), (6640, 5620), (6740, 5612), (6890, 5611)),
          0.35, "steel, insulated", 2021, 0.0),
    _Main("heat-industrie", "heat", "Restwarmte haven",
          ((8260, 8720), (8600, 8620), (9000, 8560), (9095, 8556), (9180, 8540), (9380, 8530)),
          0.35, "steel, insulated", 2020, 0.0),
    _Main("sewer-trunk", "sewer", "Persleiding Oudestad - rioolwaterzuivering",
          ((6615, 7140), (6640, 7300), (6760, 7750), (6960, 8230), (7010, 8330)),
          0.60, "concrete", 1978, 0.0),
)  # fmt: skip
"""Lines across country; `crossing_depth` is the cover where dike and river are drilled under, 0 for none."""

_TUNNEL = 12.0
"""Cover of lines that pass the river in the tunnel of the motorway [m]."""


def utility_lines(roads: gpd.GeoDataFrame, surface: xr.Dataset) -> gpd.GeoDataFrame:
    """Lay the networks along the roads and across country.

    Parameters
    ----------
    surface
        ``ground_level`` [m NAP], and ``permanent_water`` below which main lines are drilled.
    roads
        Theme ``roads`` with id and kind; LV, water, gas and data run along streets and local roads, the
        sewer under the street, heat in the new district only.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``utility_lines``: id, network, name, depth (cover, m below ground), depth_status (measured,
        standard or estimated), depth_source, diameter [m], material, year, crossing_depth [m], status. Lines
        that are drilled somewhere have heights: those of their axis [m NAP].
    """
    rng = np.random.Generator(np.random.PCG64([SEED, 600]))
    rows = [_main_row(main) for main in _MAINS]
    for road in roads.itertuples():
        rows += [_slot_row(road, slot, rng) for slot in PROFILES.get(road.kind, ()) if _runs_here(slot, road)]
    long = [row for row in rows if row["geometry"].length > 5.0]
    table = gpd.GeoDataFrame(long, geometry="geometry", crs=CRS)
    table["status"] = "existing"
    return _with_heights(table, surface)


def _with_heights(table: gpd.GeoDataFrame, surface: xr.Dataset) -> gpd.GeoDataFrame:
    """Give lines that are drilled under water and dikes the heights of their axis [m NAP]."""
    drilled = np.flatnonzero(table["crossing_depth"] > 0.0)
    if not drilled.size or "permanent_water" not in surface:
        return table
    grid = GridSpec.of(surface)
    ground = Ground(grid, surface["ground_level"].values, surface["permanent_water"].values > 0)
    shapes = table.geometry.to_numpy()
    lines = paths(shapes[drilled], drilled, step=4.0 * grid.dx)
    above = ground.at(*lines.points.T)
    rows = table.iloc[lines.features]
    trench = above - (rows["depth"] + rows["diameter"] / 2.0).to_numpy()[lines.line]
    wet = ground.wet(*lines.points.T)
    level = bored(lines, trench, above, wet, rows["crossing_depth"].to_numpy(np.float64))
    places = np.column_stack([lines.points, np.round(level, 3)])
    shapes[drilled] = shapely.linestrings(places, indices=lines.line)
    return table.set_geometry(shapes, crs=CRS)


def _runs_here(slot: Slot, road: Any) -> bool:
    """Heat in the new district, built for it; medium voltage in every third street only."""
    if slot.network == "heat":
        return bool(road.id.startswith("nieuwe-wijk"))
    if slot.network == "electricity-mv" and road.kind == "street":
        return bool(int(road.id.rsplit("-", 1)[-1]) % 3 == 0)
    if slot.network == "gas-lp" and road.id.startswith("nieuwe-wijk"):
        return bool(int(road.id.rsplit("-", 1)[-1]) % 4 != 0)
    return True


def _slot_row(road: Any, slot: Slot, rng: np.random.Generator) -> dict[str, Any]:
    """A line beside a road; every line draws the same number of times, so that ids keep their depth."""
    chance, drift, age = rng.uniform(), rng.normal(), rng.uniform()
    year = int(1968 + 52 * age)
    status = "measured" if year > 2012 else "estimated" if chance < 0.15 else "standard"
    depth = NETWORKS[slot.network].cover
    low, high = COVER[slot.network]
    if slot.material == "concrete":
        depth = 1.4 + 1.5 * chance
    elif slot.network == "sewer":
        depth = 0.9
    if status != "standard":
        depth = depth + 0.06 * drift
    return {
        "id": f"{slot.network}-{road.id}",
        "network": slot.network,
        "name": road.name,
        "depth": round(float(np.clip(depth, low, high)), 2),
        "depth_status": status,
        "depth_source": "survey" if status == "measured" else NETWORKS[slot.network].source,
        "diameter": slot.diameter,
        "material": slot.material,
        "year": year,
        "crossing_depth": _TUNNEL if road.id.endswith("tunnel") else 0.0,
        "geometry": beside(road.geometry, slot.offset),
    }


def _main_row(main: _Main) -> dict[str, Any]:
    return {
        "id": main.id,
        "network": main.network,
        "name": main.name,
        "depth": NETWORKS[main.network].cover if main.network != "sewer" else 1.6,
        "depth_status": "standard",
        "depth_source": NETWORKS[main.network].source,
        "diameter": main.diameter,
        "material": main.material,
        "year": main.year,
        "crossing_depth": main.crossing_depth,
        "geometry": LineString(np.add(main.path, (_X0, _Y0))),
    }
