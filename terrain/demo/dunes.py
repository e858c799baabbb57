"""Sea bed, beach and parabolic dunes."""

from __future__ import annotations

import numpy as np
import shapely

from terrain.demo import plan
from terrain.demo.fields import Floats, distance, noise, smoothstep
from terrain.demo.plan import SEED
from twin.grid import GridSpec

__all__ = ["dune_height", "foreshore", "sea_defence_line"]

_PROFILE = np.array([
    (-75, 3.2), (-40, 1.6), (0, 0.0), (90, -1.6), (190, -3.4), (270, -2.1), (380, -4.2), (700, -6.0),
    (1500, -8.6), (2700, -11.5),
])  # fmt: skip
"""Cross-shore profile: distance seaward of the coastline [m], level [m NAP]; a breaker bar at 270 m."""

_WIND = np.deg2rad(20.0)
"""Direction in which parabolic dunes travel, from the east towards the north: west-south-west wind."""


def foreshore(grid: GridSpec) -> Floats:
    """Level of sea bed and beach [m NAP], 3.2 m at the dune foot."""
    seaward = plan.coastline(grid.y)[:, None] - grid.x[None, :]
    wiggle = 26.0 * noise(grid, 420.0, 1) * smoothstep(60.0, 300.0, seaward)
    level: Floats = np.interp(seaward + wiggle, _PROFILE[:, 0], _PROFILE[:, 1])
    return level + 0.12 * noise(grid, 90.0, 2)


def sea_defence_line() -> shapely.MultiLineString:
    """Crest of the dune row that closes the coast: it ends in the sea dike and the river dike."""
    mouth, dike = plan.line("rivierdijk").coords[-1], plan.line("zeedijk").bounds
    y = np.arange(plan.BBOX[1] - 20.0, mouth[1] - 140.0, 20.0)
    row = np.column_stack([plan.coastline(y) + 190.0, y])
    return shapely.MultiLineString([row[y < dike[1] + 100.0], [*row[y > dike[3] - 100.0], mouth]])


def dune_height(grid: GridSpec) -> tuple[Floats, Floats]:
    """Dunes: level [m NAP] and how much of the cell is dune, 0..1.

    The first dune row stands 9 m NAP or higher without a gap; behind it parabolic dunes of 8-20 m with
    slacks at 3-4 m; the belt fades out beside the river.
    """
    inland = grid.x[None, :] - plan.coastline(grid.y)[:, None]
    edge = (plan.dune_inner(grid.y) - plan.coastline(grid.y))[:, None]
    wavy_edge = edge + 32.0 * noise(grid, 240.0, 3) * smoothstep(400.0, 800.0, edge)
    belt = smoothstep(50.0, 130.0, inland) * (1.0 - smoothstep(-90.0, 15.0, inland - wavy_edge))
    belt *= smoothstep(60.0, 330.0, _to_river(grid)) * smoothstep(180.0, 480.0, edge)
    floor = 4.3 + 0.9 * noise(grid, 330.0, 4) + 0.5 * noise(grid, 70.0, 5)
    valleys = smoothstep(-1.1, 0.5, noise(grid, 300.0, 10))
    body = (
        np.maximum(floor, 3.0)
        + 1.4 * _parabolic(grid) * (0.3 + 0.7 * valleys)
        + 1.4 * np.abs(noise(grid, 110.0, 6))
    )
    body = body + valleys * (0.9 * noise(grid, 48.0, 11) + 0.4 * noise(grid, 24.0, 12))
    back = np.exp(-(((inland - edge + 150.0) / 75.0) ** 2)) * smoothstep(450.0, 700.0, edge)
    body = body + back * (5.5 + 2.5 * noise(grid, 200.0, 7))
    fore = np.exp(-(((inland - 190.0) / 62.0) ** 2)) * (7.0 + 1.3 * noise(grid, 110.0, 8))
    ridge = distance(grid, sea_defence_line(), 150.0)
    closing = 9.6 + 0.8 * noise(grid, 90.0, 9) - np.maximum(ridge - 28.0, 0.0) / 9.0
    height = np.maximum(body + fore, 0.0)
    solid = 1.0 - smoothstep(28.0, 110.0, ridge)
    return np.where(solid > 0, np.maximum(height * belt, closing), height), np.maximum(belt, solid)


def _to_river(grid: GridSpec) -> Floats:
    """Distance to the river bank [m], negative in the water."""
    centre = np.interp(grid.x, *_river_table())
    return np.abs(grid.y[:, None] - centre[None, :]) - plan.river_width(grid.x)[None, :] / 2


def _river_table() -> tuple[Floats, Floats]:
    coords = np.asarray(plan.line("rivier").coords)[::-1]
    return coords[:, 0], coords[:, 1]


def _parabolic(grid: GridSpec) -> Floats:
    """Height of parabolic dunes above the dune floor [m]: noses to leeward, arms trailing into the wind."""
    rng = np.random.Generator(np.random.PCG64([SEED, 40]))
    height = np.zeros(grid.shape)
    for _ in range(360):
        y = rng.uniform(plan.BBOX[1] - 200, plan.BBOX[3] + 200)
        inner, coast = float(plan.dune_inner(y)), float(plan.coastline(y))
        x = coast + 200.0 + rng.random() * max(inner - coast - 260.0, 1.0)
        size, top, turn = rng.lognormal(-0.22, 0.36), rng.gamma(4.0, 1.6), rng.normal(_WIND, 0.26)
        if inner - coast < 500.0:
            continue
        _stamp(height, grid, (x, y), size, min(top * size**0.4, 14.0), turn)
    return height


def _stamp(
    height: Floats, grid: GridSpec, at: tuple[float, float], size: float, top: float, turn: float
) -> None:
    """Raise `height` to one parabolic dune whose nose is at `at`."""
    reach = 420.0 * size
    columns = np.nonzero(np.abs(grid.x - at[0]) < reach)[0]
    rows = np.nonzero(np.abs(grid.y - at[1]) < reach)[0]
    if columns.size == 0 or rows.size == 0:
        return
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    dx, dy = grid.x[window[1]][None, :] - at[0], grid.y[window[0]][:, None] - at[1]
    along = (dx * np.cos(turn) + dy * np.sin(turn)) / size
    across = (dy * np.cos(turn) - dx * np.sin(turn)) / size
    behind = along + across**2 / 95.0 + 9.0 * np.sin(across / 23.0 + at[0])
    width = np.where(behind > 0, 22.0, 46.0)
    shape = (
        np.exp(-((behind / width) ** 2))
        * np.exp(-((across / 140.0) ** 4))
        * (1.0 - 0.4 * np.tanh(np.abs(across) / 90.0))
    )
    np.maximum(height[window], top * shape, out=height[window])
