"""Coarse cells with tables of the fine ground: volumes, ridges, dikes, friction, the fine solver beside."""

import numpy as np
import pytest

from scenarios.flow.domain import Domain, Faces, Inflow, TimeSeries
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.links import Links, Weir
from scenarios.flow.solver import Solver
from scenarios.flow.subgrid import SubgridSolver
from scenarios.flow.subgrid_mesh import build_pools
from scenarios.kernels.subgrid import _spare
from twin.errors import Cancelled, InvalidInputError

WEIR_LAW = 1.70488


def faces(row, col, axis, sill=-np.inf, share=1.0, weir=False, series=-1):
    n = np.size(row)
    return Faces(
        np.asarray(row, np.int32),
        np.asarray(col, np.int32),
        np.broadcast_to(np.uint8(axis), n).copy(),
        np.broadcast_to(np.float32(sill), n).copy(),
        np.broadcast_to(np.float32(share), n).copy(),
        np.full(n, weir),
        np.full(n, series, np.int16),
    )


def slanting_dike(ny, west, east, crest):
    """Faces of a dike from the north to the south edge, from one column to another, and its columns."""
    column = np.round(np.linspace(west, east, ny)).astype(int)
    upright = [(r, column[r], 0) for r in range(ny)]
    jogs = [(r, c, 1) for r in range(ny - 1) for c in range(column[r] + 1, column[r + 1] + 1)]
    row, col, axis = np.array(upright + jogs).T
    return faces(row, col, axis.astype(np.uint8), sill=crest, weir=True), column


def rough_ground(shape=(60, 80), seed=0):
    rng = np.random.default_rng(seed)
    bed = rng.normal(-1.0, 0.3, shape).astype(np.float32)
    bed[rng.random(shape) < 0.03] = np.nan
    bed[:, 40] = 3.0
    return bed


def test_tables_hold_exactly_what_the_fine_ground_holds():
    bed = rough_ground()
    domain = Domain(bed, 5.0, 5.0, 0.03)
    pools = build_pools(domain, 10)
    assert np.array_equal(pools.number >= 0, np.isfinite(bed).ravel())
    start = np.full(bed.shape, 0.4)
    solver = SubgridSolver(domain, start, cell=50.0)
    volume = np.fmax(start - bed, 0.0)
    assert solver.balance.stored == pytest.approx(25.0 * np.nansum(volume), rel=1e-12)
    cells = np.bincount(pools.number[pools.number >= 0])
    deep = solver.state.volume / 25.0 / cells > 1.5  # filled to above every cell but the wall
    rank = solver.state.rank[deep]
    held = rank * solver.state.level[: len(pools)][deep] - pools.below[pools.start[:-1][deep] + rank - 1]
    assert held == pytest.approx(solver.state.volume[deep] / 25.0, rel=1e-12)


def test_a_cell_counts_from_the_level_at_which_it_connects():
    bed = np.full((10, 10), 2.0, np.float32)
    bed[2, 2:5], bed[2, 6:8] = (
        -2.0,
        -1.5,
    )  # two hollows, the ridge of 0.05 m between them too low to part them
    bed[2, 5] = -1.45
    pools = build_pools(Domain(bed, 1.0, 1.0, 0.03), 10)
    assert len(pools) == 1
    level = pools.connect.reshape(bed.shape)
    assert level[2, 6] == np.float32(-1.45)
    assert level[2, 3] == np.float32(-2.0)
    bed[2, 5] = -0.5
    assert len(build_pools(Domain(bed, 1.0, 1.0, 0.03), 10)) == 2


def test_no_water_is_lost_in_a_closed_basin_and_pieces_give_the_same():
    domain = Domain(rough_ground(), 5.0, 5.0, 0.03)
    start = np.full(domain.shape, np.nan)
    start[:, :15] = 1.5
    whole, parts = (SubgridSolver(domain, start, cell=50.0) for _ in range(2))
    whole.advance(3600.0)
    for until in (60.0, 600.0, 1800.0, 3600.0):
        parts.advance(until)
    assert whole.balance.error < 1e-12
    assert np.nansum(whole.depth[:, 42:]) == 0.0
    assert np.array_equal(whole.level, parts.level, equal_nan=True)
    assert np.array_equal(whole.record.max_level, parts.record.max_level, equal_nan=True)


@pytest.mark.parametrize("level", [0.3, 51.7])
def test_a_lake_with_islands_stays_at_rest(level):
    y, x = np.mgrid[0:60, 0:70]
    bed = (level - 0.4 + np.sin(x / 5.0) * np.sin(y / 6.0)).astype(np.float32)
    bed[20:25, 20:30] = np.nan
    sea = faces(np.arange(60), np.full(60, -1), 0, series=0)
    solver = SubgridSolver(
        Domain(bed, 5.0, 5.0, 0.03, sea, levels=(TimeSeries.constant(level),)), level, cell=25.0
    )
    before = solver.level
    solver.advance(3600.0)
    wet = before > bed
    assert np.abs(solver.level - before)[wet].max() < 1e-3
    assert abs(solver.balance.boundary) < 1e-4 * solver.balance.initial


def test_a_dike_across_coarse_cells_holds_until_its_crest_then_flows_as_a_weir():
    ny, nx, dx = 60, 80, 5.0
    dike, column = slanting_dike(ny, 33, 52, 1.0)
    bed = np.full((ny, nx), -1.0, np.float32)
    left = np.arange(nx)[None] <= column[:, None]
    domain = Domain(bed, dx, dx, 0.03, dike)
    for cell in (25.0, 50.0):
        held = SubgridSolver(domain, np.where(left, 0.999, np.nan), cell=cell)
        held.advance(7200.0)
        assert np.nanmax(np.where(left, 0.0, held.depth)) == 0.0
        start = np.where(left, 1.4, np.nan)
        over, fine = SubgridSolver(domain, start, cell=cell), Solver(domain, start)
        for solver in (over, fine):
            solver.advance(300.0)
        moved, expected = (np.abs(solver.faces_volume).sum() for solver in (over, fine))
        assert moved == pytest.approx(expected, rel=0.1)
        assert moved < WEIR_LAW * 0.4**1.5 * dx * len(dike) * 300.0
        assert over.balance.stored == pytest.approx(over.balance.initial, rel=1e-12)


def test_a_breach_opens_a_dike_that_held():
    bed = np.full((40, 60), -1.0, np.float32)
    rows = np.arange(40)
    dike = faces(rows, np.full(40, 27), 0, sill=3.0, weir=True)
    domain = Domain(bed, 5.0, 5.0, 0.03, dike)
    start = np.where(np.arange(60)[None] <= 27, 1.0, np.nan) * np.ones((40, 1))
    solver = SubgridSolver(domain, start, cell=50.0)
    solver.advance(600.0)
    assert solver.faces_volume.sum() == 0.0
    sill = dike.sill.copy()
    sill[18:22] = 0.0
    solver.set_sills(sill, dike.share)
    before = solver.time
    solver.advance(before + 300.0)
    through = solver.faces_volume
    assert np.flatnonzero(through > 1e-6).tolist() == [18, 19, 20, 21]
    fine = Solver(Domain(bed, 5.0, 5.0, 0.03, faces(rows, np.full(40, 27), 0, sill=sill, weir=True)), start)
    fine.advance(300.0)
    assert through.sum() == pytest.approx(fine.faces_volume.sum(), rel=0.1)


@pytest.mark.parametrize(("slope", "cell"), [(1e-3, 25.0), (1e-3, 50.0), (5e-3, 25.0)])
def test_uniform_flow_down_a_slope_has_mannings_depth(slope, cell):
    ny, nx, q, n = 10, 400, 0.5, 0.03
    bed = np.repeat((-slope * 5.0 * (np.arange(nx) + 0.5))[None], ny, 0).astype(np.float32)
    away = faces(np.arange(ny), np.full(ny, nx - 1), 0, series=-2)
    inflow = Inflow(np.arange(ny, dtype=np.int32), np.zeros(ny, np.int32), TimeSeries.constant(q * ny * 5.0))
    solver = SubgridSolver(Domain(bed, 5.0, 5.0, n, away, inflows=(inflow,)), np.nan, cell=cell)
    solver.advance(3 * 3600.0)
    depth = solver.depth[:, nx // 4 : nx // 2]
    assert depth.mean() == pytest.approx((q * n / np.sqrt(slope)) ** 0.6, rel=0.04)
    assert depth.std() < 1e-3


def test_rain_fills_a_basin_to_the_drop():
    bed = np.where(np.arange(40)[None] < 20, -1.0, 0.0) * np.ones((40, 1))
    rain = TimeSeries(np.array([0.0, 1800.0, 3600.0]), np.array([0.0, 1e-5, 0.0]))
    solver = SubgridSolver(Domain(bed.astype(np.float32), 5.0, 5.0, 0.03, rain=rain), np.nan, cell=25.0)
    solver.advance(7200.0)
    assert solver.balance.rain == pytest.approx(1600 * 25.0 * 0.018, rel=1e-9)
    assert solver.balance.error < 1e-9
    assert 0.025 < solver.depth[:, :15].mean() < 0.0361
    assert solver.depth.mean() == pytest.approx(0.018, rel=1e-4)


def test_a_structure_brings_two_waters_level():
    bed = np.full((20, 40), -1.0, np.float32)
    bed[:, 20] = 2.0
    links = Links(weirs=(Weir(source=(10, 5), target=(10, 35), crest=-0.5, width=5.0),))
    domain = Domain(bed, 5.0, 5.0, 0.03, links=links)
    start = np.where(np.arange(40)[None] < 20, 1.0, np.nan) * np.ones((20, 1))
    solver = SubgridSolver(domain, start, cell=25.0)
    solver.advance(6 * 3600.0)
    assert solver.level[:, :20].mean() == pytest.approx(solver.level[:, 21:].mean(), abs=0.02)
    moved = solver.link_volumes[0]
    assert moved == pytest.approx(float(solver.depth[:, 21:].sum()) * 25.0, rel=1e-4)
    assert solver.balance.error < 1e-9


def small_polder():
    """A polder of 1.5 x 1 km behind a dike with a breach: ditches, a road, houses and a slanting quay."""
    ny, nx, dx = 200, 300, 5.0
    y, x = np.mgrid[0:ny, 0:nx] * dx
    rng = np.random.default_rng(3)
    bed = -1.5 + 0.2 * np.sin(x / 270.0) * np.sin(y / 370.0) + rng.normal(0.0, 0.03, x.shape)
    bed = np.where((x % 80 < dx) | (y % 400 < dx), bed - 0.8, bed)
    bed = np.where(np.abs(y - 500 - 0.2 * x) < 6.0, np.maximum(bed, -0.9), bed)
    houses = ((x // 20) % 4 == 1) & ((y // 20) % 3 == 1) & (np.hypot(x - 500, y - 300) < 200)
    bed = np.where(houses, bed + 6.0, bed).astype(np.float32)
    quay, _ = slanting_dike(ny, 170, 220, -0.6)
    rows = np.arange(ny)
    open_ = np.abs(rows - 100) < 10
    dike = faces(rows, np.full(ny, -1), 0, sill=np.where(open_, -0.8, 5.0), weir=True, series=0)
    sea = TimeSeries(np.array([0.0, 3600.0, 7200.0]), np.array([-0.5, 1.0, 0.2]))
    return Domain(bed, dx, dx, 0.04, Faces.joined([dike, quay]), levels=(sea,))


def test_a_polder_floods_as_on_the_fine_grid():
    domain = small_polder()
    fine, coarse = Solver(domain, np.nan), SubgridSolver(domain, np.nan, cell=50.0)
    for solver in (fine, coarse):
        solver.advance(2 * 3600.0)
    depths = [np.nan_to_num(solver.record.max_depth) for solver in (fine, coarse)]
    wet = np.maximum(*depths) > 0.02
    assert np.sqrt(np.mean((depths[1] - depths[0])[wet] ** 2)) < 0.09
    inflow = [solver.balance.boundary for solver in (fine, coarse)]
    assert inflow[1] == pytest.approx(inflow[0], rel=0.03)
    both = np.isfinite(fine.record.arrival_time) & np.isfinite(coarse.record.arrival_time)
    late = (coarse.record.arrival_time - fine.record.arrival_time)[both]
    assert np.median(np.abs(late)) < 300.0
    assert np.median(np.abs(coarse.record.duration - fine.record.duration)[both]) < 300.0
    assert coarse.cell_steps * 100 < fine.cell_steps


def test_record_keeps_the_times_of_each_fine_cell():
    bed = np.repeat(np.linspace(-1.0, 0.0, 20, dtype=np.float32)[None], 20, 0)
    inflow = Inflow(np.array([10], np.int32), np.array([0], np.int32), TimeSeries.constant(5.0))
    solver = SubgridSolver(Domain(bed, 5.0, 5.0, 0.03, inflows=(inflow,)), np.nan, cell=50.0)
    solver.advance(3600.0)
    record = solver.record
    assert (np.diff(record.arrival_time[10]) >= 0.0).all()
    assert record.duration[10] == pytest.approx(3600.0 - record.arrival_time[10], abs=61.0)
    assert record.max_depth[10, 0] == pytest.approx(solver.depth[10, 0], abs=1e-3)
    assert np.nanmax(record.time_1_5) <= 3600.0
    assert (record.rise_rate > 0.0).all()


@pytest.mark.parametrize(("discharge", "cell"), [(50.0, 20.0), (1000.0, 50.0)])
def test_a_river_onto_dry_ground_does_not_pile_up(discharge, cell):
    bed = np.full((30, 40), -1.0, np.float32)
    inflow = Inflow(np.array([10], np.int32), np.array([20], np.int32), TimeSeries.constant(discharge))
    domain = Domain(bed, 10.0, 10.0, 0.03, inflows=(inflow,))
    fine, coarse = Solver(domain, np.nan), SubgridSolver(domain, np.nan, cell=cell)
    for solver in (fine, coarse):
        solver.advance(600.0)
    assert coarse.record.max_depth.max() < 1.5 * fine.depth.max()
    assert coarse.balance.inflow == pytest.approx(discharge * 600.0)


def test_what_cannot_be_computed_is_refused_at_once():
    bed = np.zeros((10, 10), np.float32)
    domain = Domain(bed, 5.0, 5.0, 0.03, infiltration=Infiltration.constant(1e-6))
    with pytest.raises(InvalidInputError) as refusal:
        SubgridSolver(domain, np.zeros((3, 3)), cell=12.0, courant=3.0, threads=0)
    assert {problem.field for problem in refusal.value.problems} == {
        "cell",
        "level",
        "courant",
        "threads",
        "infiltration",
    }


def test_progress_can_stop_the_work():
    def stop(fraction, message):
        raise Cancelled

    solver = SubgridSolver(Domain(np.zeros((20, 20), np.float32), 5.0, 5.0, 0.03), 1.0, cell=25.0)
    with pytest.raises(Cancelled):
        solver.advance(3600.0, stop)
    assert solver.time == 60.0


def test_an_empty_pool_with_a_rounding_of_outflow_stays_a_number() -> None:
    ends = np.array([[0, 2], [1, 2]], np.uint32)  # pool 2 is a boundary
    terms = np.zeros((2, 7))
    terms[1, 0] = 1.0
    volume, net, part = np.zeros(2), np.array([-1e-18, -1.0, 1.0]), np.zeros(3)
    _spare(np.arange(2, dtype=np.uint32), 1.0, volume, ends, terms, net, part)
    np.testing.assert_array_equal(terms[:, 0], 0.0)
    np.testing.assert_allclose(net, 0.0, atol=1e-12)
