"""Stacks of blocks: thickness, tops, kD and resistance of voxels and layers by hand, and seals."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr

from terrain.subsurface import (
    column_at,
    conductivity_of,
    conductivity_table,
    layer_stack,
    seal_map,
    voxel_stack,
)
from terrain.subsurface.hydraulics import DAY, own_table
from terrain.subsurface.probe import probe
from terrain.subsurface.runs import runs_of
from twin.errors import InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin

GRID = GridSpec(100_050.0, 500_150.0, 100.0, 100.0, 3, 2)
HEIGHTS = np.array([-2.75, -2.25, -1.75, -1.25, -0.75, -0.25])
PEAT, CLAY, COARSE = 1, 2, 7
NIHO, NAWO, KR = 1090, 1100, 4050


def voxels() -> xr.Dataset:
    """From below: 1 m coarse sand, 1 m clay, 1 m peat; no peat in the west, no clay in the south-east."""
    strat = np.repeat([KR, KR, NAWO, NAWO, NIHO, NIHO], 6).reshape(6, 2, 3).astype(np.int16)
    lithok = np.repeat([COARSE, COARSE, CLAY, CLAY, PEAT, PEAT], 6).reshape(6, 2, 3).astype(np.int8)
    strat[4:, :, 0] = lithok[4:, :, 0] = -127
    strat[2:4, 1, 2], lithok[2:4, 1, 2] = NIHO, PEAT
    dims = ("z", "y", "x")
    return xr.Dataset(
        {"strat": (dims, strat), "lithok": (dims, lithok)},
        coords={**GRID.coords(), "z": ("z", HEIGHTS)},
        attrs={"thickness": 0.5},
    )


def layers() -> xr.Dataset:
    """Waalre clay from -10 to -20 m NAP, absent in the east, and a sandstone that is nowhere."""
    top = np.full((2, 2, 3), -10.0)
    base = np.full((2, 2, 3), -20.0)
    base[0, :, 2] = -10.0
    top[1], base[1] = np.nan, np.nan
    return xr.Dataset(
        {"top": (("layer", "y", "x"), top), "base": (("layer", "y", "x"), base)},
        coords={**GRID.coords(), "layer": ["WA", "RO"], "kind": ("layer", ["aquitard", "reservoir"])},
    )


@pytest.fixture
def twin() -> Twin:
    ground = xr.Dataset({"ground_level": (("y", "x"), np.zeros(GRID.shape))}, coords=GRID.coords())
    tree = xr.DataTree.from_dict({"/voxels": voxels(), "/layers": layers()})
    return Twin.from_datasets(ground, tree)


def test_thickness_top_and_base_of_a_unit(twin: Twin) -> None:
    stack = voxel_stack(twin)
    assert stack is not None
    peat = stack.where(units=("NIHO",))
    assert stack.thickness(peat).tolist() == [[0, 1, 1], [0, 1, 2]]
    np.testing.assert_array_equal(stack.top_of(peat), [[math.nan, 0, 0], [math.nan, 0, 0]])
    np.testing.assert_array_equal(stack.base_of(peat), [[math.nan, -1, -1], [math.nan, -1, -2]])
    assert stack.continuity(peat) == pytest.approx(4 / 6)
    assert stack.thickness(peat, low=-0.75, high=-0.5).tolist() == [[0, 0.25, 0.25]] * 2
    low = np.array([[-1.0, -1.0, -0.25], [-1.0, -0.5, -3.0]])
    assert stack.thickness(peat, low=low).tolist() == [[0, 1, 0.25], [0, 0.5, 2]]
    assert stack.where(lithology=(PEAT,)).sum() == peat.sum()
    assert not stack.where(units=("NIHO",), lithology=(CLAY,)).any()
    assert not stack.where(units=("nowhere",)).any()


def test_transmissivity_and_resistance_by_hand(twin: Twin) -> None:
    stack = voxel_stack(twin)
    assert stack is not None
    sand, clay, peat = (
        conductivity_of("KR", COARSE),
        conductivity_of("NAWO", CLAY),
        conductivity_of("NIHO", PEAT),
    )
    whole = sand.horizontal + clay.horizontal + peat.horizontal
    assert stack.transmissivity()[0, 1] == pytest.approx(whole)
    assert stack.transmissivity(low=-2.5, high=-1.5)[0, 1] == pytest.approx(
        0.5 * (sand.horizontal + clay.horizontal)
    )
    resisted = 1 / sand.vertical + 1 / clay.vertical + 1 / peat.vertical
    assert stack.resistance()[0, 1] == pytest.approx(resisted)
    kh, kv = stack.conductivity()
    assert kh[0, 1] == pytest.approx(whole / 3)
    assert kv[0, 1] == pytest.approx(3 / resisted)
    assert (kv <= kh).all()
    nothing = stack.conductivity(low=5.0, high=6.0)
    assert np.isnan(nothing).all()


def test_the_sheet_values_come_out_of_the_table() -> None:
    # science sheet, table of kh/kv per unit and lithoclass [m/d]
    for unit, code, kh, kv in (
        ("NIHO", 1, 0.00178, 0.000423), ("NIBA", 1, 0.000872, 0.00011), ("NAWO", 2, 1.64, 0.0182),
        ("BX", 5, 0.786, 0.175), ("KRWY", 2, 0.0101, 3.16e-05), ("WA", 2, 0.233, 0.00019),
        ("DRGI", 3, 0.0481, 0.000444), ("ST", 7, 20.1, 15.8), ("EE", 6, 2.96, 0.111), ("BE", 8, 170, 170),
    ):  # fmt: skip
        found = conductivity_of(unit, code)
        assert found.horizontal * DAY == pytest.approx(kh, rel=0.01)
        assert found.vertical * DAY == pytest.approx(kv, rel=0.01)
    defaults = {0: 5, 1: 0.001, 2: 0.01, 3: 0.1, 5: 5, 6: 10, 7: 50, 8: 100, 9: 100}
    for code, kh in defaults.items():
        assert conductivity_of("elsewhere", code).horizontal * DAY == pytest.approx(kh)


def test_conductivities_are_told_and_plausible() -> None:
    for (unit, soil), found in conductivity_table().items():
        assert found.source and found.status, (unit, soil)  # noqa: PT018
        assert 0 < found.vertical <= found.horizontal * 1.001 < 300 / DAY, (unit, soil)


def test_a_table_of_ones_own_replaces_it(tmp_path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "# mine\nunit,lithology,kh,kv,source,status\nXX,*,2,1,me,measured\n*,clay,0.5,0.1,me,guess\n"
    )
    own = conductivity_table(path)
    assert conductivity_of("XX", CLAY, own).horizontal * DAY == pytest.approx(2)
    assert conductivity_of("YY", CLAY, own).vertical * DAY == pytest.approx(0.1)
    assert math.isnan(conductivity_of("YY", PEAT, own).horizontal)


def test_layers_answer_the_same_questions(twin: Twin) -> None:
    stack = layer_stack(twin)
    assert stack is not None
    assert stack.thickness(stack.where(units=("WA",))).tolist() == [[10, 10, 0]] * 2
    assert stack.thickness(stack.where(units=("RO",))).tolist() == [[0, 0, 0]] * 2
    clay = conductivity_of("WA")
    assert stack.resistance()[0].tolist() == pytest.approx([10 / clay.vertical, 10 / clay.vertical, 0])
    assert stack.unknown().max() == 0.0


def test_conductivity_of_the_model_itself_comes_first(twin: Twin) -> None:
    own = layers().assign(kh=(("layer", "y", "x"), np.full((2, 2, 3), 1e-3)))
    stack = layer_stack(twin.with_(subsurface=xr.DataTree.from_dict({"/layers": own})))
    assert stack is not None
    assert stack.transmissivity()[0, 0] == pytest.approx(1e-2, rel=1e-6)
    assert stack.resistance()[0, 0] == pytest.approx(10 / conductivity_of("WA").vertical, rel=1e-6)


def test_table_of_the_twin_goes_before_that_of_zicht(twin: Twin) -> None:
    """Row by row, and value by value: what the twin does not tell comes from the table of Zicht."""
    own = xr.Dataset(
        {
            "strat": ("entry", np.array([KR, NAWO, NIHO, NIHO], np.int16)),
            "lithok": ("entry", np.array([COARSE, CLAY, COARSE, 99], np.int8)),
            "kh": ("entry", np.array([40.0, np.nan, 1.0, 1.0]) / DAY),
            "kv": ("entry", np.array([20.0, 0.5, 1.0, 1.0]) / DAY),
        }
    )
    told = voxel_stack(
        twin.with_(subsurface=xr.DataTree.from_dict({"/voxels": voxels(), "/properties": own}))
    )
    assert told is not None
    kh, kv = told.kh[::2, 0, 1] * DAY, told.kv[::2, 0, 1] * DAY  # sand, clay, peat
    clay, peat = conductivity_of("NAWO", CLAY), conductivity_of("NIHO", PEAT)
    assert kh == pytest.approx([40.0, clay.horizontal * DAY, peat.horizontal * DAY], rel=1e-6)
    assert kv == pytest.approx([20.0, 0.5, peat.vertical * DAY], rel=1e-6)
    plain = voxel_stack(twin)
    assert plain is not None
    assert plain.kh[0, 0, 1] == pytest.approx(conductivity_of("KR", COARSE).horizontal, rel=1e-6)


@pytest.mark.parametrize("value", [0.0, -1.0, np.inf, np.nan])
def test_what_is_no_conductivity_is_not_told(value: float) -> None:
    own = xr.Dataset(
        {
            "strat": ("entry", [KR]),
            "lithok": ("entry", [COARSE]),
            "kh": ("entry", [value]),
            "kv": ("entry", [value]),
        }
    )
    assert own_table(own)["KR", "sand_coarse"][:2] == conductivity_of("KR", COARSE)[:2]
    assert own_table(own.drop_vars("kv"))["KR", "sand_coarse"][:2] == conductivity_of("KR", COARSE)[:2]


def test_upscaling_leaves_out_blocks_of_which_half_is_known(twin: Twin) -> None:
    """A kh without a kv, or the other way round, would be divided by too small a thickness."""
    dims = ("layer", "y", "x")
    top, base = (
        np.broadcast_to(np.array(z)[:, None, None], (2, 2, 3)) for z in ([0.0, -10.0], [-10.0, -30.0])
    )
    kh = np.broadcast_to(np.array([1e-3, 5e-3])[:, None, None], (2, 2, 3))
    kv = np.broadcast_to(np.array([1e-4, np.nan])[:, None, None], (2, 2, 3))
    own = xr.Dataset(
        {"top": (dims, top), "base": (dims, base), "kh": (dims, kh), "kv": (dims, kv)},
        coords={**GRID.coords(), "layer": ["A", "B"]},
    )
    stack = layer_stack(twin.with_(subsurface=xr.DataTree.from_dict({"/layers": own})))
    assert stack is not None
    one, other = stack.conductivity()
    assert one[0, 0] == pytest.approx(1e-3, rel=1e-6)
    assert other[0, 0] == pytest.approx(1e-4, rel=1e-6)
    assert stack.unknown()[0, 0] == 20.0


def test_a_probe_tells_how_likely_the_soils_are(twin: Twin) -> None:
    likely = np.broadcast_to(np.array([0.5, 0.6, 0.7, 0.8, np.nan, np.nan])[:, None, None], (6, 2, 3))
    own = voxels().assign(lithok_probability=(("z", "y", "x"), likely.astype(np.float32)))
    found = probe(twin.with_(subsurface=xr.DataTree.from_dict({"/voxels": own})), 100_150.0, 500_150.0)
    told = {item.lithology: item.probability for item in found.items if item.kind == "voxel"}
    assert told == {"peat": None, "clay": pytest.approx(0.75), "sand_coarse": pytest.approx(0.55)}
    plain = [item.probability for item in probe(twin, 100_150.0, 500_150.0).items]
    assert set(plain) == {None}


def test_seals_between_two_levels(twin: Twin) -> None:
    stack = voxel_stack(twin)
    assert stack is not None
    found = seal_map(stack, low=-2.5, high=-0.5)
    assert found["thickness"].values.tolist() == [[1, 1.5, 1.5], [1, 1.5, 1.5]]
    assert found["top"].values.tolist() == [[-1, -0.5, -0.5], [-1, -0.5, -0.5]]
    assert found["base"].values.tolist() == [[-2] * 3] * 2
    clay, peat = conductivity_of("NAWO", CLAY).vertical, conductivity_of("NIHO", PEAT).vertical
    assert found["resistance"].values[0].tolist() == pytest.approx([1 / clay] + [1 / clay + 0.5 / peat] * 2)
    assert found.attrs["continuity"] == 1.0
    deep = layer_stack(twin)
    assert deep is not None
    below = seal_map(deep)
    assert below["thickness"].values.tolist() == [[10, 10, 0]] * 2
    assert np.isnan(below["top"].values[:, 2]).all()
    assert below.attrs["continuity"] == 1.0  # of the columns with layers


def test_a_horizontal_slice(twin: Twin) -> None:
    stack = voxel_stack(twin)
    assert stack is not None
    unit, lithology = stack.slice_at(-0.6)
    assert lithology.tolist() == [[-127, PEAT, PEAT]] * 2
    assert [stack.units[k].key if k >= 0 else "" for k in unit[0]] == ["", "NIHO", "NIHO"]
    assert stack.slice_at(-1.0)[1].tolist() == [[CLAY, CLAY, CLAY], [CLAY, CLAY, PEAT]]  # the block below
    assert (stack.slice_at(3.0)[0] == -1).all()


def test_a_column_joins_voxels_and_layers(twin: Twin) -> None:
    column = column_at(twin, 100_010.0, 500_110.0)
    assert column.top.tolist() == [-1, -1.5, -2, -2.5, -10]
    assert column.base.tolist() == [-1.5, -2, -2.5, -3, -20]
    assert column.part == ("voxels",) * 4 + ("layers",)
    assert column.layer("WA") == (-10.0, -20.0)
    assert column.layer("RO") is None
    assert column.kind[-1] == "aquitard"
    assert column.thickness(("WA", "KR")) == 11.0
    clay = conductivity_of("WA").vertical
    assert column.resistance(low=-15.0, high=-5.0) == pytest.approx(5 / clay)
    east = column_at(twin, 100_290.0, 500_190.0)
    assert "WA" not in east.unit
    with pytest.raises(InvalidInputError, match="outside the twin"):
        column_at(twin, 0.0, 0.0)


def test_a_twin_without_subsurface_has_an_empty_column() -> None:
    ground = xr.Dataset({"ground_level": (("y", "x"), np.zeros(GRID.shape))}, coords=GRID.coords())
    column = column_at(Twin.from_datasets(ground), 100_050.0, 500_150.0)
    assert (len(column.top), column.transmissivity(), column.resistance()) == (0, 0.0, 0.0)


def test_a_stack_under_a_box_is_a_window_of_the_whole(twin: Twin) -> None:
    whole = voxel_stack(twin)
    part = voxel_stack(twin, (100_110.0, 500_110.0, 100_190.0, 500_190.0))
    assert whole is not None
    assert part is not None
    assert part.grid.bbox == (100_100.0, 500_100.0, 100_200.0, 500_200.0)
    np.testing.assert_array_equal(part.lithology[:, 0, 0], whole.lithology[:, 0, 1])
    assert part.transmissivity()[0, 0] == whole.transmissivity()[0, 1]
    assert voxel_stack(twin, (0.0, 0.0, 10.0, 10.0)) is None


def test_runs_give_the_same_voxels_back(twin: Twin) -> None:
    stack = voxel_stack(twin)
    assert stack is not None
    runs = runs_of(stack)
    assert np.diff(runs.first).tolist() == [2, 3, 3, 2, 3, 2]
    first = runs.column(0, 1)
    assert runs.edges[runs.start[first]].tolist() == [-3, -2, -1]
    assert runs.edges[runs.stop[first]].tolist() == [-2, -1, 0]
    assert runs.lithology[first].tolist() == [COARSE, CLAY, PEAT]
    unit, lithology = runs.volume()
    np.testing.assert_array_equal(unit, stack.unit)
    np.testing.assert_array_equal(lithology, stack.lithology)
    layered = layer_stack(twin)
    assert layered is not None
    with pytest.raises(InvalidInputError, match="levels of its own"):
        runs_of(layered)


def test_voxels_without_units_or_without_soils_are_read(twin: Twin) -> None:
    for name, dropped in (("lithok", "strat"), ("strat", "lithok")):
        tree = xr.DataTree.from_dict({"/voxels": voxels().drop_vars(dropped)})
        stack = voxel_stack(twin.with_(subsurface=tree))
        assert stack is not None
        assert stack.thickness().tolist() == [[2, 3, 3]] * 2, name


def test_ground_in_the_place_of_other_ground_is_read_anew(twin: Twin) -> None:
    """What is kept of a tree goes with it: another often gets its place in memory."""
    for lift in range(20):
        below = xr.DataTree.from_dict({"/voxels": voxels().assign_coords(z=HEIGHTS + lift)})
        assert column_at(twin.with_(subsurface=below), 100_110.0, 500_110.0).top[0] == lift
        del below
