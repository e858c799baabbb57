"""What lies below a column: peat and its cover, soft soil, resistance, and the head in the aquifer."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from shapely import box

from scenarios.polders.columns import columns
from scenarios.polders.seepage_state import below
from scenarios.seepage.setting import DRAINAGE
from tests.unit.scenarios.polders.strip_polder import (
    CENTRE,
    CLAY,
    LOAM,
    PEAT,
    SAND,
    strip_polder,
    voxels_of,
)
from twin.grid import GridSpec

DAY = 86_400.0
X, Y = CENTRE
OUTLINE = (X - 500, Y - 500, X + 500, Y + 500)
WHOLE = box(*OUTLINE)
GRID = GridSpec.from_bbox(OUTLINE, 100.0)[0]
PEAT_SOIL, CLAY_ON_PEAT, SEA_CLAY = 4, 5, 2


def main(*layers, soil=SEA_CLAY, ground=0.0, top=0.0):
    """Largest column of a polder with these layers from the top of the voxels down."""
    found = columns(strip_polder(soil=soil, ground=ground, subsurface=voxels_of(layers, GRID, top)))
    at = found.cells.argmax()
    names = ("peat_thickness", "clay_cover", "soft_thickness", "resistance")
    return tuple(float(getattr(found, name)[at]) for name in names)


def test_peat_on_clay_on_sand_by_hand():
    peat, clay, soft, resistance = main((PEAT, 4.0), (CLAY, 5.0), soil=PEAT_SOIL)
    assert (peat, clay, soft) == (4.0, 0.0, 9.0)
    # nlmod defaults by lithoclass: peat 0.001 m/d, clay 0.01 m/d
    assert resistance / DAY == pytest.approx(4.0 / 0.001 + 5.0 / 0.01, rel=1e-9)


def test_the_highest_voxel_reaches_up_to_the_ground():
    peat, clay, soft, resistance = main((PEAT, 4.0), soil=PEAT_SOIL, ground=0.3)
    assert (peat, clay, soft) == pytest.approx((4.3, 0.0, 4.3))
    assert resistance / DAY == pytest.approx(4300.0)


def test_clay_on_peat_has_the_clay_of_the_voxels_or_the_usual_one():
    assert main((CLAY, 0.5), (PEAT, 3.0), soil=CLAY_ON_PEAT)[:2] == (3.0, 0.5)
    assert main((PEAT, 3.0), soil=CLAY_ON_PEAT)[:2] == (3.0, 0.3)


def test_on_peat_soil_the_map_knows_that_the_clay_of_a_voxel_is_not_there():
    assert main((CLAY, 0.5), (PEAT, 3.0), soil=PEAT_SOIL)[:2] == (3.0, 0.0)


def test_peat_soil_without_peat_in_the_voxels_has_the_least_it_can_have():
    assert main((CLAY, 3.0), soil=PEAT_SOIL)[:2] == (0.4, 0.0)


def test_peat_that_begins_deep_is_soft_soil_only():
    assert main((CLAY, 1.0), (PEAT, 2.0))[:3] == (2.0, 1.0, 3.0)
    assert main((CLAY, 1.5), (PEAT, 2.0))[:3] == (0.0, 0.0, 3.5)


def test_a_thin_bed_of_clay_does_not_end_the_peat_and_a_metre_does():
    assert main((PEAT, 2.0), (CLAY, 0.5), (PEAT, 1.5), soil=PEAT_SOIL)[0] == 3.5
    assert main((PEAT, 2.0), (CLAY, 1.0), (PEAT, 1.5), soil=PEAT_SOIL)[0] == 2.0


def test_a_lens_of_sand_is_part_of_the_cover_and_four_metres_are_the_aquifer():
    lens = main((CLAY, 2.0), (SAND, 3.5), (LOAM, 1.0))
    assert lens[2] == 3.0
    assert lens[3] / DAY == pytest.approx(2.0 / 0.01 + 3.5 / 10.0 + 1.0 / 0.1)
    sand = main((CLAY, 2.0), (SAND, 4.0), (LOAM, 1.0))
    assert sand[2] == 2.0
    assert sand[3] / DAY == pytest.approx(200.0)


def test_a_thin_layer_resists_as_much_as_in_the_flow_that_tells_the_head():
    assert main((CLAY, 0.5))[3] == DRAINAGE.value
    assert main((CLAY, 2.5))[3] / DAY == pytest.approx(250.0)


def test_sand_from_the_ground_down_has_no_aquifer_of_its_own():
    peat, _, soft, resistance = main((SAND, 10.0))
    assert (peat, soft, resistance) == (0.0, 0.0, np.inf)


def test_clay_all_the_way_closes_the_aquifer_off():
    assert main((CLAY, 40.0))[3] == np.inf


def test_conductivity_of_the_twin_goes_before_the_default():
    tree = voxels_of(((PEAT, 4.0),), GRID)
    table = xr.Dataset(
        {
            "strat": ("entry", np.array([1090, 4050], np.int16)),
            "lithok": ("entry", np.array([PEAT, PEAT], np.int8)),
            "kv": ("entry", np.array([0.000423, 99.0]) / DAY),
        }
    )
    tree["properties"] = xr.DataTree(table)
    twin = strip_polder(soil=PEAT_SOIL, subsurface=tree)
    found = below(twin, np.ones(twin.grid.shape, np.bool_))
    assert found is not None
    np.testing.assert_allclose(found.resistance / DAY, 4.0 / 0.000423, rtol=1e-9)


def test_an_empty_column_of_voxels_tells_nothing_but_its_groundwater_is_known():
    tree = voxels_of(((PEAT, 4.0),), GRID)
    tree["voxels"]["lithok"].values[:, 2:, :] = -127
    found = columns(strip_polder(soil=SEA_CLAY, subsurface=tree))
    low, high = found.column[90, 50], found.column[5, 50]
    assert np.isnan([found.resistance[low], found.deep_head[low], found.soft_thickness[low]]).all()
    assert found.known[low]
    assert found.resistance[high] / DAY == pytest.approx(4000.0)


def test_voxels_that_cover_part_of_the_twin_tell_of_that_part():
    part, _ = GridSpec.from_bbox((X - 500, Y, X + 500, Y + 500), 100.0)
    found = columns(strip_polder(soil=SEA_CLAY, subsurface=voxels_of(((CLAY, 4.0),), part)))
    for values in (found.resistance, found.deep_head):
        assert np.isfinite(values[found.column[10, 50]])
        assert np.isnan(values[found.column[90, 50]])


def test_a_lithoclass_without_conductivity_leaves_the_resistance_unknown():
    assert np.isnan(main((4, 2.0), (CLAY, 3.0))[3])
