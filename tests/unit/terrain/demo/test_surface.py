"""The surface of the demo: ranges, relief of each landscape, closed protection."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from terrain.demo import build_demo, plan
from terrain.demo.fields import mask, noise
from terrain.demo.roads import roads
from terrain.demo.surface import build_surface, surface_without_dikes
from terrain.rasterise import crest_cells, raise_cells
from twin.errors import InvalidInputError
from twin.grid import GridSpec

POLDERS = tuple(plan.PEILGEBIEDEN)


def flooded(ground, sea, level, connectivity):
    structure = np.ones((3, 3)) if connectivity == 8 else None
    labels, _ = ndimage.label(ground <= level, structure=structure)
    return np.isin(labels, np.unique(labels[sea > 0])) & (labels > 0)


def test_cell_size_other_than_offered_is_refused():
    with pytest.raises(InvalidInputError) as caught:
        build_demo(cell=15)
    assert caught.value.problems[0].field == "cell"


def test_every_cell_has_a_level_and_the_sea_starts_at_the_west_edge(demo):
    surface = demo.surface
    assert demo.grid.bbox == plan.BBOX
    assert np.isfinite(surface["ground_level"].values).all()
    assert surface["ground_level"].dtype == np.float32
    assert surface["sea"].values[:, 1:].sum() == 0
    assert surface["sea"].values[:, 0].all()
    assert -12.5 < surface["ground_level"].values.min() < -10


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("veenpolder-1", -0.65, 0.1),
        ("veenpolder-3", -1.05, -0.2),
        ("veenpolder-5", -0.5, 0.3),
        ("kleipolder-1", 0.0, 0.8),
        ("droogmakerij-1", -5.4, -4.6),
    ],
)
def test_polders_lie_where_such_polders_lie(demo, name, low, high):
    inside = mask(demo.grid, plan.polygon(name).buffer(-60))
    land = inside & np.isin(demo.surface["land_use"].values, [8, 9, 10, 14])
    levels = demo.surface["ground_level"].values[land]
    assert low < np.quantile(levels, 0.1)
    assert np.quantile(levels, 0.9) < high


def test_peat_lies_a_few_decimetres_above_its_ditches(demo):
    for name in POLDERS:
        summer, winter, _ = plan.PEILGEBIEDEN[name]
        land = mask(demo.grid, plan.polygon(name)) & np.isin(demo.surface["land_use"].values, [8, 9, 10])
        freeboard = np.median(demo.surface["ground_level"].values[land]) - summer
        assert winter < summer
        assert (0.3 < freeboard < 0.75) if name.startswith("veen") else (0.9 < freeboard < 1.3)


def test_dunes_stand_high_and_the_flank_rises_to_the_corner(demo):
    ground = demo.surface["ground_level"].values
    dunes = ground[mask(demo.grid, plan.polygon("natura2000-duinen"))]
    assert 4 < np.median(dunes) < 11
    assert 17 < dunes.max() < 30
    assert 14 < ground[-60:, -60:].mean() < 22


def test_share_of_water_in_peat_is_about_a_tenth(demo):
    water = demo.surface["permanent_water"].values
    shares = [
        water[mask(demo.grid, plan.polygon(name))].mean() for name in POLDERS if name.startswith("veen")
    ]
    assert min(shares) > 0.05
    assert max(shares) < 0.2


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("raised", [False, True])
def test_protection_is_closed_until_a_crest_is_overtopped(demo, connectivity, raised):
    ground = demo.surface["ground_level"].values
    if raised:
        dikes = demo.features["dikes"]
        ground = raise_cells(
            ground, crest_cells(dikes.geometry, dikes["crest_level"].to_numpy(float), demo.grid)
        )
    behind = np.logical_or.reduce([mask(demo.grid, plan.polygon(name)) for name in POLDERS])
    for level in (2.0, 5.0, 6.7):
        wet = flooded(ground, demo.surface["sea"].values, level, connectivity)
        assert not (wet & behind).any()
        assert wet.mean() > 0.15
    assert (flooded(ground, demo.surface["sea"].values, 7.0, connectivity) & behind).any()


def test_without_dikes_the_low_polders_flood_at_one_metre(demo):
    ground, _ = surface_without_dikes(demo.grid, demo.features["watercourses"], roads())
    wet = flooded(ground, demo.surface["sea"].values, 1.0, 8)
    for name in POLDERS:
        share = wet[mask(demo.grid, plan.polygon(name))].mean()
        assert share > 0.75, name
    assert not wet[mask(demo.grid, plan.polygon("oude-stad"))].all()


def test_crest_lines_and_cells_agree(demo):
    dikes = demo.features["dikes"].set_index("id")
    ground = demo.surface["ground_level"].values
    for name, crest in dikes["crest_level"].items():
        row, column = demo.grid.index(*np.asarray(dikes.geometry[name].segmentize(5.0).coords).T)
        inside = (column >= 0) & (column < demo.grid.nx)
        assert ground[row[inside], column[inside]].min() >= np.float32(crest) - 1e-3


@pytest.mark.parametrize("cell", [5, 20])
def test_noise_is_the_same_ground_at_every_cell_size(cell):
    coarse = GridSpec(60010, 555230, 20, 20, 64, 51)
    fine = GridSpec(60000 + cell / 2, 555240 - cell / 2, cell, cell, 1280 // cell, 1020 // cell)
    step = 20 // cell
    means = noise(fine, 200.0, 1).reshape(51, step, 64, step).mean(axis=(1, 3))
    assert np.abs(means - noise(coarse, 200.0, 1)).max() < 0.02


def test_other_cell_size_gives_the_same_landscape(demo):
    grid, _ = GridSpec.from_bbox(plan.BBOX, 20)
    surface = build_surface(grid, demo.features["watercourses"], roads(), demo.features["buildings"])
    fine = demo.surface["ground_level"].values.reshape(grid.ny, 2, grid.nx, 2).mean(axis=(1, 3))
    assert np.median(np.abs(fine - surface["ground_level"].values)) < 0.1
    behind = mask(grid, plan.polygon("binnendijks").buffer(-60))
    wet = flooded(surface["ground_level"].values, surface["sea"].values, 5.0, 8)
    assert not (wet & behind).any()
