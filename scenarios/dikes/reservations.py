"""Room to keep free beside dikes: what every future needs, what a fast rise needs, and what to watch.

The three bands do not overlap: `core` is the growth of the dike's base that every future of the year asks
(no regret), `reserve` what the fast end of the scenarios asks on top of that, `watch` what the storyline of
low likelihood and high impact asks on top of both. Today's dike is no part of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.strips import strip, toes, union

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.model import Design, Futures, Locations, Profiles

__all__ = ["BANDS", "STORYLINE", "reservations"]

Floats = npt.NDArray[np.float64]

STORYLINE = "llhi"
"""Scenario of low likelihood and high impact: it is watched, not reserved for."""
BANDS = {
    "core": ("nodig in elke toekomst", "needed in every future"),
    "reserve": (
        "nodig bij snelle zeespiegelstijging",
        "needed when the sea rises fast",
    ),
    "watch": ("nodig in de verhaallijn met grote gevolgen", "needed in the high-impact storyline"),
}
"""Dutch and English label of every band, from the most to the least certain."""
_COLUMNS = ("id", "dike", "year", "band", "area", "length", "width", "width_max", "label_nl", "label_en")


def reservations(
    locations: Locations,
    profiles: Profiles,
    futures: Futures,
    design: Design,
    years: Sequence[int] | None = None,
) -> gpd.GeoDataFrame:
    """Polygons to keep free, per dike, year and band.

    Parameters
    ----------
    locations, profiles
        Places and today's profiles, n of them.
    futures, design
        Futures, m of them, and the profile in soil that each asks, (n, m).
    years
        Years to draw; those of the futures by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns id, dike, year, band, area [m2], length of dike [m], width (mean) and width_max, both sides
        together [m], and labels. A band without ground has no row; unknown places have no ground, and are no
        part of ``length``.
    """
    import geopandas as gpd

    from twin.grid import CRS

    rows, shapes = [], []
    for year in sorted(set(map(int, futures.year if years is None else years))):
        certain: list[list[Any]] = [[] for _ in locations.dikes]
        for band, (inward, outward) in _bands(futures, design, year).items():
            width = np.nan_to_num((inward[1] - inward[0]) + (outward[1] - outward[0]))
            for number, ground in enumerate(_ground(locations, profiles, inward, outward)):
                shape = _beyond(ground, certain[number])
                if shape is None:
                    continue
                certain[number].append(shape)
                mine = (locations.dike == number) & (width > 0) & locations.known
                rows.append(_row(locations, number, year, band, shape.area, width, mine))
                shapes.append(shape)
    return gpd.GeoDataFrame(
        {name: [row[name] for row in rows] for name in _COLUMNS}, geometry=shapes, crs=CRS
    )


def _beyond(ground: Any, certain: Sequence[Any]) -> Any:
    """Ground without what a more certain band has already: in bends a far strip can lie on a near one."""
    import shapely

    if ground is None or not certain:
        return ground
    for earlier in certain:
        ground = shapely.difference(ground, earlier)
    return union([ground])


def _row(
    locations: Locations,
    number: int,
    year: int,
    band: str,
    area: float,
    width: Floats,
    mine: npt.NDArray[np.bool_],
) -> dict[str, object]:
    dike, length = locations.dikes[number], locations.length[mine]
    return {
        "id": f"{dike}-{year}-{band}",
        "dike": dike,
        "year": year,
        "band": band,
        "area": round(area, 1),
        "length": round(float(length.sum()), 1),
        "width": round(float((width[mine] * length).sum() / length.sum()), 1),
        "width_max": round(float(width[mine].max()), 1),
        "label_nl": BANDS[band][0],
        "label_en": BANDS[band][1],
    }


Band = tuple[tuple[Floats, Floats], tuple[Floats, Floats]]


def _bands(futures: Futures, design: Design, year: int) -> dict[str, Band]:
    """From where to where each band reaches beyond today's toes, inward and outward [m]."""
    story = np.array([name == STORYLINE for name in futures.scenario], bool)
    at_year = (np.asarray(futures.year) == year) & (np.isfinite(futures.quantile) | story)
    story &= at_year
    usual = at_year & ~story
    fast = usual & (futures.quantile == np.max(futures.quantile[usual])) if usual.any() else usual
    groups = {"core": at_year, "reserve": fast, "watch": story}
    before = {side: np.zeros(len(design.inward)) for side in ("inward", "outward")}
    found: dict[str, Band] = {}
    for band, chosen in groups.items():
        if not chosen.any():
            continue
        sides = []
        for side in ("inward", "outward"):
            growth = np.asarray(getattr(design, side), np.float64)[:, chosen]
            reach = growth.min(axis=1) if band == "core" else growth.max(axis=1)
            reach = np.fmax(reach, before[side])
            sides.append((before[side], reach))
            before[side] = reach
        found[band] = (sides[0], sides[1])
    return found


def _ground(
    locations: Locations, profiles: Profiles, inward: tuple[Floats, Floats], outward: tuple[Floats, Floats]
) -> list[Any]:
    """Ground of a band at both sides of each dike."""
    outer_toe, inner_toe = toes(profiles)
    outer_toe, inner_toe = (np.where(locations.known, toe, np.nan) for toe in (outer_toe, inner_toe))
    inside = strip(locations, inner_toe + inward[1], inner_toe + inward[0])
    outside = strip(locations, outer_toe - outward[0], outer_toe - outward[1])
    return [union(pair) for pair in zip(inside, outside, strict=True)]
