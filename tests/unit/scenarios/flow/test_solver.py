"""The flow solver: rest, mass, symmetry, threads, checkpoints, refusals."""

import numpy as np
import pytest

import scenarios.flow.bands as bands
from scenarios.flow.balance import Balance
from scenarios.flow.domain import Domain, Faces, Inflow, TimeSeries
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.solver import Solver
from twin.errors import Cancelled, InvalidInputError, SimulationError, StoreError


def faces(row, col, axis, sill=-np.inf, share=1.0, weir=False, series=-1):
    n = np.size(row)
    return Faces(
        np.asarray(row, np.int32),
        np.asarray(col, np.int32),
        np.full(n, axis, np.uint8),
        np.broadcast_to(np.float32(sill), n).copy(),
        np.broadcast_to(np.float32(share), n).copy(),
        np.full(n, weir),
        np.full(n, series, np.int16),
    )


def rough_basin(n=80, seed=0):
    """A dry basin with pits, walls and gaps, and a column of water in the middle."""
    rng = np.random.default_rng(seed)
    bed = (2.0 * rng.random((n, n))).astype(np.float32)
    bed[rng.random((n, n)) < 0.05] = np.nan
    y, x = np.mgrid[:n, :n] - (n - 1) / 2
    return Domain(bed, 5.0, 5.0, 0.03), np.where(np.hypot(x, y) < n / 8, 3.0, np.nan)


def same(one: Solver, other: Solver) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ("level", "depth", "discharge_x", "discharge_y")
    )


@pytest.mark.parametrize("level", [0.3, 51.7])
def test_a_lake_with_islands_stays_at_rest_exactly(level):
    rng = np.random.default_rng(1)
    bed = (level - 1.0 + 1.5 * rng.random((60, 70))).astype(np.float32)
    bed[20:25, 20:30] = np.nan
    crest = faces(np.arange(60), np.full(60, 40), 0, sill=level - 0.5, weir=True)
    sea = faces(np.arange(60), np.full(60, -1), 0, series=0)
    domain = Domain(bed, 5.0, 5.0, 0.03, Faces.joined([crest, sea]), levels=(TimeSeries.constant(level),))
    solver = Solver(domain, level)
    before = solver.level
    solver.advance(300.0)
    assert np.array_equal(before, solver.level, equal_nan=True)
    assert np.abs(solver.discharge_x).max() == 0.0
    assert np.abs(solver.discharge_y).max() == 0.0


@pytest.mark.parametrize("datum", [0.0, 50.0, 310.0])
def test_no_water_is_lost_in_a_closed_basin(datum):
    domain, level = rough_basin()
    solver = Solver(Domain(domain.bed + np.float32(datum), 5.0, 5.0, 0.03), level + datum)
    start = np.nansum(solver.depth, dtype=np.float64)
    solver.advance(600.0)
    assert solver.balance.error == 0.0
    assert np.nansum(solver.depth, dtype=np.float64) == pytest.approx(start, rel=1e-6)
    assert np.nanmin(solver.depth) >= 0.0


def test_a_day_of_rain_at_50_m_is_all_there():
    bed = (50.0 + 0.2 * np.random.default_rng(2).random((12, 16))).astype(np.float32)
    rate = 2e-3 / 3600.0
    solver = Solver(Domain(bed, 5.0, 5.0, 0.05, rain=TimeSeries.constant(rate)), np.nan)
    solver.advance(86_400.0)
    fallen = rate * 86_400.0 * bed.size * 25.0
    assert solver.balance.rain == pytest.approx(fallen, rel=1e-6)
    assert solver.balance.stored == pytest.approx(fallen, rel=1e-6)
    assert solver.balance.error <= 1e-7


def test_rain_infiltration_inflow_and_boundary_close_the_balance():
    bed = np.linspace(1.0, 0.0, 60, dtype=np.float32) * np.ones((40, 1), np.float32)
    domain = Domain(
        bed,
        10.0,
        10.0,
        0.03,
        faces(np.arange(40), np.full(40, 59), 0, series=-2),
        inflows=(
            Inflow(
                np.array([3, 4]), np.array([2, 2]), TimeSeries(np.array([0.0, 900.0]), np.array([0.0, 5.0]))
            ),
        ),
        rain=TimeSeries.constant(1e-5),
        infiltration=Infiltration.constant(2e-6),
    )
    solver = Solver(domain, np.nan)
    solver.advance(1800.0)
    balance = solver.balance
    assert balance.inflow == pytest.approx(0.5 * 900 * 5 + 900 * 5, rel=1e-3)
    assert balance.rain == pytest.approx(1e-5 * 1800 * 240_000, rel=1e-6)
    assert balance.infiltrated > 0.0
    assert balance.boundary < 0.0
    assert balance.error <= 1e-7
    assert solver.faces_volume.sum() == pytest.approx(-balance.boundary, rel=1e-9)


def test_all_rotations_and_mirror_images_flow_alike():
    domain, level = rough_basin(60)
    level[25:35, 5:15] = 9.0

    def depth(turn):
        solver = Solver(Domain(turn(domain.bed).copy(), 5.0, 5.0, 0.03), turn(level))
        solver.advance(60.0)
        assert solver.balance.error == 0.0
        return solver.depth

    straight = depth(lambda field: field)
    for k in range(4):
        turned = np.rot90(depth(lambda field, k=k: np.rot90(field, k)), -k)
        mirrored = np.rot90(np.fliplr(depth(lambda field, k=k: np.fliplr(np.rot90(field, k)))), -k)
        assert np.array_equal(turned, straight, equal_nan=True)
        assert np.array_equal(mirrored, straight, equal_nan=True)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_nothing(monkeypatch, threads):
    monkeypatch.setattr(bands, "_WORTH_SHARING", 0)
    domain, level = rough_basin(150)
    crest = faces(np.arange(150), np.full(150, 60), 0, sill=1.8, weir=True)
    wall = faces(np.full(150, 74), np.arange(150), 1, sill=1.9, share=0.7, weir=True)
    ground = ~np.isnan(domain.bed)
    keep = np.concatenate([ground[:, 60] & ground[:, 61], ground[74] & ground[75]])
    both = Faces.joined([crest, wall])
    both = Faces(*(getattr(both, name)[keep] for name in Faces.__slots__))
    domain = Domain(domain.bed, 5.0, 5.0, 0.03, both)
    one, more = Solver(domain, level), Solver(domain, level, threads=threads)
    one.advance(90.0)
    more.advance(90.0)
    assert same(one, more)
    assert np.array_equal(one.faces_volume, more.faces_volume)
    assert one.steps == more.steps
    assert one.cell_steps == more.cell_steps


def test_leaving_out_dry_tiles_changes_nothing():
    domain, level = rough_basin(200)
    solver, whole = Solver(domain, level), Solver(domain, level)
    whole._bands.setup = whole._bands.setup._replace(always=True)
    for until in (20.0, 90.0):
        solver.advance(until)
        whole.advance(until)
    assert same(solver, whole)
    assert solver.cell_steps < whole.cell_steps


def test_a_checkpoint_goes_on_to_the_bit(tmp_path):
    bed = np.linspace(1.0, 0.0, 70, dtype=np.float32) * np.ones((30, 1), np.float32)
    domain = Domain(
        bed,
        5.0,
        5.0,
        0.03,
        Faces.joined(
            [
                faces(np.arange(30), np.full(30, 69), 0, series=0),
                faces(np.arange(30), np.full(30, 30), 0, sill=0.8, weir=True),
            ]
        ),
        levels=(TimeSeries(np.array([0.0, 600.0]), np.array([0.0, 1.2])),),
        rain=TimeSeries.constant(1e-5),
        infiltration=Infiltration.green_ampt(1e-6, 0.1, 0.3),
    )
    straight, stopped = Solver(domain, np.nan), Solver(domain, np.nan)
    for solver in (straight, stopped):
        solver.advance(333.0)
    stopped.save(tmp_path / "at.npz")
    resumed = Solver.load(tmp_path / "at.npz", domain)
    straight.advance(700.0)
    resumed.advance(700.0)
    assert same(straight, resumed)
    assert straight.balance == resumed.balance
    assert np.array_equal(straight.faces_volume, resumed.faces_volume)
    assert np.array_equal(straight.record.arrival_time, resumed.record.arrival_time, equal_nan=True)


def test_a_checkpoint_of_another_domain_is_refused(tmp_path):
    domain, level = rough_basin(20)
    Solver(domain, level).save(tmp_path / "at.npz")
    with pytest.raises(StoreError, match="another domain"):
        Solver.load(tmp_path / "at.npz", Domain(domain.bed + np.float32(1), 5.0, 5.0, 0.03))
    (tmp_path / "at.npz").write_bytes(b"half")
    with pytest.raises(StoreError, match="no file of arrays"):
        Solver.load(tmp_path / "at.npz", domain)


@pytest.mark.parametrize(("part", "stable"), [(0.98, True), (1.02, False)])
def test_steps_are_stable_up_to_the_limit_in_two_dimensions(part, stable):
    noise = 1e-4 * np.random.default_rng(3).standard_normal((128, 128))
    solver = Solver(Domain(np.zeros((128, 128), np.float32), 5.0, 5.0, 1e-6), 2.0 + noise)
    step = part * np.sqrt(0.5) * 5.0 / np.sqrt(9.81 * 2.0)
    solver._bands.setup = solver._bands.setup._replace(courant=0.9, longest=step / 0.95)
    solver.advance(400 * step)
    assert not stable or solver.steps == 400
    assert (np.abs(solver.level - 2.0).max() < 1e-2) == stable


@pytest.mark.parametrize("every", [7.0, 30.0, 600.0])
def test_still_water_stays_still_however_often_it_is_looked_at(every):
    noise = 1e-3 * np.random.default_rng(4).standard_normal((48, 48))
    solver = Solver(Domain(np.zeros((48, 48), np.float32), 10.0, 10.0, 0.03), 5.0 + noise, courant=0.67)
    for until in np.arange(every, 600.1, every):
        solver.advance(float(until))
    assert np.abs(solver.level - 5.0).max() < 5e-3


def test_a_sloshing_pond_gets_no_rough_surface():
    bed = np.zeros((48, 48), np.float32)
    level = np.where(np.arange(48) < 24, 2.5, 1.5) * np.ones((48, 1))
    solver = Solver(Domain(bed, 10.0, 10.0, 0.03), level)
    solver.advance(900.0)
    water = solver.level
    around = (water[:-2, 1:-1] + water[2:, 1:-1] + water[1:-1, :-2] + water[1:-1, 2:]) / 4
    assert np.abs(water[1:-1, 1:-1] - around).mean() < 0.03


def test_a_flow_out_of_bounds_is_stopped_with_place_and_time():
    solver = Solver(Domain(np.zeros((20, 20), np.float32), 5.0, 5.0, 0.03), 1.0)
    solver._state.surface[8, 5] = 2**30 - 5
    with pytest.raises(SimulationError, match=r"row \d+, column \d+\) after \d"):
        solver.advance(10.0)


def test_water_that_vanishes_is_noticed():
    solver = Solver(Domain(np.zeros((20, 20), np.float32), 5.0, 5.0, 0.03), 1.0)
    solver.advance(10.0)
    solver._state.surface[8, 5] = solver._state.bed[8, 5]
    with pytest.raises(SimulationError, match="of the water lost"):
        solver.advance(80.0)


def test_cancelling_leaves_a_state_that_goes_on():
    domain, level = rough_basin(60)

    def stop(fraction, message):
        raise Cancelled

    solver, other = Solver(domain, level), Solver(domain, level)
    with pytest.raises(Cancelled):
        solver.advance(60.0, stop)
    solver.advance(60.0)
    other.advance(60.0)
    assert same(solver, other)


def test_an_inflow_on_dry_ground_keeps_steps_short():
    inflow = Inflow(np.array([10]), np.array([10]), TimeSeries.constant(20.0))
    solver = Solver(Domain(np.zeros((40, 40), np.float32), 5.0, 5.0, 0.03, inflows=(inflow,)), np.nan)
    solver.advance(60.0)
    assert solver.balance.stored == pytest.approx(1200.0, rel=1e-6)
    assert np.nanmax(solver.depth) < 3.0


def test_bad_input_is_told_all_at_once():
    bed = np.zeros((4, 5), np.float32)
    bed[0, 0] = np.inf
    domain = Domain(
        bed,
        5.0,
        -1.0,
        0.0,
        faces([9, 1], [1, 1], 0, series=[-1, 3]),
        levels=(TimeSeries.constant(400.0),),
        rain=TimeSeries.constant(-1.0),
    )
    with pytest.raises(InvalidInputError) as caught:
        Solver(domain, np.zeros((2, 2)), courant=0.7)
    text = str(caught.value)
    for word in (
        "infinite",
        "dy",
        "roughness",
        "outside the grid",
        "higher than any dike",
        "rain is neg",
        "courant",
    ):
        assert word in text
    with pytest.raises(InvalidInputError, match="no cell has a ground level"):
        Solver(Domain(np.full((3, 3), np.nan, np.float32), 5.0, 5.0, 0.03), 0.0)


FLAT = np.zeros((4, 5), np.float32)


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("the ground is no field", {"bed": [[1.0, 2.0]]}),
        ("dx", {"dx": "10"}),
        ("no ground lies there", {"bed": FLAT - np.float32(1e30)}),
        ("roughness", {"roughness": "rough"}),
        ("roughness", {"roughness": 1e30}),
        ("differ in length", {"faces": Faces(*(FLAT[0, : 1 + k] for k in (0, 1, 0, 0, 0, 0, 0)))}),
        ("axis is 0", {"faces": faces([1], [1], 7)}),
        ("add up to more than 1", {"faces": faces([1, 2, 1], [1, 1, 1], 0, share=0.6)}),
        (
            "do not belong together",
            {"inflows": (Inflow(np.array([1, 2]), np.array([1]), TimeSeries.constant(1.0)),)},
        ),
        ("no river", {"inflows": (Inflow(np.array([1]), np.array([1]), TimeSeries.constant(1e30)),)}),
        ("never rains so hard", {"rain": TimeSeries.constant(1e6)}),
        ("a level below", {"levels": (TimeSeries.constant(-1e30),)}),
    ],
)
def test_what_is_no_domain_is_refused_and_does_not_crash(words, change):
    with pytest.raises(InvalidInputError, match=words):
        Solver(Domain(**{"bed": FLAT, "dx": 5.0, "dy": 5.0, "roughness": 0.03, **change}), 1.0)


@pytest.mark.parametrize(
    ("level", "more"),
    [("high", {}), (None, {}), (-1e30, {}), (np.inf, {}), (1.0, {"threads": 1.5}), (1.0, {"courant": "0.5"})],
)
def test_what_is_no_start_is_refused_and_does_not_crash(level, more):
    field = next(iter(more), "level")
    with pytest.raises(InvalidInputError, match=field):
        Solver(Domain(FLAT, 5.0, 5.0, 0.03), level, **more)


@pytest.mark.parametrize("until", [np.nan, np.inf])
def test_a_stop_that_is_no_time_is_refused(until):
    with pytest.raises(InvalidInputError, match="until"):
        Solver(Domain(FLAT, 5.0, 5.0, 0.03), 1.0).advance(until)


@pytest.mark.parametrize(
    ("sill", "share"),
    [([0.0], [7.0]), ([0.0], [-1.0]), ([0.0], [np.nan]), ([np.nan], [1.0]), ([0.0, 0.0], [1.0])],
)
def test_sills_that_are_none_are_refused(sill, share):
    solver = Solver(Domain(FLAT, 5.0, 5.0, 0.03, faces([1], [1], 0, weir=True)), 1.0)
    with pytest.raises(InvalidInputError, match="faces"):
        solver.set_sills(np.array(sill), np.array(share))


def test_water_let_in_or_taken_out_by_links_counts_in_the_error():
    assert Balance(initial=0.0, stored=9.0, pumped_out=-10.0).error == pytest.approx(0.1)
    assert Balance(initial=10.0, stored=1.0, inflow=-10.0).error == pytest.approx(0.1)
