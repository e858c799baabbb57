"""Farms along the polder roads, greenhouses, industry."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from terrain.demo import plan
from terrain.demo.lots import circle_block, make, rectangles, single, site_grid, stamp
from terrain.demo.plan import SEED

__all__ = ["buildings"]

_FARM_ROADS: dict[str, tuple[float, tuple[float, float]]] = {
    # road: distance between farms [m], building years
    "lintweg-west": (140.0, (1750, 1990)), "lintweg-oost": (140.0, (1750, 1990)),
    "zuidweg": (150.0, (1780, 1990)),
    "kanaalweg": (175.0, (1800, 1990)), "terpweg": (190.0, (1700, 1980)), "burchtweg": (200.0, (1700, 1985)),
    "stadsweg-noord": (200.0, (1700, 1980)), "dijkweg": (230.0, (1720, 1985)),
    "duinweg-zuid": (200.0, (1820, 1990)),
    "duinweg-noord": (215.0, (1850, 1990)), "provinciale-weg": (175.0, (1800, 1995)),
    "brinkweg": (200.0, (1750, 1995)),
    "heideweg": (230.0, (1800, 1995)), "bosweg": (200.0, (1890, 2005)), "polderweg-1": (200.0, (1862, 1975)),
    "polderweg-2": (200.0, (1862, 1975)), "polderweg-3": (255.0, (1862, 1975)),
    "polderweg-4": (255.0, (1862, 1975)),
    "polderweg-5": (255.0, (1862, 1975)),
}  # fmt: skip
"""The droogmakerij fell dry in 1862."""


def buildings() -> pd.DataFrame:
    """Farmhouses with barns, greenhouses, halls, tanks."""
    rng = np.random.Generator(np.random.PCG64([SEED, 100]))
    parts = [_farms(name, spacing, years, rng) for name, (spacing, years) in _FARM_ROADS.items()]
    return pd.concat([*_special(rng), *_industry(rng), *_greenhouses(rng), *parts], ignore_index=True)


def _farms(road: str, spacing: float, years: tuple[float, float], rng: np.random.Generator) -> pd.DataFrame:
    line = plan.line(road)
    at = (
        np.arange(40.0, line.length - 40.0, spacing)
        + rng.uniform(-0.3, 0.3, max(int(np.ceil((line.length - 80.0) / spacing)), 0)) * spacing
    )
    spot = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, at + 2.0))
    turn = np.arctan2(*(ahead - spot).T[::-1])
    side = np.where(np.arange(at.size) % 2 == 0, 1.0, -1.0)
    across = side[:, None] * np.column_stack([-np.sin(turn), np.cos(turn)])
    along = np.column_stack([np.cos(turn), np.sin(turn)])
    house = rectangles(spot + across * 27.0, _sizes(rng, at.size, (15, 22), (10, 13)), turn + np.pi / 2)
    barn = rectangles(
        spot + across * 68.0 + along * 5.0, _sizes(rng, at.size, (34, 52), (16, 24)), turn + np.pi / 2
    )
    stable = rectangles(
        spot + across * 70.0 - along * 26.0, _sizes(rng, at.size, (24, 40), (11, 15)), turn + np.pi / 2
    )
    stable = stable[rng.random(at.size) < 0.6]
    recent = (max(years[0], 1955.0), 2018.0)
    return pd.concat(
        [
            make(house, "Buitengebied", "residential", rng, year=years, height=(7.5, 10.0), dwellings=1.0),
            make(barn, "Buitengebied", "farm", rng, year=recent, height=(7.0, 10.5), dwellings=0),
            make(stable, "Buitengebied", "farm", rng, year=recent, height=(5.0, 8.0), dwellings=0),
        ]
    )


def _sizes(
    rng: np.random.Generator, count: int, length: tuple[float, float], width: tuple[float, float]
) -> np.ndarray:
    return np.column_stack([rng.uniform(*length, count), rng.uniform(*width, count)])


def _greenhouses(rng: np.random.Generator) -> list[pd.DataFrame]:
    site = plan.polygon("glastuinbouw").buffer(-18)
    glass = site_grid(site, (92.0, 158.0), (0.74, 0.9), np.deg2rad(4.0), rng)
    glass = glass[rng.random(len(glass)) < 0.9]
    homes = shapely.get_coordinates(shapely.centroid(glass)) + np.array([0.0, 76.0])
    house = rectangles(homes, _sizes(rng, len(homes), (10, 14), (8, 10)), 0.07)
    keep = rng.random(len(homes)) < 0.55
    return [
        make(glass, "Glaspolder", "greenhouse", rng, year=(1985, 2021), height=(5.5, 7.5), dwellings=0),
        make(
            house[keep], "Glaspolder", "residential", rng, year=(1935, 2005), height=(6.5, 8.5), dwellings=1.0
        ),
    ]


def _industry(rng: np.random.Generator) -> list[pd.DataFrame]:
    harbour, estate = plan.polygon("industrie").buffer(-14), plan.polygon("bedrijventerrein").buffer(-10)
    basin = plan.polygon("havenbekken").buffer(16)
    halls = site_grid(harbour.difference(basin), (92.0, 66.0), (0.55, 0.86), -0.06, rng)
    sheds = site_grid(estate, (64.0, 48.0), (0.5, 0.82), 0.04, rng)
    x0, y0 = plan.BBOX[:2]
    u, v = np.meshgrid(np.arange(8225, 8420, 46.0), np.arange(8790, 8880, 42.0))
    tanks = circle_block(np.column_stack([x0 + u.ravel(), y0 + v.ravel()]), 16.0)
    return [
        make(tanks, "Rivierhaven", "industry", rng, year=(1962, 1990), height=(14, 19), dwellings=0),
        make(halls, "Rivierhaven", "industry", rng, year=(1955, 2016), height=(9, 16), dwellings=0),
        make(sheds, "Bedrijvenpark", "industry", rng, year=(1983, 2022), height=(6.5, 11), dwellings=0),
    ]


def _special(rng: np.random.Generator) -> list[pd.DataFrame]:
    """Buildings of the vital objects."""
    sites = [
        ("ziekenhuis", (95, 46), "health", 1994, 25.0),
        ("gemaal-boezem", (26, 15), "utility", 1931, 12.0),
        ("gemaal-droogmakerij", (20, 13), "utility", 1862, 11.0),
        ("gemaal-kleipolder", (14, 9), "utility", 1967, 7.0),
        ("rioolwaterzuivering", (36, 18), "utility", 1976, 8.0),
        ("onderstation", (44, 22), "utility", 1988, 9.0),
        ("drinkwaterstation", (48, 24), "utility", 1923, 11.0),
        ("datacentrum", (88, 52), "industry", 2017, 15.0),
        ("brandweer", (38, 22), "public", 2003, 9.0),
        ("kantoor-waterschap", (42, 24), "office", 1999, 18.0),
        ("burcht", (24, 24), "public", 1310, 16.0),
        ("terp", (20, 10), "church", 1180, 13.0),
    ]
    return [
        single(stamp((plan.point(name).x, plan.point(name).y), size, 0.08), "Vitaal", use, rng, year, height)
        for name, size, use, year, height in sites
    ]
