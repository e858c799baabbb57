"""The aquifer that a twin tells: from its voxels, what stands on it, and how fine it is taken."""

from __future__ import annotations

import numpy as np

from scenarios.seepage.body import body
from scenarios.seepage.setting import BED, DRAINAGE, NO_AQUIFER, NO_VOXELS, setting
from tests.unit.scenarios.polders.strip_polder import CLAY, LOAM, SAND
from tests.unit.scenarios.seepage.sea_polder import DAY, sea_polder

KD, C = 800.0 / DAY, 500.0 * DAY
COVER = ((CLAY, 5.0),)


def test_an_aquifer_is_the_sand_below_the_first_four_metres_of_it():
    # 10 m/d in 35 m of sand below 5 m of clay
    found = body(sea_polder(layers=COVER))
    np.testing.assert_allclose(found.transmissivity * DAY, 350.0)
    np.testing.assert_allclose(found.base, -40.0)
    # a lens of sand of 3.5 m is none, and clay in the sand conducts nothing
    layers = ((CLAY, 2.0), (SAND, 3.5), (LOAM, 1.0), (SAND, 10.0), (CLAY, 5.0))
    np.testing.assert_allclose(body(sea_polder(layers=layers)).transmissivity * DAY, 10.0 * (40.0 - 11.5))
    np.testing.assert_allclose(body(sea_polder(layers=((CLAY, 40.0),))).transmissivity, 0.0)
    assert body(sea_polder()) is None


def test_voxels_tell_the_leakage_length():
    made = setting(sea_polder(layers=COVER))
    inside = made.area == 0
    # 5 m of clay and what lies up to the ground at -3 m: the ground is below the top of the voxels
    np.testing.assert_allclose(made.aquifer.resistance[inside] / DAY, 500.0)
    np.testing.assert_allclose(made.aquifer.transmissivity[inside] * DAY, 350.0)
    assert "leakage length 418 to 418 m" in made.notes[-1]
    assert made.sea.any()
    assert (made.aquifer.fixed == made.sea).all()


def test_numbers_that_are_given_stand_before_the_voxels():
    made = setting(sea_polder(layers=COVER), transmissivity=KD, resistance=C)
    np.testing.assert_allclose(made.aquifer.transmissivity, KD)
    np.testing.assert_allclose(made.aquifer.resistance[made.area == 0], C)
    assert "as given" in " ".join(made.notes)


def test_what_nothing_tells_has_a_reason():
    assert setting(sea_polder()) == NO_VOXELS
    assert setting(sea_polder(), transmissivity=KD) == NO_VOXELS
    assert setting(sea_polder(), resistance=C) == NO_VOXELS
    assert setting(sea_polder(layers=((CLAY, 40.0),))) == NO_AQUIFER


def test_cells_are_taken_together_as_far_as_the_leakage_length_lets_them():
    twin = sea_polder(rows=64)
    fine = setting(twin, transmissivity=KD, resistance=DAY)
    assert (fine.factor, fine.grid.dx) == (1, 10.0)
    coarse = setting(twin, transmissivity=KD, resistance=C)
    assert coarse.factor == twin.grid.nx // 400 == 2
    long = setting(sea_polder((("sea", 200.0), ("polder", 40_000.0))), transmissivity=KD, resistance=C)
    assert long.factor == int(632.456 / 80.0)
    assert coarse.grid.bbox[0] == twin.grid.bbox[0]
    few = setting(twin, transmissivity=KD, resistance=DAY, most_cells=twin.grid.nx * twin.grid.ny // 9 + 1)
    assert few.factor == 3
    back = coarse.fine(coarse.area, twin)
    assert back.shape == twin.grid.shape
    edge = coarse.factor
    assert (back[:, 20 + edge :] == 0).all()
    assert (back[:, : 20 - edge] == -1).all()


def test_sand_at_the_ground_is_open_and_ditches_and_beds_stand_in_for_a_layer():
    strips = (("dune", 1000.0), ("sea", 200.0), ("river", 200.0), ("polder", 1000.0), ("town", 400.0))
    made = setting(sea_polder(strips, layers=((SAND, 5.0),), rows=80))
    assert set(np.unique(made.aquifer.resistance[made.area == 0])) == {DRAINAGE.value}
    assert set(np.unique(made.aquifer.resistance[made.river])) == {BED.value}
    assert made.open_sand.any()
    assert (made.open_sand == made.outside).all()
    np.testing.assert_allclose(np.unique(made.above[made.outside].round(3)), [1.3, 11.3], atol=1e-6)
    assert np.isnan(made.above[~made.outside]).all()


def test_a_thin_layer_resists_no_less_than_the_ditches_alone():
    made = setting(sea_polder(layers=((CLAY, 0.5),)))
    np.testing.assert_allclose(made.aquifer.resistance[made.area == 0], DRAINAGE.value)
    told = setting(sea_polder(layers=((CLAY, 0.5),)), resistance=50.0 * DAY)
    np.testing.assert_allclose(told.aquifer.resistance[told.area == 0], 50.0 * DAY)


def test_a_river_that_the_sea_does_not_reach_is_none_and_a_dry_start_cell_is_no_sea():
    strips = (("sea", 200.0), ("polder", 800.0), ("river", 200.0))
    made = setting(sea_polder(strips), transmissivity=KD, resistance=C)
    assert not made.river.any()
    joined = setting(sea_polder(strips[::2]), transmissivity=KD, resistance=C)
    assert joined.river.any()
    start = np.zeros((16, 100), np.int8)
    start[:, 0] = 1
    dry = sea_polder((("polder", 1000.0),), sea=start, ground_level=np.full((16, 100), 1.8, np.float32))
    assert not setting(dry, transmissivity=KD, resistance=C).sea.any()


def test_where_the_ground_is_not_known_there_is_no_aquifer():
    ground = np.full((16, 100), -3.0, np.float32)
    ground[:, 50:] = np.nan
    made = setting(sea_polder((("polder", 1000.0),), ground_level=ground), transmissivity=KD, resistance=C)
    here = made.aquifer.transmissivity > 0.0
    assert here.any()
    assert not here[:, made.grid.x > 60_000.0 + 520.0].any()


def test_the_smallest_twin():
    made = setting(sea_polder((("sea", 10.0), ("polder", 10.0)), rows=1), transmissivity=KD, resistance=C)
    assert made.factor == 1
    assert made.grid.shape == (1, 2)


def test_a_layer_too_thick_to_read_is_no_bare_sand():
    """28 m of clay leave 2 m of sand within the 30 m that are read: no aquifer is found in them."""
    strips = (("sea", 200.0), ("dune", 400.0), ("polder", 1000.0))
    made = setting(sea_polder(strips, layers=((CLAY, 28.0),)))
    assert not made.open_sand.any()
    assert np.isinf(made.aquifer.resistance[made.area == 0]).all()
    told = setting(sea_polder(strips, layers=((CLAY, 28.0),)), resistance=5000.0 * DAY)
    np.testing.assert_allclose(told.aquifer.resistance[told.area == 0], 5000.0 * DAY)


def test_cells_too_coarse_for_the_leakage_length_are_told():
    fine, coarse = (setting(sea_polder(), transmissivity=kd / DAY, resistance=C) for kd in (10.0, 0.5))
    assert "too short" not in " ".join(fine.notes)
    # 16 m on cells of 10 m
    assert "In 100 % of the land it is less than 2 cells: too short" in coarse.notes[-1]
