"""The level field on terrains whose answer is known, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.kernels import depth as depth_module
from scenarios.kernels import inundation
from scenarios.kernels.inundation import (
    NEVER,
    NODATA,
    depth_at,
    flooded_by_level,
    inundation_level,
    inundation_level_cm,
    level_cm,
    level_metres,
    quantise,
)

INF, NAN = np.inf, np.nan


def field(rows: list[list[float]], sea: list[list[int]], connectivity: int = 4) -> np.ndarray:
    return inundation_level(np.array(rows), np.array(sea), connectivity)


def rough(shape: tuple[int, int], seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(seed))
    ground = rng.normal(1.0, 1.5, shape)
    ground[rng.random(shape) < 0.02] = np.nan
    sea = np.zeros(shape, bool)
    sea[:, 0] = True
    return ground, sea


def test_a_polder_behind_a_dike_floods_at_the_crest() -> None:
    got = field([[-3.0, 5.25, -2.0, 1.0]], [[1, 0, 0, 0]])
    assert got.dtype == np.float32
    assert got.tolist() == [[-3.0, 5.25, 5.25, 5.25]]


def test_water_takes_the_lowest_of_two_ways() -> None:
    got = field([[0, 4, 1], [0, 9, 9], [0, 2, 1], [0, 9, 3]], [[1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0]])
    assert got[:, 2].tolist() == [4, 9, 2, 3]


def test_a_diagonal_gap_is_open_for_8_and_shut_for_4() -> None:
    ground = [[0, 7], [7, 1]]
    assert field(ground, [[1, 0], [0, 0]], 4)[1, 1] == 7
    assert field(ground, [[1, 0], [0, 0]], 8)[1, 1] == 1


def test_the_ground_of_a_start_cell_counts_as_a_crest() -> None:
    assert field([[2.0, -1.0]], [[1, 0]]).tolist() == [[2.0, 2.0]]
    assert field([[2.0, -1.0, -4.0]], [[1, 0, 1]]).tolist() == [[2.0, -1.0, -4.0]]


def test_missing_ground_is_never_passed_and_stays_missing() -> None:
    got = field([[0, NAN, 1], [NAN, NAN, 1], [1, 1, 1]], [[1, 1, 0], [0, 0, 0], [0, 0, 0]])
    assert np.array_equal(got, [[0, NAN, INF], [NAN, NAN, INF], [INF, INF, INF]], equal_nan=True)


def test_without_sea_nothing_is_reached() -> None:
    assert np.isposinf(field([[1, 2], [3, 4]], [[0, 0], [0, 0]])).all()


def test_all_missing_stays_missing() -> None:
    assert np.isnan(field([[NAN, NAN]], [[1, 1]])).all()


@pytest.mark.parametrize(("sea", "want"), [(1, -1.5), (0, INF)])
def test_one_cell(sea: int, want: float) -> None:
    assert field([[-1.5]], [[sea]]).tolist() == [[want]]


def test_flat_ground_floods_at_its_own_level() -> None:
    sea = np.zeros((50, 70), bool)
    sea[20, 30] = True
    assert (inundation_level(np.full((50, 70), 0.37), sea) == np.float32(0.37)).all()


def test_a_winding_ditch_is_followed_to_its_end() -> None:
    ground = np.full((401, 301), 9.0)
    ground[::2] = 0.0
    ground[1::4, -1] = 0.5
    ground[3::4, 0] = 0.5
    ground[200, 150] = 3.0
    sea = np.zeros(ground.shape, bool)
    sea[0, 0] = True
    got = inundation_level(ground, sea)
    assert got[0].tolist() == [0.0] * 301
    assert got[2:199:2].max() == got[2:199:2].min() == 0.5
    assert got[202::2].max() == got[202::2].min() == 3.0
    assert (got[1::2, 1:-1] == 9.0).all()


def test_levels_are_whole_centimetres_rounded_in_double_precision() -> None:
    ground = np.array([[0.125, 0.285, -0.005, 319.995]])
    assert quantise(ground).tolist() == [[12, 28, 0, 32000]]
    assert quantise(np.float32(ground)).tolist() == [[12, 28, 0, 31999]]
    assert level_metres(np.array([[5, NEVER, NODATA]], np.int16)).tolist()[0][:2] == [np.float32(0.05), INF]


@pytest.mark.parametrize(
    ("ground", "sea", "connectivity", "message"),
    [
        (np.zeros((2, 2)), np.zeros((2, 3)), 4, r"sea has shape \(2, 3\), ground_level \(2, 2\)"),
        (np.full((2, 2), 321.0), np.zeros((2, 2)), 4, "321 m, beyond"),
        (np.full((2, 2), -320.01), np.zeros((2, 2)), 4, "320.01 m, beyond"),
        (np.full((2, 2), np.inf), np.zeros((2, 2)), 4, "infinite"),
        (np.full((2, 2), -np.inf), np.zeros((2, 2)), 4, "infinite"),
        (np.zeros((2, 2)), np.zeros((2, 2)), 6, "connectivity must be 4 or 8, not 6"),
        (np.zeros(4), np.zeros(4), 4, r"not of shape \(4,\)"),
        (np.zeros((0, 4)), np.zeros((0, 4)), 4, r"not of shape \(0, 4\)"),
    ],
)
def test_wrong_input_is_refused(ground: np.ndarray, sea: np.ndarray, connectivity: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        inundation_level(ground, sea, connectivity)


def test_a_field_too_large_for_its_indices_is_refused_before_anything_is_allocated() -> None:
    z = np.broadcast_to(np.int16(0), (50_000, 50_000))
    with pytest.raises(ValueError, match="cut it into parts"):
        inundation_level_cm(z, np.broadcast_to(False, z.shape))


def test_ground_in_the_wrong_type_is_refused_by_the_integer_entry() -> None:
    with pytest.raises(ValueError, match="int16"):
        inundation_level_cm(np.zeros((2, 2), np.int32), np.zeros((2, 2)))


def test_integer_and_strided_ground_is_taken() -> None:
    ground, sea = rough((40, 30))
    plain = inundation_level(ground, sea)
    assert np.array_equal(
        inundation_level(ground[::-1, ::-1], sea[::-1, ::-1])[::-1, ::-1], plain, equal_nan=True
    )
    whole = np.nan_to_num(np.rint(ground)).astype(int)
    assert np.array_equal(
        inundation_level(whole, sea.astype(int)), inundation_level(whole.astype(float), sea)
    )


def test_the_input_is_left_alone() -> None:
    ground, sea = rough((40, 30))
    kept, z = ground.copy(), quantise(ground)
    z_kept = z.copy()
    inundation_level(ground, sea)
    inundation_level_cm(z, sea)
    assert np.array_equal(ground, kept, equal_nan=True)
    assert np.array_equal(z, z_kept)


@pytest.mark.parametrize("connectivity", [4, 8])
def test_many_short_calls_give_the_same_bytes_as_one(
    connectivity: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, sea = rough((300, 411))
    whole = inundation_level_cm(quantise(ground), sea, connectivity)
    monkeypatch.setattr(inundation, "_BATCH", 1000)
    heard: list[float] = []
    pieces = inundation_level_cm(quantise(ground), sea, connectivity, lambda part, _: heard.append(part))
    assert pieces.tobytes() == whole.tobytes()
    assert len(heard) > 50
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] <= 1


def test_work_stops_when_progress_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    ground, sea = rough((300, 411))
    monkeypatch.setattr(inundation, "_BATCH", 1000)

    def stop(part: float, message: str) -> None:
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="inundation level"):
        inundation_level_cm(quantise(ground), sea, 4, stop)


@pytest.mark.parametrize(
    ("metres", "centimetres"), [(0.29, 29), (0.2999, 29), (-0.001, -1), (1.1, 110), (900.0, 32766)]
)
def test_a_sea_level_reaches_whole_centimetres(metres: float, centimetres: int) -> None:
    assert level_cm(metres) == centimetres


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_depth_is_the_sea_level_less_the_unrounded_ground(kind: type) -> None:
    ground, sea = rough((61, 83))
    ground = ground.astype(kind)
    level = inundation_level_cm(quantise(ground), sea)
    out = np.empty(ground.shape, np.float32)
    for height in (-1.0, 0.29, 1.1, 4.0):
        depth_at(level, ground, height, out)
        wet = level.astype(int) <= round(height * 100)
        want = np.where(wet, np.maximum(np.float32(height) - ground.astype(np.float32), 0), 0)
        want[np.isnan(ground)] = np.nan
        assert np.allclose(out, want, rtol=0, atol=1e-6, equal_nan=True)
        assert (out[~wet & ~np.isnan(ground)] == 0).all()
        assert wet.any()


@pytest.mark.parametrize("wet", [0.0, 0.5, 1.0])
def test_depth_in_threads_and_over_long_dry_stretches_is_the_same(wet: float) -> None:
    shape = (2100, 1001)
    rng = np.random.Generator(np.random.PCG64(11))
    ground = rng.normal(0.0, 1.0, shape).astype(np.float32)
    level = np.full(shape, 400, np.int16)
    level[: int(wet * shape[0])] = 50
    one, two = np.full(shape, 7.0, np.float32), np.full(shape, 8.0, np.float32)
    depth_at(level, ground, 1.0, one)
    depth_at(level, ground, 1.0, two, threads=2)
    assert one.tobytes() == two.tobytes()
    want = np.where(level <= 100, np.maximum(np.float32(1.0) - ground, 0), 0)
    assert np.array_equal(one, want)


@pytest.mark.parametrize("call", [16, 1000, 4096])
@pytest.mark.parametrize("shift", [0, 1, 7, 15])
def test_depth_is_written_whole_wherever_the_memory_begins(
    call: int, shift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depth_module, "_CALL", call)
    rng = np.random.Generator(np.random.PCG64(12))
    for size in (1, 5, 16, 255, 257, 1003, 5000):
        level = np.where(rng.random((1, size)) < 0.5, 900, 50).astype(np.int16)
        level[:, size // 3 :] = 900
        ground = rng.normal(0.0, 1.0, (1, size)).astype(np.float32)
        ground[:, ::50] = np.nan
        memory = np.full(size + 64, 7.0, np.float32)
        depth_at(level, ground, 1.0, memory[None, shift : shift + size])
        want = np.where(level <= 100, np.where(ground > 1.0, 0, np.float32(1.0) - ground), 0)
        assert np.array_equal(memory[None, shift : shift + size], want, equal_nan=True)
        assert (memory[:shift] == 7.0).all()
        assert (memory[shift + size :] == 7.0).all()


def test_depth_needs_fields_of_one_shape_and_of_the_right_type() -> None:
    level, ground = np.zeros((3, 4), np.int16), np.zeros((3, 4), np.float32)
    with pytest.raises(ValueError, match="must be the same"):
        depth_at(level, ground, 1.0, np.zeros((4, 3), np.float32))
    for wrong in (np.zeros((4, 3), np.float32).T, np.zeros((3, 4))):
        with pytest.raises(ValueError, match="float32 in C order"):
            depth_at(level, ground, 1.0, wrong)
    with pytest.raises(ValueError, match="level must be int16"):
        depth_at(level.astype(np.int32), ground, 1.0, np.zeros((3, 4), np.float32))


def test_counts_by_level_equal_a_count_at_every_level() -> None:
    ground, sea = rough((120, 90))
    level = inundation_level_cm(quantise(ground), sea)
    water = np.random.Generator(np.random.PCG64(9)).random(ground.shape) < 0.2
    levels = np.arange(51) / 10
    for excluded in (None, water):
        cells, depth = flooded_by_level(level, ground, levels, excluded)
        for height, got, total in zip(levels, cells, depth, strict=True):
            wet = (level > NODATA) & (level.astype(int) <= round(height * 100))
            wet &= True if excluded is None else ~excluded
            assert got == wet.sum()
            assert total == pytest.approx(np.maximum(height - ground[wet], 0).sum(), rel=1e-12, abs=1e-9)
    assert cells[0] > 0
    assert (np.diff(cells) >= 0).all()


def test_ground_rounded_down_adds_no_negative_depth() -> None:
    ground = np.array([[1.004, 0.5]])
    level = inundation_level_cm(quantise(ground), np.array([[1, 0]]))
    cells, depth = flooded_by_level(level, ground, [1.0, 2.0])
    assert cells.tolist() == [2, 2]
    assert depth == pytest.approx([0.5, 2.496])


def test_counting_refuses_levels_that_do_not_ascend_and_other_shapes() -> None:
    level = np.zeros((2, 2), np.int16)
    with pytest.raises(ValueError, match="ascends"):
        flooded_by_level(level, np.zeros((2, 2)), [1.0, 1.0])
    with pytest.raises(ValueError, match="excluded has shape"):
        flooded_by_level(level, np.zeros((2, 2)), [1.0], np.zeros((1, 2), bool))
    with pytest.raises(ValueError, match="ground_level has shape"):
        flooded_by_level(level, np.zeros((3, 2)), [1.0])
