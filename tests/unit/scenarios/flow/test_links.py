"""Pumps, culverts, weirs and gates: their laws, their damping, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.flow.domain import Domain, Inflow, TimeSeries
from scenarios.flow.links import Culvert, Gate, LinkFlows, Links, Pump, Weir
from scenarios.flow.state import State
from scenarios.kernels.flow_links import RECTANGLE, ROUND, link_discharges, opening_flow
from scenarios.physics.weir import weir_discharge

BED = np.zeros((4, 5), np.float32)
A, B = (1, 1), (2, 3)
G = 9.81


def made(
    links: Links, levels: np.ndarray | float, series: tuple[TimeSeries, ...] = (), **given: object
) -> tuple[LinkFlows, State]:
    domain = Domain(BED, 10.0, 10.0, 0.03, levels=series, links=links, **given)  # type: ignore[arg-type]
    assert links.check(domain.cells, len(series)) == []
    state = State(domain, levels)
    return LinkFlows(domain, state), state


def two_levels(first: float, second: float) -> np.ndarray:
    level = np.full(BED.shape, 1.0)
    level[A], level[B] = first, second
    return level


def discharge(links: Links, first: float, second: float, series: tuple[TimeSeries, ...] = ()) -> float:
    flows, state = made(links, two_levels(first, second), series)
    return run(flows, state, 0.0, 300)


def run(
    flows: LinkFlows, state: State, t: float, steps: int = 1, level: float = math.nan, dt: float = 2.0
) -> float:
    """Discharge of the first link after some steps with the levels as they are."""
    levels = np.array([(level - state.datum) / state.unit])
    fixed = (levels, state.unit, state.datum, state.dx * state.dy, t, dt)
    for _ in range(steps):
        link_discharges(flows.table, flows.transfers.discharge, state.surface.reshape(-1), *fixed)
    return float(flows.transfers.discharge[flows.table.row[0]])


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(5.0, 1.0, 442.945), (5.0, 4.0, 442.945), (5.0, 4.5, 391.511)]
)
def test_a_weir_has_the_worked_discharges(first: float, second: float, expected: float) -> None:
    q = opening_flow(RECTANGLE, 50.0, math.inf, first - 2.0, max(second - 2.0, 0.0), 1.0, 1.0, 0.0)
    assert q == pytest.approx(expected, abs=5e-4)


def test_a_weir_is_the_weir_of_the_physics_either_way() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    for first, second, crest in rng.uniform(0.0, 3.0, (200, 3)):
        weir = Weir(A, B, crest=crest, width=0.5, coefficient=0.95)
        flows, state = made(Links(weirs=(weir,)), two_levels(first, second))
        law = weir_discharge(
            level_up=first, level_down=second, crest_level=crest, width=0.5, coefficient=0.95
        )
        assert run(flows, state, 0.0, 300) == pytest.approx(float(law), rel=1e-4, abs=1e-5)


def test_a_culvert_fills_from_weir_to_pipe_without_a_jump() -> None:
    friction = 2 * G * 0.015**2 * 20.0
    for kind, width in ((RECTANGLE, 2.0), (ROUND, 1.5)):
        heads = np.linspace(0.01, 6.0, 3000)
        free = np.array([opening_flow(kind, width, 1.5, h, 0.0, 1.0, 1.5, 0.0) for h in heads])
        assert (np.diff(free) > 0).all()
        assert np.diff(free).max() < 0.02
        tails = np.linspace(0.0, 2.999, 3000)
        drowned = np.array([opening_flow(kind, width, 1.5, 3.0, t, 1.0, 1.5, friction) for t in tails])
        assert (np.diff(drowned) <= 1e-12).all()
        assert (opening_flow(kind, width, 1.5, 3.0, 3.0, 1.0, 1.5, friction)) == 0.0


def test_a_full_drowned_culvert_loses_its_head_on_ends_and_walls() -> None:
    culvert = Culvert(A, B, invert=0.0, length=30.0, width=0.3, height=0.2, roughness=0.014)
    radius = 0.3 * 0.2 / (2 * 0.5)
    loss = 1.5 + 2 * G * 0.014**2 * 30.0 / radius ** (4 / 3)
    expected = 0.06 * math.sqrt(2 * G * 0.5 / loss)
    assert discharge(Links(culverts=(culvert,)), 2.0, 1.5) == pytest.approx(expected, rel=1e-6)
    pipe = Culvert(A, B, invert=0.0, length=30.0, diameter=0.4, roughness=0.014)
    loss = 1.5 + 2 * G * 0.014**2 * 30.0 / 0.1 ** (4 / 3)
    expected = -math.pi * 0.04 * math.sqrt(2 * G * 0.5 / loss)
    assert discharge(Links(culverts=(pipe,)), 1.5, 2.0) == pytest.approx(expected, rel=1e-6)


def test_a_gate_lets_through_what_passes_under_it() -> None:
    gate = Gate(A, B, sill=0.0, width=0.5, opening=0.4, contraction=0.63)
    jet = 0.63 * 0.4
    free = 0.5 * jet * math.sqrt(2 * G * (2.0 - jet))
    assert discharge(Links(gates=(gate,)), 2.0, 0.1) == pytest.approx(free, rel=1e-6)
    drowned = 0.5 * jet * math.sqrt(2 * G * (2.0 - 1.2))
    assert discharge(Links(gates=(gate,)), 2.0, 1.2) == pytest.approx(drowned, rel=1e-6)
    low = float(weir_discharge(level_up=0.3, level_down=0.1, crest_level=0.0, width=0.5))
    assert discharge(Links(gates=(gate,)), 0.3, 0.1) == pytest.approx(low, rel=1e-6)
    assert discharge(Links(gates=(Gate(A, B, sill=0.0, width=0.5, opening=0.0),)), 2.0, 0.1) == 0.0


def test_a_flap_lets_nothing_back() -> None:
    for flap, sign in ((True, 0.0), (False, -1.0)):
        culvert = Culvert(A, B, invert=0.0, length=3.0, diameter=0.4, flap=flap)
        assert np.sign(discharge(Links(culverts=(culvert,)), 1.0, 2.0)) == sign


def test_an_end_outside_has_a_level_or_lets_fall() -> None:
    sea = (TimeSeries.constant(3.0),)
    sluice = Weir(A, None, crest=0.5, width=0.5, outside=0, flap=True)
    flows, state = made(Links(weirs=(sluice,)), 2.0, sea)
    assert run(flows, state, 0.0, 100, level=3.0) == 0.0
    law = weir_discharge(level_up=2.0, level_down=1.0, crest_level=0.5, width=0.5)
    assert run(flows, state, 0.0, 300, level=1.0) == pytest.approx(float(law), rel=1e-6)
    falls = Weir(A, None, crest=0.5, width=0.5)
    law = weir_discharge(level_up=2.0, level_down=-9.0, crest_level=0.5, width=0.5)
    assert discharge(Links(weirs=(falls,)), 2.0, 1.0) == pytest.approx(float(law), rel=1e-6)


@pytest.mark.parametrize("dt", [0.5, 2.0, 20.0])
def test_two_cells_come_level_and_to_rest(dt: float) -> None:
    weirs = tuple(Weir(A, B, crest=0.0, width=40.0) for _ in range(3))
    flows, state = made(Links(weirs=weirs), two_levels(3.0, 1.0))
    flat, total = state.surface.reshape(-1), state.stored()
    ends, apart = (flows.transfers.source[0], flows.transfers.target[0]), []
    for _ in range(400):
        run(flows, state, 0.0, dt=dt)
        moved = np.rint(flows.transfers.discharge.sum() * dt / state.cell_volume).astype(np.int64)
        flat[ends[0]] -= moved
        flat[ends[1]] += moved
        apart.append(float(int(flat[ends[0]]) - int(flat[ends[1]])) * state.unit)
    assert state.stored() == total
    assert min(apart) > -0.75  # of 2 m; 120 m of weir between cells of 10 m
    assert max(abs(far) for far in apart[-20:]) < 0.02


def test_a_pump_starts_stops_fails_and_drowns() -> None:
    pump = Pump(A, B, 2.5, start_level=1.0, stop_level=0.5, failure=(100.0, 200.0), drowns_at=4.0)
    flows, state = made(Links(pumps=(pump,)), 0.0)
    told = ((0, 0.8, 0), (5, 1.0, 1), (10, 0.6, 1), (15, 0.4, 0), (20, 0.8, 0), (25, 2.0, 1),
            (100, 2.0, 0), (195, 2.0, 0), (200, 2.0, 1), (210, 4.1, 0), (220, 2.0, 0))  # fmt: skip
    for t, level, running in told:
        state.surface[2, 2] = state.counts(level)
        assert run(flows, state, float(t)) == 2.5 * running, t


def test_a_pump_without_levels_runs() -> None:
    assert discharge(Links(pumps=(Pump(A, None, 2.0),)), 1.0, 1.0) == 2.0
    assert discharge(Links(pumps=(Pump(None, B, 2.0, start_level=3.0),)), 1.0, 1.0) == 2.0


def test_inflows_share_their_discharge_and_the_account_is_kept() -> None:
    wave = TimeSeries(np.array([0.0, 100.0]), np.array([0.0, 10.0]))
    cells = Inflow(np.array([0, 0]), np.array([1, 2]), wave)
    taken = Inflow(np.array([3]), np.array([3]), TimeSeries.constant(-4.0))
    links = Links(pumps=(Pump(A, None, 1.0), Pump(None, B, 2.0)))
    flows, state = made(links, 1.0, inflows=(cells, taken))
    assert len(flows) == 5
    flows.update(0.0)
    run(flows, state, 0.0)
    assert flows.transfers.discharge.tolist() == pytest.approx([0.125, 0.125, -4.0, 1.0, 2.0])
    flows.transfers.moved[:] = [100, 50, -30, 20, 5]
    assert flows.inflow == pytest.approx(120 * state.cell_volume)
    assert flows.pumped_out == pytest.approx((20 - 5) * state.cell_volume)
    assert flows.volumes == pytest.approx(np.array([20, 5]) * state.cell_volume)


def test_going_on_from_a_copy_gives_the_same() -> None:
    links = Links(pumps=(Pump(A, B, 2.5, start_level=1.0, stop_level=0.5),), weirs=(Weir(A, B, 0.2, 1.0),))
    flows, state = made(links, two_levels(1.5, 0.4))
    run(flows, state, 0.0, 3)
    state.surface[2, 2] = state.counts(0.7)
    later = LinkFlows(Domain(BED, 10.0, 10.0, 0.03, links=links), state)
    later.restore(flows.arrays())
    for either in (flows, later):
        run(either, state, 5.0)
    assert later.transfers.discharge.tolist() == flows.transfers.discharge.tolist()
    assert flows.transfers.discharge[0] == 2.5


def test_all_that_is_wrong_is_told_at_once() -> None:
    links = Links(
        pumps=(
            Pump((9, 0), A, 1.0),
            Pump(None, None, -1.0, start_level=0.0, stop_level=1.0, failure=(5.0, 5.0)),
        ),
        culverts=(
            Culvert(A, B, invert=0.0, length=3.0),
            Culvert(A, B, invert=0.0, length=-3.0, diameter=0.0, width=None, outside=2),
            Culvert(A, B, invert=0.0, length=0.0, diameter=1.0, entrance_loss=0.0, exit_loss=0.0),
        ),
        weirs=(Weir(A, B, crest=math.nan, width=0.0),),
        gates=(Gate(A, B, sill=0.0, width=1.0, opening=-0.1),),
    )
    fields = [problem.field.removeprefix("links.") for problem in links.check(np.ones((4, 5), bool), 1)]
    assert fields == [
        "pumps.0.source",
        "pumps.1",
        "pumps.1.capacity",
        "pumps.1.stop_level",
        "pumps.1.failure",
        "culverts.0",
        "culverts.1.outside",
        "culverts.1.diameter",
        "culverts.1.length",
        "culverts.2",
        "weirs.0.width",
        "weirs.0.crest",
        "gates.0.opening",
    ]
