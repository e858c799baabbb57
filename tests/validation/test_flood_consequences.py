"""Published floods and studies as order-of-magnitude checks of what a flood costs; nothing here is a fit.

The depth maps, populations and price levels behind the published figures are not open, so they are compared
as ratios and ranges only. With ``ZICHT_FIGURES=1`` the figure of the science page is drawn.

Sources: WV21 (Waterveiligheid 21e eeuw), database of flood damage and fatalities by dike ring; Maaskant et
al. 2009 (South Holland); Asselman and Peeters 2012 (spread of methods); Zeeuws Archief (the flood of 1953).
"""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import box

from scenarios.damage_tables import curves
from scenarios.impacts.band import DAMAGE_SPREAD, FATALITY_SPREAD
from scenarios.impacts.consequences import Exposure, Settings, exposure_of
from scenarios.impacts.hazard import Hazard
from scenarios.physics.breach import MATERIALS, breach_crest, widening_rate
from scenarios.physics.damage import company_fraction
from scenarios.physics.mortality import mortality
from scenarios.physics.weir import weir_discharge
from twin.grid import GridSpec
from twin.state import Twin
from twin.vocabulary import LAND_USE

FIGURE = Path(__file__).parents[2] / "docs/science/figures/consequences.png"
HOUR = 3600.0

WV21 = {
    "14 coast": ((128, 8564, 17_034), (12, 191, 1459)),
    "15": ((3712, 7282, 14_564), (19, 123, 680)),
    "16": ((14_056, 27_984, 27_984), (20, 117, 583)),
    "17": ((6550, 12_970, 25_941), (34, 250, 1336)),
    "22": ((6045, 12_084, 12_084), (11, 79, 420)),
    "36": ((73, 4639, 9157), (0, 33, 379)),
    "43": ((5478, 15_834, 22_800), (2, 66, 494)),
    "29": ((5365, 10_737, 21_467), (14, 126, 842)),
    "30": ((3882, 7615, 15_087), (11, 93, 617)),
    "31": ((1943, 3899, 5520), (2, 22, 148)),
}
"""Damage (low, expected, high) [MEUR] and fatalities (low, expected, high) of a flood of each dike ring."""


def published(what: int, level: int) -> np.ndarray:
    return np.array([row[what][level] for row in WV21.values()], float)


@pytest.fixture(scope="module")
def ring() -> Twin:
    """A made-up Dutch polder of 4 km2: half farmland, a town of 1200 houses, companies, roads."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 62000, 547000), 10)
    x, _ = np.meshgrid(grid.x - 60000, grid.y - 545000)
    codes = {entry.key: code for code, entry in LAND_USE.items()}
    land_use = np.where(x < 1000, codes["grassland"], codes["built_up"])
    land_use[(x > 1850)] = codes["industry"]
    land_use[::10] = codes["road"]
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), (-2.0 + 2.5 * x / 2000).astype(np.float32)),
            "land_use": (("y", "x"), land_use.astype(np.int16)),
        },
        coords=grid.coords(),
    )
    homes = [
        box(61002 + 27 * i, 545004 + 50 * j, 61002 + 27 * i + 7, 545014 + 50 * j)
        for i in range(30)
        for j in range(40)
    ]
    works = [box(61860, 545010 + 60 * j, 61890, 545040 + 60 * j) for j in range(33)]
    buildings = gpd.GeoDataFrame(
        {
            "id": [f"b{number}" for number in range(len(homes) + len(works))],
            "use": ["residential"] * len(homes) + ["industry"] * len(works),
            "floor_level": np.nan,
            "year": 1980,
            "height": 6.5,
            "dwellings": [1] * len(homes) + [0] * len(works),
        },
        geometry=homes + works,
        crs="EPSG:28992",
    )
    return Twin.from_datasets(surface, features={"buildings": buildings}, name="ring", reference_year=2025)


def flooded(ring: Twin, level: float, rise_rate: float, evacuated: float = 0.0) -> Exposure:
    """Still water to a level [m NAP] that rises at a rate [m/s]."""
    ground = ring.surface["ground_level"].values
    depth = np.maximum(level - ground, 0.0).astype(np.float32)
    still, ones = np.zeros(depth.shape, np.float32), np.ones(depth.shape, np.float32)
    hazard = Hazard(
        grid=ring.grid, ground=ground, wet=depth > 0.02, depth=depth, arrival_time=still,
        rise_rate=np.float32(rise_rate) * ones, max_speed=still, max_depth_speed=still, time=np.array([0.0]),
        depth_cm=np.zeros((1, *depth.shape), np.int16), land=np.ones(depth.shape, bool),
    )  # fmt: skip
    return exposure_of(ring, hazard, Settings(evacuated=evacuated))


def per_fatality(ring: Twin, level: float, rise_rate: float, evacuated: float) -> float:
    """Damage for each fatality [MEUR]."""
    values = flooded(ring, level, rise_rate, evacuated=evacuated).values()
    damage, dead = values["damage"].value, values["fatalities"].value
    assert damage
    assert dead
    return damage / dead / 1e6


def test_damage_for_each_fatality_is_of_the_order_of_the_dike_ring_study(ring: Twin) -> None:
    """WV21 expects 45 to 240 MEUR for each fatality, and 12 to 48 in its worst case.

    Whether and how far people were evacuated there is not told. Without evacuation our polder must lie within
    a factor 3 of the worst cases, with 80 % evacuated within a factor 3 of what is expected.
    """
    worst = published(0, 2) / published(1, 2)
    expected = published(0, 1) / published(1, 1)
    for level in (1.0, 1.5, 2.0):
        stay = per_fatality(ring, level, 0.2 / HOUR, 0.0)
        leave = per_fatality(ring, level, 0.2 / HOUR, 0.8)
        assert worst.min() / 3 < stay < 3 * worst.max()
        assert expected.min() / 3 < leave < 3 * expected.max()


def test_the_bands_are_as_wide_as_published_ones() -> None:
    """WV21 puts its worst case at 2 x the expected damage and 6.6 x the fatalities (medians of ten rings).

    Two methods on dike ring 31 lie at least 2 x (damage) and 6 x (fatalities) apart.
    """
    damage, dead = (np.median(published(what, 2) / published(what, 1)) for what in (0, 1))
    assert DAMAGE_SPREAD.value >= 0.99 * damage
    assert FATALITY_SPREAD.value == pytest.approx(dead, rel=0.15)


def test_band_of_a_polder_holds_the_spread_of_methods(ring: Twin) -> None:
    values = flooded(ring, 1.0, 0.2 / HOUR).values()
    for name, spread in (("damage", 2.0), ("fatalities", 6.0)):
        found = values[name]
        assert found.value
        assert found.low is not None
        assert found.high is not None
        assert found.high / found.value >= spread
        assert found.value / found.low >= spread


def dead_in_a_polder(outside: float) -> float:
    """Share of the people of a polder that die after a breach, the sea at a peak that lasts some hours."""
    ground = np.linspace(-3.0, 1.5, 400)
    area, step, inside, width = 30e6, 60.0, -3.0, 10.0
    levels: list[float] = []
    for number in range(30 * 60):
        time = number * step
        sea = 0.5 + (outside - 0.5) * max(np.cos(np.pi * (time - 3 * HOUR) / (24 * HOUR)), 0.0)
        sill = breach_crest(time=time, crest_level=5.0, lowest_level=0.0)
        flow = float(weir_discharge(level_up=sea, level_down=inside, crest_level=sill, width=width))
        if time > 900.0:
            head = max(sea - max(inside, 0.0), 0.0)
            clay = MATERIALS["clay"].critical_velocity.value
            width += step * float(
                widening_rate(time=time - 900.0, head_difference=head, critical_velocity=clay)
            )
        inside += step * flow / max(area * float((ground < inside + 0.05).mean()), 1e5)
        levels.append(max(inside, levels[-1]) if levels else inside)
    course = np.array(levels)
    depth = np.maximum(course.max() - ground, 0.0)
    wet = depth > 0.03
    reached = np.searchsorted(course, ground[wet] + 0.02)
    high = np.searchsorted(course, ground[wet] + np.minimum(1.5, 0.99 * depth[wet]))
    rate = np.minimum(depth[wet], 1.5) / np.maximum((high - reached) * step, step)
    return float(mortality(depth=depth[wet], rise_rate=rate).sum() / ground.size)


def test_thirty_centimetres_of_sea_make_a_fifth_more_fatalities() -> None:
    """Maaskant et al. 2009: ten breaches in South Holland, +0.30 m of sea, +20 % fatalities.

    Our one made-up polder, filled through a breach that grows, must give between a third of that and three
    times that.
    """
    growth = dead_in_a_polder(4.0) / dead_in_a_polder(3.7) - 1.0
    assert 0.20 / 3 < growth < 3 * 0.20


def test_mortality_of_1953() -> None:
    """1835 dead; 72,000 people driven out; some 600,000 lived in the stricken area: 0.3 to 2.5 % died.

    Depths and rates of that night are not known by place: a mix of 0.5 to 3.5 m of water that rose at 0.1 to
    2 m/h must give a mortality in that range, and slow water alone the lower part of it.
    """
    low, high = 1835 / 600_000, 1835 / 72_000
    depth, rate = np.meshgrid(np.linspace(0.5, 3.5, 61), np.linspace(0.1, 2.0, 20) / HOUR)
    mixed = mortality(depth=depth, rise_rate=rate).mean()
    slow = mortality(depth=depth, rise_rate=0.0).mean()
    assert low < slow < mixed < high


def test_the_figure(ring: Twin) -> None:
    found = flooded(ring, 1.5, 0.2 / HOUR, evacuated=0.5).values()
    assert found["damage"].value
    if os.environ.get("ZICHT_FIGURES"):
        draw(ring)
        assert FIGURE.stat().st_size > 20_000


def draw(ring: Twin) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4), layout="constrained")
    depth = np.linspace(0.0, 5.0, 201)
    colours = {"objects": "#7a1f3d", "area": "#3f7fbf", "agriculture": "#5c8a3c", "infrastructure": "#c77700"}
    for name, colour in colours.items():
        left.plot(*curves()[name], color=colour, label=name)
    left.plot(depth, company_fraction(depth=depth), color="#777777", linestyle="--", label="companies (2004)")
    left.set(xlim=(0, 5), ylim=(0, 1.05), xlabel="depth (m)", ylabel="share of the largest damage")
    left.legend(fontsize=8)
    for rate, colour in ((0.2, "#3f7fbf"), (1.0, "#7a9f3d"), (2.0, "#c77700"), (4.0, "#7a1f3d")):
        share = mortality(depth=depth, rise_rate=rate / HOUR)
        middle.plot(depth[1:], share[1:], color=colour, label=f"rise {rate:g} m/h")
    middle.axhspan(1835 / 600_000, 1835 / 72_000, color="#dddddd", label="1953, whole event")
    middle.set(xlim=(0, 5), ylim=(5e-4, 1), yscale="log", xlabel="depth (m)", ylabel="mortality")
    middle.legend(fontsize=8)
    right.loglog(published(1, 1), published(0, 1), "o", color="#3f7fbf", label="WV21, expected")
    right.loglog(published(1, 2), published(0, 2), "o", mfc="none", color="#3f7fbf", label="WV21, high")
    for evacuated, marker in ((0.0, "s"), (0.8, "^")):
        points = [
            flooded(ring, level, 0.2 / HOUR, evacuated=evacuated).values() for level in (0.5, 1.0, 1.5, 2.0)
        ]
        rows = np.array([[p["fatalities"].value, (p["damage"].value or 0.0) / 1e6] for p in points], float)
        right.loglog(
            rows[:, 0], rows[:, 1], marker, color="#7a1f3d", label=f"made-up polder, {evacuated:.0%} left"
        )
    line = np.array([0.1, 3000.0])
    for ratio in (10.0, 100.0):
        right.loglog(line, ratio * line, color="#bbbbbb", linewidth=0.8)
        right.annotate(f"{ratio:g} MEUR each", (0.15, 0.2 * ratio), fontsize=7, color="#777777")
    right.set(xlabel="fatalities", ylabel="damage (MEUR)")
    right.legend(fontsize=8, loc="lower right")
    FIGURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(FIGURE, dpi=130, metadata={"Software": None})
    plt.close(figure)
