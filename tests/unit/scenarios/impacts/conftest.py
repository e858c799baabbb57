"""A made-up flood on the small coast: still water in the polder, a fast corner at the dike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.impacts.hazard import Hazard
from twin.state import Twin
from twin.vocabulary import LAND_USE

CODE = {entry.key: code for code, entry in LAND_USE.items()}
HOUR = 3600.0


@pytest.fixture(scope="session")
def farmed(coast: Twin) -> Twin:
    """The small coast with land use: a village in the south-west, arable land north, grass elsewhere."""
    x, y = np.meshgrid(coast.grid.x, coast.grid.y)
    land_use = np.where(x < 60300, CODE["sea"], np.where(x < 60500, CODE["beach"], CODE["grassland"]))
    land_use[(x > 60600) & (y > 545500)] = CODE["arable"]
    land_use[(x > 60900) & (x < 61600) & (y < 545520)] = CODE["built_up"]
    return coast.with_(surface={"land_use": land_use.astype(np.int16)})


def flood_to(twin: Twin, level: float) -> Hazard:
    """Still water to a level [m NAP] in the polder, in two hours; it comes 600 s later for every 100 m."""
    x, _ = np.meshgrid(twin.grid.x, twin.grid.y)
    ground = twin.surface["ground_level"].values
    land = x > 60540
    depth = np.where(land, np.maximum(level - ground, 0.0), 0.0).astype(np.float32)
    wet = depth > 0.02
    arrival = np.where(wet, (x - 60540) * 6.0, np.inf).astype(np.float32)
    time = np.arange(0.0, 8 * HOUR, 1800.0)
    share = np.clip((time[:, None, None] - np.where(wet, arrival, 0.0)) / (2 * HOUR), 0.0, 1.0)
    still = np.zeros(depth.shape, np.float32)
    return Hazard(
        grid=twin.grid,
        ground=ground,
        wet=wet,
        depth=depth,
        arrival_time=arrival,
        rise_rate=np.where(wet, depth / (2 * HOUR), 0.0).astype(np.float32),
        max_speed=still,
        max_depth_speed=still,
        time=time,
        depth_cm=np.round(100 * depth * share).astype(np.int16),
        land=land,
    )


@pytest.fixture(scope="session")
def hazard(farmed: Twin) -> Hazard:
    """2.5 m of water on the polder of -1.5 m NAP."""
    return flood_to(farmed, 1.0)


@pytest.fixture(scope="session")
def swept(hazard: Hazard) -> Hazard:
    """The same flood with a breach beside the house `low`: deep and fast."""
    fast = np.zeros(hazard.depth.shape, np.float32)
    row, column = hazard.grid.index(np.array([61005.0]), np.array([545505.0]))
    fast[row, column] = 3.0
    return replace(hazard, max_speed=fast, max_depth_speed=fast * hazard.depth)
