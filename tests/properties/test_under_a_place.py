"""What lies under a place: the probe, a section and a box tell the same ground, and that of the voxels."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from terrain.subsurface.box import soil_volumes
from terrain.subsurface.probe import probe
from terrain.subsurface.section import section
from tests.properties.test_stacks import GRID, ground
from twin.state import Twin
from twin.vocabulary import LITHOCLASS

ALONG = 0.01  # metres to each side of the place
inside_x, inside_y = st.floats(100_001, 100_399), st.floats(500_001, 500_299)


def layered(seed: int) -> Twin:
    """Any voxels, some columns of them empty, and flat layers that reach up into them."""
    twin = ground(seed)
    assert twin.subsurface is not None
    levels = np.broadcast_to(np.array([-1.0, -6.0, -20.0])[:, None, None], (3, *GRID.shape))
    dims = ("layer", "y", "x")
    layers = xr.Dataset(
        {"top": (dims, levels[:2]), "base": (dims, levels[1:])},
        coords={**GRID.coords(), "layer": ["upper", "lower"]},
    )
    voxels = twin.subsurface["voxels"].to_dataset()
    return twin.with_(subsurface=xr.DataTree.from_dict({"/voxels": voxels, "/layers": layers}))


def counted(twin: Twin, x: float, y: float) -> dict[str, float]:
    """Metres of each soil in the voxels themselves."""
    assert twin.subsurface is not None
    row, column = GRID.index(x, y)
    found: dict[str, float] = defaultdict(float)
    for code in twin.subsurface["voxels"].to_dataset()["lithok"].values[:, row, column].tolist():
        if code in LITHOCLASS:
            found[LITHOCLASS[code].key] += 0.5
    return found


def cut(twin: Twin, x: float, y: float) -> dict[str, float]:
    """Metres of each soil and layer in a short section over the place."""
    found: dict[str, float] = defaultdict(float)
    for body in section(twin, LineString([(x - ALONG, y), (x + ALONG, y)]), claims=()).bodies:
        for ring in body.polygons if body.kind != "unit" else ():
            along, level = np.array(ring).T
            half = len(ring) // 2
            if along[0] <= ALONG < along[half - 1]:
                upper = np.interp(ALONG, along[:half], level[:half])
                found[body.id] += upper - np.interp(ALONG, along[half:][::-1], level[half:][::-1])
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), inside_x, inside_y)
def test_probe_section_and_box_tell_the_same_ground(seed: int, x: float, y: float) -> None:
    x, y = (
        round(place / 100) * 100 + 50 if place % 100 < 1 or place % 100 > 99 else place for place in (x, y)
    )
    twin = layered(seed)
    told: dict[str, float] = defaultdict(float)
    for item in probe(twin, x, y, claims=()).items:
        if item.kind in ("voxel", "layer"):
            assert item.top is not None
            assert item.base is not None
            told[item.lithology or item.id] += item.top - item.base
    only_soils = {name: metres for name, metres in told.items() if name not in ("upper", "lower")}
    assert only_soils == pytest.approx(counted(twin, x, y))
    assert cut(twin, x, y) == pytest.approx(told)
    square = (x - ALONG, y - ALONG, x + ALONG, y + ALONG)
    dug = {soil.id: soil.volume / (2 * ALONG) ** 2 for soil in soil_volumes(twin, square, -1e3, 1e3)}
    assert dug == pytest.approx(told, rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_box_holds_what_its_columns_hold(seed: int) -> None:
    """Also where one column has voxels above the layers, and its neighbour has none."""
    twin = layered(seed)
    parts: dict[str, float] = defaultdict(float)
    for x in GRID.x.tolist():
        for y in GRID.y.tolist():
            for soil in soil_volumes(twin, (x - 50, y - 50, x + 50, y + 50), -1e3, 1e3):
                parts[soil.id] += soil.volume
    whole = {soil.id: soil.volume for soil in soil_volumes(twin, GRID.bbox, -1e3, 1e3)}
    assert whole == pytest.approx(parts)
