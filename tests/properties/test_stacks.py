"""What holds for any ground: parts add up to the whole, means keep their order, runs lose nothing."""

from __future__ import annotations

import numpy as np
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import LineString

from terrain.subsurface import seal_map, voxel_stack
from terrain.subsurface.box import soil_volumes
from terrain.subsurface.runs import runs_of
from terrain.subsurface.section import section
from terrain.subsurface.traverse import traverse
from twin.grid import GridSpec
from twin.state import Twin
from twin.vocabulary import LITHOCLASS

GRID = GridSpec(100_050.0, 500_250.0, 100.0, 100.0, 4, 3)
BLOCKS = 8
UNITS = (1090, 1100, 4050, 5110)
SOILS = (1, 2, 3, 5, 6, 7)
LOWEST = -4.0

levels = st.floats(LOWEST - 1, 1.0, allow_nan=False)
seeds = st.integers(0, 2**32 - 1)


def ground(seed: int) -> Twin:
    """Any voxels: each column filled from below up to any height."""
    rng = np.random.Generator(np.random.PCG64(seed))
    shape = (BLOCKS, *GRID.shape)
    strat = rng.choice(np.array(UNITS, np.int16), shape)
    lithok = rng.choice(np.array(SOILS, np.int8), shape)
    air = np.arange(BLOCKS)[:, None, None] >= rng.integers(0, BLOCKS + 1, GRID.shape)
    strat[air], lithok[air] = -127, -127
    z = LOWEST + 0.5 * (np.arange(BLOCKS) + 0.5)
    dims = ("z", "y", "x")
    voxels = xr.Dataset(
        {"strat": (dims, strat), "lithok": (dims, lithok)}, {**GRID.coords(), "z": z}, {"thickness": 0.5}
    )
    surface = xr.Dataset({"ground_level": (("y", "x"), np.zeros(GRID.shape))}, coords=GRID.coords())
    return Twin.from_datasets(surface, xr.DataTree.from_dict({"/voxels": voxels}))


@settings(max_examples=30, deadline=None)
@given(seeds, levels, levels, levels)
def test_parts_above_each_other_add_up(seed: int, a: float, b: float, c: float) -> None:
    low, middle, high = sorted((a, b, c))
    stack = voxel_stack(ground(seed))
    assert stack is not None
    for measure in (stack.transmissivity, stack.resistance, stack.thickness, stack.unknown):
        parts = measure(low=low, high=middle) + measure(low=middle, high=high)
        np.testing.assert_allclose(parts, measure(low=low, high=high), rtol=1e-9, atol=1e-9)


@settings(max_examples=30, deadline=None)
@example(0, 0.0, -5e-324)
@given(seeds, levels, levels)
def test_the_vertical_mean_is_never_above_the_horizontal_one(seed: int, a: float, b: float) -> None:
    stack = voxel_stack(ground(seed))
    assert stack is not None
    kh, kv = stack.conductivity(low=min(a, b), high=max(a, b))
    known = np.isfinite(kh)
    assert (kv[known] <= kh[known] * (1 + 1e-6)).all()
    values = stack.kv[np.isfinite(stack.kv)]
    if known.any():
        assert (kv[known] >= values.min() * (1 - 1e-6)).all()
        assert (kh[known] <= np.nanmax(stack.kh) * (1 + 1e-6)).all()


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_units_and_soils_share_out_the_ground(seed: int) -> None:
    stack = voxel_stack(ground(seed))
    assert stack is not None
    whole = stack.thickness()
    by_unit = sum(stack.thickness(stack.where(units=(unit.key,))) for unit in stack.units)
    by_soil = sum(stack.thickness(stack.where(lithology=(code,))) for code in SOILS)
    np.testing.assert_allclose(np.broadcast_to(by_unit, whole.shape), whole)
    np.testing.assert_allclose(by_soil, whole)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_runs_lose_nothing(seed: int) -> None:
    stack = voxel_stack(ground(seed))
    assert stack is not None
    runs = runs_of(stack)
    unit, lithology = runs.volume()
    np.testing.assert_array_equal(unit, stack.unit)
    np.testing.assert_array_equal(lithology, stack.lithology)
    beside = (np.diff(runs.unit) != 0) | (np.diff(runs.lithology) != 0) | (runs.start[1:] != runs.stop[:-1])
    within = np.setdiff1d(np.arange(1, len(runs.start)), runs.first)
    assert beside[within - 1].all()  # no two neighbours in a column could be one


@settings(max_examples=30, deadline=None)
@given(seeds, levels, levels)
def test_a_seal_is_no_thicker_than_what_it_lies_in(seed: int, a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    stack = voxel_stack(ground(seed))
    assert stack is not None
    found = seal_map(stack, low=low, high=high)
    thick = found["thickness"].values
    assert (thick <= stack.thickness(low=low, high=high) + 1e-9).all()
    assert ((thick > 0) == np.isfinite(found["top"].values)).all()
    there = thick > 0
    room = (found["top"] - found["base"]).values
    assert (thick[there] <= room[there] + 1e-9).all()


@settings(max_examples=50, deadline=None)
@given(seeds, st.floats(0, 399), st.floats(0, 299), st.floats(1, 399), st.floats(1, 299), levels, levels)
def test_volumes_are_those_of_counting_small_cubes(
    seed: int, x: float, y: float, wide: float, long: float, a: float, b: float
) -> None:
    """Against brute force: every voxel that the box cuts, by the share of each of its sides."""
    low, high = min(a, b), max(a, b)
    twin = ground(seed)
    x0, y0 = 100_000.0 + x, 500_000.0 + y
    bounds = (x0, y0, x0 + wide, y0 + long)
    expected = dict.fromkeys((LITHOCLASS[code].key for code in SOILS), 0.0)
    data = twin.subsurface["voxels"]  # type: ignore[index]
    for k, z in enumerate(data["z"].values):
        for r, north in enumerate(GRID.y):
            for c, east in enumerate(GRID.x):
                code = int(data["lithok"].values[k, r, c])
                sides = (
                    min(east + 50, bounds[2]) - max(east - 50, bounds[0]),
                    min(north + 50, bounds[3]) - max(north - 50, bounds[1]),
                    min(z + 0.25, high) - max(z - 0.25, low),
                )
                if code > 0 and min(sides) > 0:
                    expected[LITHOCLASS[code].key] += sides[0] * sides[1] * sides[2]
    found = {soil.id: soil.volume for soil in soil_volumes(twin, bounds, low, high)}
    for key, volume in expected.items():
        np.testing.assert_allclose(found.get(key, 0.0), volume, rtol=1e-9, atol=1e-6)


places = st.tuples(st.floats(99_900, 100_500), st.floats(499_900, 500_400))


@settings(max_examples=30, deadline=None)
@given(places, places, places)
def test_a_line_over_a_grid_has_its_own_length_in_it(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    corners = np.array([a, b, c])
    found = traverse(GRID, corners)
    left, bottom, right, top = GRID.bbox
    from shapely import box, intersection

    inside = sum(
        intersection(LineString(corners[k : k + 2]), box(left, bottom, right, top)).length for k in (0, 1)
    )
    np.testing.assert_allclose((found.end - found.start).sum(), inside, rtol=1e-6, atol=1e-3)
    assert (found.start[1:] >= found.end[:-1] - 1e-6).all()


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(100_001, 100_399), st.floats(100_001, 100_399))
def test_soils_in_a_section_add_up_to_the_ground_under_it(seed: int, one: float, other: float) -> None:
    if abs(one - other) < 1.0:
        other = one + 1.0 if one < 100_200 else one - 1.0
    twin = ground(seed)
    found = section(twin, LineString([(one, 500_050.0), (other, 500_250.0)]))
    stack = voxel_stack(twin)
    assert stack is not None
    for kind in ("lithology", "unit"):
        drawn = sum(
            (ring[1][0] - ring[0][0]) * (ring[0][1] - ring[2][1])
            for body in found.bodies
            if body.kind == kind
            for ring in body.polygons
        )
        cells = traverse(stack.grid, found.corners)
        held = (stack.thickness()[cells.row, cells.column] * (cells.end - cells.start)).sum()
        np.testing.assert_allclose(drawn, held, rtol=1e-9, atol=1e-6)
