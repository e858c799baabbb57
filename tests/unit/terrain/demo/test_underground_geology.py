"""Voxels, layers and properties below the demo."""

from __future__ import annotations

import numpy as np
import pytest

from terrain.demo.layers import DEEP_UNITS, FAULT
from terrain.demo.properties import properties
from terrain.demo.stratigraphy import block_mean, strata, voxel_grid
from terrain.demo.underground import underground
from terrain.demo.voxels import MISSING, MIXTURES
from twin.grid import GridSpec
from twin.vocabulary import LITHOCLASS, SOIL, STRATIGRAPHY

UNITS = {unit.key: code for code, unit in STRATIGRAPHY.items()}
_HOLOCENE = ("AAOP", "NASC", "NAZA", "NAWA", "ANAWA", "BEC", "CEC", "EC", "NIHO", "NAWO", "BNAWA", "NIBA")
HOLOCENE = [UNITS[key] for key in _HOLOCENE]


@pytest.fixture(scope="module")
def below(demo):
    tree, _ = underground(demo.surface, {})
    return tree


@pytest.fixture(scope="module")
def model(below):
    return below["voxels"].to_dataset()


@pytest.fixture(scope="module")
def layer_model(below):
    return below["layers"].to_dataset()


@pytest.fixture(scope="module")
def ground(demo):
    return block_mean(demo.surface["ground_level"].values, demo.grid, voxel_grid())


def _top(model):
    """Index of the highest filled voxel of every column."""
    return (model["strat"].values != MISSING).sum(axis=0) - 1


def _at_top(model, name):
    top = _top(model)
    return np.take_along_axis(model[name].values, top[None], axis=0)[0]


def test_grid_of_the_voxels(model):
    assert model["strat"].dims == model["lithok"].dims == ("z", "y", "x")
    assert model["strat"].dtype == np.int16
    assert model["lithok"].dtype == np.int8
    assert model.sizes["x"] == 128
    assert model.sizes["y"] == 103
    assert model["z"].values[0] == -49.75
    assert np.diff(model["z"].values) == pytest.approx(0.5)
    assert GridSpec.of(model) == GridSpec(60050.0, 555250.0, 100.0, 100.0, 128, 103)
    assert GridSpec.of(model).bbox == (60000.0, 545000.0, 72800.0, 555300.0)


def test_columns_are_filled_from_the_base_to_the_ground(model, ground):
    filled = model["strat"].values != MISSING
    assert ((model["lithok"].values != MISSING) == filled).all()
    assert (np.diff(filled.astype(int), axis=0) <= 0).all()
    top = model["z"].values[_top(model)] + 0.25
    assert (top <= ground + 1e-9).all()
    assert (top > ground - 0.5).all()
    assert model["z"].values.max() > ground.max()


def test_codes_are_those_of_geotop(model):
    assert set(np.unique(model["strat"])) - {MISSING} <= set(STRATIGRAPHY)
    assert set(np.unique(model["lithok"])) - {MISSING} <= set(LITHOCLASS)
    assert {UNITS[key] for key in MIXTURES} == set(np.unique(model["strat"])) - {MISSING}


@pytest.mark.parametrize(
    ("soil", "classes", "share"),
    [
        ("peat", {1}, 0.9), ("dune_sand", {5, 6}, 0.9), ("sea_clay", {0, 2, 3, 5}, 0.95),
        ("river_clay", {2, 3}, 0.95), ("cover_sand", {5, 6}, 0.85), ("lake_bed_clay", {2, 3, 5}, 0.95),
        ("made_ground", {0}, 0.9),
    ],
)  # fmt: skip
def test_the_highest_voxel_fits_the_soil_map(demo, model, soil, classes, share):
    code = next(code for code, entry in SOIL.items() if entry.key == soil)
    pure = block_mean(demo.surface["soil"].values == code, demo.grid, voxel_grid()) > 0.9
    assert pure.sum() > 10
    assert np.isin(_at_top(model, "lithok")[pure], list(classes)).mean() >= share


def test_peat_was_dug_away_in_the_droogmakerij(model):
    column = model.sel(x=65550.0, y=547350.0, method="nearest")
    assert UNITS["NIHO"] not in column["strat"].values
    beside = model.sel(x=67450.0, y=547350.0, method="nearest")
    peat = (beside["strat"].values == UNITS["NIHO"]).sum() * 0.5
    assert 3.0 <= peat <= 6.0


def test_the_pleistocene_surface_dips_west(demo):
    top = strata(demo.surface).pleistocene
    grid = voxel_grid()
    row, west = grid.index(60500.0, 550050.0)
    _, middle = grid.index(66500.0, 550050.0)
    assert -20.5 < top[row - 8 : row + 8, west - 3 : west + 3].mean() < -16.0
    assert -14.5 < top[row - 8 : row + 8, middle - 3 : middle + 3].mean() < -10.0
    flank = grid.index(71500.0, 546050.0)
    assert top[flank] == pytest.approx(strata(demo.surface).ground[flank])


def test_younger_deposits_lie_on_older_ones(model):
    holocene = np.isin(model["strat"].values, HOLOCENE)
    covered = np.cumsum(holocene, axis=0) > 0
    pleistocene = (model["strat"].values > 0) & ~holocene
    assert (covered & pleistocene).sum() / pleistocene.sum() < 0.002


def test_eem_clay_is_patchy_and_creeks_are_sand(model):
    present = (model["strat"].values == UNITS["EE"]).any(axis=0)
    assert 0.3 < present.mean() < 0.95
    creek = model["lithok"].values[model["strat"].values == UNITS["ANAWA"]]
    assert np.isin(creek, (5, 6)).mean() > 0.7
    assert (model["lithok"].values[model["strat"].values == UNITS["NIBA"]] == 1).all()


def test_every_material_has_properties(model, below):
    table = below["properties"].to_dataset()
    known = set(zip(table["strat"].values.tolist(), table["lithok"].values.tolist(), strict=True))
    assert len(known) == table.sizes["entry"]
    used = np.unique(
        np.stack([model["strat"].values.ravel(), model["lithok"].values.ravel()], axis=1), axis=0
    ).tolist()
    assert {tuple(pair) for pair in used if pair[0] != MISSING} <= known


def test_properties_are_si_with_their_source():
    table = properties()
    row = (table["unit"].values == "KR") & (table["lithok"].values == 7)
    assert table["kh"].values[row] == pytest.approx(40.0 / 86400.0)
    assert table["kv"].values[row] == pytest.approx(20.0 / 86400.0)
    peat = (table["unit"].values == "NIHO") & (table["lithok"].values == 1)
    assert table["gamma_sat"].values[peat] == pytest.approx(10500.0)
    assert table["a"].values[peat] == pytest.approx(0.0174)
    assert (table["kv"].values <= table["kh"].values).all()
    assert all(source for source in table["conductivity_source"].values)
    assert all("[unverified]" in source for source in table["weight_source"].values)


def test_layers_share_their_boundaries(layer_model):
    top, base = layer_model["top"].values, layer_model["base"].values
    assert layer_model["top"].dims == ("layer", "y", "x")
    assert top.dtype == base.dtype == np.float32
    assert list(layer_model["layer"].values) == [unit.name for unit in DEEP_UNITS]
    assert (top[1:] == base[:-1]).all()
    assert (top > base).all()
    assert base[-1] == pytest.approx(-2500.0)
    assert (top[0] > -50.0).all()
    assert GridSpec.of(layer_model).bbox == (60000.0, 545000.0, 72800.0, 555400.0)


def test_the_fault_cuts_the_deep_layers_only(layer_model):
    grid = GridSpec.of(layer_model)
    row, column = grid.index(*FAULT.interpolate(0.5, normalized=True).coords[0])

    def throw(name):
        base = layer_model["base"].sel(layer=name).values[row]
        return base[column - 2] - base[column + 2]

    assert 95.0 < throw("RO") < 150.0
    assert 25.0 < throw("CK") < 90.0
    assert abs(throw("UR-ST")) < 5.0


def test_same_surface_gives_the_same_bytes(demo, below):
    again, _ = underground(demo.surface, {})
    for node in ("voxels", "layers", "properties"):
        assert below[node].to_dataset().identical(again[node].to_dataset())
