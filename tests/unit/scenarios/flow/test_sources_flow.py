"""Rain, inflows and links in a running flow: the account closes, and the water goes where it should."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain, Faces, Inflow, TimeSeries
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.links import Culvert, Links, Pump, Weir
from scenarios.flow.solver import Solver
from scenarios.kernels.flow_links import RECTANGLE, opening_flow


def test_a_day_of_rain_at_50_m_closes_to_a_millionth() -> None:
    rng = np.random.Generator(np.random.PCG64(2))
    bed = (50.0 + rng.uniform(0.0, 2.0, (8, 9))).astype(np.float32)
    rate = 1e-3 / 3600
    domain = Domain(bed, 25.0, 25.0, 0.03, rain=TimeSeries.constant(rate))
    solver = Solver(domain, 0.0)
    solver.advance(24 * 3600.0)
    volume = float(np.nansum(solver.depth, dtype=np.float64)) * 625.0
    assert volume == pytest.approx(rate * 24 * 3600 * bed.size * 625.0, rel=2e-6)
    assert abs(solver.balance.error) <= 1e-7


def two_basins() -> np.ndarray:
    bed = np.zeros((5, 11), np.float32)
    bed[:, 5] = np.nan
    return bed


def stored(solver: Solver) -> tuple[float, float]:
    depth = solver.depth
    return float(depth[:, :5].sum() * 100.0), float(depth[:, 6:].sum() * 100.0)


def test_basins_joined_by_a_culvert_come_level_and_stay_so() -> None:
    links = Links(culverts=(Culvert((2, 4), (2, 6), invert=0.0, length=20.0, width=2.0, height=1.0),))
    level = np.where(np.arange(11) < 5, 2.0, 0.5) * np.ones((5, 1))
    solver = Solver(Domain(two_basins(), 10.0, 10.0, 0.03, links=links), level)
    total = sum(stored(solver))
    solver.advance(60.0)
    first, second = stored(solver)
    assert second + 100.0 < first < 5000.0 - 100.0
    solver.advance(3600.0)
    first, second = stored(solver)
    assert first == pytest.approx(second, rel=0.02)
    assert first + second == pytest.approx(total, rel=1e-6)
    assert abs(solver.balance.error) <= 1e-9


@pytest.mark.parametrize(("second", "tolerance"), [(1.45, 0.02), (1.0, 0.01)])
@pytest.mark.parametrize(
    "link",
    [
        Weir((2, 9), (2, 11), crest=0.2, width=4.0),
        Culvert((2, 9), (2, 11), invert=0.0, length=20.0, width=2.0, height=1.0),
    ],
)
def test_between_steady_levels_a_link_carries_its_law(
    link: Weir | Culvert, second: float, tolerance: float
) -> None:
    bed = np.zeros((5, 21), np.float32)
    bed[:, 10] = np.nan
    row, edge = np.tile(np.arange(5, dtype=np.int32), 2), np.repeat(np.array([-1, 20], np.int32), 5)
    faces = Faces(
        row=row,
        col=edge,
        axis=np.zeros(10, np.uint8),
        sill=np.full(10, -np.inf, np.float32),
        share=np.ones(10, np.float32),
        weir=np.zeros(10, bool),
        series=np.repeat(np.array([0, 1], np.int16), 5),
    )
    levels = (TimeSeries.constant(1.5), TimeSeries.constant(second))
    links = Links(weirs=(link,)) if isinstance(link, Weir) else Links(culverts=(link,))
    domain = Domain(bed, 10.0, 10.0, 0.03, faces=faces, levels=levels, links=links)
    solver = Solver(domain, np.where(np.arange(21) < 10, 1.5, second) * np.ones((5, 1)))
    solver.advance(600.0)
    before = float(solver.links.volumes[0])
    solver.advance(2400.0)
    table, level = solver.links.table, solver.level[2].astype(float)
    sill = float(table.sill[0])
    law = opening_flow(
        RECTANGLE,
        float(table.width[0]),
        float(table.height[0]),
        level[7] - sill,
        level[13] - sill,
        1.0,
        float(table.loss[0]),
        float(table.friction[0]),
    )
    passed = (float(solver.links.volumes[0]) - before) / 1800.0
    assert passed == pytest.approx(law, rel=tolerance)


def test_pump_inflow_weir_and_ground_are_all_in_the_account() -> None:
    links = Links(
        pumps=(Pump((2, 6), (2, 4), 0.2), Pump((0, 10), None, 0.1)),
        weirs=(Weir((2, 4), (2, 6), crest=1.0, width=5.0),),
    )
    wave = TimeSeries(np.array([0.0, 600.0, 1200.0]), np.array([0.0, 2.0, 0.0]))
    domain = Domain(
        two_basins(),
        10.0,
        10.0,
        0.03,
        inflows=(Inflow(np.array([0, 1]), np.array([0, 0]), wave),),
        links=links,
        rain=TimeSeries.constant(2e-6),
        infiltration=Infiltration.green_ampt(1e-6, 0.1, 0.3),
    )
    solver = Solver(domain, 1.0)
    solver.advance(3600.0)
    balance = solver.balance
    assert balance.inflow == pytest.approx(1200.0, rel=2e-3)
    assert balance.pumped_out == pytest.approx(360.0, rel=1e-3)
    assert balance.rain == pytest.approx(2e-6 * 3600 * 50 * 100.0, rel=1e-5)
    assert balance.infiltrated > 0.0
    assert abs(balance.error) <= 1e-9


def test_a_pump_takes_no_more_than_there_is() -> None:
    links = Links(pumps=(Pump((2, 2), None, 50.0),))
    solver = Solver(Domain(two_basins(), 10.0, 10.0, 0.03, links=links), 0.2)
    solver.advance(3600.0)
    first, second = stored(solver)
    assert first < 0.03 * 500.0  # a film of millimetres creeps to the pump
    assert second == pytest.approx(500.0, rel=1e-6)
    assert abs(solver.balance.error) <= 1e-9


def test_a_taking_inflow_stops_when_the_cell_is_dry() -> None:
    taking = Inflow(np.array([2]), np.array([8]), TimeSeries.constant(-30.0))
    solver = Solver(Domain(two_basins(), 10.0, 10.0, 0.03, inflows=(taking,)), 0.2)
    solver.advance(3600.0)
    assert (solver.depth[:, 6:] >= 0.0).all()
    assert stored(solver)[1] < 0.03 * 500.0
    assert abs(solver.balance.error) <= 1e-9
