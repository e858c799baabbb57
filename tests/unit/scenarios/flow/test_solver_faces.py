"""Flow over crests and through boundaries against the laws that they follow."""

import numpy as np
import pytest

from scenarios.flow.domain import Domain, Faces, TimeSeries
from scenarios.flow.solver import Solver
from scenarios.kernels import flow_faces, flow_fields
from scenarios.physics.constants import GRAVITY
from scenarios.physics.weir import FREE_WEIR_FACTOR


def row_of_faces(ny, col, sill=-np.inf, share=1.0, weir=False, series=-1, axis=0):
    return Faces(
        np.arange(ny, dtype=np.int32) if axis == 0 else np.full(ny, col, np.int32),
        np.full(ny, col, np.int32) if axis == 0 else np.arange(ny, dtype=np.int32),
        np.full(ny, axis, np.uint8),
        np.full(ny, sill, np.float32),
        np.full(ny, share, np.float32),
        np.full(ny, weir),
        np.full(ny, series, np.int16),
    )


def two_basins(head, tail, share=1.0):
    """Deep basins that two seas keep at their level, with a crest at 0 m between them."""
    ny, nx = 12, 40
    levels = (TimeSeries.constant(head), TimeSeries.constant(tail))
    parts = [
        row_of_faces(ny, -1, series=0),
        row_of_faces(ny, nx - 1, series=1),
        row_of_faces(ny, nx // 2 - 1, sill=0.0, share=share, weir=True),
    ]
    domain = Domain(np.full((ny, nx), -20.0, np.float32), 5.0, 5.0, 0.02, Faces.joined(parts), levels=levels)
    start = np.full((ny, nx), tail)
    start[:, : nx // 2] = head
    return Solver(domain, start)


def flow_over_crest(solver, seconds=600.0):
    """Mean flow [m2/s] over the crest, the third of the face tables."""
    solver.advance(1200.0)
    before = solver.faces_volume[24:].sum()
    solver.advance(1200.0 + seconds)
    return (solver.faces_volume[24:].sum() - before) / seconds / 60.0


@pytest.mark.parametrize(("head", "tail"), [(1.0, -2.0), (2.0, 1.0), (1.0, 0.65)])
def test_free_flow_over_a_crest_is_critical(head, tail):
    assert flow_over_crest(two_basins(head, tail)) == pytest.approx(1.705 * head**1.5, rel=0.05)


@pytest.mark.parametrize(("head", "tail"), [(1.0, 0.8), (2.0, 1.8), (1.0, 0.95)])
def test_drowned_flow_follows_the_drop(head, tail):
    law = tail * np.sqrt(2 * 9.81 * (head - tail))
    assert flow_over_crest(two_basins(head, tail)) == pytest.approx(law, rel=0.1)


def test_a_share_of_a_face_passes_its_share():
    half = flow_over_crest(two_basins(1.0, -2.0, share=0.5))
    assert half == pytest.approx(0.5 * 1.705, rel=0.03)


def test_a_crest_flows_alike_in_all_four_directions():
    def volume(turn):
        ny = 16
        bed = np.full((ny, ny), -2.0, np.float32)
        level = np.full((ny, ny), -1.0)
        level[:, :8] = 1.0
        level = np.rot90(level, turn).copy()
        axis, col = turn % 2, 7
        crest = row_of_faces(ny, col, sill=0.0, weir=True, axis=axis)
        solver = Solver(Domain(bed, 5.0, 5.0, 0.03, crest), level)
        solver.advance(30.0)
        return abs(solver.faces_volume.sum())

    assert len({round(volume(turn), 9) for turn in range(4)}) == 1


def test_nothing_passes_below_a_crest():
    solver = two_basins(-0.5, -2.0)
    solver.advance(300.0)
    assert solver.faces_volume[24:].sum() == 0.0


def test_entries_of_one_face_add_up():
    whole = two_basins(1.0, -2.0)
    crest = [
        row_of_faces(12, 19, sill=0.0, share=0.25, weir=True),
        row_of_faces(12, 19, sill=0.0, share=0.75, weir=True),
    ]
    parts = [row_of_faces(12, -1, series=0), row_of_faces(12, 39, series=1), *crest]
    split_domain = Domain(whole.domain.bed, 5.0, 5.0, 0.02, Faces.joined(parts), levels=whole.domain.levels)
    split = Solver(split_domain, whole.level)
    for solver in (whole, split):
        solver.advance(60.0)
    assert np.allclose(whole.depth, split.depth, atol=1e-6)
    assert split.faces_volume[36:].sum() == pytest.approx(3.0 * split.faces_volume[24:36].sum(), rel=1e-9)
    assert split.faces_volume[24:].sum() == pytest.approx(whole.faces_volume[24:].sum(), rel=1e-6)


def test_a_breach_opens_when_its_sill_sinks():
    solver = two_basins(1.0, -2.0)
    sill, share = solver.domain.faces.sill.copy(), solver.domain.faces.share.copy()
    sill[24:] = 5.0
    solver.set_sills(sill, share)
    solver.advance(60.0)
    assert solver.faces_volume[24:].sum() == 0.0
    sill[30] = 0.0
    solver.set_sills(sill, share)
    solver.advance(120.0)
    assert solver.faces_volume[30] > 0.0
    assert solver.faces_volume[24:].sum() == solver.faces_volume[30]


def test_free_outflow_leaves_at_critical_depth():
    ny, nx = 8, 60
    parts = [row_of_faces(ny, -1, series=0), row_of_faces(ny, nx - 1, series=-2)]
    domain = Domain(
        np.zeros((ny, nx), np.float32),
        5.0,
        5.0,
        0.03,
        Faces.joined(parts),
        levels=(TimeSeries.constant(1.0),),
    )
    solver = Solver(domain, 0.5)
    solver.advance(3600.0)
    before = solver.faces_volume
    solver.advance(3900.0)
    through = (solver.faces_volume - before) / 300.0 / 5.0
    last = solver.depth[:, -1]
    assert through[ny:] == pytest.approx(last * np.sqrt(9.81 * last), rel=0.01)
    assert through[:ny].sum() == pytest.approx(through[ny:].sum(), rel=0.01)


def test_a_sea_fills_dry_land_to_its_level_and_no_higher():
    bed = np.full((10, 90), -1.0, np.float32)
    sea = TimeSeries(np.array([0.0, 600.0, 1200.0]), np.array([-2.0, -2.0, 0.5]))
    domain = Domain(bed, 10.0, 10.0, 0.03, row_of_faces(10, -1, series=0), levels=(sea,))
    solver = Solver(domain, np.nan)
    solver.advance(600.0)
    assert solver.balance.stored == 0.0
    solver.advance(4 * 3600.0)
    assert solver.level == pytest.approx(0.5, abs=0.03)
    assert solver.balance.boundary == pytest.approx(solver.balance.stored, rel=1e-12)
    assert solver.faces_volume.sum() == pytest.approx(solver.balance.boundary, rel=1e-9)


def test_no_face_flows_faster_than_a_wave():
    bed = np.linspace(20.0, 0.0, 100, dtype=np.float32) * np.ones((6, 1), np.float32)
    level = np.where(np.arange(100) < 10, 22.0, np.nan) * np.ones((6, 1))
    solver = Solver(Domain(bed, 5.0, 5.0, 0.01), level)
    solver.advance(8.0)
    for _ in range(20):
        before = solver.level
        solver.advance(solver.time + 0.01)
        deep = np.maximum(before[:, :-1], before[:, 1:]) - np.maximum(bed[:, :-1], bed[:, 1:])
        flow = np.abs(solver.discharge_x[:, :-1])
        assert (flow <= 1.0001 * deep * np.sqrt(9.81 * deep) + 1e-9).all()
        fastest = np.max(flow / np.maximum(deep * np.sqrt(9.81 * deep), 1e-9))
    assert fastest == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("first", [1, 62, 63, 64, 127])
@pytest.mark.parametrize("turn", range(4))
def test_a_sea_enters_dry_land_wherever_its_coast_lies(first, turn):
    bed = np.zeros((6, 140), np.float32)
    bed[:, :first] = np.nan
    bed = np.rot90(bed, turn).copy()
    axis = turn % 2
    at = first - 1 if turn in {0, 3} else 139 - first
    sea = TimeSeries(np.array([0.0, 60.0, 120.0]), np.array([-1.0, -1.0, 1.0]))
    coast = row_of_faces(6, at, series=0, axis=axis)
    solver = Solver(Domain(bed, 5.0, 5.0, 0.03, coast, levels=(sea,)), np.nan)
    solver.advance(300.0)
    assert solver.balance.stored > 1000.0


def test_kernels_and_physics_have_one_weir_and_one_gravity():
    assert pytest.approx(FREE_WEIR_FACTOR, rel=1e-15) == flow_faces._FREE
    assert flow_fields.GRAVITY == GRAVITY
